//! The log: what happened, never a secret.
//!
//! `HEADWATER_LOG` sets the level of our own crates (`error` … `trace`), `HEADWATER_LOG_FILE` a file
//! instead of standard error. Other crates stay at `warn` whatever is asked for, on purpose: at `trace` a D-Bus library
//! prints the messages that carry secrets to the keychain, and that is not ours to redact.

use std::fs::File;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

/// Starts the log of this process, at the level `otherwise` where none is asked for. A second call does nothing.
pub fn start(otherwise: &str) {
    let level = std::env::var("HEADWATER_LOG").unwrap_or_default();
    let level = match level.as_str() {
        "error" | "warn" | "debug" | "trace" => level.as_str(),
        _ => otherwise,
    };
    let mut filter = EnvFilter::new("warn");
    // A target matches by how it begins: all our crates do with this.
    if let Ok(directive) = format!("headwater={level}").parse() {
        filter = filter.add_directive(directive);
    }
    let file = std::env::var_os("HEADWATER_LOG_FILE")
        .and_then(|path| File::options().create(true).append(true).open(path).ok());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(true)
        .with_ansi(false);
    // An error means that a log runs already: tests start several engines in one process.
    let _ = match file {
        Some(file) => builder.with_writer(Mutex::new(file)).try_init(),
        None => builder.with_writer(std::io::stderr).try_init(),
    };
}
