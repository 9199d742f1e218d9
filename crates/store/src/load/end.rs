//! The end of a load: what becomes of the rows that the source no longer gives.

use rusqlite::Connection as Database;

use super::Finished;
use crate::error::Result;
use crate::history::Keeps;
use crate::mode::Mode;
use crate::table::{Table, quote};

/// Does with the rows that were not seen what the mode says. A full refresh that replaces marks them where the stream
/// has a key; without one nothing tells a row that is gone from one that has changed, and they go.
pub(super) fn sort_out(
    database: &Database,
    table: &Table,
    (connection, stream): (&str, &str),
    (mode, numbers, history): (Mode, super::Numbers, Keeps),
    keyed: bool,
) -> Result<Finished> {
    let mut removed = remove_former(database, table, (connection, stream), numbers.sync, history)?;
    let name = quote(&table.name);
    let mut marked = 0;
    if mode == Mode::FullRefreshReplace {
        let begun = numbers.begun;
        history.remember_removed(database, table, numbers.sync, "_hw_sync < ?1", begun)?;
        if keyed {
            marked = database.execute(
                &format!(
                    "UPDATE {name} SET _hw_deleted = ?1 WHERE _hw_sync < ?2 AND _hw_deleted IS NULL"
                ),
                [numbers.sync, begun],
            )?;
        } else {
            removed +=
                database.execute(&format!("DELETE FROM {name} WHERE _hw_sync < ?1"), [begun])?;
        }
    }
    count_marks(database, table, marked > 0)?;
    Ok(Finished {
        removed: removed as u64,
        marked: marked as u64,
    })
}

/// Removes the rows of the account that was read before, where the stream began anew since.
fn remove_former(
    database: &Database,
    table: &Table,
    (connection, stream): (&str, &str),
    sync: i64,
    history: Keeps,
) -> Result<usize> {
    let since: Option<i64> = database.query_row(
        "SELECT since_sync FROM streams WHERE connection = ?1 AND name = ?2",
        [connection, stream],
        |row| row.get(0),
    )?;
    match since {
        Some(since) => {
            history.remember_removed(database, table, sync, "_hw_sync < ?1", since)?;
            Ok(database.execute(
                &format!("DELETE FROM {} WHERE _hw_sync < ?1", quote(&table.name)),
                [since],
            )?)
        }
        None => Ok(0),
    }
}

/// Counts the marked rows anew, where there may be others than before: rows come back, too.
fn count_marks(database: &Database, table: &Table, more: bool) -> Result<()> {
    database.execute(
        &format!(
            "UPDATE tabs SET deleted = (SELECT count(*) FROM {} WHERE _hw_deleted IS NOT NULL) \
             WHERE id = ?1 AND (?2 OR deleted > 0)",
            quote(&table.name)
        ),
        (table.tab, more),
    )?;
    Ok(())
}
