//! Cells as the JSON text that the window is sent.

use rusqlite::types::ValueRef;
use serde::Serialize;

use crate::cell::{CellType, EXACT};
use crate::error::{Error, Result};

/// An array of arrays that is being written: straight from the database's memory, with nothing made on the way.
pub(super) struct Written(Vec<u8>);

impl Written {
    pub fn new() -> Self {
        Self(vec![b'['])
    }

    /// Begins a row.
    pub fn row(&mut self) {
        self.separate();
        self.0.push(b'[');
    }

    /// Ends it.
    pub fn end_row(&mut self) {
        self.0.push(b']');
    }

    /// Writes a cell of the row. A whole number that JavaScript would round is a text.
    pub fn cell(&mut self, stored: ValueRef<'_>, cell: CellType) -> Result<()> {
        self.separate();
        match stored {
            ValueRef::Null => self.put(&()),
            ValueRef::Integer(truth) if cell == CellType::Boolean => self.put(&(truth != 0)),
            ValueRef::Integer(number) if number.unsigned_abs() > EXACT => {
                self.put(&number.to_string())
            }
            ValueRef::Integer(number) => self.put(&number),
            ValueRef::Real(number) => self.put(&number),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                self.put(&String::from_utf8_lossy(bytes))
            }
        }
    }

    /// The whole text.
    pub fn finish(mut self) -> Result<String> {
        self.0.push(b']');
        String::from_utf8(self.0).map_err(|error| Error::Unreadable(error.to_string()))
    }

    /// A comma, unless this is the first of its array.
    fn separate(&mut self) {
        if self.0.last() != Some(&b'[') {
            self.0.push(b',');
        }
    }

    fn put(&mut self, value: &(impl Serialize + ?Sized)) -> Result<()> {
        serde_json::to_writer(&mut self.0, value)
            .map_err(|error| Error::Unreadable(error.to_string()))
    }
}
