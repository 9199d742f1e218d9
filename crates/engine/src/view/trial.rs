//! A stream tried out: each request and answer of its first pages, redacted, and what was made of
//! them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::adding::ManifestProblem;
use super::connection::SecretInput;
use super::fault::FaultView;

/// Whose stream is tried.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TrialTarget {
    /// A connector of the catalogue, by its ID.
    Connector(String),
    /// The text of a manifest that is being written.
    Manifest(String),
}

/// What it is tried with; both absent: an empty configuration.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields = nullable)]
pub struct TrialAccess {
    /// The configuration, JSON text. It may hold secrets and is kept nowhere.
    pub config: Option<SecretInput>,
    /// The connection whose inputs and grant are used.
    pub connection: Option<String>,
    /// The state to begin from, as an earlier trial or sync gave it.
    pub state: Option<Value>,
}

/// Where a trial stops.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields = nullable)]
pub struct TrialLimits {
    /// Pages, at least 1.
    pub pages: u32,
    /// Records that are shown of a page.
    pub records: u32,
}

impl Default for TrialLimits {
    fn default() -> Self {
        Self {
            pages: 3,
            records: 10,
        }
    }
}

/// What a trial saw.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StreamTrial {
    /// The stream.
    pub stream: String,
    /// Each request with its answer, in the order in which they were sent. Those for parents and
    /// for tokens of the manifest are among them.
    pub pages: Vec<TrialPage>,
    /// The slices that records were read of, in the order in which they came.
    pub slices: Vec<Value>,
    /// The state after what was read; absent where the stream has no cursor.
    pub state: Option<Value>,
    /// Records in all.
    pub records: u32,
    /// The JSON Schema of the records that were seen.
    pub inferred_schema: Value,
    /// The JSON Schema that the manifest has for the stream.
    pub declared_schema: Value,
    /// Whether it stopped because of its limits.
    pub cut: bool,
    /// What is wrong in the manifest; then nothing was sent for a stream that cannot run.
    pub problems: Vec<ManifestProblem>,
    /// What went wrong while it read.
    pub faults: Vec<FaultView>,
}

/// One request with its answer.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrialPage {
    /// What was sent.
    pub request: TrialRequest,
    /// What came back; absent where nothing did.
    pub answer: Option<TrialAnswer>,
    /// The slice that it belongs to; absent where no records were selected from it.
    pub slice: Option<Value>,
    /// Records as they were extracted, the first of them.
    pub before: Vec<Value>,
    /// The same after filter and transformations.
    pub after: Vec<Value>,
    /// How many records were extracted.
    pub extracted: u32,
    /// How many of them were kept.
    pub kept: u32,
}

/// A request without its secrets.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrialRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// The address.
    pub url: String,
    /// Headers by name.
    pub headers: Vec<(String, String)>,
    /// The body, the first 16 KiB.
    pub body: Option<String>,
}

/// An answer without the secrets of the request.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrialAnswer {
    /// HTTP status.
    pub status: u16,
    /// Headers by name.
    pub headers: Vec<(String, String)>,
    /// The body, the first 64 KiB.
    pub body: String,
    /// Bytes of the whole body.
    pub bytes: u64,
    /// Milliseconds until it was whole.
    pub ms: u64,
}
