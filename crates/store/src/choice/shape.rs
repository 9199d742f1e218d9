//! A record as it is written: without what is left out, with digests and expanded objects in place of what they stand
//! for. What is kept is copied as the source wrote it, so that a choice changes nothing else.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Choice, Hasher, Treatment, name, rows};
use crate::cell::Cell;

/// A record after the choice.
pub(crate) struct Shaped {
    /// What is written of it.
    pub record: Box<RawValue>,
    /// Whether it is written at all; otherwise the row of its key, which an earlier sync may have written, goes.
    pub wanted: bool,
}

/// Why a record was not shaped.
pub(crate) enum Unshaped {
    /// It is no object.
    NotAnObject(String),
    /// A value is to be hashed, and nobody can.
    NoHasher,
}

impl Choice {
    /// Shapes a record, given as its JSON text.
    ///
    /// # Errors
    /// [`Unshaped`].
    pub(crate) fn shape(&self, record: &str, hasher: Option<&Hasher>) -> Result<Shaped, Unshaped> {
        let malformed = |error: serde_json::Error| Unshaped::NotAnObject(error.to_string());
        if !is_object(record) {
            return Err(Unshaped::NotAnObject("it is something else".into()));
        }
        let fields = Fields::read(record).map_err(malformed)?;
        let mut writer = Writer {
            choice: self,
            hasher,
            text: String::with_capacity(record.len()),
        };
        writer.text.push('{');
        writer.put_all(None, &fields)?;
        writer.text.push('}');
        Ok(Shaped {
            record: RawValue::from_string(writer.text).map_err(malformed)?,
            wanted: rows::meets(&fields, &self.rows),
        })
    }
}

/// Writes the fields of a record.
struct Writer<'c> {
    choice: &'c Choice,
    hasher: Option<&'c Hasher>,
    text: String,
}

impl Writer<'_> {
    fn put_all(&mut self, within: Option<&str>, fields: &Fields<'_>) -> Result<(), Unshaped> {
        for (field, value) in fields.iter() {
            let column = name(within, field);
            match self.choice.treatment(&column) {
                Treatment::Leave => {}
                Treatment::Hash => match Cell::from_json(value.get()).to_text() {
                    // Null and empty text say nothing; a digest would only make it look like something.
                    text if text.is_empty() => self.put(&column, value.get()),
                    text => {
                        let hasher = self.hasher.ok_or(Unshaped::NoHasher)?;
                        self.put(&column, &quoted(&(hasher.0)(&text)));
                    }
                },
                Treatment::Expand if is_object(value.get()) => {
                    let inner = Fields::read(value.get())
                        .map_err(|error| Unshaped::NotAnObject(error.to_string()))?;
                    self.put_all(Some(&column), &inner)?;
                }
                Treatment::Keep | Treatment::Expand => self.put(&column, value.get()),
            }
        }
        Ok(())
    }

    fn put(&mut self, column: &str, json: &str) {
        if self.text.len() > 1 {
            self.text.push(',');
        }
        self.text += &quoted(column);
        self.text.push(':');
        self.text += json;
    }
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Whether JSON text is an object.
pub(super) fn is_object(json: &str) -> bool {
    json.starts_with('{')
}

/// The fields of an object in their order, with their JSON text.
pub(super) struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// Reads an object.
    pub fn read(json: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// Name and value of each.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        json.deserialize_map(Object)
    }
}
