//! What is delivered: a table, which of its rows, and the columns that every table has.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// Most rows of a batch.
pub const BATCH: usize = 8_192;

/// What a row is known by: text, never null, unique in its table.
pub const KEY: &str = "_hw_key";
/// When the row was read at the source: microseconds, UTC.
pub const EXTRACTED_AT: &str = "_hw_extracted_at";
/// Number of the sync that last wrote the row.
pub const SYNC: &str = "_hw_sync";
/// Number of the sync that found the row gone at the source; null while it is there.
pub const DELETED: &str = "_hw_deleted";
/// The columns of our own, which come after those of the source in every table, in this order.
pub const OWN_COLUMNS: [&str; 4] = [KEY, EXTRACTED_AT, SYNC, DELETED];

/// A table to be delivered: the rows of one tab.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name for people, unique among the tables of the workbook; any text.
    pub name: String,
    /// What its rows come from, in IDs that stay as they are: by it a server's table is found again where the destination
    /// was removed and added, or the tab is called otherwise. Nothing where that is not known.
    pub origin: Option<String>,
    /// Whether the source gives its rows a key. [`KEY`] is unique in either case; without a key of the source it is made
    /// of the row's content.
    pub key: bool,
    /// Columns of the source, then [`OWN_COLUMNS`]. Types: `Int64`, `Float64`, `Boolean`, `Utf8`, `Date32`,
    /// `Timestamp(Microsecond, "UTC")`; nested values are `Utf8` with the field's metadata `format` = `json`.
    pub schema: SchemaRef,
}

impl Table {
    /// A table with these columns of the source and our own.
    pub fn new(name: impl Into<String>, key: bool, columns: Vec<Field>) -> Self {
        let own = [
            Field::new(KEY, DataType::Utf8, false),
            Field::new(EXTRACTED_AT, timestamp(), false),
            Field::new(SYNC, DataType::Int64, false),
            Field::new(DELETED, DataType::Int64, true),
        ];
        let fields: Vec<Field> = columns.into_iter().chain(own).collect();
        Self {
            name: name.into(),
            origin: None,
            key,
            schema: Arc::new(Schema::new(fields)),
        }
    }

    /// A name as every file system takes it. Two names may give the same.
    pub fn file_name(name: &str) -> String {
        let refused = |c: char| c.is_control() || r#"/\:*?"<>|"#.contains(c);
        let name: String = name.replace(refused, "_");
        let name = name.trim().trim_end_matches('.').trim_start_matches('.');
        let first = name.split('.').next().unwrap_or_default();
        // Names of devices on Windows, with any ending.
        let device = ["con", "prn", "aux", "nul"].contains(&first.to_lowercase().as_str())
            || (first.len() == 4
                && ["com", "lpt"]
                    .iter()
                    .any(|port| first.to_lowercase().starts_with(port)));
        match name {
            "" => "table".into(),
            _ if device => format!("_{name}"),
            _ => name.chars().take(100).collect(),
        }
    }

    /// The columns of the source, without our own.
    pub fn columns(&self) -> &[Arc<Field>] {
        let fields = self.schema.fields();
        &fields[..fields.len() - OWN_COLUMNS.len()]
    }
}

/// Where the rows of a table go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The table, folder or sheet, in words of the destination's kind.
    pub name: String,
    /// What it would be called if that were not another workbook's.
    pub instead_of: Option<String>,
}

/// The type of times.
pub(crate) fn timestamp() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// Whether a column of text holds nested values as JSON.
pub(crate) fn is_json(field: &Field) -> bool {
    field
        .metadata()
        .get("format")
        .is_some_and(|format| format == "json")
}

/// Which rows of a table a delivery brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// All: what the target has of the table is replaced.
    Whole,
    /// Those that a sync after this one wrote or found deleted.
    Since(i64),
}

/// One delivery of one table.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// The table.
    pub table: Table,
    /// Which of its rows come.
    pub rows: Rows,
    /// The last sync whose rows are among them: what the target is at afterwards.
    pub upto: i64,
}
