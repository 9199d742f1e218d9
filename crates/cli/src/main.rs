//! The `headwater` command: the engine of the window, from a terminal. Same folder, same keychain, same locks, so both
//! may run at once.
//!
//! Exit codes: 0 done; 1 a fault (its title, cause and fix go to standard error); 2 wrong usage.

mod account;
mod oauth2;
mod print;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Parser, Subcommand};
use headwater_engine::browser::{Browser, NoBrowser, Program};
use headwater_engine::view::TableFate;
use headwater_engine::{Engine, Fault, OpenOptions, clock::SystemClock};
use secrecy::ExposeSecret as _;

/// Connect SaaS sources and keep their rows in a workbook on your own machine.
#[derive(Parser)]
#[command(name = "headwater", version)]
struct Arguments {
    /// Print JSON, one value.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Authorize a connector from here, or renew its tokens where it is authorized already.
    Oauth2(oauth2::Words),
    /// Ask for a new consent under the same connection.
    Reconnect {
        /// ID of the connection.
        id: String,
        /// What to do if another account than before consents.
        #[arg(long, value_enum, default_value_t)]
        account: account::Choice,
    },
    /// Revoke a connection's grant at the provider and delete the connection; its tables stay.
    Revoke {
        /// ID of the connection.
        id: String,
    },
    /// List the connections.
    Connections,
    /// Print a fresh access token of a connection, renewed where it is due. Never a refresh token.
    Token {
        /// ID of the connection.
        id: String,
    },
    /// Sync a connection and wait for its end.
    Sync {
        /// ID of the connection.
        id: String,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    headwater_engine::log::start("warn");
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
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
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            print::fault(&fault.seen_now(), arguments.json);
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Fault> {
    let browser: Arc<dyn Browser> = match &arguments.command {
        Command::Oauth2(words) if words.no_browser => Arc::new(NoBrowser),
        _ => Arc::new(Program::from_environment().unwrap_or_else(Program::of_platform)),
    };
    // The window owns the timer; a command renews only what it is asked for.
    let options = OpenOptions::from_environment(browser, Arc::new(SystemClock))?.without_timer();
    let engine = Engine::open(options).await?;
    match &arguments.command {
        Command::Oauth2(words) => {
            let connection = oauth2::run(&engine, words).await;
            let_the_browser_hear().await;
            print::connected(&connection?, arguments.json);
        }
        Command::Reconnect { id, account } => {
            let attempt = engine.authorize(id.clone()).await?;
            eprintln!(
                "If no browser opens, open this link:\n\n  {}\n",
                attempt.url
            );
            let connection = account::authorized(&engine, id, *account).await;
            let_the_browser_hear().await;
            print::connected(&connection?, arguments.json);
        }
        Command::Revoke { id } => {
            let deleted = engine.delete(id.clone(), TableFate::Keep).await?;
            print::deleted(&deleted, arguments.json);
        }
        Command::Connections => print::connections(&engine.connections().await?, arguments.json),
        Command::Token { id } => {
            let token = engine.token(id.clone()).await?;
            print::token(token.expose_secret(), arguments.json);
        }
        Command::Sync { id } => {
            print::synced(&engine.sync_to_end(id.clone()).await?, arguments.json)
        }
    }
    Ok(())
}

/// The browser's page asks how it went until the listener closes, a second after the end.
async fn let_the_browser_hear() {
    tokio::time::sleep(Duration::from_millis(1_200)).await;
}
