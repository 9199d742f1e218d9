//! Windows over the rows of a tab: any page of any sort and filter.
//!
//! The order of the rows is made once and kept in memory as their numbers; a page is then a slice of it. An order
//! holds for one version of the tab: after a commit the next window makes it anew.

mod chart;
mod filter;
mod find;
mod order;
mod profile;
mod shown;
mod sum;
mod totals;
mod written;

use jiff::civil::Date;
use rusqlite::types::ValueRef;
use rusqlite::{Connection as Database, Row};
use serde_json::Value;

use crate::cell::CellType;
use crate::database::Store;
use crate::error::{Error, Result};
use crate::table::{Column, Table, quote};
use crate::user_column::{self, UserColumn};
use shown::{Shown, shown};
use written::Written;

pub use chart::{Chart, Charted, Span};
pub use filter::{Filter, FilterOp};
pub use find::{Find, Found};
pub use order::Ordering;
pub(crate) use order::Orders;
pub use profile::{Bar, Frequent, Profile};
pub use totals::Totals;

/// The most rows that one window holds.
pub const MAX_ROWS: u32 = 1_000;

/// Which rows of a tab are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// First row, from 0.
    pub offset: u64,
    /// How many; at most [`MAX_ROWS`] are given.
    pub limit: u32,
    /// Sort; absent: in the order of arrival.
    pub sort: Option<Sort>,
    /// All must hold.
    pub filters: Vec<Filter>,
    /// Leaves out the rows that are marked as gone at the source.
    pub hide_deleted: bool,
    /// Today where the person is, for formulas.
    pub today: Date,
}

/// A sort: numbers as numbers, times as instants, text without case, nulls last; equal cells in the order of arrival.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    /// Column.
    pub column: String,
    /// Largest first.
    pub descending: bool,
}

/// A window over a tab's rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The tab's columns.
    pub columns: Vec<Column>,
    /// Those that people added.
    pub user_columns: Vec<UserColumn>,
    /// Row that the first one is, from 0.
    pub offset: u64,
    /// Rows that the filters leave.
    pub total: u64,
    /// The rows' keys.
    pub keys: Vec<String>,
    /// The rows as JSON text, an array of arrays: cells in the order of the columns, then of the user columns; null, text,
    /// number, or, in a boolean column, true or false. A whole number that JavaScript would round is a text.
    pub rows: String,
    /// Which of `rows` are marked as gone at the source, by their place in it.
    pub deleted: Vec<usize>,
}

impl Store {
    /// The rows of a tab that `query` asks for. The first window of a sort or filter takes the time of reading the tab
    /// once; those after it that of their rows only, until the tab changes.
    ///
    /// # Errors
    /// [`Error::NoTab`]; [`Error::NoColumn`] where the sort or a filter names a column that the tab lacks.
    pub fn window(&self, tab: i64, query: &Query) -> Result<Window> {
        self.read(|tx| {
            let table = Table::read(tx, tab)?;
            let user_columns = user_column::columns(tx, tab, &table.columns)?;
            let columns = shown(&table, &user_columns, query.today);
            let order = self.orders().get(tx, &table, &columns, query)?;
            let limit = query.limit.min(MAX_ROWS) as usize;
            let (mut keys, mut deleted, mut rows) = (Vec::new(), Vec::new(), Written::new());
            visit(
                tx,
                &table,
                &columns,
                order.slice(query.offset, limit),
                |row| {
                    if row.get_ref(1)? != ValueRef::Null {
                        deleted.push(keys.len());
                    }
                    keys.push(row.get(0)?);
                    rows.row();
                    for (at, column) in columns.iter().enumerate() {
                        rows.cell(row.get_ref(at + OWN)?, column.cell)?;
                    }
                    rows.end_row();
                    Ok(())
                },
            )?;
            Ok(Window {
                offset: query.offset,
                total: order.total(),
                keys,
                rows: rows.finish()?,
                deleted,
                columns: table.columns,
                user_columns,
            })
        })
    }
}

/// What [`visit`] gives before the cells: the key, and the mark of a row that is gone.
const OWN: usize = 2;

/// Goes through rows by their numbers.
fn visit(
    database: &Database,
    table: &Table,
    columns: &[Shown],
    numbers: impl Iterator<Item = i64>,
    mut each: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let sql = format!(
        "SELECT _hw_key, _hw_deleted{} FROM {} WHERE rowid = ?1",
        columns
            .iter()
            .map(|column| format!(", {}", column.sql))
            .collect::<String>(),
        quote(&table.name)
    );
    let mut statement = database.prepare_cached(&sql)?;
    for number in numbers {
        let mut found = statement.query([number])?;
        let row = found.next()?.ok_or_else(|| {
            Error::Unreadable(format!("table {:?} has lost row {number}", table.name))
        })?;
        each(row)?;
    }
    Ok(())
}

/// A stored value as a window has it.
pub(crate) fn value(stored: ValueRef<'_>, cell: CellType) -> Value {
    match stored {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(truth) if cell == CellType::Boolean => Value::Bool(truth != 0),
        ValueRef::Integer(number) => Value::from(number),
        ValueRef::Real(number) => Value::from(number),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Value::String(String::from_utf8_lossy(bytes).into_owned())
        }
    }
}
