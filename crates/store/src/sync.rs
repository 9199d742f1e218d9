//! Syncs: one row per run.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

use crate::connection::{self, ConnectionState};
use crate::database::Store;
use crate::error::{Error, Result};

/// A run over the selected streams of a connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Sync {
    /// Its number; later runs have higher ones, and none is given twice.
    pub id: i64,
    /// The connection.
    pub connection: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; absent while it runs.
    pub ended_at: Option<Timestamp>,
    /// Records written so far.
    pub rows: u64,
    /// How it ended; the engine's own JSON.
    pub outcome: Option<Value>,
}

const SYNC: &str = "SELECT id, connection, started_at, ended_at, rows, outcome FROM syncs";

impl Store {
    /// Begins a sync and gives its number.
    ///
    /// # Errors
    /// [`Error::NoConnection`].
    pub fn begin_sync(&self, connection: &str, at: Timestamp) -> Result<i64> {
        self.write(|tx| {
            if !connection::exists(tx, connection)? {
                return Err(Error::NoConnection(connection.into()));
            }
            tx.execute(
                "INSERT INTO syncs (connection, started_at) VALUES (?1, ?2)",
                params![connection, at],
            )?;
            Ok(tx.last_insert_rowid())
        })
    }

    /// Ends a running sync, and keeps in the same step what troubles its connection since, or that nothing does: whoever
    /// finds the sync ended finds its trouble too. A connection that waits for a new consent keeps its reason for that.
    ///
    /// # Errors
    /// [`Error::NoSync`] where it does not run.
    pub fn end_sync(
        &self,
        id: i64,
        at: Timestamp,
        outcome: &Value,
        trouble: Option<&Value>,
    ) -> Result<()> {
        self.write(|tx| {
            let ended = tx.execute(
                "UPDATE syncs SET ended_at = ?2, outcome = ?3 WHERE id = ?1 AND ended_at IS NULL",
                params![id, at, outcome],
            )?;
            if ended == 0 {
                return Err(Error::NoSync(id));
            }
            tx.execute(
                "UPDATE connections SET trouble = ?2 \
                 WHERE id = (SELECT connection FROM syncs WHERE id = ?1) AND state <> ?3",
                params![id, trouble, ConnectionState::Reauthorize],
            )?;
            Ok(())
        })
    }

    /// Ends the syncs of a connection that were running when their process died, and tells how many there were. To be
    /// called by whoever holds the connection's lock.
    ///
    /// # Errors
    /// Those of every write.
    pub fn end_interrupted_syncs(
        &self,
        connection: &str,
        at: Timestamp,
        outcome: &Value,
    ) -> Result<usize> {
        self.write(|tx| {
            Ok(tx.execute(
                "UPDATE syncs SET ended_at = ?2, outcome = ?3 \
                 WHERE connection = ?1 AND ended_at IS NULL",
                params![connection, at, outcome],
            )?)
        })
    }

    /// The latest sync of a connection, running or ended.
    ///
    /// # Errors
    /// Those of every read.
    pub fn last_sync(&self, connection: &str) -> Result<Option<Sync>> {
        self.read(|tx| {
            Ok(tx
                .prepare_cached(&format!(
                    "{SYNC} WHERE connection = ?1 ORDER BY id DESC LIMIT 1"
                ))?
                .query_row([connection], from_row)
                .optional()?)
        })
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Sync> {
    Ok(Sync {
        id: row.get(0)?,
        connection: row.get(1)?,
        started_at: row.get(2)?,
        ended_at: row.get(3)?,
        rows: row.get::<_, i64>(4)?.unsigned_abs(),
        outcome: row.get(5)?,
    })
}
