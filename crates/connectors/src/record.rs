//! Records and batches of them.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::file_uploader::FileReference;
use crate::scan::{Field, Found, Scan};

/// One record: always a JSON object.
#[derive(Clone, Debug)]
pub enum Record {
    /// Its JSON text as the provider sent it, not parsed any further.
    Raw(Raw),
    /// Parsed, because the manifest filters, changes or looks into its records.
    Map(Map<String, Value>),
}

impl Record {
    /// The record as a JSON value, parsed where it was not.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match self {
            Record::Raw(raw) => serde_json::from_str(raw.get()).unwrap_or_default(),
            Record::Map(map) => Value::Object(map.clone()),
        }
    }

    /// One top-level field; of a raw record nothing else is parsed.
    pub(crate) fn field(&self, name: &str) -> Option<Value> {
        match self {
            Record::Map(map) => map.get(name).cloned(),
            Record::Raw(raw) => raw.field(name),
        }
    }
}

/// The text of a JSON object: a part of the answer that it came in, which is kept as long as any of
/// its records is.
#[derive(Clone, Debug)]
pub struct Raw {
    text: Bytes,
    found: Found,
    /// Those of all records of its page, and which of them are its own.
    fields: (Arc<Vec<Field>>, Range<usize>),
}

impl Raw {
    /// A part of an answer, which is UTF-8, that has been gone over.
    pub(crate) fn new(text: Bytes, found: Found, fields: (Arc<Vec<Field>>, Range<usize>)) -> Raw {
        Raw {
            text,
            found,
            fields,
        }
    }

    /// An object that a parser found.
    pub(crate) fn parsed(raw: Box<RawValue>) -> Option<Raw> {
        let text = Bytes::from(Box::<str>::from(raw).into_boxed_bytes());
        let mut fields = Vec::new();
        let found = Scan::new(&text).object(&mut fields)?;
        let own = 0..fields.len();
        Some(Raw::new(text, found, (Arc::new(fields), own)))
    }

    /// The text.
    #[must_use]
    pub fn get(&self) -> &str {
        // It was checked with the answer that it is a part of.
        std::str::from_utf8(&self.text).unwrap_or("{}")
    }

    /// Where its fields are in its text, in their order.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        let (all, own) = &self.fields;
        all.get(own.clone()).unwrap_or_default()
    }

    fn part(&self, place: &Range<u32>) -> &[u8] {
        let place = place.start as usize..place.end as usize;
        self.text.get(place).unwrap_or_default()
    }

    fn field(&self, name: &str) -> Option<Value> {
        let is_it = |(found, _): &&Field| match self.part(found) {
            [b'"', plain @ .., b'"'] if !plain.contains(&b'\\') => plain == name.as_bytes(),
            quoted => serde_json::from_slice::<String>(quoted).is_ok_and(|found| found == name),
        };
        // Of two fields of the same name the last one holds.
        let (_, value) = self.fields().iter().rev().find(is_it)?;
        serde_json::from_slice(self.part(value)).ok()
    }

    /// Writes it on one line and without its null fields; nulls further inside stay.
    ///
    /// # Errors
    /// Those of writing.
    pub(crate) fn write_line(&self, out: &mut impl Write) -> io::Result<()> {
        let breaks = self.found.breaks;
        if !self.found.has_null {
            return write_part(out, &self.text, breaks);
        }
        let mut before: &[u8] = b"{";
        for (name, value) in self.fields() {
            if self.part(value).starts_with(b"n") {
                continue;
            }
            out.write_all(before)?;
            write_part(out, self.part(&(name.start..value.end)), breaks)?;
            before = b",";
        }
        out.write_all(if before == b"{" { b"{}" } else { b"}" })
    }
}

/// A provider's own line breaks stand between values only, never in them.
fn write_part(out: &mut impl Write, text: &[u8], breaks: bool) -> io::Result<()> {
    if !breaks {
        return out.write_all(text);
    }
    let mut parts = text.split(|byte| matches!(byte, b'\n' | b'\r'));
    parts.try_for_each(|part| out.write_all(part))
}

/// A page of records, and where to resume after it.
#[derive(Debug, Default)]
pub struct Batch {
    /// The records, in the provider's order. May be empty where only the state moves on.
    pub records: Vec<Record>,
    /// The state from which it is safe to resume once this batch and all before it are kept; it
    /// belongs into the same transaction as the records. It counts what was given out whole:
    /// records of slices that are still being read come again. Streams without a cursor never
    /// give one.
    pub state: Option<Value>,
    /// The files of the records, one for each, where they stand for files and the commands of the
    /// protocol read them; empty else.
    pub files: Vec<FileReference>,
}
