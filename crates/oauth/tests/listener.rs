//! The listener: where it is and whom it lets in (requirements 12 to 20), by raw sockets.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::{Duration, Instant};

use headwater_oauth::{Attempt, AttemptOptions, Error, Outcome, PortCause, RefusedPort};
use serde_json::json;
use support::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// Requirements 12 and 16: cancel works at once, a time-out ends what nobody finishes, and the port
/// is free again.
#[tokio::test]
async fn cancel_and_time_out_close_the_listener() {
    let attempt = begin(&anyone(json!({}))).await;
    let bound = port(&attempt);
    let cancel = CancellationToken::new();
    cancel.cancel();
    assert_eq!(
        attempt.wait(cancel, |_| {}).await.err(),
        Some(Error::Cancelled)
    );
    closes_within_a_second(bound).await;

    let after = Duration::from_millis(100);
    let options = AttemptOptions {
        time_out: after,
        ..AttemptOptions::default()
    };
    let attempt = Attempt::begin(&http(), anyone(json!({})), options)
        .await
        .unwrap();
    let bound = port(&attempt);
    assert_eq!(wait(attempt).await.err(), Some(Error::TimedOut { after }));
    closes_within_a_second(bound).await;

    let attempt = begin(&anyone(json!({}))).await;
    let bound = port(&attempt);
    drop(attempt);
    closes_within_a_second(bound).await;
}

/// Requirement 13: reachable at 127.0.0.1 only; with the host `localhost` at [::1] too, on the same
/// port.
#[tokio::test]
async fn listens_on_loopback_only() {
    let attempt = begin(&anyone(json!({}))).await;
    let bound = port(&attempt);
    assert!(attempt.redirect_uri().starts_with("http://127.0.0.1:"));
    // Another address of this machine: a listener on 0.0.0.0 would answer there.
    let elsewhere = TcpStream::connect(("127.0.0.2", bound)).await;
    assert!(elsewhere.is_err(), "no other address is listened on");
    assert!(TcpStream::connect(("::1", bound)).await.is_err());

    let attempt = begin(&anyone(json!({"redirect": {"host": "localhost"}}))).await;
    let bound = port(&attempt);
    assert!(attempt.redirect_uri().starts_with("http://localhost:"));
    assert!(TcpStream::connect(("127.0.0.1", bound)).await.is_ok());
    let has_ipv6 = std::net::TcpListener::bind("[::1]:0").is_ok();
    let second = TcpStream::connect(("::1", bound)).await;
    assert_eq!(second.is_ok(), has_ipv6, "a browser may try ::1 first");
    let callback = format!(
        "GET {} HTTP/1.1\r\nHost: LOCALHOST:{bound}\r\n\r\n",
        yes(&attempt)
    );
    assert_eq!(
        raw(bound, &callback).await.status,
        303,
        "served under that name"
    );
}

/// Requirements 14 and 15: a taken port leads to the next registered one; when all are taken, the
/// error names them; and nobody can bind the port beside us.
#[tokio::test]
async fn fixed_ports_have_spares() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let free = {
        let probe = TcpListener::bind("127.0.0.1:0").await.unwrap();
        probe.local_addr().unwrap().port()
    };
    let busy = taken.local_addr().unwrap().port();
    let fixed = anyone(json!({"redirect": {"policy": "fixed_ports", "ports": [busy, free]}}));

    let attempt = begin(&fixed).await;
    assert_eq!(port(&attempt), free, "the spare is used");
    assert!(
        TcpListener::bind(("127.0.0.1", free)).await.is_err(),
        "the port is ours alone"
    );

    let error = Attempt::begin(&http(), fixed.clone(), AttemptOptions::default())
        .await
        .err()
        .unwrap();
    let refused = [busy, free].map(|port| RefusedPort {
        port,
        cause: PortCause::Taken,
    });
    assert_eq!(error, Error::NoPort(refused.to_vec()));
    assert!(
        error.to_string().contains(&busy.to_string())
            && error.to_string().contains(&free.to_string())
    );

    // A port that was just left can be bound again at once: the next attempt needs the same one.
    arrive(attempt)
        .await
        .tell(Outcome::Connected { account: None });
    closes_within_a_second(free).await;
    assert_eq!(port(&begin(&fixed).await), free);

    let options = AttemptOptions {
        port: Some(busy),
        ..AttemptOptions::default()
    };
    assert!(
        Attempt::begin(&http(), anyone(json!({})), options)
            .await
            .is_err(),
        "a port that was asked for is not replaced"
    );
}

/// Requirement 17: other paths, methods and request forms get a plain refusal.
#[tokio::test]
async fn other_requests_are_turned_away() {
    let attempt = begin(&anyone(json!({}))).await;
    let (port, yes) = (port(&attempt), yes(&attempt));
    for (request, status) in [
        ("GET /".to_owned(), 404),
        ("GET /favicon.ico".to_owned(), 404),
        ("GET /callback/finish".to_owned(), 404),
        ("GET /callback/".to_owned(), 404),
        (format!("GET /CALLBACK{}", &yes[9..]), 404),
        (format!("GET http://127.0.0.1:{port}{yes}"), 404),
        (format!("HEAD {yes}"), 405),
        (format!("OPTIONS {yes}"), 405),
        (format!("POST {yes}"), 405),
        (format!("PUT {yes}"), 405),
    ] {
        let answered = raw(
            port,
            &format!("{request} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\n\r\n"),
        )
        .await;
        assert_eq!(answered.status, status, "{request}");
        assert_eq!(answered.body, "", "nothing is said to {request}");
    }
    arrive(attempt).await;
}

/// Requirement 18: no crowd of bad sockets keeps the real answer out.
#[tokio::test]
async fn a_crowd_of_bad_sockets_does_not_block_the_answer() {
    let attempt = begin(&anyone(json!({}))).await;
    let bound = port(&attempt);
    let connect = || TcpStream::connect(("127.0.0.1", bound));
    let mut crowd = Vec::new();
    for _ in 0..200 {
        crowd.push(connect().await.unwrap());
    }
    let mut half = connect().await.unwrap();
    half.write_all(b"GET /callback?code=").await.unwrap();
    let mut slow = connect().await.unwrap();
    let drip = tokio::spawn(async move {
        while slow.write_all(b"G").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(200)).await
        }
    });
    let huge = format!(
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{bound}\r\nX: {}\r\n\r\n",
        "x".repeat(64 * 1024)
    );
    let refused = raw(bound, &huge).await;
    assert!(
        matches!(refused.status, 0 | 431),
        "64 KB of header are refused: {}",
        refused.status
    );
    let reset = connect().await.unwrap();
    reset.set_zero_linger().unwrap();
    drop(reset);

    let start = Instant::now();
    let answered = get(bound, &yes(&attempt)).await;
    assert_eq!(answered.status, 303);
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "answered after {:?}",
        start.elapsed()
    );
    drip.abort();
}

/// Requirement 18: a socket that sends no whole request is closed after five seconds.
#[tokio::test]
async fn a_silent_socket_is_closed() {
    let attempt = begin(&anyone(json!({}))).await;
    let mut silent = TcpStream::connect(("127.0.0.1", port(&attempt)))
        .await
        .unwrap();
    let mut half = TcpStream::connect(("127.0.0.1", port(&attempt)))
        .await
        .unwrap();
    half.write_all(b"GET /callback HTTP/1.1\r\n").await.unwrap();
    let closed = async {
        let _ = silent.read_to_end(&mut Vec::new()).await;
        let _ = half.read_to_end(&mut Vec::new()).await;
    };
    tokio::time::timeout(Duration::from_secs(7), closed)
        .await
        .expect("closed after five seconds");
}

/// Requirement 19: a page whose name resolves to this machine (DNS rebinding) gets nothing.
#[tokio::test]
async fn only_the_redirect_uris_host_is_served() {
    let attempt = begin(&anyone(json!({}))).await;
    let (port, yes) = (port(&attempt), yes(&attempt));
    for (hosts, status) in [
        ("Host: evil.example\r\n".to_owned(), 421),
        (format!("Host: evil.example:{port}\r\n"), 421),
        (format!("Host: localhost:{port}\r\n"), 421),
        ("Host: 127.0.0.1\r\n".to_owned(), 421),
        (String::new(), 400),
        (
            format!("Host: 127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}\r\n"),
            400,
        ),
    ] {
        let answered = raw(port, &format!("GET {yes} HTTP/1.1\r\n{hosts}\r\n")).await;
        assert_eq!(
            (answered.status, answered.body.as_str()),
            (status, ""),
            "{hosts:?}"
        );
    }
    arrive(attempt).await;
}

/// Requirement 20: what a web page can send (fetch, image, frame, preflight, prefetch) changes
/// nothing, and no answer opens itself to other origins.
#[tokio::test]
async fn requests_of_web_pages_do_not_count() {
    let attempt = begin(&anyone(json!({}))).await;
    let (port, yes) = (port(&attempt), yes(&attempt));
    for header in [
        "Sec-Fetch-Mode: cors",
        "Sec-Fetch-Mode: no-cors",
        "Sec-Fetch-Dest: image",
        "Sec-Fetch-Dest: iframe",
        "Sec-Purpose: prefetch",
    ] {
        let answered = raw(
            port,
            &format!("GET {yes} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{header}\r\n\r\n"),
        )
        .await;
        assert_eq!(answered.status, 403, "{header}");
    }
    let preflight = format!(
        "OPTIONS /callback HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Private-Network: true\r\n\r\n"
    );
    let answered = raw(port, &preflight).await;
    assert!(
        !answered.head.contains("access-control-"),
        "{}",
        answered.head
    );

    let navigation = format!(
        "GET {yes} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nSec-Fetch-Site: cross-site\r\n\r\n"
    );
    assert_eq!(
        raw(port, &navigation).await.status,
        303,
        "a person's navigation counts"
    );
}

/// Requirement 28: the redirect URI in the address is the listener's, port included.
#[tokio::test]
async fn the_address_names_the_bound_port() {
    let provider = anyone(json!({"redirect": {"path": "/oauth/back"}}));
    let attempt = begin(&provider).await;
    let wanted = format!("http://127.0.0.1:{}/oauth/back", port(&attempt));
    assert_eq!(parameter(&attempt, "redirect_uri"), Some(wanted));
}
