//! Rows in the server's binary format of COPY, straight from Arrow's columns.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array as _, ArrayRef, RecordBatch};
use bytes::{BufMut as _, Bytes, BytesMut};

use super::columns::ColumnType;

/// What a stream of rows begins with: the signature, no flags, no extension.
pub(super) const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// What it ends with.
pub(super) const END: &[u8] = &[0xff, 0xff];

/// The server counts days and microseconds from 2000-01-01, Arrow from 1970-01-01.
const DAYS: i32 = 10_957;
const MICROSECONDS: i64 = DAYS as i64 * 86_400_000_000;

const NULL: i32 = -1;

/// The rows of a batch whose columns have these types, in order.
pub(super) fn rows(batch: &RecordBatch, types: &[ColumnType]) -> Bytes {
    let columns: Vec<(&ArrayRef, &ColumnType)> = batch.columns().iter().zip(types).collect();
    let mut out = BytesMut::with_capacity(
        batch.get_array_memory_size() + batch.num_rows() * (2 + 4 * columns.len()),
    );
    let count = i16::try_from(columns.len()).unwrap_or(i16::MAX);
    for row in 0..batch.num_rows() {
        out.put_i16(count);
        for (column, of) in &columns {
            match column.is_null(row) {
                true => out.put_i32(NULL),
                false => put(&mut out, column, row, of),
            }
        }
    }
    out.freeze()
}

/// One value: its length and its bytes.
fn put(out: &mut BytesMut, column: &ArrayRef, row: usize, of: &ColumnType) {
    match of {
        ColumnType::Boolean => {
            out.put_i32(1);
            out.put_u8(column.as_boolean().value(row).into());
        }
        ColumnType::Bigint => {
            out.put_i32(8);
            out.put_i64(column.as_primitive::<Int64Type>().value(row));
        }
        ColumnType::Double => {
            out.put_i32(8);
            out.put_f64(column.as_primitive::<Float64Type>().value(row));
        }
        ColumnType::Date => {
            out.put_i32(4);
            let days = column.as_primitive::<Date32Type>().value(row);
            out.put_i32(days.saturating_sub(DAYS));
        }
        ColumnType::Timestamp => {
            out.put_i32(8);
            let at = column.as_primitive::<TimestampMicrosecondType>().value(row);
            out.put_i64(at.saturating_sub(MICROSECONDS));
        }
        ColumnType::Text => put_text(out, &[], &text(column.as_string::<i32>().value(row))),
        // The first byte is the format's version.
        ColumnType::Json => put_text(out, &[1], &json(column.as_string::<i32>().value(row))),
    }
}

fn put_text(out: &mut BytesMut, head: &[u8], text: &str) {
    let length = head.len() + text.len();
    out.put_i32(i32::try_from(length).unwrap_or(i32::MAX));
    out.put_slice(head);
    out.put_slice(text.as_bytes());
}

type Text<'a> = std::borrow::Cow<'a, str>;

/// The server's text holds every character but NUL, which becomes the replacement character.
fn text(text: &str) -> Text<'_> {
    match text.contains('\0') {
        true => text.replace('\0', "\u{fffd}").into(),
        false => text.into(),
    }
}

/// `jsonb` refuses escapes of NUL and of half a surrogate pair: they become the replacement character as well.
fn json(json: &str) -> Text<'_> {
    if !json.contains("\\u") {
        return json.into();
    }
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = match (escape(rest), rest.get(6..).and_then(escape)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0 | 0xd800..=0xdfff), _) => {
                out.push('\u{fffd}');
                rest = &rest[6..];
                continue;
            }
            (Some(_), _) => 6,
            // A backslash and the one character after it, which may be a backslash itself.
            (None, _) => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        };
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out.into()
}

/// The unit that `\uXXXX` at the beginning stands for.
fn escape(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The server refuses a whole batch for one such escape, so none may be left, and nothing else may change.
    #[test]
    fn json_that_jsonb_refuses_is_mended() {
        let cases = [
            (r#"{"a":"b"}"#, r#"{"a":"b"}"#),
            (r#"["\u0000x"]"#, "[\"\u{fffd}x\"]"),
            (r#"["\\u0000"]"#, r#"["\\u0000"]"#),
            (r#"["\\\u0000"]"#, "[\"\\\\\u{fffd}\"]"),
            (r#"["\ud83d\ude00 \u00e9"]"#, r#"["\ud83d\ude00 \u00e9"]"#),
            (r#"["\ud83d!"]"#, "[\"\u{fffd}!\"]"),
            (r#"["\ude00"]"#, "[\"\u{fffd}\"]"),
            (r#"["\ud83d\ud83d\ude00"]"#, "[\"\u{fffd}\\ud83d\\ude00\"]"),
        ];
        for (given, expected) in cases {
            assert_eq!(json(given), expected, "{given}");
        }
    }
}
