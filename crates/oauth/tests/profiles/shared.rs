//! The keys that other connector formats have as well.

use secrecy::ExposeSecret;
use serde_json::json;

use crate::recorder::*;
use crate::support;

/// The keys that other connector formats have as well, accepted as they are written there.
#[tokio::test]
async fn shared_keys() {
    for row in [
        Row {
            inputs: &[("host", "127.0.0.1"), ("environment", "Sandbox")],
            authorize: json!({":url": "/sandbox/authorize?"}),
            ..Row::new(
                "step1_authorize_url",
                json!({"step1_authorize_url": format!("{SERVER}/{{% if environment is defined and environment == 'Sandbox' %}}sandbox{{% else %}}business{{% endif %}}/authorize")}),
            )
        },
        Row {
            inputs: &[("version", "v1.2")],
            requests: vec![
                json!({":path": "/v1.2/token", ":method": "POST", ":in": "form"}),
                json!({":path": "/v1.2/token"}),
            ],
            ..Row::new(
                "step3_access_url",
                json!({"step3_access_url": format!("{SERVER}/{{{{ version }}}}/token")}),
            )
        },
        Row {
            requests: vec![
                json!({":path": "/token"}),
                json!({":path": "/renew", "grant_type": "refresh_token", "refresh_token": "refresh-1"}),
            ],
            ..Row::new(
                "token_refresh_url",
                json!({"token_refresh_url": format!("{SERVER}/renew")}),
            )
        },
        Row {
            scopes: &[],
            inputs: &[("portal", "a&b=c")],
            authorize: json!({"scope": "a b", "access_type": "offline", "portal": "a&b=c", "response_type": "code"}),
            requests: vec![json!({"access_type": null})],
            ..Row::new(
                "extra_authorization_url as a query string",
                json!({"extra_authorization_url": "scope=a%20b&access_type=offline&portal={{ portal }}&response_type=code"}),
            )
        },
        Row {
            authorize: json!({"prompt": "consent", "max_age": "0", "force": "true"}),
            ..Row::new(
                "extra_authorization_url",
                json!({"extra_authorization_url": {"prompt": "consent", "max_age": 0, "force": true}}),
            )
        },
        Row {
            authorize: json!({"expires_in": null}),
            requests: vec![
                json!({"expires_in": "1800", "type": "web_server", "grant_type": "authorization_code"}),
                json!({"expires_in": null}),
            ],
            ..Row::new(
                "extra_access_url",
                json!({"extra_access_url": "expires_in=1800&type=web_server&grant_type=authorization_code"}),
            )
        },
        Row {
            requests: vec![
                json!({":authorization": "Basic Y2xpZW50LTE6c2VjcmV0LTE=", "client_id": null, "client_secret": null}),
                json!({":authorization": "Basic Y2xpZW50LTE6c2VjcmV0LTE="}),
            ],
            ..Row::new(
                "client_id_and_secret_in_headers",
                json!({"client_id_and_secret_in_headers": true}),
            )
        },
        Row {
            callback: "auth_code=code-2&state=STATE&code=other",
            requests: vec![json!({"auth_code": "code-2", "code": null})],
            ..Row::new(
                "alternative_code_key",
                json!({"alternative_code_key": "auth_code"}),
            )
        },
        Row {
            requests: vec![json!({"auth_code": "code-1", "code": null})],
            ..Row::new(
                "alternative_code_key, in the token request only",
                json!({"alternative_code_key": "auth_code"}),
            )
        },
        Row {
            authorize: json!({"app_id": "client-1", "client_id": null}),
            requests: vec![
                json!({"app_id": "client-1", "client_id": null}),
                json!({"app_id": "client-1"}),
            ],
            ..Row::new(
                "alternative_client_id_key",
                json!({"alternative_client_id_key": "app_id"}),
            )
        },
        Row {
            requests: vec![
                json!({"secret": "secret-1", "client_secret": null}),
                json!({"secret": "secret-1"}),
            ],
            ..Row::new(
                "alternative_client_secret_key",
                json!({"alternative_client_secret_key": "secret"}),
            )
        },
        Row {
            requests: vec![
                json!({"grant_type": "code_exchange"}),
                json!({"grant_type": "refresh_token"}),
            ],
            ..Row::new("grant_type", json!({"grant_type": "code_exchange"}))
        },
        Row {
            requests: vec![
                json!({":accept": "application/vnd.api+json"}),
                json!({":accept": "application/vnd.api+json"}),
            ],
            ..Row::new(
                "accept_header",
                json!({"accept_header": "application/vnd.api+json"}),
            )
        },
        Row {
            requests: vec![
                json!({":in": "json", "code": "code-1"}),
                json!({":in": "json", "refresh_token": "refresh-1"}),
            ],
            ..Row::new("content_type", json!({"content_type": "application/json"}))
        },
        Row {
            requests: vec![
                json!({":method": "GET", ":in": "query", "code": "code-1", "client_secret": "secret-1"}),
                json!({":method": "GET", ":in": "query"}),
            ],
            ..Row::new("request_method", json!({"request_method": "GET"}))
        },
        Row {
            answers: vec![
                json!({"data": {"access_token": "deep", "refresh_token": "r", "expires_in": 60}}),
                json!({"data": {"access_token": "deeper"}}),
            ],
            grants: vec![
                json!({"access_token": "deep", "refresh_token": "r", "expires_in": 60}),
                json!({"access_token": "deeper", "refresh_token": "r"}),
            ],
            ..Row::new(
                "access_token_path",
                json!({"access_token_path": "data.access_token"}),
            )
        },
        Row {
            inputs: &[("alternative_scope", "mine, other")],
            authorize: json!({"scope": "mine other"}),
            grants: vec![json!({"scopes": ["mine", "other"]})],
            ..Row::new(
                "alternative_scope",
                json!({"alternative_scope": true, "extra_authorization_url": "scope=default"}),
            )
        },
        Row {
            inputs: &[("client_id", "mine")],
            authorize: json!({"client_id": "mine", ":url": "/mine/authorize"}),
            requests: vec![json!({"client_id": "mine", "client_secret": "secret-1"})],
            ..Row::new(
                "client_id",
                json!({"client_id": true, "step1_authorize_url": format!("{SERVER}/{{{{ client_id }}}}/authorize")}),
            )
        },
        Row {
            inputs: &[("client_secret", "mine")],
            requests: vec![
                json!({"client_id": "client-1", "client_secret": "mine"}),
                json!({"client_secret": "mine"}),
            ],
            ..Row::new("client_secret", json!({"client_secret": true}))
        },
        Row {
            inputs: &[
                ("client_id", "not asked for"),
                ("client_secret", "not asked for"),
                ("alternative_scope", "not asked for"),
            ],
            authorize: json!({"client_id": "client-1", "scope": "read"}),
            requests: vec![json!({"client_id": "client-1", "client_secret": "secret-1"})],
            ..Row::new("inputs that the profile does not let override", json!({}))
        },
    ] {
        row.check().await;
    }
}

/// TikTok as the shared format describes it: `app_id`, `secret`, the token in `data`, the domain of
/// the consent by environment, that of the token fixed.
#[tokio::test]
async fn tiktok_runs_as_written() {
    let set_up = json!({
        "step1_authorize_url": "https://{% if environment is defined and environment == 'Sandbox' %}sandbox{% else %}business{% endif %}-api.tiktok.com/portal/auth",
        "step3_access_url": "https://business-api.tiktok.com/open_api/v1.2/oauth2/access_token/",
        "alternative_code_key": "auth_code",
        "alternative_client_id_key": "app_id",
        "alternative_client_secret_key": "secret",
        "content_type": "application/json",
        "access_token_path": "data.access_token",
    });
    let recorder = Recorder::start([(
        200,
        json!({"code": 0, "message": "OK", "data": {"access_token": "t", "advertiser_ids": ["1"], "scope": [1, 2]}}),
    )])
    .await;
    for (inputs, host) in [
        (&[][..], "business-api.tiktok.com"),
        (
            &[("environment", "Production")][..],
            "business-api.tiktok.com",
        ),
        (&[("environment", "Sandbox")][..], "sandbox-api.tiktok.com"),
    ] {
        let provider = provider_with(&recorder, &set_up, inputs).unwrap();
        let attempt = begin(&provider, &[]).await;
        assert_eq!(attempt.authorize_url().host_str(), Some(host));
        assert_eq!(
            support::parameter(&attempt, "app_id").as_deref(),
            Some("client-1")
        );
        assert_eq!(
            provider.token_address().host_str(),
            Some("business-api.tiktok.com")
        );
    }
    let mut here = set_up;
    here["step3_access_url"] = format!("{SERVER}/open_api/v1.2/oauth2/access_token/").into();
    let provider = provider_with(&recorder, &here, &[]).unwrap();
    let attempt = begin(&provider, &["ads"]).await;
    let grant = come_back(attempt, "auth_code=c-1&code=c-1&state=STATE")
        .await
        .unwrap();
    let seen = &recorder.seen()[0];
    for (name, value) in [
        (":in", json!("json")),
        ("app_id", json!("client-1")),
        ("secret", json!("secret-1")),
        ("auth_code", json!("c-1")),
    ] {
        assert_eq!(seen[name], value, "{name}");
    }
    assert_eq!(
        (
            seen.get("client_id"),
            seen.get("client_secret"),
            seen.get("code")
        ),
        (None, None, None)
    );
    assert_eq!(grant.access_token.expose_secret(), "t");
}
