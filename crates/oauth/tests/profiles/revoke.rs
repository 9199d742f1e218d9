//! What becomes of a grant that is given back.

use headwater_oauth::{Error, Revoked, revoke};
use serde_json::{Value, json};

use crate::recorder::*;
use crate::support;

/// Revocation in each style: the request as the provider saw it, and what its answer means.
#[tokio::test]
async fn revoke_styles() {
    let basic = "Basic Y2xpZW50LTE6c2VjcmV0LTE=";
    for (rule, status, answer, seen, outcome) in [
        (
            json!({"style": "rfc7009", "param": "refreshToken", "token": "refresh"}),
            200,
            Value::Null,
            json!({":method": "POST", "refreshToken": "refresh-1", "token": null, "client_id": "client-1"}),
            Revoked::Done,
        ),
        (
            json!({"style": "post"}),
            200,
            Value::Null,
            json!({":method": "POST", ":authorization": "Bearer access-1", ":in": "nothing"}),
            Revoked::Done,
        ),
        (
            json!({"style": "get"}),
            200,
            json!({"ok": true}),
            json!({":method": "GET", ":authorization": "Bearer access-1"}),
            Revoked::Done,
        ),
        (
            json!({"style": "get"}),
            401,
            Value::Null,
            json!({":method": "GET"}),
            Revoked::AlreadyGone,
        ),
        (
            json!({"style": "delete"}),
            204,
            Value::Null,
            json!({":method": "DELETE", ":authorization": "Bearer access-1"}),
            Revoked::Done,
        ),
        (
            json!({"style": "delete_path"}),
            204,
            Value::Null,
            json!({":method": "DELETE", ":path": "/revoke/refresh-1", ":authorization": null}),
            Revoked::Done,
        ),
        (
            json!({"style": "delete_as_client", "param": "access_token", "token": "access"}),
            204,
            Value::Null,
            json!({":method": "DELETE", ":authorization": basic, ":in": "json", "access_token": "access-1"}),
            Revoked::Done,
        ),
        (
            json!({"style": "delete_as_client"}),
            404,
            json!({"message": "Not Found"}),
            json!({"token": "refresh-1"}),
            Revoked::AlreadyGone,
        ),
    ] {
        let mut rule = rule;
        rule["url"] = format!("{SERVER}/revoke").into();
        let answers = [(200, tokens("1")), (status, answer), (200, Value::Null)];
        let recorder = Recorder::start(answers).await;
        let provider = provider_with(&recorder, &json!({"revoke": rule}), &[]).unwrap();
        let grant = come_back(begin(&provider, &[]).await, "code=c&state=STATE")
            .await
            .unwrap();
        let found = revoke(&support::http(), &provider, &grant).await;
        assert_eq!(found, Ok(outcome), "{rule}");
        let request = &recorder.seen()[1];
        for (name, wanted) in seen.as_object().unwrap() {
            assert_eq!(
                request.get(name).unwrap_or(&Value::Null),
                wanted,
                "{rule}: {name} in {request:#}"
            );
        }
    }
    let recorder = Recorder::start([
        (200, tokens("1")),
        (200, json!({"ok": false, "error": "not_allowed"})),
    ])
    .await;
    let rule = json!({"revoke": {"url": format!("{SERVER}/revoke"), "style": "get"}});
    let provider = provider_with(&recorder, &rule, &[]).unwrap();
    let grant = come_back(begin(&provider, &[]).await, "code=c&state=STATE")
        .await
        .unwrap();
    let error = revoke(&support::http(), &provider, &grant)
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Refused { .. }),
        "an error inside 200 is no success: {error:?}"
    );
}
