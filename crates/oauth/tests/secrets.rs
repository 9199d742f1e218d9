//! Secrets: kept whole, shown nowhere (requirement 59).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::io::Write;
use std::sync::{Arc, Mutex};

use headwater_oauth::{Error, Grant, Outcome};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use support::*;

/// Whether somebody listens to a log line is remembered for all threads when it is first reached: while another test
/// reaches it at the same time, the log may miss it.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// What the keychain gets comes back whole; what is broken says where, not what.
#[tokio::test]
async fn grants_survive_the_keychain() {
    let _alone = ALONE.lock().await;
    let server = Scripted::start([ok(tokens())]).await;
    let rule = json!({"capture": {"token": ["expires_in"], "secrets": ["refresh_token"]}});
    let grant = exchange(&provider(&server.address, rule)).await.unwrap();
    assert!(!format!("{grant:?}").contains("refresh-1"));
    let back = Grant::from_secret(&grant.to_secret()).unwrap();
    assert_eq!(
        back.to_secret().expose_secret(),
        grant.to_secret().expose_secret()
    );
    assert_eq!(back.refresh_token.unwrap().expose_secret(), "refresh-1");
    assert_eq!(back.secrets["refresh_token"].expose_secret(), "refresh-1");
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

/// Requirement 59: not one secret of a whole run is in the log at its finest, in a Debug text or in
/// an error, even where the provider repeats it.
#[tokio::test]
async fn secrets_stay_secret() {
    let _alone = ALONE.lock().await;
    let in_query = json!({"request_method": "GET", "refresh": {"by": "access_token"}});
    for (more, named) in [(json!({}), "refresh-1"), (in_query, "access-1")] {
        whole_run(more, named).await;
    }
}

/// A whole run under a profile with these keys; the refresh names the token `named`.
async fn whole_run(mut more: Value, named: &str) {
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);
    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let script = [
        ok(tokens()),
        Reply::Lost,
        refused(
            400,
            json!({"error": "invalid_grant", "error_description": format!("no {named} for secret-1")}),
        ),
        ok(json!({})),
        ok(json!({})),
    ];
    let server = Scripted::start(script).await;
    more["revoke"] = json!({"url": format!("{}/revoke", server.address)});
    let provider = provider(&server.address, more);
    let attempt = begin(&provider).await;
    let (state, challenge) = (
        state(&attempt),
        parameter(&attempt, "code_challenge").unwrap(),
    );
    let mut shown = format!("{attempt:?} {provider:?}");
    get(port(&attempt), "/callback?code=foreign&state=foreign").await;
    let mut arrival = arrive(attempt).await;
    shown += &format!("{arrival:?}");
    let grant = arrival.exchange(&http()).await.unwrap();
    arrival.tell(Outcome::Connected { account: None });
    let error = headwater_oauth::refresh(&http(), &provider, &grant)
        .await
        .unwrap_err();
    headwater_oauth::revoke(&http(), &provider, &grant)
        .await
        .unwrap();
    shown += &format!("{grant:?} {error:?} {error}");
    assert!(shown.contains("no [redacted] for [redacted]"), "{shown}");

    let sent = &server.seen()[0];
    let query = sent.path.split_once('?').map_or("", |(_, query)| query);
    let verifier = url::form_urlencoded::parse(format!("{}&{query}", sent.body).as_bytes())
        .find(|(name, _)| name == "code_verifier")
        .map(|(_, verifier)| verifier.into_owned())
        .unwrap();
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        log.contains("listening") && log.contains("the provider answered"),
        "the log is on: {log}"
    );
    for secret in [
        "secret-1",
        "code-1",
        "access-1",
        "refresh-1",
        &state,
        &challenge,
        &verifier,
    ] {
        assert!(!shown.contains(secret), "{secret} is shown");
        assert!(!log.contains(secret), "{secret} is logged");
    }
}
