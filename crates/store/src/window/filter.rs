//! Filters as SQL.

use rusqlite::types::Value as SqlValue;
use serde::{Deserialize, Serialize};

use crate::cell::CellType;
use crate::error::{Error, Result};
use crate::table::balanced;
use crate::text::{fold, instant};

use super::Query;
use super::shown::Shown;

/// A filter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filter {
    /// Column; absent: any column. Then `NotEquals` means that none of them equals the value.
    pub column: Option<String>,
    /// Comparison.
    pub op: FilterOp,
    /// Compared value; ignored by `Empty` and `NotEmpty`.
    pub value: String,
}

/// How a filter compares: numbers as numbers, times as instants, all else as text without case. A value that is no
/// number equals no number and is neither greater nor less; one that is no time is compared with times as text, so
/// that `2026-05` is a bound too. Null is only ever `Empty` and `NotEquals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FilterOp {
    /// Contains the text.
    Contains,
    /// Is the value.
    Equals,
    /// Is not the value.
    NotEquals,
    /// Greater than, or later.
    Greater,
    /// Less than, or earlier.
    Less,
    /// Null or empty text.
    Empty,
    /// Neither.
    NotEmpty,
}

/// The condition that a row of `query` meets, and the values of its parameters.
///
/// # Errors
/// [`Error::NoColumn`].
pub(super) fn matching(query: &Query, columns: &[Shown]) -> Result<(String, Vec<SqlValue>)> {
    let (mut condition, values) = condition(&query.filters, columns)?;
    if query.hide_deleted {
        condition += " AND _hw_deleted IS NULL";
    }
    Ok((condition, values))
}

/// The condition that all `filters` set, and the values of its parameters.
///
/// # Errors
/// [`Error::NoColumn`].
fn condition(filters: &[Filter], columns: &[Shown]) -> Result<(String, Vec<SqlValue>)> {
    let mut parts = Vec::new();
    let mut values = Vec::new();
    for filter in filters {
        let concerned: Vec<&Shown> = match &filter.column {
            None => columns.iter().collect(),
            Some(name) => vec![find(columns, name)?],
        };
        let tests = concerned
            .iter()
            .map(|column| test(column, filter, &mut values))
            .collect();
        let any = match concerned.is_empty() {
            true => "0".into(),
            false => balanced(tests, "OR"),
        };
        parts.push(match filter.op {
            FilterOp::NotEquals => format!("NOT coalesce({any}, 0)"),
            _ => any,
        });
    }
    Ok((
        if parts.is_empty() {
            "1".into()
        } else {
            parts.join(" AND ")
        },
        values,
    ))
}

/// The column of a name.
pub(super) fn find<'c>(columns: &'c [Shown], name: &str) -> Result<&'c Shown> {
    columns
        .iter()
        .find(|column| column.name == name)
        .ok_or_else(|| Error::NoColumn(name.into()))
}

/// What a column is sorted and compared by.
pub(super) fn rank(column: &Shown) -> String {
    let name = &column.sql;
    match column.cell {
        CellType::Integer | CellType::Number | CellType::Boolean => name.clone(),
        CellType::Text | CellType::Json => format!("hw_fold({name})"),
        CellType::Time => format!("hw_time({name})"),
    }
}

/// The test of one column; for `NotEquals` the one that must not hold.
fn test(column: &Shown, filter: &Filter, values: &mut Vec<SqlValue>) -> String {
    let name = &column.sql;
    match filter.op {
        FilterOp::Empty => format!("({name} IS NULL OR {name} = '')"),
        FilterOp::NotEmpty => format!("({name} IS NOT NULL AND {name} <> '')"),
        FilterOp::Contains => {
            let shown = match column.cell {
                CellType::Boolean => format!("iif({name}, 'true', 'false')"),
                _ => name.clone(),
            };
            values.push(SqlValue::Text(fold(&filter.value)));
            format!(
                "({name} IS NOT NULL AND hw_contains({shown}, ?{}))",
                values.len()
            )
        }
        FilterOp::Equals | FilterOp::NotEquals => compare(column, "=", &filter.value, values),
        FilterOp::Greater => compare(column, ">", &filter.value, values),
        FilterOp::Less => compare(column, "<", &filter.value, values),
    }
}

fn compare(column: &Shown, sign: &str, value: &str, values: &mut Vec<SqlValue>) -> String {
    let text = || SqlValue::Text(fold(value));
    let (left, right) = match column.cell {
        CellType::Integer | CellType::Number => match number(value) {
            Some(number) => (rank(column), number),
            None => return "0".into(),
        },
        CellType::Boolean => match truth(value) {
            Some(truth) => (rank(column), truth),
            None => return "0".into(),
        },
        CellType::Time => match instant(value) {
            Some(instant) => (rank(column), SqlValue::Integer(instant)),
            None => (format!("hw_fold({})", column.sql), text()),
        },
        CellType::Text | CellType::Json => (rank(column), text()),
    };
    values.push(right);
    format!("{left} {sign} ?{}", values.len())
}

fn number(value: &str) -> Option<SqlValue> {
    let value = value.trim();
    let whole = value.parse().map(SqlValue::Integer);
    whole.or_else(|_| value.parse().map(SqlValue::Real)).ok()
}

fn truth(value: &str) -> Option<SqlValue> {
    match fold(value.trim()).as_str() {
        "true" | "1" => Some(SqlValue::Integer(1)),
        "false" | "0" => Some(SqlValue::Integer(0)),
        _ => None,
    }
}
