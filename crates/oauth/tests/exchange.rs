//! The exchange of a code: what goes out (requirements 3 to 5, 28 to 30 and 40).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::{Json, Router, routing::post};
use headwater_oauth::{Class, Error, Grant, Provider, Revoked, Unreached, Values};
use oauth2::{PkceCodeChallenge, PkceCodeVerifier};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use support::*;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_util::sync::CancellationToken;

/// What an honest provider remembers between consent and exchange.
#[derive(Clone)]
struct Remembered {
    challenge: String,
    redirect_uri: String,
    tries: Arc<Mutex<u32>>,
}

async fn honest_token(
    State(asked): State<Remembered>,
    Form(form): Form<HashMap<String, String>>,
) -> (StatusCode, Json<Value>) {
    *asked.tries.lock().unwrap() += 1;
    let verifier = PkceCodeVerifier::new(form.get("code_verifier").cloned().unwrap_or_default());
    let proves =
        PkceCodeChallenge::from_code_verifier_sha256(&verifier).as_str() == asked.challenge;
    if proves && form.get("redirect_uri") == Some(&asked.redirect_uri) {
        (StatusCode::OK, Json(tokens()))
    } else {
        (
            StatusCode::BAD_REQUEST,
            Json(json!({"error": "invalid_grant"})),
        )
    }
}

/// An attempt against a provider that binds its code to `challenge`; how the exchange ends, and
/// after how many requests.
async fn with_honest_provider(challenge: Option<&str>) -> (Result<Grant, Error>, u32) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let attempt = begin(&provider(&address, json!({}))).await;
    let asked = Remembered {
        challenge: challenge.map_or_else(
            || parameter(&attempt, "code_challenge").unwrap(),
            str::to_owned,
        ),
        redirect_uri: attempt.redirect_uri().to_owned(),
        tries: Arc::default(),
    };
    let app = Router::new()
        .route("/token", post(honest_token))
        .with_state(asked.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let result = arrive(attempt).await.exchange(&http()).await;
    (result, *asked.tries.lock().unwrap())
}

/// Requirements 3 and 28: the verifier proves the challenge and the redirect URI is the same to the
/// byte.
#[tokio::test]
async fn verifier_and_redirect_uri_belong_to_the_request() {
    let (grant, tries) = with_honest_provider(None).await;
    assert_eq!(grant.unwrap().access_token.expose_secret(), "access-1");
    assert_eq!(tries, 1);
}

/// Requirement 4: a code that was issued for someone else's challenge is refused, and nothing is
/// tried without the verifier.
#[tokio::test]
async fn an_injected_code_is_refused() {
    let (error, tries) =
        with_honest_provider(Some("the challenge of an attacker's own attempt")).await;
    assert_eq!(error.unwrap_err().class(), Class::Rejected);
    assert_eq!(tries, 1, "no second try");
}

/// Requirement 5: whatever a provider answers, the proof key is never dropped.
#[tokio::test]
async fn the_proof_key_is_never_dropped() {
    let server = Scripted::start([refused(
        400,
        json!({"error": "invalid_request", "error_description": "Unknown parameter code_verifier"}),
    )])
    .await;
    let error = exchange(&provider(&server.address, json!({})))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error}");
    let verifier = server.only().form()["code_verifier"].clone();
    assert!((43..=128).contains(&verifier.len()), "RFC 7636 section 4.1");
}

/// Requirement 29: the client names itself in one way, the profile's, and a public client shows no
/// secret.
#[tokio::test]
async fn the_client_names_itself_in_one_way() {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let secret = "s:e%c+ré t";
    let basic = |id: &str, secret: &str| {
        Some(format!(
            "Basic {}",
            BASE64_STANDARD.encode(format!("{id}:{secret}"))
        ))
    };
    for (rule, secret, header, id, in_body) in [
        (
            json!({}),
            Some(secret),
            None,
            Some("client-1"),
            Some(secret),
        ),
        (
            json!({"client": {"auth": "basic"}}),
            Some(secret),
            basic("client-1", "s%3Ae%25c%2Br%C3%A9+t"),
            None,
            None,
        ),
        (
            json!({"client_id_and_secret_in_headers": true}),
            Some("a"),
            basic("client-1", "a"),
            None,
            None,
        ),
        (
            json!({"client": {"auth": "basic", "basic_encoding": "raw"}}),
            Some(secret),
            basic("client-1", secret),
            None,
            None,
        ),
        (
            json!({"client": {"auth": "none"}}),
            Some(secret),
            None,
            Some("client-1"),
            None,
        ),
        (
            json!({"client": {"secret": "none"}}),
            Some(secret),
            None,
            Some("client-1"),
            None,
        ),
        (json!({}), None, None, Some("client-1"), None),
        (json!({}), Some(""), None, Some("client-1"), None),
        (
            json!({"client": {"auth": "basic"}}),
            None,
            None,
            Some("client-1"),
            None,
        ),
    ] {
        let server = Scripted::start([ok(tokens())]).await;
        let profile = profile(&server.address, rule.clone());
        let provider = Provider::new(profile, &Values::new(), client(secret)).unwrap();
        exchange(&provider).await.unwrap();
        let seen = server.only();
        assert_eq!(
            seen.header("authorization").map(str::to_owned),
            header,
            "{rule}"
        );
        assert_eq!(
            seen.form().get("client_id").map(String::as_str),
            id,
            "{rule}"
        );
        assert_eq!(
            seen.form().get("client_secret").map(String::as_str),
            in_body,
            "{rule}"
        );
    }
}

/// The request has the profile's shape: JSON or form, extra parameters, Accept.
#[tokio::test]
async fn the_request_has_the_profiles_shape() {
    let server = Scripted::start([ok(tokens()), ok(tokens())]).await;
    let form = provider(
        &server.address,
        json!({"extra_access_url": {"expiring": 1}}),
    );
    let as_json = provider(
        &server.address,
        json!({"content_type": "application/json", "extra_access_url": {"expiring": "1"}}),
    );
    exchange(&form).await.unwrap();
    exchange(&as_json).await.unwrap();
    let [first, second] = &server.seen()[..] else {
        panic!("two requests")
    };
    assert_eq!(
        (first.method.as_str(), first.path.as_str()),
        ("POST", "/token")
    );
    assert_eq!(first.header("accept"), Some("application/json"));
    assert_eq!(
        first.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(second.header("content-type"), Some("application/json"));
    let second: HashMap<String, String> = serde_json::from_str(&second.body).unwrap();
    for (name, value) in [
        ("grant_type", "authorization_code"),
        ("code", "code-1"),
        ("client_secret", "secret-1"),
        ("expiring", "1"),
    ] {
        assert_eq!(
            (first.form()[name].as_str(), second[name].as_str()),
            (value, value),
            "{name}"
        );
    }
}

/// A server with a certificate for this address that nobody vouches for.
async fn self_signed() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    let signed = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signed.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![signed.cert.der().clone()], key)
        .unwrap();
    tokio::spawn(async move {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        while let Ok((stream, _)) = listener.accept().await {
            assert!(
                acceptor.accept(stream).await.is_err(),
                "the client hangs up"
            );
        }
    });
    address
}

/// Requirement 30: without a connection the error says at which step it failed; a certificate that
/// nobody vouches for is such a step, and no profile can wave it through.
#[tokio::test]
async fn unreachable_providers_say_where_it_failed() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    for (address, why) in [
        (format!("http://{closed}"), Unreached::Connect),
        ("https://no-such-host.invalid".to_owned(), Unreached::Dns),
        (self_signed().await, Unreached::Tls),
    ] {
        let error = exchange(&provider(&address, json!({}))).await.unwrap_err();
        assert!(
            matches!(error, Error::Unreachable { why: found, .. } if found == why),
            "{address}: {error:?}"
        );
        assert_eq!(error.class(), Class::Temporary);
    }
}

/// Requirement 40: a code goes out once: not again after a lost answer, nor when asked a second
/// time.
#[tokio::test]
async fn a_code_goes_out_once() {
    let server = Scripted::start([Reply::Lost]).await;
    let attempt = begin(&provider(&server.address, json!({}))).await;
    let mut arrival = arrive(attempt).await;
    let error = arrival.exchange(&http()).await.unwrap_err();
    assert!(matches!(error, Error::AnswerLost { .. }), "{error:?}");
    assert_eq!(
        arrival.exchange(&http()).await.unwrap_err(),
        Error::CodeSpent
    );
    server.only();
}

/// Callers spawn these calls, so their futures must be able to change threads.
#[tokio::test]
async fn calls_can_be_spawned() {
    let server = Scripted::start([
        ok(tokens()),
        ok(tokens()),
        Reply::With(200, "", String::new()),
    ])
    .await;
    let rule = json!({"revoke": {"url": format!("{}/revoke", server.address), "token": "access"}});
    let provider = provider(&server.address, rule);
    let attempt = begin(&provider).await;
    let (port, yes) = (port(&attempt), yes(&attempt));
    let whole = tokio::spawn(async move {
        let mut arrival = attempt.wait(CancellationToken::new(), |_| {}).await?;
        let grant = arrival.exchange(&http()).await?;
        let grant = headwater_oauth::refresh(&http(), &provider, &grant).await?;
        headwater_oauth::identify(&http(), &provider, &grant).await?;
        headwater_oauth::revoke(&http(), &provider, &grant).await
    });
    get(port, &yes).await;
    assert_eq!(whole.await.unwrap(), Ok(Revoked::Done));
}

/// What the keychain gets comes back whole; what is broken says where, not what.
#[tokio::test]
async fn grants_survive_the_keychain() {
    let server = Scripted::start([ok(tokens())]).await;
    let rule = json!({"capture": {"token": ["expires_in"]}});
    let grant = exchange(&provider(&server.address, rule)).await.unwrap();
    let back = Grant::from_secret(&grant.to_secret()).unwrap();
    assert_eq!(
        back.to_secret().expose_secret(),
        grant.to_secret().expose_secret()
    );
    assert_eq!(back.refresh_token.unwrap().expose_secret(), "refresh-1");
    assert_eq!(
        (back.expires_at, back.captured),
        (grant.expires_at, grant.captured)
    );

    let broken =
        Grant::from_secret(&r#"{"access_token": "hidden", "obtained_at": "hidden"}"#.into())
            .unwrap_err();
    assert!(
        matches!(broken, Error::BadGrant(_)) && !broken.to_string().contains("hidden"),
        "{broken}"
    );
}
