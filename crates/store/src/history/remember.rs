//! Keeping what a row was.

use rusqlite::types::ValueRef;
use rusqlite::{Connection as Database, Row, params};
use serde_json::{Map, Value};

use crate::cell::Cell;
use crate::error::Result;
use crate::table::{Table, balanced, quote};
use crate::window::value;

/// What a load remembers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keeps {
    /// Cells that records change: not in a table that began without rows.
    pub changed: bool,
    removed: bool,
}

/// What a row that a record meets is to it.
pub(crate) enum Met {
    /// It says the same already.
    Same(i64),
    /// Another: the cells that are about to change, as a JSON object; `None` where it was marked as gone.
    Other(Option<String>),
}

impl Keeps {
    /// No history.
    pub(super) fn nothing() -> Self {
        Self {
            changed: false,
            removed: false,
        }
    }

    /// All; a table without rows has nothing to lose.
    pub(super) fn of(rows: bool) -> Self {
        Self {
            changed: rows,
            removed: true,
        }
    }

    /// The statement that finds the row of a key, for [`meet`].
    pub(crate) fn find(table: &Table) -> String {
        let columns = table.columns.iter().map(|column| quote(&column.stored_as));
        let columns: String = columns.map(|column| format!(", {column}")).collect();
        let name = quote(&table.name);
        format!("SELECT rowid, _hw_deleted{columns} FROM {name} WHERE _hw_key = ?1")
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
        database.execute(
            &format!(
                "INSERT INTO history (tab, sync, \"key\", before, \"row\") \
                 SELECT ?2, ?3, _hw_key, {before}, rowid FROM {table} WHERE {condition} AND _hw_deleted IS NULL",
                before = object(cells.collect()),
                table = quote(&table.name),
            ),
            params![parameter, table.tab, sync],
        )?;
        Ok(())
    }
}

/// Compares the cells of a record with the row that [`Keeps::find`] has found.
pub(crate) fn meet(table: &Table, stored: &Row<'_>, cells: &[Cell<'_>]) -> Result<Met> {
    if stored.get_ref(1)? != ValueRef::Null {
        return Ok(Met::Other(None));
    }
    let mut before = Map::new();
    for (at, (column, cell)) in table.columns.iter().zip(cells).enumerate() {
        let was = stored.get_ref(at + 2)?;
        if !same(was, cell) {
            before.insert(column.name.clone(), value(was, column.cell));
        }
    }
    Ok(match before.is_empty() {
        true => Met::Same(stored.get(0)?),
        false => Met::Other(Some(Value::Object(before).to_string())),
    })
}

/// Keeps what a row was before the sync changed it.
pub(crate) fn remember(
    database: &Database,
    tab: i64,
    sync: i64,
    key: &str,
    before: Option<String>,
) -> Result<()> {
    database
        .prepare_cached("INSERT INTO history (tab, sync, \"key\", before) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![tab, sync, key, before])?;
    Ok(())
}

/// Whether a stored value is that of a cell that fits its column.
fn same(stored: ValueRef<'_>, cell: &Cell<'_>) -> bool {
    match (stored, cell) {
        (ValueRef::Null, Cell::Null) => true,
        (ValueRef::Integer(was), Cell::Boolean(is)) => was == i64::from(*is),
        (ValueRef::Integer(was), Cell::Integer(is)) => was == *is,
        (ValueRef::Real(was), Cell::Number(is)) => was == *is,
        (ValueRef::Text(was), Cell::Text(is) | Cell::Json(is) | Cell::Digits(is)) => {
            was == is.as_bytes()
        }
        _ => false,
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
