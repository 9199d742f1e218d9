//! Methods of lists, tuples, mappings and numbers.

use super::{Arguments, Failure, Outcome, Value, operators};
use crate::expression::MAX_OUTPUT;

const LIST: [&str; 11] = [
    "append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse",
    "sort",
];

const DICT: [&str; 11] = [
    "clear",
    "copy",
    "fromkeys",
    "get",
    "items",
    "keys",
    "pop",
    "popitem",
    "setdefault",
    "update",
    "values",
];

/// Whether a value has a method of that name: Jinja finds it before an entry of that name.
pub(crate) fn has_method(value: &Value<'_>, name: &str) -> bool {
    match value {
        Value::Text(_) => super::strings::METHODS.contains(&name),
        Value::Tuple(_) => matches!(name, "count" | "index"),
        Value::Time(time) => time.has_method(name),
        Value::Int(_) | Value::Bool(_) => matches!(name, "bit_length" | "conjugate"),
        Value::Float(_) => matches!(name, "is_integer" | "conjugate"),
        value if value.is_mapping() => DICT.contains(&name),
        value => value.kind() == "list" && LIST.contains(&name),
    }
}

/// Whether some value of JSON has a method of that name.
pub(crate) fn is_method(name: &str) -> bool {
    LIST.contains(&name) || DICT.contains(&name) || super::strings::METHODS.contains(&name)
}

/// Calls a method.
pub(crate) fn call<'a>(value: &Value<'a>, name: &str, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    match value {
        Value::Text(text) => super::strings::call(text, name, args),
        Value::Time(time) => time.call(name, args),
        Value::Float(number) if name == "is_integer" => Ok(Value::Bool(number.fract() == 0.0)),
        value if value.is_mapping() => dict(value, name, args),
        value if value.kind() == "list" || value.kind() == "tuple" => list(value, name, args),
        _ => Err(unsupported(name)),
    }
}

fn unsupported(name: &str) -> Failure {
    Failure::Invalid(format!("calls `{name}`, which is not supported"))
}

/// What an expression of the scope is, is not to be changed by it.
fn fixed() -> Failure {
    Failure::Invalid("changes a value that is not its own".into())
}

fn dict<'a>(value: &Value<'a>, name: &str, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let entries = value.entries().unwrap_or_default();
    let own = match value {
        Value::Dict(own) => Some(own),
        _ => None,
    };
    let missing = || Failure::Invalid("takes out an entry that is missing".into());
    match name {
        "get" => {
            args.at_most(2)?;
            let key = args.required(0, "key")?;
            if matches!(key.kind(), "list" | "dict") {
                return Err(Failure::Type(format!("unhashable type: '{}'", key.kind())));
            }
            let default = args.get(1, "default").unwrap_or(Value::None);
            Ok(value.entry(&key).unwrap_or(default))
        }
        "items" => {
            let pairs = entries
                .into_iter()
                .map(|(key, value)| Value::tuple(vec![key, value]));
            Ok(Value::View("dict_items", pairs.collect::<Vec<_>>().into()))
        }
        "keys" => {
            let keys: Vec<_> = entries.into_iter().map(|(key, _)| key).collect();
            Ok(Value::View("dict_keys", keys.into()))
        }
        "values" => {
            let values: Vec<_> = entries.into_iter().map(|(_, value)| value).collect();
            Ok(Value::View("dict_values", values.into()))
        }
        "copy" => Ok(Value::dict(entries)),
        "update" => {
            let own = own.ok_or_else(fixed)?;
            let mut added = match args.positional.first() {
                Some(more) => more.entries().ok_or_else(|| {
                    Failure::Type(format!("'{}' object is not iterable", more.kind()))
                })?,
                None => Vec::new(),
            };
            let named = args.named.iter();
            added.extend(named.map(|(key, value)| (Value::text(key.as_str()), value.clone())));
            for (key, value) in added {
                put(&mut own.borrow_mut(), key, value)?;
            }
            Ok(Value::None)
        }
        "setdefault" => {
            let key = args.required(0, "key")?;
            if let Some(found) = value.entry(&key) {
                return Ok(found);
            }
            let default = args.get(1, "default").unwrap_or(Value::None);
            put(
                &mut own.ok_or_else(fixed)?.borrow_mut(),
                key,
                default.clone(),
            )?;
            Ok(default)
        }
        "pop" => {
            let key = args.required(0, "key")?;
            let own = own.ok_or_else(fixed)?;
            let mut entries = own.borrow_mut();
            match entries.iter().position(|(known, _)| known.equals(&key)) {
                Some(at) => Ok(entries.remove(at).1),
                None => args.get(1, "default").ok_or_else(missing),
            }
        }
        "popitem" => {
            let (key, value) = own
                .ok_or_else(fixed)?
                .borrow_mut()
                .pop()
                .ok_or_else(missing)?;
            Ok(Value::tuple(vec![key, value]))
        }
        "clear" => {
            own.ok_or_else(fixed)?.borrow_mut().clear();
            Ok(Value::None)
        }
        _ => Err(unsupported(name)),
    }
}

/// Sets an entry of a mapping.
pub(crate) fn put<'a>(
    entries: &mut Vec<(Value<'a>, Value<'a>)>,
    key: Value<'a>,
    value: Value<'a>,
) -> Outcome<()> {
    if matches!(key.kind(), "list" | "dict") {
        return Err(Failure::Type(format!("unhashable type: '{}'", key.kind())));
    }
    match entries.iter_mut().find(|(known, _)| known.equals(&key)) {
        Some((_, known)) => *known = value,
        None => entries.push((key, value)),
    }
    Ok(())
}

fn list<'a>(value: &Value<'a>, name: &str, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let items = value.items()?;
    let missing = || Failure::Invalid("looks for an entry that is missing".into());
    let position = |args: &Arguments<'a>| -> Outcome<Option<usize>> {
        let wanted = args.required(0, "value")?;
        Ok(items.iter().position(|item| item.equals(&wanted)))
    };
    match name {
        "count" => {
            let wanted = args.required(0, "value")?;
            let count = items.iter().filter(|item| item.equals(&wanted)).count();
            return Ok(Value::Int(count as i128));
        }
        "index" => {
            let at = position(args)?.ok_or_else(missing)?;
            return Ok(Value::Int(at as i128));
        }
        "copy" => return Ok(Value::list(items)),
        _ => {}
    }
    let Value::List(own) = value else {
        return Err(fixed());
    };
    let at = |index: i128, length: usize| {
        let index = if index < 0 {
            index + length as i128
        } else {
            index
        };
        usize::try_from(index).ok()
    };
    let result = match name {
        "append" => {
            own.borrow_mut().push(args.required(0, "object")?);
            Value::None
        }
        "extend" => {
            let more = args.required(0, "iterable")?.items()?;
            own.borrow_mut().extend(more);
            Value::None
        }
        "insert" => {
            let index = at(args.int_or(0, "index", 0)?, items.len()).unwrap_or(0);
            own.borrow_mut()
                .insert(index.min(items.len()), args.required(1, "object")?);
            Value::None
        }
        "pop" => {
            let index = at(args.int_or(0, "index", -1)?, items.len());
            let index = index
                .filter(|index| *index < items.len())
                .ok_or_else(missing)?;
            own.borrow_mut().remove(index)
        }
        "remove" => {
            let index = position(args)?.ok_or_else(missing)?;
            own.borrow_mut().remove(index);
            Value::None
        }
        "reverse" => {
            own.borrow_mut().reverse();
            Value::None
        }
        "clear" => {
            own.borrow_mut().clear();
            Value::None
        }
        "sort" => {
            let reverse = args
                .get(0, "reverse")
                .is_some_and(|reverse| reverse.is_true());
            *own.borrow_mut() = sorted(items, reverse, Ok)?;
            Value::None
        }
        _ => return Err(unsupported(name)),
    };
    if own.borrow().len() > MAX_OUTPUT / 16 {
        return Err(operators::too_long());
    }
    Ok(result)
}

/// Values in the order of what `key` gives for each.
pub(crate) fn sorted<'a>(
    items: Vec<Value<'a>>,
    reverse: bool,
    key: impl Fn(Value<'a>) -> Outcome<Value<'a>>,
) -> Outcome<Vec<Value<'a>>> {
    let mut keyed = items
        .into_iter()
        .map(|item| Ok((key(item.clone())?, item)))
        .collect::<Outcome<Vec<_>>>()?;
    let mut failure = None;
    keyed.sort_by(|(a, _), (b, _)| {
        let (a, b) = if reverse { (b, a) } else { (a, b) };
        match operators::order(a, b, "<") {
            Ok(ordering) => ordering.unwrap_or(std::cmp::Ordering::Equal),
            Err(error) => {
                failure.get_or_insert(error);
                std::cmp::Ordering::Equal
            }
        }
    });
    match failure {
        Some(failure) => Err(failure),
        None => Ok(keyed.into_iter().map(|(_, item)| item).collect()),
    }
}
