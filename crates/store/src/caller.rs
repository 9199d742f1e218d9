//! Programs that asked for access tokens, and what the owner said.

use jiff::Timestamp;
use rusqlite::{Row, params};

use crate::connection;
use crate::database::Store;
use crate::error::{Error, Result};

/// A program that asked for a connection's access token.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    /// Its number.
    pub id: i64,
    /// The connection.
    pub connection: String,
    /// The program's file.
    pub program: String,
    /// When it first asked.
    pub asked_at: Timestamp,
    /// What the owner said; none while the question waits.
    pub allowed: Option<bool>,
}

const CALLER: &str = "SELECT id, connection, program, asked_at, allowed FROM callers";

impl Store {
    /// The caller for a program and a connection; made, unanswered, where it is new. The second value says whether it is.
    ///
    /// # Errors
    /// [`Error::NoConnection`].
    pub fn ask_caller(
        &self,
        connection: &str,
        program: &str,
        at: Timestamp,
    ) -> Result<(Caller, bool)> {
        let find = format!("{CALLER} WHERE connection = ?1 AND program = ?2");
        let known = self.read(|tx| {
            let mut found = tx.prepare_cached(&find)?;
            let mut rows = found.query_map(params![connection, program], from_row)?;
            Ok(rows.next().transpose()?)
        })?;
        if let Some(caller) = known {
            return Ok((caller, false));
        }
        self.write(|tx| {
            if !connection::exists(tx, connection)? {
                return Err(Error::NoConnection(connection.into()));
            }
            // Another process may have asked in between: then its row stands.
            let made = tx.execute(
                "INSERT OR IGNORE INTO callers (connection, program, asked_at) VALUES (?1, ?2, ?3)",
                params![connection, program, at],
            )?;
            let caller = tx.query_row(&find, params![connection, program], from_row)?;
            Ok((caller, made > 0))
        })
    }

    /// Keeps what the owner said, and gives the caller; nothing where there is none with this number.
    ///
    /// # Errors
    /// Those of every write.
    pub fn decide_caller(&self, id: i64, allowed: bool) -> Result<Option<Caller>> {
        self.write(|tx| {
            tx.execute(
                "UPDATE callers SET allowed = ?2 WHERE id = ?1",
                params![id, allowed],
            )?;
            let mut found = tx.prepare_cached(&format!("{CALLER} WHERE id = ?1"))?;
            let mut rows = found.query_map([id], from_row)?;
            Ok(rows.next().transpose()?)
        })
    }

    /// All callers: those that wait first, then the newest first.
    ///
    /// # Errors
    /// Those of every read.
    pub fn callers(&self) -> Result<Vec<Caller>> {
        self.read(|tx| {
            let sql = format!("{CALLER} ORDER BY allowed IS NOT NULL, id DESC");
            let mut all = tx.prepare_cached(&sql)?;
            let rows = all.query_map([], from_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Caller> {
    Ok(Caller {
        id: row.get(0)?,
        connection: row.get(1)?,
        program: row.get(2)?,
        asked_at: row.get(3)?,
        allowed: row.get(4)?,
    })
}
