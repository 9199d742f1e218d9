//! Records and batches of them.

use std::fmt;

use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// One record: always a JSON object.
#[derive(Clone, Debug)]
pub enum Record {
    /// Its JSON text as the provider sent it, not parsed any further.
    Raw(Box<RawValue>),
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
            Record::Raw(raw) => serde_json::Deserializer::from_str(raw.get())
                .deserialize_map(Field(name))
                .ok()?,
        }
    }
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
}

/// Picks one field out of an object and skips the others.
struct Field<'a>(&'a str);

impl<'de> Visitor<'de> for Field<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if key == self.0 {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}
