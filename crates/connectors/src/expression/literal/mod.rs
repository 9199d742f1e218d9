//! Python's `ast.literal_eval`: what a rendered text *is*.
//!
//! The format passes every rendered text through it, so that `"12"` becomes a number and
//! `"{'a': 1}"` a mapping, while `"0012"` and `"2024-01-01"` stay text. Bytes, sets, complex
//! numbers and integers beyond 64 bits are left as text: JSON has no place for them.

mod quoted;

use serde_json::{Map, Number, Value};

/// Deepest nesting read; deeper text stays text.
const MAX_DEPTH: usize = 64;

/// What a text evaluates to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Literal {
    pub(crate) value: Value,
    /// Whether Python would have a tuple here. JSON makes it a list, but a query parameter that
    /// takes lists does not take it.
    pub(crate) is_tuple: bool,
}

/// Evaluates `text`; `None` where it is no literal and stays the text it is.
pub(crate) fn evaluate(text: &str) -> Option<Literal> {
    let text = text.trim_start_matches([' ', '\t']);
    // Most texts are words or addresses: one look at the first byte spares the rest.
    if !matches!(
        text.bytes().next()?,
        b'0'..=b'9'
            | b'+'
            | b'-'
            | b'.'
            | b'\''
            | b'"'
            | b'('
            | b'['
            | b'{'
            | b'T'
            | b'F'
            | b'N'
            | b'r'
            | b'R'
            | b'u'
            | b'U'
    ) {
        return None;
    }
    let mut parser = Parser { rest: text };
    let first = parser.value(0)?;
    parser.blank(false);
    let literal = if parser.rest.starts_with(',') {
        parser.bare_tuple(first.value)?
    } else {
        first
    };
    parser.blank(true);
    parser.rest.is_empty().then_some(literal)
}

/// Evaluates a quoted text, which must be all there is.
pub(super) fn evaluate_text(text: &str) -> Option<String> {
    let mut parser = Parser { rest: text };
    let text = parser.strings()?;
    parser.rest.is_empty().then_some(text)
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    /// Skips blanks, and a comment; `lines` too, as Python does between brackets and at the end.
    fn blank(&mut self, lines: bool) {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\x0c']);
            if self.rest.starts_with('#') {
                self.rest = &self.rest[self.rest.find('\n').unwrap_or(self.rest.len())..];
            }
            match self.rest.strip_prefix(['\n', '\r']) {
                Some(rest) if lines => self.rest = rest,
                _ => return,
            }
        }
    }

    fn take(&mut self, prefix: &str) -> bool {
        match self.rest.strip_prefix(prefix) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self, depth: usize) -> Option<Literal> {
        if depth > MAX_DEPTH {
            return None;
        }
        let plain = |value| {
            Some(Literal {
                value,
                is_tuple: false,
            })
        };
        match self.rest.bytes().next()? {
            b'[' => plain(Value::Array(self.items("[", "]", depth)?.0)),
            b'(' => self.parenthesis(depth),
            b'{' => plain(self.mapping(depth)?),
            b'\'' | b'"' | b'r' | b'R' | b'u' | b'U' => plain(Value::String(self.strings()?)),
            b'T' | b'F' | b'N' => plain(self.name()?),
            _ => plain(Value::Number(self.number()?)),
        }
    }

    fn name(&mut self) -> Option<Value> {
        let end = self
            .rest
            .find(|char: char| !char.is_alphanumeric() && char != '_')
            .unwrap_or(self.rest.len());
        let value = match &self.rest[..end] {
            "True" => Value::Bool(true),
            "False" => Value::Bool(false),
            "None" => Value::Null,
            _ => return None,
        };
        self.rest = &self.rest[end..];
        Some(value)
    }

    /// Items between brackets, and whether a comma followed the last of them.
    fn items(&mut self, open: &str, close: &str, depth: usize) -> Option<(Vec<Value>, bool)> {
        self.take(open);
        let mut items = Vec::new();
        let mut comma = false;
        loop {
            self.blank(true);
            if self.take(close) {
                return Some((items, comma));
            }
            if !items.is_empty() && !comma {
                return None;
            }
            items.push(self.value(depth + 1)?.value);
            self.blank(true);
            comma = self.take(",");
        }
    }

    /// `(1)` is 1, `(1,)` and `()` are tuples.
    fn parenthesis(&mut self, depth: usize) -> Option<Literal> {
        let (mut items, comma) = self.items("(", ")", depth)?;
        if items.len() == 1 && !comma {
            return Some(Literal {
                value: items.pop()?,
                is_tuple: false,
            });
        }
        Some(Literal {
            value: Value::Array(items),
            is_tuple: true,
        })
    }

    /// `1, 2` without parentheses.
    fn bare_tuple(&mut self, first: Value) -> Option<Literal> {
        let mut items = vec![first];
        while self.take(",") {
            self.blank(false);
            if self.rest.is_empty() {
                break;
            }
            items.push(self.value(0)?.value);
            self.blank(false);
        }
        Some(Literal {
            value: Value::Array(items),
            is_tuple: true,
        })
    }

    fn mapping(&mut self, depth: usize) -> Option<Value> {
        self.take("{");
        let mut map = Map::new();
        loop {
            self.blank(true);
            if self.take("}") {
                return Some(Value::Object(map));
            }
            let key = match self.value(depth + 1)?.value {
                Value::String(key) => key,
                Value::Number(number) => number.to_string(),
                Value::Bool(value) => value.to_string(),
                Value::Null => "null".into(),
                Value::Array(_) | Value::Object(_) => return None,
            };
            self.blank(true);
            if !self.take(":") {
                return None;
            }
            self.blank(true);
            let value = self.value(depth + 1)?.value;
            map.insert(key, value);
            self.blank(true);
            if !self.take(",") && !self.rest.starts_with('}') {
                return None;
            }
        }
    }

    fn number(&mut self) -> Option<Number> {
        let negative = self.rest.starts_with('-');
        if negative || self.rest.starts_with('+') {
            self.rest = &self.rest[1..];
            self.blank(false);
        }
        let end = self.number_end();
        let (digits, rest) = self.rest.split_at(end);
        if digits.is_empty()
            || digits.starts_with('_')
            || digits.ends_with('_')
            || digits.contains("__")
        {
            return None;
        }
        let clean = digits.replace('_', "");
        let number = if let Some(radix) = radix(&clean) {
            let value = i128::from_str_radix(clean.get(2..)?, radix).ok()?;
            Number::from_i128(if negative { -value } else { value })?
        } else if clean.bytes().all(|byte| byte.is_ascii_digit()) {
            // Python has no `012`: identifiers with leading zeros stay text.
            if clean.len() > 1 && clean.starts_with('0') && clean.bytes().any(|byte| byte != b'0') {
                return None;
            }
            let value: i128 = clean.parse().ok()?;
            Number::from_i128(if negative { -value } else { value })?
        } else {
            let value: f64 = clean.parse().ok()?;
            Number::from_f64(if negative { -value } else { value })?
        };
        self.rest = rest;
        Some(number)
    }

    /// Where the number at the beginning of the rest ends.
    fn number_end(&self) -> usize {
        let bytes = self.rest.as_bytes();
        let hex = bytes.first() == Some(&b'0') && matches!(bytes.get(1), Some(b'x' | b'X'));
        let mut end = 0;
        while let Some(byte) = bytes.get(end) {
            let exponent = !hex && end > 0 && matches!(bytes[end - 1], b'e' | b'E');
            match byte {
                b'0'..=b'9' | b'_' | b'.' => {}
                b'+' | b'-' if exponent => {}
                byte if byte.is_ascii_alphabetic() => {}
                _ => break,
            }
            end += 1;
        }
        end
    }
}

fn radix(digits: &str) -> Option<u32> {
    match digits.as_bytes() {
        [b'0', b'x' | b'X', _, ..] => Some(16),
        [b'0', b'o' | b'O', _, ..] => Some(8),
        [b'0', b'b' | b'B', _, ..] => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn literals_become_values() {
        for (text, value) in [
            ("12", json!(12)),
            ("-5", json!(-5)),
            (" 7 ", json!(7)),
            ("1_000", json!(1000)),
            ("0x1F", json!(31)),
            ("1e3", json!(1000.0)),
            (".5", json!(0.5)),
            ("True", json!(true)),
            ("None", json!(null)),
            ("'a\\'b'", json!("a'b")),
            ("\"\"\"{\"a\": 1}\"\"\"", json!("{\"a\": 1}")),
            ("'a' \"b\"", json!("ab")),
            ("'\\u00e9\\x41\\n'", json!("éA\n")),
            (
                "{'a': [1, 2.5, None], 'b': {}}",
                json!({"a": [1, 2.5, null], "b": {}}),
            ),
            ("[]", json!([])),
            ("(1)", json!(1)),
            ("[1,\n 2, # two\n]", json!([1, 2])),
            (
                "18446744073709551615",
                json!(18_446_744_073_709_551_615_u64),
            ),
        ] {
            let literal = evaluate(text).unwrap_or_else(|| panic!("`{text}` is a literal"));
            assert_eq!(
                literal,
                Literal {
                    value,
                    is_tuple: false
                },
                "{text}"
            );
        }
    }

    #[test]
    fn tuples_are_marked() {
        for (text, value) in [
            ("1,2", json!([1, 2])),
            ("(1,)", json!([1])),
            ("()", json!([])),
            ("'a',", json!(["a"])),
        ] {
            assert_eq!(
                evaluate(text),
                Some(Literal {
                    value,
                    is_tuple: true
                }),
                "{text}"
            );
        }
    }

    #[test]
    fn everything_else_stays_text() {
        for text in [
            "",
            "abc",
            "0012",
            "2024-01-01",
            "12:30",
            "1 2",
            "true",
            "null",
            "Nonesuch",
            "1+1",
            "--5",
            "b'x'",
            "{1, 2}",
            "'open",
            "[1, 2",
            "{'a': }",
            "{'a' 1}",
            "[1 2]",
            "1__0",
            "1_",
            "5j",
            "1e999",
            "123456789012345678901234567890",
            "{\"a\": true}",
        ] {
            assert_eq!(evaluate(text), None, "`{text}` is no literal");
        }
        assert_eq!(evaluate(&"[".repeat(100_000)), None, "depth is limited");
    }
}
