//! The format's macros.

use std::cmp::Ordering;

use super::super::python::{Arguments, Failure, Outcome, Value, operators};
use super::super::time::Time;
use crate::moment::{self, Moment};

/// Their names, and those of Jinja's own that change nothing outside.
pub(in super::super) const NAMES: [&str; 16] = [
    "camel_case_to_snake_case",
    "day_delta",
    "dict",
    "duration",
    "format_datetime",
    "generate_uuid",
    "json_loads",
    "max",
    "min",
    "namespace",
    "now_utc",
    "sanitize_url",
    "str_to_datetime",
    "timestamp",
    "today_utc",
    "today_with_timezone",
];

/// Calls one of [`NAMES`].
pub(super) fn call<'a>(name: &str, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    Ok(match name {
        "now_utc" => Value::time(Time::Moment(Moment::now())),
        "today_utc" => Value::time(Time::Date(Moment::now().civil().date())),
        "today_with_timezone" => match args.required(0, "timezone")? {
            Value::Undefined(what) => return Err(operators::undefined(&what)),
            zone => today_with_timezone(&zone.to_text())?,
        },
        "timestamp" => timestamp(&args.required(0, "dt")?)?,
        "str_to_datetime" => {
            let text = iso_text(&args.required(0, "s")?)?;
            Value::time(Time::Moment(iso(&text)?.in_utc()))
        }
        "duration" => duration(&args.required(0, "datestring")?)?,
        "day_delta" => day_delta(args)?,
        "format_datetime" => format_datetime(args)?,
        "max" => extreme(args, ">", Ordering::Greater)?,
        "min" => extreme(args, "<", Ordering::Less)?,
        "sanitize_url" => Value::text(quoted(&args.str(0, "value")?)),
        "camel_case_to_snake_case" => Value::text(snake_case(&args.str(0, "value")?)),
        "generate_uuid" => Value::text(generate_uuid()),
        "json_loads" => {
            let text = args.str(0, "s")?;
            let json = serde_json::from_str(&text)
                .map_err(|_| Failure::Invalid("reads JSON from a text that is none".into()))?;
            Value::of_owned_json(json)
        }
        "dict" | "namespace" => {
            let mut entries = match args.positional.first() {
                Some(first) => first.entries().ok_or_else(|| {
                    Failure::Type(format!("'{}' object is not iterable", first.kind()))
                })?,
                None => Vec::new(),
            };
            for (key, value) in &args.named {
                entries.push((Value::text(key.as_str()), value.clone()));
            }
            match (name, Value::dict(entries)) {
                ("namespace", Value::Dict(entries)) => Value::Namespace(entries),
                (_, dict) => dict,
            }
        }
        other => {
            return Err(Failure::Invalid(format!(
                "calls `{other}`, which does not exist"
            )));
        }
    })
}

fn today_with_timezone<'a>(zone: &str) -> Outcome<Value<'a>> {
    let zone = jiff::tz::TimeZone::get(zone).map_err(|_| {
        Failure::Invalid(format!(
            "names the time zone `{zone}`, which does not exist"
        ))
    })?;
    let date = Moment::now().instant().to_zoned(zone).date();
    Ok(Value::time(Time::Date(date)))
}

/// The text that a date is read from.
fn iso_text(value: &Value<'_>) -> Outcome<String> {
    match value {
        Value::Text(text) => Ok(text.to_string()),
        Value::Undefined(what) => Err(operators::undefined(what)),
        // Python looks at the length first.
        other if other.length().is_some() => Err(Failure::Invalid(format!(
            "reads a date from a {}",
            other.kind()
        ))),
        other => Err(Failure::Type(format!(
            "object of type '{}' has no len()",
            other.kind()
        ))),
    }
}

fn iso(text: &str) -> Outcome<Moment> {
    Moment::from_iso(text)
        .ok_or_else(|| Failure::Invalid(format!("reads `{text}`, which is no ISO 8601 date")))
}

fn timestamp<'a>(value: &Value<'a>) -> Outcome<Value<'a>> {
    if let Some(number) = value.as_int() {
        return Ok(Value::Int(number));
    }
    if let Value::Float(number) = value {
        return Ok(Value::Int(number.trunc() as i128));
    }
    let moment = iso(&iso_text(value)?)?;
    Ok(Value::Float(moment.instant().as_microsecond() as f64 / 1e6))
}

fn duration<'a>(value: &Value<'a>) -> Outcome<Value<'a>> {
    let text = match value {
        Value::Text(text) => text,
        other => {
            return Err(Failure::Type(format!(
                "Expecting a string {}",
                other.to_text()
            )));
        }
    };
    let span = moment::duration(text).ok_or_else(|| {
        Failure::Invalid(format!(
            "reads `{}`, which is no ISO 8601 duration",
            &**text
        ))
    })?;
    Ok(Value::time(Time::Duration(span)))
}

fn day_delta<'a>(args: &Arguments<'a>) -> Outcome<Value<'a>> {
    args.at_most(2)?;
    let days = args.required(0, "num_days")?;
    let Some(number) = days.as_number() else {
        return Err(match days {
            Value::Undefined(what) => operators::undefined(&what),
            other => Failure::Type(format!(
                "unsupported type for timedelta days component: {}",
                other.kind()
            )),
        });
    };
    let format = match args.get(1, "format") {
        Some(_) => args.str(1, "format")?,
        None => "%Y-%m-%dT%H:%M:%S.%f%z".into(),
    };
    let moved = jiff::Span::new()
        .try_seconds((number * 86_400.0) as i64)
        .ok()
        .and_then(|span| Moment::now().plus(span));
    let moved = moved.ok_or_else(|| Failure::Invalid("counts too many days".into()))?;
    Ok(Value::text(moved.strftime(&format)))
}

fn format_datetime<'a>(args: &Arguments<'a>) -> Outcome<Value<'a>> {
    args.at_most(3)?;
    let value = args.required(0, "dt")?;
    let format = args.str(1, "format")?;
    if let Value::Time(time) = &value
        && let Time::Moment(moment) = &**time
    {
        return Ok(Value::text(moment.strftime(&format)));
    }
    let input = match args.get(2, "input_format") {
        None | Some(Value::None) => None,
        Some(_) => Some(args.str(2, "input_format")?).filter(|input| !input.is_empty()),
    };
    let moment = match (value.as_int(), input) {
        (Some(number), input) => {
            let input = input.unwrap_or_else(|| "%s".into());
            Moment::parse(&number.to_string(), &input)
                .ok_or_else(|| Failure::Invalid(format!("reads {number}, which is no `{input}`")))?
        }
        (None, Some(input)) => {
            let text = match &value {
                Value::Text(text) => text.to_string(),
                Value::Undefined(_) => {
                    return Err(Failure::Type("strptime() argument 1 must be str".into()));
                }
                other => {
                    return Err(Failure::Type(format!(
                        "strptime() argument 1 must be str, not {}",
                        other.kind()
                    )));
                }
            };
            Moment::parse(&text, &input).ok_or_else(|| {
                Failure::Invalid(format!("reads `{text}`, which does not match `{input}`"))
            })?
        }
        (None, None) => iso(&iso_text(&value)?)?.in_utc(),
    };
    Ok(Value::text(moment.format(&format)))
}

/// The greatest or least of the arguments, or of the one list given.
fn extreme<'a>(args: &Arguments<'a>, sign: &str, wanted: Ordering) -> Outcome<Value<'a>> {
    let items = match args.positional.as_slice() {
        [one] => one.items()?,
        many => many.to_vec(),
    };
    let mut items = items.into_iter();
    let mut best = items
        .next()
        .ok_or_else(|| Failure::Invalid("compares nothing".into()))?;
    for item in items {
        if operators::order(&item, &best, sign)? == Some(wanted) {
            best = item;
        }
    }
    Ok(best)
}

fn quoted(text: &str) -> String {
    let mut out = crate::request::encoded([(text, String::new())]);
    out.pop();
    out
}

fn snake_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for (index, char) in text.chars().enumerate() {
        if char.is_ascii_uppercase() && index > 0 {
            out.push('_');
        }
        out.extend(char.to_lowercase());
    }
    out
}

/// A random identifier (UUID version 4). Randomness comes from the standard library's hash keys,
/// which the system seeds: these identifiers name requests, they guard nothing.
fn generate_uuid() -> String {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let random = || RandomState::new().build_hasher().finish();
    let (a, b) = (random(), random());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:x}{:03x}-{:012x}",
        a >> 32,
        a >> 16 & 0xffff,
        a & 0xfff,
        8 + (b >> 62),
        b >> 48 & 0xfff,
        b & 0xffff_ffff_ffff
    )
}
