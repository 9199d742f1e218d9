//! Inputs of a specification, and the configuration that their texts become.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;

fn specification() -> Specification {
    Specification::read(&json!({
        "type": "object",
        "required": ["credentials", "start_date", "days"],
        "properties": {
            "start_date": {"type": "string", "format": "date", "order": 1, "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            "days": {"type": "integer", "minimum": 1, "maximum": 30, "default": 7, "order": 2},
            "accounts": {"type": ["null", "array"], "items": {"type": "integer"}},
            "deep": {"type": "object", "properties": {"flag": {"type": "boolean"}}},
            "credentials": {
                "type": "object", "order": 0,
                "oneOf": [
                    {"title": "OAuth", "required": ["client_id", "refresh_token"], "properties": {
                        "auth_type": {"type": "string", "const": "oauth2.0"},
                        "client_id": {"type": "string"},
                        "refresh_token": {"type": "string", "airbyte_secret": true}}},
                    {"title": "Key", "required": ["api_key"], "properties": {
                        "auth_type": {"type": "string", "const": "key"},
                        "api_key": {"type": "string", "airbyte_secret": true}}},
                ],
            },
        },
    }))
}

fn config(specification: &Specification, entered: Value) -> Result<Value, String> {
    let of = |name: &str| entered.get(name).cloned();
    let config = specification.config(&of).map(Value::Object);
    config.map_err(|error| error.to_string())
}

/// Each value is an input named by its path, in the schema's order; secrets stay marked.
#[test]
fn every_value_is_an_input() {
    let inputs = specification().inputs();
    let names: Vec<_> = inputs.iter().map(|input| input.name.as_str()).collect();
    let expected = [
        "credentials.auth_type",
        "credentials.client_id",
        "credentials.refresh_token",
        "credentials.api_key",
        "start_date",
        "days",
        "accounts",
        "deep.flag",
    ];
    assert_eq!(names, expected);
    let secret = inputs.iter().filter(|input| input.secret).count();
    assert_eq!(secret, 2);
}

/// Texts become values of their kinds at their paths, and of the variants only the chosen one
/// counts.
#[test]
fn texts_become_the_nested_configuration() {
    let entered = json!({"credentials.auth_type": "key", "credentials.api_key": "k", "credentials.client_id": "old",
        "start_date": "2026-01-02", "accounts": "1\n2\n", "deep.flag": "true"});
    let expected = json!({"credentials": {"auth_type": "key", "api_key": "k"}, "start_date": "2026-01-02",
        "days": 7, "accounts": [1, 2], "deep": {"flag": true}});
    assert_eq!(config(&specification(), entered), Ok(expected));
    let unchosen = json!({"credentials.api_key": "k", "start_date": "2026-01-02"});
    let config = config(&specification(), unchosen).unwrap();
    assert_eq!(
        config["credentials"]["auth_type"], "key",
        "told by what is entered"
    );
}

/// What is missing or no number is named by its title.
#[test]
fn wrong_values_are_named() {
    let entered = json!({"credentials.api_key": "k", "start_date": "2026-01-02", "days": "many"});
    assert_eq!(
        config(&specification(), entered),
        Err("Days: It is no whole number".to_owned())
    );
    let entered = json!({"credentials.auth_type": "key", "start_date": "2026-01-02"});
    assert_eq!(
        config(&specification(), entered),
        Err("Api key: It is missing".to_owned())
    );
    let days = specification()
        .0
        .into_iter()
        .find(|one| one.input.name == "days")
        .unwrap();
    assert_eq!(days.check("31"), Err("Days is at most 30.".to_owned()));
    assert_eq!(days.check("30"), Ok(()));
}

/// What a consent fills in is not asked for, nor are the other variants.
#[test]
fn what_is_set_is_not_asked_for() {
    let set = [
        (
            "credentials.auth_type".to_owned(),
            Some("oauth2.0".to_owned()),
        ),
        ("credentials.client_id".to_owned(), None),
        ("credentials.refresh_token".to_owned(), None),
    ];
    let left = specification().without(&set);
    let inputs = left.inputs();
    let names: Vec<_> = inputs.iter().map(|input| input.name.as_str()).collect();
    assert_eq!(names, ["start_date", "days", "accounts", "deep.flag"]);
}
