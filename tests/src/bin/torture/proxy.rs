//! What stands between the processes and the provider: it loses answers, is away, is slow, cuts lines, and keeps a ledger
//! of what the provider did meanwhile.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::Result;
use crate::vault::{hash, micros};

/// What happens to one refresh.
#[derive(Clone, Copy)]
enum Fate {
    Passes,
    /// 503 in the provider's place.
    Unavailable,
    /// The line is cut before the provider sees anything.
    CutBefore,
    /// The provider rotates, and its answer is lost: whole, or its second half.
    Lost {
        half: bool,
    },
    /// Milliseconds before the provider is asked, and before its answer goes on.
    Slow(u64, u64),
}

/// A rotation at the provider.
#[derive(Clone)]
pub(crate) struct Rotation {
    /// When the request arrived, in microseconds since 1970.
    pub at: u64,
    /// SHA-256 of the new refresh token.
    pub new: String,
    /// The answer was lost on its way.
    pub lost: bool,
}

/// What happened so far.
#[derive(Default)]
pub(crate) struct Ledger {
    /// Refreshes that the provider granted.
    pub rotations: u64,
    pub lost: u64,
    pub cut_before: u64,
    pub unavailable: u64,
    pub slow: u64,
    /// The newest rotation by connection.
    pub newest: HashMap<String, Rotation>,
    /// Which connection a refresh token belongs to, by its SHA-256.
    families: HashMap<String, String>,
    /// Whose code is being exchanged.
    consenting: Option<String>,
}

/// The proxy. Chaos is off to begin with.
pub(crate) struct Proxy {
    address: String,
    state: Arc<State>,
}

struct State {
    provider: Mutex<String>,
    ledger: Mutex<Ledger>,
    dice: Mutex<StdRng>,
    chaos: watch::Sender<bool>,
    rotated: watch::Sender<u64>,
}

impl Proxy {
    /// Listens; nothing is served before [`Proxy::serve`].
    pub(crate) async fn bind(seed: u64) -> Result<(Proxy, TcpListener)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(State {
            provider: Mutex::default(),
            ledger: Mutex::default(),
            dice: Mutex::new(StdRng::seed_from_u64(seed)),
            chaos: watch::Sender::new(false),
            rotated: watch::Sender::new(0),
        });
        Ok((Proxy { address, state }, listener))
    }

    /// Serves what comes to the listener from the provider at `address`.
    pub(crate) fn serve(&self, listener: TcpListener, address: &str) {
        *locked(&self.state.provider) = address.trim_start_matches("http://").to_owned();
        let state = self.state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = state.clone();
                tokio::spawn(async move {
                    // A line that breaks is what this is about.
                    let _ = carry(stream, &state).await;
                });
            }
        });
    }

    /// Its address, which the provider takes for its own.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Whether bad things happen.
    pub(crate) fn chaos(&self, on: bool) {
        self.state.chaos.send_replace(on);
    }

    /// Whose consent comes next.
    pub(crate) fn consenting(&self, connection: &str) {
        self.ledger().consenting = Some(connection.to_owned());
    }

    /// What happened so far.
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        locked(&self.state.ledger)
    }

    /// The number of rotations, as it grows.
    pub(crate) fn rotated(&self) -> watch::Receiver<u64> {
        self.state.rotated.subscribe()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One connection: one request, one answer.
async fn carry(mut stream: TcpStream, state: &State) -> Result<()> {
    let request = read_request(&mut stream).await?;
    let at = micros();
    let presented = field(&request, "refresh_token");
    let fate = match (&presented, *state.chaos.borrow()) {
        (Some(_), true) => draw(&mut locked(&state.dice)),
        _ => Fate::Passes,
    };
    note_fate(&mut locked(&state.ledger), fate);
    match fate {
        Fate::Unavailable => {
            let answer = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            return Ok(stream.write_all(answer.as_bytes()).await?);
        }
        Fate::CutBefore => return Ok(stream.set_zero_linger()?),
        Fate::Slow(before, _) => tokio::time::sleep(Duration::from_millis(before)).await,
        Fate::Passes | Fate::Lost { .. } => {}
    }
    let answer = ask(state, &request).await?;
    let lost = matches!(fate, Fate::Lost { .. });
    note_answer(state, presented.as_deref(), &answer, at, lost);
    match fate {
        Fate::Lost { half } => {
            let part = if half { answer.len() - 8 } else { 0 };
            stream.write_all(&answer[..part]).await?;
            return Ok(());
        }
        Fate::Slow(_, after) => tokio::time::sleep(Duration::from_millis(after)).await,
        _ => {}
    }
    stream.write_all(&answer).await?;
    Ok(())
}

/// In a thousand refreshes: 10 answers lost, 30 cut before, 40 unavailable, 60 slow.
fn draw(dice: &mut StdRng) -> Fate {
    match dice.random_range(0..1_000) {
        0..5 => Fate::Lost { half: false },
        5..10 => Fate::Lost { half: true },
        10..40 => Fate::CutBefore,
        40..80 => Fate::Unavailable,
        80..110 => Fate::Slow(dice.random_range(5..150), 0),
        110..140 => Fate::Slow(0, dice.random_range(5..150)),
        _ => Fate::Passes,
    }
}

fn note_fate(ledger: &mut Ledger, fate: Fate) {
    match fate {
        Fate::Unavailable => ledger.unavailable += 1,
        Fate::CutBefore => ledger.cut_before += 1,
        Fate::Slow(..) => ledger.slow += 1,
        Fate::Passes | Fate::Lost { .. } => {}
    }
}

/// Keeps what the provider's answer did: a token of a consent begins a family, a rotation goes on with it.
fn note_answer(state: &State, presented: Option<&str>, answer: &[u8], at: u64, lost: bool) {
    let Some(new) = new_token(answer) else {
        return;
    };
    let new = hash(&new);
    let mut ledger = locked(&state.ledger);
    let connection = match presented {
        Some(presented) => {
            ledger.rotations += 1;
            ledger.lost += u64::from(lost);
            ledger.families.get(&hash(presented)).cloned()
        }
        None => ledger.consenting.take(),
    };
    if let Some(connection) = connection {
        ledger.families.insert(new.clone(), connection.clone());
        ledger.newest.insert(connection, Rotation { at, new, lost });
    }
    state.rotated.send_replace(ledger.rotations);
}

/// Asks the provider and reads its answer whole.
async fn ask(state: &State, request: &[u8]) -> Result<Vec<u8>> {
    let address = locked(&state.provider).clone();
    let mut provider = TcpStream::connect(address).await?;
    let line = request
        .windows(2)
        .position(|pair| pair == b"\r\n")
        .ok_or("no request line")?
        + 2;
    provider.write_all(&request[..line]).await?;
    provider.write_all(b"Connection: close\r\n").await?;
    provider.write_all(&request[line..]).await?;
    let mut answer = Vec::new();
    provider.read_to_end(&mut answer).await?;
    Ok(answer)
}

async fn read_request(stream: &mut TcpStream) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.map_or(Ok(0), |text| text.trim().parse())?;
            if bytes.len() >= end + 4 + length {
                return Ok(bytes);
            }
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err("the request was cut off".into());
        }
    }
}

/// A field of a form that a token request carries.
fn field(request: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(request);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let fields = || url::form_urlencoded::parse(body.as_bytes());
    head.starts_with("POST /token ").then_some(())?;
    fields()
        .find(|(this, _)| this == name)
        .map(|(_, value)| value.into_owned())
}

fn new_token(answer: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n")?;
    head.starts_with("HTTP/1.1 200").then_some(())?;
    let answer: Value = serde_json::from_str(body).ok()?;
    answer["refresh_token"].as_str().map(str::to_owned)
}
