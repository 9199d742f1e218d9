//! Python's operators.

use std::cmp::Ordering;
use std::rc::Rc;

use super::{Failure, Outcome, Str, Value, format};
use crate::expression::MAX_OUTPUT;
use crate::expression::time;

/// The error for operands that do not go together.
fn unsupported<'a>(sign: &str, left: &Value<'_>, right: &Value<'_>) -> Outcome<Value<'a>> {
    Err(Failure::Type(format!(
        "unsupported operand type(s) for {sign}: '{}' and '{}'",
        left.kind(),
        right.kind()
    )))
}

pub(crate) fn undefined(what: &str) -> Failure {
    Failure::Undefined(format!("uses {what}, which is missing"))
}

pub(crate) fn too_long() -> Failure {
    Failure::Invalid(format!("gives more than {MAX_OUTPUT} bytes"))
}

/// `left sign right`, for the operators of arithmetic.
pub(crate) fn binary<'a>(sign: &str, left: &Value<'a>, right: &Value<'a>) -> Outcome<Value<'a>> {
    if let (Value::Undefined(what), _) | (_, Value::Undefined(what)) = (left, right)
        && !(sign == "%" && matches!(left, Value::Text(_)))
    {
        return Err(undefined(what));
    }
    if let Some(result) = time::arithmetic(sign, left, right) {
        return result;
    }
    match (sign, left, right) {
        ("+", Value::Text(a), Value::Text(b)) => {
            if a.len() + b.len() > MAX_OUTPUT {
                return Err(too_long());
            }
            Ok(Value::text(format!("{}{}", &**a, &**b)))
        }
        ("+", Value::Tuple(a), Value::Tuple(b)) => Ok(Value::tuple([&a[..], &b[..]].concat())),
        ("+", _, _) if is_list(left) && is_list(right) => {
            Ok(Value::list([left.items()?, right.items()?].concat()))
        }
        ("*", sequence, times) | ("*", times, sequence)
            if times.as_int().is_some() && is_sequence(sequence) =>
        {
            repeat(sequence, times.as_int().unwrap_or(0))
        }
        ("%", Value::Text(text), _) => format::percent(text, right).map(Value::text),
        _ => numbers(sign, left, right),
    }
}

fn is_list(value: &Value<'_>) -> bool {
    value.kind() == "list"
}

fn is_sequence(value: &Value<'_>) -> bool {
    matches!(value, Value::Text(_) | Value::Tuple(_)) || is_list(value)
}

fn repeat<'a>(sequence: &Value<'a>, times: i128) -> Outcome<Value<'a>> {
    let times = usize::try_from(times.max(0)).map_err(|_| too_long())?;
    let size = match sequence {
        Value::Text(text) => text.len(),
        other => other.length().unwrap_or(0) * 16,
    };
    if size.saturating_mul(times) > MAX_OUTPUT {
        return Err(too_long());
    }
    Ok(match sequence {
        Value::Text(text) => Value::text(text.repeat(times)),
        other => {
            let items = other.items()?;
            let all = std::iter::repeat_n(&items, times)
                .flatten()
                .cloned()
                .collect();
            match other {
                Value::Tuple(_) => Value::tuple(all),
                _ => Value::list(all),
            }
        }
    })
}

fn numbers<'a>(sign: &str, left: &Value<'a>, right: &Value<'a>) -> Outcome<Value<'a>> {
    let by_zero = || Failure::Invalid("divides by zero".into());
    let too_large = || Failure::Invalid("gives a number that is too large".into());
    let exact = if sign == "/" {
        None
    } else {
        left.as_int().zip(right.as_int())
    };
    if let Some((a, b)) = exact {
        let result = match sign {
            "+" => a.checked_add(b),
            "-" => a.checked_sub(b),
            "*" => a.checked_mul(b),
            "//" | "%" if b == 0 => return Err(by_zero()),
            "//" => a.checked_div(b).map(|quotient| {
                let is_below = a % b != 0 && (a < 0) != (b < 0);
                quotient - i128::from(is_below)
            }),
            "%" => a.checked_rem(b).map(|rest| {
                if rest != 0 && (rest < 0) != (b < 0) {
                    rest + b
                } else {
                    rest
                }
            }),
            "**" if b < 0 => return Ok(Value::Float((a as f64).powf(b as f64))),
            "**" => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
            _ => None,
        };
        return result.map(Value::Int).ok_or_else(too_large);
    }
    let (Some(a), Some(b)) = (left.as_number(), right.as_number()) else {
        return unsupported(sign, left, right);
    };
    if b == 0.0 && matches!(sign, "/" | "//" | "%") {
        return Err(by_zero());
    }
    Ok(Value::Float(match sign {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => a / b,
        "//" => (a / b).floor(),
        "%" => a - b * (a / b).floor(),
        _ => a.powf(b),
    }))
}

/// `-value`.
pub(crate) fn negative<'a>(value: &Value<'a>) -> Outcome<Value<'a>> {
    match value {
        Value::Undefined(what) => Err(undefined(what)),
        Value::Float(number) => Ok(Value::Float(-number)),
        Value::Time(time) => time
            .negative()
            .map(Value::time)
            .ok_or_else(|| Failure::Type("bad operand type for unary -".into())),
        other => match other.as_int() {
            Some(number) => Ok(Value::Int(-number)),
            None => Err(Failure::Type(format!(
                "bad operand type for unary -: '{}'",
                other.kind()
            ))),
        },
    }
}

/// `left sign right`, for comparisons.
pub(crate) fn compare<'a>(sign: &str, left: &Value<'a>, right: &Value<'a>) -> Outcome<bool> {
    Ok(match sign {
        "==" => left.equals(right),
        "!=" => !left.equals(right),
        "in" => contains(right, left)?,
        "not in" => !contains(right, left)?,
        _ => {
            let ordering = order(left, right, sign)?;
            match sign {
                "<" => ordering == Some(Ordering::Less),
                ">" => ordering == Some(Ordering::Greater),
                "<=" => matches!(ordering, Some(Ordering::Less | Ordering::Equal)),
                _ => matches!(ordering, Some(Ordering::Greater | Ordering::Equal)),
            }
        }
    })
}

/// How two values are ordered; `None` where one is no number at all.
pub(crate) fn order<'a>(
    left: &Value<'a>,
    right: &Value<'a>,
    sign: &str,
) -> Outcome<Option<Ordering>> {
    if let (Value::Undefined(what), _) | (_, Value::Undefined(what)) = (left, right) {
        return Err(undefined(what));
    }
    let cannot = || {
        Failure::Type(format!(
            "'{sign}' not supported between instances of '{}' and '{}'",
            left.kind(),
            right.kind()
        ))
    };
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => Ok(Some((**a).cmp(&**b))),
        (Value::Time(a), Value::Time(b)) => a.order(b).map(Some).ok_or_else(cannot),
        (a, b)
            if (is_list(a) && is_list(b))
                || matches!((a, b), (Value::Tuple(_), Value::Tuple(_))) =>
        {
            let (a, b) = (a.items()?, b.items()?);
            for (a, b) in a.iter().zip(&b) {
                if !a.equals(b) {
                    return order(a, b, sign);
                }
            }
            Ok(Some(a.len().cmp(&b.len())))
        }
        (a, b) => match (a.as_int().zip(b.as_int()), a.as_number().zip(b.as_number())) {
            (Some((a, b)), _) => Ok(Some(a.cmp(&b))),
            (None, Some((a, b))) => Ok(a.partial_cmp(&b)),
            (None, None) => Err(cannot()),
        },
    }
}

/// `needle in container`.
fn contains<'a>(container: &Value<'a>, needle: &Value<'a>) -> Outcome<bool> {
    match container {
        Value::Text(text) => match needle {
            Value::Text(needle) => Ok(text.contains(&**needle)),
            other => Err(Failure::Type(format!(
                "'in <string>' requires string as left operand, not {}",
                other.kind()
            ))),
        },
        mapping if mapping.is_mapping() => {
            if matches!(needle.kind(), "list" | "dict") {
                return Err(Failure::Type(format!(
                    "unhashable type: '{}'",
                    needle.kind()
                )));
            }
            Ok(mapping.entry(needle).is_some())
        }
        other => match other.items() {
            Ok(items) => Ok(items.iter().any(|item| item.equals(needle))),
            Err(_) => Err(Failure::Type(format!(
                "argument of type '{}' is not iterable",
                other.kind()
            ))),
        },
    }
}

impl<'a> Value<'a> {
    /// Python's `==`.
    pub(crate) fn equals(&self, other: &Value<'a>) -> bool {
        match (self, other) {
            (Value::Undefined(_), Value::Undefined(_)) | (Value::None, Value::None) => true,
            (Value::Text(a), Value::Text(b)) => **a == **b,
            (Value::Time(a), Value::Time(b)) => a.order(b) == Some(Ordering::Equal),
            (Value::Tuple(a), Value::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.equals(b))
            }
            (a, b) if is_list(a) && is_list(b) => {
                let (a, b) = (a.items().unwrap_or_default(), b.items().unwrap_or_default());
                a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.equals(b))
            }
            (a, b) if a.is_mapping() && b.is_mapping() => {
                let entries = a.entries().unwrap_or_default();
                a.length() == b.length()
                    && entries
                        .iter()
                        .all(|(key, value)| b.entry(key).is_some_and(|other| other.equals(value)))
            }
            (Value::Namespace(a), Value::Namespace(b)) => Rc::ptr_eq(a, b),
            (a, b) => match (a.as_int().zip(b.as_int()), a.as_number().zip(b.as_number())) {
                (Some((a, b)), _) => a == b,
                (None, Some((a, b))) => a == b,
                (None, None) => false,
            },
        }
    }
}

/// `value[index]`; a missing entry is undefined, as Jinja has it.
pub(crate) fn item<'a>(value: &Value<'a>, index: &Value<'a>) -> Outcome<Value<'a>> {
    if let Value::Undefined(what) = value {
        return Err(undefined(what));
    }
    let missing = || Value::undefined(&index.to_text());
    if value.is_mapping() {
        return Ok(value.entry(index).unwrap_or_else(missing));
    }
    let Some(index) = index.as_int() else {
        return Ok(missing());
    };
    let at = |length: usize| {
        let index = if index < 0 {
            index + length as i128
        } else {
            index
        };
        usize::try_from(index).ok()
    };
    Ok(match value {
        Value::Text(text) => {
            let index = at(text.chars().count());
            index
                .and_then(|index| text.chars().nth(index))
                .map_or_else(missing, |char| Value::text(char.to_string()))
        }
        Value::Json(serde_json::Value::Array(items)) => at(items.len())
            .and_then(|index| items.get(index))
            .map_or_else(missing, Value::of_json),
        Value::List(items) => {
            let items = items.borrow();
            let index = at(items.len());
            index
                .and_then(|index| items.get(index))
                .cloned()
                .unwrap_or_else(missing)
        }
        Value::Tuple(items) => {
            let index = at(items.len());
            index
                .and_then(|index| items.get(index))
                .cloned()
                .unwrap_or_else(missing)
        }
        _ => missing(),
    })
}

/// `value[from:to:step]`.
pub(crate) fn slice<'a>(value: &Value<'a>, parts: [Option<i128>; 3]) -> Outcome<Value<'a>> {
    if let Value::Undefined(what) = value {
        return Err(undefined(what));
    }
    if !is_sequence(value) {
        return Err(Failure::Type(format!(
            "'{}' object is not subscriptable",
            value.kind()
        )));
    }
    let items = value.items()?;
    let length = items.len() as i128;
    let step = parts[2].unwrap_or(1);
    if step == 0 {
        return Err(Failure::Invalid("slices by a step of zero".into()));
    }
    let (low, high) = if step > 0 {
        (0, length)
    } else {
        (-1, length - 1)
    };
    let bound = |part: Option<i128>, default: i128| match part {
        None => default,
        Some(at) if at < 0 => (at + length).clamp(low, high),
        Some(at) => at.clamp(low, high),
    };
    let (mut at, end) = if step > 0 {
        (bound(parts[0], 0), bound(parts[1], length))
    } else {
        (bound(parts[0], length - 1), bound(parts[1], -1))
    };
    let mut taken = Vec::new();
    while (step > 0 && at < end) || (step < 0 && at > end) {
        let found = usize::try_from(at).ok().and_then(|at| items.get(at));
        taken.extend(found.cloned());
        at += step;
    }
    Ok(match value {
        Value::Text(_) => {
            let text: String = taken.iter().map(Value::to_text).collect();
            Value::Text(Str::Shared(text.into()))
        }
        Value::Tuple(_) => Value::tuple(taken),
        _ => Value::list(taken),
    })
}
