//! Loading the rows of a stream: batch by batch, each in one transaction with the state that covers it.

mod batch;
mod key;
mod record;

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection as Database, OptionalExtension, params};
use serde_json::Value;

use crate::database::Store;
use crate::error::{Error, Result};
use crate::history::{self, Keeps};
use crate::stream::{self, Mode};
use crate::table::{Table, quote};
use batch::Batch;
use record::Finder;

pub use record::Record;

/// What a load needs to know.
#[derive(Clone, Debug)]
pub struct LoadOptions<'a> {
    /// Whether rows that the source no longer has go at the end.
    pub mode: Mode,
    /// Paths of the key's fields; empty where the stream has no key.
    pub key: Vec<Vec<String>>,
    /// JSON schema of the records. Fields that it lacks get a column by their first value.
    pub schema: &'a Value,
    /// The running sync, from [`Store::begin_sync`].
    pub sync: i64,
}

/// The loading of one stream in one sync. Dropping it without [`Load::finish`] keeps all that was committed: an
/// incremental sync goes on from the committed state, a full one begins anew and ends exact.
#[derive(Debug)]
pub struct Load {
    store: Store,
    connection: String,
    stream: String,
    mode: Mode,
    key: Vec<Vec<String>>,
    sync: i64,
    table: Arc<Table>,
    /// The tab's version that `table` was read at.
    version: i64,
    finder: Finder,
    /// Whether rows are remembered as they were.
    history: Keeps,
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
    /// Rows removed, because a full sync did not see them or their account is no longer read.
    pub removed: u64,
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
        let (table, version, history) = self.write(|tx| {
            let tab = stream::read(tx, connection, stream)?.tab;
            let tab = tab.ok_or_else(|| Error::Unlinked { stream: stream.into() })?;
            count_rows(tx, connection, sync, 0)?;
            let began = tx.execute(
                "UPDATE tabs SET last_sync = ?2, version = version + 1 WHERE id = ?1 AND last_sync < ?2",
                [tab, sync],
            )?;
            if began == 0 {
                return Err(Error::AlreadyLoaded { stream: stream.into(), sync });
            }
            let mut table = Table::read(tx, tab)?;
            table.adopt(tx, schema, &key)?;
            let history = history::begin(tx, &table, sync)?;
            Ok((table, version(tx, connection, stream)?, history))
        })?;
        Ok(Load {
            store: self.clone(),
            connection: connection.into(),
            stream: stream.into(),
            mode,
            key,
            sync,
            table: Arc::new(table),
            version,
            finder: Finder::default(),
            history,
        })
    }
}

impl Load {
    /// Writes records and, where one is given, the state that covers them and all before them: both or, on an error,
    /// neither. A record whose key is known replaces its row. A record without a key is known by its content: equal
    /// ones of one sync stay as many as they are, and one that a later sync meets again is the same row.
    ///
    /// The writer is held while `records` is gone through: it must not call the store.
    ///
    /// # Errors
    /// [`Error::Record`] where one is no object; [`Error::Unlinked`] and [`Error::NoSync`] where the tab or the sync
    /// is gone; [`Error::TooWide`]; [`Error::Full`] and the others of every write.
    pub fn commit<'r, R: Into<Record<'r>>>(
        &mut self,
        records: impl IntoIterator<Item = R>,
        state: Option<&Value>,
        at: Timestamp,
    ) -> Result<Written> {
        let Self {
            connection,
            stream,
            key,
            finder,
            history,
            ..
        } = self;
        let (connection, stream, sync) = (&**connection, &**stream, self.sync);
        let (written, table, version) = self.store.write(|tx| {
            let version = version(tx, connection, stream)?;
            // Another process may have changed the columns; a batch that failed has left them as they were.
            let table = match version == self.version {
                true => Arc::clone(&self.table),
                false => Arc::new(Table::read(tx, self.table.tab)?),
            };
            let before = last_row(tx, &table)?;
            let mut batch = Batch::new(tx, table, finder, key, sync, at, *history);
            for record in records {
                batch.write(record.into())?;
            }
            let (rows, table) = (batch.rows, batch.table);
            // SQLite numbers new rows without a gap.
            let added = last_row(tx, &table)? - before;
            touch(tx, table.tab, added)?;
            count_rows(tx, connection, sync, rows)?;
            if let Some(state) = state {
                tx.prepare_cached(
                    "UPDATE streams SET state = ?3 WHERE connection = ?1 AND name = ?2",
                )?
                .execute(params![connection, stream, state])?;
            }
            Ok((Written { rows }, table, version + 1))
        })?;
        (self.table, self.version) = (table, version);
        Ok(written)
    }

    /// Ends the load: the stream was read to its end. A full sync removes the rows that it has not seen, any sync those
    /// of an account that is no longer read. Clears the stream's fault.
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
            sync,
            table,
            history,
            ..
        } = self;
        store.write(|tx| {
            version(tx, &connection, &stream)?;
            let removed = match mode {
                Mode::Incremental => remove_former(tx, &table, &connection, &stream, sync, history)?,
                Mode::Full => {
                    history.remember_removed(tx, &table, sync, "_hw_sync <> ?1", sync)?;
                    tx.execute(
                    &format!("DELETE FROM {} WHERE _hw_sync <> ?1", quote(&table.name)),
                    [sync],
                )?
                }
            };
            touch(tx, table.tab, -(removed as i64))?;
            tx.execute(
                "UPDATE tabs SET synced_at = ?2 WHERE id = ?1",
                params![table.tab, at],
            )?;
            tx.execute(
                "UPDATE streams SET fault = NULL, since_sync = NULL WHERE connection = ?1 AND name = ?2",
                [&connection, &stream],
            )?;
            history::end(tx, table.tab, sync, at)?;
            Ok(Finished {
                removed: removed as u64,
            })
        })
    }
}

/// Removes the rows of the account that was read before, where the stream began anew since.
fn remove_former(
    database: &Database,
    table: &Table,
    connection: &str,
    stream: &str,
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
fn touch(database: &Database, tab: i64, added: i64) -> Result<()> {
    database
        .prepare_cached("UPDATE tabs SET rows = rows + ?2, version = version + 1 WHERE id = ?1")?
        .execute([tab, added])?;
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
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;
    use crate::stream::Stream;
    use crate::{Connection, ConnectionState, Discovered, Step};

    fn at() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    /// A store with one linked stream `notes` of connection `c`.
    fn store(folder: &std::path::Path) -> Store {
        let store = Store::open(folder.join("headwater.db")).unwrap();
        store
            .add_connection(&Connection {
                id: "c".into(),
                name: "Notes".into(),
                connector: "sandbox".into(),
                state: ConnectionState::Active,
                step: Step::Done,
                inputs: json!({}),
                client: None,
                grant_kind: None,
                identity: None,
                trouble: None,
                token_expires_at: None,
                token_refreshed_at: None,
                declined: None,
                granted: None,
                approval: None,
                entity: None,
                created_at: at(),
            })
            .unwrap();
        let notes = Discovered {
            name: "notes".into(),
            key: vec![vec!["id".into()]],
            cursor: None,
            incremental: true,
            schema: json!({"properties": {"id": {"type": "integer"}}}),
            unavailable: None,
            mode: Mode::Incremental,
            selected: true,
        };
        store.keep_discovery("c", &[notes]).unwrap();
        let entity = store.add_entity("Note", at()).unwrap().id;
        store.link("c", entity).unwrap();
        store
    }

    fn begin(store: &Store) -> Load {
        let sync = store.begin_sync("c", at()).unwrap();
        let Stream {
            key, schema, mode, ..
        } = store.stream("c", "notes").unwrap();
        store
            .load(
                "c",
                "notes",
                LoadOptions {
                    mode,
                    key,
                    schema: &schema,
                    sync,
                },
            )
            .unwrap()
    }

    #[test]
    fn a_full_disk_refuses_the_batch_and_keeps_the_state_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let mut load = begin(&store);
        let small = json!({"id": 1, "text": "kept"});
        load.commit(small.as_object(), Some(&json!({"after": 1})), at())
            .unwrap();
        store.set_writer("max_page_count = 40");
        // A new column, a wider one and more text than forty pages hold.
        let large = json!({"id": "two", "body": "x".repeat(400_000)});
        let refused = load.commit(large.as_object(), Some(&json!({"after": 2})), at());
        assert!(
            matches!(refused, Err(Error::Full)),
            "{refused:?} names the full disk"
        );
        let stream = store.stream("c", "notes").unwrap();
        assert_eq!(
            stream.state,
            Some(json!({"after": 1})),
            "no state without its rows"
        );
        let tab = store.tab(stream.tab.unwrap()).unwrap();
        assert_eq!(
            (tab.rows, tab.columns.len()),
            (1, 2),
            "rows and columns are those before"
        );
        store.set_writer("max_page_count = 10000");
        load.commit(large.as_object(), Some(&json!({"after": 2})), at())
            .unwrap();
        let rows = store
            .window(
                tab.id,
                &crate::Query {
                    limit: 10,
                    ..Default::default()
                },
            )
            .unwrap();
        let keys: Vec<&Value> = rows.rows.iter().map(|row| &row[0]).collect();
        assert_eq!(
            keys,
            ["1", "two"],
            "the same load goes on once there is space"
        );
    }
}
