//! The server: pages of records behind a bearer token, `after` as cursor. A process of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;

use crate::{Result, records};

/// The token that it accepts.
pub(crate) const TOKEN: &str = "bench-token";

/// A running server; dropping it ends its process.
pub(crate) struct Server {
    child: Child,
    /// `http://127.0.0.1:PORT`
    pub address: String,
}

impl Server {
    /// Starts it and waits until it listens.
    pub(crate) fn start() -> Result<Self> {
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

#[derive(Deserialize)]
struct Page {
    limit: Option<u64>,
    after: Option<u64>,
}

/// Serves until the process is ended.
pub(crate) fn serve() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        std::io::stdout().flush()?;
        axum::serve(
            listener,
            Router::new().route("/{total}/contacts", axum::routing::get(page)),
        )
        .await?;
        Ok(())
    })
}

async fn page(
    Path(total): Path<u64>,
    Query(query): Query<Page>,
    headers: HeaderMap,
) -> impl IntoResponse {
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
