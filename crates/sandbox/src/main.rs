//! `headwater-sandbox --folder FOLDER [--port PORT]`: runs the sandbox by itself, for use from other programs.
//!
//! Prints one line of JSON, `{"address": …, "owns": …, "admin_token": …}`, and runs until it is interrupted or
//! terminated. When another process runs the sandbox of this folder, the line says where (`owns` is false, the
//! token null) and the program ends.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use headwater_sandbox::{Options, Sandbox};
use secrecy::ExposeSecret;
use serde_json::json;

#[tokio::main]
async fn main() -> ExitCode {
    let (folder, options) = match arguments(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => return end(2, &message),
    };
    let sandbox = match Sandbox::start(&folder, options).await {
        Ok(sandbox) => sandbox,
        Err(error) => return end(1, &error.to_string()),
    };
    let line = json!({
        "address": sandbox.address(),
        "owns": sandbox.owns(),
        "admin_token": sandbox.admin_token().map(|token| token.expose_secret()),
    });
    if let Err(error) = writeln!(std::io::stdout(), "{line}") {
        return end(1, &format!("the address cannot be told: {error}"));
    }
    if sandbox.owns() {
        if let Err(error) = stopped().await {
            return end(1, &format!("signals cannot be awaited: {error}"));
        }
        sandbox.stop().await;
    }
    ExitCode::SUCCESS
}

fn end(code: u8, message: &str) -> ExitCode {
    // Where even this cannot be written, the exit code has to do.
    let _ = writeln!(std::io::stderr(), "headwater-sandbox: {message}");
    ExitCode::from(code)
}

fn arguments(mut given: impl Iterator<Item = String>) -> Result<(PathBuf, Options), String> {
    let mut folder = None;
    let mut options = Options::default();
    while let Some(name) = given.next() {
        let mut value = || given.next().ok_or(format!("{name} needs a value"));
        match name.as_str() {
            "--folder" => folder = Some(PathBuf::from(value()?)),
            "--port" => {
                let port = value()?.parse();
                options.port = Some(port.map_err(|error| format!("--port: {error}"))?);
            }
            _ => return Err(format!("{name}: there is no such argument")),
        }
    }
    let folder = folder.ok_or("--folder FOLDER is needed")?;
    Ok((folder, options))
}

/// Waits for an interrupt, or on Unix for SIGTERM.
async fn stopped() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            outcome = tokio::signal::ctrl_c() => outcome,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
