//! Adding a connector: what a manifest, a folder or a pack would do, before it is added.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::form::Form;

/// Where a connector that is to be added comes from.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConnectorSource {
    /// The text of a manifest, YAML or JSON.
    Text(String),
    /// A manifest, a connector's folder or a pack on this machine.
    Path(String),
    /// An `https` address of a manifest or a pack.
    Url(String),
}

/// What will be added, shown before it is.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectorPlan {
    /// What `add_connector` takes; good until the app ends.
    pub plan: String,
    /// Name of its folder, by which commands know it.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What it came as: `manifest`, `folder` or `pack`.
    pub origin: String,
    /// The key ID that signed the pack; absent where nothing is signed.
    pub signed_by: Option<String>,
    /// The hosts it will send requests to, those of the consent included. Parts that depend on what
    /// is entered stand in braces: `{shop}.myshopify.com`.
    pub hosts: Vec<String>,
    /// How its requests will be signed.
    pub sign_in: SignIn,
    /// What it will ask for.
    pub form: Form,
    /// Its streams, those that cannot run with their reasons.
    pub streams: Vec<PlannedStream>,
    /// What else to know before adding it, each a sentence.
    pub warnings: Vec<String>,
    /// The name of the connector that it takes the place of; absent: it is new.
    pub replaces: Option<String>,
}

/// How a connector that is to be added signs its requests.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// In which way.
    pub kind: SignInKind,
    /// The connector of the catalogue whose provider profile it uses; absent where the manifest
    /// describes the consent itself, and where there is none.
    pub provider: Option<String>,
    /// The same in a sentence.
    pub says: String,
}

/// The ways to sign requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SignInKind {
    /// Not at all.
    None,
    /// A key or a token that is entered.
    Key,
    /// A user name and a password.
    Basic,
    /// Consent in the browser: *Authorize*.
    OAuth,
    /// Client credentials, without a person.
    Client,
    /// A refresh token that is pasted; it is renewed here.
    Pasted,
}

/// A stream of a connector that is to be added.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlannedStream {
    /// Its name.
    pub name: String,
    /// Whether it runs here.
    pub runs: bool,
    /// Why it does not; empty where it runs.
    pub reasons: Vec<ManifestProblem>,
}

/// One thing in a manifest that cannot be taken as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ManifestProblem {
    /// The file, as people know it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The path in the resolved document, such as `streams[2].retriever.requester`.
    pub path: String,
    /// The type of the component, such as `DatetimeBasedCursor`.
    pub component: String,
    /// What is wrong, in plain words.
    pub reason: String,
    /// The stream that does not run because of it; absent: the manifest as a whole.
    pub stream: Option<String>,
}
