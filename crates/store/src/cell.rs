//! Cells: one value of one record, the type of its column, and what happens when the two do not agree.
//!
//! Nothing that a source sends is lost. A value that says the same in another spelling is taken as the column's type
//! (`"12"` as 12); for any other the column is widened, at the end of the way to text. Numbers with a fraction are
//! 64-bit floating point, as in RFC 8259 section 6; whole numbers are kept to the last digit.

use std::borrow::Cow;

use rusqlite::types::{ToSql, ToSqlOutput};
use serde_json::Value;

use crate::word::words;

words! {
    /// What the cells of a column hold.
    pub enum CellType {
        /// Text.
        Text = "text",
        /// Whole number of 64 bits.
        Integer = "integer",
        /// Floating-point number of 64 bits.
        Number = "number",
        /// True or false, stored as 1 or 0.
        Boolean = "boolean",
        /// Time as text, as the source wrote it.
        Time = "time",
        /// Nested value as JSON text.
        Json = "json",
    }
}

impl CellType {
    /// The type that a field's JSON schema gives; `None` where it allows anything, and the first value decides.
    pub(crate) fn of_schema(schema: &Value) -> Option<Self> {
        let named = match &schema["type"] {
            Value::String(name) => Self::of_schema_type(name, schema),
            Value::Array(names) => names
                .iter()
                .filter_map(Value::as_str)
                .filter_map(|name| Self::of_schema_type(name, schema))
                .reduce(Self::join),
            _ => None,
        };
        let branches = ["anyOf", "oneOf", "allOf"]
            .iter()
            .filter_map(|word| schema[word].as_array())
            .flatten()
            .filter_map(Self::of_schema);
        named.into_iter().chain(branches).reduce(Self::join)
    }

    fn of_schema_type(name: &str, schema: &Value) -> Option<Self> {
        match name {
            "string" => match schema["format"].as_str() {
                Some("date-time" | "date") => Some(Self::Time),
                _ => Some(Self::Text),
            },
            "integer" => Some(Self::Integer),
            "number" => Some(Self::Number),
            "boolean" => Some(Self::Boolean),
            "object" | "array" => Some(Self::Json),
            _ => None,
        }
    }

    /// The narrowest type that holds what either holds.
    fn join(self, other: Self) -> Self {
        match (self, other) {
            (one, two) if one == two => one,
            (Self::Integer, Self::Number) | (Self::Number, Self::Integer) => Self::Number,
            _ => Self::Text,
        }
    }

    /// The type in the table's declaration. Times and JSON are declared as text: any other word would make SQLite turn
    /// values that look like numbers into numbers.
    pub(crate) fn declared(self) -> &'static str {
        match self {
            Self::Text | Self::Time | Self::Json => "TEXT",
            Self::Integer => "INTEGER",
            Self::Number => "REAL",
            Self::Boolean => "BOOLEAN",
        }
    }

    /// The type that a column of this type needs to become to hold `cell`, which does not fit it.
    pub(crate) fn widened_by(self, cell: &Cell<'_>) -> Self {
        match (self, cell) {
            (Self::Integer, Cell::Number(_)) => Self::Number,
            _ => Self::Text,
        }
    }
}

/// A value of a record, borrowed from it where that is possible.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Null or absent.
    #[default]
    Null,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    /// A number that neither of the two holds, in its digits.
    Digits(Cow<'a, str>),
    Text(Cow<'a, str>),
    /// An array or object, in its JSON text.
    Json(Cow<'a, str>),
}

/// Up to here a floating-point number holds every whole number.
pub const EXACT: u64 = 1 << 53;

impl<'a> Cell<'a> {
    /// Reads a value from its JSON text, which is known to be well-formed.
    pub(crate) fn from_json(json: &'a str) -> Self {
        match json.as_bytes().first() {
            Some(b'"') => Cell::Text(unescape(json)),
            Some(b'{' | b'[') => Cell::Json(Cow::Borrowed(json)),
            Some(b't') => Cell::Boolean(true),
            Some(b'f') => Cell::Boolean(false),
            Some(b'n') | None => Cell::Null,
            Some(_) => Self::from_digits(json),
        }
    }

    fn from_digits(digits: &'a str) -> Self {
        let whole = !digits
            .bytes()
            .any(|byte| matches!(byte, b'.' | b'e' | b'E'));
        if whole {
            return match digits.parse() {
                Ok(number) => Cell::Integer(number),
                Err(_) => Cell::Digits(Cow::Borrowed(digits)),
            };
        }
        match digits.parse::<f64>() {
            Ok(number) if number.is_finite() => Cell::Number(number),
            _ => Cell::Digits(Cow::Borrowed(digits)),
        }
    }

    /// Takes a value that has been parsed.
    pub(crate) fn from_value(value: &'a Value) -> Self {
        match value {
            Value::Null => Cell::Null,
            Value::Bool(truth) => Cell::Boolean(*truth),
            Value::String(text) => Cell::Text(Cow::Borrowed(text)),
            Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(whole), _, _) => Cell::Integer(whole),
                (None, None, Some(number)) => Cell::Number(number),
                _ => Cell::Digits(Cow::Owned(number.to_string())),
            },
            Value::Array(_) | Value::Object(_) => Cell::Json(Cow::Owned(value.to_string())),
        }
    }

    /// The type that a new column gets by its first value; `None` for null.
    pub(crate) fn cell_type(&self) -> Option<CellType> {
        match self {
            Cell::Null => None,
            Cell::Boolean(_) => Some(CellType::Boolean),
            Cell::Integer(_) => Some(CellType::Integer),
            Cell::Number(_) => Some(CellType::Number),
            Cell::Digits(_) | Cell::Text(_) => Some(CellType::Text),
            Cell::Json(_) => Some(CellType::Json),
        }
    }

    /// Makes the cell one of a column of type `column`, or tells that it would not say the same there.
    ///
    /// Deliberate: an empty text in a column of numbers or truth values becomes null; it says as little.
    pub(crate) fn fit(&mut self, column: CellType) -> bool {
        use CellType as T;
        let fitted = match (column, &*self) {
            (_, Cell::Null)
            | (T::Text | T::Time, Cell::Text(_))
            | (T::Integer, Cell::Integer(_))
            | (T::Number, Cell::Number(_))
            | (T::Boolean, Cell::Boolean(_))
            | (T::Text | T::Json, Cell::Json(_)) => return true,
            (T::Integer, Cell::Number(number)) => match whole(*number) {
                Some(whole) => Cell::Integer(whole),
                None => return false,
            },
            (T::Number, Cell::Integer(whole)) if whole.unsigned_abs() <= EXACT => {
                Cell::Number(*whole as f64)
            }
            (T::Integer | T::Number | T::Boolean, Cell::Text(text)) => {
                match from_spelling(column, text) {
                    Some(cell) => cell,
                    None => return false,
                }
            }
            (T::Text, _) => Cell::Text(Cow::Owned(self.to_text())),
            (T::Json, Cell::Text(text)) => Cell::Json(Cow::Owned(Value::from(&**text).to_string())),
            (T::Json, _) => Cell::Json(Cow::Owned(self.to_text())),
            _ => return false,
        };
        *self = fitted;
        true
    }

    /// The value as people read it.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Cell::Null => String::new(),
            Cell::Boolean(truth) => truth.to_string(),
            Cell::Integer(number) => number.to_string(),
            Cell::Number(number) => number_text(*number),
            Cell::Digits(text) | Cell::Text(text) | Cell::Json(text) => text.to_string(),
        }
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Cell::Null => ToSqlOutput::from(rusqlite::types::Null),
            Cell::Boolean(truth) => ToSqlOutput::from(*truth),
            Cell::Integer(number) => ToSqlOutput::from(*number),
            Cell::Number(number) => ToSqlOutput::from(*number),
            Cell::Digits(text) | Cell::Text(text) | Cell::Json(text) => ToSqlOutput::from(&**text),
        })
    }
}

/// A number as text: whole ones without a fraction, others in the fewest digits that give the same number.
pub(crate) fn number_text(number: f64) -> String {
    match whole(number) {
        Some(whole) => whole.to_string(),
        None => Value::from(number).to_string(),
    }
}

fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= EXACT as f64).then_some(number as i64)
}

/// The content of a JSON string.
///
/// # Errors
/// It is none, or has half of a surrogate pair, which no text can hold.
pub(crate) fn content(json: &str) -> serde_json::Result<Cow<'_, str>> {
    let quoted = json.strip_prefix('"');
    let content = quoted.and_then(|rest| rest.strip_suffix('"'));
    match content.filter(|content| !content.as_bytes().contains(&b'\\')) {
        Some(content) => Ok(Cow::Borrowed(content)),
        None => serde_json::from_str(json).map(Cow::Owned),
    }
}

/// The same of what is one for sure; half of a surrogate pair leaves its escapes as they are.
fn unescape(json: &str) -> Cow<'_, str> {
    content(json).unwrap_or_else(|_| Cow::Borrowed(&json[1..json.len() - 1]))
}

/// What a text says where numbers or truth values are expected, if it says it in a spelling that can be told back from
/// the value: `007` is no number, it is a code.
fn from_spelling(column: CellType, text: &str) -> Option<Cell<'static>> {
    match (column, text) {
        (_, "") => Some(Cell::Null),
        (CellType::Boolean, "true") => Some(Cell::Boolean(true)),
        (CellType::Boolean, "false") => Some(Cell::Boolean(false)),
        (CellType::Integer, _) if plain_decimal(text) => text.parse().ok().map(Cell::Integer),
        // Fifteen digits survive the way through floating point.
        (CellType::Number, _) if plain_decimal(text) && text.len() <= 15 => {
            text.parse().ok().map(Cell::Number)
        }
        _ => None,
    }
}

/// Digits with at most a leading minus and a fraction, without leading zeros.
fn plain_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole)
        && all_digits(fraction)
        && (whole == "0" || !whole.starts_with('0'))
        && text != "-0"
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn a_schema_gives_the_narrowest_type_that_holds_all_it_allows() {
        let cases = [
            (json!({"type": "string"}), Some(CellType::Text)),
            (
                json!({"type": ["null", "string"], "format": "date-time"}),
                Some(CellType::Time),
            ),
            (
                json!({"type": ["null", "integer", "number"]}),
                Some(CellType::Number),
            ),
            (json!({"type": ["integer", "string"]}), Some(CellType::Text)),
            (
                json!({"anyOf": [{"type": "null"}, {"type": "boolean"}]}),
                Some(CellType::Boolean),
            ),
            (
                json!({"oneOf": [{"type": "object"}, {"type": "array"}]}),
                Some(CellType::Json),
            ),
            (json!({"type": "null"}), None),
            (json!({}), None),
            (json!(true), None),
        ];
        for (schema, expected) in cases {
            assert_eq!(CellType::of_schema(&schema), expected, "{schema}");
        }
    }

    #[test]
    fn both_ways_of_reading_a_value_give_the_same_cell() {
        for json in [
            "null",
            "true",
            "false",
            "0",
            "-7",
            "9223372036854775807",
            "18446744073709551615",
            "1.5",
            "-2.50e3",
            r#""plain""#,
            r#""with \"quotes\" and é""#,
            r#"{"a":[1,2]}"#,
            "[]",
        ] {
            let value: Value = serde_json::from_str(json).unwrap();
            assert_eq!(Cell::from_json(json), Cell::from_value(&value), "{json}");
        }
    }

    #[test]
    fn a_value_fits_where_it_says_the_same_and_nowhere_else() {
        use CellType as T;
        let fits = [
            ("12", T::Number, Cell::Number(12.0)),
            ("12.0", T::Integer, Cell::Integer(12)),
            (r#""12""#, T::Integer, Cell::Integer(12)),
            (r#""1200.50""#, T::Number, Cell::Number(1200.5)),
            (r#""""#, T::Number, Cell::Null),
            (r#""false""#, T::Boolean, Cell::Boolean(false)),
            ("5", T::Text, Cell::Text("5".into())),
            ("0.1", T::Text, Cell::Text("0.1".into())),
            (
                "99999999999999999999",
                T::Text,
                Cell::Text("99999999999999999999".into()),
            ),
            (r#""a\"b""#, T::Json, Cell::Json(r#""a\"b""#.into())),
        ];
        for (json, column, expected) in fits {
            let mut cell = Cell::from_json(json);
            assert!(cell.fit(column), "{json} in {column:?}");
            assert_eq!(cell, expected, "{json} in {column:?}");
        }
        for (json, column) in [
            ("1.5", T::Integer),
            (r#""007""#, T::Integer),
            (r#""1.0""#, T::Integer),
            (r#""1234567890.1234567""#, T::Number),
            ("9007199254740993", T::Number),
            ("99999999999999999999", T::Number),
            ("1", T::Boolean),
            ("true", T::Integer),
            ("1700000000", T::Time),
            ("[1]", T::Number),
        ] {
            let mut cell = Cell::from_json(json);
            let before = cell.clone();
            assert!(!cell.fit(column), "{json} would be changed in {column:?}");
            assert_eq!(cell, before, "a cell that does not fit is left as it is");
        }
    }

    #[test]
    fn half_a_surrogate_pair_keeps_its_escape() {
        assert_eq!(
            Cell::from_json(r#""a\ud83db""#),
            Cell::Text(r"a\ud83db".into())
        );
    }
}
