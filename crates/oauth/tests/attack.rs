//! The listener under attack (requirements 13 to 20): everything that can be sent to a socket, at once and without pause,
//! from threads of its own, while a person consents. The right answer gets through.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use headwater_oauth::{Attempt, Notice};
use serde_json::json;
use support::*;
use tokio_util::sync::CancellationToken;

/// A crowd of attackers, each in a loop on a thread of its own until the value is dropped.
struct Attack {
    over: Arc<AtomicBool>,
    sent: Arc<AtomicU64>,
    threads: Vec<JoinHandle<()>>,
}

impl Attack {
    fn new() -> Self {
        Self {
            over: Arc::default(),
            sent: Arc::default(),
            threads: Vec::new(),
        }
    }

    /// One more attacker, who does this again and again.
    fn with(mut self, mut attack: impl FnMut() + Send + 'static) -> Self {
        let (over, sent) = (self.over.clone(), self.sent.clone());
        self.threads.push(std::thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                attack();
                sent.fetch_add(1, Ordering::Relaxed);
            }
        }));
        self
    }

    /// Waits until the attack is under way.
    async fn is_on(&self, rounds: u64) {
        while self.sent.load(Ordering::Relaxed) < rounds {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for Attack {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            thread.join().unwrap();
        }
    }
}

/// Sends bytes and reads what comes, as long as anything does. A listener that hangs up is what an attacker must expect.
fn throw(port: u16, bytes: &[u8]) -> Vec<u8> {
    let mut answer = Vec::new();
    if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
        let _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
        let _ = stream.write_all(bytes);
        let _ = stream.read_to_end(&mut answer);
    }
    answer
}

/// What a page, a scanner or a broken program sends: wrong in one way each. None may count.
fn wrong_requests(attempt: &Attempt) -> Vec<Vec<u8>> {
    let (port, yes) = (port(attempt), yes(attempt));
    let host = format!("Host: 127.0.0.1:{port}\r\n");
    let with = |line: String, headers: String| format!("{line} HTTP/1.1\r\n{headers}\r\n");
    let texts = [
        with(
            format!("POST {yes}"),
            format!("{host}Content-Length: 0\r\n"),
        ),
        with(format!("PUT {yes}"), format!("{host}Content-Length: 4\r\n")),
        with(format!("HEAD {yes}"), host.clone()),
        with(format!("DELETE {yes}"), host.clone()),
        with(format!("BREW {yes}"), host.clone()),
        with(format!("CONNECT 127.0.0.1:{port}"), host.clone()),
        with(format!("GET http://127.0.0.1:{port}{yes}"), host.clone()),
        with(format!("GET {yes}"), String::new()),
        with(format!("GET {yes}"), format!("{host}{host}")),
        with(
            format!("GET {yes}"),
            format!("{host}Host: evil.example\r\n"),
        ),
        with(format!("GET {yes}"), "Host: evil.example\r\n".to_owned()),
        with(
            format!("GET {yes}"),
            format!("Host: rebound.evil.example:{port}\r\n"),
        ),
        with(
            format!("GET {yes}"),
            format!("{host}Sec-Fetch-Mode: cors\r\n"),
        ),
        with(
            format!("GET {yes}"),
            format!("{host}Sec-Fetch-Dest: image\r\n"),
        ),
        with(
            format!("GET {yes}"),
            format!("{host}Sec-Purpose: prefetch\r\n"),
        ),
        with(
            "OPTIONS /callback".to_owned(),
            format!(
                "{host}Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Private-Network: true\r\n"
            ),
        ),
        with("GET /favicon.ico".to_owned(), host.clone()),
        with("GET /../callback".to_owned(), host.clone()),
        with("GET /callback/../callback".to_owned(), host.clone()),
        with("GET *".to_owned(), host.clone()),
        format!("GET {yes}\r\n\r\n"),
        format!("GET {yes} HTTP/9.9\r\n{host}\r\n"),
        format!("GET  {yes} HTTP/1.1\r\n{host}\r\n"),
        format!("GET {yes} HTTP/1.1\r\n {host}\r\n"),
        format!("GET {yes} HTTP/1.1\n\nHost: 127.0.0.1:{port}\n\n"),
        "\r\n".repeat(2_000),
    ];
    let mut all: Vec<Vec<u8>> = texts.into_iter().map(String::into_bytes).collect();
    // A TLS client's first bytes, HTTP/2's preface, noise.
    all.push(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".repeat(20));
    all.push(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec());
    all.push((0..=255).cycle().take(20_000).collect());
    all
}

/// Requirements 17 to 20: requests that are wrong in one way each, pipelined ones among them, are refused, and none of
/// them opens itself to other origins, echoes the state or spends the attempt.
#[tokio::test]
async fn no_wrong_request_counts() {
    let attempt = begin(&anyone(json!({}))).await;
    let (port, state, requests) = (port(&attempt), state(&attempt), wrong_requests(&attempt));
    let answers = tokio::task::spawn_blocking(move || {
        let answers = requests.iter().map(|request| throw(port, request));
        requests.iter().cloned().zip(answers).collect::<Vec<_>>()
    });
    for (request, answer) in answers.await.unwrap() {
        let (request, answer) = (
            String::from_utf8_lossy(&request).into_owned(),
            String::from_utf8_lossy(&answer).to_lowercase(),
        );
        assert!(
            answer.is_empty()
                || answer.starts_with("http/1.1 4")
                || answer.starts_with("http/1.0 4"),
            "{request:?} was answered with {answer:?}"
        );
        assert!(!answer.contains("access-control-"), "{request:?}: {answer}");
        assert!(
            !answer.contains(&state.to_lowercase()),
            "{request:?}: {answer}"
        );
    }
    arrive(attempt).await;
}

/// A request behind another on the same connection is not read: one connection, one request. What a proxy of the attacker
/// smuggles behind a harmless request never counts.
#[tokio::test]
async fn a_pipelined_answer_does_not_count() {
    let attempt = begin(&anyone(json!({}))).await;
    let (port, yes) = (port(&attempt), yes(&attempt));
    let host = format!("Host: 127.0.0.1:{port}\r\n\r\n");
    let smuggled = format!("GET /nowhere HTTP/1.1\r\n{host}GET {yes} HTTP/1.1\r\n{host}");
    let answer = tokio::task::spawn_blocking(move || throw(port, smuggled.as_bytes()));
    let answer = String::from_utf8(answer.await.unwrap()).unwrap();
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    arrive(attempt).await;
}

/// Requirement 13: on the machine's own address in its network nobody listens.
#[tokio::test]
async fn the_network_does_not_reach_the_listener() {
    let attempt = begin(&anyone(json!({"redirect": {"host": "localhost"}}))).await;
    // Nothing is sent: connecting a datagram socket only asks which address would be ours on the way there.
    let own = UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        socket
            .connect("192.0.2.1:9")
            .and_then(|()| socket.local_addr())
    });
    let Ok(own) = own else {
        println!("this machine has no network: nothing to refuse");
        return;
    };
    let reached =
        TcpStream::connect_timeout(&(own.ip(), port(&attempt)).into(), Duration::from_secs(10));
    assert!(reached.is_err(), "the listener answers at {}", own.ip());
}

/// Requirement 18 and the rest at once: slow, half, huge, reset, wrong and many sockets all the while; the right answer is
/// taken before any of the slow ones has even been given up, and every foreign state is told, not taken.
#[tokio::test(flavor = "multi_thread")]
async fn the_right_answer_gets_through() {
    let attempt = begin(&anyone(json!({}))).await;
    let (bound, yes, requests) = (port(&attempt), yes(&attempt), wrong_requests(&attempt));
    let huge = format!(
        "GET {yes} HTTP/1.1\r\nHost: 127.0.0.1:{bound}\r\nX: {}\r\n\r\n",
        "x".repeat(64 * 1024)
    );
    let foreign = format!(
        "GET /callback?code=stolen&state=guess HTTP/1.1\r\nHost: 127.0.0.1:{bound}\r\n\r\n"
    );
    // 60 that send a byte a second, 60 that stop in the middle; they stay for as long as they are let.
    let began = Instant::now();
    let mut slow: Vec<TcpStream> = (0..120)
        .filter_map(|number| {
            let mut stream = TcpStream::connect(("127.0.0.1", bound)).ok()?;
            let _ = stream.write_all(if number % 2 == 0 {
                b"G"
            } else {
                b"GET /callback?code="
            });
            Some(stream)
        })
        .collect();
    let mut turn = requests.into_iter().cycle();
    let attack = Attack::new()
        .with(move || {
            for stream in &mut slow {
                let _ = stream.write_all(b"x");
            }
            std::thread::sleep(Duration::from_secs(1));
        })
        .with(move || drop(throw(bound, huge.as_bytes())))
        .with(move || drop(throw(bound, foreign.as_bytes())))
        .with(move || drop(turn.next().map(|request| throw(bound, &request))))
        .with(move || {
            // 200 at once, then gone: half of them with a reset.
            let crowd: Vec<_> = (0..200)
                .filter_map(|_| TcpStream::connect(("127.0.0.1", bound)).ok())
                .collect();
            for (number, stream) in crowd.iter().enumerate() {
                if number % 2 == 0 {
                    let _ = stream.shutdown(Shutdown::Both);
                }
            }
            std::thread::sleep(Duration::from_millis(50));
        });
    attack.is_on(200).await;

    let told = AtomicU64::new(0);
    let waiting = attempt.wait(CancellationToken::new(), |notice| {
        assert_eq!(notice, Notice::Foreign);
        told.fetch_add(1, Ordering::Relaxed);
    });
    let person = async {
        let clicked = Instant::now();
        // A browser tries again where a connection is cut.
        loop {
            let answered = get(bound, &yes).await;
            if answered.status == 303 {
                return clicked.elapsed();
            }
            assert_eq!(
                answered.status, 0,
                "cut at most, never refused: {answered:?}"
            );
            assert!(clicked.elapsed() < Duration::from_secs(30), "kept out");
        }
    };
    let (arrival, took) = tokio::join!(waiting, person);
    assert!(arrival.is_ok());
    assert!(told.load(Ordering::Relaxed) > 0, "foreign answers are told");
    println!(
        "answered in {took:?}, {:?} into an attack of {} rounds",
        began.elapsed(),
        attack.sent.load(Ordering::Relaxed)
    );
}
