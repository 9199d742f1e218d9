//! `CsvDecoder`: rows under a row of names, by the rules of the reference's own reader.
//!
//! A field in quotes may hold delimiters and line ends, and quotes that are doubled; quotes
//! anywhere else are characters. Line ends of any kind are read as one `\n`. Empty lines are no
//! rows. What a row lacks is null, what it has too much is a list under `null`.

use std::collections::VecDeque;
use std::io::{BufReader, Bytes, Read};

use serde_json::{Map, Value};

use super::recode::Charset;
use super::{Body, LONGEST};
use crate::fields::{Component, Fields};

/// `CsvDecoder` and its options.
#[derive(Debug)]
pub(crate) struct Csv {
    charset: Charset,
    delimiter: Vec<u8>,
    /// Texts that stand for nothing.
    nulls: Vec<String>,
}

impl Csv {
    /// Commas, UTF-8, and these texts for nothing.
    pub(crate) fn with_nulls(nulls: &[&str], charset: &str) -> Csv {
        Csv {
            charset: Charset::named(charset).unwrap_or(Charset::Utf8),
            delimiter: b",".to_vec(),
            nulls: nulls.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    /// The rows of a body.
    pub(crate) fn documents(
        &self,
        body: impl Read + Send + 'static,
    ) -> Result<Documents<'_>, String> {
        let reader = BufReader::new(self.charset.reader(body));
        let mut rows = Rows {
            bytes: reader.bytes(),
            back: VecDeque::new(),
            delimiter: &self.delimiter,
        };
        let names = rows.next().transpose()?.unwrap_or_default();
        Ok(Documents {
            rows,
            names,
            nulls: &self.nulls,
        })
    }
}

impl Component for Csv {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let name = fields.text("encoding")?.unwrap_or_else(|| "utf-8".into());
        let Some(charset) = Charset::named(&name) else {
            return fields.refuse(format!("the encoding `{name}` is not known"));
        };
        let delimiter = fields.text("delimiter")?.unwrap_or_else(|| ",".into());
        let Some(delimiter) = unescaped(&delimiter) else {
            return fields.refuse("`delimiter` must be one character");
        };
        Some(Csv {
            charset,
            delimiter,
            nulls: fields.texts("set_values_to_none")?,
        })
    }
}

/// The one character that a delimiter is, which may be written as `\t` or `\x1f`.
fn unescaped(text: &str) -> Option<Vec<u8>> {
    let character = match text.strip_prefix('\\') {
        None => text.chars().next().filter(|_| text.chars().count() == 1)?,
        Some("t") => '\t',
        Some("n") => '\n',
        Some("r") => '\r',
        Some("\\") => '\\',
        Some(rest) => {
            let digits = rest.strip_prefix(['x', 'u'])?;
            char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
        }
    };
    Some(character.to_string().into_bytes())
}

/// The rows of a body as mappings.
pub(crate) struct Documents<'a> {
    rows: Rows<'a>,
    names: Vec<String>,
    nulls: &'a [String],
}

impl Iterator for Documents<'_> {
    type Item = Result<Value, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = match self.rows.next()? {
            Ok(row) => row,
            Err(reason) => return Some(Err(reason)),
        };
        let value = |text: String| match self.nulls.contains(&text) {
            true => Value::Null,
            false => Value::String(text),
        };
        let mut fields = row.into_iter();
        let mut record: Map<String, Value> = self
            .names
            .iter()
            .map(|name| (name.clone(), fields.next().map_or(Value::Null, value)))
            .collect();
        let rest: Vec<Value> = fields.map(Value::String).collect();
        if !rest.is_empty() {
            record.insert("null".into(), Value::Array(rest));
        }
        Some(Ok(Value::Object(record)))
    }
}

/// Where in a row the reader is.
#[derive(Clone, Copy, PartialEq)]
enum At {
    FieldStart,
    Field,
    Quoted,
    QuoteInQuoted,
}

struct Rows<'a> {
    bytes: Bytes<BufReader<Body>>,
    /// What was read too far.
    back: VecDeque<u8>,
    delimiter: &'a [u8],
}

impl Rows<'_> {
    /// The next byte, line ends made one.
    fn byte(&mut self) -> Result<Option<u8>, String> {
        if let Some(byte) = self.back.pop_front() {
            return Ok(Some(byte));
        }
        let mut raw = || {
            self.bytes
                .next()
                .transpose()
                .map_err(|error| error.to_string())
        };
        match raw()? {
            Some(b'\r') => {
                if let Some(next) = raw()?.filter(|next| *next != b'\n') {
                    self.back
                        .push_back(if next == b'\r' { b'\n' } else { next });
                }
                Ok(Some(b'\n'))
            }
            byte => Ok(byte),
        }
    }

    /// One row; empty lines are rows without fields.
    fn row(&mut self) -> Result<Option<Vec<String>>, String> {
        let (mut row, mut field, mut at) = (Vec::new(), Vec::new(), At::FieldStart);
        let mut is_empty = true;
        for _ in 0..LONGEST {
            let Some(byte) = self.byte()? else {
                if is_empty {
                    return Ok(None);
                }
                row.push(text(field)?);
                return Ok(Some(row));
            };
            match (at, byte) {
                (At::Quoted, b'"') => at = At::QuoteInQuoted,
                (At::Quoted, byte) => field.push(byte),
                (_, b'\n') => {
                    if !is_empty {
                        row.push(text(field)?);
                    }
                    return Ok(Some(row));
                }
                (At::FieldStart, b'"') => at = At::Quoted,
                (At::QuoteInQuoted, b'"') => {
                    field.push(b'"');
                    at = At::Quoted;
                }
                (_, byte) => {
                    field.push(byte);
                    at = At::Field;
                    if field.ends_with(self.delimiter) {
                        field.truncate(field.len() - self.delimiter.len());
                        row.push(text(std::mem::take(&mut field))?);
                        at = At::FieldStart;
                    }
                }
            }
            is_empty = false;
        }
        Err("it has a row that does not end".to_owned())
    }
}

fn text(field: Vec<u8>) -> Result<String, String> {
    String::from_utf8(field).map_err(|_| "it is not in the encoding that is named".to_owned())
}

impl Iterator for Rows<'_> {
    type Item = Result<Vec<String>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.row() {
                Ok(Some(row)) if row.is_empty() => {}
                other => return other.transpose(),
            }
        }
    }
}
