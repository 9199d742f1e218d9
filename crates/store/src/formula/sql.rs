//! Formulas inside of SQLite: `hw_formula(formula, today, types, columns…)`.
//!
//! `types` has a letter per value, the result's first. A formula is read once per statement. A file of ours needs none
//! of this to be read: results are never stored.

use std::sync::Arc;

use jiff::civil::Date;
use rusqlite::Connection as Database;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value as SqlValue, ValueRef};

use super::Expr;
use super::eval::{Row, eval};
use super::value::Value;
use crate::cell::CellType;

/// Registers `hw_formula`.
pub(crate) fn register(database: &Database) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    database.create_scalar_function("hw_formula", -1, flags, run)
}

/// The SQL of a formula whose columns have these expressions and types, in the order of [`Expr::columns`].
pub(crate) fn call(
    expr: &Expr,
    result: CellType,
    columns: &[(String, CellType)],
    today: Date,
) -> String {
    let types: String = std::iter::once(result)
        .chain(columns.iter().map(|(_, cell)| *cell))
        .map(letter)
        .collect();
    let formula = expr.to_string().replace('\'', "''");
    let mut sql = format!("hw_formula('{formula}', '{today}', '{types}'");
    for (column, _) in columns {
        sql += ", ";
        sql += column;
    }
    sql + ")"
}

fn letter(cell: CellType) -> char {
    match cell {
        CellType::Boolean => 'b',
        CellType::Integer | CellType::Number => 'n',
        CellType::Text | CellType::Time | CellType::Json => 't',
    }
}

/// A formula that was read, with what is the same in all rows.
struct Prepared {
    expr: Expr,
    columns: Vec<String>,
    today: Date,
}

fn run(context: &Context<'_>) -> rusqlite::Result<SqlValue> {
    let prepared: Arc<Prepared> =
        context.get_or_create_aux(0, |formula| prepare(formula, context))?;
    let types = context.get_raw(2).as_bytes()?;
    let values: Vec<Value> = (3..context.len())
        .map(|at| value(context.get_raw(at), types.get(at - 2) == Some(&b'b')))
        .collect();
    let row = Row {
        columns: &prepared.columns,
        values: &values,
        today: prepared.today,
    };
    Ok(match eval(&prepared.expr, &row) {
        Value::Blank => SqlValue::Null,
        Value::Number(number) if types.first() == Some(&b'n') => SqlValue::Real(number),
        Value::Boolean(truth) if types.first() == Some(&b'b') => SqlValue::Integer(truth.into()),
        other => SqlValue::Text(other.shown()),
    })
}

type AnyError = Box<dyn std::error::Error + Send + Sync>;

fn prepare(formula: ValueRef<'_>, context: &Context<'_>) -> Result<Prepared, AnyError> {
    let expr = Expr::parse(formula.as_str()?).map_err(|mistake| format!("{mistake:?}"))?;
    Ok(Prepared {
        columns: expr.columns(),
        today: context.get_raw(1).as_str()?.parse()?,
        expr,
    })
}

fn value(stored: ValueRef<'_>, truth: bool) -> Value {
    match stored {
        ValueRef::Null => Value::Blank,
        ValueRef::Integer(number) if truth => Value::Boolean(number != 0),
        ValueRef::Integer(number) => Value::whole(number),
        ValueRef::Real(number) => Value::number(number),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Value::Text(String::from_utf8_lossy(bytes).into_owned())
        }
    }
}
