//! `--account`: what becomes of a consent that another account than before gave.

use headwater_engine::fault::Code;
use headwater_engine::view::{AccountDecision, ConnectionView};
use headwater_engine::{Engine, Fault};

/// The choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Choice {
    /// The connection belongs to the new account from now on; its rows are read anew.
    Replace,
    /// The consent becomes a connection of its own.
    Add,
    /// The consent is given back; nothing is changed.
    #[default]
    Cancel,
}

/// Waits for the end of an authorization and decides about another account as was said beforehand.
pub(crate) async fn authorized(
    engine: &Engine,
    id: &str,
    choice: Choice,
) -> Result<ConnectionView, Fault> {
    let fault = match engine.authorized(id.to_owned()).await {
        Err(fault) if fault.code == Code::WrongAccount => fault,
        other => return other,
    };
    let decision = match choice {
        Choice::Replace => AccountDecision::Replace,
        Choice::Add => AccountDecision::AddAsNew,
        Choice::Cancel => AccountDecision::Cancel,
    };
    let decided = engine.decide_account(id.to_owned(), decision).await?;
    match choice {
        Choice::Cancel => Err(fault),
        Choice::Replace | Choice::Add => Ok(decided),
    }
}
