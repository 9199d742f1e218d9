//! Finding a text in a tab: the next or the previous row that holds it, over any number of rows.

use std::collections::HashSet;

use serde_json::Value;

use super::filter::{Filter, FilterOp};
use super::shown::shown;
use super::{OWN, Query, value, visit};
use crate::database::Store;
use crate::error::Result;
use crate::table::Table;
use crate::text::fold;
use crate::user_column;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Find {
    /// A text, without case.
    pub text: String,
    /// The row to begin at, from 0; it counts itself.
    pub from: u64,
    /// Towards the first row instead of the last. Past the end the search goes on at the other one.
    pub backwards: bool,
}

/// A row that holds the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which row of the window it is, from 0.
    pub row: u64,
    /// Names of its columns that hold the text.
    pub columns: Vec<String>,
    /// Which one of those rows it is, from 1.
    pub index: u64,
    /// How many rows hold the text.
    pub total: u64,
}

impl Store {
    /// Finds the next row of a window that holds a text in one of its cells; `None` where none does. Sort and filters
    /// are those of `query`. The first search of a text takes the time of reading the tab once.
    ///
    /// # Errors
    /// As [`Store::window`].
    pub fn find(&self, tab: i64, query: &Query, find: &Find) -> Result<Option<Found>> {
        self.read(|tx| {
            let table = Table::read(tx, tab)?;
            let user = user_column::columns(tx, tab, &table.columns)?;
            let columns = shown(&table, &user, query.today);
            let order = self.orders().get(tx, &table, &columns, query)?;
            let mut holding = query.clone();
            holding.filters.push(Filter {
                column: None,
                op: FilterOp::Contains,
                value: find.text.clone(),
            });
            let matches = self.orders().get(tx, &table, &columns, &holding)?;
            let total = matches.total();
            let wanted: HashSet<i64> = matches.slice(0, usize::MAX).collect();
            let places: Vec<u64> = order
                .slice(0, usize::MAX)
                .zip(0..)
                .filter_map(|(row, place)| wanted.contains(&row).then_some(place))
                .collect();
            let Some(index) = next(&places, find) else {
                return Ok(None);
            };
            let (needle, mut holding) = (fold(&find.text), Vec::new());
            visit(tx, &table, &columns, order.slice(places[index], 1), |row| {
                for (at, column) in columns.iter().enumerate() {
                    let holds = match value(row.get_ref(at + OWN)?, column.cell) {
                        Value::Null => false,
                        Value::String(text) => fold(&text).contains(&needle),
                        other => other.to_string().contains(&needle),
                    };
                    if holds {
                        holding.push(column.name.clone());
                    }
                }
                Ok(())
            })?;
            Ok(Some(Found {
                row: places[index],
                columns: holding,
                index: index as u64 + 1,
                total,
            }))
        })
    }
}

/// Which of the places comes next, around the end.
fn next(places: &[u64], find: &Find) -> Option<usize> {
    let last = places.len().checked_sub(1)?;
    Some(match find.backwards {
        false => match places.partition_point(|place| *place < find.from) {
            beyond if beyond > last => 0,
            at => at,
        },
        true => places
            .partition_point(|place| *place <= find.from)
            .checked_sub(1)
            .unwrap_or(last),
    })
}
