//! What is chosen of a stream, as the window shows it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::workbook::{CellType, Filter};

/// The columns that a stream can have, with what is chosen of them.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StreamColumns {
    /// Each object before its fields.
    pub columns: Vec<StreamColumn>,
    /// Only rows that meet all of these are written.
    pub rows: Vec<Filter>,
    /// The column whose lower bound the source is asked by, where it can be.
    pub cursor: Option<String>,
    /// Rows that are in the tab were written by another choice: they follow when the stream is read again.
    pub outdated: bool,
}

/// A column that a stream can have.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StreamColumn {
    /// Its name; of a field in an object `object.field`.
    pub name: String,
    /// What people call it, where it was renamed.
    pub title: Option<String>,
    /// What its values are; absent where the first value decides.
    pub cell: Option<CellType>,
    /// Part of the key.
    pub key: bool,
    /// How its values are written.
    pub treatment: Treatment,
    /// How they can be written.
    pub treatments: Vec<Treatment>,
    /// Its name says that it is probably about a person.
    pub personal: bool,
}

/// How the values of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Treatment {
    /// As they come.
    Keep,
    /// Not at all.
    Leave,
    /// As a keyed digest: the same value gives the same digest, also in other streams.
    Hash,
    /// One column for each field of the object.
    Expand,
}

/// What is chosen of a stream.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StreamChoice {
    /// Columns that are not named are written as they come.
    pub columns: Vec<ColumnChoice>,
    /// Only rows that meet all of these are written.
    pub rows: Vec<Filter>,
}

/// What is chosen of a column.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ColumnChoice {
    /// Its name.
    pub name: String,
    /// How its values are written.
    pub treatment: Treatment,
    /// What people call it.
    pub title: Option<String>,
}
