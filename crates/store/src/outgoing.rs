//! The rows of a tab for somebody who keeps a copy: all of them, or those that changed since a sync, typed, on one
//! snapshot.

use rusqlite::types::ValueRef;
use rusqlite::{Connection as Database, Row, params};

use crate::cell::CellType;
use crate::database::Store;
use crate::error::{Error, Result};
use crate::table::{Column, Table, quote};
use crate::text::{self, Moment};

/// What the cells of a column of [`Outgoing`] are given as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// [`OutgoingCell::Text`].
    Text,
    /// [`OutgoingCell::Text`], a nested value in its JSON text.
    Json,
    /// [`OutgoingCell::Integer`].
    Integer,
    /// [`OutgoingCell::Number`].
    Number,
    /// [`OutgoingCell::Boolean`].
    Boolean,
    /// [`OutgoingCell::Date`]: all times of the column are dates.
    Date,
    /// [`OutgoingCell::Instant`]: all times of the column can be read; one that cannot makes it a column of text.
    Instant,
}

/// One cell; `Null` may stand in any column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OutgoingCell<'r> {
    /// Null.
    Null,
    /// True or false.
    Boolean(bool),
    /// Whole number.
    Integer(i64),
    /// Number.
    Number(f64),
    /// Text.
    Text(&'r str),
    /// Days since 1970.
    Date(i32),
    /// Microseconds since 1970, UTC.
    Instant(i64),
}

/// Rows of a tab on a snapshot.
#[derive(Debug)]
pub struct Outgoing<'s> {
    database: &'s Database,
    table: Table,
    since: Option<i64>,
    holds: Vec<Holds>,
    upto: i64,
}

/// A row of [`Outgoing`].
#[derive(Debug)]
pub struct OutgoingRow<'r> {
    row: &'r Row<'r>,
    holds: &'r [Holds],
}

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Our own columns come first in the statement.
const OWN: usize = 4;

impl Store {
    /// Lets `work` read the rows of a tab for a copy that has those up to the sync `since`, or none.
    ///
    /// # Errors
    /// [`Error::NoTab`]; those of every read; whatever `work` ends with.
    pub fn outgoing<T, E: From<Error>>(
        &self,
        tab: i64,
        since: Option<i64>,
        work: impl FnOnce(&Outgoing<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.read(|tx| Ok(work(&Outgoing::read(tx, tab, since)?)))?
    }
}

impl<'s> Outgoing<'s> {
    fn read(database: &'s Database, tab: i64, since: Option<i64>) -> Result<Self> {
        let table = Table::read(database, tab)?;
        let (last, removed_in, running): (i64, i64, bool) = database.query_row(
            "SELECT last_sync, removed_in, \
             EXISTS (SELECT 1 FROM syncs WHERE id = last_sync AND ended_at IS NULL) FROM tabs WHERE id = ?1",
            [tab],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        let holds = holds(database, &table)?;
        Ok(Self {
            database,
            table,
            since: since.filter(|since| removed_in <= *since),
            holds,
            // A sync that still runs will write more under its number.
            upto: if running { last - 1 } else { last },
        })
    }

    /// Columns, each with what its cells are given as.
    pub fn columns(&self) -> impl Iterator<Item = (&Column, Holds)> {
        self.table.columns.iter().zip(self.holds.iter().copied())
    }

    /// The sync after which the copy lacks rows; `None` where it needs all. Rows that were taken out altogether cannot be
    /// told one by one, so a copy from before that needs all too.
    pub fn since(&self) -> Option<i64> {
        self.since
    }

    /// The last sync all of whose rows are among these.
    pub fn upto(&self) -> i64 {
        self.upto
    }

    /// Gives rows to `visit`, in the order of arrival: those that a sync after `since` wrote or found deleted, or, with
    /// `None`, all that are there.
    ///
    /// # Errors
    /// Those of every read; whatever `visit` ends with.
    pub fn each<E: From<Error>>(
        &self,
        since: Option<i64>,
        mut visit: impl FnMut(OutgoingRow<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let names = self
            .table
            .columns
            .iter()
            .map(|column| quote(&column.stored_as));
        let columns: String = names.map(|name| format!(", {name}")).collect();
        let chosen = match since {
            None => "?1 IS NULL AND _hw_deleted IS NULL",
            Some(_) => "(_hw_sync > ?1 OR _hw_deleted > ?1)",
        };
        let sql = format!(
            "SELECT _hw_key, _hw_extracted_at, _hw_sync, _hw_deleted{columns} FROM {} WHERE {chosen} ORDER BY rowid",
            quote(&self.table.name)
        );
        let mut statement = self.database.prepare(&sql).map_err(Error::from)?;
        let mut rows = statement.query(params![since]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            visit(OutgoingRow {
                row,
                holds: &self.holds,
            })?;
        }
        Ok(())
    }
}

impl OutgoingRow<'_> {
    /// What the row is known by.
    ///
    /// # Errors
    /// [`Error::Unreadable`].
    pub fn key(&self) -> Result<&str> {
        let key = self.row.get_ref(0)?.as_str();
        key.map_err(|error| Error::Unreadable(error.to_string()))
    }

    /// When it was read at the source: microseconds since 1970.
    ///
    /// # Errors
    /// [`Error::Unreadable`].
    pub fn extracted_at(&self) -> Result<i64> {
        let text = self.row.get_ref(1)?.as_str();
        text.ok()
            .and_then(text::instant)
            .ok_or_else(|| Error::Unreadable("a row without the time of its reading".into()))
    }

    /// The sync that last wrote it.
    ///
    /// # Errors
    /// [`Error::Unreadable`].
    pub fn sync(&self) -> Result<i64> {
        Ok(self.row.get(2)?)
    }

    /// The sync that found it deleted.
    ///
    /// # Errors
    /// [`Error::Unreadable`].
    pub fn deleted(&self) -> Result<Option<i64>> {
        Ok(self.row.get(3)?)
    }

    /// The cell of a column.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where it does not hold what the column says.
    pub fn cell(&self, column: usize) -> Result<OutgoingCell<'_>> {
        let stored = self.row.get_ref(OWN + column)?;
        let holds = self.holds[column];
        let text = match stored {
            ValueRef::Null => return Ok(OutgoingCell::Null),
            ValueRef::Integer(truth) if holds == Holds::Boolean => {
                return Ok(OutgoingCell::Boolean(truth != 0));
            }
            ValueRef::Integer(whole) if holds == Holds::Integer => {
                return Ok(OutgoingCell::Integer(whole));
            }
            ValueRef::Integer(whole) if holds == Holds::Number => {
                return Ok(OutgoingCell::Number(whole as f64));
            }
            ValueRef::Real(number) if holds == Holds::Number => {
                return Ok(OutgoingCell::Number(number));
            }
            ValueRef::Text(_) => stored
                .as_str()
                .map_err(|error| Error::Unreadable(error.to_string()))?,
            _ => return Err(self.misfit(column)),
        };
        match holds {
            Holds::Text | Holds::Json => Ok(OutgoingCell::Text(text)),
            Holds::Date => match text::moment(text) {
                Moment::Date(days) => Ok(OutgoingCell::Date(days)),
                Moment::Empty => Ok(OutgoingCell::Null),
                _ => Err(self.misfit(column)),
            },
            Holds::Instant => match text::moment(text) {
                Moment::Instant(at) => Ok(OutgoingCell::Instant(at)),
                Moment::Date(days) => Ok(OutgoingCell::Instant(i64::from(days) * DAY)),
                Moment::Empty => Ok(OutgoingCell::Null),
                Moment::Unreadable => Err(self.misfit(column)),
            },
            _ => Err(self.misfit(column)),
        }
    }

    fn misfit(&self, column: usize) -> Error {
        Error::Unreadable(format!(
            "a cell of column {} is of another type",
            column + 1
        ))
    }
}

/// What the cells of each column are given as. For times it is looked at all of them, so that it does not depend on
/// which rows are asked for.
fn holds(database: &Database, table: &Table) -> Result<Vec<Holds>> {
    let times: Vec<String> = table
        .columns
        .iter()
        .filter(|column| column.cell == CellType::Time)
        .map(|column| format!("max(hw_moment({}))", quote(&column.stored_as)))
        .collect();
    let mut ranks = vec![];
    if !times.is_empty() {
        let sql = format!("SELECT {} FROM {}", times.join(", "), quote(&table.name));
        ranks = database.query_row(&sql, [], |row| {
            (0..times.len())
                .map(|at| row.get::<_, Option<i64>>(at))
                .collect()
        })?;
    }
    let mut ranks = ranks.into_iter();
    Ok(table
        .columns
        .iter()
        .map(|column| match column.cell {
            CellType::Text => Holds::Text,
            CellType::Json => Holds::Json,
            CellType::Integer => Holds::Integer,
            CellType::Number => Holds::Number,
            CellType::Boolean => Holds::Boolean,
            CellType::Time => match ranks.next().flatten() {
                Some(text::DATE) => Holds::Date,
                Some(text::UNREADABLE) => Holds::Text,
                _ => Holds::Instant,
            },
        })
        .collect())
}
