//! Values of formulas, and how one becomes another.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use crate::cell::{EXACT, number_text};
use crate::text::instant;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Blank,
    Number(f64),
    Text(String),
    Boolean(bool),
    /// Microseconds since 1970 in UTC; `day`: meant as a day without a time.
    Time {
        micros: i64,
        day: bool,
    },
    Error(Failure),
}

/// What a row makes impossible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Divided by nothing.
    Division,
    /// A value of the wrong kind.
    Value,
    /// A number or date out of range.
    Number,
}

impl Failure {
    /// What spreadsheets show.
    fn sign(self) -> &'static str {
        match self {
            Self::Division => "#DIV/0!",
            Self::Value => "#VALUE!",
            Self::Number => "#NUM!",
        }
    }
}

impl From<Failure> for Value {
    fn from(failure: Failure) -> Self {
        Value::Error(failure)
    }
}

const DAY: i64 = 86_400_000_000;

impl Value {
    /// A number; one that is none is an error.
    pub fn number(number: f64) -> Self {
        match number.is_finite() {
            true => Value::Number(number),
            false => Failure::Number.into(),
        }
    }

    /// A day.
    pub fn day(date: civil::Date) -> Self {
        match date.to_zoned(TimeZone::UTC) {
            Ok(zoned) => Value::Time {
                micros: zoned.timestamp().as_microsecond(),
                day: true,
            },
            Err(_) => Failure::Number.into(),
        }
    }

    /// A whole number of a table; one that floating point cannot hold stays as its digits.
    pub fn whole(number: i64) -> Self {
        match number.unsigned_abs() <= EXACT {
            true => Value::Number(number as f64),
            false => Value::Text(number.to_string()),
        }
    }

    pub fn as_number(&self) -> Result<f64, Failure> {
        match self {
            Value::Blank => Ok(0.0),
            Value::Number(number) => Ok(*number),
            Value::Boolean(truth) => Ok(f64::from(u8::from(*truth))),
            Value::Text(text) => {
                let number = text.trim().parse().ok().filter(|n: &f64| n.is_finite());
                number.ok_or(Failure::Value)
            }
            Value::Time { .. } => Err(Failure::Value),
            Value::Error(failure) => Err(*failure),
        }
    }

    pub fn as_text(&self) -> Result<String, Failure> {
        Ok(match self {
            Value::Blank => String::new(),
            Value::Number(number) => number_text(*number),
            Value::Text(text) => text.clone(),
            Value::Boolean(truth) => truth.to_string(),
            Value::Time { micros, day } => written(*micros, *day)?,
            Value::Error(failure) => return Err(*failure),
        })
    }

    pub fn as_boolean(&self) -> Result<bool, Failure> {
        match self {
            Value::Blank => Ok(false),
            Value::Number(number) => Ok(*number != 0.0),
            Value::Boolean(truth) => Ok(*truth),
            Value::Text(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Value::Text(text) if text.eq_ignore_ascii_case("false") || text.is_empty() => Ok(false),
            Value::Text(_) | Value::Time { .. } => Err(Failure::Value),
            Value::Error(failure) => Err(*failure),
        }
    }

    /// The instant in microseconds, and whether it is a day.
    pub fn as_time(&self) -> Result<(i64, bool), Failure> {
        match self {
            Value::Time { micros, day } => Ok((*micros, *day)),
            Value::Text(text) => {
                let micros = instant(text.trim()).ok_or(Failure::Value)?;
                Ok((
                    micros,
                    text.trim().parse::<DateTime>().is_ok() && text.trim().len() == 10,
                ))
            }
            Value::Error(failure) => Err(*failure),
            Value::Blank | Value::Number(_) | Value::Boolean(_) => Err(Failure::Value),
        }
    }

    /// The time as a date on the calendar in UTC.
    pub fn as_civil(&self) -> Result<DateTime, Failure> {
        let (micros, _) = self.as_time()?;
        let time = Timestamp::from_microsecond(micros).map_err(|_| Failure::Number)?;
        Ok(time.to_zoned(TimeZone::UTC).datetime())
    }

    /// So many days later.
    pub fn later(&self, days: f64) -> Value {
        let moved = || -> Result<Value, Failure> {
            let (micros, day) = self.as_time()?;
            let by = days * DAY as f64;
            let sum = (by.abs() < 1e18)
                .then(|| micros.checked_add(by as i64))
                .flatten();
            let micros = sum.ok_or(Failure::Number)?;
            Timestamp::from_microsecond(micros).map_err(|_| Failure::Number)?;
            let day = day && days.fract() == 0.0;
            Ok(Value::Time { micros, day })
        };
        moved().unwrap_or_else(Value::from)
    }

    /// Days from `earlier` to this.
    pub fn days_since(&self, earlier: &Value) -> Result<f64, Failure> {
        Ok((self.as_time()?.0 - earlier.as_time()?.0) as f64 / DAY as f64)
    }

    /// Whether nothing is there.
    pub fn is_blank(&self) -> bool {
        matches!(self, Value::Blank) || matches!(self, Value::Text(text) if text.is_empty())
    }

    /// What stands in the cell, where it is not a number or a truth value.
    pub fn shown(&self) -> String {
        match self {
            Value::Error(failure) => failure.sign().into(),
            other => other
                .as_text()
                .unwrap_or_else(|failure| failure.sign().into()),
        }
    }
}

fn written(micros: i64, day: bool) -> Result<String, Failure> {
    let time = Timestamp::from_microsecond(micros).map_err(|_| Failure::Number)?;
    Ok(match day {
        true => time.to_zoned(TimeZone::UTC).date().to_string(),
        false => time.to_string(),
    })
}
