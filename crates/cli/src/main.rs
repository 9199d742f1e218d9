//! The `headwater` command: the engine of the window, from a terminal. Same folder, same keychain, same locks, so both
//! may run at once.
//!
//! What is asked for goes to standard output, one JSON value with `--json`; everything else to standard error.

mod attempt;
mod authorize;
mod connectors;
mod destinations;
mod exit;
mod export;
mod handoff;
mod import;
mod oauth2;
mod pages;
mod print;
mod source;
mod token;
mod words;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use headwater_engine::browser::{Browser, NoBrowser, Program};
use headwater_engine::protocol::Verb;
use headwater_engine::view::{Outcome, TableFate};
use headwater_engine::{Engine, Fault, OpenOptions, clock::SystemClock};

use crate::words::{Arguments, Command};

/// How long a command that is done waits for providers that are still to be told of a deletion.
const REVOKING: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    headwater_engine::log::start("warn");
    // One thread: what a command does is mostly waiting, and a page of records that goes from one core to another costs half
    // as much again as reading it. What blocks, the store and the keychain, has threads of its own.
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("headwater: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(&arguments)) {
        Ok(code) => ExitCode::from(code),
        Err(fault) => {
            print::fault(&fault.seen_now(), arguments.json);
            ExitCode::from(exit::of(&fault))
        }
    }
}

/// Does what the words say and gives the exit code.
async fn run(arguments: &Arguments) -> Result<u8, Fault> {
    let json = arguments.json;
    match &arguments.command {
        Command::Completions { shell } => print::text(&pages::completions(*shell), json),
        Command::Man { command } => print::text(&pages::man(command.as_deref())?, json),
        Command::Authorize(words) => authorize::run(words, json).await?,
        Command::Connectors { command } => match connectors::without_engine(command, json) {
            Some(done) => done?,
            None => return with_engine(&arguments.command, json).await,
        },
        asked => match source_of(asked) {
            Some((verb, words)) if words.connection.is_none() => {
                return source::run(verb, words).await;
            }
            _ => return with_engine(asked, json).await,
        },
    }
    Ok(exit::DONE)
}

/// The words of a command of the Airbyte protocol.
fn source_of(command: &Command) -> Option<(Verb, &source::Words)> {
    match command {
        Command::Spec(words) => Some((Verb::Spec, words)),
        Command::Check(words) => Some((Verb::Check, words)),
        Command::Discover(words) => Some((Verb::Discover, words)),
        Command::Read(words) => Some((Verb::Read, words)),
        _ => None,
    }
}

async fn with_engine(command: &Command, json: bool) -> Result<u8, Fault> {
    let quiet = matches!(command, Command::Oauth2(words) if words.no_browser);
    let browser: Arc<dyn Browser> = match quiet {
        true => Arc::new(NoBrowser),
        false => Arc::new(Program::from_environment().unwrap_or_else(Program::of_platform)),
    };
    // The window owns the timer; a command renews only what it is asked for.
    let options = OpenOptions::from_environment(browser, Arc::new(SystemClock))?.without_timer();
    let engine = Engine::open(options).await?;
    if engine.has_recovered()
        && let Some(recovery) = engine.recovery().await?
    {
        print::recovered(&recovery);
    }
    if let Some((verb, words)) = source_of(command)
        && let Some(id) = &words.connection
    {
        return source::of_connection(&engine, verb, words, id).await;
    }
    let done = run_on(&engine, command, json).await;
    // Grants of deleted connections whose provider could not be reached then; due rarely, and mostly there are none.
    if let Ok(Err(fault)) = tokio::time::timeout(REVOKING, engine.revoke_due()).await {
        tracing::warn!(%fault, "revocations wait");
    }
    done
}

async fn run_on(engine: &Engine, command: &Command, json: bool) -> Result<u8, Fault> {
    match command {
        Command::Oauth2(words) => print::connected(&oauth2::run(engine, words).await?, json),
        Command::Reconnect {
            id,
            another_account,
            answers,
        } => {
            let attempt = match another_account {
                true => engine.authorize_another(id.clone()).await?,
                false => engine.authorize(id.clone()).await?,
            };
            let connection = attempt::see_through(engine, id, &attempt, answers).await;
            print::connected(&connection?, json);
        }
        Command::Revoke { id } => {
            let deleted = engine.delete(id.clone(), TableFate::Keep).await?;
            print::deleted(&deleted, json);
        }
        Command::Connections => print::connections(&engine.connections().await?, json),
        Command::Token(words) => print::token(&token::run(engine, words).await?, json),
        Command::Allow(words) => print::callers(&[token::allow(engine, words).await?], json),
        Command::Callers => print::callers(&engine.callers().await?, json),
        Command::Activity { id } => print::activity(&engine.activity(id.clone()).await?, json),
        Command::Ledger => print::ledger(&engine.ledger().await?, json),
        Command::Doctor { connector } => {
            let findings = engine.doctor(connector.clone()).await?;
            print::findings(&findings, json);
            if findings
                .iter()
                .any(|finding| finding.outcome == Outcome::Failed)
            {
                return Ok(exit::FAULT);
            }
        }
        Command::Destinations { command } => {
            let code = destinations::run(engine, command.as_ref(), json).await?;
            engine.settled().await;
            return Ok(code);
        }
        Command::Sync { id } => {
            engine.look_for_damage();
            let connection = engine.sync_to_end(id.clone()).await?;
            print::synced(&connection, json);
            engine.settled().await;
            return Ok(exit::of_sync(&connection));
        }
        Command::Connectors { command } => {
            let code = connectors::run(engine, command, json).await?;
            engine.settled().await;
            return Ok(code);
        }
        Command::Export(words) => export::run(engine, words, json).await?,
        Command::Handoff(words) => handoff::run(engine, words, json).await?,
        Command::Authorize(_)
        | Command::Completions { .. }
        | Command::Man { .. }
        | Command::Spec(_)
        | Command::Check(_)
        | Command::Discover(_)
        | Command::Read(_) => {}
    }
    // A token that is being kept is kept before the process ends.
    engine.settled().await;
    Ok(exit::DONE)
}
