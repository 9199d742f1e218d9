//! Whether a record meets the filters on rows, before it is written. They compare as those of windows do; as there is no
//! column yet to say what its values are, the value itself says it.

use std::cmp::Ordering;

use super::name;
use super::shape::{Fields, is_object};
use crate::cell::Cell;
use crate::text::{fold, instant};
use crate::window::{Filter, FilterOp};

/// Whether the record meets all filters.
pub(super) fn meets(fields: &Fields<'_>, filters: &[Filter]) -> bool {
    filters.iter().all(|filter| {
        let any = match &filter.column {
            Some(column) => holds(&cell(fields, None, column), filter),
            None => fields
                .iter()
                .any(|(_, value)| holds(&Cell::from_json(value.get()), filter)),
        };
        // Of any column, too: none of them is the value.
        any != (filter.op == FilterOp::NotEquals)
    })
}

/// The value of a column, also of one inside an object; null where there is none.
fn cell<'a>(fields: &Fields<'a>, within: Option<&str>, column: &str) -> Cell<'a> {
    for (field, value) in fields.iter().rev() {
        let path = name(within, field);
        if path == column {
            return Cell::from_json(value.get());
        }
        let inside = column
            .strip_prefix(&*path)
            .is_some_and(|rest| rest.starts_with('.'));
        if inside
            && is_object(value.get())
            && let Ok(inner) = Fields::read(value.get())
        {
            return cell(&inner, Some(&path), column);
        }
    }
    Cell::Null
}

/// Whether one value meets a filter; for `NotEquals`, whether it is the value.
fn holds(cell: &Cell<'_>, Filter { op, value, .. }: &Filter) -> bool {
    let empty = || matches!(cell, Cell::Null) || cell.to_text().is_empty();
    match op {
        FilterOp::Empty => empty(),
        FilterOp::NotEmpty => !empty(),
        FilterOp::Contains => fold(&cell.to_text()).contains(&fold(value)) && *cell != Cell::Null,
        FilterOp::Equals | FilterOp::NotEquals => compare(cell, value) == Some(Ordering::Equal),
        FilterOp::Greater => compare(cell, value) == Some(Ordering::Greater),
        FilterOp::Less => compare(cell, value) == Some(Ordering::Less),
    }
}

fn compare(cell: &Cell<'_>, value: &str) -> Option<Ordering> {
    let value = value.trim();
    match cell {
        Cell::Null => None,
        Cell::Integer(number) => match value.parse::<i64>() {
            Ok(value) => Some(number.cmp(&value)),
            Err(_) => (*number as f64).partial_cmp(&value.parse().ok()?),
        },
        Cell::Number(number) => number.partial_cmp(&value.parse().ok()?),
        Cell::Digits(digits) => digits
            .parse::<f64>()
            .ok()?
            .partial_cmp(&value.parse().ok()?),
        Cell::Boolean(truth) => match fold(value).as_str() {
            "true" | "1" => Some(truth.cmp(&true)),
            "false" | "0" => Some(truth.cmp(&false)),
            _ => None,
        },
        Cell::Text(text) | Cell::Json(text) => match (instant(text), instant(value)) {
            (Some(time), Some(value)) => Some(time.cmp(&value)),
            _ => Some(fold(text).cmp(&fold(value))),
        },
    }
}
