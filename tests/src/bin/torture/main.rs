//! `cargo xtask torture refresh` and `sync`, see [`sync`] for the second.
//!
//! `refresh`: the owner of tokens under everything that can happen to it at once.
//!
//! Several processes, each with the whole engine, share one data folder, one keychain and a few grants of a certified
//! provider whose refresh tokens are good once: a second use ends the grant. Meanwhile processes are killed, answers are
//! lost on their way, the provider is away, clocks jump. A grant whose newest token never reached the keychain is lost
//! to any client; a grant that the provider would still honour must never be given up. The run ends with a report and
//! fails if there was one.

mod consent;
mod crew;
mod ends;
mod proxy;
mod report;
mod run;
mod sync;
mod vault;
mod worker;

use std::process::ExitCode;

use headwater_tests::{Keyring, Session};

use crate::run::Plan;

/// What went wrong in the bench itself.
type Error = Box<dyn std::error::Error + Send + Sync>;
/// Of anything here.
type Result<T> = std::result::Result<T, Error>;

const HELP: &str = "\
torture refresh [--rotations 10000] [--processes 4] [--grants 8] [--seed 1] [--keyring]
torture sync [--kills 1000] [--postgres 0] [--seed 1]

--seed     the same choices again; what meets what is up to the machine
--keyring  the real keychain of a private desktop in the place of a file
";

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["worker", ref rest @ ..] => worker::run(rest).await.map(|()| true),
        ["refresh", ref rest @ ..] => refresh(rest).await,
        ["connect", ref rest @ ..] => sync::connect(rest).await.map(|()| true),
        ["sync", ref rest @ ..] => kill_syncs(rest).await,
        _ => {
            print!("{HELP}");
            Ok(false)
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("torture: {error}");
            ExitCode::FAILURE
        }
    }
}

/// True where nothing was lost.
async fn refresh(words: &[&str]) -> Result<bool> {
    let plan = Plan::of(words).ok_or(HELP)?;
    if plan.keyring && !words.contains(&run::IN_SESSION) {
        let session = Session::start(Keyring::Unlocked).await?;
        let mut again = session.command(std::env::current_exe()?);
        let status = again
            .arg("refresh")
            .args(words)
            .arg(run::IN_SESSION)
            .status()?;
        return Ok(status.success());
    }
    let report = run::run(&plan).await?;
    print!("{report}");
    Ok(report.is_good())
}

/// True where nothing was lost and nothing doubled.
async fn kill_syncs(words: &[&str]) -> Result<bool> {
    let plan = sync::Plan::of(words).ok_or(HELP)?;
    let report = sync::run(&plan).await?;
    print!("{report}");
    Ok(report.is_good())
}
