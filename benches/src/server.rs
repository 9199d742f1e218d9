//! The server: pages of records behind a bearer token, `after` as cursor. A process of its own.
//!
//! | path | answers |
//! |---|---|
//! | `/{total}/contacts` | a page of the first `total` records |
//! | `/{total}/{wait}/contacts` | the same, `wait` milliseconds later |
//! | `/busiest` | how many requests were under way at most, and how many came within a second at most |

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::{Result, records};

/// The token that it accepts.
pub const TOKEN: &str = "bench-token";

/// A running server; dropping it ends its process.
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:PORT`
    pub address: String,
}

impl Server {
    /// Starts this program once more, with the one word `serve`, and waits until it listens.
    ///
    /// # Errors
    /// Those of starting it.
    pub fn start() -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .stdout(Stdio::piped())
            .stdin(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().ok_or("the server has no output")?;
        let mut address = String::new();
        BufReader::new(out).read_line(&mut address)?;
        Ok(Self {
            child,
            address: address.trim().to_owned(),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing is left to do where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How much was asked at once, since the last time that somebody wanted to know.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Busiest {
    /// Requests under way at a time.
    pub at_once: usize,
    /// Requests that came within one second.
    pub a_second: usize,
    /// Requests in all.
    pub requests: usize,
}

#[derive(Default)]
struct Traffic {
    under_way: usize,
    /// When the requests of the last second came.
    came: VecDeque<Instant>,
    busiest: Busiest,
}

type Shared = Arc<Mutex<Traffic>>;

#[derive(Deserialize)]
struct Page {
    limit: Option<u64>,
    after: Option<u64>,
}

/// Serves until the process is ended.
///
/// # Errors
/// Those of listening.
pub fn serve() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        std::io::stdout().flush()?;
        let app = Router::new()
            .route("/{total}/contacts", get(at_once))
            .route("/{total}/{wait}/contacts", get(late))
            .route("/busiest", get(busiest))
            .with_state(Shared::default());
        axum::serve(listener, app).await?;
        Ok(())
    })
}

async fn at_once(
    Path(total): Path<u64>,
    Query(query): Query<Page>,
    headers: HeaderMap,
) -> impl IntoResponse {
    page(total, &query, &headers)
}

async fn late(
    State(traffic): State<Shared>,
    Path((total, wait)): Path<(u64, u64)>,
    Query(query): Query<Page>,
    headers: HeaderMap,
) -> impl IntoResponse {
    change(&traffic, Traffic::begin);
    tokio::time::sleep(Duration::from_millis(wait)).await;
    change(&traffic, |traffic| traffic.under_way -= 1);
    page(total, &query, &headers)
}

async fn busiest(State(traffic): State<Shared>) -> Json<Busiest> {
    Json(change(&traffic, |traffic| {
        traffic.came.clear();
        std::mem::take(&mut traffic.busiest)
    }))
}

fn change<T>(traffic: &Shared, change: impl FnOnce(&mut Traffic) -> T) -> T {
    change(&mut traffic.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Traffic {
    fn begin(&mut self) {
        let now = Instant::now();
        self.under_way += 1;
        self.came.push_back(now);
        while self
            .came
            .front()
            .is_some_and(|came| now.duration_since(*came) >= Duration::from_secs(1))
        {
            self.came.pop_front();
        }
        let busiest = &mut self.busiest;
        busiest.requests += 1;
        busiest.at_once = busiest.at_once.max(self.under_way);
        busiest.a_second = busiest.a_second.max(self.came.len());
    }
}

fn page(total: u64, query: &Page, headers: &HeaderMap) -> impl IntoResponse + use<> {
    let signed = headers
        .get(header::AUTHORIZATION)
        .is_some_and(|value| value.as_bytes() == format!("Bearer {TOKEN}").as_bytes());
    if !signed {
        return (
            StatusCode::UNAUTHORIZED,
            [(header::CONTENT_TYPE, "application/json")],
            "{}".to_owned(),
        );
    }
    let first = query.after.unwrap_or(0);
    let end = (first + query.limit.unwrap_or(100)).min(total);
    let mut page = String::with_capacity(90_000);
    page.push_str("{\"results\":[");
    for number in first..end {
        if number > first {
            page.push(',');
        }
        records::append(&mut page, number);
    }
    page.push(']');
    if end < total {
        page.push_str(&format!(",\"paging\":{{\"next\":{{\"after\":\"{end}\"}}}}"));
    }
    page.push('}');
    (
        StatusCode::OK,
        [(header::CONTENT_TYPE, "application/json")],
        page,
    )
}
