//! Paths into JSON values, as the format's path library has them: keys of mappings and positions
//! of lists (a negative one counts from the end), and globs: `*`, `?` and `[…]` within a segment,
//! `**` for any number of segments.

use serde_json::{Map, Value};

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

/// Whether a segment of a path may stand for several.
pub(crate) fn is_glob(key: &str) -> bool {
    key.contains(['*', '?', '['])
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

/// The children of a value with their keys.
fn children(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        _ => Vec::new(),
    }
}

/// Shows all that matches: the children of a value before anything below them.
fn walk<'a>(
    value: &'a Value,
    path: &mut Vec<String>,
    glob: &[String],
    show: &mut dyn FnMut(&[String], &'a Value),
) {
    let any_depth = glob.iter().any(|part| part == "**");
    if !any_depth && path.len() >= glob.len() {
        return;
    }
    let length = match value {
        Value::Array(items) => Some(items.len()),
        _ => None,
    };
    let children: Vec<_> = children(value)
        .into_iter()
        .filter(|(key, _)| any_depth || fits(key, &glob[path.len()], length))
        .collect();
    for (key, child) in &children {
        path.push(key.clone());
        if path.len() == glob.len() && !any_depth || any_depth && matches(path, glob) {
            show(path, child);
        }
        path.pop();
    }
    for (key, child) in children {
        path.push(key);
        walk(child, path, glob, show);
        path.pop();
    }
}

/// Whether a path fits a glob with one `**` in it.
fn matches(path: &[String], glob: &[String]) -> bool {
    let Some(stars) = glob.iter().position(|part| part == "**") else {
        return path.len() == glob.len()
            && path
                .iter()
                .zip(glob)
                .all(|(key, part)| fits(key, part, None));
    };
    let (head, tail) = (&glob[..stars], &glob[stars + 1..]);
    path.len() >= head.len() + tail.len()
        && path
            .iter()
            .zip(head)
            .all(|(key, part)| fits(key, part, None))
        && path
            .iter()
            .rev()
            .zip(tail.iter().rev())
            .all(|(key, part)| fits(key, part, None))
}

/// Whether a key fits a segment; `length` is that of the list it is a position of.
fn fits(key: &str, part: &str, length: Option<usize>) -> bool {
    if let Some(length) = length
        && let Some(position) = position(part, length)
    {
        return key.parse() == Ok(position);
    }
    if part == "*" || !is_glob(part) {
        return part == "*" || key == part;
    }
    let (key, part): (Vec<char>, Vec<char>) = (key.chars().collect(), part.chars().collect());
    fits_glob(&key, &part)
}

/// Shell patterns: `*`, `?`, `[abc]`, `[a-z]`, `[!abc]`.
fn fits_glob(key: &[char], glob: &[char]) -> bool {
    let Some((first, rest)) = glob.split_first() else {
        return key.is_empty();
    };
    match first {
        '*' => (0..=key.len()).any(|from| fits_glob(&key[from..], rest)),
        '?' => !key.is_empty() && fits_glob(&key[1..], rest),
        '[' => match set(rest) {
            Some((set, after)) => {
                !key.is_empty() && in_set(key[0], set) && fits_glob(&key[1..], after)
            }
            None => key.first() == Some(first) && fits_glob(&key[1..], rest),
        },
        _ => key.first() == Some(first) && fits_glob(&key[1..], rest),
    }
}

/// The inside of a set, and what follows it; a `]` right at its start belongs to it.
fn set(rest: &[char]) -> Option<(&[char], &[char])> {
    let from = usize::from(rest.first() == Some(&'!'));
    let end = (from + 1..rest.len()).find(|index| rest[*index] == ']')?;
    Some((&rest[..end], &rest[end + 1..]))
}

fn in_set(key: char, set: &[char]) -> bool {
    let (negated, mut rest) = match set.split_first() {
        Some(('!', rest)) => (true, rest),
        _ => (false, set),
    };
    let mut found = false;
    while let [first, after @ ..] = rest {
        if let ['-', last, more @ ..] = after {
            found |= (*first..=*last).contains(&key);
            rest = more;
        } else {
            found |= *first == key;
            rest = after;
        }
    }
    found != negated
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

/// Removes one place, where it is still there. The last entry of a list goes; any other becomes
/// null, so that its neighbours keep their positions.
fn cut(value: &mut Value, path: &[String]) {
    let Some((last, parents)) = path.split_last() else {
        return;
    };
    match parents
        .iter()
        .try_fold(value, |value, key| step_mut(value, key))
    {
        Some(Value::Object(map)) => {
            map.shift_remove(last);
        }
        Some(Value::Array(items)) => match position(last, items.len()) {
            Some(index) if index + 1 == items.len() => {
                items.pop();
            }
            Some(index) if index < items.len() => items[index] = Value::Null,
            _ => {}
        },
        _ => {}
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

    /// Segments are shell patterns, as the reference's path library has them.
    #[test]
    fn segments_are_patterns() {
        for (key, glob, expected) in [
            ("created_at", "created_*", true),
            ("updated_at", "created_*", false),
            ("a1", "a?", true),
            ("a1", "a[0-9]", true),
            ("ab", "a[!0-9]", true),
            ("ab", "a[!a-c]", false),
            ("a]", "a[]]", true),
            ("a[", "a[", true),
        ] {
            assert_eq!(fits(key, glob, None), expected, "{key} {glob}");
        }
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
