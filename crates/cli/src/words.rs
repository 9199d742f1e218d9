//! The words of the command line. Help, completions and manual pages are made of what stands here.

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::connectors::ConnectorsCommand;
use crate::destinations::DestinationsCommand;
use crate::{attempt, authorize, export, handoff, oauth2, source, token};

/// Connect SaaS sources and keep their rows in a workbook on your own machine.
#[derive(Parser)]
#[command(name = "headwater", version, after_long_help = crate::exit::HELP)]
pub(crate) struct Arguments {
    /// Print one JSON value; a fault goes to standard error as JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Authorize a connector from here, or renew its tokens where it is authorized already.
    Oauth2(oauth2::Words),
    /// List the connections.
    Connections,
    /// Ask for a new consent under the same connection.
    Reconnect {
        /// ID of the connection.
        id: String,
        /// Let the provider ask which account, instead of taking the one that the browser is signed in with.
        #[arg(long)]
        another_account: bool,
        #[command(flatten)]
        answers: attempt::Answers,
    },
    /// Revoke a connection's grant at the provider and delete the connection; its tables stay.
    Revoke {
        /// ID of the connection.
        id: String,
    },
    /// Print a fresh access token of a connection, renewed where it is due. Never a refresh token.
    Token(token::Words),
    /// Allow a program to have access tokens of a connection.
    Allow(token::AllowWords),
    /// List the programs that asked for access tokens, with your answers.
    Callers,
    /// Sync a connection and wait for its end.
    Sync {
        /// ID of the connection.
        id: String,
    },
    /// List the destinations of all workbooks, or deliver to one.
    Destinations {
        #[command(subcommand)]
        command: Option<DestinationsCommand>,
    },
    /// Write all rows of a tab into a CSV, Parquet or JSON lines file.
    Export(export::Words),
    /// Print what happened in the last 90 days, the newest first.
    Activity {
        /// Only of the connection with this ID.
        id: Option<String>,
    },
    /// Print how many requests went to which host.
    Ledger,
    /// Look at keychain, browser, ports, proxy, certificates and disk, and say what mends what is wrong.
    Doctor {
        /// Also look at this connector's ports and compare the clock with its server's.
        connector: Option<String>,
    },
    /// The catalogue of connectors.
    Connectors {
        #[command(subcommand)]
        command: ConnectorsCommand,
    },
    /// Say what a source's configuration must hold, as the Airbyte protocol does.
    Spec(source::Words),
    /// Say whether a source's configuration works, as the Airbyte protocol does.
    Check(source::Words),
    /// Say which streams a source has, as the Airbyte protocol does.
    Discover(source::Words),
    /// Read streams of a source, as the Airbyte protocol does.
    Read(source::Words),
    /// Get an access for a server, with its own consent, into a file that only its owner may read.
    Authorize(authorize::Words),
    /// Write a project that a server runs a connection with: PyAirbyte, Meltano or Airbyte. No secret is in it.
    Handoff(handoff::Words),
    /// Print a completion script, for example for `~/.bash_completion`.
    Completions {
        /// For which shell.
        shell: Shell,
    },
    /// Print the manual page of this program or of one of its commands, as roff.
    Man {
        /// Which command.
        command: Option<String>,
    },
}
