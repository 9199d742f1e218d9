//! Evaluation over one row. Nothing here fails: what cannot be computed is an error value.

use std::cmp::Ordering;

use jiff::civil::Date;

use super::value::{Failure, Value};
use super::{Expr, Operator};
use crate::text::{fold, instant};

/// A row that a formula looks at.
pub(super) struct Row<'r> {
    /// Names of the columns that the formula names.
    pub columns: &'r [String],
    /// Their values.
    pub values: &'r [Value],
    /// Today, where the person is.
    pub today: Date,
}

/// The value of an expression.
pub(super) fn eval(expr: &Expr, row: &Row<'_>) -> Value {
    match expr {
        Expr::Number(number) => Value::Number(*number),
        Expr::Text(text) => Value::Text(text.clone()),
        Expr::Boolean(truth) => Value::Boolean(*truth),
        Expr::Column(name) => {
            let at = row.columns.iter().position(|column| column == name);
            at.and_then(|at| row.values.get(at))
                .cloned()
                .unwrap_or(Failure::Value.into())
        }
        Expr::Negate(inner) => match eval(inner, row).as_number() {
            Ok(number) => Value::number(-number),
            Err(failure) => failure.into(),
        },
        Expr::Binary(operator, left, right) => {
            let (left, right) = (eval(left, row), eval(right, row));
            binary(*operator, &left, &right).unwrap_or_else(Value::from)
        }
        Expr::Call(function, arguments) => function.eval(arguments, row),
    }
}

fn binary(operator: Operator, left: &Value, right: &Value) -> Result<Value, Failure> {
    use Operator as O;
    for side in [left, right] {
        if let Value::Error(failure) = side {
            return Err(*failure);
        }
    }
    Ok(match operator {
        O::Join => Value::Text(left.as_text()? + &right.as_text()?),
        O::Add => match (left.as_number(), right.as_number()) {
            (Ok(left), Ok(right)) => Value::number(left + right),
            (_, Ok(days)) => left.later(days),
            (Ok(days), _) => right.later(days),
            (Err(failure), Err(_)) => failure.into(),
        },
        O::Subtract => match (left.as_number(), right.as_number()) {
            (Ok(left), Ok(right)) => Value::number(left - right),
            (_, Ok(days)) => left.later(-days),
            _ => Value::number(left.days_since(right)?),
        },
        O::Multiply => Value::number(left.as_number()? * right.as_number()?),
        O::Divide => {
            let (left, right) = (left.as_number()?, right.as_number()?);
            if right == 0.0 {
                return Err(Failure::Division);
            }
            Value::number(left / right)
        }
        O::Equal => Value::Boolean(compare(left, right)? == Some(Ordering::Equal)),
        O::NotEqual => Value::Boolean(compare(left, right)? != Some(Ordering::Equal)),
        O::Less => Value::Boolean(compare(left, right)?.is_some_and(Ordering::is_lt)),
        O::LessEqual => Value::Boolean(compare(left, right)?.is_some_and(Ordering::is_le)),
        O::Greater => Value::Boolean(compare(left, right)?.is_some_and(Ordering::is_gt)),
        O::GreaterEqual => Value::Boolean(compare(left, right)?.is_some_and(Ordering::is_ge)),
    })
}

/// How two values stand; `None` where they are of kinds that have no order, and then they are not equal either. Text is
/// compared without case, times as instants, and a blank is what the other side has for nothing.
pub(super) fn compare(left: &Value, right: &Value) -> Result<Option<Ordering>, Failure> {
    use Value as V;
    Ok(match (left, right) {
        (V::Error(failure), _) | (_, V::Error(failure)) => return Err(*failure),
        (V::Blank, V::Blank) => Some(Ordering::Equal),
        (V::Time { .. }, V::Blank) => Some(Ordering::Greater),
        (V::Blank, V::Time { .. }) => Some(Ordering::Less),
        (V::Time { .. }, _) | (_, V::Time { .. }) => match (left.as_time(), right.as_time()) {
            (Ok((left, _)), Ok((right, _))) => Some(left.cmp(&right)),
            _ => None,
        },
        (V::Text(left), V::Text(right)) => Some(match (instant(left), instant(right)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => fold(left).cmp(&fold(right)),
        }),
        (V::Text(text), V::Blank) => Some(text.as_str().cmp("")),
        (V::Blank, V::Text(text)) => Some("".cmp(text)),
        (V::Boolean(left), V::Text(_)) => right.as_boolean().ok().map(|right| left.cmp(&right)),
        (V::Text(_), V::Boolean(right)) => left.as_boolean().ok().map(|left| left.cmp(right)),
        _ => match (left.as_number(), right.as_number()) {
            (Ok(left), Ok(right)) => left.partial_cmp(&right),
            _ => None,
        },
    })
}
