#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::json;

use super::*;

fn reasons(schema: &Value, value: &Value, rules: Rules) -> Vec<String> {
    faults(schema, value, rules)
        .into_iter()
        .map(|fault| format!("/{}: {}", fault.path.join("/"), fault.reason))
        .collect()
}

/// Each keyword says what is wrong, at the place where it is wrong.
#[test]
fn faults_name_place_and_reason() {
    let schema = json!({
        "type": "object",
        "required": ["key", "start"],
        "additionalProperties": false,
        "properties": {
            "key": {"type": "string", "minLength": 3},
            "start": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "pattern_descriptor": "YYYY-MM-DD"},
            "size": {"type": ["null", "integer"], "minimum": 1, "maximum": 10},
            "region": {"enum": ["eu", "us"]},
            "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
        },
    });
    let value = json!({"key": "ab", "start": "now", "size": 11, "region": "x", "tags": ["a", 1, "a"], "more": 1});
    assert_eq!(
        reasons(&schema, &value, Rules::Schema),
        [
            "/key: must have at least 3 characters",
            "/start: must look like YYYY-MM-DD",
            "/size: must be at most 10",
            "/region: must be one of `eu`, `us`",
            "/tags: holds the same entry twice",
            "/tags/1: must be a text",
            "/more: is no setting of this source",
        ]
    );
    let good =
        json!({"key": "abc", "start": "2026-01-31", "size": null, "region": "eu", "tags": []});
    assert!(faults(&schema, &good, Rules::Schema).is_empty());
    assert_eq!(
        reasons(&schema, &json!({"key": "abc"}), Rules::Schema),
        ["/start: is missing"]
    );
}

/// Of several choices the one that was meant is looked into, by its fixed values.
#[test]
fn the_choice_that_was_meant_is_looked_into() {
    let schema = json!({"properties": {"credentials": {"oneOf": [
        {"required": ["kind", "token"], "properties": {"kind": {"const": "token"}, "token": {"type": "string"}}},
        {"required": ["kind", "user"], "properties": {"kind": {"const": "basic"}, "user": {"type": "string"}}},
    ]}}});
    assert_eq!(
        reasons(
            &schema,
            &json!({"credentials": {"kind": "basic"}}),
            Rules::Schema
        ),
        ["/credentials/user: is missing"]
    );
    assert_eq!(
        reasons(
            &schema,
            &json!({"credentials": {"kind": "other"}}),
            Rules::Schema
        ),
        ["/credentials: must be one of the choices"]
    );
    assert!(
        faults(
            &schema,
            &json!({"credentials": {"kind": "token", "token": "t"}}),
            Rules::Schema
        )
        .is_empty()
    );
}

/// References within the schema are followed; one to itself ends.
#[test]
fn references_are_followed_and_end() {
    let schema = json!({
        "definitions": {"node": {"type": "object", "properties": {"next": {"$ref": "#/definitions/node"}}}},
        "$ref": "#/definitions/node",
    });
    assert_eq!(
        reasons(&schema, &json!({"next": {"next": 5}}), Rules::Schema),
        ["/next/next: must be a group of settings"]
    );
    let circle = json!({"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}, "$ref": "#/definitions/a"});
    assert!(faults(&circle, &json!(1), Rules::Schema).is_empty());
}

/// A form wants what is required not to be blank, and dates to be dates; the schema alone does not.
#[test]
fn a_form_is_stricter() {
    let schema = json!({"required": ["key"], "properties": {
        "key": {"type": "string"}, "since": {"type": "string", "format": "date"}}});
    let value = json!({"key": "", "since": "yesterday"});
    assert!(faults(&schema, &value, Rules::Schema).is_empty());
    assert_eq!(
        reasons(&schema, &value, Rules::Form),
        [
            "/key: is missing",
            "/since: must be a date such as 2026-01-31"
        ]
    );
}
