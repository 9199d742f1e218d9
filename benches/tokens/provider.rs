//! A token endpoint on a thread of its own: every answer rotates, after a given delay.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::Result;

/// Grants given and renewed so far.
#[derive(Clone, Default)]
pub(crate) struct Given(Arc<AtomicU64>);

impl Given {
    /// How many.
    pub(crate) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

/// Starts it; it serves as long as the process lives. Gives its address.
pub(crate) fn start(delay: Duration) -> Result<(String, Given)> {
    let given = Given::default();
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = format!("http://{}", listener.local_addr()?);
    let count = given.clone();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::spawn(move || {
        let served = runtime.block_on(async {
            let token = move || answer(count.clone(), delay);
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, Router::new().route("/token", post(token))).await
        });
        if let Err(error) = served {
            eprintln!("the bench's provider: {error}");
        }
    });
    Ok((address, given))
}

async fn answer(given: Given, delay: Duration) -> Json<Value> {
    tokio::time::sleep(delay).await;
    let number = given.next();
    Json(json!({
        "access_token": format!("access-{number}-of-the-length-that-tokens-commonly-have"),
        "refresh_token": format!("refresh-{number}-of-the-length-that-tokens-commonly-have"),
        "token_type": "Bearer",
        "expires_in": 3600,
    }))
}
