//! What became of a damaged database, as the window shows it.

use serde::Serialize;
use ts_rs::TS;

/// What was kept and what was lost when the database was made anew from a damaged one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryView {
    /// When.
    pub at: String,
    /// The copy of the damaged file.
    pub copy: String,
    /// Connections that were kept.
    #[ts(type = "number")]
    pub connections: u64,
    /// Every tab that was found. Streams that lost rows are read from their beginning by the next sync.
    pub tabs: Vec<RecoveredTab>,
    /// Tables of the app's own that could not be read whole; `all` where nothing could be read.
    pub incomplete: Vec<String>,
}

/// What became of a tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecoveredTab {
    /// Its title.
    pub title: String,
    /// Rows that were kept.
    #[ts(type = "number")]
    pub kept: u64,
    /// Rows that were lost.
    #[ts(type = "number")]
    pub lost: u64,
}
