//! Records and batches of them.

use std::io::{self, Write};

use bytes::Bytes;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::file_uploader::FileReference;
use crate::scan::{Found, Scan};

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
}

impl Raw {
    /// A part of an answer, which is UTF-8, that has been gone over.
    pub(crate) fn new(text: Bytes, found: Found) -> Raw {
        Raw { text, found }
    }

    /// An object that a parser found.
    pub(crate) fn parsed(raw: Box<RawValue>) -> Option<Raw> {
        let text = Bytes::from(Box::<str>::from(raw).into_boxed_bytes());
        let found = Scan::new(&text).object()?;
        Some(Raw { text, found })
    }

    /// The text.
    #[must_use]
    pub fn get(&self) -> &str {
        // It was checked with the answer that it is a part of.
        std::str::from_utf8(&self.text).unwrap_or("{}")
    }

    fn field(&self, name: &str) -> Option<Value> {
        let mut found = None;
        Scan::new(&self.text).members(0, |text, member| {
            let inner = text.get(member.name.start + 1..member.name.end - 1);
            let is_it = match inner {
                Some(inner) if inner.contains(&b'\\') => {
                    let key = text.get(member.name).map(serde_json::from_slice::<String>);
                    key.and_then(Result::ok).as_deref() == Some(name)
                }
                inner => inner == Some(name.as_bytes()),
            };
            if is_it {
                found = text.get(member.value);
            }
        });
        serde_json::from_slice(found?).ok()
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
        let mut written = Ok(());
        Scan::new(&self.text).members(0, |text, member| {
            let is_null = text.get(member.value.start) == Some(&b'n');
            if let (false, Ok(()), Some(field)) = (
                is_null,
                &written,
                text.get(member.name.start..member.value.end),
            ) {
                written = out.write_all(before);
                before = b",";
                if written.is_ok() {
                    written = write_part(out, field, breaks);
                }
            }
        });
        written?;
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
