//! Ways back other than a port of the provider's choice: a relay, a pasted address; and what is
//! found out about ports (requirements 21 to 26).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::sync::atomic::{AtomicU16, Ordering};

use headwater_oauth::{
    Attempt, AttemptOptions, Error, NotTaken, Profile, RedirectFinding, redirect_findings,
};
use secrecy::ExposeSecret;
use serde_json::json;
use support::*;
use tokio::net::TcpListener;

fn taken(attempt: &Attempt, address: &str) -> Result<(), NotTaken> {
    match attempt.paste().take(&address.into()) {
        Ok(()) => Ok(()),
        Err(Error::NotTaken(why)) => Err(why),
        Err(other) => panic!("{other}"),
    }
}

/// Requirement 26: a pasted address goes through the checks of the listener; each refusal says why
/// and changes nothing, and the right one still counts afterwards, once.
#[tokio::test]
async fn a_pasted_address_is_checked() {
    let paste = json!({"redirect": {"policy": "paste", "uri": "https://app.example/back"}});
    let provider = anyone(paste);
    let old = begin(&provider).await;
    let attempt = begin(&provider).await;
    assert!(attempt.pastes());
    assert_eq!(attempt.redirect_uri(), "https://app.example/back");
    assert_eq!(
        parameter(&attempt, "redirect_uri").as_deref(),
        Some("https://app.example/back")
    );
    let (state, older) = (state(&attempt), state(&old));
    let back = |query: &str| format!("https://app.example/back?{query}");
    let right = back(&format!("code=c-1&state={state}#_=_"));
    for (address, why) in [
        ("", NotTaken::NoAddress),
        ("no address", NotTaken::OtherAddress),
        (attempt.authorize_url().as_str(), NotTaken::ConsentPage),
        (
            &right.replace("app.example", "app.example.evil.test"),
            NotTaken::OtherAddress,
        ),
        (
            &right.replace("https://", "http://"),
            NotTaken::OtherAddress,
        ),
        (
            &right.replace("/back", "/back/more"),
            NotTaken::OtherAddress,
        ),
        (
            &right.replace("app.example", "app.example:8443"),
            NotTaken::OtherAddress,
        ),
        (
            &back(&format!("code=c-1&state={older}")),
            NotTaken::OtherAttempt,
        ),
        (&back("code=c-1"), NotTaken::OtherAttempt),
        (
            &back(&format!("state={state}")),
            NotTaken::Unusable {
                reason: "it holds neither a code nor an error",
            },
        ),
    ] {
        assert_eq!(taken(&attempt, address), Err(why), "{address}");
    }
    assert_eq!(
        taken(&attempt, &format!(" <{}>\n", right.replace("https://", ""))),
        Ok(())
    );
    assert_eq!(taken(&attempt, &right), Err(NotTaken::Used));
    wait(attempt).await.unwrap();
}

/// The provider's no is an answer as well when it is pasted.
#[tokio::test]
async fn a_pasted_no_is_a_no() {
    let attempt = begin(&anyone(json!({"redirect": {"policy": "paste"}}))).await;
    assert_eq!(attempt.redirect_uri(), "https://localhost/callback");
    let address = format!(
        "https://localhost/callback?error=access_denied&state={}",
        state(&attempt)
    );
    assert_eq!(taken(&attempt, &address), Ok(()));
    let error = wait(attempt).await.err().unwrap();
    assert!(matches!(error, Error::Denied { .. }), "{error}");
}

/// With the browser on another machine, the address of a loopback attempt can be pasted too: whole
/// exchange, with the redirect URI of the listener.
#[tokio::test]
async fn a_loopback_address_can_be_pasted() {
    let server = Scripted::start([ok(tokens())]).await;
    let attempt = begin(&provider(&server.address, json!({}))).await;
    assert!(!attempt.pastes());
    let uri = attempt.redirect_uri().to_owned();
    let address = format!("{uri}?code=c-1&state={}", state(&attempt));
    assert_eq!(taken(&attempt, &address), Ok(()));
    let mut arrival = wait(attempt).await.unwrap();
    let grant = arrival.exchange(&http()).await.unwrap();
    assert!(!grant.access_token.expose_secret().is_empty());
    assert_eq!(server.only().form()["redirect_uri"], uri);
}

/// A relay passes requests on under its own name or under that of this machine; both come in, a
/// foreign name does not. The redirect URI is the relay's to the letter, in the exchange too.
#[tokio::test]
async fn a_relay_passes_the_answer_on() {
    let by_input = json!({"redirect": {"policy": "relay", "input": "tunnel", "path": "/own"}});
    for host in [
        "t.example",
        "t.example:443",
        "127.0.0.1:PORT",
        "localhost:PORT",
        "evil.example",
    ] {
        let server = Scripted::start([ok(tokens())]).await;
        let free = free_port().await;
        let relay = "https://t.example/headwater/back".to_owned();
        let values = [("tunnel".to_owned(), relay.clone())].into();
        let profile = profile(&server.address, by_input.clone());
        let provider = headwater_oauth::Provider::new(profile, &values, client(None)).unwrap();
        let options = AttemptOptions {
            port: Some(free),
            ..AttemptOptions::default()
        };
        let attempt = Attempt::begin(&http(), provider, options).await.unwrap();
        assert_eq!(attempt.redirect_uri(), relay);
        let host = host.replace("PORT", &free.to_string());
        let request = format!(
            "GET /headwater/back?code=c-1&state={} HTTP/1.1\r\nHost: {host}\r\n\r\n",
            state(&attempt)
        );
        let answered = raw(free, &request).await;
        if host == "evil.example" {
            assert_eq!(answered.status, 421);
            continue;
        }
        assert_eq!(answered.status, 303, "{host}");
        let mut arrival = wait(attempt).await.unwrap();
        arrival.exchange(&http()).await.unwrap();
        assert_eq!(server.only().form()["redirect_uri"], relay);
    }
}

/// Any loopback profile can be switched to a relay for one attempt; a relay must be https.
#[tokio::test]
async fn a_relay_in_place_of_a_port() {
    let free = free_port().await;
    let begin = async |relay: &str| {
        let options = AttemptOptions {
            port: Some(free),
            relay: Some(relay.parse().unwrap()),
            ..AttemptOptions::default()
        };
        Attempt::begin(&http(), anyone(json!({})), options).await
    };
    let attempt = begin("https://t.example/back").await.unwrap();
    assert_eq!(attempt.redirect_uri(), "https://t.example/back");
    drop(attempt);
    for wrong in [
        "http://t.example/back",
        "https://t.example/back?a=b",
        "http://127.0.0.1/back",
    ] {
        let error = begin(wrong).await.err().unwrap();
        assert!(
            matches!(error, Error::BadAddress { .. }),
            "{wrong}: {error}"
        );
    }
}

/// Each port of a profile is told apart, and the other ways are named.
#[tokio::test]
async fn findings_tell_what_is_in_the_way() {
    let held = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (taken, free) = (held.local_addr().unwrap().port(), free_port().await);
    let of = |redirect: serde_json::Value| {
        let value = json!({"step1_authorize_url": "https://p.example/a", "step3_access_url": "https://p.example/t", "redirect": redirect});
        redirect_findings(&Profile::parse(value).unwrap().redirect)
    };
    let found = of(json!({"policy": "fixed_ports", "ports": [taken, free]}));
    match &found[0] {
        RedirectFinding::Taken { port, by } => {
            assert_eq!(*port, taken);
            if cfg!(target_os = "linux") {
                assert!(by.is_some(), "this process holds it");
            }
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(found[1], RedirectFinding::Free { port: free });
    assert_eq!(of(json!({})), [RedirectFinding::AnyPort]);
    assert_eq!(of(json!({"policy": "paste"})), [RedirectFinding::OnlyHttps]);
    let relay = of(json!({"policy": "relay", "input": "tunnel", "ports": [free]}));
    assert_eq!(
        relay,
        [RedirectFinding::Relay, RedirectFinding::Free { port: free }]
    );
}

/// A free port below those that the system gives out by itself, so that no test beside this one
/// takes it in between.
async fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let begin = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap();
    loop {
        let port = begin + NEXT.fetch_add(1, Ordering::Relaxed);
        let both = [format!("127.0.0.1:{port}"), format!("[::1]:{port}")];
        if TcpListener::bind(&both[0]).await.is_ok() && TcpListener::bind(&both[1]).await.is_ok() {
            return port;
        }
    }
}

/// What providers say about a redirect URI that they do not know is told from their other refusals.
#[test]
fn an_unknown_redirect_is_recognised() {
    let denied = |error: &str, description: &str| Error::Denied {
        error: error.to_owned(),
        description: Some(description.to_owned()),
    };
    for (error, is_it) in [
        (denied("redirect_uri_mismatch", ""), true),
        (
            denied(
                "invalid_request",
                "AADSTS50011: The redirect URI does not match",
            ),
            true,
        ),
        (
            denied("invalid_request", "The Redirect URL is not registered"),
            true,
        ),
        (denied("access_denied", "The person said no"), false),
        (Error::Cancelled, false),
    ] {
        assert_eq!(error.is_about_redirect(), is_it, "{error}");
    }
}
