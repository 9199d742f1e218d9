//! Grants that nobody consents to, and clients that name themselves by signing.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    UnparsedPublicKey, VerificationAlgorithm,
};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use headwater_oauth::{
    Class, Client, Error, Grant, GrantKind, Provider, Values, client_credentials, refresh,
};
use rcgen::{KeyPair, RsaKeySize};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::recorder::*;
use crate::support::http;

/// One request of a client in its own name, and the grant of its answer.
async fn asked(
    more: Value,
    inputs: &[(&str, &str)],
    scopes: &[&str],
    answer: Value,
) -> (Value, Grant) {
    let recorder = Recorder::start([(200, answer)]).await;
    let provider = provider_with(&recorder, &more, inputs).unwrap();
    let scopes = scopes.iter().map(|scope| scope.to_string()).collect();
    let grant = client_credentials(&http(), &provider, scopes)
        .await
        .unwrap();
    assert_eq!(grant.kind, GrantKind::ClientCredentials);
    assert!(grant.refresh_token.is_none() && grant.is_renewable());
    (recorder.seen().remove(0), grant)
}

fn with(mut more: Value) -> Value {
    more["grants"] = json!(["client_credentials"]);
    more["step1_authorize_url"] = Value::Null;
    more
}

/// RFC 6749 section 4.4 as it stands, and every oddity of token requests that providers have there as well.
#[tokio::test]
async fn the_request_and_its_oddities() {
    let plain = || json!({"access_token": "a", "expires_in": 600});
    let rows: Vec<(Value, Value)> = vec![
        (
            json!({}),
            json!({":method": "POST", ":path": "/token", ":in": "form", "grant_type": "client_credentials", "scope": "a b", "client_id": "client-1", "client_secret": "secret-1", "redirect_uri": null, "code": null}),
        ),
        (
            json!({"content_type": "application/json", "scopes": {"separator": ","}}),
            json!({":in": "json", "grant_type": "client_credentials", "scope": "a,b"}),
        ),
        (
            json!({"client": {"auth": "basic"}}),
            json!({":authorization": "Basic Y2xpZW50LTE6c2VjcmV0LTE=", "client_id": null, "client_secret": null}),
        ),
        (
            json!({"token": {"params_in": "query", "headers": {"X-Key": "{{ key }}"}}}),
            json!({":in": "query", ":x-key": "k-1", "grant_type": "client_credentials"}),
        ),
        (
            json!({"request_method": "GET"}),
            json!({":method": "GET", "grant_type": "client_credentials"}),
        ),
        (
            json!({"grant_type": "account_credentials", "extra_access_url": "account_id={{ key }}"}),
            json!({"grant_type": "account_credentials", "account_id": "k-1"}),
        ),
        (
            json!({"extra_access_url": "grant_type=openapi_2lo"}),
            json!({"grant_type": "openapi_2lo"}),
        ),
        (
            json!({"grant_type": "password", "alternative_client_id_key": "username", "alternative_client_secret_key": "password"}),
            json!({"grant_type": "password", "username": "client-1", "password": "secret-1"}),
        ),
        (
            json!({"client_credentials": {"url": format!("{SERVER}/app/token"), "extra": {"audience": "api"}}}),
            json!({":path": "/app/token", "audience": "api"}),
        ),
        (
            json!({"scopes": {"send_on": ["authorize"], "offline": ["offline_access"]}}),
            json!({"scope": null}),
        ),
        (
            json!({"scopes": {"offline": ["offline_access"], "param": "user_scope"}}),
            json!({"user_scope": "a b", "scope": null}),
        ),
        (
            json!({"token": {"omit": ["grant_type"], "rename": {"client_id": "key"}}}),
            json!({"grant_type": null, "key": "client-1"}),
        ),
    ];
    for (more, wanted) in rows {
        let (seen, _) = asked(with(more.clone()), &[("key", "k-1")], &["a", "b"], plain()).await;
        for (name, wanted) in wanted.as_object().unwrap() {
            let found = seen.get(name).unwrap_or(&Value::Null);
            assert_eq!(found, wanted, "{more}: {name} in {seen:#}");
        }
    }
}

/// Answers are read by the same rules as any token answer, and a refresh token in one is not kept.
#[tokio::test]
async fn the_answer_is_read_like_any() {
    let rule = json!({"access_token_path": "data.token", "response": {"expires_unit": "ms"}});
    let answer = json!({"data": {"token": "t-1", "expires_in": 600_000, "refresh_token": "no"}});
    let (_, grant) = asked(with(rule), &[], &["a"], answer).await;
    let life = grant.expires_at.unwrap().duration_since(grant.obtained_at);
    assert_eq!(
        (grant.access_token.expose_secret(), life.as_secs()),
        ("t-1", 600)
    );
    assert_eq!(
        (grant.asked.clone(), grant.scopes.clone()),
        (vec!["a".to_owned()], vec!["a".to_owned()])
    );
    let kept = Grant::from_secret(&grant.to_secret()).unwrap();
    assert_eq!(
        (kept.kind, kept.asked),
        (GrantKind::ClientCredentials, grant.asked)
    );
}

/// `grant_type: client_credentials` alone says all; beside the code, each request has its own parameters.
#[tokio::test]
async fn one_key_is_enough() {
    let (seen, _) = asked(
        json!({"grant_type": "client_credentials", "step1_authorize_url": null}),
        &[],
        &[],
        tokens("1"),
    )
    .await;
    assert_eq!(seen["grant_type"], "client_credentials");
    let both = json!({
        "grants": ["authorization_code", "client_credentials"],
        "grant_type": "code_exchange",
        "extra_access_url": {"expiring": "1"},
        "client_credentials": {"extra": {"scope": "own"}},
    });
    let (seen, _) = asked(both, &[], &[], tokens("1")).await;
    assert_eq!(
        (&seen["grant_type"], seen.get("expiring"), &seen["scope"]),
        (&json!("client_credentials"), None, &json!("own"))
    );
}

/// Requirement 53: nothing is refreshed, the same is asked again; a grant that was stored before grants had kinds is
/// that of a code.
#[tokio::test]
async fn asked_again_instead_of_refreshed() {
    let recorder = Recorder::start([
        (200, json!({"access_token": "one", "scope": "granted"})),
        (200, json!({"access_token": "two"})),
    ])
    .await;
    let provider = provider_with(&recorder, &with(json!({})), &[]).unwrap();
    let first = client_credentials(&http(), &provider, vec!["wanted".to_owned()])
        .await
        .unwrap();
    let second = refresh(&http(), &provider, &first).await.unwrap();
    assert_eq!(second.access_token.expose_secret(), "two");
    let seen = recorder.seen();
    assert_eq!(
        (&seen[1]["grant_type"], &seen[1]["scope"]),
        (&json!("client_credentials"), &json!("wanted"))
    );
    let old = r#"{"access_token":"a","refresh_token":null,"obtained_at":"2026-01-01T00:00:00Z","expires_at":null,"refresh_expires_at":null,"scopes":[],"identity":null}"#;
    assert_eq!(
        Grant::from_secret(&old.into()).unwrap().kind,
        GrantKind::AuthorizationCode
    );
}

/// Requirement 53: whatever a provider calls it, it is the client that is refused, never a grant.
#[tokio::test]
async fn a_wrong_secret_is_the_clients_fault() {
    for answer in [
        (401, json!({"error": "invalid_client"})),
        (
            400,
            json!({"error": "invalid_grant", "error_description": "bad secret"}),
        ),
        (401, json!("no")),
    ] {
        let recorder = Recorder::start([answer]).await;
        let provider = provider_with(&recorder, &with(json!({})), &[]).unwrap();
        let error = client_credentials(&http(), &provider, Vec::new())
            .await
            .unwrap_err();
        assert_eq!(error.class(), Class::Client, "{error}");
    }
}

/// Tokens are shared by those who would get the same one, and by nobody else.
#[tokio::test]
async fn whose_token_it_would_be() {
    let recorder = Recorder::start([]).await;
    let key = |more: Value, scopes: &[&str]| {
        let provider = provider_with(&recorder, &with(more), &[]).unwrap();
        let scopes: Vec<String> = scopes.iter().map(|scope| scope.to_string()).collect();
        provider.client_key(&scopes)
    };
    let plain = key(json!({}), &["a", "b"]);
    assert_eq!(plain, key(json!({}), &["b", "a"]));
    assert_ne!(plain, key(json!({}), &["a"]));
    assert_ne!(
        plain,
        key(
            json!({"client_credentials": {"extra": {"audience": "x"}}}),
            &["a", "b"]
        )
    );
    assert!(!plain.contains("secret"));
}

/// A key as providers hand it out (RFC 7468).
fn pem(pair: &KeyPair) -> String {
    let text = BASE64_STANDARD.encode(pair.serialize_der());
    format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
}

/// The parts of a signed token, after its signature was checked.
fn checked(token: &str, alg: &'static dyn VerificationAlgorithm, key: &[u8]) -> (Value, Value) {
    let (message, signature) = token.rsplit_once('.').unwrap();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    UnparsedPublicKey::new(alg, key)
        .verify(message.as_bytes(), &signature)
        .expect("the signature is the key's");
    let part =
        |text: &str| serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap();
    let (header, claims) = message.split_once('.').unwrap();
    (part(header), part(claims))
}

/// RFC 7523: the token names client, audience and key, lives as long as it should, is signed with the client's key by
/// each kind of algorithm, is another one each time, and no secret goes along.
#[tokio::test]
async fn a_client_that_signs() {
    let rsa = KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let curve = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let rows: [(&str, &KeyPair, &'static dyn VerificationAlgorithm); 3] = [
        ("RS256", &rsa, &RSA_PKCS1_2048_8192_SHA256),
        ("PS256", &rsa, &RSA_PSS_2048_8192_SHA256),
        ("ES256", &curve, &ECDSA_P256_SHA256_FIXED),
    ];
    for (name, pair, alg) in rows {
        let recorder = Recorder::start([(200, tokens("1")), (200, tokens("2"))]).await;
        let rule = json!({"client": {"auth": "private_key_jwt", "secret": "required", "assertion": {"alg": name, "key_id": "{{ kid }}", "audience": "https://p.example/aud", "lifetime": 60}}});
        let client = Client {
            id: "client-1".to_owned(),
            secret: Some(pem(pair).into()),
            certificate: None,
        };
        let inputs = Values::from([("kid".to_owned(), "key-7".to_owned())]);
        let profile = profile_of(&recorder.address, &with(rule)).unwrap();
        let provider = Provider::new(profile, &inputs, client).unwrap();
        let grant = client_credentials(&http(), &provider, Vec::new())
            .await
            .unwrap();
        refresh(&http(), &provider, &grant).await.unwrap();
        let seen = recorder.seen();
        let token = seen[0]["client_assertion"].as_str().unwrap();
        let (header, claims) = checked(token, alg, pair.public_key_raw());
        assert_eq!(
            (&header["alg"], &header["kid"]),
            (&json!(name), &json!("key-7"))
        );
        assert_eq!(
            (&claims["iss"], &claims["sub"], &claims["aud"]),
            (
                &json!("client-1"),
                &json!("client-1"),
                &json!("https://p.example/aud")
            )
        );
        assert_eq!(
            claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
            60
        );
        assert_eq!(
            (
                &seen[0]["client_assertion_type"],
                &seen[0]["client_id"],
                seen[0].get("client_secret")
            ),
            (
                &json!("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                &json!("client-1"),
                None
            )
        );
        let (_, other) = checked(
            seen[1]["client_assertion"].as_str().unwrap(),
            alg,
            pair.public_key_raw(),
        );
        assert_ne!(claims["jti"], other["jti"]);
    }
}

/// The same in a code exchange and a refresh, which the standard client writes; `client_secret_jwt` signs with the
/// secret, for the token endpoint. The issuer may be another than the client.
#[tokio::test]
async fn a_secret_that_signs() {
    let recorder = Recorder::start([(200, tokens("1")), (200, tokens("2"))]).await;
    let rule = json!({"client": {"auth": "client_secret_jwt", "secret": "required", "assertion": {"issuer": "{{ (site | split('/') | list)[2] }}"}}});
    let inputs = [("site", "https://app.example/callback")];
    let provider = provider_with(&recorder, &rule, &inputs).unwrap();
    let attempt = begin(&provider, &[]).await;
    let grant = come_back(attempt, "code=c&state=STATE").await.unwrap();
    refresh(&http(), &provider, &grant).await.unwrap();
    for seen in recorder.seen() {
        let token = seen["client_assertion"].as_str().unwrap();
        let (message, signature) = token.rsplit_once('.').unwrap();
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, b"secret-1");
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
        aws_lc_rs::hmac::verify(&key, message.as_bytes(), &signature).unwrap();
        let claims = message.split_once('.').unwrap().1;
        let claims: Value =
            serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        assert_eq!(claims["aud"], format!("{}/token", recorder.address));
        assert_eq!(claims["iss"], "app.example");
        assert_eq!(claims["sub"], "client-1");
        assert!(seen.get("client_secret").is_none());
    }
}

/// A key that is none, or of another kind, is said before anything is sent, without quoting it.
#[tokio::test]
async fn a_key_that_does_not_fit() {
    let recorder = Recorder::start([]).await;
    let rule = json!({"client": {"auth": "private_key_jwt", "secret": "required", "assertion": {"alg": "ES256"}}});
    let rsa = KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    for key in ["canary", pem(&rsa).as_str()] {
        let client = Client {
            id: "client-1".to_owned(),
            secret: Some(key.into()),
            certificate: None,
        };
        let profile = profile_of(&recorder.address, &with(rule.clone())).unwrap();
        let provider = Provider::new(profile, &Values::new(), client).unwrap();
        let error = client_credentials(&http(), &provider, Vec::new())
            .await
            .unwrap_err();
        assert!(
            matches!(
                error,
                Error::BadClient {
                    field: "client_secret",
                    ..
                }
            ),
            "{error}"
        );
        assert!(!format!("{error:?} {provider:?}").contains(key.lines().last().unwrap()));
    }
    assert!(recorder.seen().is_empty());
}
