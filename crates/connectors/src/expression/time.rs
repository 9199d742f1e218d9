//! Points in time, dates and durations as expressions have them, with the operators, methods and
//! attributes that Python gives them.

use std::cmp::Ordering;
use std::fmt;

use jiff::civil::Date;
use jiff::{SignedDuration, Span, SpanRelativeTo, Unit};

use super::python::{Arguments, Failure, Outcome, Value};
use crate::moment::Moment;

/// Python's `datetime`, `date` and `timedelta`.
#[derive(Clone, Debug)]
pub(crate) enum Time {
    Moment(Moment),
    Date(Date),
    Duration(Span),
}

impl Time {
    /// The moment: a date is its midnight in UTC.
    pub(crate) fn moment(&self) -> Option<Moment> {
        match self {
            Time::Moment(moment) => Some(*moment),
            Time::Date(date) => Moment::at(date.at(0, 0, 0, 0), jiff::tz::Offset::UTC),
            Time::Duration(_) => None,
        }
    }

    /// Python's name of the type.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Time::Moment(_) => "datetime.datetime",
            Time::Date(_) => "datetime.date",
            Time::Duration(_) => "datetime.timedelta",
        }
    }

    pub(crate) fn is_true(&self) -> bool {
        !matches!(self, Time::Duration(span) if span.is_zero())
    }

    /// A duration as microseconds; one with months or years has no such number.
    fn micros(&self) -> Option<i128> {
        match self {
            Time::Duration(span) => {
                let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
                Some(length.as_micros())
            }
            Time::Moment(_) | Time::Date(_) => None,
        }
    }

    /// How two times of one type are ordered.
    pub(crate) fn order(&self, other: &Time) -> Option<Ordering> {
        match (self, other) {
            (Time::Moment(a), Time::Moment(b)) => Some(a.cmp(b)),
            (Time::Date(a), Time::Date(b)) => Some(a.cmp(b)),
            (Time::Duration(_), Time::Duration(_)) => Some(self.micros()?.cmp(&other.micros()?)),
            _ => None,
        }
    }

    /// `-self`.
    pub(crate) fn negative(&self) -> Option<Time> {
        match self {
            Time::Duration(span) => Some(Time::Duration(span.negate())),
            _ => None,
        }
    }

    /// `self + span`.
    fn plus(&self, span: Span) -> Option<Time> {
        match self {
            Time::Moment(moment) => moment.plus(span).map(Time::Moment),
            Time::Date(date) => {
                let months = Span::new()
                    .try_months(i64::from(span.get_months()) + 12 * i64::from(span.get_years()));
                let rest = span.years(0).months(0);
                // Hours that make no whole day are dropped.
                let days = Time::Duration(rest).micros()?.div_euclid(86_400_000_000);
                let days = Span::new().try_days(i64::try_from(days).ok()?).ok()?;
                let date = date.checked_add(months.ok()?).ok()?.checked_add(days);
                date.ok().map(Time::Date)
            }
            Time::Duration(own) => own
                .checked_add((span, SpanRelativeTo::days_are_24_hours()))
                .ok()
                .map(Time::Duration),
        }
    }

    /// An attribute.
    pub(crate) fn attribute<'a>(&self, name: &str) -> Option<Value<'a>> {
        if let Some(micros) = self.micros() {
            let number = match name {
                "days" => micros.div_euclid(86_400_000_000),
                "seconds" => micros.rem_euclid(86_400_000_000) / 1_000_000,
                "microseconds" => micros.rem_euclid(1_000_000),
                _ => return None,
            };
            return Some(Value::Int(number));
        }
        let civil = self.moment()?.civil();
        let number: i128 = match name {
            "year" => civil.year().into(),
            "month" => civil.month().into(),
            "day" => civil.day().into(),
            _ if matches!(self, Time::Date(_)) => return None,
            "hour" => civil.hour().into(),
            "minute" => civil.minute().into(),
            "second" => civil.second().into(),
            "microsecond" => (civil.subsec_nanosecond() / 1_000).into(),
            "tzinfo" => return Some(Value::text("UTC")),
            _ => return None,
        };
        Some(Value::Int(number))
    }

    /// Whether it has a method of that name.
    pub(crate) fn has_method(&self, name: &str) -> bool {
        match self {
            Time::Duration(_) => name == "total_seconds",
            Time::Date(_) => matches!(
                name,
                "strftime" | "isoformat" | "weekday" | "isoweekday" | "replace" | "toordinal"
            ),
            Time::Moment(_) => matches!(
                name,
                "strftime"
                    | "isoformat"
                    | "weekday"
                    | "isoweekday"
                    | "replace"
                    | "timestamp"
                    | "date"
            ),
        }
    }

    /// Calls a method.
    pub(crate) fn call<'a>(&self, name: &str, args: &Arguments<'a>) -> Outcome<Value<'a>> {
        let unknown =
            || Failure::Invalid(format!("calls `{name}` of a time, which is not supported"));
        if name == "total_seconds" {
            let micros = self.micros().ok_or_else(unknown)?;
            return Ok(Value::Float(micros as f64 / 1e6));
        }
        let moment = self.moment().ok_or_else(unknown)?;
        let weekday = i128::from(moment.civil().weekday().to_monday_zero_offset());
        Ok(match name {
            "strftime" => Value::text(moment.strftime(&args.str(0, "format")?)),
            "isoformat" => Value::text(match self {
                Time::Date(date) => date.to_string(),
                _ => isoformat(moment, args)?,
            }),
            "timestamp" => Value::Float(moment.instant().as_microsecond() as f64 / 1e6),
            "date" => Value::time(Time::Date(moment.civil().date())),
            "weekday" => Value::Int(weekday),
            "isoweekday" => Value::Int(weekday + 1),
            "replace" => self.replaced(args).ok_or_else(unknown)?,
            _ => return Err(unknown()),
        })
    }

    /// The same time with other parts.
    fn replaced<'a>(&self, args: &Arguments<'a>) -> Option<Value<'a>> {
        let moment = self.moment()?;
        let civil = moment.civil();
        let part = |index: usize, name: &str, own: i128| match args.get(index, name) {
            Some(value) => value.as_int(),
            None => Some(own),
        };
        let small = |number: i128| i8::try_from(number).ok();
        let date = Date::new(
            i16::try_from(part(0, "year", civil.year().into())?).ok()?,
            small(part(1, "month", civil.month().into())?)?,
            small(part(2, "day", civil.day().into())?)?,
        )
        .ok()?;
        if matches!(self, Time::Date(_)) {
            return Some(Value::time(Time::Date(date)));
        }
        let micros = part(6, "microsecond", (civil.subsec_nanosecond() / 1_000).into())?;
        let time = jiff::civil::Time::new(
            small(part(3, "hour", civil.hour().into())?)?,
            small(part(4, "minute", civil.minute().into())?)?,
            small(part(5, "second", civil.second().into())?)?,
            i32::try_from(micros * 1_000).ok()?,
        )
        .ok()?;
        let moment = Moment::at(date.to_datetime(time), moment.offset())?;
        Some(Value::time(Time::Moment(moment)))
    }

    /// Python's `repr`.
    pub(crate) fn repr(&self) -> String {
        match self {
            Time::Moment(moment) => {
                let civil = moment.civil();
                let mut text = format!(
                    "datetime.datetime({}, {}, {}, {}, {}",
                    civil.year(),
                    civil.month(),
                    civil.day(),
                    civil.hour(),
                    civil.minute()
                );
                let micros = civil.subsec_nanosecond() / 1_000;
                if civil.second() > 0 || micros > 0 {
                    text += &format!(", {}", civil.second());
                }
                if micros > 0 {
                    text += &format!(", {micros}");
                }
                text + ", tzinfo=<UTC>)"
            }
            Time::Date(date) => {
                format!(
                    "datetime.date({}, {}, {})",
                    date.year(),
                    date.month(),
                    date.day()
                )
            }
            Time::Duration(_) => {
                let parts = ["days", "seconds", "microseconds"].map(|name| {
                    let number = self.attribute(name).and_then(|number| number.as_int());
                    (name, number.unwrap_or(0))
                });
                let parts: Vec<String> = parts
                    .into_iter()
                    .filter(|(_, number)| *number != 0)
                    .map(|(name, number)| format!("{name}={number}"))
                    .collect();
                match parts.is_empty() {
                    true => "datetime.timedelta(0)".into(),
                    false => format!("datetime.timedelta({})", parts.join(", ")),
                }
            }
        }
    }
}

/// `left sign right` where a time is among them; `None` where none is.
pub(crate) fn arithmetic<'a>(
    sign: &str,
    left: &Value<'a>,
    right: &Value<'a>,
) -> Option<Outcome<Value<'a>>> {
    if !matches!((left, right), (Value::Time(_), _) | (_, Value::Time(_))) {
        return None;
    }
    let out_of_range = || Failure::Invalid("gives a time that is out of range".into());
    let unsupported = || {
        Failure::Type(format!(
            "unsupported operand type(s) for {sign}: '{}' and '{}'",
            left.kind(),
            right.kind()
        ))
    };
    let time = |time: Option<Time>| time.map(Value::time).ok_or_else(out_of_range);
    Some(match (sign, left, right) {
        ("+" | "-", Value::Time(a), Value::Time(b)) => match (&**a, &**b) {
            (a, Time::Duration(span)) => {
                time(a.plus(if sign == "+" { *span } else { span.negate() }))
            }
            (Time::Duration(span), b) if sign == "+" => time(b.plus(*span)),
            (Time::Moment(_), Time::Moment(_)) | (Time::Date(_), Time::Date(_)) if sign == "-" => {
                time(between(a, b))
            }
            _ => Err(unsupported()),
        },
        ("*", Value::Time(of), times) | ("*", times, Value::Time(of)) => {
            match (of.micros(), times.as_number()) {
                (Some(micros), Some(times)) => time(of_micros(micros as f64 * times)),
                _ => Err(unsupported()),
            }
        }
        ("/" | "//", Value::Time(a), Value::Time(b)) => match (a.micros(), b.micros()) {
            (Some(_), Some(0)) => Err(Failure::Invalid("divides by zero".into())),
            (Some(a), Some(b)) if sign == "/" => Ok(Value::Float(a as f64 / b as f64)),
            (Some(a), Some(b)) => Ok(Value::Int(a.div_euclid(b))),
            _ => Err(unsupported()),
        },
        ("/" | "//", Value::Time(of), by) => match (of.micros(), by.as_number()) {
            (Some(_), Some(0.0)) => Err(Failure::Invalid("divides by zero".into())),
            (Some(micros), Some(by)) => time(of_micros(micros as f64 / by)),
            _ => Err(unsupported()),
        },
        _ => Err(unsupported()),
    })
}

fn between(a: &Time, b: &Time) -> Option<Time> {
    let length: SignedDuration = a.moment()?.instant().duration_since(b.moment()?.instant());
    Span::try_from(length).ok().map(Time::Duration)
}

fn of_micros(micros: f64) -> Option<Time> {
    let length = SignedDuration::try_from_secs_f64(micros / 1e6).ok()?;
    Span::try_from(length).ok().map(Time::Duration)
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
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

/// Python's `isoformat(sep, timespec)`.
fn isoformat(moment: Moment, args: &Arguments<'_>) -> Outcome<String> {
    let separator = match args.get(0, "sep") {
        Some(_) => args.str(0, "sep")?.chars().next().unwrap_or('T'),
        None => 'T',
    };
    let whole = moment.iso(separator);
    let Some(_) = args.get(1, "timespec") else {
        return Ok(whole);
    };
    let format = match args.str(1, "timespec")?.as_str() {
        "hours" => "%H",
        "minutes" => "%H:%M",
        "seconds" => "%H:%M:%S",
        "microseconds" => "%H:%M:%S.%f",
        "milliseconds" => "%H:%M:%S.%_ms",
        _ => return Ok(whole),
    };
    let date = moment.civil().date();
    // The offset ends the whole form, with six letters: `+00:00`.
    let offset = whole.get(whole.len() - 6..).unwrap_or_default();
    let time = match format.strip_suffix("%_ms") {
        Some(seconds) => {
            let millis = moment.civil().subsec_nanosecond() / 1_000_000;
            format!("{}{millis:03}", moment.strftime(seconds))
        }
        None => moment.strftime(format),
    };
    Ok(format!("{date}{separator}{time}{offset}"))
}
