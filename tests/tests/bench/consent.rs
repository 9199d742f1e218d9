//! A raw authorization code flow at each server, consented to by Chromium. The client here is a listening socket and
//! some form fields, not Headwater's: what fails here is the server or the bench.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use headwater_tests::servers::review_board::{self, Application, ReviewBoard};
use headwater_tests::servers::{Oidc, oidc};
use headwater_tests::{Answer, Browser, Keyring, Session};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0123456789";

/// A client that can receive one redirect.
struct Client {
    listener: TcpListener,
    redirect: String,
}

impl Client {
    async fn listen() -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let redirect = format!(
            "http://127.0.0.1:{}/callback",
            listener.local_addr().unwrap().port()
        );
        Client { listener, redirect }
    }

    fn authorize_url(&self, endpoint: &str, scope: &str) -> String {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let fields = [
            ("response_type", "code"),
            ("client_id", "desk-client"),
            ("redirect_uri", &self.redirect),
            ("scope", scope),
            ("state", "the-state"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("prompt", "consent"),
        ];
        Url::parse_with_params(endpoint, fields).unwrap().into()
    }

    /// The parameters of the redirect, and an answer to the browser.
    async fn redirected(&self) -> Vec<(String, String)> {
        loop {
            let (mut socket, _) = self.listener.accept().await.unwrap();
            let mut request = vec![0; 8192];
            let length = socket.read(&mut request).await.unwrap();
            let line = String::from_utf8_lossy(&request[..length]).into_owned();
            socket
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
                .await
                .unwrap();
            let path = line.split(' ').nth(1).unwrap_or("/");
            let url = Url::parse("http://127.0.0.1").unwrap().join(path).unwrap();
            if url.path() == "/callback" {
                return url.query_pairs().into_owned().collect();
            }
        }
    }

    async fn code(&self) -> String {
        let found = self.redirected().await;
        found
            .iter()
            .find(|(name, _)| name == "code")
            .unwrap_or_else(|| panic!("no code in {found:?}"))
            .1
            .clone()
    }

    /// Exchanges a code; status and answer.
    async fn exchange(&self, endpoint: &str, code: &str, verifier: &str) -> (u16, Value) {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect),
            ("code_verifier", verifier),
        ];
        token(endpoint, &fields).await
    }
}

/// A refresh at the token endpoint; status and answer.
async fn refresh(endpoint: &str, refresh_token: &str) -> (u16, Value) {
    token(
        endpoint,
        &[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
        ],
    )
    .await
}

/// A token request; status and answer.
async fn token(endpoint: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    let request = reqwest::Client::new()
        .post(endpoint)
        .basic_auth("desk-client", Some("desk-secret"))
        .form(fields);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn get(url: &str, bearer: &str) -> (u16, Value) {
    let answer = reqwest::Client::new()
        .get(url)
        .bearer_auth(bearer)
        .send()
        .await
        .unwrap();
    (
        answer.status().as_u16(),
        answer.json().await.unwrap_or(Value::Null),
    )
}

fn text<'a>(answer: &'a Value, field: &str) -> &'a str {
    answer[field]
        .as_str()
        .unwrap_or_else(|| panic!("no {field} in {answer}"))
}

#[tokio::test]
async fn review_board_gives_137_rows_to_a_consented_token_and_none_after_removal() {
    let session = Session::start(Keyring::Absent).await.unwrap();
    let client = Client::listen().await;
    let application = Application {
        redirect_uris: vec![client.redirect.clone()],
        ..Default::default()
    };
    let options = review_board::Options {
        token_ttl: 4,
        pkce_required: true,
        application,
    };
    let board = ReviewBoard::start(&options).await.unwrap();
    let endpoint = format!("{}/oauth2/token/", board.address());
    let browser = Browser::start(&session).await.unwrap();

    let authorize = format!("{}/oauth2/authorize/", board.address());
    let url = client.authorize_url(&authorize, "root:read review_request:read");
    board.consent(&browser, &url, Answer::Allow).await.unwrap();
    let code = client.code().await;
    let other = "not-the-verifier-but-also-forty-three-characters";
    assert_eq!(
        client.exchange(&endpoint, &code, other).await.0,
        400,
        "PKCE is really checked"
    );
    let (status, grant) = client.exchange(&endpoint, &code, VERIFIER).await;
    assert_eq!(status, 200, "{grant}");

    let rows = format!(
        "{}/api/review-requests/?counts-only=1&status=all",
        board.address()
    );
    let (_, counted) = get(&rows, text(&grant, "access_token")).await;
    assert_eq!(counted["count"], 137, "all that the seed made: {counted}");

    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(
        get(&rows, text(&grant, "access_token")).await.0,
        401,
        "TOKEN_TTL=4 has passed"
    );
    let (status, renewed) = refresh(&endpoint, text(&grant, "refresh_token")).await;
    assert_eq!(status, 200, "{renewed}");
    let again = refresh(&endpoint, text(&grant, "refresh_token")).await;
    assert_eq!(again.0, 400, "refresh tokens rotate");

    assert_eq!(
        board.remove_grants().unwrap(),
        2,
        "the spent refresh token and the good one"
    );
    let (status, refusal) = refresh(&endpoint, text(&renewed, "refresh_token")).await;
    assert_eq!(
        (status, text(&refusal, "error")),
        (400, "invalid_grant"),
        "the grant is gone"
    );
    browser.quit().await.unwrap();
}

#[tokio::test]
async fn review_board_tells_the_client_that_the_user_denied() {
    let session = Session::start(Keyring::Absent).await.unwrap();
    let client = Client::listen().await;
    let application = Application {
        redirect_uris: vec![client.redirect.clone()],
        ..Default::default()
    };
    let options = review_board::Options {
        application,
        ..Default::default()
    };
    let board = ReviewBoard::start(&options).await.unwrap();
    let browser = Browser::start(&session).await.unwrap();
    let url = client.authorize_url(
        &format!("{}/oauth2/authorize/", board.address()),
        "root:read",
    );
    board.consent(&browser, &url, Answer::Deny).await.unwrap();
    let told = client.redirected().await;
    assert!(
        told.contains(&("error".to_owned(), "access_denied".to_owned())),
        "{told:?}"
    );
    browser.quit().await.unwrap();
}

#[tokio::test]
async fn oidc_gives_its_notes_rotates_and_ends_a_grant_whose_token_is_used_twice() {
    let session = Session::start(Keyring::Absent).await.unwrap();
    let client = Client::listen().await;
    let options = oidc::Options {
        access_ttl: 5,
        ..Default::default()
    };
    let provider = Oidc::start(&options).await.unwrap();
    let browser = Browser::start(&session).await.unwrap();
    let authorize = format!("{}/auth", provider.address());
    let url = client.authorize_url(&authorize, "openid email offline_access notes:read");
    provider
        .consent(&browser, &url, Answer::Allow)
        .await
        .unwrap();
    let endpoint = format!("{}/token", provider.address());
    let (status, grant) = client
        .exchange(&endpoint, &client.code().await, VERIFIER)
        .await;
    assert_eq!(
        (status, grant["expires_in"].as_u64()),
        (200, Some(5)),
        "{grant}"
    );

    let mut notes = 0;
    let mut next = Some("0".to_owned());
    while let Some(cursor) = next {
        let url = format!("{}/api/notes?cursor={cursor}", provider.address());
        let (status, page) = get(&url, text(&grant, "access_token")).await;
        assert_eq!(status, 200, "{page}");
        notes += page["data"].as_array().unwrap().len();
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(notes, 240, "paging ends and leaves nothing out");

    let first = refresh(&endpoint, text(&grant, "refresh_token")).await;
    assert_eq!(first.0, 200, "the first use is good");
    assert_eq!(
        provider.seen().await.unwrap().grants_revoked,
        0,
        "and ends nothing"
    );
    let second = refresh(&endpoint, text(&grant, "refresh_token")).await;
    assert_eq!(second.0, 400, "the second is reuse");
    let seen = provider.seen().await.unwrap();
    assert_eq!(
        (seen.issued, seen.refreshed),
        (1, 1),
        "one code, one refresh"
    );
    assert!(seen.grants_revoked > 0, "reuse ended the grant: {seen:?}");
    let newest = refresh(&endpoint, text(&first.1, "refresh_token")).await;
    assert_eq!(newest.0, 400, "with its newest token");
    browser.quit().await.unwrap();
}

#[tokio::test]
async fn oidc_refuses_a_refresh_after_the_person_removed_the_grant() {
    let session = Session::start(Keyring::Absent).await.unwrap();
    let client = Client::listen().await;
    let provider = Oidc::start(&oidc::Options::default()).await.unwrap();
    let browser = Browser::start(&session).await.unwrap();
    let authorize = format!("{}/auth", provider.address());
    let url = client.authorize_url(&authorize, "openid offline_access");
    provider
        .consent(&browser, &url, Answer::Deny)
        .await
        .unwrap();
    let told = client.redirected().await;
    assert!(
        told.contains(&("error".to_owned(), "access_denied".to_owned())),
        "{told:?}"
    );

    // The second time she is signed in already: consent alone is asked.
    provider
        .consent(&browser, &url, Answer::Allow)
        .await
        .unwrap();
    let endpoint = format!("{}/token", provider.address());
    let (_, grant) = client
        .exchange(&endpoint, &client.code().await, VERIFIER)
        .await;
    provider.remove_grants().await.unwrap();
    let (status, refusal) = refresh(&endpoint, text(&grant, "refresh_token")).await;
    assert_eq!((status, text(&refusal, "error")), (400, "invalid_grant"));
    browser.quit().await.unwrap();
}
