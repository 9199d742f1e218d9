//! `KeysToSnakeCase` and `KeysReplace`: fields get other names.

use serde_json::{Map, Value};

use crate::error::Error;
use crate::expression::{Bound, Scope, Template};
use crate::fields::Fields;

/// Renames the keys of a mapping and of the mappings in it; lists stay as they are.
pub(super) fn rename(
    record: Map<String, Value>,
    name: &dyn Fn(&str) -> String,
) -> Map<String, Value> {
    record
        .into_iter()
        .map(|(key, value)| {
            let value = match value {
                Value::Object(inner) => Value::Object(rename(inner, name)),
                value => value,
            };
            (name(&key), value)
        })
        .collect()
}

/// `KeysReplace`: one text for another in every key.
#[derive(Debug)]
pub(crate) struct Replace {
    old: Template,
    new: Template,
}

impl Replace {
    pub(super) fn read(fields: &Fields<'_>) -> Option<Replace> {
        Some(Replace {
            old: fields.required_template("old")?,
            new: fields.required_template("new")?,
        })
    }

    pub(super) fn apply(
        &self,
        scope: &Scope<'_>,
        record: Map<String, Value>,
    ) -> Result<Map<String, Value>, Error> {
        let seen = Bound::from(Value::Object(record));
        let (old, new) = {
            let scope = scope.with("record", &seen);
            (self.old.text(&scope)?, self.new.text(&scope)?)
        };
        Ok(rename(seen.into_map(), &|key| key.replace(&old, &new)))
    }
}

/// A key in words of lower case, joined by `_`. A word is a run of capitals with what follows in
/// lower case, a run of lower case, or a number; anything else separates. What separates at the
/// beginning or the end stays as a `_`, and so does the place before a number at the beginning.
pub(super) fn snake_case(key: &str) -> String {
    let key = any_ascii::any_ascii(key);
    let mut words = words(&key);
    if words.len() >= 3 {
        let last = words.len() - 1;
        let mut index = 0;
        words.retain(|word| {
            index += 1;
            index == 1 || index == last + 1 || !word.is_empty()
        });
    }
    let starts_with_number = words
        .first()
        .is_some_and(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()));
    if starts_with_number {
        words.insert(0, "");
    }
    words.join("_").to_lowercase()
}

/// The words of a key; an empty one for each run of anything else.
fn words(key: &str) -> Vec<&str> {
    let bytes = key.as_bytes();
    let run = |from: usize, is: fn(&u8) -> bool| {
        from + bytes[from..].iter().take_while(|byte| is(byte)).count()
    };
    let mut words = Vec::new();
    let mut from = 0;
    while from < bytes.len() {
        let (to, is_word) = match bytes[from] {
            b'A'..=b'Z' => {
                let capitals = run(from, u8::is_ascii_uppercase);
                (run(capitals, u8::is_ascii_lowercase), true)
            }
            b'a'..=b'z' => (run(from, u8::is_ascii_lowercase), true),
            b'0'..=b'9' => (run(from, u8::is_ascii_digit), true),
            _ => (run(from, |byte| !byte.is_ascii_alphanumeric()), false),
        };
        words.push(if is_word { &key[from..to] } else { "" });
        from = to;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference's words: what its own runtime makes of these keys.
    #[test]
    fn keys_become_snake_case() {
        for (key, expected) in [
            ("createdAt", "created_at"),
            ("Created At", "created_at"),
            ("ID", "id"),
            ("HTTPServer", "httpserver"),
            ("userID2", "user_id_2"),
            ("1stPlace", "_1_st_place"),
            ("_private", "_private"),
            ("trailing_", "trailing_"),
            ("a--b", "a_b"),
            ("Straße", "strasse"),
            ("$ref", "_ref"),
            ("", ""),
            ("--", ""),
            ("a_", "a_"),
        ] {
            assert_eq!(snake_case(key), expected, "{key}");
        }
    }
}
