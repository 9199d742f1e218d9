//! How far a sync of a stream with a cursor has come, and the windows it reads.

use std::sync::Arc;

use jiff::Span;
use serde_json::{Map, Value};

use crate::cursor::DatetimeCursor;
use crate::error::Error;
use crate::expression::python_text;
use crate::moment::Moment;
use crate::record::Record;
use crate::session::Session;

/// How far a sync has come, for one partition or for a whole stream.
#[derive(Debug)]
pub(crate) struct Progress {
    cursor: Arc<DatetimeCursor>,
    field: String,
    names: [String; 2],
    /// The configured beginning.
    start: Moment,
    /// Where this sync begins.
    since: Moment,
    end: Moment,
    step: Option<Span>,
    lookback: Option<Span>,
    /// The latest cursor value of all windows that are read to their end.
    latest: Moment,
    /// The latest cursor value of the window being read.
    seen: Option<Moment>,
    /// The state that was given, with its other keys.
    kept: Map<String, Value>,
}

impl Progress {
    /// Begins a sync from a state such as `{"updated_at": "…"}`; what else is in it is kept.
    /// `lookback` are seconds to go back further.
    ///
    /// # Errors
    /// [`Error::Expression`], [`Error::State`].
    pub(crate) fn begin(
        cursor: &Arc<DatetimeCursor>,
        session: &Session,
        stream: &str,
        state: Option<&Map<String, Value>>,
        lookback: i64,
    ) -> Result<Progress, Error> {
        let scope = session.scope();
        let field = cursor.field(session)?;
        let start = cursor.start(&scope)?;
        let known = match state.and_then(|state| last_value(state, &field)) {
            None => None,
            Some(value) => {
                let unread = || Error::State {
                    stream: stream.to_owned(),
                    reason: format!(
                        "`{}` matches none of the cursor's formats",
                        python_text(value)
                    ),
                };
                let moment = cursor.parse(value).ok_or_else(unread)?;
                Some(
                    moment
                        .minus(Span::new().seconds(lookback))
                        .unwrap_or(moment),
                )
            }
        };
        let since = known.filter(|known| *known >= start).unwrap_or(start);
        Ok(Progress {
            cursor: cursor.clone(),
            names: cursor.names(&scope)?,
            field,
            start,
            since,
            end: cursor.end(&scope)?,
            step: cursor.step(&scope)?,
            lookback: cursor.lookback(&scope)?,
            latest: since,
            seen: None,
            kept: state
                .filter(|state| !state.contains_key("slices"))
                .cloned()
                .unwrap_or_default(),
        })
    }

    /// The windows to read, one after the other; none where there is no time between.
    pub(crate) fn windows(&self) -> Windows {
        let lookback = self.lookback.and_then(|span| self.since.minus(span));
        let lower = lookback.unwrap_or(self.since).max(self.start);
        let empty = lower > self.end
            || (lower == self.end && (self.cursor.granularity.is_none() || self.cursor.is_strict));
        Windows {
            cursor: self.cursor.clone(),
            names: self.names.clone(),
            next: (!empty).then_some(lower),
            end: self.end,
            step: self.step,
        }
    }

    /// Takes note of a record of the window being read.
    pub(crate) fn observe(&mut self, record: &Record) -> Option<Moment> {
        let moment = self.cursor.parse(&record.field(&self.field)?)?;
        if self.seen.is_none_or(|seen| moment > seen) {
            self.seen = Some(moment);
        }
        Some(moment)
    }

    /// The window being read came to its end: what was seen in it counts.
    pub(crate) fn close(&mut self) {
        if let Some(seen) = self.seen.take() {
            self.latest = self.latest.max(seen);
        }
    }

    /// The latest cursor value that counts.
    pub(crate) fn latest(&self) -> Moment {
        self.latest
    }

    /// The state: the one that was given, with the latest value that counts.
    pub(crate) fn state(&self) -> Map<String, Value> {
        let mut state = self.kept.clone();
        state.insert(self.field.clone(), self.cursor.write(self.latest).into());
        state
    }

    /// Whether a record lies between the last sync and the end. One without a time does.
    pub(crate) fn admits(&self, session: &Session, record: &Record) -> bool {
        let Some(moment) = record
            .field(&self.field)
            .and_then(|value| self.cursor.parse(&value))
        else {
            return true;
        };
        let lower = match self.lookback.and_then(|span| self.since.minus(span)) {
            Some(lower) => lower.max(self.since.min(self.start)),
            None => self.since,
        };
        let end = self.cursor.end(&session.scope()).unwrap_or(self.end);
        lower <= moment && moment <= end
    }
}

/// The cursor value of a state, also of one in the form older runtimes wrote:
/// `{"state_type": "date-range", "slices": […]}`, of which the first range counts.
fn last_value<'a>(state: &'a Map<String, Value>, field: &str) -> Option<&'a Value> {
    if let Some(slices) = state.get("slices").and_then(Value::as_array) {
        let first = slices.first()?;
        return first
            .get("most_recent_cursor_value")
            .or_else(|| first.get("end"))
            .filter(|value| !value.is_null());
    }
    state.get(field).filter(|value| !value.is_null())
}

/// The windows of a sync, cut by the cursor's step.
#[derive(Debug)]
pub(crate) struct Windows {
    cursor: Arc<DatetimeCursor>,
    names: [String; 2],
    next: Option<Moment>,
    end: Moment,
    step: Option<Span>,
}

impl Iterator for Windows {
    type Item = Map<String, Value>;

    fn next(&mut self) -> Option<Map<String, Value>> {
        let lower = self.next?;
        // A step that leads out of the calendar, or nowhere, is one window to the end.
        let after = self
            .step
            .and_then(|step| lower.plus(step))
            .filter(|after| *after > lower && *after < self.end);
        let upper = match after {
            Some(after) => self
                .cursor
                .granularity
                .and_then(|unit| after.minus(unit))
                .unwrap_or(after),
            None => self.end,
        };
        self.next = after;
        Some(Map::from_iter([
            (self.names[0].clone(), self.cursor.write(lower).into()),
            (self.names[1].clone(), self.cursor.write(upper).into()),
        ]))
    }
}
