//! Time travel as the window shows it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A sync to compare with.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PointView {
    /// The sync.
    pub sync: String,
    /// When it had read the tab through.
    pub at: String,
    /// Rows then.
    pub rows: u64,
}

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ChangeGroup {
    /// Rows that were not there.
    Added,
    /// Rows of which a cell is another.
    Changed,
    /// Rows that are no longer there.
    Removed,
}

/// What changed since a sync: how many rows of each group, and some of one.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangesView {
    /// Rows that were added.
    pub added: u64,
    /// Rows that were changed.
    pub changed: u64,
    /// Rows that were removed.
    pub removed: u64,
    /// At most 100 rows of the group that was asked for.
    pub rows: Vec<ChangedRowView>,
}

/// A row that was added, changed or removed.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangedRowView {
    /// Its key.
    pub key: String,
    /// Its cells that differ; where it is new or gone, all that are or were not null.
    pub cells: Vec<ChangedCellView>,
}

/// A cell, before and after.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangedCellView {
    /// The column's name.
    pub column: String,
    /// Before; null in a row that is new.
    #[ts(type = "string | number | boolean | null")]
    pub before: serde_json::Value,
    /// After; null in a row that is gone.
    #[ts(type = "string | number | boolean | null")]
    pub after: serde_json::Value,
}
