//! Keys about asking, refreshing, errors and lives; and what all of these may not say.

use serde_json::{Value, json};

use crate::recorder::*;
use crate::support::{http, parameter};

/// Keys about asking, refreshing and errors, each with what goes out or comes back.
#[tokio::test]
async fn further_keys() {
    let pkce = |length: usize| json!({"pkce": {"method": "plain", "verifier_length": length}});
    for length in [43, 64, 128] {
        let recorder = Recorder::start([]).await;
        let provider = provider_with(&recorder, &pkce(length), &[]).unwrap();
        let attempt = begin(&provider, &[]).await;
        assert_eq!(
            parameter(&attempt, "code_challenge").unwrap().len(),
            length,
            "pkce.verifier_length"
        );
    }
    for row in [
        Row {
            authorize: json!({"scope": "read must offline"}),
            ..Row::new(
                "scopes.required",
                json!({"scopes": {"required": ["must", "read"], "offline": ["offline"]}}),
            )
        },
        Row {
            grants: vec![json!({"expires_in": 3300}), json!({"expires_in": 3300})],
            ..Row::new("refresh.margin_s", json!({"refresh": {"margin_s": 300}}))
        },
        Row {
            answers: vec![
                json!({"access_token": "a", "refresh_token": "r", "refresh_token_expires_in": 1000}),
                json!({"access_token": "b", "refresh_token": "s", "refresh_token_expires_in": 9000}),
            ],
            grants: vec![
                json!({}),
                json!({"refresh_token": "s", "refresh_expires_in": 1000}),
            ],
            ..Row::new("refresh_lifetime", json!({"refresh_lifetime": "fixed"}))
        },
    ] {
        row.check().await;
    }
    let recorder = Recorder::start([(200, tokens("1")), (200, tokens("2"))]).await;
    let profile = json!({"refresh": {"send_redirect_uri": true}});
    let provider = provider_with(&recorder, &profile, &[]).unwrap();
    let attempt = begin(&provider, &[]).await;
    let redirect_uri = attempt.redirect_uri().to_owned();
    let grant = come_back(attempt, "code=c&state=STATE").await.unwrap();
    let kept = headwater_oauth::Grant::from_secret(&grant.to_secret()).unwrap();
    headwater_oauth::refresh(&http(), &provider, &kept)
        .await
        .unwrap();
    assert_eq!(
        recorder.seen()[1]["redirect_uri"],
        redirect_uri,
        "refresh.send_redirect_uri"
    );

    let recorder = Recorder::start([(400, json!({"error": "E77"}))]).await;
    let profile = json!({"errors": [{"match": "E77", "kind": "client", "text": "Turn on the API in the console."}]});
    let provider = provider_with(&recorder, &profile, &[]).unwrap();
    let attempt = begin(&provider, &[]).await;
    let error = come_back(attempt, "code=c&state=STATE").await.unwrap_err();
    assert!(
        error.to_string().contains("Turn on the API"),
        "errors.text: {error}"
    );
}

/// Scopes that may be declined go under their own name where the provider has one.
#[tokio::test]
async fn optional_scopes() {
    for (profile, scope, optional) in [
        (
            json!({"scopes": {"optional_param": "optional_scope"}}),
            "a b",
            Some("c"),
        ),
        (json!({}), "a b c", None),
    ] {
        let recorder = Recorder::start([]).await;
        let provider = provider_with(&recorder, &profile, &[]).unwrap();
        let texts = |scopes: &[&str]| scopes.iter().map(|scope| scope.to_string()).collect();
        let options = headwater_oauth::AttemptOptions {
            scopes: texts(&["a", "b"]),
            optional_scopes: texts(&["b", "c"]),
            ..Default::default()
        };
        let attempt = headwater_oauth::Attempt::begin(&http(), provider, options)
            .await
            .unwrap();
        assert_eq!(parameter(&attempt, "scope").as_deref(), Some(scope));
        assert_eq!(parameter(&attempt, "optional_scope").as_deref(), optional);
    }
}

/// What contradicts itself or may not be is refused by its key.
#[test]
fn refused_by_name() {
    let call = |more: Value| {
        let mut call = json!({"get": "https://p.example/me", "set": {"a": "$.a"}});
        for (key, part) in more.as_object().unwrap() {
            call[key] = part.clone();
        }
        json!({ "after_connect": [call] })
    };
    for (more, path) in [
        (
            json!({"step3_access_url": "https://{{ captured.dc }}.p.example/t", "capture": {"callback": ["dc"]}}),
            "step3_access_url",
        ),
        (
            json!({"step3_access_url": "{% if x %}https://p.example/a{% else %}https://{{ captured.dc }}{% endif %}/t", "capture": {"callback": ["dc"]}}),
            "step3_access_url",
        ),
        (
            json!({"step3_access_url": "https://p.example/{% set h = captured.dc %}{{ h }}", "capture": {"callback": ["dc"]}}),
            "step3_access_url",
        ),
        (
            json!({"token_refresh_url": "https://{{ captured['dc'] }}.p.example", "capture": {"token": ["dc"]}}),
            "token_refresh_url",
        ),
        (
            json!({"token_refresh_url": "https://p.example/{{ captured.nothing }}"}),
            "token_refresh_url",
        ),
        (
            json!({"step1_authorize_url": "https://{{ captured.dc }}.p.example", "capture": {"token": ["dc"]}}),
            "step1_authorize_url",
        ),
        (
            json!({"extra_access_url": {"a": "{{ captured.dc }}"}, "capture": {"token": ["dc"]}}),
            "extra_access_url.a",
        ),
        (
            json!({"capture": {"callback": [{"name": "a", "pattern": "("}]}}),
            "capture.callback[0]",
        ),
        (
            json!({"capture": {"callback": ["a.b"], "token": ["a-b"]}}),
            "capture.token[0]",
        ),
        (
            json!({"capture": {"secrets": ["a", "a"]}}),
            "capture.secrets[1]",
        ),
        (
            json!({"use_token": {"token": "authed_user.access_token"}}),
            "use_token.token",
        ),
        (
            json!({"use_token": {"extra_headers": {"authorization": "x"}}}),
            "use_token.extra_headers.authorization",
        ),
        (call(json!({"set": {}})), "after_connect[0]"),
        (
            call(json!({"get": "http://p.example"})),
            "after_connect[0].get",
        ),
        (
            call(json!({"headers": {"a b": "c"}})),
            "after_connect[0].headers.a b",
        ),
        (
            call(json!({"choose": {"list": "$"}})),
            "after_connect[0].choose",
        ),
        (
            json!({"verify": {"get": "https://p.example", "post": "https://p.example"}}),
            "verify",
        ),
        (
            json!({"verify": {"get": "https://p.example", "ok": [99]}}),
            "verify.ok[0]",
        ),
        (
            json!({"verify": {"get": "https://p.example", "error_when": "a =="}}),
            "verify.error_when",
        ),
        (
            json!({"pkce": {"verifier_length": 42}}),
            "pkce.verifier_length",
        ),
        (
            json!({"pkce": {"mode": "off", "verifier_length": 64}}),
            "pkce.verifier_length",
        ),
        (
            json!({"scopes": {"optional_param": "scope"}}),
            "scopes.optional_param",
        ),
        (
            json!({"refresh": {"rotation": "single_use", "keep_old_token": "always"}}),
            "refresh.keep_old_token",
        ),
        (
            json!({"grant_life": {"idle_days": 0}}),
            "grant_life.idle_days",
        ),
        (json!({"grant_life": {}}), "grant_life"),
        (
            json!({"refresh_lifetime": "fixed", "grant_life": {"idle_days": 3}}),
            "grant_life.idle_days",
        ),
        (json!({"redirect": {"policy": "relay"}}), "redirect.input"),
        (json!({"redirect": {"input": "tunnel"}}), "redirect.input"),
        (
            json!({"redirect": {"policy": "paste", "ports": [17390]}}),
            "redirect.ports",
        ),
        (
            json!({"redirect": {"uri": "https://p.example/back"}}),
            "redirect.uri",
        ),
        (
            json!({"redirect": {"policy": "paste", "uri": "http://localhost/back"}}),
            "redirect.uri",
        ),
    ] {
        match profile_of("https://p.example", &more) {
            Err(headwater_oauth::Error::BadProfile { path: found, .. }) => {
                assert!(found.starts_with(path), "{more}: {found}");
            }
            other => panic!("{more} gave {other:?}"),
        }
    }
    let may = json!({"step3_access_url": "https://p.example/{% if captured.dc == 'eu' %}eu/{% endif %}{{ captured.dc }}", "capture": {"callback": ["dc"]}});
    profile_of("https://p.example", &may).unwrap();
    let known = json!({"grant_life": {"idle_days": 90, "testing_days": 7, "note": "Ends with the password."}, "refresh_lifetime": "sliding"});
    let life = profile_of("https://p.example", &known)
        .unwrap()
        .grant_life
        .unwrap();
    assert_eq!((life.idle_days, life.testing_days), (Some(90), Some(7)));
}
