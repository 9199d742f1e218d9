//! Notices: what a person is to be told once. One waits here until somebody takes it, whichever process found it out.

use jiff::Timestamp;
use rusqlite::params;

use crate::database::Store;
use crate::error::Result;

/// So many wait at most; where nobody takes them, the oldest go.
const MOST: u32 = 100;

/// Something to be told.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// When it was found out.
    pub at: Timestamp,
    /// The connection that it is about.
    pub connection: String,
    /// What kind of thing, for example `grant_died`.
    pub kind: String,
    /// Why, one sentence.
    pub says: String,
}

impl Store {
    /// Adds a notice.
    ///
    /// # Errors
    /// Those of every write.
    pub fn add_notice(&self, notice: &Notice) -> Result<()> {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO notices (at, connection, kind, says) VALUES (?1, ?2, ?3, ?4)",
                params![notice.at, notice.connection, notice.kind, notice.says],
            )?;
            tx.execute(
                "DELETE FROM notices WHERE id <= (SELECT max(id) FROM notices) - ?1",
                [MOST],
            )?;
            Ok(())
        })
    }

    /// Takes all notices, the oldest first: nobody gets them again.
    ///
    /// # Errors
    /// Those of every write.
    pub fn take_notices(&self) -> Result<Vec<Notice>> {
        // Asked often, and nearly always in vain: that must not wait for whoever writes.
        let any = "SELECT EXISTS (SELECT 1 FROM notices)";
        if !self.read(|tx| Ok(tx.prepare_cached(any)?.query_row([], |row| row.get(0))?))? {
            return Ok(Vec::new());
        }
        self.write(|tx| {
            let taken = tx
                .prepare_cached("SELECT at, connection, kind, says FROM notices ORDER BY id")?
                .query_map([], |row| {
                    Ok(Notice {
                        at: row.get(0)?,
                        connection: row.get(1)?,
                        kind: row.get(2)?,
                        says: row.get(3)?,
                    })
                })?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            tx.execute("DELETE FROM notices", [])?;
            Ok(taken)
        })
    }
}
