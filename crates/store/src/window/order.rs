//! Orders of rows.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection as Database, params_from_iter};

use super::filter::{self, Filter};
use super::shown::Shown;
use super::{Query, Sort};
use crate::database::{Store, lock};
use crate::error::Result;
use crate::table::{Table, quote};

/// How many row numbers are kept in all: 32 MB. An order that is longer is kept alone.
const KEPT_ROWS: usize = 4_000_000;

/// The rows of one answer, in order.
#[derive(Debug)]
pub(super) enum Order {
    /// Rows numbered without a gap: the order of arrival of a tab from which nothing was removed.
    Range(Range<i64>),
    /// The rows' numbers.
    Rows(Vec<i64>),
}

impl Order {
    /// How many rows there are.
    pub fn total(&self) -> u64 {
        self.len() as u64
    }

    fn len(&self) -> usize {
        match self {
            Order::Range(rows) => usize::try_from(rows.end - rows.start).unwrap_or(0),
            Order::Rows(rows) => rows.len(),
        }
    }

    /// The rows at `offset`, at most `limit`.
    pub fn slice(&self, offset: u64, limit: usize) -> impl Iterator<Item = i64> {
        let start = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(self.len());
        let end = start.saturating_add(limit).min(self.len());
        (start..end).map(move |at| match self {
            Order::Range(rows) => rows.start + at as i64,
            Order::Rows(rows) => rows[at],
        })
    }
}

/// What an order answers.
#[derive(Clone, Debug, PartialEq)]
struct Question {
    tab: i64,
    sort: Option<Sort>,
    filters: Vec<Filter>,
    hide_deleted: bool,
    /// The day, where a formula may ask for it.
    today: Option<Date>,
}

/// An order and the version of the tab that it holds for.
#[derive(Debug)]
struct Kept {
    question: Question,
    version: Version,
    order: Arc<Order>,
}

/// The orders that were asked for last.
#[derive(Debug, Default)]
pub(crate) struct Orders {
    /// The latest last.
    kept: Mutex<Vec<Kept>>,
    /// Held while an order is made: a window that scrolls asks for several pages at once, and one making is enough.
    making: Mutex<()>,
    /// The order that is being made.
    now: Mutex<Option<Making>>,
}

/// An order that is being made.
#[derive(Debug)]
struct Making {
    tab: i64,
    read: Arc<AtomicU64>,
    rows: u64,
}

/// How far the making of an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordering {
    /// Rows read.
    pub read: u64,
    /// Rows to read.
    pub rows: u64,
}

impl Store {
    /// How far the order of a tab's rows is that somebody waits for; `None` where none is being made.
    #[must_use]
    pub fn ordering(&self, tab: i64) -> Option<Ordering> {
        let now = lock(&self.orders().now);
        let making = now.as_ref().filter(|making| making.tab == tab)?;
        Some(Ordering {
            read: making.read.load(Relaxed).min(making.rows),
            rows: making.rows,
        })
    }
}

impl Orders {
    /// The order that `query` asks for, as of the caller's snapshot.
    pub(super) fn get(
        &self,
        database: &Database,
        table: &Table,
        columns: &[Shown],
        query: &Query,
    ) -> Result<Arc<Order>> {
        if query.sort.is_none()
            && query.filters.is_empty()
            && !query.hide_deleted
            && let Some(rows) = arrival(database, table)?
        {
            return Ok(Arc::new(Order::Range(rows)));
        }
        let question = Question {
            tab: table.tab,
            sort: query.sort.clone(),
            filters: query.filters.clone(),
            hide_deleted: query.hide_deleted,
            today: looks_at_user(query, columns).then_some(query.today),
        };
        let mut version = version(database, table)?;
        if question.today.is_none() {
            version.edits = 0;
        }
        if let Some(order) = self.find(&question, version) {
            return Ok(order);
        }
        let _making = lock(&self.making);
        if let Some(order) = self.find(&question, version) {
            return Ok(order);
        }
        let read = Arc::new(AtomicU64::new(0));
        *lock(&self.now) = Some(Making {
            tab: table.tab,
            read: Arc::clone(&read),
            rows: stored_rows(database, table)?,
        });
        let made = make(database, table, columns, query, read);
        *lock(&self.now) = None;
        let order = Arc::new(Order::Rows(made?));
        self.keep(Kept {
            question,
            version,
            order: Arc::clone(&order),
        });
        Ok(order)
    }

    fn find(&self, question: &Question, version: Version) -> Option<Arc<Order>> {
        let mut kept = lock(&self.kept);
        let at = kept
            .iter()
            .position(|k| k.question == *question && k.version == version)?;
        let found = kept.remove(at);
        let order = Arc::clone(&found.order);
        kept.push(found);
        Some(order)
    }

    fn keep(&self, new: Kept) {
        let mut kept = lock(&self.kept);
        kept.retain(|old| old.question != new.question);
        kept.push(new);
        let mut rows: usize = kept.iter().map(|kept| kept.order.len()).sum();
        while rows > KEPT_ROWS && kept.len() > 1 {
            rows -= kept.remove(0).order.len();
        }
    }
}

/// What an order holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Version {
    rows: i64,
    /// Edits of user columns; 0 where they do not matter.
    edits: i64,
}

fn version(database: &Database, table: &Table) -> Result<Version> {
    Ok(database
        .prepare_cached("SELECT version, edits FROM tabs WHERE id = ?1")?
        .query_row([table.tab], |row| {
            Ok(Version {
                rows: row.get(0)?,
                edits: row.get(1)?,
            })
        })?)
}

/// Whether an answer depends on user columns.
fn looks_at_user(query: &Query, columns: &[Shown]) -> bool {
    let named = |name: &str| {
        columns
            .iter()
            .any(|column| column.user && column.name == name)
    };
    query.sort.as_ref().is_some_and(|sort| named(&sort.column))
        || query.filters.iter().any(|filter| match &filter.column {
            Some(name) => named(name),
            None => columns.iter().any(|column| column.user),
        })
}

/// The rows' numbers where they have no gap; then the order of arrival needs no memory.
fn arrival(database: &Database, table: &Table) -> Result<Option<Range<i64>>> {
    // Two queries, because SQLite looks only one extreme up.
    let sql = format!(
        "SELECT rows, (SELECT min(rowid) FROM {name}), (SELECT max(rowid) FROM {name}) \
         FROM tabs WHERE id = ?1",
        name = quote(&table.name)
    );
    let (rows, first, last): (i64, Option<i64>, Option<i64>) = database
        .prepare_cached(&sql)?
        .query_row([table.tab], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    Ok(match (first, last) {
        (Some(first), Some(last)) if last - first + 1 == rows => Some(first..last + 1),
        (None, None) => Some(0..0),
        _ => None,
    })
}

fn stored_rows(database: &Database, table: &Table) -> Result<u64> {
    let rows: i64 = database
        .prepare_cached("SELECT rows FROM tabs WHERE id = ?1")?
        .query_row([table.tab], |row| row.get(0))?;
    Ok(rows.unsigned_abs())
}

/// Makes an order; `read` counts the rows that were looked at.
fn make(
    database: &Database,
    table: &Table,
    columns: &[Shown],
    query: &Query,
    read: Arc<AtomicU64>,
) -> Result<Vec<i64>> {
    // Called once per row, before any other term: a sort says nothing of itself until its last row was read.
    database.create_scalar_function("hw_read", 1, FunctionFlags::SQLITE_UTF8, move |_| {
        read.fetch_add(1, Relaxed);
        Ok(true)
    })?;
    let (condition, values) = filter::matching(query, columns)?;
    let mut sql = format!(
        "SELECT rowid FROM {} WHERE hw_read(rowid) AND {condition}",
        quote(&table.name)
    );
    if let Some(sort) = &query.sort {
        let rank = filter::rank(filter::find(columns, &sort.column)?);
        let direction = if sort.descending { "DESC" } else { "ASC" };
        sql += &format!(" ORDER BY {rank} {direction} NULLS LAST, rowid");
    }
    let mut statement = database.prepare(&sql)?;
    let rows = statement.query_map(params_from_iter(values), |row| row.get(0))?;
    let mut rows = rows.collect::<rusqlite::Result<Vec<i64>>>()?;
    if query.sort.is_none() {
        // Not in SQL: it would read the whole table where the index of keys tells the numbers.
        rows.sort_unstable();
    }
    Ok(rows)
}
