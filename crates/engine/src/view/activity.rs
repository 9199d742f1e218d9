//! Activity as the window shows it, and programs that ask for tokens.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something that happened.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ActivityView {
    /// When.
    pub at: String,
    /// The connection's ID; absent where it is about the app.
    pub connection: Option<String>,
    /// What, one word, for example `authorized` or `token`.
    pub what: String,
    /// The same in a sentence.
    pub says: String,
}

/// A program that asks for a connection's access token with `headwater token`.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallerView {
    /// ID of the question.
    pub id: String,
    /// The connection's ID.
    pub connection: String,
    /// The program's file.
    pub program: String,
    /// When it first asked.
    pub asked_at: String,
    /// What the owner said; absent while the question waits.
    pub allowed: Option<bool>,
}

/// What the owner says to a program's question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CallerDecision {
    /// It gets tokens of this connection from now on.
    Allow,
    /// It does not.
    Refuse,
}
