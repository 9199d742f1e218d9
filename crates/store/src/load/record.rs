//! Records on their way into cells: each is read once, straight into the cells of its row.

use std::fmt;
use std::ops::Range;

use serde::Deserializer as _;
use serde::de::{DeserializeSeed, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::cell::{Cell, content};
use crate::table::Table;

/// A record: its JSON text, or, where something has been done to it, its parsed fields. All give the same row.
#[derive(Clone, Copy, Debug)]
pub enum Record<'a> {
    /// JSON text of an object; faster than parsed fields, as nothing but the cells is made of it.
    Raw(&'a str),
    /// The same from whoever has gone over the text and knows where its fields are, in bytes: each name, with the quotes,
    /// and its value. The fastest, as nothing is gone over again.
    Fields(&'a str, &'a [(Range<u32>, Range<u32>)]),
    /// Fields by name.
    Map(&'a Map<String, Value>),
}

impl<'a> From<&'a RawValue> for Record<'a> {
    fn from(text: &'a RawValue) -> Self {
        Record::Raw(text.get())
    }
}

impl<'a> From<&'a Map<String, Value>> for Record<'a> {
    fn from(fields: &'a Map<String, Value>) -> Self {
        Record::Map(fields)
    }
}

/// The cells of a record.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    /// In the order of the table's columns.
    pub cells: Vec<Cell<'a>>,
    /// Fields that the table has no column for.
    pub unknown: Vec<(String, Cell<'a>)>,
}

impl<'a> Row<'a> {
    fn put(&mut self, place: Place, cell: Cell<'a>) {
        match place {
            Place::Column(position) => self.cells[position] = cell,
            Place::Unknown(field) => self.unknown.push((field, cell)),
        }
    }
}

/// Where a field's cell goes.
enum Place {
    Column(usize),
    Unknown(String),
}

/// Finds the columns of fields. Records of a stream mostly have their fields in one order, so it remembers which column
/// came after which and looks a name up only where that fails.
#[derive(Debug, Default)]
pub(super) struct Finder {
    /// By one more than the column before, or 0 at the start of a record.
    following: Vec<usize>,
}

impl Finder {
    /// Reads a record. Of two fields of the same name the last holds.
    ///
    /// # Errors
    /// What it is, where it is no object. Nothing of its content is told.
    pub fn read<'a>(&mut self, record: Record<'a>, table: &Table) -> Result<Row<'a>, String> {
        self.following.resize(table.columns.len() + 1, 0);
        let mut row = Row::default();
        row.cells.resize_with(table.columns.len(), Cell::default);
        let mut reading = Reading {
            finder: self,
            table,
            row,
            after: 0,
        };
        match record {
            Record::Map(fields) => {
                for (field, value) in fields {
                    let place = reading.place(field);
                    reading.row.put(place, Cell::from_value(value));
                }
                Ok(reading.row)
            }
            Record::Fields(text, fields) => {
                let part = |place: &Range<u32>| {
                    let part = text.get(place.start as usize..place.end as usize);
                    part.ok_or("a field is beyond its end")
                };
                for (name, value) in fields {
                    let name = content(part(name)?).map_err(|error| error.to_string())?;
                    let place = reading.place(&name);
                    reading.row.put(place, Cell::from_json(part(value)?));
                }
                Ok(reading.row)
            }
            Record::Raw(text) => {
                if let Some(kind) = not_an_object(text) {
                    return Err(kind.into());
                }
                let mut json = serde_json::Deserializer::from_str(text);
                json.deserialize_map(reading)
                    .map_err(|error| error.to_string())
            }
        }
    }
}

/// What well-formed JSON text is, if not an object.
fn not_an_object(json: &str) -> Option<&'static str> {
    match json.as_bytes().first() {
        Some(b'{') => None,
        Some(b'[') => Some("it is an array"),
        Some(b'"') => Some("it is a text"),
        Some(b'n') => Some("it is null"),
        _ => Some("it is a number or a truth value"),
    }
}

/// A record being read.
struct Reading<'t, 'a> {
    finder: &'t mut Finder,
    table: &'t Table,
    row: Row<'a>,
    after: usize,
}

impl Reading<'_, '_> {
    fn place(&mut self, field: &str) -> Place {
        let guess = self.finder.following[self.after];
        let guessed = self
            .table
            .columns
            .get(guess)
            .is_some_and(|column| column.name == field);
        let position = if guessed {
            Some(guess)
        } else {
            self.table.position(field)
        };
        match position {
            Some(position) => {
                self.finder.following[self.after] = position;
                self.after = position + 1;
                Place::Column(position)
            }
            None => Place::Unknown(field.into()),
        }
    }
}

impl<'a> Visitor<'a> for Reading<'_, 'a> {
    type Value = Row<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut fields: A) -> Result<Row<'a>, A::Error> {
        while let Some(place) = fields.next_key_seed(FieldName(&mut self))? {
            let value: &'a RawValue = fields.next_value()?;
            self.row.put(place, Cell::from_json(value.get()));
        }
        Ok(self.row)
    }
}

/// A field's name on its way to the place of its cell.
struct FieldName<'r, 't, 'a>(&'r mut Reading<'t, 'a>);

impl<'de> DeserializeSeed<'de> for FieldName<'_, '_, '_> {
    type Value = Place;

    fn deserialize<D: serde::Deserializer<'de>>(self, name: D) -> Result<Place, D::Error> {
        name.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldName<'_, '_, '_> {
    type Value = Place;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Place, E> {
        Ok(self.0.place(name))
    }
}
