//! Keeping a choice, and what it changes in the stream's tab at once.

use rusqlite::{Connection as Database, params};

use super::{Choice, Treatment};
use crate::database::Store;
use crate::error::{Error, Result};
use crate::history;
use crate::stream::{self, Stream};
use crate::table::{Table, quote};

impl Store {
    /// Keeps what is chosen of a stream. In its tab, columns whose values are no longer to be there go at once with all
    /// their values and the tab's history, and new ones come empty; [`Store::begin_stream_anew`] lets the next sync fill them. Where the
    /// values of the key are written otherwise than before, all rows go, because none would be known again. Says
    /// whether rows that are there would be written differently now.
    ///
    /// # Errors
    /// [`Error::NoStream`]; [`Error::KeyColumn`] where a column of the key is left out or expanded: then nothing is
    /// changed; [`Error::TooWide`].
    pub fn choose(&self, connection: &str, stream: &str, choice: &Choice) -> Result<bool> {
        self.write(|tx| {
            let before = stream::read(tx, connection, stream)?;
            refuse_lost_key(choice, &before.key)?;
            let kept = serde_json::json!(choice);
            tx.execute(
                "UPDATE streams SET choice = ?3 WHERE connection = ?1 AND name = ?2",
                params![connection, stream, kept],
            )?;
            let Some(tab) = before.tab else {
                return Ok(false);
            };
            tx.execute("UPDATE tabs SET version = version + 1 WHERE id = ?1", [tab])?;
            if choice.writes_as(&before.choice) {
                return Ok(false);
            }
            arrange(tx, &before, tab, choice)?;
            Ok(before.rows > 0)
        })
    }

    /// Lets the next sync read a stream from its beginning. Its rows stay until that sync has read it through; then
    /// those that it has not met go.
    ///
    /// # Errors
    /// [`Error::NoStream`].
    pub fn begin_stream_anew(&self, connection: &str, stream: &str) -> Result<()> {
        self.write(|tx| {
            stream::read(tx, connection, stream)?;
            stream::begin_anew(tx, connection, Some(stream))
        })
    }
}

/// A key that is not there tells no row from another; hashed it does, if it is a value of its own.
fn refuse_lost_key(choice: &Choice, key: &[Vec<String>]) -> Result<()> {
    for path in key {
        let Some(root) = path.first() else { continue };
        match choice.treatment(root) {
            Treatment::Keep => {}
            Treatment::Hash if path.len() == 1 => {}
            _ => return Err(Error::KeyColumn(root.clone())),
        }
    }
    Ok(())
}

/// Brings the columns of a tab in line with a new choice.
fn arrange(database: &Database, before: &Stream, tab: i64, choice: &Choice) -> Result<()> {
    let mut table = Table::read(database, tab)?;
    let changed = |column: &str| choice.treatment(column) != before.choice.treatment(column);
    let mut roots = before.key.iter().filter_map(|path| path.first());
    let rekeyed = roots.any(|root| changed(root));
    if rekeyed {
        database.execute_batch(&format!("DELETE FROM {}", quote(&table.name)))?;
        database.execute("UPDATE tabs SET rows = 0 WHERE id = ?1", [tab])?;
        database.execute("UPDATE streams SET state = NULL WHERE tab = ?1", [tab])?;
    }
    let gone: Vec<String> = table
        .columns
        .iter()
        .map(|column| column.name.clone())
        .filter(|column| is_gone(column, &before.choice, choice))
        .collect();
    if rekeyed || !gone.is_empty() {
        history::forget_all(database, tab)?;
    }
    table.remove(database, &gone)?;
    table.adopt(database, &choice.schema(&before.schema), &before.key)
}

/// Whether the values that a column holds are no longer to be there.
fn is_gone(column: &str, before: &Choice, choice: &Choice) -> bool {
    let (was, is) = (before.treatment(column), choice.treatment(column));
    let objects = column.match_indices('.').map(|(at, _)| &column[..at]);
    let mut folded = objects.filter(|object| before.treatment(object) == Treatment::Expand);
    // Digests and values never stand in one column.
    let hashed = (was == Treatment::Hash) != (is == Treatment::Hash);
    hashed
        || matches!(is, Treatment::Leave | Treatment::Expand)
        || folded.any(|object| choice.treatment(object) != Treatment::Expand)
}
