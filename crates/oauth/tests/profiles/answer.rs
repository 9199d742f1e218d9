//! How answers are read.

use headwater_oauth::Error;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::recorder::*;

/// Where the fields of a token answer stand, and what their numbers mean.
#[tokio::test]
async fn response_keys() {
    let end = Timestamp::now() + SignedDuration::from_secs(600);
    let access = |more: Value| {
        let mut answer = json!({"access_token": "a", "refresh_token": "r"});
        for (name, value) in more.as_object().unwrap() {
            answer[name] = value.clone();
        }
        vec![answer, tokens("2")]
    };
    let row = |key, rule: Value, answers: Vec<Value>, grant: Value| Row {
        answers,
        grants: vec![grant],
        ..Row::new(key, json!({"response": rule}))
    };
    for row in [
        row(
            "refresh_token_path",
            json!({"refresh_token_path": "renewal.token"}),
            vec![
                json!({"access_token": "a", "renewal": {"token": "r-2"}}),
                tokens("2"),
            ],
            json!({"refresh_token": "r-2"}),
        ),
        row(
            "scope_path",
            json!({"scope_path": "granted"}),
            access(json!({"granted": ["a", "b"]})),
            json!({"scopes": ["a", "b"]}),
        ),
        row(
            "expires_path",
            json!({"expires_path": "life"}),
            access(json!({"life": 120, "expires_in": 5})),
            json!({"expires_in": 120}),
        ),
        row(
            "refresh_expires_path",
            json!({"refresh_expires_path": "x_life"}),
            access(json!({"x_life": "240"})),
            json!({"refresh_expires_in": 240}),
        ),
        row(
            "expires_unit s",
            json!({"expires_unit": "s"}),
            access(json!({"expires_in": "600"})),
            json!({"expires_in": 600}),
        ),
        row(
            "expires_unit ms",
            json!({"expires_unit": "ms"}),
            access(json!({"expires_in": 600_000})),
            json!({"expires_in": 600}),
        ),
        row(
            "expires_unit absolute",
            json!({"expires_unit": "absolute"}),
            access(json!({"expires_in": end.as_second()})),
            json!({"expires_in": 600}),
        ),
        row(
            "expires_unit absolute, as text",
            json!({"expires_unit": "absolute"}),
            access(json!({"expires_in": end.to_string()})),
            json!({"expires_in": 600}),
        ),
        row(
            "expires_unit absolute_ms",
            json!({"expires_unit": "absolute_ms"}),
            access(json!({"expires_in": end.as_millisecond()})),
            json!({"expires_in": 600}),
        ),
        row(
            "expires_unit absolute, in the past",
            json!({"expires_unit": "absolute"}),
            access(json!({"expires_in": 1000})),
            json!({"expires_in": 0}),
        ),
        row(
            "zero_means never",
            json!({"zero_means": "never"}),
            access(json!({"expires_in": 0})),
            json!({"expires_in": null}),
        ),
        row(
            "zero_means now",
            json!({"zero_means": "now"}),
            access(json!({"expires_in": 0})),
            json!({"expires_in": 0}),
        ),
        row(
            "default_expires_in",
            json!({"default_expires_in": 7200}),
            access(json!({})),
            json!({"expires_in": 7200}),
        ),
        row(
            "default_refresh_expires_in",
            json!({"default_refresh_expires_in": 86_400}),
            access(json!({})),
            json!({"refresh_expires_in": 86_400}),
        ),
        row(
            "token_types",
            json!({"token_types": ["bearer", "bot"]}),
            access(json!({"token_type": "Bot"})),
            json!({"access_token": "a"}),
        ),
        row(
            "error_when, where it does not hold",
            json!({"error_when": "code is defined and code != 0"}),
            access(json!({"code": 0})),
            json!({"access_token": "a"}),
        ),
    ] {
        row.check().await;
    }
}

/// The error that an exchange ends with when the provider answers in this way.
async fn error_after(rule: Value, status: u16, answer: Value) -> Error {
    let recorder = Recorder::start([(status, answer)]).await;
    let provider = provider_with(&recorder, &rule, &[]).unwrap();
    let attempt = begin(&provider, &[]).await;
    come_back(attempt, "code=c-77&state=STATE")
        .await
        .unwrap_err()
}

/// Errors inside HTTP 200 end the exchange even where a token stands beside them, with the
/// provider's explanation and without our secrets.
#[tokio::test]
async fn errors_inside_success() {
    let rule = json!({"response": {"error_when": "success == false or meta.status >= 400", "error_path": "meta.text"}});
    let refused = |description: &str| Error::Refused {
        error: "error".to_owned(),
        description: Some(description.to_owned()),
    };
    for (answer, error) in [
        (
            json!({"access_token": "a", "success": false, "meta": {"text": "no c-77"}}),
            refused("no [redacted]"),
        ),
        (
            json!({"access_token": "a", "success": true, "meta": {"status": 401, "text": "no"}}),
            refused("no"),
        ),
        (
            json!({"success": false, "message": "elsewhere"}),
            refused("elsewhere"),
        ),
        (
            json!({"success": false, "code": 40_110, "meta": {"text": "spent"}}),
            Error::Refused {
                error: "code 40110".to_owned(),
                description: Some("spent".to_owned()),
            },
        ),
    ] {
        assert_eq!(
            error_after(rule.clone(), 200, answer.clone()).await,
            error,
            "{answer}"
        );
    }
}

/// A condition that an answer makes impossible to work out is the profile's fault, told by its key
/// and without a word of the answer.
#[tokio::test]
async fn impossible_conditions() {
    let rule = json!({"response": {"error_when": "access_token + 1 == 2"}});
    let error = error_after(rule, 200, tokens("1")).await;
    assert!(
        matches!(&error, Error::BadProfile { path, .. } if path == "response.error_when"),
        "{error:?}"
    );
    assert!(!error.to_string().contains("access-1"), "{error}");
}

/// The error map: each kind, in answers with and without an OAuth error, and in the callback.
#[tokio::test]
async fn error_kinds() {
    let map = json!({"errors": [
        {"match": "AADSTS(65001|90094)", "kind": "admin_approval"},
        {"match": "BAD_(AUTH_CODE|REFRESH_TOKEN)", "kind": "rejected"},
        {"match": "incorrect_client_credentials", "kind": "client"},
        {"match": "user_said_no", "kind": "denied"},
        {"match": "try_later", "kind": "temporary"},
    ]});
    let text = |text: &str| Some(text.to_owned());
    for (status, answer, error) in [
        (
            400,
            json!({"error": "invalid_grant", "error_description": "AADSTS65001: consent"}),
            Error::AdminApproval {
                error: "invalid_grant".to_owned(),
                description: text("AADSTS65001: consent"),
            },
        ),
        (
            400,
            json!({"status": "BAD_AUTH_CODE", "message": "missing or unknown"}),
            Error::Rejected {
                error: "BAD_AUTH_CODE".to_owned(),
                description: text("missing or unknown"),
                subtype: None,
                after_lost_answer: false,
            },
        ),
        (
            200,
            json!({"error": "incorrect_client_credentials"}),
            Error::Client {
                error: "incorrect_client_credentials".to_owned(),
                description: None,
            },
        ),
        (
            403,
            json!({"reason": "user_said_no"}),
            Error::Denied {
                error: "access_denied".to_owned(),
                description: text("user_said_no"),
            },
        ),
        (
            400,
            json!({"error": "try_later"}),
            Error::Unavailable {
                status: 400,
                retry_after: None,
            },
        ),
        (
            400,
            json!({"error": "invalid_scope"}),
            Error::Refused {
                error: "invalid_scope".to_owned(),
                description: None,
            },
        ),
    ] {
        assert_eq!(
            error_after(map.clone(), status, answer.clone()).await,
            error,
            "{answer}"
        );
    }

    let recorder = Recorder::start([]).await;
    for (query, error) in [
        (
            "error=access_denied&error_description=AADSTS90094",
            Error::AdminApproval {
                error: "access_denied".to_owned(),
                description: text("AADSTS90094"),
            },
        ),
        (
            "error=user_said_no",
            Error::Denied {
                error: "access_denied".to_owned(),
                description: text("user_said_no"),
            },
        ),
        (
            "error=try_later",
            Error::Denied {
                error: "temporarily_unavailable".to_owned(),
                description: text("try_later"),
            },
        ),
        (
            "error=odd",
            Error::Denied {
                error: "odd".to_owned(),
                description: None,
            },
        ),
    ] {
        let provider = provider_with(&recorder, &map, &[]).unwrap();
        let attempt = begin(&provider, &[]).await;
        let found = come_back(attempt, &format!("{query}&state=STATE")).await;
        assert_eq!(found.unwrap_err(), error, "{query}");
    }
}

/// The header form of the token.
#[tokio::test]
async fn header_of_the_token() {
    let recorder = Recorder::start([(200, tokens("1"))]).await;
    let rule = json!({"use_token": {"header": "Authorization", "prefix": "Zoho-oauthtoken "}});
    let provider = provider_with(&recorder, &rule, &[]).unwrap();
    let grant = come_back(begin(&provider, &[]).await, "code=c&state=STATE")
        .await
        .unwrap();
    let (name, value) = provider.signature(&grant);
    assert_eq!(
        (name.as_str(), secrecy::ExposeSecret::expose_secret(&value)),
        ("Authorization", "Zoho-oauthtoken access-1")
    );
}
