//! What the owner of tokens costs: from the browser's callback to an active connection, ten thousand connections on the
//! timer, and refreshes a second, each beside a bare loop that does the same requests and one file write.
//!
//! `cargo bench -p headwater-benches --bench tokens [-- --consents 50 --connections 10000 --idle 20 --busy 20]`

mod bare;
mod consent;
mod desk;
mod provider;
mod timer;

use std::process::ExitCode;
use std::time::Duration;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Result<T> = std::result::Result<T, Error>;

fn main() -> ExitCode {
    let words = headwater_benches::Words::of_process();
    let done = consent::measure(words.number("--consents", 50)).and_then(|()| {
        timer::measure(
            words.number("--connections", 10_000),
            Duration::from_secs(words.number("--idle", 20)),
            Duration::from_secs(words.number("--busy", 20)),
        )
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Two workers, as many as the smallest machine has cores.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
}

/// The middle one.
fn median(mut all: Vec<Duration>) -> Duration {
    all.sort();
    all.get(all.len() / 2).copied().unwrap_or_default()
}
