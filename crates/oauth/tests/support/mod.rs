//! What the tests of this crate share: a provider that answers from a script, and a browser that
//! comes back.
#![allow(dead_code)] // Each test file uses its own part.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use headwater_oauth::{
    Arrival, Attempt, AttemptOptions, Client, Error, Grant, Profile, Provider, Values,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// A request that reached the provider.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Seen {
    pub fn form(&self) -> BTreeMap<String, String> {
        url::form_urlencoded::parse(self.body.as_bytes())
            .into_owned()
            .collect()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// What the provider does with a request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Status, content type (none where empty) and body.
    With(u16, &'static str, String),
    /// A header more.
    Header(u16, &'static str),
    /// These bytes, then the connection closes.
    Raw(Vec<u8>),
    /// Reads the request and closes the connection: the answer is lost.
    Lost,
    /// Reads the request and never answers; from then on the test's clock runs ahead.
    Stall,
}

pub fn ok(body: Value) -> Reply {
    Reply::With(200, "application/json", body.to_string())
}

pub fn refused(status: u16, body: Value) -> Reply {
    Reply::With(status, "application/json", body.to_string())
}

/// A plain token answer.
pub fn tokens() -> Value {
    json!({"access_token": "access-1", "refresh_token": "refresh-1", "token_type": "Bearer", "expires_in": 3600})
}

/// A provider on a real socket that answers from a script, one connection for each request.
pub struct Scripted {
    pub address: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Scripted {
    pub async fn start(replies: impl IntoIterator<Item = Reply>) -> Scripted {
        Scripted::serve(TcpListener::bind("127.0.0.1:0").await.unwrap(), replies)
    }

    /// For scripts that need to know the address.
    pub fn serve(listener: TcpListener, replies: impl IntoIterator<Item = Reply>) -> Scripted {
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut replies: VecDeque<Reply> = replies.into_iter().collect();
        let record = seen.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some(request) = read_request(&mut stream).await else {
                    continue;
                };
                record.lock().unwrap().push(request);
                let reply = replies.pop_front().expect("a request beyond the script");
                tokio::spawn(answer(stream, reply));
            }
        });
        Scripted { address, seen }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The one request that came.
    pub fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "exactly one request was to come: {seen:?}");
        seen[0].clone()
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let mut lines = head.lines();
    let mut start = lines.next()?.split(' ');
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers
        .get("content-length")
        .map_or(0, |text| text.parse().unwrap());
    while bytes.len() < head_end + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Seen {
        method: start.next()?.to_owned(),
        path: start.next()?.to_owned(),
        headers,
        body: String::from_utf8(bytes[head_end..].to_vec()).unwrap(),
    })
}

async fn answer(mut stream: TcpStream, reply: Reply) {
    let bytes = match reply {
        Reply::With(status, content_type, body) => {
            let content_type = match content_type {
                "" => String::new(),
                content_type => format!("Content-Type: {content_type}\r\n"),
            };
            let length = body.len();
            format!("HTTP/1.1 {status} X\r\n{content_type}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}").into_bytes()
        }
        Reply::Header(status, header) => format!(
            "HTTP/1.1 {status} X\r\n{header}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .into_bytes(),
        Reply::Raw(bytes) => bytes,
        Reply::Lost => return,
        Reply::Stall => {
            tokio::time::pause();
            std::future::pending().await
        }
    };
    // The client may hang up in the middle of what is too large for it.
    let _ = stream.write_all(&bytes).await;
}

/// The client as the engine sets it up. Made once: reading the system's certificates takes a while.
pub fn http() -> reqwest::Client {
    static HTTP: LazyLock<reqwest::Client> = LazyLock::new(|| {
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            // Each test has its own runtime, which a kept connection would not outlive.
            .pool_max_idle_per_host(0)
            .no_proxy()
            .build()
            .unwrap()
    });
    HTTP.clone()
}

/// A profile whose addresses lie at `address`, with `more` keys over it.
pub fn profile(address: &str, more: Value) -> Profile {
    let mut value = json!({
        "step1_authorize_url": format!("{address}/authorize"),
        "step3_access_url": format!("{address}/token"),
    });
    for (key, part) in more.as_object().unwrap() {
        value[key] = part.clone();
    }
    Profile::parse(value).unwrap()
}

pub fn client(secret: Option<&str>) -> Client {
    Client {
        id: "client-1".to_owned(),
        secret: secret.map(Into::into),
        ..Client::default()
    }
}

pub fn provider(address: &str, more: Value) -> Provider {
    Provider::new(
        profile(address, more),
        &Values::new(),
        client(Some("secret-1")),
    )
    .unwrap()
}

/// A provider of which only the consent matters.
pub fn anyone(more: Value) -> Provider {
    provider("https://provider.example", more)
}

pub async fn begin(provider: &Provider) -> Attempt {
    Attempt::begin(&http(), provider.clone(), AttemptOptions::default())
        .await
        .unwrap()
}

pub fn parameter(attempt: &Attempt, name: &str) -> Option<String> {
    let mut pairs = attempt.authorize_url().query_pairs();
    pairs
        .find(|(this, _)| this == name)
        .map(|(_, value)| value.into_owned())
}

pub fn state(attempt: &Attempt) -> String {
    parameter(attempt, "state").unwrap()
}

/// An answer as the listener's sockets give it.
#[derive(Clone, Debug)]
pub struct Answered {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// Sends bytes to the listener and reads until it closes.
pub async fn raw(port: u16, request: &str) -> Answered {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let _ = stream.write_all(request.as_bytes()).await;
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    Answered {
        status: head
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .unwrap_or(0),
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
    }
}

pub fn port(attempt: &Attempt) -> u16 {
    url::Url::parse(attempt.redirect_uri())
        .unwrap()
        .port()
        .unwrap()
}

/// A browser's `GET` at the listener.
pub async fn get(port: u16, target: &str) -> Answered {
    raw(
        port,
        &format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
    )
    .await
}

/// The provider's yes.
pub fn yes(attempt: &Attempt) -> String {
    format!("/callback?code=code-1&state={}", state(attempt))
}

/// Consents in the browser and waits for the arrival.
pub async fn arrive(attempt: Attempt) -> Arrival {
    let answered = get(port(&attempt), &yes(&attempt)).await;
    assert_eq!(answered.status, 303, "the callback is taken: {answered:?}");
    wait(attempt).await.unwrap()
}

pub async fn wait(attempt: Attempt) -> Result<Arrival, Error> {
    tokio::time::timeout(
        Duration::from_secs(5),
        attempt.wait(CancellationToken::new(), |_| {}),
    )
    .await
    .expect("the answer is there")
}

/// The whole way against a scripted provider: consent, then exchange.
pub async fn exchange(provider: &Provider) -> Result<Grant, Error> {
    arrive(begin(provider).await).await.exchange(&http()).await
}

/// Requirement 16.
pub async fn closes_within_a_second(port: u16) {
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        assert!(
            start.elapsed() < Duration::from_secs(1),
            "port {port} is still open after a second"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
