//! Every provider at once: a server that is reached under whatever name a request goes to, so that
//! a profile runs with its real addresses. It records what comes and answers what it was told.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use serde_json::{Map, Value};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Method and address, without the query.
    pub request: String,
    /// The query, with its question mark.
    pub query: String,
    /// Where the parameters stand: `form`, `json`, `query`, or nowhere.
    pub place: &'static str,
    pub headers: BTreeMap<String, String>,
    pub params: Map<String, Value>,
}

/// All providers of this machine.
#[derive(Clone)]
pub struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    answers: Arc<Mutex<VecDeque<Value>>>,
}

impl Server {
    pub async fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
            answers: Arc::default(),
        };
        let signed = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(signed.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![signed.cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let here = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, here) = (acceptor.clone(), here.clone());
                tokio::spawn(async move {
                    let mut stream = acceptor.accept(stream).await.unwrap();
                    let seen = read(&mut stream).await;
                    here.seen.lock().unwrap().push(seen);
                    let body = here.answers.lock().unwrap().pop_front();
                    let (status, body) = match body {
                        Some(body) => ("200 OK", body.to_string()),
                        None => ("500 Nobody asked", String::new()),
                    };
                    let head = format!(
                        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                        body.len()
                    );
                    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        server
    }

    /// What it answers from now on, in this order, and nothing else.
    pub fn answers(&self, answers: impl IntoIterator<Item = Value>) {
        *self.answers.lock().unwrap() = answers.into_iter().collect();
    }

    /// The requests since the last time.
    pub fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }

    /// A client for which every name leads here.
    pub fn client(&self) -> reqwest::Client {
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(30))
            .dns_resolver(Arc::new(Here(self.address)))
            .danger_accept_invalid_certs(true)
            .pool_max_idle_per_host(0)
            .no_proxy()
            .build()
            .unwrap()
    }
}

struct Here(SocketAddr);

impl Resolve for Here {
    fn resolve(&self, _: Name) -> Resolving {
        let address: Addrs = Box::new(std::iter::once(self.0));
        Box::pin(async { Ok(address) })
    }
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Seen {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        assert_ne!(
            stream.read_buf(&mut bytes).await.unwrap(),
            0,
            "a whole head"
        );
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let target = target.split(' ').next().unwrap();
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers
        .get("content-length")
        .map_or(0, |text| text.parse().unwrap());
    while bytes.len() < end + length {
        assert_ne!(
            stream.read_buf(&mut bytes).await.unwrap(),
            0,
            "a whole body"
        );
    }
    let body = &bytes[end..];
    let kind = headers.get("content-type").map(String::as_str);
    let (path, query) = target
        .split_once('?')
        .map_or((target, None), |(path, query)| (path, Some(query)));
    let (place, params) = match (kind, query) {
        (Some("application/json"), _) => ("json", serde_json::from_slice(body).unwrap()),
        (Some(_), _) if !body.is_empty() => ("form", pairs(body)),
        (_, Some(query)) => ("query", pairs(query.as_bytes())),
        _ => ("nowhere", Map::new()),
    };
    let host = &headers["host"];
    Seen {
        request: format!("{method} https://{host}{path}"),
        query: query.map(|query| format!("?{query}")).unwrap_or_default(),
        place,
        headers,
        params,
    }
}

fn pairs(text: &[u8]) -> Map<String, Value> {
    let mut pairs = Map::new();
    for (name, value) in url::form_urlencoded::parse(text).into_owned() {
        let before = pairs.insert(name.clone(), value.into());
        assert_eq!(before, None, "the parameter {name} is sent twice");
    }
    pairs
}
