//! Tokens that authenticators make or renew themselves.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use headwater_connectors::{ConfigChanges, Error};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::server::{Reply, Server};
use crate::{read, source, stream};

/// A key of this test, which opens nothing; its passphrase is `open`.
const ENCRYPTED_KEY: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhl52vu2AVbVAICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEEfg2lLSJblkzi8RCRrFvjwEgZBq
V7CeXgnPip20a3Qxn+cG8EBGc0etEFbZDQWpINYM9bhfP7YGz9GXpTtdxbABSKmE
XG+9UWVASGorU8NSbdxP8lZ6ObMeSkKOB5UI69oLD/Plba0pwod4sFgzptnYLzGc
T7LzWmoqpRGypUKSjPN8Ms7vQdtsKlxhCHFLiEO7F8iKxeLKWDMwNr+Q/E9io3A=
-----END ENCRYPTED PRIVATE KEY-----";

/// The public half of it.
const PUBLIC_KEY: &str =
    "BFjyM+DpAflNSJ1XPGSYWd8n1ijmBUOddTbJqfUKeF/Wk595YyG43hwS/Wmzh+efya9xhSBrJylBw62ZhBeP2LU=";

fn signed(authenticator: Value) -> Value {
    json!({"retriever": {"requester": {"authenticator": authenticator}}})
}

fn good() -> Reply {
    Reply::json(json!({"data": [{"id": 1}]}))
}

/// Header and claims of a token, and what was signed with which signature.
fn taken_apart(token: &str) -> (Value, Value, String, Vec<u8>) {
    let parts: Vec<&str> = token.split('.').collect();
    let json = |part: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let message = format!("{}.{}", parts[0], parts[1]);
    let signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
    (json(parts[0]), json(parts[1]), message, signature)
}

/// A JWT has the manifest's headers and claims, lives as long as the manifest says, and is signed
/// with the shared secret.
#[tokio::test]
async fn a_jwt_says_what_the_manifest_says() {
    let server = Server::start(|_| good()).await;
    let authenticator = json!({
        "type": "JwtAuthenticator", "secret_key": "{{ config['secret'] }}", "algorithm": "HS256",
        "token_duration": 600, "header_prefix": "Token", "base64_encode_secret_key": true,
        "jwt_headers": {"kid": "{{ config['kid'] }}"}, "jwt_payload": {"iss": "me", "aud": "you"},
        "additional_jwt_payload": {"scope": "{{ config['scope'] }}"},
    });
    let config = json!({"secret": "s", "kid": "k1", "scope": "read"});
    let source = source(vec![stream(&server, signed(authenticator))], config);
    read(&source, "items", None).await.unwrap();
    let asked = server.asked();
    let token = asked[0]
        .header("authorization")
        .strip_prefix("Token ")
        .unwrap();
    let (header, claims, message, signature) = taken_apart(token);
    assert_eq!(header, json!({"typ": "JWT", "alg": "HS256", "kid": "k1"}));
    assert_eq!(
        (&claims["iss"], &claims["aud"], &claims["scope"]),
        (&json!("me"), &json!("you"), &json!("read"))
    );
    let time = |name: &str| claims[name].as_i64().unwrap();
    assert_eq!((time("exp") - time("iat"), time("nbf")), (600, time("iat")));
    let key = hmac::Key::new(hmac::HMAC_SHA256, STANDARD.encode("s").as_bytes());
    hmac::verify(&key, message.as_bytes(), &signature).expect("the base64 of the secret signs");
}

/// A private key may be encrypted, and its line ends may have become `\n`; a wrong passphrase is
/// an error that tells nothing of the key.
#[tokio::test]
async fn an_encrypted_key_signs() {
    let server = Server::start(|_| good()).await;
    let option =
        json!({"type": "RequestOption", "inject_into": "request_parameter", "field_name": "jwt"});
    let authenticator = json!({
        "type": "JwtAuthenticator", "secret_key": "{{ config['key'] }}", "algorithm": "ES256",
        "passphrase": "{{ config['passphrase'] }}", "request_option": option,
    });
    for (key, passphrase) in [
        (ENCRYPTED_KEY.to_owned(), "open"),
        (ENCRYPTED_KEY.replace('\n', "\\n"), "open"),
        (ENCRYPTED_KEY.to_owned(), "shut-canary"),
    ] {
        let config = json!({"key": key, "passphrase": passphrase});
        let streams = vec![stream(&server, signed(authenticator.clone()))];
        let outcome = read(&source(streams, config), "items", None).await;
        if passphrase != "open" {
            let error = outcome.unwrap_err().to_string();
            assert!(error.contains("does not open"), "{error}");
            assert!(
                !error.contains("canary") && !error.contains("MIH"),
                "{error}"
            );
            continue;
        }
        outcome.unwrap();
        let asked = server.asked();
        let (header, _, message, signature) = taken_apart(asked[asked.len() - 1].param("jwt"));
        assert_eq!(header["alg"], "ES256");
        let public = STANDARD.decode(PUBLIC_KEY).unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public)
            .verify(message.as_bytes(), &signature)
            .expect("the key's public half confirms it");
    }
}

/// A profile assertion is the whole form, and its token is not asked for twice.
#[tokio::test]
async fn an_assertion_gets_a_token() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/token" => Reply::json(json!({"data": {"access_token": "t"}})),
        _ if asked.header("authorization") == "Bearer t" => good(),
        _ => Reply::status(403, json!({})),
    })
    .await;
    let jwt = json!({"type": "JwtAuthenticator", "secret_key": "s", "algorithm": "HS256"});
    let authenticator = json!({
        "type": "OAuthAuthenticator", "token_refresh_endpoint": format!("{}/token", server.url()),
        "use_profile_assertion": true, "profile_assertion": jwt,
    });
    let source = source(vec![stream(&server, signed(authenticator))], json!({}));
    read(&source, "items", None).await.unwrap();
    read(&source, "items", None).await.unwrap();
    assert_eq!(server.lines(), ["/token", "/items", "/items"]);
    let body = String::from_utf8(server.asked()[0].body.to_vec()).unwrap();
    assert!(
        body.starts_with(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
        ),
        "{body}"
    );
}

/// A provider that rotates refresh tokens gets the newest one, and whoever keeps the configuration
/// is told; an access token that still lives is not renewed.
#[tokio::test]
async fn rotated_tokens_go_back_into_the_configuration() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/token" => Reply::json(json!({
            "access_token": format!("a{}", asked.index), "refresh_token": format!("r{}", asked.index), "expires_in": 0,
        })),
        _ => good(),
    })
    .await;
    let authenticator = json!({
        "type": "OAuthAuthenticator", "token_refresh_endpoint": format!("{}/token", server.url()),
        "client_id": "id", "client_secret": "se", "refresh_token_updater": {"refresh_token_config_path": ["auth", "refresh"]},
    });
    let streams = || vec![stream(&server, signed(authenticator.clone()))];
    let rotating = source(streams(), json!({"auth": {"refresh": "first"}}));
    let kept = ConfigChanges::default();
    rotating.kept_by(Arc::new(kept.clone()));
    read(&rotating, "items", None).await.unwrap();
    let told = kept.take().unwrap();
    read(&rotating, "items", None).await.unwrap();
    let bodies: Vec<String> = server
        .asked()
        .iter()
        .filter(|asked| asked.path == "/token")
        .map(|asked| String::from_utf8_lossy(&asked.body).into_owned())
        .collect();
    assert!(bodies[0].ends_with("refresh_token=first"), "{bodies:?}");
    assert!(
        bodies[1].ends_with("refresh_token=r0"),
        "the rotated one is used: {bodies:?}"
    );
    assert_eq!(told["auth"]["refresh"], "r0");
    assert_eq!(told["credentials"]["access_token"], "a0");

    let alive = json!({"credentials": {"access_token": "kept", "token_expiry_date": "2999-01-01T00:00:00Z"}});
    read(&source(streams(), alive), "items", None)
        .await
        .unwrap();
    let asked = server.asked();
    assert_eq!(
        asked[asked.len() - 1].header("authorization"),
        "Bearer kept"
    );
}

/// Whoever asked for a token may go away, as a cancelled sync does: the provider has rotated, so its answer is kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_token_is_kept_where_nobody_waits_for_it() {
    let (cancel, asked) = (CancellationToken::new(), CancellationToken::new());
    let (cancelled, was_asked) = (cancel.clone(), asked.clone());
    let server = Server::start(move |_| {
        was_asked.cancel();
        while !cancelled.is_cancelled() {
            std::thread::sleep(Duration::from_millis(1));
        }
        Reply::json(json!({"access_token": "a", "refresh_token": "next"}))
    })
    .await;
    let authenticator = json!({
        "type": "OAuthAuthenticator", "token_refresh_endpoint": format!("{}/token", server.url()),
        "client_id": "id", "client_secret": "se", "refresh_token_updater": {"refresh_token_config_path": ["refresh"]},
    });
    let source = source(
        vec![stream(&server, signed(authenticator))],
        json!({"refresh": "first"}),
    );
    let kept = ConfigChanges::default();
    source.kept_by(Arc::new(kept.clone()));
    let check = source.check(&cancel);
    let gone = async {
        asked.cancelled().await;
        cancel.cancel();
    };
    let (checked, ()) = tokio::join!(check, gone);
    assert!(matches!(checked, Err(Error::Cancelled)), "{checked:?}");
    let told = async {
        loop {
            if let Some(config) = kept.take() {
                return config;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(20), told).await;
    assert_eq!(told.unwrap()["refresh"], "next");
}

/// Where a header names the client, the form does not; the form may go into the address.
#[tokio::test]
async fn a_refresh_is_sent_as_the_manifest_says() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/token" => Reply::json(json!({"access_token": "t"})),
        _ => good(),
    })
    .await;
    let authenticator = json!({
        "type": "OAuthAuthenticator", "token_refresh_endpoint": format!("{}/token", server.url()),
        "client_id": "id", "client_secret": "se", "refresh_token": "r", "grant_type": "password",
        "refresh_request_headers": {"Authorization": "Basic x"}, "send_refresh_request_as_query_params": true,
        "refresh_request_body": {"username": "u v"},
    });
    let source = source(vec![stream(&server, signed(authenticator))], json!({}));
    read(&source, "items", None).await.unwrap();
    assert_eq!(
        server.lines()[0],
        "/token?grant_type=password&refresh_token=r&username=u v"
    );
    assert_eq!(server.asked()[0].header("authorization"), "Basic x");
    assert!(server.asked()[0].body.is_empty());
}

/// The session of the configuration is tried first; where it is over, a login gives another.
#[tokio::test]
async fn a_legacy_session_is_tried_then_renewed() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/valid" => Reply::status(401, json!({})),
        "/login" => Reply::json(json!({"session": asked.json()["username"]})),
        _ if asked.header("x-session") == "u" => good(),
        _ => Reply::status(403, json!({})),
    })
    .await;
    let authenticator = json!({
        "type": "LegacySessionTokenAuthenticator", "header": "X-Session", "login_url": "/login",
        "validate_session_url": "/valid", "session_token": "old", "session_token_response_key": "session",
        "username": "u", "password": "p",
    });
    let source = source(vec![stream(&server, signed(authenticator))], json!({}));
    read(&source, "items", None).await.unwrap();
    assert_eq!(server.lines(), ["/valid", "/login", "/items"]);
    assert_eq!(server.asked()[0].header("x-session"), "old");
}
