//! One table as one file. It appears whole or not at all, in place of what stood there.

use std::path::Path;

use arrow_array::RecordBatch;

use crate::error::Result;
use crate::table::Delivery;
use crate::{csv, lines, parquet, xlsx};

/// What a table is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// CSV, RFC 4180.
    Csv,
    /// Parquet, compressed with zstd.
    Parquet,
    /// An object of JSON per line.
    Lines,
    /// A workbook of one sheet, for Excel and LibreOffice.
    Xlsx,
}

/// A file on its way; dropped before [`Export::finish`], it leaves what was there.
pub struct Export(Load);

enum Load {
    Csv(csv::Load),
    Parquet(Box<parquet::Load>),
    Lines(lines::Load),
    Xlsx(Box<xlsx::Load>),
}

impl Export {
    /// Begins a file.
    ///
    /// # Errors
    /// [`Error::Gone`](crate::Error::Gone) where its folder is not there, [`Error::Denied`](crate::Error::Denied), [`Error::Full`](crate::Error::Full).
    pub fn begin(place: &Path, format: Format, delivery: &Delivery) -> Result<Self> {
        Ok(Self(match format {
            Format::Csv => Load::Csv(csv::Load::at(place, &delivery.table)?),
            Format::Parquet => Load::Parquet(Box::new(parquet::Load::at(place, delivery)?)),
            Format::Lines => Load::Lines(lines::Load::at(place, &delivery.table)?),
            Format::Xlsx => {
                let path = place.to_owned();
                Load::Xlsx(Box::new(xlsx::Workbook { path }.replace(delivery)?))
            }
        }))
    }

    /// Writes a batch of the table's rows.
    ///
    /// # Errors
    /// [`Error::Full`](crate::Error::Full) and its kin; [`Error::Batch`](crate::Error::Batch).
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        match &mut self.0 {
            Load::Csv(load) => load.write(batch),
            Load::Parquet(load) => load.write(batch),
            Load::Lines(load) => load.write(batch),
            Load::Xlsx(load) => load.write(batch),
        }
    }

    /// Puts the file at its place.
    ///
    /// # Errors
    /// [`Error::Full`](crate::Error::Full) and its kin; [`Error::Open`](crate::Error::Open) where a program on Windows has the file open.
    pub fn finish(self) -> Result<()> {
        match self.0 {
            Load::Csv(load) => load.finish(),
            Load::Parquet(load) => load.finish(),
            Load::Lines(load) => load.finish(),
            Load::Xlsx(load) => load.finish(),
        }
    }
}
