//! Names of tables and columns: what people can read, SQL can carry, and no other has.

use rusqlite::Connection as Database;

use crate::error::Result;

/// A name for the table of a stream that people can read and that no other table has. It stays when the connection is
/// renamed.
pub(crate) fn free_name(database: &Database, connection: &str, stream: &str) -> Result<String> {
    let mut name = format!("{}__{}", slug(connection), slug(stream));
    if name.starts_with("sqlite_") {
        // Reserved by SQLite.
        name.insert(0, '_');
    }
    let mut taken = database.prepare("SELECT lower(name) FROM sqlite_schema")?;
    let taken = taken
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(first_free(&name, |name| {
        !taken.contains(&name.to_ascii_lowercase())
    }))
}

fn slug(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    readable(&words.join("_"), "rows")
}

/// The name without control characters, which SQL text cannot carry; `otherwise` where it is empty.
pub(crate) fn readable(name: &str, otherwise: &str) -> String {
    match name {
        "" => otherwise.into(),
        _ => name.replace(char::is_control, "_"),
    }
}

/// The name, with a number behind it where it is not free.
pub(crate) fn first_free(name: &str, free: impl Fn(&str) -> bool) -> String {
    let mut candidate = name.to_owned();
    let mut number = 2;
    while !free(&candidate) {
        candidate = format!("{name}_{number}");
        number += 1;
    }
    candidate
}
