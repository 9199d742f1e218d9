//! Globs in paths: what a path with patterns in it leads to.

use serde_json::Value;

use super::position;

/// Whether a segment of a path may stand for several.
pub(crate) fn is_glob(key: &str) -> bool {
    key.contains(['*', '?', '['])
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
pub(super) fn walk<'a>(
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
