//! A mark: one value of a cursor, a point in time or a count.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use crate::moment::Moment;

/// A value of a cursor. Marks of one cursor are all of one kind.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mark {
    Moment(Moment),
    Whole(i64),
    /// A count with a fraction, or the end of all counts.
    Float(f64),
}

impl Mark {
    /// Above every count.
    pub(crate) const ENDLESS: Mark = Mark::Float(f64::INFINITY);

    /// A count as it stands in a record or a state; what is no number is none.
    pub(crate) fn count(value: &Value) -> Option<Mark> {
        let number = value.as_number()?;
        number
            .as_i64()
            .map(Mark::Whole)
            .or_else(|| number.as_f64().map(Mark::Float))
    }

    /// The point in time, where it is one.
    pub(crate) fn moment(self) -> Option<Moment> {
        match self {
            Mark::Moment(moment) => Some(moment),
            Mark::Whole(_) | Mark::Float(_) => None,
        }
    }

    /// A count as it goes into slices and states.
    pub(crate) fn number(self) -> Value {
        match self {
            Mark::Moment(_) => Value::Null,
            Mark::Whole(count) => count.into(),
            Mark::Float(count) => {
                Number::from_f64(count).map_or_else(|| "inf".into(), Value::Number)
            }
        }
    }

    fn float(self) -> f64 {
        match self {
            Mark::Moment(moment) => moment.instant().as_microsecond() as f64,
            Mark::Whole(count) => count as f64,
            Mark::Float(count) => count,
        }
    }
}

impl PartialEq for Mark {
    fn eq(&self, other: &Mark) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Mark {}

impl PartialOrd for Mark {
    fn partial_cmp(&self, other: &Mark) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Mark {
    fn cmp(&self, other: &Mark) -> Ordering {
        match (self, other) {
            (Mark::Moment(one), Mark::Moment(other)) => one.cmp(other),
            (Mark::Whole(one), Mark::Whole(other)) => one.cmp(other),
            (one, other) => one.float().total_cmp(&other.float()),
        }
    }
}
