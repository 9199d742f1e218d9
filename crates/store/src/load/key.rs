//! Keys of rows: what makes two records the same row.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::record::Row;
use crate::cell::Cell;
use crate::table::Table;

/// What keeps rows of the same key apart.
#[derive(Clone, Copy, Debug)]
pub(super) enum Apart {
    /// Nothing: one key, one row.
    Nothing,
    /// The full refresh that read them, by the number of the sync that began it.
    Refresh(i64),
    /// Their content: each version of a record is a row.
    Content,
}

/// What a row is known by.
pub(super) enum Key {
    /// The values of the stream's key.
    Fields(String),
    /// A digest of all values, where the record has no key.
    Content(String),
}

impl Key {
    /// The key of a record whose stream has its key at `paths`.
    pub fn of(paths: &[Vec<String>], apart: Apart, table: &Table, row: &Row<'_>) -> Self {
        match (of_fields(paths, table, row), apart) {
            (Some(key), Apart::Nothing) => Key::Fields(key),
            (Some(key), Apart::Refresh(begun)) => Key::Fields(format!("@{begun}:{key}")),
            (Some(key), Apart::Content) => Key::Fields(format!("{key}@{}", of_content(table, row))),
            (None, Apart::Refresh(begun)) => {
                Key::Content(format!("@{begun}:{}", of_content(table, row)))
            }
            (None, _) => Key::Content(of_content(table, row)),
        }
    }
}

/// The values at `paths`: of one its text, of several a JSON array. `None` where the record has nothing there.
fn of_fields(paths: &[Vec<String>], table: &Table, row: &Row<'_>) -> Option<String> {
    if let [path] = paths {
        return part(path, table, row);
    }
    let parts: Vec<Option<String>> = paths.iter().map(|path| part(path, table, row)).collect();
    parts
        .iter()
        .any(Option::is_some)
        .then(|| serde_json::json!(parts).to_string())
}

fn part(path: &[String], table: &Table, row: &Row<'_>) -> Option<String> {
    let (field, inner) = path.split_first()?;
    let cell = &row.cells[table.position(field)?];
    let text = match cell {
        Cell::Json(json) if !inner.is_empty() => {
            let value: Value = serde_json::from_str(json).ok()?;
            let value = inner
                .iter()
                .try_fold(&value, |value, name| value.get(name))?;
            Cell::from_value(value).to_text()
        }
        _ if inner.is_empty() => cell.to_text(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A digest of all values. Equal records have equal digests, whatever the order of their fields; nulls do not count.
fn of_content(table: &Table, row: &Row<'_>) -> String {
    let mut digest = Sha256::new();
    let mut put = |kind: u8, bytes: &[u8]| {
        digest.update([kind]);
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    };
    for (column, cell) in table.columns.iter().zip(&row.cells) {
        let (kind, text) = match cell {
            Cell::Null => continue,
            Cell::Boolean(_) => (b'b', cell.to_text().into()),
            Cell::Integer(_) | Cell::Number(_) => (b'n', cell.to_text().into()),
            Cell::Digits(text) => (b'n', text.clone()),
            Cell::Text(text) => (b't', text.clone()),
            Cell::Json(text) => (b'j', text.clone()),
        };
        put(b'f', column.name.as_bytes());
        put(kind, text.as_bytes());
    }
    // Half of the digest: 128 bits keep 10^15 records apart.
    digest.finalize()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The key of the `ordinal`th record of the same content in one sync. The sign keeps it apart from keys of fields.
pub(super) fn of_equal(content: &str, ordinal: u64) -> String {
    format!("#{content}-{ordinal}")
}
