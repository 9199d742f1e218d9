//! A plan: a cursor with its expressions evaluated, for one sync.

use std::sync::Arc;

use jiff::{Span, ToSpan};
use serde_json::Value;

use super::clamping::Target;
use super::{Cursor, Kind, Mark, span};
use crate::error::Error;
use crate::moment::Moment;
use crate::session::Session;

/// A cursor with its expressions evaluated. Only the end, which may be the present, is asked for
/// each time.
#[derive(Debug)]
pub(crate) struct Plan {
    cursor: Arc<Cursor>,
    /// The field of a record that holds its value.
    pub(crate) field: String,
    /// Names of a window's ends.
    pub(super) names: [String; 2],
    /// The configured beginning.
    pub(crate) start: Mark,
    pub(super) step: Option<Span>,
    /// The unit by which windows keep apart.
    pub(super) granularity: Option<Span>,
    lookback: Option<Span>,
    clamping: Option<Target>,
    pub(super) is_strict: bool,
}

impl Plan {
    /// Evaluates a cursor.
    ///
    /// # Errors
    /// [`Error::Expression`].
    pub(crate) fn new(cursor: &Arc<Cursor>, session: &Session) -> Result<Plan, Error> {
        let scope = session.scope();
        let plan = Plan {
            cursor: cursor.clone(),
            field: cursor.field(session)?,
            names: cursor.names(&scope)?,
            start: match &cursor.kind {
                Kind::Datetime(datetime) => Mark::Moment(datetime.start(&scope)?),
                Kind::Count(count) => count.start(&scope)?,
            },
            step: None,
            granularity: None,
            lookback: None,
            clamping: None,
            is_strict: false,
        };
        let Kind::Datetime(datetime) = &cursor.kind else {
            return Ok(plan);
        };
        Ok(Plan {
            step: span(datetime.step.as_ref(), &scope)?,
            granularity: datetime.granularity,
            lookback: span(datetime.lookback.as_ref(), &scope)?,
            clamping: match &datetime.clamping {
                Some(clamping) => Some(clamping.target(&scope)?),
                None => None,
            },
            is_strict: datetime.is_strict,
            ..plan
        })
    }

    /// The same where nobody wants what is older than a moment. Where windows are whole units of the
    /// calendar, their beginning would move up beyond it, so there it stays.
    pub(crate) fn not_before(mut self, from: Option<Moment>) -> Plan {
        if let (Mark::Moment(start), Some(from), None) = (self.start, from, self.clamping) {
            self.start = Mark::Moment(start.max(from));
        }
        self
    }

    /// Whether slices have ends that mean something, so that a slice read is a span covered.
    pub(crate) fn has_windows(&self) -> bool {
        !self.cursor.counts()
    }

    /// Reads a value; `None` where it has none of the cursor's forms.
    pub(crate) fn parse(&self, value: &Value) -> Option<Mark> {
        self.cursor.parse(value)
    }

    /// Writes a value as it goes into slices and states.
    pub(crate) fn write(&self, mark: Mark) -> Value {
        self.cursor.write(mark)
    }

    /// The end: the configured one, else the present; of counts there is none.
    ///
    /// # Errors
    /// [`Error::Expression`].
    pub(crate) fn end(&self, session: &Session) -> Result<Mark, Error> {
        let Kind::Datetime(datetime) = &self.cursor.kind else {
            return Ok(Mark::ENDLESS);
        };
        let end = datetime.end(&session.scope())?;
        Ok(Mark::Moment(match self.clamping {
            Some(target) => {
                let unit = self.granularity.unwrap_or_else(|| target.unit());
                let floor = target.down(end);
                floor.minus(unit).unwrap_or(floor)
            }
            None => end,
        }))
    }

    /// The mark moved up to where a window may begin or end.
    pub(super) fn clamp(&self, mark: Mark) -> Mark {
        match (self.clamping, mark) {
            (Some(target), Mark::Moment(moment)) => Mark::Moment(target.up(moment)),
            _ => mark,
        }
    }

    /// The mark after a step; `None` where there are no steps, or no more calendar.
    pub(super) fn after_step(&self, mark: Mark) -> Option<Mark> {
        let moment = mark.moment()?.plus(self.step?)?;
        Some(Mark::Moment(moment))
    }

    /// The mark less the unit by which windows keep apart.
    pub(super) fn before(&self, mark: Mark) -> Mark {
        match (self.granularity, mark) {
            (Some(unit), Mark::Moment(moment)) => {
                Mark::Moment(moment.minus(unit).unwrap_or(moment))
            }
            _ => mark,
        }
    }

    /// The first mark that is not covered by a span that ends at `mark`.
    pub(super) fn following(&self, mark: Mark) -> Mark {
        match mark {
            Mark::Moment(moment) => {
                let unit = self.granularity.unwrap_or_else(|| 1.millisecond());
                Mark::Moment(moment.plus(unit).unwrap_or(moment))
            }
            Mark::Whole(count) => Mark::Whole(count.saturating_add(1)),
            Mark::Float(count) => Mark::Float(count + 1.0),
        }
    }

    /// The mark less the lookback; `None` where there is none.
    pub(crate) fn back(&self, mark: Mark) -> Option<Mark> {
        let lookback = self.lookback.filter(|span| !span.is_zero())?;
        mark.moment()?.minus(lookback).map(Mark::Moment)
    }

    /// The mark as it is after it was written and read.
    pub(super) fn rounded(&self, mark: Mark) -> Mark {
        match mark {
            Mark::Moment(_) => self.parse(&self.write(mark)).unwrap_or(mark),
            Mark::Whole(_) | Mark::Float(_) => mark,
        }
    }

    /// A state's mark that many seconds earlier, as it would be written.
    pub(crate) fn earlier(&self, mark: Mark, seconds: i64) -> Mark {
        match mark {
            Mark::Moment(moment) => {
                let earlier = moment.minus(Span::new().seconds(seconds));
                self.rounded(Mark::Moment(earlier.unwrap_or(moment)))
            }
            Mark::Whole(_) | Mark::Float(_) => mark,
        }
    }
}
