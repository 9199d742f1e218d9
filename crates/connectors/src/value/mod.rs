//! Paths into JSON values, as the format's path library has them: keys of mappings and positions
//! of lists (a negative one counts from the end), and globs: `*`, `?` and `[…]` within a segment,
//! `**` for any number of segments.

mod glob;

use serde_json::{Map, Value};

pub(crate) use self::glob::is_glob;
use self::glob::walk;

/// The value at a path; of several that a glob leads to, the first.
pub(crate) fn get<'a>(value: &'a Value, path: &[String]) -> Option<&'a Value> {
    if path.iter().any(|key| is_glob(key)) {
        return all(value, path).into_iter().next();
    }
    path.iter().try_fold(value, |value, key| step(value, key))
}

fn step<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Object(map) => map.get(key),
        Value::Array(items) => items.get(position(key, items.len())?),
        _ => None,
    }
}

fn step_mut<'a>(value: &'a mut Value, key: &str) -> Option<&'a mut Value> {
    match value {
        Value::Object(map) => map.get_mut(key),
        Value::Array(items) => {
            let position = position(key, items.len())?;
            items.get_mut(position)
        }
        _ => None,
    }
}

fn position(key: &str, length: usize) -> Option<usize> {
    let position: i64 = key.trim().parse().ok()?;
    match usize::try_from(position) {
        Ok(position) => Some(position),
        Err(_) => length.checked_sub(usize::try_from(position.unsigned_abs()).ok()?),
    }
}

/// Whether Python would call this value true.
pub(crate) fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

/// Every value that a path with globs leads to, in order.
pub(crate) fn all<'a>(value: &'a Value, glob: &[String]) -> Vec<&'a Value> {
    let mut found = Vec::new();
    walk(value, &mut Vec::new(), glob, &mut |_, value| {
        found.push(value);
    });
    found
}

/// The paths of all that a glob leads to, in the same order.
pub(crate) fn places(value: &Value, glob: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    walk(value, &mut Vec::new(), glob, &mut |path, _| {
        found.push(path.to_vec());
    });
    found
}

/// Puts a value at a path. What is missing on the way is made: a list where the next segment is a
/// position, a mapping otherwise; a list is filled with null up to the position. Anything else on
/// the way is replaced.
pub(crate) fn put(record: &mut Map<String, Value>, path: &[String], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    let slot = record.entry(first.clone()).or_insert(Value::Null);
    put_into(slot, rest, value);
}

/// The longest list that a position makes.
const MAX_LIST: usize = 100_000;

fn put_into(slot: &mut Value, path: &[String], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        *slot = value;
        return;
    };
    let index = first
        .parse::<usize>()
        .ok()
        .filter(|index| *index < MAX_LIST);
    if !(slot.is_object() || slot.is_array() && index.is_some()) {
        *slot = match index {
            Some(_) => Value::Array(Vec::new()),
            None => Value::Object(Map::new()),
        };
    }
    match (slot, index) {
        (Value::Array(items), Some(index)) => {
            if items.len() <= index {
                items.resize(index + 1, Value::Null);
            }
            put_into(&mut items[index], rest, value);
        }
        (Value::Object(map), _) => {
            put_into(map.entry(first.clone()).or_insert(Value::Null), rest, value);
        }
        _ => {}
    }
}

/// Sets the value at every place that a glob leads to, and says how many there were.
pub(crate) fn set_all(value: &mut Value, glob: &[String], new: &Value) -> usize {
    let places = places(value, glob);
    let mut count = 0;
    for place in places {
        let found = place
            .iter()
            .try_fold(&mut *value, |value, key| step_mut(value, key));
        if let Some(found) = found {
            *found = new.clone();
            count += 1;
        }
    }
    count
}

/// Removes what a glob leads to.
pub(crate) fn remove(value: &mut Value, glob: &[String]) {
    for place in places(value, glob) {
        cut(value, &place);
    }
}

/// Removes every value without values of its own, wherever it stands, that `condition` is true of.
///
/// # Errors
/// Those of `condition`.
pub(crate) fn remove_leaves<E>(
    value: &mut Value,
    condition: &mut impl FnMut(&Value) -> Result<bool, E>,
) -> Result<(), E> {
    let mut leaves = Vec::new();
    walk(
        value,
        &mut Vec::new(),
        &["**".to_owned()],
        &mut |path, value| {
            if !(value.is_object() || value.is_array()) {
                leaves.push((path.to_vec(), value.clone()));
            }
        },
    );
    for (path, leaf) in leaves {
        if condition(&leaf)? {
            cut(value, &path);
        }
    }
    Ok(())
}

/// A place that is there, in the value around it.
enum Slot<'a> {
    Field(&'a mut Map<String, Value>, &'a str),
    Entry(&'a mut Vec<Value>, usize),
}

fn slot<'a>(value: &'a mut Value, path: &'a [String]) -> Option<Slot<'a>> {
    let (last, parents) = path.split_last()?;
    match parents
        .iter()
        .try_fold(value, |value, key| step_mut(value, key))?
    {
        Value::Object(map) => Some(Slot::Field(map, last)),
        Value::Array(items) => {
            let index = position(last, items.len()).filter(|index| *index < items.len())?;
            Some(Slot::Entry(items, index))
        }
        _ => None,
    }
}

/// Removes one place, and its position where it is an entry of a list.
pub(crate) fn delete(value: &mut Value, path: &[String]) {
    match slot(value, path) {
        Some(Slot::Field(map, name)) => {
            map.shift_remove(name);
        }
        Some(Slot::Entry(items, index)) => {
            items.remove(index);
        }
        None => {}
    }
}

/// Removes one place, where it is still there. The last entry of a list goes; any other becomes
/// null, so that its neighbours keep their positions.
fn cut(value: &mut Value, path: &[String]) {
    match slot(value, path) {
        Some(Slot::Field(map, name)) => {
            map.shift_remove(name);
        }
        Some(Slot::Entry(items, index)) if index + 1 == items.len() => {
            items.pop();
        }
        Some(Slot::Entry(items, index)) => items[index] = Value::Null,
        None => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    fn path(parts: &[&str]) -> Vec<String> {
        parts.iter().map(|part| (*part).to_owned()).collect()
    }

    #[test]
    fn values_are_found_by_keys_positions_and_stars() {
        let value = json!({"a": [{"b": 1}, {"b": 2}, {"c": 3}], "d": {"x": {"b": 4}}});
        assert_eq!(get(&value, &path(&["a", "1", "b"])), Some(&json!(2)));
        assert_eq!(get(&value, &path(&["a", "-1", "c"])), Some(&json!(3)));
        assert_eq!(get(&value, &path(&["a", "9"])), None);
        assert_eq!(all(&value, &path(&["a", "*", "b"])), [&json!(1), &json!(2)]);
        assert_eq!(all(&value, &path(&["d", "*", "b"])), [&json!(4)]);
        assert_eq!(
            all(&value, &path(&["**", "b"])),
            [&json!(1), &json!(2), &json!(4)]
        );
    }

    #[test]
    fn values_are_put_and_removed() {
        let Value::Object(mut record) = json!({"list": ["v"], "n": {"k": 1}}) else {
            panic!("a mapping")
        };
        put(&mut record, &path(&["list", "3"]), json!("w"));
        put(&mut record, &path(&["new", "deep"]), json!(1));
        put(&mut record, &path(&["made", "1", "k"]), json!(1));
        put(&mut record, &path(&["n", "k"]), json!(2));
        let mut value = Value::Object(record);
        assert_eq!(
            value,
            json!({"list": ["v", null, null, "w"], "n": {"k": 2}, "new": {"deep": 1},
                "made": [null, {"k": 1}]})
        );
        remove(&mut value, &path(&["list", "0"]));
        remove(&mut value, &path(&["list", "3"]));
        remove(&mut value, &path(&["new", "*"]));
        remove(&mut value, &path(&["absent", "x"]));
        assert_eq!(
            value,
            json!({"list": [null, null, null], "n": {"k": 2}, "new": {}, "made": [null, {"k": 1}]})
        );
        assert_eq!(set_all(&mut value, &path(&["*", "k"]), &json!(5)), 1);
        assert_eq!(value["n"]["k"], 5);
        let mut nulls = |value: &Value| Ok::<_, ()>(value.is_null());
        remove_leaves(&mut value, &mut nulls).unwrap();
        assert_eq!(value["list"], json!([null, null]), "the last entry went");
    }
}
