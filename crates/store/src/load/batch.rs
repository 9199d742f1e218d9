//! A batch of records inside its transaction.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{CachedStatement, Connection as Database, OptionalExtension, params};

use super::key::{self, Apart, Key};
use super::record::{Finder, Record, Row};
use crate::cell::{Cell, CellType};
use crate::error::{Error, Result};
use crate::history::{self, Keeps, Met};
use crate::table::{Table, quote};

/// The syncs that a row is told by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    /// The running one.
    pub sync: i64,
    /// The one that began what the running one does: the same, unless a full refresh goes on that was interrupted.
    pub begun: i64,
}

/// What a batch goes by.
#[derive(Clone, Copy, Debug)]
pub(super) struct How {
    /// Which records are the same row.
    pub apart: Apart,
    /// The syncs that a row is told by.
    pub numbers: Numbers,
    /// What is remembered of rows that change.
    pub history: Keeps,
}

/// Writes records into a table and lets it grow as they need it.
pub(super) struct Batch<'t> {
    database: &'t Database,
    pub table: Arc<Table>,
    finder: &'t mut Finder,
    key: &'t [Vec<String>],
    how: How,
    extracted_at: String,
    find: Option<CachedStatement<'t>>,
    keep: Option<CachedStatement<'t>>,
    replace: Option<CachedStatement<'t>>,
    replace_unseen: Option<CachedStatement<'t>>,
    /// Keys of rows that are no longer wanted.
    unwanted: BTreeSet<String>,
    /// Records written so far.
    pub rows: u64,
}

impl<'t> Batch<'t> {
    pub fn new(
        database: &'t Database,
        table: Arc<Table>,
        finder: &'t mut Finder,
        key: &'t [Vec<String>],
        how: How,
        at: Timestamp,
    ) -> Self {
        Self {
            database,
            table,
            finder,
            key,
            how,
            // Always three digits, so that the texts sort as the times do.
            extracted_at: format!("{at:.3}"),
            find: None,
            keep: None,
            replace: None,
            replace_unseen: None,
            unwanted: BTreeSet::new(),
            rows: 0,
        }
    }

    /// Writes a record: replaces the row of the same key, or adds one.
    pub fn write(&mut self, record: Record<'_>) -> Result<()> {
        let number = self.rows as usize + 1;
        let mut row = self
            .finder
            .read(record, &self.table)
            .map_err(|reason| Error::Record { number, reason })?;
        self.add_columns(&mut row)?;
        // Of the values as the source wrote them, so that a key does not change when a column is widened.
        let key = Key::of(self.key, self.how.apart, &self.table, &row);
        self.widen_columns(&mut row)?;
        match key {
            Key::Fields(key) => {
                if !self.unwanted.is_empty() {
                    self.unwanted.remove(&key);
                }
                self.put(&key, &row)?;
            }
            Key::Content(content) => self.put_equal(&content, &row)?,
        }
        self.rows += 1;
        Ok(())
    }

    /// Remembers that the row of a record's key is to go: it no longer meets the stream's filters. A record without a
    /// key is not known again, so that a row of it stays until the stream is read in full.
    pub fn drop_row(&mut self, record: Record<'_>) -> Result<()> {
        let row = self
            .finder
            .read(record, &self.table)
            .map_err(|reason| Error::Record {
                number: self.rows as usize + 1,
                reason,
            })?;
        if let Key::Fields(key) = Key::of(self.key, self.how.apart, &self.table, &row) {
            self.unwanted.insert(key);
        }
        Ok(())
    }

    /// Removes the rows that are to go, after all others were written; gives how many there were.
    pub fn drop_rows(&mut self) -> Result<i64> {
        let mut dropped = 0;
        let sql = format!("DELETE FROM {} WHERE _hw_key = ?1", quote(&self.table.name));
        for key in std::mem::take(&mut self.unwanted) {
            dropped += self.database.prepare_cached(&sql)?.execute([key])?;
        }
        Ok(dropped as i64)
    }

    /// Gives a column to each field that has none and whose value is not null.
    fn add_columns(&mut self, row: &mut Row<'_>) -> Result<()> {
        if row.unknown.is_empty() {
            return Ok(());
        }
        let mut new: Vec<(&str, CellType)> = Vec::new();
        for (field, cell) in &row.unknown {
            if let Some(cell_type) = cell.cell_type()
                && !new.iter().any(|(known, _)| known == field)
            {
                new.push((field, cell_type));
            }
        }
        if !new.is_empty() {
            self.forget_statements();
            Arc::make_mut(&mut self.table).add(self.database, &new)?;
            row.cells
                .resize_with(self.table.columns.len(), Cell::default);
        }
        for (field, cell) in std::mem::take(&mut row.unknown) {
            if let Some(position) = self.table.position(&field) {
                row.cells[position] = cell;
            }
        }
        Ok(())
    }

    /// Makes each cell one of its column's type; where it would not say the same there, the column is widened.
    fn widen_columns(&mut self, row: &mut Row<'_>) -> Result<()> {
        loop {
            let mut wider = Vec::new();
            for (position, cell) in row.cells.iter_mut().enumerate() {
                let column = self.table.columns[position].cell;
                if !cell.fit(column) {
                    wider.push((position, column.widened_by(cell)));
                }
            }
            if wider.is_empty() {
                return Ok(());
            }
            self.forget_statements();
            Arc::make_mut(&mut self.table).widen(self.database, &wider)?;
        }
    }

    fn forget_statements(&mut self) {
        self.find = None;
        self.keep = None;
        self.replace = None;
        self.replace_unseen = None;
    }

    /// Writes the row of a key; of one that is there with the same cells, only which sync has seen it.
    fn put(&mut self, key: &str, row: &Row<'_>) -> Result<()> {
        let sync = self.how.numbers.sync;
        match self.meet(key, row)? {
            Some(Met::Same(number)) => return self.keep(number),
            Some(Met::Other(before)) => {
                history::remember(self.database, self.table.tab, sync, key, before)?;
            }
            None => {}
        }
        let statement = match &mut self.replace {
            Some(statement) => statement,
            none => none.insert(begin(
                self.database,
                &self.table.replace,
                &self.extracted_at,
                self.how.numbers.sync,
            )?),
        };
        execute(statement, key, row).map(drop)
    }

    /// What the row of a key is to a record; `None` where there is none, or nothing is remembered.
    fn meet(&mut self, key: &str, row: &Row<'_>) -> Result<Option<Met>> {
        if !self.how.history.changed {
            return Ok(None);
        }
        let statement = match &mut self.find {
            Some(statement) => statement,
            none => none.insert(self.database.prepare_cached(&Keeps::find(&self.table))?),
        };
        let mut found = statement.query([key])?;
        let found = found.next()?;
        found
            .map(|stored| history::meet(&self.table, stored, &row.cells))
            .transpose()
    }

    /// Notes that this sync has seen a row as it is.
    fn keep(&mut self, number: i64) -> Result<()> {
        let statement = match &mut self.keep {
            Some(statement) => statement,
            none => none.insert(begin(
                self.database,
                &format!(
                    "UPDATE {} SET _hw_extracted_at = ?2, _hw_sync = ?3 WHERE rowid = ?1",
                    quote(&self.table.name)
                ),
                &self.extracted_at,
                self.how.numbers.sync,
            )?),
        };
        statement.raw_bind_parameter(1, number)?;
        statement.raw_execute()?;
        Ok(())
    }

    /// Writes a record that has no key: among the records of this sync that are equal to it, it takes the next number.
    /// So a sync that is repeated finds its rows again, and equal records stay as many as they are.
    fn put_equal(&mut self, content: &str, row: &Row<'_>) -> Result<()> {
        if self.put_unseen(&key::of_equal(content, 0), row)? {
            return Ok(());
        }
        // Numbers are given without a gap: the first free one is found by doubling and halving.
        let (mut seen, mut step) = (0, 1);
        while self.seen(content, seen + step)? {
            seen += step;
            step *= 2;
        }
        let mut free = seen + step;
        while free - seen > 1 {
            let middle = seen + (free - seen) / 2;
            if self.seen(content, middle)? {
                seen = middle;
            } else {
                free = middle;
            }
        }
        self.put_unseen(&key::of_equal(content, free), row)
            .map(drop)
    }

    /// Writes a row unless this sync has already written one of its key; tells whether it did.
    fn put_unseen(&mut self, key: &str, row: &Row<'_>) -> Result<bool> {
        let statement = match &mut self.replace_unseen {
            Some(statement) => statement,
            none => none.insert(begin(
                self.database,
                &self.table.replace_unseen(self.how.numbers.begun),
                &self.extracted_at,
                self.how.numbers.sync,
            )?),
        };
        Ok(execute(statement, key, row)? > 0)
    }

    /// Whether this sync has written the `ordinal`th record of a content.
    fn seen(&self, content: &str, ordinal: u64) -> Result<bool> {
        let sql = format!(
            "SELECT _hw_sync FROM {} WHERE _hw_key = ?1",
            quote(&self.table.name)
        );
        let sync: Option<i64> = self
            .database
            .prepare_cached(&sql)?
            .query_row(params![key::of_equal(content, ordinal)], |row| row.get(0))
            .optional()?;
        Ok(sync.is_some_and(|sync| sync >= self.how.numbers.begun))
    }
}

/// A statement that has what is the same for all rows of the batch.
fn begin<'t>(
    database: &'t Database,
    sql: &str,
    extracted_at: &str,
    sync: i64,
) -> Result<CachedStatement<'t>> {
    let mut statement = database.prepare_cached(sql)?;
    statement.raw_bind_parameter(2, extracted_at)?;
    statement.raw_bind_parameter(3, sync)?;
    Ok(statement)
}

fn execute(statement: &mut CachedStatement<'_>, key: &str, row: &Row<'_>) -> Result<usize> {
    statement.raw_bind_parameter(1, key)?;
    for (position, cell) in row.cells.iter().enumerate() {
        statement.raw_bind_parameter(position + 4, cell)?;
    }
    Ok(statement.raw_execute()?)
}
