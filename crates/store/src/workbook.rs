//! Entities and their workbooks: one tab per linked stream.

use jiff::Timestamp;
use rusqlite::{Connection as Database, OptionalExtension, Row, params};

use crate::connection;
use crate::database::Store;
use crate::error::{Error, Result};
use crate::name;
use crate::stream::{self, Stream};
use crate::table::{self, Column, Table};
use crate::user_column::{self, UserColumn};

/// What the user thinks in, for example `Customer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// ID.
    pub id: i64,
    /// Name.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A tab of a workbook: the rows of one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// ID.
    pub id: i64,
    /// The entity whose workbook it belongs to.
    pub entity: i64,
    /// Title, the stream's name.
    pub title: String,
    /// The connection; absent after it was deleted and its tables kept.
    pub connection: Option<String>,
    /// The connection's name, also after its deletion.
    pub connection_name: String,
    /// The connector's id, also after the connection's deletion.
    pub connector: String,
    /// Name of its table in the file, for other programs.
    pub table: String,
    /// Rows.
    pub rows: u64,
    /// How many of them are marked as gone at the source.
    pub deleted: u64,
    /// When the stream was last read to the end.
    pub synced_at: Option<Timestamp>,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// Columns that people added; they stand after the others.
    pub user_columns: Vec<UserColumn>,
}

const TAB: &str = "SELECT t.id, t.entity, t.title, t.connection, coalesce(c.name, t.connection_name, ''), \
     t.connector, t.\"table\", t.rows, t.synced_at, t.deleted \
     FROM tabs t LEFT JOIN connections c ON c.id = t.connection";

impl Store {
    /// Makes an entity. Two may have the same name.
    ///
    /// # Errors
    /// Those of every write.
    pub fn add_entity(&self, name: &str, at: Timestamp) -> Result<Entity> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO entities (name, created_at) VALUES (?1, ?2)",
                params![name, at],
            )?;
            Ok(Entity {
                id: tx.last_insert_rowid(),
                name: name.into(),
                created_at: at,
            })
        })
    }

    /// All entities, oldest first.
    ///
    /// # Errors
    /// Those of every read.
    pub fn entities(&self) -> Result<Vec<Entity>> {
        self.read(|tx| {
            let mut statement =
                tx.prepare_cached("SELECT id, name, created_at FROM entities ORDER BY id")?;
            let rows = statement.query_map([], |row| {
                Ok(Entity {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    created_at: row.get(2)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Links a connection with an entity: each selected stream that has no tab gets one, with an empty table; tabs that
    /// the connection has move to the entity with their rows. To be called again when the selection has changed.
    ///
    /// # Errors
    /// [`Error::NoConnection`], [`Error::NoEntity`], [`Error::TooWide`].
    pub fn link(&self, connection: &str, entity: i64) -> Result<()> {
        self.write(|tx| {
            if !connection::exists(tx, connection)? {
                return Err(Error::NoConnection(connection.into()));
            }
            require_entity(tx, entity)?;
            tx.execute(
                "UPDATE connections SET entity = ?2 WHERE id = ?1",
                params![connection, entity],
            )?;
            tx.execute(
                "UPDATE tabs SET entity = ?2 WHERE connection = ?1",
                params![connection, entity],
            )?;
            for stream in stream::read_all(tx, connection)? {
                if stream.selected && stream.tab.is_none() {
                    add_tab(tx, connection, entity, &stream)?;
                }
            }
            Ok(())
        })
    }

    /// Deletes an entity that has neither a tab nor a connection any more; any other stays. Says whether it went.
    ///
    /// # Errors
    /// Those of every write.
    pub fn forget_empty_entity(&self, id: i64) -> Result<bool> {
        self.write(|tx| {
            let gone = tx.execute(
                "DELETE FROM entities WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM tabs WHERE entity = ?1) \
                 AND NOT EXISTS (SELECT 1 FROM connections WHERE entity = ?1)",
                [id],
            )?;
            Ok(gone > 0)
        })
    }

    /// The tabs of an entity's workbook, oldest first.
    ///
    /// # Errors
    /// Those of every read; an entity that is not there has no tabs.
    pub fn tabs(&self, entity: i64) -> Result<Vec<Tab>> {
        self.read(|tx| {
            let mut statement =
                tx.prepare_cached(&format!("{TAB} WHERE t.entity = ?1 ORDER BY t.id"))?;
            let rows = statement.query_map([entity], from_row)?;
            let mut tabs = rows.collect::<rusqlite::Result<Vec<Tab>>>()?;
            for tab in &mut tabs {
                tab.columns = table::columns(tx, tab.id)?;
                tab.user_columns = user_column::columns(tx, tab.id, &tab.columns)?;
            }
            Ok(tabs)
        })
    }

    /// A tab.
    ///
    /// # Errors
    /// [`Error::NoTab`].
    pub fn tab(&self, id: i64) -> Result<Tab> {
        self.read(|tx| {
            let tab = tx
                .prepare_cached(&format!("{TAB} WHERE t.id = ?1"))?
                .query_row([id], from_row)
                .optional()?
                .ok_or(Error::NoTab(id))?;
            let columns = table::columns(tx, id)?;
            Ok(Tab {
                user_columns: user_column::columns(tx, id, &columns)?,
                columns,
                ..tab
            })
        })
    }
}

/// Fails where there is no entity `id`.
pub(crate) fn require_entity(database: &Database, id: i64) -> Result<()> {
    match database
        .prepare_cached("SELECT 1 FROM entities WHERE id = ?1")?
        .exists([id])?
    {
        true => Ok(()),
        false => Err(Error::NoEntity(id)),
    }
}

fn add_tab(database: &Database, connection: &str, entity: i64, stream: &Stream) -> Result<()> {
    let (connection_name, connector): (String, String) = database.query_row(
        "SELECT name, connector FROM connections WHERE id = ?1",
        [connection],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let name = name::free_name(database, &connection_name, &stream.name)?;
    database.execute(
        "INSERT INTO tabs (entity, title, connection, connector, \"table\") VALUES (?1, ?2, ?3, ?4, ?5)",
        params![entity, stream.name, connection, connector, name],
    )?;
    let tab = database.last_insert_rowid();
    database.execute(
        "UPDATE streams SET tab = ?3 WHERE connection = ?1 AND name = ?2",
        params![connection, stream.name, tab],
    )?;
    let schema = stream.choice.schema(&stream.schema);
    Table::create(database, tab, &name, &schema, &stream.key)
}

/// The tab without its columns.
fn from_row(row: &Row<'_>) -> rusqlite::Result<Tab> {
    Ok(Tab {
        id: row.get(0)?,
        entity: row.get(1)?,
        title: row.get(2)?,
        connection: row.get(3)?,
        connection_name: row.get(4)?,
        connector: row.get(5)?,
        table: row.get(6)?,
        rows: row.get::<_, i64>(7)?.unsigned_abs(),
        synced_at: row.get(8)?,
        deleted: row.get::<_, i64>(9)?.unsigned_abs(),
        columns: Vec::new(),
        user_columns: Vec::new(),
    })
}
