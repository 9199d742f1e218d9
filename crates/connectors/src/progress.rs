//! How far a sync of a stream with a cursor has come, for one partition or the whole stream.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::cursor::{Intervals, Mark, Plan, Window, Windows};
use crate::error::Error;
use crate::expression::python_text;
use crate::record::Record;
use crate::session::Session;

/// How far a sync has come.
#[derive(Debug)]
pub(crate) struct Progress {
    plan: Arc<Plan>,
    /// Where this sync begins.
    since: Mark,
    read: Intervals,
    /// The state that was given, with its other keys.
    kept: Map<String, Value>,
}

/// What a slice in flight knows of its cursor, and what it has seen.
#[derive(Debug)]
pub(crate) struct Watch {
    plan: Arc<Plan>,
    since: Mark,
    end: Mark,
    /// The highest value of a record.
    seen: Option<Mark>,
}

impl Progress {
    /// Begins a sync from a state such as `{"updated_at": "…"}`; what else is in it is kept.
    /// `lookback` are seconds to go back further.
    ///
    /// # Errors
    /// [`Error::State`].
    pub(crate) fn begin(
        plan: &Arc<Plan>,
        stream: &str,
        state: Option<&Map<String, Value>>,
        lookback: i64,
    ) -> Result<Progress, Error> {
        let unread = |value: &Value| Error::State {
            stream: stream.to_owned(),
            reason: format!(
                "`{}` matches none of the cursor's formats",
                python_text(value)
            ),
        };
        let begun = |since, read, kept| Progress {
            plan: plan.clone(),
            since,
            read,
            kept,
        };
        let state = state.cloned().unwrap_or_default();
        if let Some(slices) = spans(&state)
            && let Some(read) = Intervals::read(slices, plan).map_err(|value| unread(&value))?
        {
            return Ok(begun(read.since(plan), read, Map::new()));
        }
        let known = match state.get(&plan.field).filter(|value| !value.is_null()) {
            None => None,
            Some(value) => {
                let mark = plan.parse(value).ok_or_else(|| unread(value))?;
                Some(match lookback {
                    0 => mark,
                    seconds => plan.earlier(mark, seconds),
                })
            }
        };
        let since = known
            .filter(|known| *known >= plan.start)
            .unwrap_or(plan.start);
        Ok(begun(since, Intervals::until(since, plan), state))
    }

    /// The windows to read up to `end`; none where there is nothing between.
    pub(crate) fn windows(&self, end: Mark) -> Windows {
        Windows::new(self.plan.clone(), &self.read, end)
    }

    /// What one slice has to know.
    pub(crate) fn watch(&self, end: Mark) -> Watch {
        Watch {
            plan: self.plan.clone(),
            since: self.since,
            end,
            seen: None,
        }
    }

    /// A window came to its end; `seen` is the highest value of its records.
    pub(crate) fn close(&mut self, window: &Window, seen: Option<Mark>) {
        let plan = &self.plan;
        if plan.has_windows() {
            self.read.add(window.start, window.end, seen, plan);
        } else if let Some(seen) = seen {
            self.read.add(self.since, seen, Some(seen), plan);
        }
    }

    /// The value before which everything is read.
    pub(crate) fn latest(&self) -> Mark {
        self.read.latest(&self.plan)
    }

    /// The state: the one that was given, with the value before which everything is read.
    pub(crate) fn state(&self) -> Map<String, Value> {
        let mut state = self.kept.clone();
        state.insert(self.plan.field.clone(), self.plan.write(self.latest()));
        state
    }
}

/// The key of a state that holds nothing: its stream was read whole, and has no cursor.
pub(crate) const NO_CURSOR: &str = "__ab_no_cursor_state_message";

/// The state of a stream without a cursor that was read whole.
pub(crate) fn no_cursor() -> Value {
    json!({ NO_CURSOR: true })
}

/// The spans of a state in the form that concurrent runtimes may write.
pub(crate) fn spans(state: &Map<String, Value>) -> Option<&Vec<Value>> {
    let kind = state.get("state_type").and_then(Value::as_str)?;
    matches!(kind, "date-range" | "integer")
        .then(|| state.get("slices").and_then(Value::as_array))
        .flatten()
}

impl Watch {
    /// The highest value of a record.
    pub(crate) fn seen(&self) -> Option<Mark> {
        self.seen
    }

    /// Looks at the clock again, where the end is the present.
    pub(crate) fn look(&mut self, session: &Session) {
        self.end = self.plan.end(session).unwrap_or(self.end);
    }

    /// Takes note of records that are given out.
    pub(crate) fn observe(&mut self, records: &[Record]) {
        for record in records {
            self.seen = self.seen.max(self.mark(record));
        }
    }

    /// Whether a record lies between the last sync and the end. One without a value does.
    pub(crate) fn admits(&self, record: &Record) -> bool {
        let Some(mark) = self.mark(record) else {
            return true;
        };
        // What the lookback reads again is kept, though not from before the configured beginning.
        let lower = match self.plan.back(self.since) {
            Some(lower) => lower.max(self.since.min(self.plan.start)),
            None => self.since,
        };
        lower <= mark && mark <= self.end
    }

    fn mark(&self, record: &Record) -> Option<Mark> {
        let value = record.field(&self.plan.field)?;
        if value.is_null() {
            return None;
        }
        self.plan.parse(&value)
    }
}
