//! Intervals: which spans of a cursor's values are read.

use serde_json::{Map, Value};

use super::{Mark, Plan};

/// A span that is read, and the highest value that a record of it had.
#[derive(Clone, Debug)]
pub(crate) struct Interval {
    start: Mark,
    end: Mark,
    latest: Option<Mark>,
}

/// The spans that are read, in order and apart from each other; never empty.
#[derive(Clone, Debug)]
pub(crate) struct Intervals(Vec<Interval>);

impl Intervals {
    /// All up to `since` is read.
    pub(crate) fn until(since: Mark, plan: &Plan) -> Intervals {
        Intervals(vec![Interval {
            start: plan.start,
            end: since,
            latest: Some(since),
        }])
    }

    /// The spans of a state of the form
    /// `{"state_type": "date-range", "slices": [{"start": …, "end": …}]}`.
    ///
    /// # Errors
    /// The value that is none of the cursor's.
    pub(crate) fn read(slices: &[Value], plan: &Plan) -> Result<Option<Intervals>, Value> {
        let mark = |slice: &Map<String, Value>, key: &str| match slice.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => plan.parse(value).map(Some).ok_or_else(|| value.clone()),
        };
        let mut intervals = Vec::with_capacity(slices.len());
        for slice in slices {
            let Value::Object(slice) = slice else {
                return Err(slice.clone());
            };
            let (Some(start), Some(end)) = (mark(slice, "start")?, mark(slice, "end")?) else {
                return Err(Value::Object(slice.clone()));
            };
            let latest = mark(slice, "most_recent_cursor_value")?;
            intervals.push(Interval { start, end, latest });
        }
        let mut intervals = Intervals(intervals);
        intervals.merge(plan);
        Ok((!intervals.0.is_empty()).then_some(intervals))
    }

    /// A span was read; `latest` is the highest value of its records.
    pub(crate) fn add(&mut self, start: Mark, end: Mark, latest: Option<Mark>, plan: &Plan) {
        self.0.push(Interval { start, end, latest });
        self.merge(plan);
    }

    /// Where a filter of what is known begins: the highest value of the first span.
    pub(crate) fn since(&self, plan: &Plan) -> Mark {
        self.0
            .first()
            .map_or(plan.start, |first| first.latest.unwrap_or(first.end))
    }

    /// The value before which everything is read.
    pub(crate) fn latest(&self, plan: &Plan) -> Mark {
        self.0
            .first()
            .map_or(plan.start, |first| first.latest.unwrap_or(first.start))
    }

    /// The spans that are not read yet: below the first, between them, and from the last on.
    pub(super) fn gaps(&self, plan: &Plan, end: Mark) -> Vec<(Mark, Mark)> {
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else {
            return vec![(plan.start, end)];
        };
        let mut gaps = Vec::with_capacity(self.0.len() + 1);
        if plan.start < first.start {
            gaps.push((plan.start, first.start));
        }
        for (one, next) in self.0.iter().zip(self.0.iter().skip(1)) {
            let from = match plan.granularity {
                Some(_) => plan.following(one.end),
                None => one.end,
            };
            gaps.push((from, next.start));
        }
        gaps.push((plan.back(last.end).unwrap_or(last.end), end));
        gaps
    }

    fn merge(&mut self, plan: &Plan) {
        self.0
            .sort_by_key(|interval| (interval.start, interval.end));
        self.0.dedup_by(|next, one| {
            let touch = plan.following(one.end) >= next.start;
            if touch {
                one.end = one.end.max(next.end);
                one.latest = one.latest.max(next.latest);
            }
            touch
        });
    }
}
