//! Keeping a choice, and what it changes in the stream's tab at once.

use rusqlite::{Connection as Database, params};

use super::{Choice, Hash, Treatment};
use crate::database::Store;
use crate::error::{Error, Result};
use crate::history;
use crate::removed;
use crate::stream::{self, Stream};
use crate::table::{Table, quote};

impl Store {
    /// Keeps what is chosen of a stream. In its tab, columns whose values are no longer to be there go at once with all
    /// their values and the tab's history, and new ones come empty; [`Store::begin_stream_anew`] lets the next sync fill them. Where the
    /// values of the key are written otherwise than before, all rows go, because none would be known again; notes on them
    /// stay, bound to the keys as `hash` writes them. Says whether rows that are there would be written differently now.
    ///
    /// # Errors
    /// [`Error::NoStream`]; [`Error::KeyColumn`] where a column of the key is left out or expanded, and
    /// [`Error::NoHasher`] where one is to be hashed without `hash`: then nothing is changed; [`Error::TooWide`].
    pub fn choose(
        &self,
        connection: &str,
        stream: &str,
        choice: &Choice,
        hash: Option<&Hash>,
    ) -> Result<bool> {
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
            arrange(tx, &before, tab, choice, hash)?;
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

/// Binds the notes of a tab to the keys as they are written from now on. A plain key must not stay where it is hashed.
fn rebind_notes(
    database: &Database,
    before: &Stream,
    tab: i64,
    choice: &Choice,
    hash: Option<&Hash>,
) -> Result<()> {
    let hashed = |path: &Vec<String>| {
        path.first().is_some_and(|root| {
            choice.treatment(root) == Treatment::Hash
                && before.choice.treatment(root) != Treatment::Hash
        })
    };
    let hashed: Vec<bool> = before.key.iter().map(hashed).collect();
    if !hashed.contains(&true) {
        return Ok(());
    }
    let hash = hash.ok_or(Error::NoHasher)?;
    let mut cells = database.prepare(
        "SELECT \"column\", \"key\" FROM user_cells \
         WHERE \"column\" IN (SELECT id FROM user_columns WHERE tab = ?1)",
    )?;
    let cells: Vec<(i64, String)> = cells
        .query_map([tab], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (column, key) in cells {
        database
            .prepare_cached(
                "UPDATE user_cells SET \"key\" = ?3 WHERE \"column\" = ?1 AND \"key\" = ?2",
            )?
            .execute(params![column, key, rekeyed(&key, &hashed, hash)])?;
    }
    Ok(())
}

/// A row's key with the parts hashed that are to be. One that is put together otherwise, as where each version of a record
/// is a row, is hashed whole: its row is gone for good, and nothing of it may stay readable.
fn rekeyed(key: &str, hashed: &[bool], hash: &Hash) -> String {
    let parts: Option<Vec<Option<String>>> = serde_json::from_str(key).ok();
    match parts.filter(|parts| hashed.len() > 1 && parts.len() == hashed.len()) {
        Some(parts) => {
            let parts = parts
                .into_iter()
                .zip(hashed)
                .map(|(part, hashed)| part.map(|part| if *hashed { hash(&part) } else { part }));
            serde_json::json!(parts.collect::<Vec<_>>()).to_string()
        }
        None => hash(key),
    }
}

/// Brings the columns of a tab in line with a new choice.
fn arrange(
    database: &Database,
    before: &Stream,
    tab: i64,
    choice: &Choice,
    hash: Option<&Hash>,
) -> Result<()> {
    let mut table = Table::read(database, tab)?;
    let changed = |column: &str| choice.treatment(column) != before.choice.treatment(column);
    let mut roots = before.key.iter().filter_map(|path| path.first());
    let rekeyed = roots.any(|root| changed(root));
    if rekeyed {
        rebind_notes(database, before, tab, choice, hash)?;
        database.execute_batch(&format!("DELETE FROM {}", quote(&table.name)))?;
        database.execute("UPDATE tabs SET rows = 0, deleted = 0 WHERE id = ?1", [tab])?;
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
        removed::forget_rows(database, tab)?;
        // A copy holds them as well, also one that has the last sync: it needs all rows of the next.
        database.execute(
            "UPDATE tabs SET removed_in = last_sync + 1 WHERE id = ?1",
            [tab],
        )?;
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
