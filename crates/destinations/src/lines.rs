//! JSON lines: an object per row. Times are RFC 3339 in UTC, nested values stand as they are, null cells as `null`.

use std::io::Write as _;
use std::path::Path;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, SchemaRef, TimeUnit};

use crate::error::{Error, Result};
use crate::file::Draft;
use crate::table::{Table, is_json};
use crate::time;

/// A file on its way.
#[derive(Debug)]
pub(crate) struct Load {
    draft: Draft,
    schema: SchemaRef,
    /// `"name":` of each column.
    names: Vec<String>,
    line: Vec<u8>,
}

impl Load {
    /// Begins a file of a table.
    ///
    /// # Errors
    /// [`Error::Gone`] where its folder is not there, [`Error::Denied`], [`Error::Full`].
    pub(crate) fn at(place: &Path, table: &Table) -> Result<Self> {
        let names = table.schema.fields().iter();
        Ok(Self {
            draft: Draft::begin(place)?,
            schema: table.schema.clone(),
            names: names
                .map(|field| format!("{}:", serde_json::Value::from(field.name().as_str())))
                .collect(),
            line: Vec::with_capacity(1 << 16),
        })
    }

    /// Writes a batch of the table's rows.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin; [`Error::Batch`].
    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        for row in 0..batch.num_rows() {
            for (at, column) in batch.columns().iter().enumerate() {
                self.line.push(if at == 0 { b'{' } else { b',' });
                self.line.extend_from_slice(self.names[at].as_bytes());
                match column.is_valid(row) {
                    true => self.cell(at, column.as_ref(), row)?,
                    false => self.line.extend_from_slice(b"null"),
                }
            }
            self.line.extend_from_slice(b"}\n");
        }
        let written = self.draft.write_all(&self.line);
        self.line.clear();
        written.map_err(|error| Error::io(self.draft.at(), error))
    }

    /// Puts the file at its place.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin.
    pub(crate) fn finish(self) -> Result<()> {
        self.draft.place()
    }

    fn cell(&mut self, at: usize, column: &dyn Array, row: usize) -> Result<()> {
        let line = &mut self.line;
        let written = match column.data_type() {
            DataType::Utf8 => {
                let text = column.as_string::<i32>().value(row);
                match is_json(self.schema.field(at)) {
                    true => write!(line, "{text}"),
                    false => write!(line, "{}", serde_json::Value::from(text)),
                }
            }
            DataType::Int64 => write!(line, "{}", column.as_primitive::<Int64Type>().value(row)),
            DataType::Float64 => {
                let number = column.as_primitive::<Float64Type>().value(row);
                // What is no number of JSON becomes null.
                write!(line, "{}", serde_json::Value::from(number))
            }
            DataType::Boolean => write!(line, "{}", column.as_boolean().value(row)),
            DataType::Date32 => {
                let days = column.as_primitive::<Date32Type>().value(row);
                write!(line, "\"{}\"", time::date(days))
            }
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                let at = column.as_primitive::<TimestampMicrosecondType>().value(row);
                write!(line, "\"{}\"", time::instant(at))
            }
            other => return Err(Error::Batch(format!("a column of {other}"))),
        };
        written.map_err(|error| Error::io(self.draft.at(), error))
    }
}
