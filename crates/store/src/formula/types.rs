//! What a formula's column holds, so that it is aligned, sorted and filtered as such.

use super::{Expr, Function, Operator};
use crate::cell::CellType;

/// The type of an expression, given those of the columns. Rows whose value is of another kind (an error) hold text.
pub(crate) fn type_of(expr: &Expr, column: &dyn Fn(&str) -> CellType) -> CellType {
    use CellType as T;
    use Function as F;
    let of = |expr: &Expr| type_of(expr, column);
    match expr {
        Expr::Number(_) | Expr::Negate(_) => T::Number,
        Expr::Text(_) => T::Text,
        Expr::Boolean(_) => T::Boolean,
        Expr::Column(name) => match column(name) {
            T::Integer => T::Number,
            T::Json => T::Text,
            other => other,
        },
        Expr::Binary(Operator::Join, ..) => T::Text,
        Expr::Binary(Operator::Add, left, right) => match (of(left), of(right)) {
            (T::Time, _) | (_, T::Time) => T::Time,
            _ => T::Number,
        },
        Expr::Binary(Operator::Subtract, left, right) => match (of(left), of(right)) {
            (T::Time, T::Number) => T::Time,
            _ => T::Number,
        },
        Expr::Binary(Operator::Multiply | Operator::Divide, ..) => T::Number,
        Expr::Binary(..) => T::Boolean,
        Expr::Call(function, arguments) => match function {
            F::If => joined(arguments.iter().skip(1).map(of)),
            F::Coalesce | F::Min | F::Max => joined(arguments.iter().map(of)),
            F::And | F::Or | F::Not => T::Boolean,
            F::Round | F::Abs | F::Len | F::Find | F::Number => T::Number,
            F::Year | F::Month | F::Day | F::Days => T::Number,
            F::Date | F::Today => T::Time,
            F::Lower | F::Upper | F::Trim | F::Left | F::Right | F::Mid => T::Text,
            F::Concat | F::Text => T::Text,
        },
    }
}

fn joined(mut types: impl Iterator<Item = CellType>) -> CellType {
    let first = types.next().unwrap_or(CellType::Text);
    match types.all(|other| other == first) {
        true => first,
        false => CellType::Text,
    }
}
