//! Destinations of a workbook: where its rows go besides, and what became of the last delivery.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

use crate::database::Store;
use crate::error::{Error, Result};
use crate::workbook::require_entity;

/// A destination of a workbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Destination {
    /// ID.
    pub id: i64,
    /// The entity whose workbook is delivered.
    pub entity: i64,
    /// Name.
    pub name: String,
    /// Kind and particulars, without secrets; the engine's own JSON.
    pub settings: Value,
    /// When the workbook was last delivered whole.
    pub delivered_at: Option<Timestamp>,
    /// Why the last delivery failed; the engine's own JSON.
    pub fault: Option<Value>,
}

const DESTINATION: &str =
    "SELECT id, entity, name, settings, delivered_at, fault FROM destinations";

impl Store {
    /// The destinations of an entity's workbook, oldest first.
    ///
    /// # Errors
    /// Those of every read; an entity that is not there has none.
    pub fn destinations(&self, entity: i64) -> Result<Vec<Destination>> {
        self.read(|tx| {
            let sql = format!("{DESTINATION} WHERE entity = ?1 ORDER BY id");
            let mut statement = tx.prepare_cached(&sql)?;
            let rows = statement.query_map([entity], from_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The destinations of all workbooks, oldest first.
    ///
    /// # Errors
    /// Those of every read.
    pub fn all_destinations(&self) -> Result<Vec<Destination>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached(&format!("{DESTINATION} ORDER BY id"))?;
            let rows = statement.query_map([], from_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// A destination.
    ///
    /// # Errors
    /// [`Error::NoDestination`].
    pub fn destination(&self, id: i64) -> Result<Destination> {
        self.read(|tx| {
            tx.prepare_cached(&format!("{DESTINATION} WHERE id = ?1"))?
                .query_row([id], from_row)
                .optional()?
                .ok_or(Error::NoDestination(id))
        })
    }

    /// Adds a destination and gives its ID.
    ///
    /// # Errors
    /// [`Error::NoEntity`].
    pub fn add_destination(&self, entity: i64, name: &str, settings: &Value) -> Result<i64> {
        self.write(|tx| {
            require_entity(tx, entity)?;
            tx.execute(
                "INSERT INTO destinations (entity, name, settings) VALUES (?1, ?2, ?3)",
                params![entity, name, settings],
            )?;
            Ok(tx.last_insert_rowid())
        })
    }

    /// Changes what a destination is called and where it is. What became of the last delivery is forgotten where the
    /// settings change.
    ///
    /// # Errors
    /// [`Error::NoDestination`].
    pub fn change_destination(&self, id: i64, name: &str, settings: &Value) -> Result<()> {
        self.write(|tx| {
            let changed = tx.execute(
                "UPDATE destinations SET name = ?2, settings = ?3, fault = NULL, \
                 delivered_at = iif(settings = ?3, delivered_at, NULL) WHERE id = ?1",
                params![id, name, settings],
            )?;
            known(changed, id)
        })
    }

    /// Keeps what became of a delivery: when it ended well, or why it did not.
    ///
    /// # Errors
    /// [`Error::NoDestination`].
    pub fn end_delivery(
        &self,
        id: i64,
        outcome: std::result::Result<Timestamp, &Value>,
    ) -> Result<()> {
        self.write(|tx| {
            let changed = match outcome {
                Ok(at) => tx.execute(
                    "UPDATE destinations SET delivered_at = ?2, fault = NULL WHERE id = ?1",
                    params![id, at],
                )?,
                Err(fault) => tx.execute(
                    "UPDATE destinations SET fault = ?2 WHERE id = ?1",
                    params![id, fault],
                )?,
            };
            known(changed, id)
        })
    }

    /// Forgets a destination; what was delivered stays where it is.
    ///
    /// # Errors
    /// [`Error::NoDestination`].
    pub fn remove_destination(&self, id: i64) -> Result<()> {
        self.write(|tx| {
            known(
                tx.execute("DELETE FROM destinations WHERE id = ?1", [id])?,
                id,
            )
        })
    }
}

fn known(changed: usize, id: i64) -> Result<()> {
    match changed {
        0 => Err(Error::NoDestination(id)),
        _ => Ok(()),
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Destination> {
    Ok(Destination {
        id: row.get(0)?,
        entity: row.get(1)?,
        name: row.get(2)?,
        settings: row.get(3)?,
        delivered_at: row.get(4)?,
        fault: row.get(5)?,
    })
}
