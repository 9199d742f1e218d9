//! A form out of a JSON Schema.

use serde_json::Value;

use super::{Answer, DateKind, FormField, FormGroup, Variant};
use crate::json_schema::constant;

/// Deepest nesting that becomes fields; anything deeper is written as JSON.
const MAX_DEPTH: usize = 8;

pub(super) fn groups(schema: &Value) -> Vec<FormGroup> {
    let groups = schema.get("groups").and_then(Value::as_array);
    groups
        .into_iter()
        .flatten()
        .filter_map(|group| {
            Some(FormGroup {
                id: text(group, "id")?,
                title: text(group, "title").unwrap_or_default(),
            })
        })
        .collect()
}

/// The fields of an object: by their order, the required ones of those that have none first.
pub(super) fn fields(schema: &Value, depth: usize) -> Vec<FormField> {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut fields: Vec<(i64, FormField)> = properties
        .into_iter()
        .flatten()
        .map(|(name, property)| {
            let order = property.get("order").and_then(Value::as_i64);
            let field = field(name, property, required.contains(&name.as_str()), depth);
            (order.unwrap_or(i64::MAX), field)
        })
        .collect();
    fields.sort_by_key(|(order, field)| (*order, !field.required));
    let mut fields: Vec<FormField> = fields.into_iter().map(|(_, field)| field).collect();
    // A few specifications choose between whole configurations.
    if depth == 0 && choices(schema).is_some() {
        let mut whole = field("", schema, true, depth);
        whole.answer = choice(schema, depth);
        fields.push(whole);
    }
    fields
}

fn field(name: &str, schema: &Value, required: bool, depth: usize) -> FormField {
    let flag = |key: &str| schema.get(key) == Some(&Value::Bool(true));
    FormField {
        name: name.to_owned(),
        title: text(schema, "title").unwrap_or_else(|| words(name)),
        description: text(schema, "description").map(|text| plain(&text)),
        required,
        secret: flag("airbyte_secret"),
        hidden: flag("airbyte_hidden"),
        always_show: flag("always_show"),
        group: text(schema, "group"),
        default: schema.get("default").cloned(),
        examples: match schema.get("examples") {
            Some(Value::Array(examples)) => examples.clone(),
            Some(example) => vec![example.clone()],
            None => Vec::new(),
        },
        answer: answer(schema, depth),
    }
}

fn answer(schema: &Value, depth: usize) -> Answer {
    let most_depth = depth >= MAX_DEPTH;
    if let Some(value) = constant(schema) {
        return Answer::Fixed {
            value: value.clone(),
        };
    }
    if let Some(options) = schema.get("enum").and_then(Value::as_array) {
        let options = options.clone();
        return Answer::Options { options };
    }
    if choices(schema).is_some() && !most_depth {
        return choice(schema, depth);
    }
    let number = |key: &str| schema.get(key).and_then(Value::as_f64);
    let count = |key: &str| schema.get(key).and_then(Value::as_u64);
    match kind(schema) {
        Some("string") => Answer::Text {
            pattern: text(schema, "pattern"),
            pattern_says: text(schema, "pattern_descriptor"),
            date: match schema.get("format").and_then(Value::as_str) {
                Some("date") => Some(DateKind::Date),
                Some("date-time") => Some(DateKind::DateTime),
                _ => None,
            },
            multiline: schema.get("multiline") == Some(&Value::Bool(true)),
            least: count("minLength"),
            most: count("maxLength"),
        },
        Some(kind @ ("number" | "integer")) => Answer::Number {
            whole: kind == "integer",
            least: number("minimum"),
            most: number("maximum"),
        },
        Some("boolean") => Answer::Flag,
        Some("array") if !most_depth => Answer::List {
            entry: Box::new(field(
                "",
                schema.get("items").unwrap_or(&Value::Null),
                true,
                depth + 1,
            )),
            least: count("minItems"),
            most: count("maxItems"),
        },
        Some("object") if !most_depth && schema.get("properties").is_some() => Answer::Group {
            fields: fields(schema, depth + 1),
        },
        _ => Answer::Json,
    }
}

/// The type of a value, leaving out that it may be null.
fn kind(schema: &Value) -> Option<&str> {
    match schema.get("type") {
        Some(Value::String(kind)) => Some(kind),
        Some(Value::Array(kinds)) => {
            let mut kinds = kinds.iter().filter_map(Value::as_str);
            kinds.find(|kind| *kind != "null")
        }
        _ if schema.get("properties").is_some() => Some("object"),
        _ => None,
    }
}

fn choices(schema: &Value) -> Option<&Vec<Value>> {
    let choices = schema.get("oneOf").or_else(|| schema.get("anyOf"))?;
    let choices = choices.as_array()?;
    let groups = choices
        .iter()
        .all(|choice| choice.get("properties").is_some());
    (groups && !choices.is_empty()).then_some(choices)
}

fn choice(schema: &Value, depth: usize) -> Answer {
    let choices = choices(schema).cloned().unwrap_or_default();
    let by = discriminator(&choices);
    let variants = choices
        .iter()
        .enumerate()
        .map(|(index, choice)| {
            let value = by
                .as_ref()
                .and_then(|by| constant(choice.get("properties")?.get(by)?))
                .cloned();
            let named = value.as_ref().and_then(Value::as_str).map(words);
            Variant {
                title: text(choice, "title")
                    .or(named)
                    .unwrap_or_else(|| format!("Choice {}", index + 1)),
                description: text(choice, "description").map(|text| plain(&text)),
                value,
                fields: fields(choice, depth + 1),
            }
        })
        .collect();
    Answer::Choice { by, variants }
}

/// The field that has one fixed value in every choice, another in each.
fn discriminator(choices: &[Value]) -> Option<String> {
    let first = choices.first()?.get("properties")?.as_object()?;
    first
        .keys()
        .find(|name| {
            let mut values = Vec::new();
            choices.iter().all(|choice| {
                let value = choice
                    .get("properties")
                    .and_then(|properties| constant(properties.get(name.as_str())?));
                let is_new = value.is_some_and(|value| !values.contains(&value));
                values.extend(value);
                is_new
            })
        })
        .cloned()
}

fn text(schema: &Value, key: &str) -> Option<String> {
    let text = schema.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A key as people read it: `api_key` becomes `Api key`.
fn words(name: &str) -> String {
    let text = name.replace(['_', '-', '.'], " ");
    let mut chars = text.trim().chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().to_string() + chars.as_str()
    })
}

/// Text without markup: descriptions hold links and emphasis as HTML.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let after = &rest[at + 1..];
        let is_tag = after
            .trim_start_matches('/')
            .starts_with(|first: char| first.is_ascii_alphabetic());
        match after.find('>').filter(|_| is_tag) {
            Some(end) => {
                out.push_str(&rest[..at]);
                rest = &after[end + 1..];
            }
            None => {
                out.push_str(&rest[..=at]);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}
