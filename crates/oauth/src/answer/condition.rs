//! Conditions over an answer: the profile's `error_when`.

use minijinja::{UndefinedBehavior, Value as Jinja};
use serde_json::Value;

use super::Fields;
use crate::address::{environment, reason};

/// Says what is wrong with the syntax of a condition.
pub(crate) fn check(condition: &str) -> Result<(), String> {
    environment()
        .compile_expression(condition)
        .map(drop)
        .map_err(|error| reason(&error))
}

/// Whether a condition holds over the fields of an answer; none where it cannot be worked out.
/// Fields that are not there are undefined. Why it fails is not told: the words of the template
/// engine may quote the answer, which holds tokens.
pub(crate) fn holds(condition: &str, fields: &Fields) -> Option<bool> {
    let mut env = environment();
    env.set_undefined_behavior(UndefinedBehavior::Chainable);
    env.compile_expression(condition)
        .and_then(|condition| condition.eval(map(fields)))
        .map(|value| value.is_true())
        .ok()
}

fn map(fields: &Fields) -> Jinja {
    Jinja::from_pairs(
        fields
            .iter()
            .map(|(name, value)| (name.clone(), jinja(value))),
    )
}

fn jinja(value: &Value) -> Jinja {
    match value {
        Value::Null => Jinja::from(()),
        Value::Bool(truth) => Jinja::from(*truth),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Jinja::from(whole),
            None => Jinja::from(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Jinja::from(text.as_str()),
        Value::Array(items) => items.iter().map(jinja).collect(),
        Value::Object(fields) => map(fields),
    }
}
