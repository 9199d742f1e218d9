//! The table of a tab: its name, its columns, and how it grows.

use std::collections::HashMap;

use rusqlite::{Connection as Database, OptionalExtension, params};
use serde_json::Value;

use crate::cell::{CellType, EXACT};
use crate::choice::Choice;
use crate::error::{Error, Result};
use crate::name::{first_free, readable};

/// A column of a tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name, which is the name of the records' field.
    pub name: String,
    /// Name in the table, for other programs: the same, unless another column's differs from it by case only.
    pub stored_as: String,
    /// What its cells hold.
    pub cell: CellType,
    /// Part of the key.
    pub key: bool,
    /// What people call it, where they gave it a title; while the tab is a stream's.
    pub title: Option<String>,
}

/// The table of a tab.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub tab: i64,
    pub name: String,
    pub columns: Vec<Column>,
    positions: HashMap<String, usize>,
    /// Writes a row; one of the same key is replaced.
    pub replace: String,
}

/// SQLite's limit is 2,000, ours included.
const MAX_COLUMNS: usize = 1_990;

/// Names that a field cannot have in the table: ours, and the one that SQLite finds a row by.
const TAKEN: [&str; 5] = [
    "rowid",
    "_hw_key",
    "_hw_extracted_at",
    "_hw_sync",
    "_hw_deleted",
];

/// Our own columns come first: a full refresh looks for rows to remove without reading past them.
const OWN_COLUMNS: &str = "_hw_key TEXT NOT NULL UNIQUE, _hw_extracted_at TEXT NOT NULL, \
     _hw_sync INTEGER NOT NULL, _hw_deleted INTEGER";

impl Table {
    /// Makes the table of a new tab, with the columns that `schema` names.
    pub(crate) fn create(
        database: &Database,
        tab: i64,
        name: &str,
        schema: &Value,
        key: &[Vec<String>],
    ) -> Result<()> {
        let mut table = Self::new(tab, name.into(), Vec::new());
        for (field, cell) in fields(schema) {
            table.push(field, cell)?;
        }
        table.mark_key(key);
        database.execute_batch(&table.declaration(name))?;
        for position in 0..table.columns.len() {
            table.save(database, position)?;
        }
        Ok(())
    }

    /// Makes the table of a tab that is known and has lost it.
    pub(crate) fn create_again(&self, database: &Database) -> Result<()> {
        Ok(database.execute_batch(&self.declaration(&self.name))?)
    }

    /// The table of a tab.
    pub(crate) fn read(database: &Database, tab: i64) -> Result<Self> {
        let name = database
            .prepare_cached("SELECT \"table\" FROM tabs WHERE id = ?1")?
            .query_row([tab], |row| row.get(0))
            .optional()?
            .ok_or(Error::NoTab(tab))?;
        Ok(Self::new(tab, name, columns(database, tab)?))
    }

    fn new(tab: i64, name: String, columns: Vec<Column>) -> Self {
        let mut table = Self {
            tab,
            name,
            columns,
            positions: HashMap::new(),
            replace: String::new(),
        };
        table.prepare();
        table
    }

    /// Where the column of a field is.
    pub(crate) fn position(&self, field: &str) -> Option<usize> {
        self.positions.get(field).copied()
    }

    /// Adds what a schema names and the table lacks, and marks the columns of the key. Columns that the schema no
    /// longer names stay with their cells.
    pub(crate) fn adopt(
        &mut self,
        database: &Database,
        schema: &Value,
        key: &[Vec<String>],
    ) -> Result<()> {
        let missing: Vec<_> = fields(schema)
            .filter(|(field, _)| self.position(field).is_none())
            .collect();
        self.add(database, &missing)?;
        self.mark_key(key);
        for position in 0..self.columns.len() {
            self.save(database, position)?;
        }
        Ok(())
    }

    /// Adds the columns of fields that have none, empty in all rows so far.
    pub(crate) fn add(&mut self, database: &Database, fields: &[(&str, CellType)]) -> Result<()> {
        for (field, cell) in fields {
            self.push(field, *cell)?;
            let position = self.columns.len() - 1;
            database.execute_batch(&format!(
                "ALTER TABLE {} ADD COLUMN {} {}",
                quote(&self.name),
                quote(&self.columns[position].stored_as),
                cell.declared()
            ))?;
            self.save(database, position)?;
        }
        self.prepare();
        Ok(())
    }

    /// Takes columns away with all their cells.
    pub(crate) fn remove(&mut self, database: &Database, names: &[String]) -> Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        for column in self
            .columns
            .iter()
            .filter(|column| names.contains(&column.name))
        {
            let (table, column) = (quote(&self.name), quote(&column.stored_as));
            database.execute_batch(&format!("ALTER TABLE {table} DROP COLUMN {column}"))?;
        }
        self.columns.retain(|column| !names.contains(&column.name));
        database.execute("DELETE FROM columns WHERE tab = ?1", [self.tab])?;
        for position in 0..self.columns.len() {
            self.save(database, position)?;
        }
        self.prepare();
        Ok(())
    }

    /// Gives columns a wider type, and rewrites their cells where they would not say the same in it.
    pub(crate) fn widen(&mut self, database: &Database, wider: &[(usize, CellType)]) -> Result<()> {
        let mut sources: Vec<String> = self.columns.iter().map(|c| quote(&c.stored_as)).collect();
        let mut same_storage = true;
        for &(position, cell) in wider {
            let cell = self.reach(database, position, cell)?;
            let column = &mut self.columns[position];
            same_storage &= column.cell.declared() == cell.declared();
            sources[position] = conversion(&sources[position], column.cell, cell);
            column.cell = cell;
            self.save(database, position)?;
        }
        if same_storage {
            return Ok(());
        }
        let kept = TAKEN.join(", ");
        let targets: Vec<String> = self.columns.iter().map(|c| quote(&c.stored_as)).collect();
        // SQLite cannot change a column's type in place: the table is written anew and takes the old one's name.
        database.execute_batch(&format!(
            "{declaration};
             INSERT INTO {rebuilt} ({kept}, {targets}) SELECT {kept}, {sources} FROM {name} ORDER BY rowid;
             DROP TABLE {name};
             ALTER TABLE {rebuilt} RENAME TO {name};",
            declaration = self.declaration(REBUILT),
            rebuilt = quote(REBUILT),
            targets = targets.join(", "),
            sources = sources.join(", "),
            name = quote(&self.name),
        ))?;
        self.prepare();
        Ok(())
    }

    /// How far a column has to be widened: whole numbers that floating point cannot hold become text.
    fn reach(&self, database: &Database, position: usize, cell: CellType) -> Result<CellType> {
        if cell != CellType::Number {
            return Ok(cell);
        }
        let sql = format!(
            "SELECT 1 FROM {table} WHERE {column} > {EXACT} OR {column} < -{EXACT}",
            table = quote(&self.name),
            column = quote(&self.columns[position].stored_as),
        );
        let inexact = database.prepare(&sql)?.exists([])?;
        Ok(if inexact { CellType::Text } else { cell })
    }

    fn push(&mut self, field: &str, cell: CellType) -> Result<()> {
        if self.columns.len() == MAX_COLUMNS {
            return Err(Error::TooWide {
                table: self.name.clone(),
                limit: MAX_COLUMNS,
            });
        }
        let free = |name: &str| {
            !TAKEN.iter().any(|taken| taken.eq_ignore_ascii_case(name))
                && !self
                    .columns
                    .iter()
                    .any(|column| column.stored_as.eq_ignore_ascii_case(name))
        };
        let stored_as = first_free(&readable(field, "_"), free);
        self.positions.insert(field.into(), self.columns.len());
        self.columns.push(Column {
            name: field.into(),
            stored_as,
            cell,
            key: false,
            title: None,
        });
        Ok(())
    }

    fn mark_key(&mut self, key: &[Vec<String>]) {
        for column in &mut self.columns {
            column.key = key.iter().any(|path| path.first() == Some(&column.name));
        }
    }

    fn save(&self, database: &Database, position: usize) -> Result<()> {
        let column = &self.columns[position];
        database
            .prepare_cached("INSERT OR REPLACE INTO columns VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                self.tab,
                position as i64,
                column.name,
                column.stored_as,
                column.cell,
                column.key
            ])?;
        Ok(())
    }

    fn declaration(&self, name: &str) -> String {
        let mut sql = format!("CREATE TABLE {} ({OWN_COLUMNS}", quote(name));
        for column in &self.columns {
            sql += &format!(", {} {}", quote(&column.stored_as), column.cell.declared());
        }
        sql + ")"
    }

    /// Writes the statements anew after the columns have changed.
    fn prepare(&mut self) {
        self.positions = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, c)| (c.name.clone(), at))
            .collect();
        let mut names = "_hw_key, _hw_extracted_at, _hw_sync".to_owned();
        let mut values = "?1, ?2, ?3".to_owned();
        let mut updates =
            "_hw_extracted_at = excluded._hw_extracted_at, _hw_sync = excluded._hw_sync, _hw_deleted = NULL"
                .to_owned();
        for (position, column) in self.columns.iter().enumerate() {
            let name = quote(&column.stored_as);
            names += &format!(", {name}");
            values += &format!(", ?{}", position + 4);
            updates += &format!(", {name} = excluded.{name}");
        }
        self.replace = format!(
            "INSERT INTO {} ({names}) VALUES ({values}) ON CONFLICT (_hw_key) DO UPDATE SET {updates}",
            quote(&self.name)
        );
    }

    /// Writes a row; one of the same key is replaced unless the sync `begun` or a later one has written it.
    pub(crate) fn replace_unseen(&self, begun: i64) -> String {
        format!("{} WHERE _hw_sync < {begun}", self.replace)
    }
}

/// Name of a table while it is written anew; no tab's has it, theirs contain `__`.
const REBUILT: &str = "_hw_rebuilt";

/// The columns of a tab, in order.
pub(crate) fn columns(database: &Database, tab: i64) -> Result<Vec<Column>> {
    let mut statement = database.prepare_cached(
        "SELECT name, stored_as, cell, key FROM columns WHERE tab = ?1 ORDER BY position",
    )?;
    let choice: Choice = database
        .prepare_cached("SELECT choice FROM streams WHERE tab = ?1")?
        .query_row([tab], |row| row.get(0))
        .optional()?
        .unwrap_or_default();
    let rows = statement.query_map([tab], |row| {
        let name: String = row.get(0)?;
        Ok(Column {
            title: choice.title(&name).map(str::to_owned),
            name,
            stored_as: row.get(1)?,
            cell: row.get(2)?,
            key: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Gives the tables of an older file the column that marks deleted rows.
pub(crate) fn add_marks(database: &Database) -> Result<()> {
    let mut statement = database.prepare(
        "SELECT \"table\" FROM tabs WHERE NOT EXISTS \
         (SELECT 1 FROM pragma_table_info(tabs.\"table\") WHERE lower(name) = '_hw_deleted')",
    )?;
    let names = statement.query_map([], |row| row.get(0))?;
    for name in names.collect::<rusqlite::Result<Vec<String>>>()? {
        database.execute_batch(&format!(
            "ALTER TABLE {} ADD COLUMN _hw_deleted INTEGER",
            quote(&name)
        ))?;
    }
    Ok(())
}

/// Drops the tables of a connection's tabs.
pub(crate) fn drop_all(database: &Database, connection: &str) -> Result<()> {
    let mut statement = database.prepare("SELECT \"table\" FROM tabs WHERE connection = ?1")?;
    let names = statement.query_map([connection], |row| row.get(0))?;
    for name in names.collect::<rusqlite::Result<Vec<String>>>()? {
        database.execute_batch(&format!("DROP TABLE {}", quote(&name)))?;
    }
    Ok(())
}

/// A name as SQL takes it.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Terms with an operator between each two, as a balanced tree: SQLite limits how deep an expression may be.
pub(crate) fn balanced(mut terms: Vec<String>, operator: &str) -> String {
    match terms.len() {
        0 | 1 => terms.pop().unwrap_or_default(),
        count => {
            let right = balanced(terms.split_off(count / 2), operator);
            format!("({} {operator} {right})", balanced(terms, operator))
        }
    }
}

/// The fields of a schema with their types, without those that allow anything: their first value decides.
fn fields(schema: &Value) -> impl Iterator<Item = (&str, CellType)> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties.filter_map(|(name, schema)| Some((name.as_str(), CellType::of_schema(schema)?)))
}

/// The cells of a column, rewritten for another type.
fn conversion(column: &str, from: CellType, to: CellType) -> String {
    match (from, to) {
        (CellType::Boolean, CellType::Text) => {
            format!("CASE {column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END")
        }
        (CellType::Integer | CellType::Number, CellType::Text) => format!("hw_text({column})"),
        _ => column.into(),
    }
}
