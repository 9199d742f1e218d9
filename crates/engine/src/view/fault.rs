//! What went wrong, as people see it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong: what happened, why, and the one button that mends it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FaultView {
    /// Stable code, for example `consent_denied`.
    pub code: String,
    /// What happened, one short sentence without codes.
    pub title: String,
    /// Why.
    pub cause: String,
    /// What to do.
    pub fix: String,
    /// The button that does it, where one can.
    pub button: Option<Button>,
    /// Technical details, redacted, for *Copy details*.
    pub details: String,
    /// Values that the texts speak of (for translations).
    pub values: BTreeMap<String, String>,
    /// The app tries again by itself; when.
    pub retry_at: Option<String>,
    /// When it happened.
    pub at: String,
}

/// A fault's button.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Button {
    /// Its text.
    pub label: String,
    /// What it does.
    pub action: Action,
}

/// What a fault's button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// Authorize again under the same connection (`authorize`).
    Reconnect,
    /// Authorize again, to grant what is missing; the same as [`Action::Reconnect`] under its own name.
    Grant,
    /// Copy the message for the administrator.
    CopyApproval,
    /// Copy the consent link.
    CopyLink,
    /// Go to the own-credentials form.
    EditClient,
    /// Go to the inputs.
    EditInputs,
    /// Go to the stream list.
    EditStreams,
    /// Go to the form of the destination.
    EditDestination,
    /// Do the last thing again.
    Retry,
    /// Put the settings of the network aside (`reset_network`), then do the last thing again.
    ResetNetwork,
    /// Go to the list of connections.
    Connections,
}
