//! Grants as the window shows them: what was granted, what is missing, when it ends.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::connection::Outcome;
use super::fault::FaultView;

/// A way to get a grant (RFC 6749 section 1.3, RFC 8628).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GrantKind {
    /// A person consents in the browser and comes back.
    AuthorizationCode,
    /// The client asks for itself; nobody consents.
    ClientCredentials,
    /// A person enters a code on any device.
    DeviceCode,
}

/// Which of a user's own clients a connection uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ClientKind {
    /// For trying out; providers restrict or expire such clients.
    Development,
    /// For use.
    #[default]
    Production,
}

/// What a consent gave.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GrantView {
    /// How it was had.
    pub kind: GrantKind,
    /// What was granted.
    pub scopes: Vec<String>,
    /// What was asked and not granted, with what that costs.
    pub missing: Vec<MissingScope>,
    /// Whether the access token can be renewed without the person.
    pub renewable: bool,
    /// When the grant itself ends, as far as is known.
    pub end: Option<GrantEnd>,
}

/// A scope that was asked and not granted.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MissingScope {
    /// Technical name.
    pub scope: String,
    /// What it would allow, in plain words.
    pub says: String,
    /// The streams that cannot be read without it.
    pub streams: Vec<String>,
}

/// When a grant ends and why.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GrantEnd {
    /// When.
    pub at: String,
    /// Why, one sentence.
    pub why: String,
    /// It is near (seven days): the user should reconnect in time.
    pub warns: bool,
}

/// An entry of the grant calendar.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CalendarEntry {
    /// The connection's ID.
    pub connection: String,
    /// Its name.
    pub name: String,
    /// When its grant ends and why.
    pub end: GrantEnd,
}

/// An approval that an administrator has to give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalView {
    /// A message to send to the administrator, ready to be copied.
    pub message: String,
    /// Where the administrator approves; absent where the provider has no such page.
    pub link: Option<String>,
    /// Since when the connection waits.
    pub since: String,
}

/// What a dry run of client credentials told.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClientCheck {
    /// Whether the provider knows the client. Skipped: it does not tell without a consent.
    pub outcome: Outcome,
    /// The same in a sentence.
    pub says: String,
    /// Which field is wrong and what mends it.
    pub fault: Option<FaultView>,
}
