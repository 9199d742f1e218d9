#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::json;

use super::*;

fn specification() -> Value {
    json!({
        "type": "object",
        "required": ["credentials", "shop"],
        "groups": [{"id": "auth", "title": "Sign-in"}],
        "properties": {
            "note": {"type": "string", "multiline": true, "description": "See <a href=\"https://x\">the page</a>, 1 < 2."},
            "shop": {"type": "string", "order": 1, "pattern": "^[a-z]+$", "pattern_descriptor": "lower case", "examples": ["acme"]},
            "start": {"type": "string", "format": "date-time", "order": 2},
            "size": {"type": ["null", "integer"], "minimum": 1, "maximum": 100, "default": 50},
            "region": {"type": "string", "enum": ["eu", "us"], "always_show": true},
            "ids": {"type": "array", "items": {"type": "string"}, "minItems": 1},
            "inner": {"type": "object", "properties": {"deep": {"type": "boolean"}}},
            "internal": {"type": "string", "airbyte_hidden": true},
            "credentials": {"type": "object", "order": 0, "group": "auth", "oneOf": [
                {"title": "Token", "required": ["auth_type", "token"], "properties": {
                    "auth_type": {"type": "string", "const": "token"},
                    "token": {"type": "string", "airbyte_secret": true}}},
                {"required": ["auth_type"], "properties": {
                    "auth_type": {"type": "string", "enum": ["sign_in"]},
                    "user": {"type": "string"}}},
            ]},
        },
    })
}

/// Fields come in their order, with what a window must know of each.
#[test]
fn a_form_shows_fields_in_order() {
    let form = Form::new(&specification());
    let names: Vec<&str> = form
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "credentials",
            "shop",
            "start",
            "note",
            "size",
            "region",
            "ids",
            "inner",
            "internal"
        ]
    );
    assert_eq!(form.groups[0].title, "Sign-in");
    assert_eq!(form.fields[0].group.as_deref(), Some("auth"));
    assert!(form.fields[1].required && !form.fields[2].required);
    assert_eq!(
        form.fields[3].description.as_deref(),
        Some("See the page, 1 < 2.")
    );
    assert!(form.fields[8].hidden && form.fields[5].always_show);
    let json = serde_json::to_value(&form).unwrap();
    assert_eq!(json["fields"][1]["title"], "Shop");
    assert_eq!(
        json["fields"][1]["answer"],
        json!({"kind": "text", "pattern": "^[a-z]+$", "patternSays": "lower case", "date": null,
            "multiline": false, "least": null, "most": null})
    );
    assert_eq!(json["fields"][2]["answer"]["date"], "dateTime");
    assert_eq!(
        json["fields"][4]["answer"],
        json!({"kind": "number", "whole": true, "least": 1.0, "most": 100.0})
    );
    assert_eq!(
        json["fields"][6]["answer"]["entry"]["answer"]["kind"],
        "text"
    );
    assert_eq!(
        json["fields"][7]["answer"]["fields"][0]["answer"],
        json!({"kind": "flag"})
    );
}

/// A choice names the field that tells its variants apart.
#[test]
fn a_choice_is_told_by_a_fixed_field() {
    let form = Form::new(&specification());
    let Answer::Choice { by, variants } = &form.fields[0].answer else {
        panic!("a choice")
    };
    assert_eq!(by.as_deref(), Some("auth_type"));
    assert_eq!(variants[0].title, "Token");
    assert_eq!(variants[1].title, "Sign in", "named after its value");
    assert_eq!(variants[1].value, Some(json!("sign_in")));
    assert!(variants[0].fields[1].secret);
}

/// A configuration is answered by the places that are wrong.
#[test]
fn a_configuration_is_checked() {
    let form = Form::new(&specification());
    let faults =
        form.check(&json!({"shop": "ACME", "credentials": {"auth_type": "token"}, "size": 0}));
    let said: Vec<String> = faults
        .iter()
        .map(|fault| format!("{} {}", fault.path, fault.reason))
        .collect();
    assert_eq!(
        said,
        [
            "/shop must look like lower case",
            "/credentials/token is missing",
            "/size must be at least 1"
        ]
    );
    let good = json!({"shop": "acme", "credentials": {"auth_type": "sign_in"}});
    assert_eq!(form.check(&good), []);
}
