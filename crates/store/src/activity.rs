//! The activity log: what happened, when, to which connection.

use jiff::Timestamp;
use rusqlite::{Row, params};
use serde_json::Value;

use crate::database::Store;
use crate::error::Result;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// Its number, rising with time.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// The connection it concerns; may be one that is gone.
    pub connection: Option<String>,
    /// What kind of thing, for example `authorized`.
    pub kind: String,
    /// The rest; the engine's own JSON.
    pub detail: Value,
}

impl Store {
    /// Adds to the log.
    ///
    /// # Errors
    /// Those of every write.
    pub fn add_activity(
        &self,
        at: Timestamp,
        connection: Option<&str>,
        kind: &str,
        detail: &Value,
    ) -> Result<()> {
        self.write(|tx| {
            // As text, so that `null` is a value like any other.
            tx.execute(
                "INSERT INTO activity (at, connection, kind, detail) VALUES (?1, ?2, ?3, ?4)",
                params![at, connection, kind, detail.to_string()],
            )?;
            Ok(())
        })
    }

    /// The newest entries first, at most `limit`; of one connection where it is named, and older than entry `before`
    /// where that is given.
    ///
    /// # Errors
    /// Those of every read.
    pub fn activity(
        &self,
        connection: Option<&str>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Activity>> {
        let of_one = if connection.is_some() {
            "connection = ?1"
        } else {
            "?1 IS NULL"
        };
        let sql = format!(
            "SELECT id, at, connection, kind, detail FROM activity \
             WHERE {of_one} AND id < ?2 ORDER BY id DESC LIMIT ?3"
        );
        self.read(|tx| {
            let mut statement = tx.prepare_cached(&sql)?;
            let rows = statement.query_map(
                params![connection, before.unwrap_or(i64::MAX), limit],
                from_row,
            )?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Forgets what is older, and says how many entries that were.
    ///
    /// # Errors
    /// Those of every write.
    pub fn forget_activity(&self, before: Timestamp) -> Result<usize> {
        self.write(|tx| Ok(tx.execute("DELETE FROM activity WHERE at < ?1", params![before])?))
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Activity> {
    Ok(Activity {
        id: row.get(0)?,
        at: row.get(1)?,
        connection: row.get(2)?,
        kind: row.get(3)?,
        detail: row.get(4)?,
    })
}
