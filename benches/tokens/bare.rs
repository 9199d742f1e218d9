//! The bare loop: the token request and one file write, and nothing else. No lock, no keychain, no database, no check.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Result;

/// One exchange and one write.
pub(crate) async fn exchange(http: &reqwest::Client, provider: &str, file: &Path) -> Result<()> {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", "a-code"),
        ("client_id", "bench"),
        ("client_secret", "a-secret"),
    ];
    let url = format!("{provider}/token");
    let answer: Value = http.post(url).form(&form).send().await?.json().await?;
    std::fs::write(file, answer.to_string())?;
    Ok(())
}

/// As many as can be done in that time with so many at once.
pub(crate) async fn many(
    provider: &str,
    folder: &Path,
    at_once: usize,
    time: Duration,
) -> Result<u64> {
    let (http, done, began) = (
        reqwest::Client::new(),
        Arc::new(AtomicU64::new(0)),
        Instant::now(),
    );
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..at_once {
        let (http, provider, done) = (http.clone(), provider.to_owned(), done.clone());
        let file = folder.join(format!("bare-{number}"));
        tasks.spawn(async move {
            while began.elapsed() < time {
                exchange(&http, &provider, &file).await?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            Result::Ok(())
        });
    }
    while let Some(task) = tasks.join_next().await {
        task??;
    }
    Ok(done.load(Ordering::Relaxed))
}
