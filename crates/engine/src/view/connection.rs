//! Connections as the window shows them.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::attempt::AttemptView;
use super::fault::FaultView;
use super::grant::{ApprovalView, ClientKind, GrantKind, GrantView};
use super::schedule::ScheduleView;
use super::schema::SchemaChange;

/// A connection.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// Stable ID: survives *Reconnect*.
    pub id: String,
    /// Name that the user gave or that was proposed, for example `HubSpot – Marketing`.
    pub name: String,
    /// The connector's id.
    pub connector: String,
    /// The connector's name.
    pub connector_name: String,
    /// The connector's icon, SVG text.
    pub icon: String,
    /// Stored state.
    pub state: ConnectionState,
    /// The one word that the list shows, derived.
    pub status: Status,
    /// Who consented: e-mail, else name, else subject.
    pub account: Option<String>,
    /// Which client it uses.
    pub client: Option<ClientView>,
    /// The inputs that are not secret.
    pub inputs: BTreeMap<String, String>,
    /// What the connection needs the user for, or what last went wrong.
    pub trouble: Option<FaultView>,
    /// Where the wizard goes on, for a draft.
    pub step: WizardStep,
    /// The running or last sync.
    pub last_sync: Option<SyncView>,
    /// The ticked streams.
    pub streams: Vec<SyncedStream>,
    /// The entity that its tabs belong to.
    pub entity: Option<EntityRef>,
    /// Rows in all its tabs.
    pub rows: u64,
    /// When the access token ends.
    pub token_expires_at: Option<String>,
    /// When the tokens were last renewed.
    pub token_refreshed_at: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// How the grant is to be had, or was.
    pub grant_kind: GrantKind,
    /// What the consent gave; absent before it.
    pub grant: Option<GrantView>,
    /// Whether it signs its requests with a key that was entered: there is no consent, and nothing to reconnect.
    pub signs_with_key: bool,
    /// An administrator has to approve the app first: what to send to whom. The connection waits.
    pub approval: Option<ApprovalView>,
    /// Scopes that the user does not want to be asked for.
    pub declined: Vec<String>,
    /// Which of the connector's own clients it uses.
    pub client_kind: ClientKind,
    /// A running authorization.
    pub attempt: Option<AttemptView>,
    /// When it is synced by itself; absent where it is synced by hand only.
    pub schedule: Option<ScheduleView>,
}

/// State of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionState {
    /// Not yet through the wizard.
    Draft,
    /// Works.
    Active,
    /// The grant is dead: one click on *Reconnect* heals it.
    Reauthorize,
    /// The user paused it.
    Paused,
}

/// The word that the list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// In the wizard.
    Draft,
    /// Works.
    Active,
    /// A sync runs.
    Syncing,
    /// Needs a new consent.
    Reauthorize,
    /// The last thing failed, the grant is whole.
    Error,
    /// Paused by the user.
    Paused,
}

/// A step of the wizard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WizardStep {
    /// 1: inputs, client, consent.
    Authorize,
    /// 2: the checks.
    Test,
    /// 3: streams.
    Streams,
    /// 4: target entity.
    Entity,
    /// Through.
    Done,
}

/// Which client a connection uses. Never the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum ClientView {
    /// The one that came with the app or by policy.
    Preconfigured,
    /// The user's own.
    #[serde(rename_all = "camelCase")]
    Own {
        /// Its client id.
        client_id: String,
        /// Whether a secret is kept in the keychain.
        has_secret: bool,
        /// Whether a certificate is kept in the keychain.
        #[serde(default)]
        has_certificate: bool,
        /// The https address of the user's own that is registered as the callback and passes on to this computer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        relay: Option<String>,
    },
    /// The one that the provider registered for this connection.
    #[serde(rename_all = "camelCase")]
    Registered {
        /// Its client id.
        client_id: String,
    },
}

/// A secret on its way in. There is no way out: it does not serialize and prints as `[REDACTED]`.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct SecretInput(#[ts(as = "String")] pub SecretString);

/// Client credentials as typed.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum ClientInput {
    /// Use the pre-configured client.
    Preconfigured,
    /// Use the user's own.
    #[serde(rename_all = "camelCase")]
    Own {
        /// `client_id`.
        client_id: String,
        /// `client_secret`; absent or null keeps what the keychain holds.
        client_secret: Option<SecretInput>,
        /// Its certificate with the private key, PEM text (RFC 8705); absent or null keeps what the keychain holds.
        #[serde(default)]
        #[ts(optional = nullable)]
        certificate: Option<SecretInput>,
        /// An https address of the user's own that is registered as the callback and passes on to this computer; absent
        /// or null keeps what there is, an empty one takes it away.
        #[serde(default)]
        #[ts(optional = nullable)]
        relay: Option<String>,
    },
}

impl ClientInput {
    /// An own client with an ID and a secret, and nothing else.
    pub fn own(client_id: &str, secret: Option<SecretString>) -> ClientInput {
        ClientInput::Own {
            client_id: client_id.to_owned(),
            client_secret: secret.map(SecretInput),
            certificate: None,
            relay: None,
        }
    }
}

/// One check of the test.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// Which.
    pub name: CheckName,
    /// Passed, failed or skipped because an earlier one failed.
    pub outcome: Outcome,
    /// What was seen, for example `12 ms` or `137 rows at hand`.
    pub says: String,
    /// Why it failed and what mends it.
    pub fault: Option<FaultView>,
}

/// The checks of the test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CheckName {
    /// The provider answers.
    Reach,
    /// The token is accepted.
    Token,
    /// The scopes asked for were granted.
    Scopes,
    /// A first row can be read.
    Read,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// Fine.
    Passed,
    /// Not fine.
    Failed,
    /// Not tried.
    Skipped,
}

/// How a stream is synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    /// Everything each time, in the place of what there was; rows whose key is gone at the source are marked.
    FullRefreshReplace,
    /// Everything each time, beside what earlier syncs read.
    FullRefreshAppend,
    /// Only what is new or changed, from the kept state on; each version of a record is a row.
    IncrementalAppend,
    /// Only what is new or changed, from the kept state on; one row for each key, the latest version.
    IncrementalAppendDedupe,
}

/// A stream that a connection offers.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StreamView {
    /// Its name.
    pub name: String,
    /// Fields of its key.
    pub key: Vec<String>,
    /// Field that tells what is new.
    pub cursor: Option<String>,
    /// Modes that it can be synced in.
    pub modes: Vec<Mode>,
    /// The proposed or chosen mode.
    pub mode: Mode,
    /// Names of its fields.
    pub fields: Vec<String>,
    /// Ticked (a kept choice, or recommended at first).
    pub selected: bool,
    /// Why it cannot be ticked, for example a missing permission or an unsupported component.
    pub unavailable: Option<FaultView>,
}

/// How many rows a stream has at the source, as its first page tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowEstimate {
    /// The number.
    pub rows: u64,
    /// What the number says.
    pub extent: Extent,
}

/// What an estimate's number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Extent {
    /// The page was all there is.
    All,
    /// The provider counts so many.
    About,
    /// There are more than were read, and nobody says how many.
    MoreThan,
}

/// A ticked stream with its mode.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StreamSelection {
    /// Its name.
    pub name: String,
    /// Its mode.
    pub mode: Mode,
}

/// A ticked stream as the connection's page shows it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncedStream {
    /// Its name.
    pub name: String,
    /// Its mode.
    pub mode: Mode,
    /// Rows in its tab.
    pub rows: u64,
    /// When it was last read to the end.
    pub synced_at: Option<String>,
    /// Why its last sync failed.
    pub fault: Option<FaultView>,
    /// Its tab.
    pub tab: Option<String>,
    /// What the source has changed and nobody has looked at yet.
    pub changes: Vec<SchemaChange>,
}

/// A sync.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncView {
    /// When it began.
    pub started_at: String,
    /// When it ended; absent while it runs.
    pub ended_at: Option<String>,
    /// Rows read.
    pub rows: u64,
    /// Streams that failed.
    pub failed: u32,
    /// Streams in all.
    pub streams: u32,
    /// Whether it was paused: starting it again goes on from there.
    pub paused: bool,
}

/// An entity by name.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntityRef {
    /// ID.
    pub id: String,
    /// Name.
    pub name: String,
}

/// What happens to the tables of a deleted connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TableFate {
    /// The tabs stay, unlinked.
    Keep,
    /// They go.
    Drop,
}

/// What a deletion did.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeleteView {
    /// What happened at the provider.
    pub revocation: Revocation,
    /// The same in a sentence.
    pub says: String,
}

/// What happened to the grant at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Revocation {
    /// Revoked there.
    Revoked,
    /// The provider cannot be reached now: it is told as soon as it can be.
    Queued,
    /// The provider offers no way: the page where a person removes it is named.
    NotOffered,
    /// The provider refused: the token is deleted here, the provider still lists the permission.
    Failed,
    /// There was no grant.
    NoGrant,
}
