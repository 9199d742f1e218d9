//! Captured values in later addresses, and what is asked with the token.

use headwater_oauth::{Question, Values};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::recorder::*;
use crate::support::{get, http, parameter, port};

/// Zoho, QuickBooks, Salesforce, Slack and the rest: what an answer tells leads the requests after
/// it, also after a refresh.
#[tokio::test]
async fn captured_values_lead_later_requests() {
    for row in [
        Row {
            callback: "code=code-1&state=STATE&accounts-server=http://SERVER",
            requests: vec![json!({":path": "/eu/token"}), json!({":path": "/eu/token"})],
            grants: vec![json!({}), json!({"access_token": "access-2"})],
            ..Row::new(
                "Zoho: the accounts server of the callback, by a pattern",
                json!({
                    "step3_access_url": "{{ captured.accounts_server }}/eu/token",
                    "capture": {"callback": [{"name": "accounts-server", "pattern": "http://127\\.0\\.0\\.1:[0-9]+"}]},
                }),
            )
        },
        Row {
            callback: "code=code-1&state=STATE&realmId=42",
            answers: vec![
                tokens("1"),
                json!({"CompanyInfo": {"Id": "42"}}),
                tokens("2"),
            ],
            requests: vec![
                json!({":path": "/token"}),
                json!({":path": "/v3/company/42/companyinfo/42", ":authorization": "Bearer access-1"}),
                json!({":path": "/token"}),
            ],
            grants: vec![
                json!({"captured": {"realmId": "42"}}),
                json!({"captured": {"realmId": "42"}}),
            ],
            ..Row::new(
                "QuickBooks: the company of the callback in a path",
                json!({
                    "capture": {"callback": ["realmId"]},
                    "identity": {"url": format!("{SERVER}/v3/company/{{{{ captured.realmId }}}}/companyinfo/{{{{ captured.realmId }}}}"), "subject": "CompanyInfo.Id"},
                }),
            )
        },
        Row {
            answers: vec![
                json!({"access_token": "a", "refresh_token": "r", "instance_url": "http://SERVER", "signature": "x"}),
                json!({"user_id": "u", "email": "e@p.example"}),
                json!({"access_token": "b", "instance_url": "http://SERVER"}),
            ],
            requests: vec![
                json!({":path": "/token"}),
                json!({":path": "/services/oauth2/userinfo", ":authorization": "Bearer a"}),
                json!({":path": "/renew"}),
            ],
            ..Row::new(
                "Salesforce: the instance of the answer",
                json!({
                    "capture": {"token": ["instance_url"]},
                    "token_refresh_url": "{{ captured.instance_url }}/renew",
                    "identity": {"url": "{{ captured.instance_url }}/services/oauth2/userinfo", "subject": "user_id"},
                }),
            )
        },
        Row {
            answers: vec![
                json!({"ok": true, "access_token": "bot", "authed_user": {"access_token": "user-1"}}),
                json!({"user_id": "U1"}),
                json!({"ok": true, "access_token": "bot-2"}),
            ],
            requests: vec![
                json!({}),
                json!({":authorization": "Bearer user-1", ":x-team": "T1"}),
            ],
            grants: vec![
                json!({"access_token": "bot", "secrets": {"authed_user.access_token": "user-1"}}),
                json!({"access_token": "bot-2", "secrets": {"authed_user.access_token": "user-1"}}),
            ],
            callback: "code=code-1&state=STATE&team=T1",
            ..Row::new(
                "Slack: the second token signs, further headers go with it",
                json!({
                    "capture": {"secrets": ["authed_user.access_token"], "callback": ["team"]},
                    "refresh": {"by": "access_token"},
                    "use_token": {"token": "authed_user.access_token", "extra_headers": {"x-team": "{{ captured.team }}"}},
                    "identity": {"url": format!("{SERVER}/auth.test"), "subject": "user_id"},
                }),
            )
        },
    ] {
        row.check().await;
    }
}

/// A callback that names another host than the pattern allows is not used: nothing is sent there,
/// and the right callback still counts.
#[tokio::test]
async fn a_foreign_host_in_the_callback_is_refused() {
    let recorder = Recorder::start([(200, tokens("1"))]).await;
    let profile = json!({
        "step3_access_url": "{{ captured.accounts_server }}/token",
        "capture": {"callback": [{"name": "accounts-server", "pattern": "http://127\\.0\\.0\\.1:[0-9]+"}]},
    });
    let provider = provider_with(&recorder, &profile, &[]).unwrap();
    let attempt = begin(&provider, &[]).await;
    let state = parameter(&attempt, "state").unwrap();
    for server in [
        "https://evil.example",
        "http://127.0.0.1:1.evil.example",
        "http://127.0.0.1:1&accounts-server=http://127.0.0.1:2",
    ] {
        let callback = format!("/callback?code=c&state={state}&accounts-server={server}");
        let answered = get(port(&attempt), &callback).await;
        assert_eq!(answered.status, 400, "{server}");
    }
    let callback = format!("code=c&state=STATE&accounts-server={}", recorder.address);
    come_back(attempt, &callback).await.unwrap();
    assert_eq!(recorder.seen().len(), 1);
}

/// Xero: several organisations are a question, the answer is kept and goes with every request; one
/// alone chooses itself, and an earlier answer stays while it is offered.
#[tokio::test]
async fn one_of_several_is_chosen() {
    let profile = json!({
        "after_connect": [
            {"get": format!("{SERVER}/me"), "set": {"region": "$.region"}, "headers": {"accept-version": "2"}},
            {"get": format!("{SERVER}/{{{{ captured.region }}}}/connections"),
             "choose": {"list": "$", "value": "$.tenantId", "title": "$.tenantName", "label": "Organisation", "into": "tenant_id"}},
        ],
        "use_token": {"extra_headers": {"xero-tenant-id": "{{ captured.tenant_id }}"}},
        "verify": {"get": format!("{SERVER}/organisation"), "ok": [200, 204], "error_when": "ok == false"},
    });
    let recorder = Recorder::start([(200, tokens("1"))]).await;
    let provider = provider_with(&recorder, &profile, &[]).unwrap();
    let attempt = begin(&provider, &[]).await;
    let mut grant = come_back(attempt, "code=c&state=STATE").await.unwrap();
    let two = json!([{"tenantId": "t-1", "tenantName": "First"}, {"tenantId": "t-2", "tenantName": "Second"}]);
    let mut ask = async |chosen: &[(&str, &str)], offered: &Value| {
        recorder.answer(200, json!({"region": "eu"}));
        recorder.answer(200, offered.clone());
        let chosen: Values = (chosen.iter())
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        let question =
            headwater_oauth::after_connect(&http(), &provider, &mut grant, &chosen).await;
        (question, grant.captured.get("tenant_id").cloned())
    };
    let option = |value: &str, title: &str| (value.to_owned(), title.to_owned());
    let question = Question {
        into: "tenant_id".to_owned(),
        label: "Organisation".to_owned(),
        options: vec![option("t-1", "First"), option("t-2", "Second")],
    };
    assert_eq!(ask(&[], &two).await, (Ok(Some(question.clone())), None));
    assert_eq!(
        ask(&[("tenant_id", "gone")], &two).await,
        (Ok(Some(question)), None)
    );
    assert_eq!(
        ask(&[("tenant_id", "t-2")], &two).await,
        (Ok(None), Some(json!("t-2")))
    );
    assert_eq!(
        ask(&[], &json!([{"tenantId": "t-3"}])).await,
        (Ok(None), Some(json!("t-3")))
    );
    let (empty, _) = ask(&[], &json!([])).await;
    assert!(
        empty
            .unwrap_err()
            .to_string()
            .contains("nothing to connect to")
    );

    recorder.answer(204, Value::Null);
    let host = headwater_oauth::verify(&http(), &provider, &grant).await;
    assert_eq!(host, Ok(Some("127.0.0.1".to_owned())));
    recorder.answer(200, json!({"ok": true}));
    let host = headwater_oauth::verify(&http(), &provider, &grant).await;
    assert_eq!(host, Ok(Some("127.0.0.1".to_owned())));
    recorder.answer(200, json!({"ok": false}));
    assert!(
        headwater_oauth::verify(&http(), &provider, &grant)
            .await
            .is_err()
    );
    recorder.answer(404, json!({"error": "gone"}));
    assert!(
        headwater_oauth::verify(&http(), &provider, &grant)
            .await
            .is_err()
    );

    let seen = recorder.seen();
    assert_eq!(seen[1][":accept-version"], "2");
    assert_eq!(seen[2][":path"], "/eu/connections");
    assert_eq!(seen[seen.len() - 1][":xero-tenant-id"], "t-3");
    assert_eq!(grant.access_token.expose_secret(), "access-1");
}
