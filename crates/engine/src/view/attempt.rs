//! Authorizations as the window shows them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::fault::FaultView;
use super::grant::GrantKind;

/// A running or just ended authorization.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttemptView {
    /// How the grant is had.
    pub grant: GrantKind,
    /// The consent link; with a device code, the address where the code is entered. Empty where nobody consents.
    pub url: String,
    /// Host of the consent page.
    pub host: String,
    /// The redirect URI in use; empty where there is none.
    pub redirect_uri: String,
    /// The provider cannot send the browser back to this machine: the person pastes the address that it ended at.
    pub paste: bool,
    /// What the person enters at the provider, with a device code.
    pub device: Option<DeviceView>,
    /// What the person chooses after the consent, in [`AttemptPhase::Choosing`].
    pub choice: Option<ChoiceView>,
    /// Who consented instead of whom, in [`AttemptPhase::AccountDiffers`].
    pub account_change: Option<AccountChange>,
    /// Where it stands.
    pub phase: AttemptPhase,
    /// Whether the browser could be opened.
    pub browser: BrowserState,
    /// When it began.
    pub started_at: String,
    /// When it gives up.
    pub expires_at: String,
    /// What the listener saw and refused, for example a response that was not ours.
    pub notices: Vec<String>,
    /// Why it ended, where it failed.
    pub fault: Option<FaultView>,
}

/// Where an authorization stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AttemptPhase {
    /// The user is at the consent page.
    Waiting,
    /// The code is being exchanged.
    Exchanging,
    /// The grant is kept; one of several workspaces is to be chosen (`choose`).
    Choosing,
    /// Another account than before consented; nothing is changed until the person decides (`decide_account`).
    AccountDiffers,
    /// Connected.
    Done,
    /// Ended without a grant.
    Failed,
    /// The user cancelled.
    Cancelled,
}

/// Whether the browser could be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BrowserState {
    /// The opener took the link.
    Opened,
    /// It did not: copy the link.
    NotOpened,
}

/// A device code (RFC 8628 section 3.2).
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceView {
    /// What to enter.
    pub user_code: String,
    /// Where to enter it.
    pub verification_uri: String,
}

/// A choice after the consent: which workspace, portal or site the connection reads.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceView {
    /// What is chosen, for example `Organisation`.
    pub title: String,
    /// The choices.
    pub options: Vec<super::InputOption>,
}

/// Another account than before.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountChange {
    /// The connection's account.
    pub expected: String,
    /// The account that consented.
    pub found: String,
}

/// What becomes of the consent of another account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AccountDecision {
    /// The connection belongs to the new account from now on; its rows are read anew.
    Replace,
    /// The consent becomes a connection of its own; this one stays as it is.
    AddAsNew,
    /// The consent is given back; this connection stays as it is.
    Cancel,
}
