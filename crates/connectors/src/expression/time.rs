//! Points in time, dates and durations as objects of expressions, with the methods and
//! attributes Python gives them.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Span, SpanRelativeTo, Unit};
use minijinja::value::{DynObject, Object, ObjectRepr};
use minijinja::{Error, ErrorKind, State, Value};

use super::arguments::Arguments;
use crate::moment::Moment;

/// Python's `datetime`, `date` and `timedelta`.
#[derive(Debug)]
pub(crate) enum Time {
    Moment(Moment),
    Date(Date),
    Duration(Span),
}

impl Time {
    /// The time in `value`, where it is one.
    pub(crate) fn of(value: &Value) -> Option<&Time> {
        value.downcast_object_ref::<Time>()
    }

    /// The moment: a date is its midnight in UTC.
    pub(crate) fn moment(&self) -> Option<Moment> {
        match self {
            Time::Moment(moment) => Some(*moment),
            Time::Date(date) => Moment::at(date.at(0, 0, 0, 0), jiff::tz::Offset::UTC),
            Time::Duration(_) => None,
        }
    }

    /// `self + span`.
    fn plus(&self, span: Span) -> Option<Time> {
        match self {
            Time::Moment(moment) => moment.plus(span).map(Time::Moment),
            Time::Date(date) => date.checked_add(span).ok().map(Time::Date),
            Time::Duration(own) => own
                .checked_add((span, SpanRelativeTo::days_are_24_hours()))
                .ok()
                .map(Time::Duration),
        }
    }

    fn number(&self, name: &str) -> Option<i64> {
        let civil = self.moment()?.civil();
        Some(match name {
            "year" => civil.year().into(),
            "month" => civil.month().into(),
            "day" => civil.day().into(),
            "hour" => civil.hour().into(),
            "minute" => civil.minute().into(),
            "second" => civil.second().into(),
            "microsecond" => (civil.subsec_nanosecond() / 1_000).into(),
            _ => return None,
        })
    }

    /// A duration as seconds; one with months or years has no such number.
    fn length(&self) -> Option<SignedDuration> {
        match self {
            Time::Duration(span) => span.to_duration(SpanRelativeTo::days_are_24_hours()).ok(),
            Time::Moment(_) | Time::Date(_) => None,
        }
    }
}

/// `a + b` and `a - b` where times are among them; plain numbers work too.
pub(crate) fn add(left: &Value, right: &Value, sign: i64) -> Result<Value, Error> {
    let refuse = || {
        Error::new(
            ErrorKind::InvalidOperation,
            "these two cannot be added or subtracted",
        )
    };
    let result = match (Time::of(left), Time::of(right)) {
        (Some(time), Some(Time::Duration(span))) => {
            time.plus(span.checked_mul(sign).map_err(|_| refuse())?)
        }
        (Some(Time::Duration(span)), Some(time)) if sign > 0 => time.plus(*span),
        (Some(a), Some(b)) if sign < 0 => match (a.moment(), b.moment()) {
            (Some(a), Some(b)) => {
                let length = a.instant().duration_since(b.instant());
                Span::try_from(length).ok().map(Time::Duration)
            }
            _ => None,
        },
        _ => None,
    };
    result.map(Value::from_object).ok_or_else(refuse)
}

impl Object for Time {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        match self.length() {
            Some(length) => match key {
                "days" => Some(Value::from(length.as_secs().div_euclid(86_400))),
                "seconds" => Some(Value::from(length.as_secs().rem_euclid(86_400))),
                "microseconds" => Some(Value::from(length.subsec_micros().rem_euclid(1_000_000))),
                _ => None,
            },
            None => self.number(key).map(Value::from),
        }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        let unknown = || Error::from(ErrorKind::UnknownMethod);
        if let (Some(length), "total_seconds") = (self.length(), method) {
            return Ok(Value::from(length.as_secs_f64()));
        }
        let moment = self.moment().ok_or_else(unknown)?;
        match method {
            "strftime" => Ok(Value::from(
                moment.strftime(&Arguments::of_method(args).text(0, "format")?),
            )),
            "isoformat" => Ok(Value::from(match &**self {
                Time::Date(date) => date.to_string(),
                _ => moment.iso('T'),
            })),
            "timestamp" => Ok(Value::from(moment.instant().as_microsecond() as f64 / 1e6)),
            "date" => Ok(Value::from_object(Time::Date(moment.civil().date()))),
            "weekday" => Ok(Value::from(
                moment.civil().weekday().to_monday_zero_offset(),
            )),
            _ => Err(unknown()),
        }
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        let other = other.downcast_ref::<Time>()?;
        match (self.moment(), other.moment()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => self.length()?.partial_cmp(&other.length()?),
        }
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &**self {
            Time::Moment(moment) => f.write_str(&moment.iso(' ')),
            Time::Date(date) => write!(f, "{date}"),
            Time::Duration(span) => f.write_str(&duration_text(span)),
        }
    }
}

/// Python's `str(timedelta)`: `1 day, 2:03:04`.
fn duration_text(span: &Span) -> String {
    let relative = SpanRelativeTo::days_are_24_hours();
    let Ok(seconds) = span.total((Unit::Second, relative)) else {
        return span.to_string();
    };
    let micros = (seconds * 1e6).round() as i64;
    let (days, rest) = (
        micros.div_euclid(86_400_000_000),
        micros.rem_euclid(86_400_000_000),
    );
    let (seconds, micros) = (rest / 1_000_000, rest % 1_000_000);
    let mut text = match days {
        0 => String::new(),
        1 | -1 => format!("{days} day, "),
        _ => format!("{days} days, "),
    };
    text += &format!(
        "{}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    if micros > 0 {
        text += &format!(".{micros:06}");
    }
    text
}
