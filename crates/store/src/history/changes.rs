//! What changed in a tab since one of its points.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use rusqlite::{Connection as Database, OptionalExtension, params};
use serde_json::{Map, Value};

use crate::cell::CellType;
use crate::database::{Store, lock};
use crate::error::Result;
use crate::table::{Table, quote};
use crate::window::value;

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Rows that were not there.
    Added,
    /// Rows of which a cell is another.
    Changed,
    /// Rows that are no longer there.
    Removed,
}

/// What changed: how many rows of each group, and some of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// Rows that were added.
    pub added: u64,
    /// Rows that were changed.
    pub changed: u64,
    /// Rows that were removed.
    pub removed: u64,
    /// The rows that were asked for.
    pub rows: Vec<ChangedRow>,
}

/// A row that was added, changed or removed.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedRow {
    /// Its key.
    pub key: String,
    /// Its cells that differ; where it is new or gone, all that are or were not null.
    pub cells: Vec<ChangedCell>,
}

/// A cell, before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedCell {
    /// The column's name.
    pub column: String,
    /// Before; null in a row that is new.
    pub before: Value,
    /// After; null in a row that is gone.
    pub after: Value,
}

/// The rows of one answer.
#[derive(Debug, Default)]
struct Lists {
    /// Numbers of rows.
    added: Vec<i64>,
    /// Numbers of rows, with the entries of history about each.
    changed: Vec<(i64, Box<[i64]>)>,
    /// Entries of history.
    removed: Vec<Box<[i64]>>,
}

/// The answer that was asked for last: people page through one.
#[derive(Debug, Default)]
pub(crate) struct Latest(Mutex<Option<(Question, Arc<Lists>)>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Question {
    tab: i64,
    since: i64,
    version: i64,
}

impl Store {
    /// What changed in a tab since a sync: counts, and `limit` rows of a group from `offset` on. Added rows stand in the
    /// order of arrival, the others in that of their keys.
    ///
    /// # Errors
    /// [`Error::NoTab`](crate::Error::NoTab).
    pub fn changes(
        &self,
        tab: i64,
        since: i64,
        group: Group,
        offset: usize,
        limit: usize,
    ) -> Result<Changes> {
        self.read(|tx| {
            let table = Table::read(tx, tab)?;
            let version = tx.query_row("SELECT version FROM tabs WHERE id = ?1", [tab], |row| {
                row.get(0)
            })?;
            let question = Question {
                tab,
                since,
                version,
            };
            let past = Past {
                database: tx,
                table: &table,
            };
            let lists = self.latest_changes().get(question, &past)?;
            let rows: Result<Vec<ChangedRow>> = match group {
                Group::Added => (lists.added.iter().skip(offset).take(limit))
                    .map(|row| past.added(*row))
                    .collect(),
                Group::Changed => (lists.changed.iter().skip(offset).take(limit))
                    .map(|(row, entries)| past.changed(*row, entries))
                    .collect(),
                Group::Removed => (lists.removed.iter().skip(offset).take(limit))
                    .map(|entries| past.removed(entries))
                    .collect(),
            };
            Ok(Changes {
                added: lists.added.len() as u64,
                changed: lists.changed.len() as u64,
                removed: lists.removed.len() as u64,
                rows: rows?,
            })
        })
    }
}

impl Latest {
    fn get(&self, question: Question, past: &Past<'_>) -> Result<Arc<Lists>> {
        let mut latest = lock(&self.0);
        if let Some((known, lists)) = &*latest
            && *known == question
        {
            return Ok(Arc::clone(lists));
        }
        let lists = Arc::new(past.compare(question.since)?);
        *latest = Some((question, Arc::clone(&lists)));
        Ok(lists)
    }
}

/// A row that history says something about.
struct Tracked {
    key: String,
    entries: Vec<i64>,
    /// Its number, where it is there now.
    now: Option<i64>,
    /// Whether it was there at the point, once that is known.
    was: Option<bool>,
}

/// A tab and its history.
struct Past<'t> {
    database: &'t Database,
    table: &'t Table,
}

impl Past<'_> {
    /// What there is now against what there was after sync `since`.
    ///
    /// New rows get higher numbers than all there are, so a row was there at the point if its number is not above the
    /// lowest last number of all points since.
    fn compare(&self, since: i64) -> Result<Lists> {
        let points = self.points_after(since)?;
        let Some((_, lowest)) = points.last().copied() else {
            return Ok(Lists::default());
        };
        let (mut lists, mut settled) = (Lists::default(), HashSet::new());
        for tracked in self.tracked(since, &points)? {
            let was = (tracked.was).unwrap_or_else(|| tracked.now.is_none_or(|row| row <= lowest));
            let entries = tracked.entries.into_boxed_slice();
            match (was, tracked.now) {
                (true, Some(row)) => {
                    settled.insert(row);
                    // Several changes may have led back.
                    if entries.len() == 1 || !self.changed(row, &entries)?.cells.is_empty() {
                        lists.changed.push((row, entries));
                    }
                }
                (true, None) => lists.removed.push(entries),
                (false, Some(row)) if row <= lowest => lists.added.push(row),
                (false, _) => {}
            }
        }
        let sql = format!(
            "SELECT rowid FROM {} WHERE rowid > ?1 AND _hw_deleted IS NULL ORDER BY rowid",
            quote(&self.table.name),
        );
        let mut statement = self.database.prepare(&sql)?;
        for row in statement.query_map([lowest], |row| row.get(0))? {
            let row = row?;
            if !settled.contains(&row) {
                lists.added.push(row);
            }
        }
        Ok(lists)
    }

    /// Points after a sync, each with the lowest last row number up to it.
    fn points_after(&self, since: i64) -> Result<Vec<(i64, i64)>> {
        let mut statement = self.database.prepare_cached(
            "SELECT sync, min(last_row) OVER (ORDER BY sync) FROM points \
             WHERE tab = ?1 AND sync > ?2 ORDER BY sync",
        )?;
        let rows = statement.query_map(params![self.table.tab, since], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The rows that history says something about since a sync, by key.
    fn tracked(&self, since: i64, points: &[(i64, i64)]) -> Result<Vec<Tracked>> {
        let sql = format!(
            "SELECT h.id, h.sync, h.\"key\", h.before IS NULL, h.\"row\", t.rowid \
             FROM history h LEFT JOIN {} t ON t._hw_key = h.\"key\" \
             AND t._hw_deleted IS NULL \
             WHERE h.tab = ?1 AND h.sync > ?2 ORDER BY h.\"key\", h.id",
            quote(&self.table.name),
        );
        let mut statement = self.database.prepare(&sql)?;
        let mut rows = statement.query(params![self.table.tab, since])?;
        let mut found: Vec<Tracked> = Vec::new();
        while let Some(row) = rows.next()? {
            let key: String = row.get(2)?;
            if found.last().is_none_or(|last| last.key != key) {
                found.push(Tracked {
                    key,
                    entries: Vec::new(),
                    now: row.get(5)?,
                    was: None,
                });
            }
            let (sync, came_back, removed): (i64, bool, Option<i64>) =
                (row.get(1)?, row.get(3)?, row.get(4)?);
            if let Some(tracked) = found.last_mut() {
                tracked.entries.push(row.get(0)?);
                let at = points.partition_point(|(point, _)| *point <= sync);
                let lowest = at.checked_sub(1).map_or(i64::MAX, |at| points[at].1);
                let was = removed.map(|row| row <= lowest);
                let came_back = (came_back && tracked.entries.len() == 1).then_some(false);
                tracked.was = tracked.was.or(came_back).or(was);
            }
        }
        Ok(found)
    }

    fn added(&self, row: i64) -> Result<ChangedRow> {
        let (key, cells) = self.now(row)?;
        let cells = cells.into_iter().filter(|(_, after)| !after.is_null());
        Ok(ChangedRow {
            key,
            cells: cells
                .map(|(column, after)| ChangedCell {
                    column,
                    before: Value::Null,
                    after,
                })
                .collect(),
        })
    }

    fn changed(&self, row: i64, entries: &[i64]) -> Result<ChangedRow> {
        let (_, mut before) = self.before(entries)?;
        let (key, now) = self.now(row)?;
        let cells = now.into_iter().filter_map(|(column, after)| {
            let before = before.remove(&column)?;
            (!same(&before, &after)).then_some(ChangedCell {
                column,
                before,
                after,
            })
        });
        Ok(ChangedRow {
            key,
            cells: cells.collect(),
        })
    }

    fn removed(&self, entries: &[i64]) -> Result<ChangedRow> {
        let (key, mut before) = self.before(entries)?;
        let columns = self.table.columns.iter();
        let cells = columns.filter_map(|column| {
            let before = before.remove(&column.name)?;
            (!before.is_null()).then(|| ChangedCell {
                column: column.name.clone(),
                before,
                after: Value::Null,
            })
        });
        Ok(ChangedRow {
            key,
            cells: cells.collect(),
        })
    }

    /// What entries say of a row: its key, and each cell as the first of them has it.
    fn before(&self, entries: &[i64]) -> Result<(String, Map<String, Value>)> {
        let (mut key, mut cells) = (String::new(), Map::new());
        let mut statement = self.database.prepare_cached(
            "SELECT \"key\", coalesce(before, '{}'), \"row\" IS NOT NULL FROM history WHERE id = ?1",
        )?;
        for entry in entries {
            let found = statement
                .query_row([entry], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            let Some((of, before, whole)): Option<(String, Value, bool)> = found else {
                continue;
            };
            key = of;
            for column in &self.table.columns {
                let before = match before.get(&column.name) {
                    Some(before) => before.clone(),
                    None if whole => Value::Null,
                    None => continue,
                };
                cells
                    .entry(column.name.clone())
                    .or_insert_with(|| truth(before, column.cell));
            }
        }
        Ok((key, cells))
    }

    /// A row's key and cells.
    fn now(&self, row: i64) -> Result<(String, Vec<(String, Value)>)> {
        let columns = &self.table.columns;
        let names: String = columns
            .iter()
            .map(|column| format!(", {}", quote(&column.stored_as)))
            .collect();
        let sql = format!(
            "SELECT _hw_key{names} FROM {} WHERE rowid = ?1",
            quote(&self.table.name)
        );
        let mut statement = self.database.prepare_cached(&sql)?;
        Ok(statement.query_row([row], |row| {
            let cells = columns.iter().enumerate().map(|(at, column)| {
                let cell = value(row.get_ref(at + 1)?, column.cell);
                Ok((column.name.clone(), cell))
            });
            Ok((row.get(0)?, cells.collect::<rusqlite::Result<_>>()?))
        })?)
    }
}

/// Truth values are stored as numbers.
fn truth(value: Value, cell: CellType) -> Value {
    match (cell, value.as_i64()) {
        (CellType::Boolean, Some(number)) => Value::Bool(number != 0),
        _ => value,
    }
}

/// Whether two values say the same: a column may have been widened between them.
fn same(before: &Value, after: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    before == after || (before.is_null() == after.is_null() && text(before) == text(after))
}
