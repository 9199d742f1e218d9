//! The template engine as the format has it: Python's methods on strings and mappings, the
//! format's macros and filters, and limits, because a manifest is somebody else's program.
//!
//! Deliberately absent, as in the reference: `range`, and any access to files, the environment
//! or the network.

use std::cmp::Ordering;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use minijinja::value::{Kwargs, Rest, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State, Value};
use minijinja_contrib::pycompat::unknown_method_callback;
use regex::Regex;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::arguments::Arguments;
use super::time::{self, Time};
use super::{from_jinja, json_text};
use crate::moment::{self, Moment};

/// Instructions one evaluation may take.
const FUEL: u64 = 200_000;

/// Bytes one text of an expression may have.
pub(crate) const MAX_OUTPUT: usize = 4 * 1024 * 1024;

/// The environment every expression is compiled in.
pub(crate) static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut env = Environment::new();
    env.set_fuel(Some(FUEL));
    env.set_recursion_limit(64);
    env.set_unknown_method_callback(method);
    env.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    env.remove_global("range");
    env.remove_global("debug");
    functions(&mut env);
    filters(&mut env);
    env
});

fn invalid(reason: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::InvalidOperation, reason)
}

/// Python's methods. `replace` alone can make much out of little, and the engine's fuel does not
/// count what happens inside of a call.
fn method(
    state: &mut State<'_, '_>,
    value: &Value,
    name: &str,
    args: &[Value],
) -> Result<Value, Error> {
    if let ("replace", Some(text), Some(to)) =
        (name, value.as_str(), args.get(1).and_then(Value::as_str))
    {
        limit_replacement(text, to)?;
    }
    unknown_method_callback(state, value, name, args)
}

/// An error where replacing every letter of `text` by `to` could give more than we take.
fn limit_replacement(text: &str, to: &str) -> Result<(), Error> {
    match (text.len() + 1).checked_mul(to.len() + 1) {
        Some(size) if size <= MAX_OUTPUT * 16 => Ok(()),
        _ => Err(invalid("the result would be too long")),
    }
}

fn functions(env: &mut Environment<'static>) {
    env.add_function("now_utc", || {
        Value::from_object(Time::Moment(Moment::now()))
    });
    env.add_function("today_utc", || {
        Value::from_object(Time::Date(Moment::now().civil().date()))
    });
    env.add_function("today_with_timezone", today_with_timezone);
    env.add_function("timestamp", timestamp);
    env.add_function("str_to_datetime", str_to_datetime);
    env.add_function("duration", duration);
    env.add_function("day_delta", |args: Rest<Value>, named: Kwargs| {
        day_delta(&Arguments::new(args, named))
    });
    env.add_function("format_datetime", |args: Rest<Value>, named: Kwargs| {
        format_datetime(&Arguments::new(args, named))
    });
    env.add_function("max", |args: Rest<Value>, named: Kwargs| {
        extreme(&Arguments::new(args, named), Ordering::Greater)
    });
    env.add_function("min", |args: Rest<Value>, named: Kwargs| {
        extreme(&Arguments::new(args, named), Ordering::Less)
    });
    env.add_function("sanitize_url", |text: String| {
        url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
    });
    env.add_function("camel_case_to_snake_case", camel_case_to_snake_case);
    env.add_function("generate_uuid", generate_uuid);
}

fn filters(env: &mut Environment<'static>) {
    env.add_filter("plus", |a: Value, b: Value| time::add(&a, &b, 1));
    env.add_filter("minus", |a: Value, b: Value| time::add(&a, &b, -1));
    env.add_filter("hash", |value: Value, args: Rest<Value>, named: Kwargs| {
        hash(&value, &Arguments::new(args, named))
    });
    env.add_filter("hmac", |value: Value, args: Rest<Value>, named: Kwargs| {
        hmac(&value, &Arguments::new(args, named))
    });
    env.add_filter("base64encode", |text: String| STANDARD.encode(text));
    env.add_filter("base64binascii_decode", |text: String| {
        STANDARD.encode(text)
    });
    env.add_filter("base64decode", base64decode);
    env.add_filter("string", string);
    env.add_filter("replace", replace);
    env.add_filter("regex_search", regex_search);
    env.add_filter("regex_replace", regex_replace);
    env.add_filter("int", |value: Value, default: Option<Value>| {
        to_int(&value, default)
    });
    env.add_filter("float", |value: Value, default: Option<Value>| {
        to_float(&value, default)
    });
}

fn today_with_timezone(zone: &str) -> Result<Value, Error> {
    let zone = jiff::tz::TimeZone::get(zone)
        .map_err(|_| invalid(format!("there is no time zone `{zone}`")))?;
    Ok(Value::from_object(Time::Date(
        Moment::now().instant().to_zoned(zone).date(),
    )))
}

fn iso(text: &str) -> Result<Moment, Error> {
    Moment::from_iso(text).ok_or_else(|| invalid(format!("`{text}` is no ISO 8601 date")))
}

fn timestamp(value: Value) -> Result<Value, Error> {
    if value.is_integer() {
        return Ok(value);
    }
    if let Ok(number) = f64::try_from(value.clone()) {
        return Ok(Value::from(number as i64));
    }
    let moment = match Time::of(&value).and_then(Time::moment) {
        Some(moment) => moment,
        None => iso(&value.to_string())?,
    };
    Ok(Value::from(moment.instant().as_microsecond() as f64 / 1e6))
}

fn str_to_datetime(text: String) -> Result<Value, Error> {
    Ok(Value::from_object(Time::Moment(iso(&text)?.in_utc())))
}

fn duration(text: String) -> Result<Value, Error> {
    let span = moment::duration(&text)
        .ok_or_else(|| invalid(format!("`{text}` is no ISO 8601 duration")))?;
    Ok(Value::from_object(Time::Duration(span)))
}

fn day_delta(args: &Arguments) -> Result<Value, Error> {
    let days = args.required(0, "num_days")?;
    let days = days
        .as_i64()
        .ok_or_else(|| invalid("day_delta takes a whole number of days"))?;
    let format = match args.get(1, "format") {
        Some(format) => format.to_string(),
        None => "%Y-%m-%dT%H:%M:%S.%f%z".into(),
    };
    let span = jiff::Span::new()
        .try_days(days)
        .map_err(|_| invalid("too many days"))?;
    let moment = Moment::now()
        .plus(span)
        .ok_or_else(|| invalid("too many days"))?;
    Ok(Value::from(moment.strftime(&format)))
}

fn format_datetime(args: &Arguments) -> Result<Value, Error> {
    let value = args.required(0, "dt")?;
    let format = args.text(1, "format")?;
    if let Some(moment) = Time::of(&value).and_then(Time::moment) {
        return Ok(Value::from(moment.strftime(&format)));
    }
    let input = args
        .get(2, "input_format")
        .filter(|value| !value.is_none())
        .map(|value| value.to_string());
    let text = value.to_string();
    let moment = match input {
        Some(input) => Moment::parse(&text, &input)
            .ok_or_else(|| invalid(format!("`{text}` does not match `{input}`")))?,
        None if value.is_integer() => Moment::parse(&text, "%s")
            .ok_or_else(|| invalid(format!("`{text}` is out of range")))?,
        None => iso(&text)?.in_utc(),
    };
    Ok(Value::from(moment.format(&format)))
}

/// The greatest or least of the arguments, or of the one list given.
fn extreme(args: &Arguments, wanted: Ordering) -> Result<Value, Error> {
    let items: Vec<Value> = match args.positional() {
        [one] => one.try_iter()?.collect(),
        many => many.to_vec(),
    };
    let mut items = items.into_iter();
    let first = items.next().ok_or_else(|| invalid("nothing to compare"))?;
    Ok(items.fold(first, |best, item| {
        if item.cmp(&best) == wanted {
            item
        } else {
            best
        }
    }))
}

fn camel_case_to_snake_case(text: String) -> String {
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hash(value: &Value, args: &Arguments) -> Result<Value, Error> {
    let kind = args
        .get(0, "hash_type")
        .map_or_else(|| "md5".to_owned(), |kind| kind.to_string());
    let salt = args
        .get(1, "salt")
        .filter(|salt| !salt.is_none())
        .map(|salt| salt.to_string());
    let text = format!("{value}{}", salt.unwrap_or_default());
    Ok(Value::from(match kind.as_str() {
        "md5" => hex(&Md5::digest(text)),
        "sha1" => hex(&Sha1::digest(text)),
        "sha256" => hex(&Sha256::digest(text)),
        "sha512" => hex(&Sha512::digest(text)),
        _ => return Err(invalid(format!("there is no hash `{kind}`"))),
    }))
}

/// HMAC-SHA-256 (RFC 2104) of the value, in hexadecimal.
fn hmac(value: &Value, args: &Arguments) -> Result<Value, Error> {
    if args
        .get(1, "hash_type")
        .is_some_and(|kind| kind.as_str() != Some("sha256"))
    {
        return Err(invalid("hmac knows sha256 only"));
    }
    let mut key = args.text(0, "key")?.into_bytes();
    if key.len() > 64 {
        key = Sha256::digest(&key).to_vec();
    }
    key.resize(64, 0);
    let pad = |byte: u8| key.iter().map(|key| key ^ byte).collect::<Vec<u8>>();
    let inner = Sha256::new()
        .chain_update(pad(0x36))
        .chain_update(value.to_string())
        .finalize();
    Ok(Value::from(hex(&Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner)
        .finalize())))
}

fn base64decode(text: String) -> Result<String, Error> {
    let bytes = STANDARD
        .decode(text)
        .map_err(|_| invalid("this is no base64"))?;
    String::from_utf8(bytes).map_err(|_| invalid("the decoded text is no UTF-8"))
}

/// Text that stays text: JSON in triple quotes, which the evaluation of the result takes off.
fn string(value: Value) -> Value {
    match value.kind() {
        ValueKind::String => value,
        _ => Value::from(format!("\"\"\"{}\"\"\"", json_text(&from_jinja(&value)))),
    }
}

fn pattern(regex: &str) -> Result<Regex, Error> {
    Regex::new(regex).map_err(|_| invalid(format!("`{regex}` is no regular expression")))
}

fn regex_search(text: String, regex: &str) -> Result<String, Error> {
    let regex = pattern(regex)?;
    let found = regex.captures(&text).and_then(|captures| captures.get(1));
    Ok(found.map_or_else(String::new, |group| group.as_str().to_owned()))
}

fn replace(text: String, from: &str, to: &str) -> Result<String, Error> {
    limit_replacement(&text, to)?;
    Ok(text.replace(from, to))
}

fn regex_replace(text: String, regex: &str, replacement: &str) -> Result<String, Error> {
    limit_replacement(&text, replacement)?;
    // Python writes groups as `\1`.
    let replacement = pattern(r"\\(\d+)")?
        .replace_all(replacement, "$${$1}")
        .into_owned();
    Ok(pattern(regex)?
        .replace_all(&text, replacement.as_str())
        .into_owned())
}

/// Jinja's `int`: 0, or the default, where there is no number.
fn to_int(value: &Value, default: Option<Value>) -> Value {
    let text = value.to_string();
    let parsed = match (value.is_integer(), bool::try_from(value.clone())) {
        (true, _) => return value.clone(),
        (false, Ok(value)) => Some(i64::from(value)),
        _ => text.trim().parse::<i64>().ok().or_else(|| {
            text.trim()
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
                .map(|number| number as i64)
        }),
    };
    parsed.map_or_else(|| default.unwrap_or_else(|| Value::from(0)), Value::from)
}

/// Jinja's `float`: 0.0, or the default, where there is no number.
fn to_float(value: &Value, default: Option<Value>) -> Value {
    let parsed = value.to_string().trim().parse::<f64>().ok();
    parsed.map_or_else(|| default.unwrap_or_else(|| Value::from(0.0)), Value::from)
}
