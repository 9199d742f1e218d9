//! Streams of a connection: what discovery found, what the user selected, and the state that the next sync begins from.

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection as Database, OptionalExtension, Row, params};
use serde_json::Value;

use crate::choice::Choice;
use crate::connection;
use crate::database::Store;
use crate::error::{Error, Result};
use crate::mode::Mode;
use crate::schema::{self, SchemaChange};

/// A stream as discovery found it.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovered {
    /// Its name.
    pub name: String,
    /// Paths of its key's fields; empty where it has no key.
    pub key: Vec<Vec<String>>,
    /// Field that tells what is new.
    pub cursor: Option<String>,
    /// Whether it can be synced incrementally.
    pub incremental: bool,
    /// JSON schema of its records.
    pub schema: Value,
    /// Why it cannot be selected; the engine's own JSON.
    pub unavailable: Option<Value>,
    /// The proposed mode, taken where the user has not chosen one.
    pub mode: Mode,
    /// Whether it is proposed, taken where the user has not chosen.
    pub selected: bool,
}

/// A stream of a connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// Its name.
    pub name: String,
    /// Paths of its key's fields; empty where it has no key.
    pub key: Vec<Vec<String>>,
    /// Field that tells what is new.
    pub cursor: Option<String>,
    /// Whether it can be synced incrementally.
    pub incremental: bool,
    /// JSON schema of its records.
    pub schema: Value,
    /// Why it cannot be selected; the engine's own JSON.
    pub unavailable: Option<Value>,
    /// Whether the last discovery found it.
    pub offered: bool,
    /// Whether it is synced.
    pub selected: bool,
    /// How it is synced.
    pub mode: Mode,
    /// Where the next incremental sync begins: the last state that [`Load::commit`](crate::Load::commit) was given.
    pub state: Option<Value>,
    /// Why its last sync failed; the engine's own JSON.
    pub fault: Option<Value>,
    /// Its tab.
    pub tab: Option<i64>,
    /// The sync that began the full refresh that is not at its end yet.
    pub begun: Option<i64>,
    /// The key that the source last named, where `key` is another.
    pub offered_key: Option<Vec<Vec<String>>>,
    /// What the source has changed and nobody has looked at yet.
    pub changes: Vec<SchemaChange>,
    /// Rows in its tab.
    pub rows: u64,
    /// When it was last read to the end.
    pub synced_at: Option<Timestamp>,
    /// Which columns and rows are written, and how.
    pub choice: Choice,
}

const STREAM: &str = "SELECT s.name, s.key, s.cursor, s.incremental, s.schema, s.unavailable, s.offered, \
     s.selected, s.mode, s.state, s.fault, s.tab, coalesce(t.rows, 0), t.synced_at, s.begun, s.offered_key, s.changes, s.choice \
     FROM streams s LEFT JOIN tabs t ON t.id = s.tab";

impl Store {
    /// Keeps what a discovery found. Streams that were known keep their selection, mode, state and tab, and what has changed
    /// about one that has a tab is noted in its `changes`; those that are no longer offered go, unless they are selected
    /// or have a tab.
    ///
    /// # Errors
    /// [`Error::NoConnection`].
    pub fn keep_discovery(&self, connection: &str, found: &[Discovered]) -> Result<()> {
        self.write(|tx| {
            if !connection::exists(tx, connection)? {
                return Err(Error::NoConnection(connection.into()));
            }
            let known = read_all(tx, connection)?;
            tx.execute(
                "UPDATE streams SET offered = 0 WHERE connection = ?1",
                [connection],
            )?;
            for (position, stream) in found.iter().enumerate() {
                let known = known.iter().find(|known| known.name == stream.name);
                let changes = known
                    .filter(|known| known.tab.is_some())
                    .map(|known| schema::noted(known, stream))
                    .unwrap_or_default();
                keep(tx, connection, position, stream, &changes)?;
            }
            let gone = known.into_iter().filter(|known| {
                known.offered
                    && known.selected
                    && known.tab.is_some()
                    && !found.iter().any(|found| found.name == known.name)
            });
            for mut stream in gone {
                schema::add(&mut stream.changes, SchemaChange::StreamGone);
                note(tx, connection, &stream.name, &stream.changes)?;
            }
            tx.execute(
                "DELETE FROM streams \
                 WHERE connection = ?1 AND NOT offered AND NOT selected AND tab IS NULL",
                [connection],
            )?;
            Ok(())
        })
    }

    /// The streams of a connection, in the order of the last discovery.
    ///
    /// # Errors
    /// Those of every read; a connection that is not there has no streams.
    pub fn streams(&self, connection: &str) -> Result<Vec<Stream>> {
        self.read(|tx| read_all(tx, connection))
    }

    /// A stream of a connection.
    ///
    /// # Errors
    /// [`Error::NoStream`].
    pub fn stream(&self, connection: &str, name: &str) -> Result<Stream> {
        self.read(|tx| read(tx, connection, name))
    }

    /// Selects exactly these streams, each with its mode. State and rows of the others stay.
    ///
    /// # Errors
    /// [`Error::NoStream`] where one is not known; then nothing is changed.
    pub fn select_streams(&self, connection: &str, selection: &[(String, Mode)]) -> Result<()> {
        self.write(|tx| {
            tx.execute("UPDATE streams SET selected = 0 WHERE connection = ?1", [connection])?;
            for (stream, mode) in selection {
                let changed = tx.execute(
                    "UPDATE streams SET selected = 1, begun = iif(mode = ?3, begun, NULL), mode = ?3 \
                     WHERE connection = ?1 AND name = ?2",
                    params![connection, stream, mode],
                )?;
                known(changed, connection, stream)?;
            }
            Ok(())
        })
    }

    /// Keeps why a stream's sync failed, or, with `None`, that nothing is wrong. [`Load::finish`](crate::Load::finish)
    /// clears it too.
    ///
    /// # Errors
    /// [`Error::NoStream`].
    pub fn set_stream_fault(
        &self,
        connection: &str,
        stream: &str,
        fault: Option<&Value>,
    ) -> Result<()> {
        self.write(|tx| {
            let changed = tx.execute(
                "UPDATE streams SET fault = ?3 WHERE connection = ?1 AND name = ?2",
                params![connection, stream, fault],
            )?;
            known(changed, connection, stream)
        })
    }

    /// Lets every stream begin from nothing: its rows are of an account that is no longer read. They stay until a sync
    /// has read the stream through, and then go. A running sync must have ended before.
    ///
    /// # Errors
    /// Those of every write; a connection that is not there has no streams.
    pub fn begin_streams_anew(&self, connection: &str) -> Result<()> {
        self.write(|tx| begin_anew(tx, connection, None))
    }

    /// Gives a connection the streams of another of the same connector, with their selection, without state and rows.
    ///
    /// # Errors
    /// [`Error::NoConnection`] where the one to give to is not there.
    pub fn copy_streams(&self, from: &str, to: &str) -> Result<()> {
        self.write(|tx| {
            if !connection::exists(tx, to)? {
                return Err(Error::NoConnection(to.into()));
            }
            tx.execute(
                "INSERT INTO streams (connection, name, position, key, cursor, incremental, schema, unavailable, \
                                      offered, selected, mode, choice) \
                 SELECT ?2, name, position, key, cursor, incremental, schema, unavailable, offered, selected, mode, \
                        choice \
                 FROM streams WHERE connection = ?1 AND offered",
                [from, to],
            )?;
            Ok(())
        })
    }
}

/// Lets a stream of a connection begin from nothing, or all of them.
pub(crate) fn begin_anew(
    database: &Database,
    connection: &str,
    stream: Option<&str>,
) -> Result<()> {
    // Numbers of syncs are never given twice, so the next one is higher than any there was.
    database.execute(
        "UPDATE streams SET state = NULL, fault = NULL, begun = NULL, \
         since_sync = (SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'syncs') \
         WHERE connection = ?1 AND (?2 IS NULL OR name = ?2)",
        params![connection, stream],
    )?;
    Ok(())
}

/// The stream, read in the caller's transaction.
pub(crate) fn read(database: &Database, connection: &str, name: &str) -> Result<Stream> {
    database
        .prepare_cached(&format!("{STREAM} WHERE s.connection = ?1 AND s.name = ?2"))?
        .query_row([connection, name], from_row)
        .optional()?
        .ok_or_else(|| Error::NoStream {
            connection: connection.into(),
            stream: name.into(),
        })
}

/// The streams of a connection, read in the caller's transaction.
pub(crate) fn read_all(database: &Database, connection: &str) -> Result<Vec<Stream>> {
    let sql = format!("{STREAM} WHERE s.connection = ?1 ORDER BY s.position, s.name");
    let mut statement = database.prepare_cached(&sql)?;
    let rows = statement.query_map([connection], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Keeps where a load begins: `begun` for a full refresh, and the state that it goes on from.
pub(crate) fn begin(
    database: &Database,
    connection: &str,
    name: &str,
    begun: Option<i64>,
    state: Option<&Value>,
) -> Result<()> {
    database.execute(
        "UPDATE streams SET begun = ?3, state = ?4 WHERE connection = ?1 AND name = ?2",
        params![connection, name, begun, state],
    )?;
    Ok(())
}

/// Lets rows be known by the key that the source names. All is read again, and rows of the former key go at the end.
pub(crate) fn take_offered_key(database: &Database, connection: &str, name: &str) -> Result<()> {
    database.execute(
        "UPDATE streams SET key = coalesce(offered_key, key), state = NULL, begun = NULL, \
         since_sync = (SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'syncs') \
         WHERE connection = ?1 AND name = ?2",
        [connection, name],
    )?;
    Ok(())
}

fn note(database: &Database, connection: &str, name: &str, changes: &[SchemaChange]) -> Result<()> {
    let changes = (!changes.is_empty()).then(|| serde_json::json!(changes));
    database.execute(
        "UPDATE streams SET changes = ?3 WHERE connection = ?1 AND name = ?2",
        params![connection, name, changes],
    )?;
    Ok(())
}

fn known(changed: usize, connection: &str, stream: &str) -> Result<()> {
    match changed {
        0 => Err(Error::NoStream {
            connection: connection.into(),
            stream: stream.into(),
        }),
        _ => Ok(()),
    }
}

fn keep(
    database: &Database,
    connection: &str,
    position: usize,
    stream: &Discovered,
    changes: &[SchemaChange],
) -> Result<()> {
    // Rows that are there stay known by their key until somebody decides. A chosen mode holds as long as the stream can
    // do it.
    database
        .prepare_cached(
            "INSERT INTO streams (connection, name, position, key, cursor, incremental, schema, unavailable, \
                                  offered, selected, mode) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, ?10) \
             ON CONFLICT (connection, name) DO UPDATE SET \
                 position = excluded.position, key = iif(tab IS NULL, excluded.key, key), \
                 offered_key = excluded.key, cursor = excluded.cursor, \
                 incremental = excluded.incremental, schema = excluded.schema, \
                 unavailable = excluded.unavailable, offered = 1, \
                 mode = iif((excluded.incremental OR mode LIKE 'full%') \
                            AND (excluded.key <> '[]' OR mode <> 'incremental_append_dedupe'), \
                            mode, 'full_refresh_replace')",
        )?
        .execute(params![
            connection,
            stream.name,
            position as i64,
            serde_json::json!(stream.key),
            stream.cursor,
            stream.incremental,
            // As text, so that the schemas `true` and `null` are kept apart from nothing.
            stream.schema.to_string(),
            stream.unavailable,
            stream.selected,
            stream.mode,
        ])?;
    note(database, connection, &stream.name, changes)
}

/// Paths of a key, from their JSON text.
struct KeyPaths(Vec<Vec<String>>);

impl FromSql for KeyPaths {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?)
            .map(KeyPaths)
            .map_err(FromSqlError::other)
    }
}

/// The noted changes, from their JSON text.
struct Noted(Vec<SchemaChange>);

impl FromSql for Noted {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?)
            .map(Noted)
            .map_err(FromSqlError::other)
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Stream> {
    let KeyPaths(key) = row.get(1)?;
    let offered_key: Option<KeyPaths> = row.get(15)?;
    let changes: Option<Noted> = row.get(16)?;
    Ok(Stream {
        name: row.get(0)?,
        key,
        cursor: row.get(2)?,
        incremental: row.get(3)?,
        schema: row.get(4)?,
        unavailable: row.get(5)?,
        offered: row.get(6)?,
        selected: row.get(7)?,
        mode: row.get(8)?,
        state: row.get(9)?,
        fault: row.get(10)?,
        tab: row.get(11)?,
        rows: row.get::<_, i64>(12)?.unsigned_abs(),
        synced_at: row.get(13)?,
        begun: row.get(14)?,
        offered_key: offered_key.map(|KeyPaths(key)| key),
        changes: changes.map(|Noted(changes)| changes).unwrap_or_default(),
        choice: row.get(17)?,
    })
}
