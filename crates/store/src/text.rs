//! How cells compare: text without case, times as instants. Given to SQLite as functions, so that sorting and filtering
//! run there. Their results are never stored or indexed: a file of ours needs none of them to be read.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rusqlite::Connection as Database;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{Value as SqlValue, ValueRef};

use crate::cell::number_text;

/// Registers `hw_fold`, `hw_contains`, `hw_time` and `hw_text`.
pub(crate) fn register(database: &Database) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    database.create_scalar_function("hw_fold", 1, flags, |context| {
        Ok(show(context.get_raw(0)).map(|text| fold(&text)))
    })?;
    database.create_scalar_function("hw_contains", 2, flags, |context| {
        let needle = show(context.get_raw(1)).unwrap_or_default();
        Ok(show(context.get_raw(0)).map(|text| contains(&text, &needle)))
    })?;
    database.create_scalar_function("hw_time", 1, flags, |context| {
        Ok(show(context.get_raw(0)).map(|text| {
            instant(&text).map_or_else(|| SqlValue::Text(fold(&text)), SqlValue::Integer)
        }))
    })?;
    database.create_scalar_function("hw_moment", 1, flags, |context| {
        Ok(show(context.get_raw(0)).map(|text| match moment(&text) {
            Moment::Empty => EMPTY,
            Moment::Date(_) => DATE,
            Moment::Instant(_) => INSTANT,
            Moment::Unreadable => UNREADABLE,
        }))
    })?;
    database.create_scalar_function("hw_text", 1, flags, |context| {
        Ok(show(context.get_raw(0)).map(Cow::into_owned))
    })
}

/// A stored value as people read it; `None` for null.
fn show(value: ValueRef<'_>) -> Option<Cow<'_, str>> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(Cow::Owned(number.to_string())),
        ValueRef::Real(number) => Some(Cow::Owned(number_text(number))),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes)),
    }
}

/// Text without case: each character in lower case by itself, so that the result does not depend on its neighbours.
/// Accents stay.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Whether `text` contains `needle`, which is folded.
fn contains(text: &str, needle: &str) -> bool {
    if !text.is_ascii() {
        return fold(text).contains(needle);
    }
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    needle.is_empty()
        || text
            .windows(needle.len())
            .any(|part| part.eq_ignore_ascii_case(needle))
}

/// The instant that a text names, in microseconds since 1970. A time without an offset is taken as UTC, a date as its
/// midnight.
pub(crate) fn instant(text: &str) -> Option<i64> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time.as_microsecond());
    }
    let civil = text.parse::<DateTime>().ok()?;
    Some(
        civil
            .to_zoned(TimeZone::UTC)
            .ok()?
            .timestamp()
            .as_microsecond(),
    )
}

/// What a text of a time column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Nothing.
    Empty,
    /// A date, in days since 1970.
    Date(i32),
    /// A time, in microseconds since 1970; without an offset it is taken as UTC.
    Instant(i64),
    /// Something else.
    Unreadable,
}

/// The moments' numbers in SQL, ordered so that the largest of a column says how it can be read.
const EMPTY: i64 = 0;
pub(crate) const DATE: i64 = 1;
const INSTANT: i64 = 2;
pub(crate) const UNREADABLE: i64 = 3;

/// What a text of a time column says.
pub(crate) fn moment(text: &str) -> Moment {
    if text.is_empty() {
        return Moment::Empty;
    }
    if text.len() == 10
        && let Ok(date) = text.parse::<jiff::civil::Date>()
    {
        let days = date
            .duration_since(jiff::civil::date(1970, 1, 1))
            .as_hours()
            / 24;
        return i32::try_from(days).map_or(Moment::Unreadable, Moment::Date);
    }
    instant(text).map_or(Moment::Unreadable, Moment::Instant)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn contains_knows_no_case_in_any_alphabet() {
        for (text, needle) in [
            ("ACME Ltd", "acme"),
            ("Ünal GmbH", "ünal"),
            ("ΟΔΟΣ", "δοσ"),
            ("abc", ""),
            ("x", "X"),
        ] {
            assert!(contains(text, &fold(needle)), "{text} contains {needle}");
        }
        for (text, needle) in [("abc", "abcd"), ("abc", "ä"), ("", "a")] {
            assert!(
                !contains(text, &fold(needle)),
                "{text} does not contain {needle}"
            );
        }
    }

    #[test]
    fn times_compare_as_instants() {
        assert_eq!(
            instant("2026-01-01T01:00:00+01:00"),
            instant("2026-01-01T00:00:00Z")
        );
        assert_eq!(instant("2026-01-01T00:00:00"), instant("2026-01-01"));
        assert!(instant("2026-01-01T00:00:00.5Z") > instant("2026-01-01T00:00:00Z"));
        assert_eq!(instant("yesterday"), None);
    }
}
