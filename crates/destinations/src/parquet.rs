//! A folder of Parquet files: one folder per table, typed, compressed with zstd, read by DuckDB, pandas, Power BI and
//! Spark.
//!
//! Without partitions a table is one file, which each delivery replaces in one step: `TABLE/part-0.parquet`. With
//! partitions each delivery adds what changed: `TABLE/delivered=SYNC/part-0.parquet`; where all rows come, they are
//! one new partition and the former ones go. How far a table is stands in its newest file.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::Int64Type;
use arrow_array::{BooleanArray, RecordBatch};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader as _, SerializedFileReader};

use crate::error::{Error, Result};
use crate::file::{Draft, make_folder, try_folder};
use crate::table::{Delivery, Rows, SYNC, Table};

/// Rows of a row group: what a reader decodes at once, and what is held while writing.
const ROW_GROUP: usize = 100_000;

/// Name of a partition's folder before its number. Without the underscore of our columns: pyarrow and others take what
/// begins with one for hidden, and would read an empty table without a word.
const PARTITION: &str = "delivered=";

/// Names of our entries in a file's metadata.
const UPTO: &str = "headwater.upto";
const WHOLE: &str = "headwater.whole";

/// A folder of Parquet files.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The folder; the one around it must be there.
    pub path: PathBuf,
    /// Whether each delivery adds a partition with what changed.
    pub partitions: bool,
}

/// A delivery on its way.
pub struct Load {
    writer: ArrowWriter<Draft>,
    sync: Option<usize>,
    upto: i64,
    /// Partitions that go once the new one is there.
    former: Vec<PathBuf>,
}

/// What a file of ours says about itself.
struct Part {
    upto: i64,
    whole: bool,
}

impl Folder {
    /// Tries whether the folder can be written.
    ///
    /// # Errors
    /// Why not.
    pub fn test(&self) -> Result<()> {
        try_folder(&self.path)
    }

    /// The folder of each table.
    pub fn tables(&self, names: &[String]) -> Vec<PathBuf> {
        let folders = names.iter();
        folders
            .map(|name| self.path.join(Table::file_name(name)))
            .collect()
    }

    /// How far a table is here; nothing where it has to come whole.
    ///
    /// # Errors
    /// [`Error::Denied`] and its kin.
    pub fn delivered(&self, table: &str) -> Result<Option<i64>> {
        let folder = self.path.join(Table::file_name(table));
        let newest = match self.partitions {
            true => partitions(&folder)?.pop().map(|(_, folder)| folder),
            false => Some(folder),
        };
        let part = newest.and_then(|folder| Part::read(&file_in(&folder)));
        Ok(part.map(|part| part.upto))
    }

    /// Begins a delivery.
    ///
    /// # Errors
    /// [`Error::Gone`] where the folder around ours is not there, [`Error::Denied`], [`Error::Full`].
    pub fn begin(&self, delivery: &Delivery) -> Result<Load> {
        let Delivery { table, rows, upto } = delivery;
        make_folder(&self.path)?;
        let folder = self.path.join(Table::file_name(&table.name));
        make_folder(&folder)?;
        let known = partitions(&folder)?;
        let (place, mut former) = match self.partitions {
            true => (
                folder.join(format!("{PARTITION}{upto}")),
                stale(&known, *rows, *upto),
            ),
            false => (
                folder.clone(),
                known.into_iter().map(|(_, folder)| folder).collect(),
            ),
        };
        if self.partitions {
            make_folder(&place)?;
            former.push(file_in(&folder));
        }
        let place = file_in(&place);
        let whole = *rows == Rows::Whole || !self.partitions;
        Ok(Load {
            writer: writer(&place, table, *upto, whole)?,
            sync: self
                .partitions
                .then(|| table.schema.index_of(SYNC).ok())
                .flatten(),
            upto: *upto,
            former,
        })
    }
}

/// A writer of a file of ours.
fn writer(place: &Path, table: &Table, upto: i64, whole: bool) -> Result<ArrowWriter<Draft>> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_created_by(concat!("headwater ", env!("CARGO_PKG_VERSION")).into())
        .set_key_value_metadata(Some(vec![
            KeyValue::new(UPTO.into(), upto.to_string()),
            KeyValue::new(WHOLE.into(), whole.to_string()),
        ]))
        .build();
    let draft = Draft::begin(place)?;
    ArrowWriter::try_new(draft, Arc::clone(&table.schema), Some(properties))
        .map_err(|error| failed(place, error))
}

impl Load {
    /// Begins a file of a whole table by itself.
    ///
    /// # Errors
    /// As [`Folder::begin`].
    pub(crate) fn at(place: &Path, delivery: &Delivery) -> Result<Self> {
        Ok(Load {
            writer: writer(place, &delivery.table, delivery.upto, true)?,
            sync: None,
            upto: delivery.upto,
            former: Vec::new(),
        })
    }

    /// Writes a batch of the table's rows.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin; [`Error::Batch`].
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let batch = match self.sync {
            // Rows that a running sync has written come again, with the rest of it, as the next partition.
            Some(sync) => settled(batch, sync, self.upto)?,
            None => batch.clone(),
        };
        let written = self.writer.write(&batch);
        written.map_err(|error| failed(self.writer.inner().at(), error))
    }

    /// Puts the rows at their place.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin; [`Error::Open`] where a program on Windows reads the file.
    pub fn finish(self) -> Result<()> {
        let at = self.writer.inner().at().to_path_buf();
        let draft = self
            .writer
            .into_inner()
            .map_err(|error| failed(&at, error))?;
        draft.place()?;
        for former in self.former {
            let gone = match former.is_dir() {
                true => fs::remove_dir_all(&former),
                false => fs::remove_file(&former),
            };
            match gone {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Error::io(&former, error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Part {
    /// What a file says; nothing where it is not there or not one of ours.
    fn read(path: &Path) -> Option<Self> {
        let reader = SerializedFileReader::new(File::open(path).ok()?).ok()?;
        let metadata = reader.metadata().file_metadata();
        let said = |name: &str| {
            let entries = metadata.key_value_metadata()?;
            let entry = entries.iter().find(|entry| entry.key == name)?;
            entry.value.clone()
        };
        Some(Self {
            upto: said(UPTO)?.parse().ok()?,
            whole: said(WHOLE)? == "true",
        })
    }
}

/// The partitions of a table, oldest first.
fn partitions(folder: &Path) -> Result<Vec<(i64, PathBuf)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io(folder, error)),
        Ok(entries) => entries,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Error::io(folder, error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let number = name
            .strip_prefix(PARTITION)
            .and_then(|number| number.parse().ok());
        if let Some(number) = number {
            found.push((number, path));
        }
    }
    found.sort();
    Ok(found)
}

/// The partitions that a new one at `upto` makes stale: all others where it brings all rows; else those before the last
/// that brought all, which a process that was killed has left.
fn stale(known: &[(i64, PathBuf)], rows: Rows, upto: i64) -> Vec<PathBuf> {
    let since = match rows {
        Rows::Whole => upto,
        Rows::Since(_) => {
            let whole = known
                .iter()
                .rev()
                .find(|(_, folder)| Part::read(&file_in(folder)).is_some_and(|part| part.whole));
            whole.map_or(i64::MIN, |(number, _)| *number)
        }
    };
    let stale = known
        .iter()
        .filter(|(number, _)| *number < since || *number > upto);
    stale.map(|(_, folder)| folder.clone()).collect()
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join("part-0.parquet")
}

/// The rows up to a sync.
fn settled(batch: &RecordBatch, sync: usize, upto: i64) -> Result<RecordBatch> {
    let numbers = batch.column(sync).as_primitive::<Int64Type>();
    if numbers.values().iter().all(|number| *number <= upto) {
        return Ok(batch.clone());
    }
    let keep: BooleanArray = numbers
        .values()
        .iter()
        .map(|number| Some(*number <= upto))
        .collect();
    arrow_select::filter::filter_record_batch(batch, &keep)
        .map_err(|error| Error::Batch(error.to_string()))
}

fn failed(path: &Path, error: ParquetError) -> Error {
    match error {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(error) => Error::io(path, *error),
            Err(other) => Error::Batch(other.to_string()),
        },
        other => Error::Batch(other.to_string()),
    }
}
