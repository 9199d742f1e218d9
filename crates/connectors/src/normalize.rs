//! `schema_normalization`: values become what the schema of the stream says they are.

use serde_json::{Map, Value};

use crate::expression::python_text;
use crate::value::is_truthy;

/// Deepest nesting that is looked at; references may go in circles.
const MAX_DEPTH: usize = 32;

/// Casts values to the one type their schema names; what cannot be cast stays as it is.
pub(crate) fn normalize(record: &mut Map<String, Value>, schema: &Value) {
    properties(record, schema, schema, 0);
}

fn properties(record: &mut Map<String, Value>, schema: &Value, root: &Value, depth: usize) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return;
    };
    for (name, schema) in properties {
        if let Some(value) = record.get_mut(name) {
            cast(value, schema, root, depth + 1);
        }
    }
}

fn cast(value: &mut Value, schema: &Value, root: &Value, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    if let Some(cast) = cast_to(value, schema) {
        *value = cast;
    }
    // A reference says nothing about the value itself, only about what is in it.
    let reference = schema.get("$ref").and_then(Value::as_str);
    let schema = match reference.and_then(|text| root.pointer(text.strip_prefix('#')?)) {
        Some(target) => target,
        None => schema,
    };
    match value {
        Value::Object(map) => properties(map, schema, root, depth),
        Value::Array(items) => {
            if let Some(schema @ Value::Object(_)) = schema.get("items") {
                let cast = |item| cast(item, schema, root, depth + 1);
                items.iter_mut().for_each(cast);
            }
        }
        _ => {}
    }
}

/// A number as Python reads it from a text: spaces around it and underscores in it are nothing.
fn number_text(text: &str) -> Option<String> {
    let text = text.trim();
    let stray = text.starts_with('_') || text.ends_with('_') || text.contains("__");
    (!stray).then(|| text.replace('_', ""))
}

fn cast_to(value: &Value, schema: &Value) -> Option<Value> {
    let types: Vec<&str> = match schema.get("type")? {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    if value.is_null() && types.contains(&"null") {
        return None;
    }
    let mut types = types.into_iter().filter(|kind| *kind != "null");
    let (Some(kind), None) = (types.next(), types.next()) else {
        return None;
    };
    match (kind, value) {
        ("string", Value::String(_)) => None,
        ("string", value) => Some(Value::String(python_text(value))),
        ("number", Value::Bool(value)) => Some(Value::from(f64::from(u8::from(*value)))),
        ("number", Value::Number(number)) if !number.is_f64() => number.as_f64().map(Value::from),
        ("number", Value::String(text)) => number_text(text)?
            .parse::<f64>()
            .ok()
            .and_then(serde_json::Number::from_f64)
            .map(Value::Number),
        ("integer", Value::Bool(value)) => Some(Value::from(u8::from(*value))),
        ("integer", Value::Number(number)) if number.is_f64() => {
            number.as_f64().map(|number| Value::from(number as i64))
        }
        ("integer", Value::String(text)) => number_text(text)?.parse::<i64>().ok().map(Value::from),
        ("boolean", Value::String(text)) => match text.trim().to_lowercase().as_str() {
            "y" | "yes" | "t" | "true" | "on" | "1" => Some(Value::Bool(true)),
            "n" | "no" | "f" | "false" | "off" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        ("boolean", Value::Bool(_)) => None,
        ("boolean", value) => Some(Value::Bool(is_truthy(value))),
        ("array", Value::Array(_) | Value::Object(_)) => None,
        ("array", value) if takes_simple(schema) => Some(Value::Array(vec![value.clone()])),
        _ => None,
    }
}

/// Whether a list may hold one simple value alone: its entries have no type, or a list of simple
/// ones. (One type that is a text the reference does not take for a list of one.)
fn takes_simple(schema: &Value) -> bool {
    let simple = |kind: &Value| {
        matches!(
            kind.as_str(),
            Some("string" | "number" | "integer" | "boolean" | "null")
        )
    };
    match schema.get("items").and_then(|items| items.get("type")) {
        None => true,
        Some(Value::Array(kinds)) => kinds.iter().all(simple),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_cast_to_the_schema_where_they_can_be() {
        let schema = json!({"properties": {
            "n": {"type": ["null", "number"]}, "i": {"type": "integer"}, "b": {"type": "boolean"},
            "s": {"type": ["string", "null"]}, "many": {"type": ["string", "integer"]}, "bad": {"type": "integer"},
            "o": {"type": "object", "properties": {"i": {"type": "integer"}}},
            "l": {"type": "array", "items": {"type": "number"}},
            "one": {"type": "array"}, "many_of": {"type": ["null", "array"], "items": {"type": ["null", "string"]}},
            "text_of": {"type": "array", "items": {"type": "string"}},
            "none": {"type": "boolean"}, "spaced": {"type": "integer"},
        }});
        let mut record = json!({"n": "1.5", "i": "7", "b": "True", "s": 5, "many": 5, "bad": "x", "o": {"i": "1"},
            "l": ["1"], "other": "1", "one": 1, "many_of": "x", "text_of": "x", "none": null, "spaced": " 1_000 "});
        let expected = json!({"n": 1.5, "i": 7, "b": true, "s": "5", "many": 5, "bad": "x", "o": {"i": 1},
            "l": [1.0], "other": "1", "one": [1], "many_of": ["x"], "text_of": "x", "none": false, "spaced": 1000});
        normalize(record.as_object_mut().unwrap(), &schema);
        assert_eq!(record, expected);
        let mut nulls = json!({"n": null, "s": null});
        normalize(nulls.as_object_mut().unwrap(), &schema);
        assert_eq!(nulls, json!({"n": null, "s": null}));
    }
}
