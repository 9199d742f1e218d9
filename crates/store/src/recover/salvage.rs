//! Reads of a damaged table what can be read, row by row, from both sides of each damage.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection as Database, ErrorCode, Row, Statement, params_from_iter};

use crate::error::Result;
use crate::table::quote;

/// What came over of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Salvaged {
    pub kept: u64,
    /// Nothing of it was met that could not be read.
    pub whole: bool,
}

/// Copies the rows of a table that both files have, with their numbers.
pub(super) fn copy(old: &Database, new: &Database, name: &str) -> Result<Salvaged> {
    let columns = columns_of_both(old, new, name)?;
    if columns.is_empty() {
        // A file of an older version lacks the tables that came later, and has lost nothing of them.
        let known = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?1)";
        let known: rusqlite::Result<bool> = old.query_row(known, [name], |row| row.get(0));
        return Ok(Salvaged {
            kept: 0,
            whole: known.is_ok_and(|known| !known),
        });
    }
    let without_rowid: bool = new.query_row(
        "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1",
        [name],
        |row| row.get(0),
    )?;
    let mut copying = Copying {
        insert: new.prepare(&insert(name, &columns, without_rowid))?,
        kept: 0,
        whole: true,
    };
    match without_rowid {
        true => copying.by_key(old, &select(name, &columns, None), &keys(new, name)?)?,
        false => copying.by_number(old, &select(name, &columns, Some("rowid")))?,
    }
    Ok(Salvaged {
        kept: copying.kept,
        whole: copying.whole,
    })
}

fn select(name: &str, columns: &[String], number: Option<&str>) -> String {
    let quoted = columns.iter().map(|column| quote(column));
    let all: Vec<String> = number
        .map(str::to_owned)
        .into_iter()
        .chain(quoted)
        .collect();
    format!("SELECT {} FROM {}", all.join(", "), quote(name))
}

fn insert(name: &str, columns: &[String], without_rowid: bool) -> String {
    let mut all: Vec<String> = columns.iter().map(|column| quote(column)).collect();
    if !without_rowid {
        all.insert(0, "rowid".to_owned());
    }
    let places = vec!["?"; all.len()].join(", ");
    let name = quote(name);
    format!(
        "INSERT OR IGNORE INTO {name} ({}) VALUES ({places})",
        all.join(", ")
    )
}

/// The columns that a table has in both files; none where the old one does not have it, or cannot say.
fn columns_of_both(old: &Database, new: &Database, name: &str) -> Result<Vec<String>> {
    let columns = |database: &Database| -> rusqlite::Result<Vec<String>> {
        let mut info = database.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let names = info.query_map([name], |row| row.get(0))?;
        names.collect()
    };
    let known = columns(new)?;
    let there = columns(old).unwrap_or_default();
    Ok(known
        .into_iter()
        .filter(|column| there.contains(column))
        .collect())
}

/// The columns of a table's primary key.
fn keys(new: &Database, name: &str) -> Result<Vec<String>> {
    let mut info =
        new.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?;
    let names = info.query_map([name], |row| row.get::<_, String>(0))?;
    let names: Vec<String> = names.collect::<rusqlite::Result<_>>()?;
    Ok(names.iter().map(|name| quote(name)).collect())
}

struct Copying<'new> {
    insert: Statement<'new>,
    kept: u64,
    whole: bool,
}

impl Copying<'_> {
    /// By number: behind a damage it goes on, and back to it from there.
    fn by_number(&mut self, old: &Database, select: &str) -> Result<()> {
        let forward = format!("{select} WHERE rowid > ?1 ORDER BY rowid");
        let back = format!("{select} WHERE rowid > ?1 AND rowid < ?2 ORDER BY rowid DESC");
        let (mut after, mut step) = (i64::MIN, 1_i64);
        // Where the last row that could be read is, before the damage that is being passed.
        let mut damaged_from = None;
        loop {
            let scan = self.rows(old, &forward, &[after])?;
            if let (Some(first), Some(from)) = (scan.first, damaged_from) {
                self.rows(old, &back, &[from, first])?;
                (damaged_from, step) = (None, 1);
            }
            if scan.to_the_end {
                return Ok(());
            }
            self.whole = false;
            after = scan.last.unwrap_or(after).max(0);
            damaged_from = damaged_from.or(Some(after));
            let Some(next) = after.checked_add(step) else {
                return Ok(());
            };
            (after, step) = (next, step.saturating_mul(2));
        }
    }

    /// By key, from its beginning, and where that ends early from its end.
    fn by_key(&mut self, old: &Database, select: &str, keys: &[String]) -> Result<()> {
        let order = |direction: &str| {
            let keys: Vec<_> = keys.iter().map(|key| format!("{key}{direction}")).collect();
            format!("{select} ORDER BY {}", keys.join(", "))
        };
        if !self.rows(old, &order(""), &[])?.to_the_end {
            self.whole = false;
            self.rows(old, &order(" DESC"), &[])?;
        }
        Ok(())
    }

    /// Copies what a question gives, until it is through or meets damage.
    fn rows(&mut self, old: &Database, sql: &str, from: &[i64]) -> Result<Scan> {
        let mut scan = Scan::default();
        let Ok(mut question) = old.prepare(sql) else {
            return Ok(scan);
        };
        let Ok(mut rows) = question.query(params_from_iter(from)) else {
            return Ok(scan);
        };
        loop {
            match rows.next() {
                Ok(None) => {
                    scan.to_the_end = true;
                    return Ok(scan);
                }
                Err(_) => return Ok(scan),
                Ok(Some(row)) => {
                    scan.last = row.get(0).ok();
                    scan.first = scan.first.or(scan.last);
                    self.keep(row)?;
                }
            }
        }
    }

    /// A row that is no row of this table, because what it says is damaged, is left out.
    fn keep(&mut self, row: &Row<'_>) -> Result<()> {
        let count = self.insert.parameter_count();
        let cells: Option<Vec<Value>> = (0..count).map(|index| readable(row, index)).collect();
        let Some(cells) = cells else {
            self.whole = false;
            return Ok(());
        };
        match self.insert.execute(params_from_iter(cells)) {
            Ok(written) => self.kept += written as u64,
            Err(error) => match error.sqlite_error_code() {
                Some(ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch) => {
                    self.whole = false;
                }
                _ => return Err(error.into()),
            },
        }
        Ok(())
    }
}

/// How far a question came.
#[derive(Default)]
struct Scan {
    first: Option<i64>,
    last: Option<i64>,
    to_the_end: bool,
}

fn readable(row: &Row<'_>, index: usize) -> Option<Value> {
    Some(match row.get_ref(index).ok()? {
        ValueRef::Text(text) => Value::Text(std::str::from_utf8(text).ok()?.to_owned()),
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_owned()),
    })
}
