//! Loading the rows of a stream: batch by batch, each in one transaction with the state that covers it.

mod batch;
mod end;
mod key;
mod record;
mod shaped;

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection as Database, OptionalExtension, params};
use serde_json::Value;

use crate::choice::{Choice, Hasher};
use crate::database::Store;
use crate::error::{Error, Result};
use crate::history::{self, Keeps};
use crate::mode::Mode;
use crate::stream;
use crate::table::{Table, quote};
use batch::{Batch, How, Numbers};
use key::Apart;
use record::Finder;
use shaped::write_shaped;

pub use record::Record;

/// What a load needs to know.
#[derive(Clone, Debug)]
pub struct LoadOptions<'a> {
    /// What becomes of the rows that are there.
    pub mode: Mode,
    /// Paths of the key's fields; empty where the stream has no key.
    pub key: Vec<Vec<String>>,
    /// JSON schema of the records. Fields that it lacks get a column by their first value.
    pub schema: &'a Value,
    /// The running sync, from [`Store::begin_sync`].
    pub sync: i64,
}

/// The loading of one stream in one sync. Dropping it without [`Load::finish`] keeps all that was committed, and the next
/// load goes on from the committed state: [`Load::state`]. A full refresh of a stream without a key begins anew, since
/// rows that come again could not be told from others; it ends exact all the same.
#[derive(Debug)]
pub struct Load {
    store: Store,
    connection: String,
    stream: String,
    mode: Mode,
    key: Vec<Vec<String>>,
    numbers: Numbers,
    state: Option<Value>,
    table: Arc<Table>,
    /// The tab's version that `table` was read at.
    version: i64,
    finder: Finder,
    /// What is chosen of the stream, as of the same version.
    choice: Choice,
    hasher: Option<Hasher>,
    /// Whether rows are remembered as they were.
    history: Keeps,
    /// Whether the tab had no rows when the load began: then none is left unseen.
    was_empty: bool,
}

/// What a commit did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Records written.
    pub rows: u64,
}

/// What the end of a load did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Rows removed, because a full refresh without a key did not see them or their account is no longer read.
    pub removed: u64,
    /// Rows marked as gone at the source, because a full refresh did not see their key.
    pub marked: u64,
}

impl Store {
    /// Begins to load a stream's rows into its tab. Adds the columns that the schema names and the tab lacks.
    ///
    /// # Errors
    /// [`Error::NoStream`]; [`Error::Unlinked`] before [`Store::link`]; [`Error::NoSync`]; [`Error::AlreadyLoaded`]
    /// where this or a later sync has loaded the stream; [`Error::TooWide`].
    pub fn load(&self, connection: &str, stream: &str, options: LoadOptions<'_>) -> Result<Load> {
        let LoadOptions {
            mode,
            key,
            schema,
            sync,
        } = options;
        let (table, version, begun, state, choice, (history, was_empty)) = self.write(|tx| {
            let known = stream::read(tx, connection, stream)?;
            let tab = known.tab.ok_or_else(|| Error::Unlinked { stream: stream.into() })?;
            count_rows(tx, connection, sync, 0)?;
            let began = tx.execute(
                "UPDATE tabs SET last_sync = ?2, version = version + 1 WHERE id = ?1 AND last_sync < ?2",
                [tab, sync],
            )?;
            if began == 0 {
                return Err(Error::AlreadyLoaded { stream: stream.into(), sync });
            }
            let mut table = Table::read(tx, tab)?;
            table.adopt(tx, &known.choice.schema(schema), &key)?;
            // Without a state there is no place to go on from.
            let may_go_on = mode.is_full() && !key.is_empty() && known.state.is_some();
            let resumed = known.begun.filter(|_| may_go_on);
            if let (None, Some(broken), Mode::FullRefreshAppend) = (resumed, known.begun, mode) {
                let gone = tx.execute(
                    &format!("DELETE FROM {} WHERE _hw_sync >= ?1", quote(&table.name)),
                    [broken],
                )?;
                touch(tx, tab, -(gone as i64))?;
                took_out(tx, tab, gone)?;
            }
            let begun = resumed.unwrap_or(sync);
            let state = known.state.filter(|_| resumed.is_some() || !mode.is_full());
            stream::begin(tx, connection, stream, mode.is_full().then_some(begun), state.as_ref())?;
            let last = last_row(tx, &table)?;
            let history = history::begin(tx, &table, sync, last)?;
            Ok((table, version(tx, connection, stream)?, begun, state, known.choice, (history, last == 0)))
        })?;
        Ok(Load {
            store: self.clone(),
            connection: connection.into(),
            stream: stream.into(),
            mode,
            key,
            numbers: Numbers { sync, begun },
            state,
            table: Arc::new(table),
            version,
            finder: Finder::default(),
            choice,
            hasher: None,
            history,
            was_empty,
        })
    }
}

impl Load {
    /// Where the reading begins: the state of before for an incremental sync and for a full refresh that was interrupted.
    pub fn state(&self) -> Option<&Value> {
        self.state.as_ref()
    }

    fn apart(&self) -> Apart {
        match self.mode {
            Mode::FullRefreshReplace | Mode::IncrementalAppendDedupe => Apart::Nothing,
            Mode::FullRefreshAppend => Apart::Refresh(self.numbers.begun),
            Mode::IncrementalAppend => Apart::Content,
        }
    }

    /// Says how values are hashed; needed where [`Choice::hashes`].
    #[must_use]
    pub fn hash_by(self, hash: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let hasher = Some(Hasher(Arc::new(hash)));
        Self { hasher, ..self }
    }

    /// Writes records and, where one is given, the state that covers them and all before them: both or, on an error,
    /// neither. A record whose key is known replaces its row. A record without a key is known by its content: equal
    /// ones of one sync stay as many as they are, and one that a later sync meets again is the same row.
    ///
    /// The writer is held while `records` is gone through: it must not call the store.
    ///
    /// # Errors
    /// [`Error::Record`] where one is no object; [`Error::Unlinked`] and [`Error::NoSync`] where the tab or the sync
    /// is gone; [`Error::TooWide`]; [`Error::NoHasher`]; [`Error::Full`] and the others of every write.
    pub fn commit<'r, R: Into<Record<'r>>>(
        &mut self,
        records: impl IntoIterator<Item = R>,
        state: Option<&Value>,
        at: Timestamp,
    ) -> Result<Written> {
        let (apart, numbers) = (self.apart(), self.numbers);
        let Self {
            connection,
            stream,
            key,
            finder,
            hasher,
            history,
            ..
        } = self;
        let (connection, stream) = (&**connection, &**stream);
        let (written, table, version, choice) = self.store.write(|tx| {
            let version = version(tx, connection, stream)?;
            // Another process may have changed the columns; a batch that failed has left them as they were.
            let (table, choice) = match version == self.version {
                true => (Arc::clone(&self.table), None),
                false => (
                    Arc::new(Table::read(tx, self.table.tab)?),
                    Some(stream::read(tx, connection, stream)?.choice),
                ),
            };
            let chosen = choice.as_ref().unwrap_or(&self.choice);
            let before = last_row(tx, &table)?;
            let how = How {
                apart,
                numbers,
                history: *history,
            };
            let mut batch = Batch::new(tx, table, finder, key, how, at);
            let plain = chosen.is_plain();
            for record in records {
                match plain {
                    true => batch.write(record.into())?,
                    false => write_shaped(&mut batch, record.into(), chosen, hasher.as_ref())?,
                }
            }
            // SQLite numbers new rows without a gap.
            let added = last_row(tx, &batch.table)? - before;
            let dropped = batch.drop_rows()?;
            let (rows, table) = (batch.rows, batch.table);
            touch(tx, table.tab, added - dropped)?;
            took_out(tx, table.tab, dropped.unsigned_abs() as usize)?;
            count_rows(tx, connection, numbers.sync, rows)?;
            if let Some(state) = state {
                tx.prepare_cached(
                    "UPDATE streams SET state = ?3 WHERE connection = ?1 AND name = ?2",
                )?
                .execute(params![connection, stream, state])?;
            }
            Ok((Written { rows }, table, version + 1, choice))
        })?;
        if let Some(choice) = choice {
            self.choice = choice;
        }
        (self.table, self.version) = (table, version);
        Ok(written)
    }

    /// Ends the load: the stream was read to its end. A full refresh that replaces marks the rows that it has not seen (without
    /// a key it removes them), any sync removes those of an account that is no longer read. Clears the stream's fault.
    ///
    /// # Errors
    /// [`Error::Unlinked`] where the tab is gone; [`Error::Full`] and the others of every write. Then the rows are as
    /// they were before the call.
    pub fn finish(self, at: Timestamp) -> Result<Finished> {
        let Self {
            store,
            connection,
            stream,
            mode,
            key,
            numbers,
            table,
            history,
            was_empty,
            ..
        } = self;
        store.write(|tx| {
            version(tx, &connection, &stream)?;
            let place = (&*connection, &*stream);
            let replaced = mode == Mode::FullRefreshReplace && !was_empty;
            let how = (replaced, !key.is_empty(), numbers, history);
            let finished = end::sort_out(tx, &table, place, how)?;
            touch(tx, table.tab, -(finished.removed as i64))?;
            took_out(tx, table.tab, finished.removed as usize)?;
            tx.execute(
                "UPDATE tabs SET synced_at = ?2 WHERE id = ?1",
                params![table.tab, at],
            )?;
            tx.execute(
                "UPDATE streams SET fault = NULL, since_sync = NULL, begun = NULL \
                 WHERE connection = ?1 AND name = ?2",
                [&connection, &stream],
            )?;
            history::end(tx, table.tab, numbers.sync, at)?;
            Ok(finished)
        })
    }
}

/// The version of a stream's tab: it rises with every change of rows or columns.
fn version(database: &Database, connection: &str, stream: &str) -> Result<i64> {
    database
        .prepare_cached(
            "SELECT t.version FROM streams s JOIN tabs t ON t.id = s.tab \
             WHERE s.connection = ?1 AND s.name = ?2",
        )?
        .query_row([connection, stream], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Error::Unlinked {
            stream: stream.into(),
        })
}

/// Keeps the tab's row count, and tells windows that they have to look again.
pub(crate) fn touch(database: &Database, tab: i64, added: i64) -> Result<()> {
    database
        .prepare_cached("UPDATE tabs SET rows = rows + ?2, version = version + 1 WHERE id = ?1")?
        .execute([tab, added])?;
    Ok(())
}

/// Remembers that rows were taken out of a tab without a mark: a copy that is behind its last sync needs all rows.
pub(crate) fn took_out(database: &Database, tab: i64, rows: usize) -> Result<()> {
    if rows > 0 {
        database
            .prepare_cached("UPDATE tabs SET removed_in = last_sync WHERE id = ?1")?
            .execute([tab])?;
    }
    Ok(())
}

/// Adds to the rows of a running sync; fails where it does not run.
fn count_rows(database: &Database, connection: &str, sync: i64, rows: u64) -> Result<()> {
    let running = database
        .prepare_cached(
            "UPDATE syncs SET rows = rows + ?3 WHERE id = ?2 AND connection = ?1 AND ended_at IS NULL",
        )?
        .execute(params![connection, sync, rows as i64])?;
    if running == 0 {
        Err(Error::NoSync(sync))
    } else {
        Ok(())
    }
}

fn last_row(database: &Database, table: &Table) -> Result<i64> {
    let sql = format!("SELECT coalesce(max(rowid), 0) FROM {}", quote(&table.name));
    Ok(database
        .prepare_cached(&sql)?
        .query_row([], |row| row.get(0))?)
}

#[cfg(test)]
mod tests;
