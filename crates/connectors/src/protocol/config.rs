//! Whether a configuration is what a specification asks for.

use jsonschema::Validator;
use serde_json::Value;

/// Checks a configuration against the specification's JSON Schema (draft 7, as the protocol has it).
///
/// # Errors
/// The first thing that is wrong, with its place; never the value, which may be a secret.
pub(super) fn check(specification: &Value, config: &Value) -> Result<(), String> {
    let validator = Validator::options()
        .with_draft(jsonschema::Draft::Draft7)
        .build(specification);
    // A specification that is no schema cannot be met or missed: the provider will say what is wrong.
    let Ok(validator) = validator else {
        return Ok(());
    };
    match validator.iter_errors(config).next() {
        None => Ok(()),
        Some(error) => Err(format!("Config validation error: {}", said(&error))),
    }
}

fn said(error: &jsonschema::ValidationError<'_>) -> String {
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
        let specification = json!({"type": "object", "required": ["key"], "properties": {
            "key": {"type": "string", "pattern": "^k"},
        }});
        assert!(check(&specification, &json!({"key": "k1", "other": 1})).is_ok());
        assert!(
            check(&specification, &json!({}))
                .unwrap_err()
                .contains("key")
        );
        let wrong = check(&specification, &json!({"key": "sesame"})).unwrap_err();
        assert!(
            wrong.contains("`key`") && !wrong.contains("sesame"),
            "{wrong}"
        );
    }
}
