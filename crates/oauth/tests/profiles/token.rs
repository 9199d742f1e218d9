//! Token requests, refreshes and further exchanges.

use serde_json::json;

use crate::recorder::*;
use crate::support;

/// Token requests: exchange and refresh alike.
#[tokio::test]
async fn token_request_keys() {
    for row in [
        Row {
            inputs: &[("key", "k-1")],
            requests: vec![
                json!({":x-api-key": "k-1", ":x-client": "client-1"}),
                json!({":x-api-key": "k-1"}),
            ],
            ..Row::new(
                "token.headers",
                json!({"token": {"headers": {"X-Api-Key": "{{ key }}", "X-Client": "{{ client_id }}"}}}),
            )
        },
        Row {
            requests: vec![
                json!({":method": "POST", ":in": "query", "code": "code-1"}),
                json!({":method": "POST", ":in": "query"}),
            ],
            ..Row::new("token.params_in", json!({"token": {"params_in": "query"}}))
        },
        Row {
            requests: vec![
                json!({"codeVerifier": null, "authCode": "code-1", "code": null, "clientId": "client-1"}),
                json!({"refreshToken": "refresh-1", "refresh_token": null, "clientId": "client-1"}),
            ],
            ..Row::new(
                "token.rename",
                json!({"token": {"rename": {"code": "authCode", "client_id": "clientId", "refresh_token": "refreshToken"}}}),
            )
        },
        Row {
            requests: vec![
                json!({"redirect_uri": null, "grant_type": null, "code": "code-1"}),
                json!({"grant_type": null}),
            ],
            ..Row::new(
                "token.omit",
                json!({"token": {"omit": ["redirect_uri", "grant_type"]}}),
            )
        },
        Row {
            requests: vec![
                json!({":authorization": "Basic c2VjcmV0LTE6", "client_id": null, "client_secret": null}),
                json!({":authorization": "Basic c2VjcmV0LTE6"}),
            ],
            ..Row::new(
                "client.auth secret_as_username",
                json!({"client": {"auth": "secret_as_username", "secret": "required"}}),
            )
        },
        Row {
            requests: vec![
                json!({":authorization": "Basic Y2xpZW50LTE6", "client_secret": null}),
                json!({":authorization": "Basic Y2xpZW50LTE6"}),
            ],
            ..Row::new(
                "client.auth basic_without_secret",
                json!({"client": {"auth": "basic_without_secret", "secret": "none"}}),
            )
        },
        Row {
            requests: vec![
                json!({"client_id": "client-1", "client_secret": null}),
                json!({"client_id": "client-1", "client_secret": null}),
            ],
            ..Row::new("client.auth none", json!({"client": {"auth": "none"}}))
        },
    ] {
        row.check().await;
    }
}

/// The code exchange repeats the state of its own attempt.
#[tokio::test]
async fn state_in_the_token_request() {
    let recorder = Recorder::start([(200, tokens("1"))]).await;
    let rule = json!({"token": {"send_state": true}});
    let provider = provider_with(&recorder, &rule, &[]).unwrap();
    let attempt = begin(&provider, &[]).await;
    let state = support::state(&attempt);
    come_back(attempt, "code=c&state=STATE").await.unwrap();
    assert_eq!(recorder.seen()[0]["state"], state);
}

/// Refreshes, and the exchanges that follow that of the code.
#[tokio::test]
async fn refresh_and_exchange_keys() {
    let short = || json!({"access_token": "short", "expires_in": 3600});
    let long = || json!({"access_token": "long", "expires_in": 5_184_000});
    for row in [
        Row {
            inputs: &[("kind", "refresh")],
            requests: vec![
                json!({"type": null}),
                json!({"type": "refresh", "request": "token"}),
            ],
            ..Row::new(
                "refresh.extra",
                json!({"refresh": {"extra": "type={{ kind }}&request=token"}}),
            )
        },
        Row {
            requests: vec![
                json!({"grant_type": "authorization_code"}),
                json!({"grant_type": "renew"}),
            ],
            ..Row::new(
                "refresh.grant_type",
                json!({"refresh": {"grant_type": "renew"}}),
            )
        },
        Row {
            answers: vec![short(), long()],
            requests: vec![
                json!({}),
                json!({"access_token": "short", "refresh_token": null}),
            ],
            grants: vec![
                json!({"refresh_token": "short", "refresh_expires_in": 3600}),
                json!({"access_token": "long", "refresh_token": "long", "refresh_expires_in": 5_184_000}),
            ],
            ..Row::new("refresh.by", json!({"refresh": {"by": "access_token"}}))
        },
        Row {
            requests: vec![
                json!({":method": "POST"}),
                json!({":method": "GET", ":in": "query", "refresh_token": "refresh-1"}),
            ],
            ..Row::new("refresh.method", json!({"refresh": {"method": "GET"}}))
        },
        Row {
            scopes: &["a", "b"],
            requests: vec![json!({"scope": null}), json!({"scope": "a,b"})],
            ..Row::new(
                "refresh.send_scope",
                json!({"refresh": {"send_scope": true}, "scopes": {"separator": ","}}),
            )
        },
        Row {
            grants: vec![
                json!({"refresh_token": "refresh-1"}),
                json!({"access_token": "access-2", "refresh_token": "refresh-1"}),
            ],
            ..Row::new(
                "refresh.keep_old_token always",
                json!({"refresh": {"keep_old_token": "always"}}),
            )
        },
        Row {
            answers: vec![tokens("1"), json!({"access_token": "last"})],
            grants: vec![
                json!({"refresh_token": "refresh-1"}),
                json!({"access_token": "last", "refresh_token": null}),
            ],
            ..Row::new(
                "refresh.keep_old_token never",
                json!({"refresh": {"keep_old_token": "never"}}),
            )
        },
        Row {
            answers: vec![tokens("1"), json!(null)],
            grants: vec![
                json!({}),
                json!({"access_token": "access-1", "refresh_token": "refresh-1", "expires_in": 600}),
            ],
            ..Row::new(
                "refresh.answer, with an empty body",
                json!({"refresh": {"answer": "nothing"}, "response": {"default_expires_in": 600}}),
            )
        },
        Row {
            answers: vec![tokens("1"), json!({"ok": true, "expires_in": 60})],
            grants: vec![
                json!({}),
                json!({"access_token": "access-1", "expires_in": 60}),
            ],
            ..Row::new(
                "refresh.answer, without a token",
                json!({"refresh": {"answer": "nothing"}}),
            )
        },
        Row {
            answers: vec![short(), long(), long()],
            requests: vec![
                json!({":path": "/token", "grant_type": "authorization_code"}),
                json!({":path": "/long", ":method": "GET", ":in": "query", "grant_type": "ig_exchange_token", "token": "short", "client_secret": "secret-1", "app": "client-1"}),
                json!({":path": "/renew", ":method": "GET", "access_token": "long", "client_secret": null, "grant_type": "ig_refresh_token"}),
            ],
            grants: vec![json!({"access_token": "long", "expires_in": 5_184_000})],
            ..Row::new(
                "exchange",
                json!({
                    "exchange": [{
                        "url": format!("{SERVER}/long"),
                        "method": "GET",
                        "send": {"access_token": "token", "client_secret": "client_secret", "client_id": "app"},
                        "extra": {"grant_type": "ig_exchange_token"},
                    }],
                    "token_refresh_url": format!("{SERVER}/renew"),
                    "refresh": {"by": "access_token", "method": "GET", "grant_type": "ig_refresh_token"},
                    "token": {"omit": ["client_secret"]},
                }),
            )
        },
    ] {
        row.check().await;
    }
}
