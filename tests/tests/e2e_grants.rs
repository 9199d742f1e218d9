//! Every way to a grant, through the whole engine, against authorization servers that others wrote: oidc-provider, which
//! is certified, and django-oauth-toolkit inside Review Board.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use headwater_engine::browser::{Browser, NoBrowser};
use headwater_engine::clock::SystemClock;
use headwater_engine::view::{
    ClientInput, ClientView, ConnectionState, ConnectionView, GrantKind, Outcome, Revocation,
    TableFate,
};
use headwater_engine::{Engine, Fault, OpenOptions, Url};
use headwater_tests::servers::{Oidc, ReviewBoard, oidc, review_board};
use headwater_tests::{Answer, Visitor, connector};
use headwater_vault::Memory;
use serde_json::json;
use tempfile::TempDir;

/// The system browser with somebody in front of it.
struct Visited(Arc<Visitor>);

impl Browser for Visited {
    fn open(&self, url: &Url) -> Result<(), String> {
        let (visitor, url) = (Arc::clone(&self.0), url.clone());
        tokio::spawn(async move { visitor.consent(&url).await.unwrap() });
        Ok(())
    }
}

fn somebody(answer: Answer) -> Arc<dyn Browser> {
    Arc::new(Visited(Arc::new(Visitor::new(answer).unwrap())))
}

/// An engine with a draft of one connector.
struct Desk {
    engine: Engine,
    id: String,
    _folder: TempDir,
}

impl Desk {
    /// Of the connector that `write` puts into a folder.
    async fn new(
        browser: Arc<dyn Browser>,
        inputs: [(&str, &str); 1],
        write: impl FnOnce(&std::path::Path) -> headwater_tests::Result<()>,
    ) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = folder.path().join("catalogue");
        write(&catalogue.join("acme")).unwrap();
        let options = OpenOptions {
            folder: folder.path().to_owned(),
            vault: Arc::new(Memory::new()),
            browser,
            clock: Arc::new(SystemClock),
            catalogues: vec![catalogue],
            timer: false,
        };
        let engine = Engine::open(options).await.unwrap();
        let id = engine.create_draft("acme".to_owned()).await.unwrap().id;
        let inputs = inputs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        engine.save_inputs(id.clone(), inputs.into()).await.unwrap();
        Desk {
            engine,
            id,
            _folder: folder,
        }
    }

    /// Of a connector that knows of the OpenID provider no more than its address, and these lines.
    async fn at(provider: &Oidc, browser: Arc<dyn Browser>, scopes: &[&str], oauth2: &str) -> Desk {
        let oauth2 = format!("discovery: true\nissuer: '{{{{ address }}}}'\n{oauth2}");
        Desk::new(browser, [("address", provider.address())], |folder| {
            connector::notes(folder, scopes, &oauth2)
        })
        .await
    }

    async fn own(&self, client_id: &str, secret: Option<&str>) {
        let client = ClientInput::own(client_id, secret.map(Into::into));
        self.engine
            .save_client(self.id.clone(), client)
            .await
            .unwrap();
    }

    async fn authorized(&self) -> Result<ConnectionView, Fault> {
        self.engine.authorize(self.id.clone()).await?;
        self.engine.authorized(self.id.clone()).await
    }

    /// The connection works: it is active, all its checks pass, and its token can be had anew.
    async fn works(&self) {
        let connection = self.engine.connection(self.id.clone()).await.unwrap();
        assert_eq!(connection.state, ConnectionState::Active);
        let checks = self.engine.test(self.id.clone()).await.unwrap();
        let failed = checks.iter().find(|check| check.outcome != Outcome::Passed);
        assert!(failed.is_none(), "{failed:#?}");
        self.engine.renew(self.id.clone()).await.unwrap();
    }

    async fn deleted(&self) -> Revocation {
        let deleted = self.engine.delete(self.id.clone(), TableFate::Drop).await;
        deleted.unwrap().revocation
    }
}

fn code<T: std::fmt::Debug>(outcome: Result<T, Fault>) -> &'static str {
    outcome.unwrap_err().code.as_str()
}

const FOR_LONG: &[&str] = &["openid", "offline_access", "notes:read"];

/// Nothing is known but an address, and the server takes no request that was not pushed: what is missing is discovered,
/// a client registered, the request pushed, the ID token checked, the grant revoked where the metadata says.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_enough() {
    let options = oidc::Options {
        pushed: true,
        ..oidc::Options::default()
    };
    let provider = Oidc::start(&options).await.unwrap();
    let oauth2 = "registration: {}
extra_authorization_url: { prompt: consent }
identity: { id_token: true }
authorize: { other_account: { prompt: login } }";
    let desk = Desk::at(&provider, somebody(Answer::Allow), FOR_LONG, oauth2).await;
    let connection = desk.authorized().await.unwrap();
    assert_eq!(connection.account.as_deref(), Some("ada"));
    let client = connection.client;
    assert!(
        matches!(client, Some(ClientView::Registered { .. })),
        "{client:?}"
    );
    let grant = connection.grant.unwrap();
    assert!(grant.renewable && grant.missing.is_empty(), "{grant:#?}");
    desk.works().await;
    let attempt = desk.engine.authorize(desk.id.clone()).await.unwrap();
    assert!(
        attempt.url.contains("request_uri=urn") && !attempt.url.contains("code_challenge"),
        "pushed, and so not in the browser: {}",
        attempt.url
    );
    desk.engine.authorized(desk.id.clone()).await.unwrap();
    // The server does not list its prompts and refuses all but its own; asked for another account it has the person sign in again.
    let another = desk.engine.authorize_another(desk.id.clone()).await;
    another.unwrap();
    desk.engine.authorized(desk.id.clone()).await.unwrap();
    assert_eq!(desk.deleted().await, Revocation::Revoked);
    let seen = provider.seen().await.unwrap();
    // Refused were the dry runs that ask whether the client is still known, one before each further consent.
    assert_eq!((seen.issued, seen.refreshed, seen.refused), (3, 1, 2));

    let desk = Desk::at(&provider, somebody(Answer::Deny), FOR_LONG, oauth2).await;
    assert_eq!(code(desk.authorized().await), "consent_denied");
}

/// The code is typed on another device, at the page that the server names; whoever says no there is heard here.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_typed_elsewhere() {
    let provider = Oidc::start(&oidc::Options::default()).await.unwrap();
    let oauth2 = "grants: [device_code]\nextra_authorization_url: { prompt: consent }";
    let desk = Desk::at(&provider, Arc::new(NoBrowser), FOR_LONG, oauth2).await;
    desk.own("desk-client", Some("desk-secret")).await;
    for (answer, expected) in [
        (Answer::Deny, Err("consent_denied")),
        (Answer::Allow, Ok(())),
    ] {
        let attempt = desk.engine.authorize(desk.id.clone()).await.unwrap();
        let device = attempt.device.unwrap();
        let page: Url = device.verification_uri.parse().unwrap();
        let visitor = Visitor::new(answer).unwrap();
        let visitor = visitor.knowing("user_code", device.user_code);
        visitor.consent(&page).await.unwrap();
        let ended = desk.engine.authorized(desk.id.clone()).await;
        let ended = ended.map(drop).map_err(|fault| fault.code.as_str());
        assert_eq!(ended, expected);
    }
    let grant = desk.engine.connection(desk.id.clone()).await.unwrap().grant;
    let grant = grant.unwrap();
    assert!(grant.kind == GrantKind::DeviceCode && grant.renewable);
    desk.works().await;
    assert_eq!(desk.deleted().await, Revocation::Revoked);
    let good = provider.good_refresh_tokens().await.unwrap();
    assert_eq!(good.len(), 0, "nothing is left there");
}

/// Nobody consents. A wrong secret is said to be wrong before it is used, and when it is.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_asks_for_itself() {
    let provider = Oidc::start(&oidc::Options::default()).await.unwrap();
    let oauth2 = "grants: [client_credentials]";
    let desk = Desk::at(&provider, Arc::new(NoBrowser), &["notes:read"], oauth2).await;
    desk.own("desk-client", Some("wrong")).await;
    let check = desk.engine.check_client(desk.id.clone()).await.unwrap();
    assert_eq!(check.outcome, Outcome::Failed, "{check:#?}");
    assert_eq!(code(desk.authorized().await), "client_rejected");
    desk.own("desk-client", Some("desk-secret")).await;
    let check = desk.engine.check_client(desk.id.clone()).await.unwrap();
    assert_eq!(check.outcome, Outcome::Passed, "{check:#?}");
    desk.authorized().await.unwrap();
    desk.works().await;
}

/// A private key as PEM, and its public half as a JWK.
fn key() -> (String, String) {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let der = BASE64_STANDARD.encode(pair.to_pkcs8v1().unwrap());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n");
    // 4, then both coordinates.
    let point = pair.public_key().as_ref();
    let [x, y] = [&point[1..33], &point[33..]].map(|half| BASE64_URL_SAFE_NO_PAD.encode(half));
    let jwk = json!({"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "k1", "x": x, "y": y});
    (pem, jwk.to_string())
}

/// The client signs to name itself (RFC 7523): pushing, exchanging, renewing, revoking, and asking for itself. Another
/// key is another client's.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_signs() {
    let (pem, jwk) = key();
    let options = oidc::Options {
        signer_key: Some(jwk),
        pushed: true,
        ..oidc::Options::default()
    };
    let provider = Oidc::start(&options).await.unwrap();
    let signing = "extra_authorization_url: { prompt: consent }
client: { auth: private_key_jwt, secret: required, assertion: { alg: ES256, key_id: k1 } }";
    let desk = Desk::at(&provider, somebody(Answer::Allow), FOR_LONG, signing).await;
    desk.own("desk-signer", Some(&key().0)).await;
    assert_eq!(code(desk.authorized().await), "client_rejected");
    desk.own("desk-signer", Some(&pem)).await;
    desk.authorized().await.unwrap();
    desk.works().await;
    assert_eq!(desk.deleted().await, Revocation::Revoked);
    assert_eq!(provider.good_refresh_tokens().await.unwrap().len(), 0);

    let signing = format!("grants: [client_credentials]\n{signing}");
    let desk = Desk::at(&provider, Arc::new(NoBrowser), &["notes:read"], &signing).await;
    desk.own("desk-signer", Some(&pem)).await;
    desk.authorized().await.unwrap();
    desk.works().await;
}

/// The administrator of the board at a browser.
fn administrator() -> Arc<dyn Browser> {
    let visitor = Visitor::new(Answer::Allow).unwrap();
    let visitor = visitor
        .knowing("username", "admin")
        .knowing("password", "adminpw1");
    Arc::new(Visited(Arc::new(visitor)))
}

/// The bundled connector of Review Board with other scopes, and an address for revocations.
async fn at_board(board: &ReviewBoard, change: impl FnOnce(String) -> String) -> Desk {
    let desk = Desk::new(administrator(), [("server", board.address())], |folder| {
        connector::changed(folder, "review-board", |text| {
            let revoke = "\n  revoke: { url: \"{{ server }}/oauth2/revoke_token/\", style: rfc7009, token: refresh }\n";
            change(text) + revoke
        })
    })
    .await;
    let redirect = desk
        .engine
        .connector("acme".to_owned())
        .await
        .unwrap()
        .redirect
        .unwrap();
    let uris = [vec![redirect.uri], redirect.spares].concat();
    board.register_public(&uris).unwrap();
    desk.own("desk-public", None).await;
    desk
}

/// A public client has no secret to send, and a server that wants proof gets it: with the code, and never a secret.
/// Renewed it rotates; deleted, nothing of it is honoured any more.
#[tokio::test(flavor = "multi_thread")]
async fn a_public_client_proves_itself() {
    let board = ReviewBoard::start(&review_board::Options::default())
        .await
        .unwrap();
    let desk = at_board(&board, |text| text).await;
    desk.authorized().await.unwrap();
    desk.works().await;
    let asked = board.token_requests().unwrap();
    let kinds: Vec<_> = asked
        .iter()
        .map(|request| request.form["grant_type"].as_str())
        .collect();
    assert_eq!(kinds, ["authorization_code", "refresh_token"]);
    assert!(asked[0].form["code_verifier"].len() >= 43);
    for request in &asked {
        assert_eq!(request.form["client_id"], "desk-public");
        assert!(!request.form.contains_key("client_secret"), "{request:?}");
    }
    assert_ne!(
        asked[0].answer["refresh_token"],
        asked[1].answer["refresh_token"]
    );
    assert_eq!(board.good_refresh_tokens().unwrap(), 1);
    assert_eq!(desk.deleted().await, Revocation::Revoked);
    assert_eq!(board.good_refresh_tokens().unwrap(), 0);
}

/// A scope that the server does not know ends the attempt with the server's reason, and nothing is asked for.
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_scope_is_named() {
    let board = ReviewBoard::start(&review_board::Options::default())
        .await
        .unwrap();
    let desk = at_board(&board, |text| text.replace("group:read", "groups:paint")).await;
    let fault = desk.authorized().await.unwrap_err();
    assert_eq!(fault.code.as_str(), "consent_failed");
    assert!(
        fault.values["reason"].to_lowercase().contains("scope"),
        "{fault:?}"
    );
    assert_eq!(board.token_requests().unwrap().len(), 0);
}
