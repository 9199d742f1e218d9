//! Values against JSON Schema: a configuration against its specification.
//!
//! As in the reference `format` is a note and no rule, and a schema that is none rules nothing: the provider will
//! say what is wrong.

use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value;

/// Checks a value against a schema (draft 7, as the protocol has it).
///
/// # Errors
/// The first thing that is wrong, with its place; never the value, which may be a secret.
pub(crate) fn check(schema: &Value, value: &Value) -> Result<(), String> {
    let validator = Validator::options()
        .with_draft(Draft::Draft7)
        .should_validate_formats(false)
        .build(schema);
    let Ok(validator) = validator else {
        return Ok(());
    };
    match validator.iter_errors(value).next() {
        None => Ok(()),
        Some(error) => Err(said(&error)),
    }
}

fn said(error: &ValidationError<'_>) -> String {
    let place = error.instance_path().to_string();
    let reason = error.masked();
    match place.as_str() {
        "" => reason.to_string(),
        place => format!("`{}`: {reason}", place.trim_start_matches('/')),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    /// What is missing or of the wrong kind is named by its place, and no value is repeated.
    #[test]
    fn faults_are_named_without_values() {
        let schema = json!({"type": "object", "required": ["key"], "properties": {
            "key": {"type": "string", "pattern": "^k"},
        }});
        assert!(check(&schema, &json!({"key": "k1", "other": 1})).is_ok());
        assert!(check(&schema, &json!({})).unwrap_err().contains("key"));
        let wrong = check(&schema, &json!({"key": "sesame"})).unwrap_err();
        assert!(
            wrong.contains("`key`") && !wrong.contains("sesame"),
            "{wrong}"
        );
    }

    /// A pattern may look around, a format is a note, and references that go in a circle end.
    #[test]
    fn what_public_specifications_hold_is_understood() {
        let schema = json!({"properties": {
            "key": {"type": "string", "pattern": "^(?!sk_test).*$"},
            "since": {"type": "string", "format": "date-time"},
        }});
        assert!(check(&schema, &json!({"key": "sk_live", "since": "now"})).is_ok());
        assert!(check(&schema, &json!({"key": "sk_test_1"})).is_err());
        let circle = json!({
            "definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}},
            "$ref": "#/definitions/a",
        });
        assert!(check(&circle, &json!(1)).is_ok());
    }
}
