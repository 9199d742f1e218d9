//! Answers that are wrong in one way each, of a provider that others wrote (oauth2-mock-server), through the whole engine:
//! what a connection becomes, what a person reads, and what is asked of the provider afterwards.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use headwater_engine::browser::Browser;
use headwater_engine::clock::SystemClock;
use headwater_engine::view::{ConnectionState, ConnectionView};
use headwater_engine::{Engine, Fault, OpenOptions, Url, commands};
use headwater_tests::places;
use headwater_tests::servers::Mock;
use headwater_vault::Memory;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A browser in which the person is signed in and has allowed before: it goes where it is sent.
struct Follows;

impl Browser for Follows {
    fn open(&self, url: &Url) -> Result<(), String> {
        let url = url.clone();
        tokio::spawn(async move { reqwest::get(url).await.unwrap() });
        Ok(())
    }
}

/// An engine beside the provider.
struct Desk {
    engine: Engine,
    provider: Mock,
    _folder: TempDir,
}

impl Desk {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = OpenOptions {
            folder: folder.path().to_owned(),
            vault: Arc::new(Memory::new()),
            browser: Arc::new(Follows),
            clock: Arc::new(SystemClock),
            catalogues: vec![places::stand_in_sources("mock").join("catalogue")],
            timer: false,
        };
        Self {
            engine: Engine::open(options).await.unwrap(),
            provider: Mock::start().await.unwrap(),
            _folder: folder,
        }
    }

    /// The end of a consent whose token answer is odd in this way.
    async fn consent(&self, odd: Value) -> Result<ConnectionView, Fault> {
        let id = self.engine.create_draft("mock".to_owned()).await?.id;
        let inputs = json!({"id": id, "inputs": {"address": self.provider.address()}});
        commands::call(&self.engine, "save_inputs", inputs).await?;
        // Characters that a Basic header must not carry as they are (RFC 6749 section 2.3.1).
        let client = json!({"kind": "own", "clientId": "desk-1", "clientSecret": "a+b%c:é/="});
        let client = json!({"id": id, "client": client});
        commands::call(&self.engine, "save_client", client).await?;
        self.provider.is_odd(&odd).await.unwrap();
        self.engine.authorize(id.clone()).await?;
        self.engine.authorized(id).await
    }

    /// A whole connection, then one renewal with an answer that is odd in this way: how the renewal went, and what the
    /// connection is afterwards.
    async fn renewal(&self, odd: Value) -> (Result<(), Fault>, ConnectionView) {
        let id = self.consent(json!({})).await.unwrap().id;
        self.provider.is_odd(&odd).await.unwrap();
        let renewed = self.engine.renew(id.clone()).await;
        (renewed, self.engine.connection(id).await.unwrap())
    }
}

fn code(outcome: &Result<impl Sized, Fault>) -> &'static str {
    match outcome {
        Ok(_) => "fine",
        Err(fault) => fault.code.as_str(),
    }
}

/// Requirements 28, 29 and 40: the request names the redirect URI of the authorization, a Basic header with form-encoded
/// credentials and nothing of them in the body; and an answer that is of no use is not asked for twice.
#[tokio::test(flavor = "multi_thread")]
async fn the_request_is_by_the_book_and_goes_out_once() {
    let desk = Desk::new().await;
    let outcome = desk.consent(json!({"status": 500})).await;
    assert_eq!(code(&outcome), "unavailable");
    let asked = desk.provider.asked().await.unwrap();
    assert_eq!(asked.len(), 1, "a code goes out once: {asked:?}");
    let request = &asked[0];
    assert_eq!(request["grant_type"], "authorization_code");
    assert!(request["code_verifier"].as_str().unwrap().len() >= 43);
    assert!(
        request["redirect_uri"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:")
    );
    // The secret "a+b%c:é/=" form-urlencoded, then base64.
    assert_eq!(
        request["authorization"],
        "Basic ZGVzay0xOmElMkJiJTI1YyUzQSVDMyVBOSUyRiUzRA=="
    );
    assert_eq!(
        (&request["client_id"], &request["client_secret"]),
        (&Value::Null, &Value::Null)
    );
}

/// Requirements 33 to 38: what an answer may be and what it may not, at the consent.
#[tokio::test(flavor = "multi_thread")]
async fn odd_token_answers() {
    let desk = Desk::new().await;
    for (odd, expected) in [
        (json!({}), "fine"),
        (json!({"fields": {"token_type": "bearer"}}), "fine"),
        (json!({"without": ["token_type"]}), "fine"),
        (json!({"fields": {"token_type": "mac"}}), "token_unusable"),
        (json!({"fields": {"token_type": "DPoP"}}), "token_unusable"),
        (json!({"fields": {"access_token": null}}), "token_unusable"),
        (json!({"fields": {"access_token": 7}}), "token_unusable"),
        (json!({"fields": {"access_token": ""}}), "token_unusable"),
        (
            json!({"fields": {"access_token": "a\r\nX-Evil: 1"}}),
            "token_unusable",
        ),
        (json!({"fields": {"expires_in": "3600"}}), "fine"),
        (json!({"fields": {"expires_in": 3600.0}}), "fine"),
        (json!({"fields": {"expires_in": 1e12}}), "fine"),
        (json!({"fields": {"expires_in": "soon"}}), "fine"),
        (json!({"fields": {"expires_in": -1}}), "fine"),
        (json!({"fields": {"scope": null}}), "fine"),
        (json!({"fields": {"scope": ["openid", "email"]}}), "fine"),
        (json!({"without": ["refresh_token"]}), "fine"),
        (json!({"fields": {"error": "server_error"}}), "unavailable"),
        (
            json!({"fields": {"error": "invalid_scope"}}),
            "token_refused",
        ),
        (
            json!({"status": 400, "fields": {"error": "invalid_grant"}}),
            "code_rejected",
        ),
        (
            json!({"status": 401, "fields": {"error": "invalid_client"}}),
            "client_rejected",
        ),
        (
            json!({"status": 400, "fields": {"error": "unauthorized_client"}}),
            "client_rejected",
        ),
        (json!({"status": 429}), "rate_limited"),
        (json!({"status": 503}), "unavailable"),
    ] {
        let outcome = desk.consent(odd.clone()).await;
        assert_eq!(code(&outcome), expected, "{odd}: {outcome:?}");
    }
}

/// Requirement 39: an ID token that does not hold is not believed, and neither is user information of somebody else.
#[tokio::test(flavor = "multi_thread")]
async fn odd_id_tokens() {
    let desk = Desk::new().await;
    let right = desk.consent(json!({})).await.unwrap();
    assert_eq!(right.account.as_deref(), Some("johndoe"));
    for claims in [
        json!({"iss": "https://evil.example"}),
        json!({"aud": "another-client"}),
        json!({"exp": 1_000_000_000}),
        json!({"nonce": "another"}),
    ] {
        // With an ID token that cannot be trusted, the user information says whose it is.
        let outcome = desk
            .consent(json!({"claims": claims, "userinfo": {"sub": "asked"}}))
            .await;
        let account = outcome
            .as_ref()
            .ok()
            .and_then(|view| view.account.as_deref());
        assert_ne!(account, Some("johndoe"), "{claims} was believed");
    }
    let mixed = desk
        .consent(json!({"userinfo": {"sub": "somebody-else"}}))
        .await;
    assert!(
        !matches!(&mixed, Ok(view) if view.account.as_deref() == Some("somebody-else")),
        "user information of another account was believed: {mixed:?}"
    );
}

/// Requirements 33, 46, 48, 49 and 50: what a refresh's answer does to a connection, and that what passes leaves the grant
/// whole: with a provider that is right again the next renewal goes through.
#[tokio::test(flavor = "multi_thread")]
async fn odd_refresh_answers() {
    use ConnectionState::{Active, Reauthorize};
    let desk = Desk::new().await;
    for (odd, expected, state) in [
        (json!({}), "fine", Active),
        (json!({"without": ["refresh_token"]}), "fine", Active),
        (
            json!({"status": 400, "fields": {"error": "invalid_grant"}}),
            "grant_rejected",
            Reauthorize,
        ),
        (
            json!({"status": 401, "fields": {"error": "invalid_client"}}),
            "client_rejected",
            Active,
        ),
        (json!({"status": 500}), "unavailable", Active),
        (json!({"status": 503}), "unavailable", Active),
        (json!({"status": 408}), "unavailable", Active),
        (json!({"status": 429}), "rate_limited", Active),
        (json!({"status": 403}), "unavailable", Active),
        (
            json!({"fields": {"access_token": ""}}),
            "token_unusable",
            Active,
        ),
        (
            json!({"fields": {"token_type": "mac"}}),
            "token_unusable",
            Active,
        ),
        (
            json!({"fields": {"error": "temporarily_unavailable"}}),
            "unavailable",
            Active,
        ),
    ] {
        let (renewed, after) = desk.renewal(odd.clone()).await;
        assert_eq!(
            (code(&renewed), after.state),
            (expected, state),
            "{odd}: {renewed:?}"
        );
        let asked = desk.provider.asked().await.unwrap().len();
        assert_eq!(asked, 1, "{odd}: one request");
        desk.provider.is_odd(&json!({})).await.unwrap();
        let next = desk.engine.renew(after.id.clone()).await;
        let asked = desk.provider.asked().await.unwrap().len();
        if state == Reauthorize {
            assert_eq!(
                (code(&next), asked),
                (expected, 0),
                "what is refused for good is not asked again"
            );
        } else {
            assert_eq!(
                (code(&next), asked),
                ("fine", 1),
                "{odd}: the grant was left whole"
            );
        }
    }
}

/// Requirement 38: without a refresh token nothing is asked in vain; the connection says that it cannot renew.
#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_cannot_renew() {
    let desk = Desk::new().await;
    let id = desk
        .consent(json!({"without": ["refresh_token"]}))
        .await
        .unwrap()
        .id;
    let token = desk.engine.token(id.clone()).await.unwrap();
    assert!(!token.expose_secret().is_empty(), "it works until it ends");
    desk.provider.is_odd(&json!({})).await.unwrap();
    assert_eq!(code(&desk.engine.renew(id).await), "cannot_renew");
    assert_eq!(desk.provider.asked().await.unwrap(), Vec::<Value>::new());
}
