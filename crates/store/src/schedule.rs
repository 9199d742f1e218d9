//! Schedules: when the streams of a connection are synced by themselves, and where that stands.

use jiff::Timestamp;
use rusqlite::{Connection as Database, OptionalExtension as _, Row, params};
use serde_json::Value;

use crate::connection;
use crate::database::Store;
use crate::error::{Error, Result};

/// The schedule of a connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// The connection.
    pub connection: String,
    /// The rule; the engine's own JSON.
    pub rule: Value,
    /// Where it stands.
    pub standing: Standing,
}

/// Where a schedule stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The next time that the rule names and that has not been dealt with; none where there is no further one.
    pub next_at: Option<Timestamp>,
    /// Syncs that are due and not begun.
    pub owed: u32,
    /// Times that have passed without a sync since the last one that did not.
    pub missed: u32,
    /// The last of them.
    pub missed_at: Option<Timestamp>,
}

const SCHEDULE: &str = "SELECT connection, rule, next_at, owed, missed, missed_at FROM schedules";

impl Store {
    /// Gives a connection a schedule, in place of a former one.
    ///
    /// # Errors
    /// [`Error::NoConnection`].
    pub fn set_schedule(&self, schedule: &Schedule) -> Result<()> {
        self.write(|tx| {
            if !connection::exists(tx, &schedule.connection)? {
                return Err(Error::NoConnection(schedule.connection.clone()));
            }
            let set = "INSERT OR REPLACE INTO schedules \
                       (connection, rule, next_at, owed, missed, missed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            write(tx, set, schedule)?;
            Ok(())
        })
    }

    /// Takes a connection's schedule away. None to take away is fine.
    ///
    /// # Errors
    /// Those of every write.
    pub fn remove_schedule(&self, connection: &str) -> Result<()> {
        self.write(|tx| {
            tx.execute("DELETE FROM schedules WHERE connection = ?1", [connection])?;
            Ok(())
        })
    }

    /// Keeps where a schedule stands now, and says whether it did: a schedule that was given another rule since it was
    /// read, or was taken away, stays as it is.
    ///
    /// # Errors
    /// Those of every write.
    pub fn move_schedule(&self, schedule: &Schedule) -> Result<bool> {
        self.write(|tx| {
            let moved = "UPDATE schedules SET next_at = ?3, owed = ?4, missed = ?5, missed_at = ?6 \
                         WHERE connection = ?1 AND rule = ?2";
            Ok(write(tx, moved, schedule)? > 0)
        })
    }

    /// Keeps whether the last scheduled sync of a connection failed, and says whether the one before did.
    ///
    /// # Errors
    /// Those of every write.
    pub fn end_scheduled(&self, connection: &str, failed: bool) -> Result<bool> {
        self.write(|tx| {
            let before = tx
                .query_row(
                    "SELECT failed FROM schedules WHERE connection = ?1",
                    [connection],
                    |row| row.get(0),
                )
                .optional()?;
            tx.execute(
                "UPDATE schedules SET failed = ?2 WHERE connection = ?1",
                params![connection, failed],
            )?;
            Ok(before.unwrap_or_default())
        })
    }

    /// The schedule of a connection.
    ///
    /// # Errors
    /// Those of every read.
    pub fn schedule(&self, connection: &str) -> Result<Option<Schedule>> {
        self.read(|tx| {
            Ok(tx
                .prepare_cached(&format!("{SCHEDULE} WHERE connection = ?1"))?
                .query_row([connection], from_row)
                .optional()?)
        })
    }

    /// All schedules.
    ///
    /// # Errors
    /// Those of every read.
    pub fn schedules(&self) -> Result<Vec<Schedule>> {
        self.read(|tx| {
            let mut all = tx.prepare_cached(&format!("{SCHEDULE} ORDER BY connection"))?;
            let rows = all.query_map([], from_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}

/// Runs a statement over a schedule's values, in the order of its columns.
fn write(database: &Database, sql: &str, schedule: &Schedule) -> Result<usize> {
    let Schedule {
        connection,
        rule,
        standing,
    } = schedule;
    Ok(database.execute(
        sql,
        params![
            connection,
            rule.to_string(),
            standing.next_at,
            standing.owed,
            standing.missed,
            standing.missed_at
        ],
    )?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Schedule> {
    Ok(Schedule {
        connection: row.get(0)?,
        rule: row.get(1)?,
        standing: Standing {
            next_at: row.get(2)?,
            owed: row.get(3)?,
            missed: row.get(4)?,
            missed_at: row.get(5)?,
        },
    })
}
