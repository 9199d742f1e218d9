//! Totals of a part of a window: what the status bar says of a selection.

use rusqlite::types::ValueRef;
use rusqlite::{Row, params_from_iter};
use serde_json::Value;

use super::shown::{Shown, shown};
use super::sum::{Extremes, Rank, Sum};
use super::{Query, filter, value};
use crate::cell::CellType;
use crate::database::Store;
use crate::error::Result;
use crate::table::{Table, quote};
use crate::user_column;

/// Totals of some cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Totals {
    /// Cells that are neither null nor empty text.
    pub filled: u64,
    /// Of them, those that hold a number; a truth is none.
    pub numbers: u64,
    /// Sum of the numbers: whole and exact where all of them are.
    pub sum: Value,
    /// Their mean.
    pub mean: Option<f64>,
    /// The least of them; null where there is none.
    pub least: Value,
    /// The greatest, likewise.
    pub greatest: Value,
}

impl Store {
    /// Totals of these columns in the rows that `query` asks for, of which there may be any number. All rows of a tab
    /// are read in the order in which they lie.
    ///
    /// # Errors
    /// As [`Store::window`].
    pub fn totals(&self, tab: i64, query: &Query, columns: &[String]) -> Result<Totals> {
        self.read(|tx| {
            let table = Table::read(tx, tab)?;
            let user = user_column::columns(tx, tab, &table.columns)?;
            let all = shown(&table, &user, query.today);
            let picked = columns.iter().map(|name| filter::find(&all, name));
            let picked = picked.collect::<Result<Vec<&Shown>>>()?;
            let order = self.orders().get(tx, &table, &all, query)?;
            let cells: Vec<&str> = picked.iter().map(|column| column.sql.as_str()).collect();
            let sql = format!(
                "SELECT {} FROM {} WHERE",
                if cells.is_empty() {
                    "NULL".into()
                } else {
                    cells.join(", ")
                },
                quote(&table.name)
            );
            let mut counted = Counted::default();
            if query.offset == 0 && u64::from(query.limit) >= order.total() {
                let (condition, values) = filter::matching(query, &all)?;
                let mut statement = tx.prepare(&format!("{sql} {condition}"))?;
                let mut rows = statement.query(params_from_iter(values))?;
                while let Some(row) = rows.next()? {
                    counted.add(row, &picked)?;
                }
            } else {
                let mut statement = tx.prepare(&format!("{sql} rowid = ?1"))?;
                for rowid in order.slice(query.offset, query.limit as usize) {
                    let mut rows = statement.query([rowid])?;
                    while let Some(row) = rows.next()? {
                        counted.add(row, &picked)?;
                    }
                }
            }
            Ok(counted.totals())
        })
    }
}

#[derive(Default)]
struct Counted {
    filled: u64,
    numbers: u64,
    sum: Sum,
    extremes: Extremes,
}

impl Counted {
    fn add(&mut self, row: &Row<'_>, columns: &[&Shown]) -> Result<()> {
        for (at, column) in columns.iter().enumerate() {
            let stored = row.get_ref(at)?;
            match stored {
                ValueRef::Null | ValueRef::Text([]) => continue,
                _ => self.filled += 1,
            }
            // Numbers of several columns are compared with each other: all as floating point.
            let rank = Rank::of(stored, CellType::Number);
            if let Some(rank) = rank.filter(|_| column.cell != CellType::Boolean)
                && self.sum.add(stored, 1)
            {
                self.numbers += 1;
                self.extremes.see(&rank, || value(stored, column.cell));
            }
        }
        Ok(())
    }

    fn totals(self) -> Totals {
        let (least, greatest) = self.extremes.values();
        Totals {
            filled: self.filled,
            numbers: self.numbers,
            sum: self.sum.value(),
            mean: (self.numbers > 0).then(|| self.sum.number() / self.numbers as f64),
            least,
            greatest,
        }
    }
}
