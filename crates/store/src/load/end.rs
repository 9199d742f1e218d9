//! The end of a load: what becomes of the rows that the source no longer gives.

use rusqlite::Connection as Database;

use super::Finished;
use crate::error::Result;
use crate::history::Keeps;
use crate::table::{Table, quote};

/// Does with the rows that were not seen what the mode says. A full refresh that replaces those there were marks them where
/// the stream has a key; without one nothing tells a row that is gone from one that has changed, and they go.
pub(super) fn sort_out(
    database: &Database,
    table: &Table,
    (connection, stream): (&str, &str),
    (replaces, keyed, numbers, history): (bool, bool, super::Numbers, Keeps),
) -> Result<Finished> {
    let mut removed = remove_former(database, table, (connection, stream), numbers.sync, history)?;
    let name = quote(&table.name);
    let unseen = match keyed {
        true => "_hw_sync < ?1 AND _hw_deleted IS NULL",
        false => "_hw_sync < ?1",
    };
    let mut marked = 0;
    // Mostly there is none, and the table is gone through only once to know it.
    if replaces && exists(database, &name, unseen, numbers.begun)? {
        let (begun, sync) = (numbers.begun, numbers.sync);
        history.remember_removed(database, table, sync, "_hw_sync < ?1", begun)?;
        if keyed {
            let sql = format!("UPDATE {name} SET _hw_deleted = ?2 WHERE {unseen}");
            marked = database.execute(&sql, [begun, sync])?;
        } else {
            removed += database.execute(&format!("DELETE FROM {name} WHERE {unseen}"), [begun])?;
        }
    }
    count_marks(database, table, marked > 0)?;
    Ok(Finished {
        removed: removed as u64,
        marked: marked as u64,
    })
}

fn exists(database: &Database, name: &str, condition: &str, parameter: i64) -> Result<bool> {
    let sql = format!("SELECT 1 FROM {name} WHERE {condition}");
    Ok(database.prepare(&sql)?.exists([parameter])?)
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
