//! Secrets are shown nowhere (requirement 59).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::io::Write;
use std::sync::{Arc, LazyLock, Mutex};

use headwater_oauth::Outcome;
use serde_json::{Value, json};
use support::*;

/// Requirement 59: not one secret of a whole run is in the log at its finest, in a Debug text or in
/// an error, even where the provider repeats it.
#[tokio::test]
async fn secrets_stay_secret() {
    let in_query = json!({"request_method": "GET", "refresh": {"by": "access_token"}});
    for (more, named) in [(json!({}), "refresh-1"), (in_query, "access-1")] {
        whole_run(more, named).await;
    }
}

/// Everything that is logged, at the finest level.
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

/// The process's log. It is the whole process's, and this file has one test only, because a subscriber of one thread may
/// miss what another thread met first.
fn log() -> Log {
    static LOG: LazyLock<Log> = LazyLock::new(|| {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        log
    });
    LOG.clone()
}

/// A whole run under a profile with these keys; the refresh names the token `named`.
async fn whole_run(mut more: Value, named: &str) {
    let log = log();
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
