//! Time travel: what rows were before syncs changed or removed them, for a set time.
//!
//! Each load of a tab is a *point*. While it writes, `meet` compares each record with its row, and `remember` keeps the cells
//! that change, in the same transaction. A row that is the same is left as it is but for the sync's number; one that is new
//! needs nothing kept, it has a higher number than the point's `last_row`.
//! `changes` compares now with a point.

mod changes;
mod remember;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection as Database, params};

use crate::database::Store;
use crate::error::{Error, Result};
use crate::table::Table;

pub(crate) use changes::Latest;
pub use changes::{ChangedCell, ChangedRow, Changes, Group};
pub(crate) use remember::{Keeps, Met, meet, remember};

/// For how many days history is kept where nobody has said otherwise.
pub const HISTORY_DAYS: u32 = 30;

/// A sync that read a tab through: something to compare with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The sync's number.
    pub sync: i64,
    /// When it had read the tab through.
    pub at: Timestamp,
    /// Rows then, without those that were marked as gone.
    pub rows: u64,
}

impl Store {
    /// The points of a tab that can be compared with, the latest first.
    ///
    /// # Errors
    /// Those of every read; a tab that is not there has no points.
    pub fn points(&self, tab: i64) -> Result<Vec<Point>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT sync, at, rows FROM points WHERE tab = ?1 AND rows IS NOT NULL \
                 ORDER BY sync DESC",
            )?;
            let rows = statement.query_map([tab], |row| {
                Ok(Point {
                    sync: row.get(0)?,
                    at: row.get(1)?,
                    rows: row.get::<_, i64>(2)?.unsigned_abs(),
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// For how many days the workbook of an entity keeps history; 0: not at all.
    ///
    /// # Errors
    /// [`Error::NoEntity`].
    pub fn history_days(&self, entity: i64) -> Result<u32> {
        self.read(|tx| {
            crate::workbook::require_entity(tx, entity)?;
            let sql = "SELECT coalesce(history_days, ?2) FROM entities WHERE id = ?1";
            Ok(tx.query_row(sql, params![entity, HISTORY_DAYS], |row| row.get(0))?)
        })
    }

    /// Sets for how many days the workbook of an entity keeps history. What is older goes with the next sync.
    ///
    /// # Errors
    /// [`Error::NoEntity`].
    pub fn set_history_days(&self, entity: i64, days: u32) -> Result<()> {
        self.write(|tx| {
            let sql = "UPDATE entities SET history_days = ?2 WHERE id = ?1";
            match tx.execute(sql, params![entity, days])? {
                0 => Err(Error::NoEntity(entity)),
                _ => Ok(()),
            }
        })
    }
}

/// Begins a point, forgets what is too old, and says what is to be remembered. `last_row` is the highest number of a row.
pub(crate) fn begin(database: &Database, table: &Table, sync: i64, last_row: i64) -> Result<Keeps> {
    let (at, days): (Timestamp, u32) = database.query_row(
        "SELECT (SELECT started_at FROM syncs WHERE id = ?2), coalesce(e.history_days, ?3) \
         FROM tabs t JOIN entities e ON e.id = t.entity WHERE t.id = ?1",
        params![table.tab, sync, HISTORY_DAYS],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    forget(database, table.tab, at, days)?;
    if days == 0 {
        return Ok(Keeps::nothing());
    }
    database.execute(
        "INSERT OR REPLACE INTO points (tab, sync, at, last_row) VALUES (?1, ?2, ?3, ?4)",
        params![table.tab, sync, at, last_row],
    )?;
    Ok(Keeps::of(last_row > 0))
}

/// Ends a point: the tab was read through.
pub(crate) fn end(database: &Database, tab: i64, sync: i64, at: Timestamp) -> Result<()> {
    database.execute(
        "UPDATE points SET at = ?3, rows = (SELECT rows - deleted FROM tabs WHERE id = ?1) \
         WHERE tab = ?1 AND sync = ?2",
        params![tab, sync, at],
    )?;
    Ok(())
}

/// Forgets what a tab was: its past holds values that are no longer to be there.
pub(crate) fn forget_all(database: &Database, tab: i64) -> Result<()> {
    database.execute("DELETE FROM points WHERE tab = ?1", [tab])?;
    database.execute("DELETE FROM history WHERE tab = ?1", [tab])?;
    Ok(())
}

fn forget(database: &Database, tab: i64, now: Timestamp, days: u32) -> Result<()> {
    let oldest = match days {
        0 => Timestamp::MAX,
        days => now
            .checked_sub(SignedDuration::from_hours(24 * i64::from(days)))
            .unwrap_or(Timestamp::MIN),
    };
    database.execute(
        "DELETE FROM points WHERE tab = ?1 AND at < ?2",
        params![tab, oldest],
    )?;
    // What a point's own sync changed is only looked at from points before it.
    database.execute(
        "DELETE FROM history WHERE tab = ?1 \
         AND sync <= coalesce((SELECT min(sync) FROM points WHERE tab = ?1), sync)",
        [tab],
    )?;
    Ok(())
}
