//! Paths into JSON values, as the format's path library has them: keys of mappings and positions
//! of lists, and `*` for all of either.

use serde_json::{Map, Value};

/// The value at a path.
pub(crate) fn get<'a>(value: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| step(value, key))
}

fn step<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Object(map) => map.get(key),
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    }
}

/// Every value at a path with `*` in it, in order.
pub(crate) fn all<'a>(value: &'a Value, path: &[String]) -> Vec<&'a Value> {
    path.iter().fold(vec![value], |values, key| {
        let mut next = Vec::new();
        for value in values {
            match value {
                Value::Object(map) if key == "*" => next.extend(map.values()),
                Value::Array(items) if key == "*" => next.extend(items),
                value => next.extend(step(value, key)),
            }
        }
        next
    })
}

/// Puts a value at a path of a record. Mappings on the way are made; a list is filled with null up
/// to the position; anything else on the way is replaced.
pub(crate) fn put(record: &mut Map<String, Value>, path: &[String], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    let slot = record.entry(first.clone()).or_insert(Value::Null);
    put_into(slot, rest, value);
}

fn put_into(slot: &mut Value, path: &[String], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        *slot = value;
        return;
    };
    match (&mut *slot, first.parse::<usize>()) {
        (Value::Array(items), Ok(index)) if index < 100_000 => {
            if items.len() <= index {
                items.resize(index + 1, Value::Null);
            }
            put_into(&mut items[index], rest, value);
        }
        (Value::Object(map), _) => {
            put_into(map.entry(first.clone()).or_insert(Value::Null), rest, value)
        }
        _ => {
            let mut map = Map::new();
            let mut inner = Value::Null;
            put_into(&mut inner, rest, value);
            map.insert(first.clone(), inner);
            *slot = Value::Object(map);
        }
    }
}

/// Removes what a path with `*` leads to, where `condition` agrees. An entry of a list becomes
/// null: its neighbours keep their positions.
///
/// # Errors
/// Those of `condition`.
pub(crate) fn remove<E>(
    value: &mut Value,
    path: &[String],
    condition: &mut impl FnMut(&Value) -> Result<bool, E>,
) -> Result<(), E> {
    let Some((key, rest)) = path.split_first() else {
        return Ok(());
    };
    match value {
        Value::Object(map) => {
            let keys: Vec<String> = if key == "*" {
                map.keys().cloned().collect()
            } else {
                vec![key.clone()]
            };
            for key in keys {
                let Some(inner) = map.get_mut(&key) else {
                    continue;
                };
                if !rest.is_empty() {
                    remove(inner, rest, condition)?;
                } else if condition(inner)? {
                    map.shift_remove(&key);
                }
            }
        }
        Value::Array(items) => {
            let position = key.parse::<usize>();
            for (index, inner) in items.iter_mut().enumerate() {
                if key != "*" && position != Ok(index) {
                    continue;
                }
                if !rest.is_empty() {
                    remove(inner, rest, condition)?;
                } else if condition(inner)? {
                    *inner = Value::Null;
                }
            }
        }
        _ => {}
    }
    Ok(())
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
        assert_eq!(get(&value, &path(&["a", "9"])), None);
        assert_eq!(all(&value, &path(&["a", "*", "b"])), [&json!(1), &json!(2)]);
        assert_eq!(all(&value, &path(&["d", "*", "b"])), [&json!(4)]);
    }

    #[test]
    fn values_are_put_and_removed() {
        let Value::Object(mut record) = json!({"list": ["v"], "n": {"k": 1}}) else {
            panic!("a mapping")
        };
        put(&mut record, &path(&["list", "3"]), json!("w"));
        put(&mut record, &path(&["new", "deep"]), json!(1));
        put(&mut record, &path(&["n", "k"]), json!(2));
        let mut value = Value::Object(record);
        assert_eq!(
            value,
            json!({"list": ["v", null, null, "w"], "n": {"k": 2}, "new": {"deep": 1}})
        );
        let mut yes = |_: &Value| Ok::<_, ()>(true);
        remove(&mut value, &path(&["list", "0"]), &mut yes).unwrap();
        remove(&mut value, &path(&["new", "*"]), &mut yes).unwrap();
        remove(&mut value, &path(&["absent", "x"]), &mut yes).unwrap();
        assert_eq!(
            value,
            json!({"list": [null, null, null, "w"], "n": {"k": 2}, "new": {}})
        );
    }
}
