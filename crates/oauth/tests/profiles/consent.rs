//! The authorization URL and the callback.

use serde_json::json;

use crate::recorder::*;
use crate::support;

/// The authorization URL and the callback.
#[tokio::test]
async fn consent_keys() {
    for row in [
        Row {
            scopes: &["a", "b"],
            authorize: json!({"scope": null, "user_scope": "a,b"}),
            ..Row::new(
                "scopes.separator, scopes.param",
                json!({"scopes": {"separator": ",", "param": "user_scope"}}),
            )
        },
        Row {
            authorize: json!({"scope": "read offline_access"}),
            ..Row::new(
                "scopes.offline",
                json!({"scopes": {"offline": ["offline_access"]}}),
            )
        },
        Row {
            authorize: json!({"nonce": "fixed"}),
            ..Row::new(
                "extra_authorization_url with a nonce",
                json!({"extra_authorization_url": {"nonce": "fixed"}}),
            )
        },
        Row {
            authorize: json!({"code_challenge": null, "code_challenge_method": null}),
            requests: vec![json!({"code_verifier": null})],
            ..Row::new("pkce.mode", json!({"pkce": {"mode": "off"}}))
        },
        Row {
            authorize: json!({"code_challenge_method": "plain"}),
            ..Row::new("pkce.method", json!({"pkce": {"method": "plain"}}))
        },
        Row {
            authorize: json!({"response_type": null, "client_id": null, "responseType": "code", "appKey": "client-1", "customField": null}),
            ..Row::new(
                "authorize.rename",
                json!({"authorize": {"rename": {"response_type": "responseType", "client_id": "appKey"}}}),
            )
        },
        Row {
            callback: "code=code-1&customField=STATE",
            authorize: json!({"state": null}),
            ..Row::new(
                "authorize.rename of state",
                json!({"authorize": {"rename": {"state": "customField"}}}),
            )
        },
        Row {
            authorize: json!({"response_type": null, "redirect_uri": null, "client_id": "client-1"}),
            ..Row::new(
                "authorize.omit",
                json!({"authorize": {"omit": ["response_type", "redirect_uri"]}}),
            )
        },
        Row {
            inputs: &[("team", "")],
            scopes: &[],
            authorize: json!({"team": null, "scope": null}),
            ..Row::new(
                "authorize.omit_empty",
                json!({"authorize": {"omit_empty": true}, "extra_authorization_url": "team={{ team }}&scope="}),
            )
        },
        Row {
            scopes: &["https://p.example/a", "b"],
            authorize: json!({":url": "scope=https://p.example/a+b&"}),
            ..Row::new(
                "authorize.raw",
                json!({"authorize": {"raw": ["scope"]}, "scopes": {"separator": "+"}, "extra_authorization_url": "z=1"}),
            )
        },
        Row {
            authorize: json!({":url": "/authorize?a=1#/oauth/authorize?response_type=code&", "client_id": "client-1"}),
            ..Row::new(
                "authorize.fragment",
                json!({"step1_authorize_url": format!("{SERVER}/authorize?a=1"), "authorize": {"fragment": "/oauth/authorize"}}),
            )
        },
        Row {
            callback: "spapi_oauth_code=code-3&state=STATE",
            requests: vec![json!({"code": "code-3"})],
            ..Row::new(
                "authorize.code_param",
                json!({"authorize": {"code_param": "spapi_oauth_code"}}),
            )
        },
        Row {
            authorize: json!({"response_type": "auth_code"}),
            ..Row::new(
                "authorize.response_type",
                json!({"authorize": {"response_type": "auth_code"}}),
            )
        },
        Row {
            callback: "code=code-1&state=STATE&realmId=42",
            answers: vec![
                json!({"access_token": "a", "refresh_token": "r", "team": {"id": "t"}, "hosts": ["h"]}),
                json!({"access_token": "b", "team": {"id": "u"}}),
            ],
            grants: vec![
                json!({"captured": {"realmId": "42", "team.id": "t", "hosts.0": "h"}}),
                json!({"captured": {"realmId": "42", "team.id": "u", "hosts.0": "h"}}),
            ],
            ..Row::new(
                "capture",
                json!({"capture": {"callback": ["realmId"], "token": ["team.id", "hosts.0"]}}),
            )
        },
    ] {
        row.check().await;
    }
}

/// A challenge in hexadecimal is the SHA-256 of the verifier that the token request shows.
#[tokio::test]
async fn hex_challenges() {
    use sha2::Digest;
    let recorder = Recorder::start([(200, tokens("1"))]).await;
    let rule = json!({"pkce": {"challenge_encoding": "hex"}});
    let provider = provider_with(&recorder, &rule, &[]).unwrap();
    let attempt = begin(&provider, &[]).await;
    let challenge = support::parameter(&attempt, "code_challenge").unwrap();
    assert_eq!(
        support::parameter(&attempt, "code_challenge_method").as_deref(),
        Some("S256")
    );
    come_back(attempt, "code=c&state=STATE").await.unwrap();
    let verifier = recorder.seen()[0]["code_verifier"].clone();
    let digest = sha2::Sha256::digest(verifier.as_str().unwrap());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(challenge, hex);
}

/// `random()` in a parameter is another text for each provider that is put together.
#[tokio::test]
async fn random_parameters() {
    let recorder = Recorder::start([]).await;
    let rule = json!({"extra_authorization_url": "trace={{ random() }}"});
    let mut texts = Vec::new();
    for _ in 0..2 {
        let attempt = begin(&provider_with(&recorder, &rule, &[]).unwrap(), &[]).await;
        texts.push(support::parameter(&attempt, "trace").unwrap());
    }
    assert_ne!(texts[0], texts[1]);
    assert!(
        texts.iter().all(|text| text.len() >= 22),
        "128 bits: {texts:?}"
    );
}

/// A code under another name than the profile's is no code.
#[tokio::test]
async fn only_the_named_code_counts() {
    let recorder = Recorder::start([]).await;
    let rule = json!({"authorize": {"code_param": "tenant"}});
    let provider = provider_with(&recorder, &rule, &[]).unwrap();
    let attempt = begin(&provider, &[]).await;
    let (port, state) = (support::port(&attempt), support::state(&attempt));
    let answered = support::get(port, &format!("/callback?code=c&state={state}")).await;
    assert_eq!(answered.status, 400, "it holds neither a code nor an error");
}
