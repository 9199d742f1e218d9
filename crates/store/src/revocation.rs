//! Grants that are still to be revoked at their provider. The grants themselves are the vault's; here stands whose they
//! are, when it was first tried and when it is tried again.

use jiff::Timestamp;
use rusqlite::{Row, params};
use serde_json::Value;

use crate::connection::{self, TableFate};
use crate::database::Store;
use crate::error::Result;

/// A grant that is to be revoked later.
#[derive(Clone, Debug, PartialEq)]
pub struct Revocation {
    /// ID of the connection that the grant belonged to.
    pub id: String,
    /// The connection's name for people.
    pub name: String,
    /// The connector's id.
    pub connector: String,
    /// The connection's inputs that are not secret.
    pub inputs: Value,
    /// The OAuth client in use.
    pub client: Option<Value>,
    /// Since when it waits.
    pub since: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried again.
    pub next_at: Timestamp,
}

impl Store {
    /// Keeps that a grant is to be revoked; one of the same ID is replaced.
    ///
    /// # Errors
    /// Those of every write.
    pub fn add_revocation(&self, revocation: &Revocation) -> Result<()> {
        self.write(|tx| add(tx, revocation))
    }

    /// Deletes a connection and keeps that its grant is to be revoked: both or neither.
    ///
    /// # Errors
    /// [`Error::NoConnection`](crate::Error::NoConnection).
    pub fn delete_to_revoke(&self, tables: TableFate, revocation: &Revocation) -> Result<()> {
        self.write(|tx| {
            connection::delete(tx, &revocation.id, tables)?;
            add(tx, revocation)
        })
    }

    /// All that is to be revoked, the longest waiting first.
    ///
    /// # Errors
    /// Those of every read.
    pub fn revocations(&self) -> Result<Vec<Revocation>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT id, name, connector, inputs, client, since, tries, next_at FROM revocations ORDER BY since, id",
            )?;
            let rows = statement.query_map([], from_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Keeps that another try failed and when the next one is due.
    ///
    /// # Errors
    /// Those of every write.
    pub fn put_off_revocation(&self, id: &str, next_at: Timestamp) -> Result<()> {
        self.write(|tx| {
            tx.execute(
                "UPDATE revocations SET tries = tries + 1, next_at = ?2 WHERE id = ?1",
                params![id, next_at],
            )?;
            Ok(())
        })
    }

    /// Forgets a revocation: it is done, or given up.
    ///
    /// # Errors
    /// Those of every write.
    pub fn end_revocation(&self, id: &str) -> Result<()> {
        self.write(|tx| {
            tx.execute("DELETE FROM revocations WHERE id = ?1", [id])?;
            Ok(())
        })
    }
}

fn add(database: &rusqlite::Connection, revocation: &Revocation) -> Result<()> {
    database.execute(
        "INSERT OR REPLACE INTO revocations (id, name, connector, inputs, client, since, tries, next_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            revocation.id,
            revocation.name,
            revocation.connector,
            revocation.inputs,
            revocation.client,
            revocation.since,
            revocation.tries,
            revocation.next_at,
        ],
    )?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Revocation> {
    Ok(Revocation {
        id: row.get(0)?,
        name: row.get(1)?,
        connector: row.get(2)?,
        inputs: row.get(3)?,
        client: row.get(4)?,
        since: row.get(5)?,
        tries: row.get(6)?,
        next_at: row.get(7)?,
    })
}
