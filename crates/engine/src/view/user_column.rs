//! Columns that people add to a tab, and what is found in it, as the window shows them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::CellType;

/// What a user column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum UserKind {
    /// Free text.
    Note,
    /// A set of words, as text with commas between them.
    Tags,
    /// Computed from the row.
    Formula,
}

/// What makes a column one that somebody added.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UserColumnView {
    /// ID.
    pub id: String,
    /// What it is for.
    pub kind: UserKind,
    /// Its formula, where it is one.
    pub formula: Option<String>,
}

/// What a formula would give, or what is wrong with it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormulaCheck {
    /// The first mistake; absent where it can be read.
    pub mistake: Option<FormulaMistake>,
    /// What its column would hold.
    pub cell: CellType,
    /// What it gives in the first rows.
    pub examples: Vec<Option<String>>,
}

/// A mistake in a formula.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormulaMistake {
    /// Where it begins, in UTF-16 units of the text.
    pub at: u32,
    /// How long it is; 0 at the end of the text.
    pub length: u32,
    /// What it is.
    pub kind: MistakeKind,
    /// The function or column that it is about, if it is about one.
    pub name: Option<String>,
}

/// What can be wrong with a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MistakeKind {
    /// It ends where a value is missing.
    Ends,
    /// This cannot stand here.
    Unexpected,
    /// A text, a column or a parenthesis has no end.
    Unclosed,
    /// No number can be read.
    BadNumber,
    /// There is no such function.
    UnknownFunction,
    /// The tab has no such column.
    UnknownColumn,
    /// The function takes another number of arguments.
    Arguments,
    /// It depends on itself.
    Circular,
    /// It is too long or nested too deeply.
    TooLarge,
}

/// What is looked for in a tab.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FindQuery {
    /// A text, without case.
    pub text: String,
    /// The row to begin at, from 0; it counts itself.
    pub from: u64,
    /// Towards the first row.
    pub backwards: bool,
}

/// A row that holds what is looked for.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundRow {
    /// Which row of the window it is, from 0.
    pub row: u64,
    /// Names of its columns that hold the text.
    pub columns: Vec<String>,
    /// Which one of those rows it is, from 1.
    pub index: u64,
    /// How many rows hold the text.
    pub total: u64,
}
