//! Values between JSON, the template engine and Python's text.

use minijinja::Value as Jinja;
use minijinja::value::ValueKind;
use serde_json::{Map, Number, Value};

/// A JSON value as the engine has it.
pub(crate) fn to_jinja(value: &Value) -> Jinja {
    match value {
        Value::Null => Jinja::from(()),
        Value::Bool(value) => Jinja::from(*value),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Jinja::from(number),
            (None, Some(number)) => Jinja::from(number),
            _ => Jinja::from(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Jinja::from(text.as_str()),
        Value::Array(items) => Jinja::from(items.iter().map(to_jinja).collect::<Vec<_>>()),
        Value::Object(map) => Jinja::from_pairs(
            map.iter()
                .map(|(key, value)| (key.as_str(), to_jinja(value))),
        ),
    }
}

/// A value of the engine as JSON; what JSON has no place for becomes its text.
pub(crate) fn from_jinja(value: &Jinja) -> Value {
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => Value::Null,
        ValueKind::Bool => Value::Bool(value.is_true()),
        ValueKind::Number => number(value),
        ValueKind::Seq | ValueKind::Iterable => match value.try_iter() {
            Ok(items) => items.map(|item| from_jinja(&item)).collect(),
            Err(_) => Value::String(value.to_string()),
        },
        ValueKind::Map => match value.try_iter() {
            Ok(keys) => Value::Object(
                keys.map(|key| {
                    let item = value.get_item(&key).unwrap_or_default();
                    (key.to_string(), from_jinja(&item))
                })
                .collect::<Map<_, _>>(),
            ),
            Err(_) => Value::String(value.to_string()),
        },
        _ => Value::String(value.to_string()),
    }
}

fn number(value: &Jinja) -> Value {
    let exact = value
        .is_integer()
        .then(|| {
            i128::try_from(value.clone())
                .ok()
                .and_then(Number::from_i128)
        })
        .flatten();
    let number = exact.or_else(|| Number::from_f64(f64::try_from(value.clone()).ok()?));
    number.map_or_else(|| Value::String(value.to_string()), Value::Number)
}

/// Python's `str` of a value: how it goes into an address, a header or a form.
pub(crate) fn python_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => float_text(float),
            _ => number.to_string(),
        },
        Value::Array(_) | Value::Object(_) => to_jinja(value).to_string(),
    }
}

/// Python's `str` of a float: `1.0`, `0.1`, `1e+16`.
pub(crate) fn float_text(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && !(1e-4..1e16).contains(&size) {
        let text = format!("{number:e}");
        let Some((mantissa, exponent)) = text.split_once('e') else {
            return text;
        };
        let (sign, digits) = match exponent.strip_prefix('-') {
            Some(digits) => ('-', digits),
            None => ('+', exponent),
        };
        return format!("{mantissa}e{sign}{digits:0>2}");
    }
    let text = number.to_string();
    if text.contains('.') {
        text
    } else {
        text + ".0"
    }
}

/// Python's `json.dumps`: a blank after each comma and colon.
pub(crate) fn json_text(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(json_text).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), json_text(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}
