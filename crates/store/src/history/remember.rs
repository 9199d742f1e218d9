//! Keeping what a row was, with SQL alone.

use rusqlite::{Connection as Database, params};
use serde_json::Value;

use crate::error::Result;
use crate::table::{Table, balanced, quote};

/// What a load remembers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keeps {
    changed: bool,
    removed: bool,
    /// The table marks rows that are gone (`_hw_deleted`).
    marks: bool,
}

impl Keeps {
    /// No history.
    pub(super) fn nothing() -> Self {
        Self {
            changed: false,
            removed: false,
            marks: false,
        }
    }

    /// All; a table without rows has nothing to lose.
    pub(super) fn of(rows: bool, marks: bool) -> Self {
        Self {
            changed: rows,
            removed: true,
            marks,
        }
    }

    /// The statement that is run with a record's parameters before it replaces its row: key, time, sync, then cells. It
    /// finds a row by its key and keeps the cells that are about to change, by name.
    pub(crate) fn remember_changed(self, table: &Table) -> Option<String> {
        if !self.changed || table.columns.is_empty() {
            return None;
        }
        let cells = table.columns.iter().enumerate().map(|(at, column)| {
            let (name, place) = (quote(&column.stored_as), at + 4);
            cell(&column.name, &name, &format!("{name} IS ?{place}"))
        });
        let mut before = object(cells.collect());
        let mut differs: Vec<String> = (table.columns.iter().enumerate())
            .map(|(at, column)| format!("{} IS NOT ?{}", quote(&column.stored_as), at + 4))
            .collect();
        if self.marks {
            before = format!("iif(_hw_deleted IS NULL, {before}, NULL)");
            differs.push("_hw_deleted IS NOT NULL".into());
        }
        Some(format!(
            "INSERT INTO history (tab, sync, \"key\", before) SELECT {tab}, ?3, ?1, {before} \
             FROM {table} WHERE _hw_key = ?1 AND {differs}",
            tab = table.tab,
            table = quote(&table.name),
            differs = balanced(differs, "OR"),
        ))
    }

    /// Keeps whole rows that are about to be removed: those of which `condition` holds, with `parameter` as its `?1`.
    pub(crate) fn remember_removed(
        self,
        database: &Database,
        table: &Table,
        sync: i64,
        condition: &str,
        parameter: i64,
    ) -> Result<()> {
        if !self.removed {
            return Ok(());
        }
        let cells = table.columns.iter().map(|column| {
            let name = quote(&column.stored_as);
            cell(&column.name, &name, &format!("{name} IS NULL"))
        });
        let unmarked = if self.marks {
            " AND _hw_deleted IS NULL"
        } else {
            ""
        };
        database.execute(
            &format!(
                "INSERT INTO history (tab, sync, \"key\", before, \"row\") \
                 SELECT ?2, ?3, _hw_key, {before}, rowid FROM {table} WHERE {condition}{unmarked}",
                before = object(cells.collect()),
                table = quote(&table.name),
            ),
            params![parameter, table.tab, sync],
        )?;
        Ok(())
    }
}

/// `,"name":value`, or nothing where `without` holds.
fn cell(name: &str, stored: &str, without: &str) -> String {
    let label = format!(",{}:", Value::from(name)).replace('\'', "''");
    format!("iif({without}, '', '{label}' || json_quote({stored}))")
}

fn object(cells: Vec<String>) -> String {
    match cells.is_empty() {
        true => "'{}'".into(),
        false => format!("'{{' || substr({}, 2) || '}}'", balanced(cells, "||")),
    }
}
