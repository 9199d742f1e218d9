//! Device codes (requirement 54), callbacks that are signed, and requests that are pushed.

use headwater_oauth::{Attempt, AttemptOptions, Device, Error, GrantKind};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::recorder::*;
use crate::support::{get, http, port, state};

fn rule() -> Value {
    json!({"grants": ["device_code"], "step1_authorize_url": null, "device_authorization_url": format!("{SERVER}/device")})
}

fn code(more: Value) -> (u16, Value) {
    let mut answer = json!({"device_code": "d-1", "user_code": "WDJB-MJHT", "verification_uri": "https://p.example/device", "expires_in": 600, "interval": 1});
    for (name, value) in more.as_object().unwrap() {
        answer[name] = value.clone();
    }
    (200, answer)
}

fn pending(error: &str) -> (u16, Value) {
    (400, json!({ "error": error }))
}

async fn begun(answers: Vec<(u16, Value)>) -> (Recorder, Result<Device, Error>) {
    let recorder = Recorder::start(answers).await;
    let provider = provider_with(&recorder, &rule(), &[]).unwrap();
    let device = Device::begin(&http(), provider, vec!["a".to_owned()]).await;
    (recorder, device)
}

/// The code is shown, the provider is asked until the person is done, and the grant remembers how it was had.
#[tokio::test]
async fn a_code_is_entered() {
    let answers = vec![
        code(json!({})),
        pending("authorization_pending"),
        (503, json!(null)),
        (200, tokens("1")),
    ];
    let (recorder, device) = begun(answers).await;
    let device = device.unwrap();
    assert_eq!(
        (
            device.user_code(),
            device.verification_uri().as_str(),
            device.life().as_secs()
        ),
        ("WDJB-MJHT", "https://p.example/device", 600)
    );
    let grant = device
        .poll(&http(), CancellationToken::new())
        .await
        .unwrap();
    assert_eq!(
        (grant.kind, grant.access_token.expose_secret()),
        (GrantKind::DeviceCode, "access-1")
    );
    assert!(grant.refresh_token.is_some());
    let seen = recorder.seen();
    assert_eq!(
        (&seen[0][":path"], &seen[0]["scope"], &seen[0]["client_id"]),
        (&json!("/device"), &json!("a"), &json!("client-1"))
    );
    for seen in &seen[1..] {
        assert_eq!(
            (
                &seen["grant_type"],
                &seen["device_code"],
                &seen["client_id"]
            ),
            (
                &json!("urn:ietf:params:oauth:grant-type:device_code"),
                &json!("d-1"),
                &json!("client-1")
            )
        );
    }
}

/// Each end has its own error: no, too late by the provider's word, too late by its own, cancelled.
#[tokio::test]
async fn every_end_is_named() {
    let (_, device) = begun(vec![code(json!({})), pending("access_denied")]).await;
    let end = device
        .unwrap()
        .poll(&http(), CancellationToken::new())
        .await;
    assert!(matches!(end, Err(Error::Denied { .. })), "{end:?}");
    let (_, device) = begun(vec![code(json!({})), pending("expired_token")]).await;
    let end = device
        .unwrap()
        .poll(&http(), CancellationToken::new())
        .await;
    assert!(matches!(end, Err(Error::DeviceExpired { .. })), "{end:?}");
    let (recorder, device) = begun(vec![code(json!({"expires_in": 1}))]).await;
    let end = device
        .unwrap()
        .poll(&http(), CancellationToken::new())
        .await;
    assert!(matches!(end, Err(Error::DeviceExpired { .. })), "{end:?}");
    assert_eq!(recorder.seen().len(), 1, "an old code is not asked for");
    let (_, device) = begun(vec![code(json!({}))]).await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    let end = device.unwrap().poll(&http(), cancel).await;
    assert!(matches!(end, Err(Error::Cancelled)), "{end:?}");
}

/// The page to enter the code at is https, or on this machine; and an answer without a code is none.
#[tokio::test]
async fn where_the_code_is_entered() {
    for page in [
        "http://p.example/device",
        "javascript:alert(1)",
        "https://a@b.example/",
    ] {
        let (_, device) = begun(vec![code(json!({"verification_uri": page}))]).await;
        assert!(matches!(device, Err(Error::Answer { .. })), "{page}");
    }
    let local = json!({"verification_uri": null, "verification_url": "http://127.0.0.1:1/d"});
    let (_, device) = begun(vec![code(local)]).await;
    assert_eq!(device.unwrap().verification_uri().port(), Some(1));
    for field in ["device_code", "user_code", "verification_uri"] {
        let (_, device) = begun(vec![code(json!({ field: null }))]).await;
        assert!(
            matches!(&device, Err(Error::Answer { field: named, .. }) if named == field),
            "{device:?}"
        );
    }
}

/// A Basic header without a password names no client: a public client stands in the body of every request, also where
/// the profile, or discovery, which knows nothing of secrets, says Basic.
#[tokio::test]
async fn a_public_client_stands_in_the_body() {
    let pushed = json!({"request_uri": "urn:r:1", "expires_in": 60});
    let answers = [code(json!({})), (200, tokens("1")), (201, pushed)];
    let recorder = Recorder::start(answers).await;
    let mut rule = rule();
    rule["client"] = json!({"auth": "basic", "secret": "none"});
    let provider = provider_with(&recorder, &rule, &[]).unwrap();
    let device = Device::begin(&http(), provider, Vec::new()).await.unwrap();
    device
        .poll(&http(), CancellationToken::new())
        .await
        .unwrap();
    let rule = json!({"par": {"url": format!("{SERVER}/par"), "mode": "required"}, "client": rule["client"]});
    begin(&provider_with(&recorder, &rule, &[]).unwrap(), &[]).await;
    let seen = recorder.seen();
    assert_eq!(seen.len(), 3);
    for seen in seen {
        assert_eq!(
            (&seen["client_id"], seen.get(":authorization")),
            (&json!("client-1"), None),
            "{}",
            seen[":path"]
        );
    }
}

/// RFC 9126: what would have gone through the browser goes to the provider, signed as the client; the browser carries
/// the reference alone.
#[tokio::test]
async fn a_request_is_pushed() {
    let pushed = json!({"request_uri": "urn:r:1", "expires_in": 60});
    let recorder = Recorder::start([(201, pushed), (200, tokens("1"))]).await;
    let rule = json!({"par": {"url": format!("{SERVER}/par"), "mode": "required"}, "content_type": "application/json", "client": {"auth": "basic"}});
    let provider = provider_with(&recorder, &rule, &[]).unwrap();
    let attempt = begin(&provider, &["a"]).await;
    let mut carried: Vec<_> = attempt.authorize_url().query_pairs().into_owned().collect();
    carried.sort();
    let reference = [("client_id", "client-1"), ("request_uri", "urn:r:1")];
    assert_eq!(
        carried,
        reference.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    let seen = recorder.seen().remove(0);
    assert_eq!(
        (
            &seen[":path"],
            &seen[":in"],
            &seen["scope"],
            &seen["code_challenge_method"],
            &seen["redirect_uri"]
        ),
        (
            &json!("/par"),
            &json!("form"),
            &json!("a"),
            &json!("S256"),
            &json!(attempt.redirect_uri())
        )
    );
    // A parameter of the request that the header does not take the place of (RFC 9126 section 2.1).
    assert_eq!(seen["client_id"], "client-1");
    let header = seen[":authorization"].as_str().unwrap();
    assert!(header.starts_with("Basic "), "{header}");
    let state = seen["state"].as_str().unwrap();
    get(port(&attempt), &format!("/callback?code=c&state={state}")).await;
    let mut arrival = attempt
        .wait(CancellationToken::new(), |_| ())
        .await
        .unwrap();
    arrival.exchange(&http()).await.unwrap();
}

/// Where pushing is optional and does not work, the browser carries the request; where it is required, or the client
/// was refused, the attempt fails before the browser opens.
#[tokio::test]
async fn what_pushing_fails_with() {
    let rule = |mode: &str| json!({"par": {"url": format!("{SERVER}/par"), "mode": mode}});
    for (mode, answer, carries) in [
        ("supported", (404, json!("gone")), true),
        ("required", (404, json!("gone")), false),
        (
            "supported",
            (401, json!({"error": "invalid_client"})),
            false,
        ),
    ] {
        let recorder = Recorder::start([answer]).await;
        let provider = provider_with(&recorder, &rule(mode), &[]).unwrap();
        let attempt = Attempt::begin(&http(), provider, AttemptOptions::default()).await;
        let whole =
            attempt.map(|attempt| attempt.authorize_url().as_str().contains("code_challenge"));
        assert_eq!(whole.unwrap_or_default(), carries, "{mode}");
    }
}

/// A callback without the signature, or with another, is a stranger's: it is told, and the attempt goes on to the one
/// that is signed.
#[tokio::test]
async fn a_signed_callback() {
    let recorder = Recorder::start([(200, tokens("1"))]).await;
    let rule = json!({"callback_signature": "shopify_hmac", "client": {"secret": "required"}});
    let provider = provider_with(&recorder, &rule, &[]).unwrap();
    let attempt = begin(&provider, &[]).await;
    let (port, state) = (port(&attempt), state(&attempt));
    let now = jiff::Timestamp::now().as_second();
    let signed = |secret: &[u8]| {
        let query = format!("code=c&shop=s.example&state={state}&timestamp={now}");
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
        let tag = aws_lc_rs::hmac::sign(&key, query.as_bytes());
        let tag: String = tag
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("/callback?{query}&hmac={tag}")
    };
    get(port, &format!("/callback?code=c&state={state}")).await;
    get(port, &signed(b"other")).await;
    let notices = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = notices.clone();
    let waiting = tokio::spawn(attempt.wait(CancellationToken::new(), move |_| {
        count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    }));
    for _ in 0..600 {
        if notices.load(std::sync::atomic::Ordering::SeqCst) == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(
        notices.load(std::sync::atomic::Ordering::SeqCst),
        2,
        "both strangers are told"
    );
    get(port, &signed(b"secret-1")).await;
    let mut arrival = waiting.await.unwrap().unwrap();
    arrival.exchange(&http()).await.unwrap();
}
