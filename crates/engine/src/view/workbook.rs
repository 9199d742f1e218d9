//! Workbooks as the window shows them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An entity with its workbook.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntityView {
    /// ID.
    pub id: String,
    /// Name, for example `Customer`.
    pub name: String,
    /// One tab per linked stream, in order.
    pub tabs: Vec<TabView>,
}

/// Where a connection's streams go.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum EntityTarget {
    /// An entity that is there.
    Existing {
        /// Its ID.
        id: String,
    },
    /// A new one.
    New {
        /// Its name.
        name: String,
    },
}

/// A tab of a workbook: the rows of one stream of one connection.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TabView {
    /// ID.
    pub id: String,
    /// Title, the stream's name.
    pub title: String,
    /// The connection; absent after it was deleted and its tables kept.
    pub connection: Option<String>,
    /// The connection's name.
    pub connection_name: String,
    /// The connector's icon, SVG text.
    pub icon: String,
    /// Rows.
    pub rows: u64,
    /// How many of them are marked as gone at the source.
    pub deleted: u64,
    /// When the stream was last read to the end.
    pub synced_at: Option<String>,
    /// Columns in order: those of the source, then those that people added.
    pub columns: Vec<ColumnView>,
}

/// A column.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ColumnView {
    /// Name.
    pub name: String,
    /// What people call it, where it was renamed.
    pub title: Option<String>,
    /// What its cells hold.
    pub cell: CellType,
    /// Part of the key.
    pub key: bool,
    /// What somebody added it for; absent in columns of the source.
    pub user: Option<super::UserColumnView>,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CellType {
    /// Text.
    Text,
    /// Whole number.
    Integer,
    /// Number.
    Number,
    /// True or false (1 or 0).
    Boolean,
    /// Time, RFC 3339 text.
    Time,
    /// Nested value, JSON text.
    Json,
}

/// Which rows of a tab are wanted.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowQuery {
    /// First row, from 0.
    pub offset: u64,
    /// How many, at most 1,000.
    pub limit: u32,
    /// Sort; absent: in the order of arrival.
    pub sort: Option<Sort>,
    /// All must hold.
    pub filters: Vec<Filter>,
    /// Leaves out the rows that are marked as gone at the source.
    #[serde(default)]
    pub hide_deleted: bool,
}

/// A sort.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Sort {
    /// Column.
    pub column: String,
    /// Largest first.
    pub descending: bool,
}

/// A filter on one column.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    /// Column; absent: any column.
    pub column: Option<String>,
    /// Comparison.
    pub op: FilterOp,
    /// Compared value; ignored by `empty` and `notEmpty`.
    pub value: String,
}

/// How a filter compares. Text without case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FilterOp {
    /// Contains the text.
    Contains,
    /// Is the value.
    Equals,
    /// Is not the value.
    NotEquals,
    /// Greater than, or later.
    Greater,
    /// Less than, or earlier.
    Less,
    /// Null or empty text.
    Empty,
    /// Neither.
    NotEmpty,
}

/// A window over a tab's rows.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowWindow {
    /// Row that the first one is, from 0.
    pub offset: u64,
    /// Rows that the filters leave.
    pub total: u64,
    /// The rows' keys.
    pub keys: Vec<String>,
    /// Cells in the order of the tab's columns: null, text, number; booleans as true or false.
    // As the store has written it: nothing looks at it before the window.
    #[ts(type = "(string | number | boolean | null)[][]")]
    pub rows: Box<serde_json::value::RawValue>,
    /// Which of `rows` are marked as gone at the source, by their place in it.
    pub deleted: Vec<usize>,
}

/// What changed: the window drops what it cached of it and asks again.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "topic")]
pub enum Topic {
    /// Whatever there is: what came was too much to be told one by one.
    Everything,
    /// The list of connections, or one of them.
    Connections,
    /// The connectors that there are.
    Catalogue,
    /// Entities, tabs, columns.
    Workbooks,
    /// The person's choices about the app itself.
    General,
    /// A link was opened that the window is to follow.
    Link,
    /// Rows of a tab.
    Rows {
        /// Its ID.
        tab: String,
    },
    /// How far the order of a tab's rows is.
    Ordering {
        /// Its ID.
        tab: String,
    },
}

/// How far a sync is.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// The connection.
    pub connection: String,
    /// The stream being read.
    pub stream: String,
    /// Which one, from 1.
    pub index: u32,
    /// Of how many.
    pub of: u32,
    /// Rows of this stream so far.
    pub rows: u64,
    /// Rows a second.
    pub rate: f64,
}
