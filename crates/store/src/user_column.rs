//! Columns that people add to a tab: notes, tags and formulas. Cells are bound to a row's key, in a table of their own:
//! they outlive a sync, a resort, a column that is widened, and a row that is gone for a while.

use jiff::civil::Date;
use rusqlite::{Connection as Database, OptionalExtension, Row, params};

use crate::cell::CellType;
use crate::database::Store;
use crate::error::{Error, Result};
use crate::formula::{self, Expr, Mistake, Reason};
use crate::table::{Column, Table, quote};
use crate::word::words;

words! {
    /// What a user column is for.
    pub enum UserKind {
        /// Free text.
        Note = "note",
        /// A set of words, kept as text with commas between them.
        Tags = "tags",
        /// Computed from the row.
        Formula = "formula",
    }
}

/// A column that somebody added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserColumn {
    /// ID.
    pub id: i64,
    /// Name; no other column of the tab has it.
    pub name: String,
    /// What it is for.
    pub kind: UserKind,
    /// Its formula, where it is one.
    pub formula: Option<String>,
    /// What its cells hold.
    pub cell: CellType,
}

/// Formulas may name formulas, so deep; beyond is a circle or soon becomes one.
const MAX_DEPTH: usize = 8;

impl Store {
    /// Adds a column after the others. `formula` is for [`UserKind::Formula`] and for no other.
    ///
    /// # Errors
    /// [`Error::NoTab`]; [`Error::NoKey`] where the tab's rows have no key that their cells could be bound to;
    /// [`Error::NameTaken`]; [`Error::Formula`].
    pub fn add_user_column(
        &self,
        tab: i64,
        name: &str,
        kind: UserKind,
        formula: Option<&str>,
    ) -> Result<UserColumn> {
        self.write(|tx| {
            let table = Table::read(tx, tab)?;
            require_key(&table)?;
            require_free(tx, &table, name, None)?;
            let formula = formula.filter(|_| kind == UserKind::Formula);
            if kind == UserKind::Formula {
                check(tx, &table, formula.unwrap_or_default(), None)?;
            }
            tx.execute(
                "INSERT INTO user_columns (tab, name, kind, formula) VALUES (?1, ?2, ?3, ?4)",
                params![tab, name, kind, formula],
            )?;
            edited(tx, tab)?;
            one(tx, tx.last_insert_rowid())
        })
    }

    /// Gives a column another name, and, where one is given, another formula. Formulas that name it follow.
    ///
    /// # Errors
    /// [`Error::NoUserColumn`], [`Error::NameTaken`], [`Error::Formula`].
    pub fn change_user_column(
        &self,
        id: i64,
        name: &str,
        formula: Option<&str>,
    ) -> Result<UserColumn> {
        self.write(|tx| {
            let (before, tab) = (one(tx, id)?, tab_of(tx, id)?);
            let table = Table::read(tx, tab)?;
            require_free(tx, &table, name, Some(id))?;
            tx.execute(
                "UPDATE user_columns SET name = ?2 WHERE id = ?1",
                params![id, name],
            )?;
            for column in read(tx, tab)? {
                let Some(Ok(expr)) = column.formula.as_deref().map(Expr::parse) else {
                    continue;
                };
                if expr.columns().contains(&before.name) {
                    let renamed = expr.renamed(&before.name, name).to_string();
                    set_formula(tx, column.id, &renamed)?;
                }
            }
            if let Some(formula) = formula.filter(|_| before.kind == UserKind::Formula) {
                check(tx, &table, formula, Some(id))?;
                set_formula(tx, id, formula)?;
            }
            edited(tx, tab)?;
            one(tx, id)
        })
    }

    /// Sets a note or the tags of the row of a key, and gives what was there before. `None` or nothing but blanks
    /// empties the cell. Tags are a set: each is kept once, without case.
    ///
    /// # Errors
    /// [`Error::NoUserColumn`], also for a formula, which nobody writes into.
    pub fn set_user_cell(&self, id: i64, key: &str, value: Option<&str>) -> Result<Option<String>> {
        self.write(|tx| {
            let column = one(tx, id)?;
            let value = match column.kind {
                UserKind::Note => value.map(str::to_owned),
                UserKind::Tags => value.map(tags),
                UserKind::Formula => return Err(Error::NoUserColumn(id)),
            };
            let value = value.filter(|value| !value.trim().is_empty());
            let before: Option<String> = tx
                .prepare_cached("SELECT value FROM user_cells WHERE \"column\" = ?1 AND \"key\" = ?2")?
                .query_row(params![id, key], |row| row.get(0))
                .optional()?;
            match value {
                Some(value) => tx.execute(
                    "INSERT OR REPLACE INTO user_cells (\"column\", \"key\", value) VALUES (?1, ?2, ?3)",
                    params![id, key, value],
                )?,
                None => tx.execute(
                    "DELETE FROM user_cells WHERE \"column\" = ?1 AND \"key\" = ?2",
                    params![id, key],
                )?,
            };
            edited(tx, tab_of(tx, id)?)?;
            Ok(before)
        })
    }

    /// What a column of this formula would hold in a tab. `column` is the one that is being changed, if one is.
    ///
    /// # Errors
    /// [`Error::NoTab`]; [`Error::Formula`] with the first mistake.
    pub fn check_formula(&self, tab: i64, formula: &str, column: Option<i64>) -> Result<CellType> {
        self.read(|tx| check(tx, &Table::read(tx, tab)?, formula, column))
    }

    /// What a formula gives in the first rows of a tab, as the cells show it.
    ///
    /// # Errors
    /// [`Error::NoTab`]; [`Error::Formula`] with the first mistake.
    pub fn try_formula(&self, tab: i64, formula: &str, today: Date) -> Result<Vec<Option<String>>> {
        self.read(|tx| {
            let table = Table::read(tx, tab)?;
            let user = read(tx, tab)?;
            let known = Known::new(&table, &user, today);
            let (sql, _) = known.formula(formula, 0).map_err(Error::Formula)?;
            let sql = format!(
                "SELECT hw_text({sql}) FROM {} ORDER BY rowid LIMIT 3",
                quote(&table.name)
            );
            let mut statement = tx.prepare(&sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}

/// The columns that people added to a tab, in the order of their adding, each with the type of its cells.
pub(crate) fn columns(database: &Database, tab: i64, source: &[Column]) -> Result<Vec<UserColumn>> {
    let mut user = read(database, tab)?;
    // A field that the source got later has the name now: names are what people and filters go by.
    for column in &mut user {
        while source.iter().any(|known| same(&known.name, &column.name)) {
            column.name += " (2)";
        }
    }
    let known = Known {
        source,
        table: "",
        user: &user,
        today: Date::default(),
    };
    let types: Vec<CellType> = user.iter().map(|column| known.user(column, 0).1).collect();
    for (column, cell) in user.iter_mut().zip(types) {
        column.cell = cell;
    }
    Ok(user)
}

/// What formulas of a tab can name, as SQL.
pub(crate) struct Known<'t> {
    source: &'t [Column],
    table: &'t str,
    user: &'t [UserColumn],
    today: Date,
}

impl<'t> Known<'t> {
    /// Of a table and the columns added to it.
    pub(crate) fn new(table: &'t Table, user: &'t [UserColumn], today: Date) -> Self {
        Self {
            source: &table.columns,
            table: &table.name,
            user,
            today,
        }
    }

    /// A column of the source.
    pub(crate) fn source(&self, column: &Column) -> (String, CellType) {
        let sql = format!("{}.{}", quote(self.table), quote(&column.stored_as));
        (sql, column.cell)
    }

    /// A column that somebody added. A formula that was right once and is not any more shows why in every row.
    pub(crate) fn user(&self, column: &UserColumn, depth: usize) -> (String, CellType) {
        match &column.formula {
            Some(formula) => self.formula(formula, depth).unwrap_or_else(|mistake| {
                let shown = match mistake.reason {
                    Reason::Circular | Reason::TooLarge => "'#REF!'",
                    _ => "'#NAME?'",
                };
                (shown.into(), CellType::Text)
            }),
            None => {
                let sql = format!(
                    "(SELECT value FROM user_cells WHERE user_cells.\"column\" = {} \
                     AND user_cells.\"key\" = {}._hw_key)",
                    column.id,
                    quote(self.table)
                );
                (sql, CellType::Text)
            }
        }
    }

    /// A formula.
    pub(crate) fn formula(
        &self,
        text: &str,
        depth: usize,
    ) -> std::result::Result<(String, CellType), Mistake> {
        let whole = |reason| Mistake {
            at: 0,
            length: text.len(),
            reason,
        };
        if depth > MAX_DEPTH {
            return Err(whole(Reason::Circular));
        }
        let expr = Expr::parse(text)?;
        let mut named = Vec::new();
        for name in expr.columns() {
            let source = self.source.iter().find(|column| column.name == name);
            let user = || self.user.iter().find(|column| column.name == name);
            named.push(match (source, user()) {
                (Some(column), _) => self.source(column),
                (None, Some(column)) => match &column.formula {
                    Some(inner) => self
                        .formula(inner, depth + 1)
                        .map_err(|mistake| whole(mistake.reason))?,
                    None => self.user(column, depth + 1),
                },
                (None, None) => {
                    let written = Expr::Column(name.clone()).to_string();
                    return Err(Mistake {
                        at: text.find(&written).unwrap_or(0),
                        length: written.len().min(text.len()),
                        reason: Reason::UnknownColumn(name),
                    });
                }
            });
        }
        if named.iter().map(|(sql, _)| sql.len()).sum::<usize>() > MAX_SQL {
            return Err(whole(Reason::TooLarge));
        }
        let names = expr.columns();
        let cell = formula::type_of(&expr, &|name| {
            let at = names.iter().position(|known| known == name);
            at.map_or(CellType::Text, |at| named[at].1)
        });
        Ok((formula::call(&expr, cell, &named, self.today), cell))
    }
}

/// Formulas of formulas grow; SQLite takes a million bytes.
const MAX_SQL: usize = 60_000;

fn check(
    database: &Database,
    table: &Table,
    formula: &str,
    column: Option<i64>,
) -> Result<CellType> {
    let mut user = read(database, table.tab)?;
    // With its new formula, so that a circle is found.
    for known in user.iter_mut().filter(|known| Some(known.id) == column) {
        known.formula = Some(formula.into());
    }
    let known = Known::new(table, &user, Date::default());
    let (_, cell) = known.formula(formula, 0).map_err(Error::Formula)?;
    Ok(cell)
}

fn require_key(table: &Table) -> Result<()> {
    match table.columns.iter().any(|column| column.key) {
        true => Ok(()),
        false => Err(Error::NoKey(table.tab)),
    }
}

fn require_free(database: &Database, table: &Table, name: &str, own: Option<i64>) -> Result<()> {
    let user = read(database, table.tab)?;
    let taken = table.columns.iter().any(|column| same(&column.name, name))
        || user
            .iter()
            .any(|column| Some(column.id) != own && same(&column.name, name));
    match taken {
        true => Err(Error::NameTaken(name.into())),
        false => Ok(()),
    }
}

/// Fails where another column of the tab has the name of this one.
pub(crate) fn require_own_name(database: &Database, table: &Table, id: i64) -> Result<()> {
    require_free(database, table, &one(database, id)?.name, Some(id))
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn set_formula(database: &Database, id: i64, formula: &str) -> Result<()> {
    database.execute(
        "UPDATE user_columns SET formula = ?2 WHERE id = ?1",
        params![id, formula],
    )?;
    Ok(())
}

/// Lets windows that look at such a column make their order anew.
pub(crate) fn edited(database: &Database, tab: i64) -> Result<()> {
    database.execute("UPDATE tabs SET edits = edits + 1 WHERE id = ?1", [tab])?;
    Ok(())
}

fn tags(value: &str) -> String {
    let mut found: Vec<&str> = Vec::new();
    for tag in value.split([',', '\n']).map(str::trim) {
        if !tag.is_empty() && !found.iter().any(|known| same(known, tag)) {
            found.push(tag);
        }
    }
    found.join(", ")
}

/// Those that were removed may come back and are none until then.
const COLUMN: &str = "SELECT id, name, kind, formula FROM user_columns WHERE removed_at IS NULL";

fn read(database: &Database, tab: i64) -> Result<Vec<UserColumn>> {
    let mut statement = database.prepare_cached(&format!("{COLUMN} AND tab = ?1 ORDER BY id"))?;
    let rows = statement.query_map([tab], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn one(database: &Database, id: i64) -> Result<UserColumn> {
    database
        .prepare_cached(&format!("{COLUMN} AND id = ?1"))?
        .query_row([id], from_row)
        .optional()?
        .ok_or(Error::NoUserColumn(id))
}

pub(crate) fn tab_of(database: &Database, id: i64) -> Result<i64> {
    database
        .prepare_cached("SELECT tab FROM user_columns WHERE id = ?1 AND removed_at IS NULL")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or(Error::NoUserColumn(id))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<UserColumn> {
    Ok(UserColumn {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        formula: row.get(3)?,
        cell: CellType::Text,
    })
}
