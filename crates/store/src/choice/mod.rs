//! What the user chose of a stream: which columns are written and how, what they are called, and which rows.
//!
//! A stream without choices is written as it comes. One with choices has each record shaped on its way into the table,
//! at one place ([`Load::commit`](crate::Load::commit)), so that no caller can write what was left out.

mod fields;
mod keep;
mod rows;
mod shape;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

pub use fields::Field;
pub(crate) use shape::Unshaped;

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::text::instant;
use crate::window::{Filter, FilterOp};

/// What is chosen of a stream. The default is everything, as it comes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// By column. One of an expanded object is `object.field`. Columns that are not named are written as they come.
    pub columns: BTreeMap<String, ColumnChoice>,
    /// Only rows that meet all of these are written. They look at the record as it came, also at what is left out.
    pub rows: Vec<Filter>,
}

/// What is chosen of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ColumnChoice {
    /// How its values are written.
    pub treatment: Treatment,
    /// What people call it; the column of the table keeps the field's name.
    pub title: Option<String>,
}

/// How the values of a column are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Treatment {
    /// As they come.
    #[default]
    Keep,
    /// Not at all.
    Leave,
    /// As a keyed digest of their text: the same value gives the same digest.
    Hash,
    /// One column for each field of the object; a value that is no object stays as it is.
    Expand,
}

/// What gives the digest of a text.
pub type Hash = dyn Fn(&str) -> String + Send + Sync;

/// Gives the digest of a text. Made by who holds the key: the store never sees it.
#[derive(Clone)]
pub(crate) struct Hasher(pub Arc<Hash>);

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher")
    }
}

impl Choice {
    /// How a column's values are written.
    pub fn treatment(&self, column: &str) -> Treatment {
        self.columns
            .get(column)
            .map_or(Treatment::Keep, |choice| choice.treatment)
    }

    /// What people call a column, where it was renamed.
    pub fn title(&self, column: &str) -> Option<&str> {
        self.columns.get(column)?.title.as_deref()
    }

    /// Whether a column is to be hashed, for which [`Load::hash_by`](crate::Load::hash_by) is needed.
    pub fn hashes(&self) -> bool {
        let mut columns = self.columns.values();
        columns.any(|column| column.treatment == Treatment::Hash)
    }

    /// The time after which rows are wanted by a column, where the filters say one.
    pub fn after(&self, column: &str) -> Option<Timestamp> {
        let bounds = self.rows.iter().filter(|filter| {
            filter.op == FilterOp::Greater && filter.column.as_deref() == Some(column)
        });
        let latest = bounds
            .filter_map(|filter| instant(filter.value.trim()))
            .max()?;
        Timestamp::from_microsecond(latest).ok()
    }

    /// Whether records are written as they come.
    pub(crate) fn is_plain(&self) -> bool {
        let mut columns = self.columns.values();
        self.rows.is_empty() && columns.all(|column| column.treatment == Treatment::Keep)
    }

    /// Whether another choice writes the same.
    pub(crate) fn writes_as(&self, other: &Self) -> bool {
        let mut names = self.columns.keys().chain(other.columns.keys());
        self.rows == other.rows && names.all(|name| self.treatment(name) == other.treatment(name))
    }

    /// The schema of what is written of records of `schema`.
    pub(crate) fn schema<'s>(&self, schema: &'s Value) -> Cow<'s, Value> {
        if self.is_plain() {
            return Cow::Borrowed(schema);
        }
        let mut properties = Map::new();
        self.put_schemas(None, schema, &mut properties);
        Cow::Owned(json!({ "type": "object", "properties": properties }))
    }

    fn put_schemas(&self, within: Option<&str>, schema: &Value, out: &mut Map<String, Value>) {
        for (field, schema) in schema["properties"].as_object().into_iter().flatten() {
            let column = name(within, field);
            match self.treatment(&column) {
                Treatment::Leave => {}
                Treatment::Hash => drop(out.insert(column.into(), json!({ "type": "string" }))),
                Treatment::Keep => drop(out.insert(column.into(), schema.clone())),
                // Fields that the schema does not name get their columns by their first values.
                Treatment::Expand => self.put_schemas(Some(&column), schema, out),
            }
        }
    }
}

/// The column of a field; `within`: of the object's column that it is a field of.
fn name<'f>(within: Option<&str>, field: &'f str) -> Cow<'f, str> {
    match within {
        Some(object) => Cow::Owned(format!("{object}.{field}")),
        None => Cow::Borrowed(field),
    }
}

/// From its JSON text; null is the default.
impl FromSql for Choice {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Null => Ok(Self::default()),
            value => serde_json::from_str(value.as_str()?).map_err(FromSqlError::other),
        }
    }
}
