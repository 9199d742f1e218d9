//! A folder of CSV files, RFC 4180: one file per table, which each delivery replaces in one step.
//!
//! Times are written as RFC 3339 in UTC, dates as `2026-01-31`, truth values as `true` and `false`; null and empty text
//! are told apart by quotes (`""` is an empty text).

use std::io::Write as _;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};

use crate::error::{Error, Result};
use crate::file::{Draft, make_folder, try_folder};
use crate::table::{Delivery, Table};
use crate::time;

/// A folder of CSV files.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The folder; the one around it must be there.
    pub path: PathBuf,
    /// Whether files begin with a byte order mark, by which Excel knows UTF-8.
    pub mark: bool,
    /// Whether texts that a spreadsheet would run as a formula get an apostrophe before them.
    pub guard: bool,
}

/// A delivery on its way.
#[derive(Debug)]
pub struct Load {
    draft: Draft,
    guard: bool,
    line: Vec<u8>,
}

impl Folder {
    /// Tries whether the folder can be written.
    ///
    /// # Errors
    /// Why not.
    pub fn test(&self) -> Result<()> {
        try_folder(&self.path)
    }

    /// The file of each table.
    pub fn tables(&self, names: &[String]) -> Vec<PathBuf> {
        names.iter().map(|name| self.file(name)).collect()
    }

    fn file(&self, table: &str) -> PathBuf {
        self.path.join(format!("{}.csv", Table::file_name(table)))
    }

    /// Begins a delivery; a CSV file always holds all rows.
    ///
    /// # Errors
    /// [`Error::Gone`] where the folder around ours is not there, [`Error::Denied`], [`Error::Full`].
    pub fn begin(&self, delivery: &Delivery) -> Result<Load> {
        make_folder(&self.path)?;
        let mut load = Load {
            draft: Draft::begin(&self.file(&delivery.table.name))?,
            guard: self.guard,
            line: Vec::with_capacity(1 << 16),
        };
        if self.mark {
            load.line.extend_from_slice("\u{feff}".as_bytes());
        }
        load.head(&delivery.table)?;
        Ok(load)
    }
}

impl Load {
    /// Begins a file of a table by itself, without mark and guard: for programs.
    ///
    /// # Errors
    /// [`Error::Gone`] where its folder is not there, [`Error::Denied`], [`Error::Full`].
    pub(crate) fn at(place: &Path, table: &Table) -> Result<Self> {
        let mut load = Load {
            draft: Draft::begin(place)?,
            guard: false,
            line: Vec::with_capacity(1 << 16),
        };
        load.head(table)?;
        Ok(load)
    }

    /// The first line: names of columns.
    fn head(&mut self, table: &Table) -> Result<()> {
        for (at, field) in table.schema.fields().iter().enumerate() {
            self.separate(at);
            self.text(field.name());
        }
        self.line.extend_from_slice(b"\r\n");
        self.flush()
    }

    /// Writes a batch of the table's rows.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin; [`Error::Batch`].
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        for row in 0..batch.num_rows() {
            for (at, column) in batch.columns().iter().enumerate() {
                self.separate(at);
                if column.is_valid(row) {
                    self.cell(column.as_ref(), row)?;
                }
            }
            self.line.extend_from_slice(b"\r\n");
            if self.line.len() > 1 << 15 {
                self.flush()?;
            }
        }
        self.flush()
    }

    /// Puts the file at its place.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin; [`Error::Open`] where a program on Windows has the file open.
    pub fn finish(self) -> Result<()> {
        self.draft.place()
    }

    fn cell(&mut self, column: &dyn Array, row: usize) -> Result<()> {
        let line = &mut self.line;
        let written = match column.data_type() {
            DataType::Utf8 => {
                self.text(column.as_string::<i32>().value(row));
                return Ok(());
            }
            DataType::Int64 => write!(line, "{}", column.as_primitive::<Int64Type>().value(row)),
            DataType::Float64 => {
                write!(line, "{}", column.as_primitive::<Float64Type>().value(row))
            }
            DataType::Boolean => write!(line, "{}", column.as_boolean().value(row)),
            DataType::Date32 => {
                let days = column.as_primitive::<Date32Type>().value(row);
                write!(line, "{}", time::date(days))
            }
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                let at = column.as_primitive::<TimestampMicrosecondType>().value(row);
                write!(line, "{}", time::instant(at))
            }
            other => return Err(Error::Batch(format!("a column of {other}"))),
        };
        written.map_err(|error| Error::io(self.draft.at(), error))
    }

    fn separate(&mut self, at: usize) {
        if at > 0 {
            self.line.push(b',');
        }
    }

    /// A text, in quotes where it needs them.
    fn text(&mut self, text: &str) {
        let guarded = self.guard && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let quoted = guarded
            || text.is_empty()
            || text.starts_with([' ', '\u{feff}'])
            || text.ends_with(' ')
            || text
                .bytes()
                .any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n'));
        if !quoted {
            self.line.extend_from_slice(text.as_bytes());
            return;
        }
        self.line.push(b'"');
        if guarded {
            self.line.push(b'\'');
        }
        for byte in text.bytes() {
            if byte == b'"' {
                self.line.push(b'"');
            }
            self.line.push(byte);
        }
        self.line.push(b'"');
    }

    fn flush(&mut self) -> Result<()> {
        let written = self.draft.write_all(&self.line);
        self.line.clear();
        written.map_err(|error| Error::io(self.draft.at(), error))
    }
}
