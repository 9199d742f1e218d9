//! Windows: the spans a sync reads, cut by the cursor's step.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Intervals, Mark, Plan};

/// A span to read.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    /// Its ends under the names the manifest gives them.
    pub(crate) values: Map<String, Value>,
    /// The same as marks, as exact as the written ones.
    pub(crate) start: Mark,
    pub(crate) end: Mark,
}

/// The windows of a sync, one after the other.
#[derive(Debug)]
pub(crate) struct Windows {
    plan: Arc<Plan>,
    /// Spans that are not read yet; the last one reaches to the end of the sync.
    gaps: VecDeque<(Mark, Mark)>,
    cut: Option<Cut>,
}

/// A span being cut.
#[derive(Debug)]
struct Cut {
    next: Mark,
    upper: Mark,
    /// Whether `upper` is the end of the sync, which is read too; the end of a gap is read already.
    takes_end: bool,
    /// Whether it is one window.
    whole: bool,
    is_done: bool,
}

impl Windows {
    pub(crate) fn new(plan: Arc<Plan>, read: &Intervals, end: Mark) -> Windows {
        let gaps = read.gaps(&plan, end).into();
        Windows {
            plan,
            gaps,
            cut: None,
        }
    }

    fn window(&self, start: Mark, end: Mark) -> Window {
        let plan = &self.plan;
        Window {
            values: Map::from_iter([
                (plan.names[0].clone(), plan.write(start)),
                (plan.names[1].clone(), plan.write(end)),
            ]),
            start: plan.rounded(start),
            end: plan.rounded(end),
        }
    }
}

impl Iterator for Windows {
    type Item = Window;

    fn next(&mut self) -> Option<Window> {
        loop {
            if let Some(cut) = &mut self.cut {
                match cut.next(&self.plan) {
                    Some((start, end)) => return Some(self.window(start, end)),
                    None => self.cut = None,
                }
            }
            let (lower, upper) = self.gaps.pop_front()?;
            self.cut = Cut::new(&self.plan, lower, upper, self.gaps.is_empty());
        }
    }
}

impl Cut {
    /// Begins to cut a span; `None` where there is nothing in it to read.
    fn new(plan: &Plan, lower: Mark, upper: Mark, takes_end: bool) -> Option<Cut> {
        let has_unit = plan.granularity.is_some();
        if lower > upper || (lower == upper && !has_unit) || upper < plan.start {
            return None;
        }
        let lower = plan.clamp(lower.max(plan.start));
        // One unit is something to read, unless the provider refuses it, or it is the next span's.
        if lower > upper || (lower == upper && (plan.is_strict || !takes_end)) {
            return None;
        }
        Some(Cut {
            next: lower,
            upper,
            takes_end,
            whole: plan.after_step(lower).is_none_or(|after| after >= upper),
            is_done: false,
        })
    }

    fn next(&mut self, plan: &Plan) -> Option<(Mark, Mark)> {
        if self.is_done {
            return None;
        }
        let (lower, end) = if self.whole {
            let to_the_unit = self.takes_end && plan.granularity.is_some();
            let end = match to_the_unit {
                true => self.upper,
                false => plan.clamp(self.upper),
            };
            self.is_done = true;
            (self.next, end)
        } else {
            let after = plan.after_step(self.next).unwrap_or(self.upper);
            let end = match after < self.upper {
                true => plan.clamp(after),
                false => self.upper,
            };
            self.is_done = after >= self.upper || end == self.upper;
            (plan.clamp(self.next), end)
        };
        // Clamping may leave nothing between.
        if lower >= end && !self.whole {
            self.is_done = true;
            return None;
        }
        self.next = end;
        Some(match self.takes_end && self.is_done {
            true => (lower, end),
            false => (lower, plan.before(end)),
        })
    }
}
