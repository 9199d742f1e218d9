//! What a person removed, kept so that it can be brought back: rows that were gone at the source, and columns that people
//! added. How long is the caller's to say, by [`Store::forget_removed`].

use jiff::Timestamp;
use rusqlite::{Connection as Database, params};

use crate::database::Store;
use crate::error::{Error, Result};
use crate::load::{took_out, touch};
use crate::table::{Table, balanced, quote};
use crate::user_column;

impl Store {
    /// Removes the rows of a tab that are marked as gone at the source, and tells how many there were. The latest removal
    /// of a tab can be taken back: [`Store::restore_rows`].
    ///
    /// # Errors
    /// [`Error::NoTab`], and those of every write.
    pub fn drop_deleted(&self, tab: i64, at: Timestamp) -> Result<u64> {
        self.write(|tx| {
            let table = Table::read(tx, tab)?;
            let name = quote(&table.name);
            forget_rows(tx, tab)?;
            tx.execute(
                &format!(
                    "INSERT INTO removed_rows (tab, \"key\", \"row\", at, extracted_at, sync, deleted, cells) \
                     SELECT ?1, _hw_key, rowid, ?2, _hw_extracted_at, _hw_sync, _hw_deleted, {} \
                     FROM {name} WHERE _hw_deleted IS NOT NULL",
                    cells(&table)
                ),
                params![tab, at],
            )?;
            let dropped = tx.execute(
                &format!("DELETE FROM {name} WHERE _hw_deleted IS NOT NULL"),
                [],
            )?;
            touch(tx, tab, -(dropped as i64))?;
            took_out(tx, tab, dropped)?;
            tx.execute("UPDATE tabs SET deleted = 0 WHERE id = ?1", [tab])?;
            Ok(dropped as u64)
        })
    }

    /// Brings back the rows of a tab that were removed last, marked as they were and at their place where nothing else stands
    /// there; tells how many. A row that the source has given anew since stays as it is.
    ///
    /// # Errors
    /// [`Error::NoTab`], and those of every write.
    pub fn restore_rows(&self, tab: i64) -> Result<u64> {
        self.write(|tx| {
            let table = Table::read(tx, tab)?;
            let name = quote(&table.name);
            let columns = table.columns.iter().map(|c| quote(&c.stored_as));
            let names: String = columns.map(|column| format!(", {column}")).collect();
            let values: String = (0..table.columns.len())
                .map(|at| format!(", json_extract(r.cells, '$[{at}]')"))
                .collect();
            // The last first: a row that gets a new number gets one above all others then.
            let restored = tx.execute(
                &format!(
                    "INSERT INTO {name} (rowid, _hw_key, _hw_extracted_at, _hw_sync, _hw_deleted{names}) \
                     SELECT iif(EXISTS (SELECT 1 FROM {name} o WHERE o.rowid = r.\"row\"), NULL, r.\"row\"), \
                     r.\"key\", r.extracted_at, r.sync, r.deleted{values} FROM removed_rows r WHERE r.tab = ?1 \
                     AND NOT EXISTS (SELECT 1 FROM {name} o WHERE o._hw_key = r.\"key\") ORDER BY r.\"row\" DESC"
                ),
                [tab],
            )?;
            forget_rows(tx, tab)?;
            touch(tx, tab, restored as i64)?;
            tx.execute(
                "UPDATE tabs SET deleted = deleted + ?2 WHERE id = ?1",
                params![tab, restored as i64],
            )?;
            Ok(restored as u64)
        })
    }

    /// Removes a column that people added, with its cells. It can be taken back: [`Store::restore_user_column`].
    ///
    /// # Errors
    /// [`Error::NoUserColumn`].
    pub fn remove_user_column(&self, id: i64, at: Timestamp) -> Result<()> {
        self.write(|tx| {
            let tab = user_column::tab_of(tx, id)?;
            tx.execute(
                "UPDATE user_columns SET removed_at = ?2 WHERE id = ?1",
                params![id, at],
            )?;
            user_column::edited(tx, tab)
        })
    }

    /// Brings back a column that was removed, with its cells, at its place.
    ///
    /// # Errors
    /// [`Error::NoUserColumn`] where it was not removed or is forgotten; [`Error::NameTaken`].
    pub fn restore_user_column(&self, id: i64) -> Result<()> {
        self.write(|tx| {
            let back = tx.execute(
                "UPDATE user_columns SET removed_at = NULL WHERE id = ?1 AND removed_at IS NOT NULL",
                [id],
            )?;
            if back == 0 {
                return Err(Error::NoUserColumn(id));
            }
            let tab = user_column::tab_of(tx, id)?;
            user_column::require_own_name(tx, &Table::read(tx, tab)?, id)?;
            user_column::edited(tx, tab)
        })
    }

    /// Forgets for good what was removed before `oldest`.
    ///
    /// # Errors
    /// Those of every write.
    pub fn forget_removed(&self, oldest: Timestamp) -> Result<()> {
        self.write(|tx| {
            tx.execute("DELETE FROM user_columns WHERE removed_at < ?1", [oldest])?;
            tx.execute("DELETE FROM removed_rows WHERE at < ?1", [oldest])?;
            Ok(())
        })
    }
}

/// Forgets the removed rows of a tab: others were removed, or their values are no longer to be there.
pub(crate) fn forget_rows(database: &Database, tab: i64) -> Result<()> {
    database.execute("DELETE FROM removed_rows WHERE tab = ?1", [tab])?;
    Ok(())
}

/// The cells of a row as a JSON array.
fn cells(table: &Table) -> String {
    let cells = table.columns.iter().enumerate().map(|(at, column)| {
        let comma = if at == 0 { "" } else { "',' || " };
        format!("{comma}json_quote({})", quote(&column.stored_as))
    });
    match table.columns.is_empty() {
        true => "'[]'".into(),
        false => format!("'[' || {} || ']'", balanced(cells.collect(), "||")),
    }
}
