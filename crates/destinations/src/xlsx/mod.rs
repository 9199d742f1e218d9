//! A workbook in the format of Excel and LibreOffice: one file, a sheet per table, in which sheets that the user added
//! stay as they are, to the byte.
//!
//! Each delivery writes the file anew beside its place: one sheet is ours and comes from the batches, all other parts are
//! copied packed. Lists that sheets, formats and names stand in get entries at their end, so that nothing of the user's
//! changes its number. Our sheets are known by hidden names. Rows go straight into the archive; what is held in memory
//! are the user's own cells beside a table of ours.

mod blank;
mod book;
mod cells;
mod names;
mod object;
mod package;
mod sheet;
mod styles;
mod xml;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use zip::ZipWriter;

use crate::error::{Error, Result};
use crate::file::Draft;
use crate::table::{Delivery, Table};
use book::Book;
use cells::Rows;
use names::Area;
use object::Object;
use package::{Package, Stamp};

/// Largest sheet, unpacked, that every program reads: without the extension for larger ones, which some take for damage.
const LARGEST: u64 = (4 << 30) - (1 << 20);
/// Bytes of rows that are gathered before they are packed.
const GATHERED: usize = 1 << 16;

/// A workbook's file.
#[derive(Clone, Debug)]
pub struct Workbook {
    /// The file; its folder must be there.
    pub path: PathBuf,
}

/// A delivery on its way.
pub struct Load {
    zip: ZipWriter<Draft>,
    path: PathBuf,
    stamp: Option<Stamp>,
    table: String,
    area: Area,
    heads: Vec<String>,
    rows: Rows,
    object: Object,
    /// What follows the rows in the sheet.
    after: String,
    gathered: Vec<u8>,
    size: u64,
}

/// The sheet that a delivery writes.
struct Place {
    name: String,
    part: String,
    area: Area,
    frame: String,
    kept: sheet::Cells,
}

impl Workbook {
    /// Tries whether the file can be written.
    ///
    /// # Errors
    /// Why not.
    pub fn test(&self) -> Result<()> {
        let path = self.place()?;
        let mut package = Package::open(&path)?;
        Book::read(&mut package)?;
        drop(Draft::begin(&path)?);
        Ok(())
    }

    /// How far a table is here; nothing where it has to come.
    ///
    /// # Errors
    /// [`Error::Foreign`] where the file is none that can be written to.
    pub fn delivered(&self, table: &str) -> Result<Option<i64>> {
        let mut package = Package::open(&self.path)?;
        let book = Book::read(&mut package)?;
        Ok(book.known(table).and_then(|known| known.upto))
    }

    /// Begins a delivery; a sheet always holds all rows.
    ///
    /// # Errors
    /// [`Error::Gone`] where the folder is not there, [`Error::Open`] where a program has the file open,
    /// [`Error::Foreign`] where it is none that can be written to, [`Error::Unfit`] where the table is too wide, or the
    /// user's cells are where it has to go.
    pub fn begin(&self, delivery: &Delivery) -> Result<Load> {
        let Delivery { table, upto, .. } = delivery;
        let path = self.place()?;
        let width = table.schema.fields().len();
        if width > names::COLUMNS {
            return Err(unfit(&table.name, "a sheet holds 16,384 columns"));
        }
        let mut package = Package::open(&path)?;
        let mut book = Book::read(&mut package)?;
        let mut place = place(&mut package, &mut book, table)?;
        let object = match Object::find(&mut package, &place.part, &place.area)? {
            Some(object) => object,
            None => {
                let (object, relation) =
                    Object::add(&mut package, &book, &place.part, &table.name)?;
                let frame = sheet::with_object(&place.frame, &relation);
                place.frame = package.read(&place.part, frame)?;
                object
            }
        };
        let formats = book::formats(&mut package, &book.part)?;
        let since_1904 = book.since_1904;
        book.put(&mut package, &table.name, (&place.name, &place.area), *upto)?;
        let (before, after) = package.read(&place.part, sheet::around(&place.frame))?;

        let mut zip = ZipWriter::new(Draft::begin(&path)?);
        package.write(&mut zip, &[&place.part, &object.part])?;
        zip.start_file(&*place.part, package::options())
            .map_err(|error| package::broken(&path, error))?;
        let heads = names::heads(table.schema.fields());
        let mut load = Load {
            zip,
            stamp: package.stamp(),
            path,
            table: table.name.clone(),
            area: place.area,
            rows: Rows::new(place.area, formats, since_1904, place.kept),
            object,
            after,
            gathered: before.into_bytes(),
            heads,
            size: 0,
        };
        load.rows.head(&mut load.gathered, &load.heads);
        Ok(load)
    }

    /// The file itself, where a link leads to it, once nobody has it open.
    fn place(&self) -> Result<PathBuf> {
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let folder = path.parent().unwrap_or(Path::new("/"));
        if !folder.is_dir() {
            return Err(Error::Gone(folder.into()));
        }
        closed(&path)?;
        Ok(path)
    }
}

impl Load {
    /// Writes a batch of the table's rows.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin; [`Error::Unfit`] where a sheet cannot hold so many rows; [`Error::Batch`].
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        for row in 0..batch.num_rows() {
            if self.rows.next() > names::ROWS {
                return Err(unfit(
                    &self.table,
                    "a sheet holds 1,048,576 rows with its head",
                ));
            }
            self.rows.row(&mut self.gathered, batch, row)?;
            if self.gathered.len() > GATHERED {
                self.pack()?;
            }
        }
        Ok(())
    }

    /// Puts the file at its place.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin; [`Error::Open`] where a program has opened or changed the file meanwhile.
    pub fn finish(mut self) -> Result<()> {
        // A table object has at least one row, if an empty one.
        if self.rows.next() == self.area.top + 1 {
            self.rows.empty(&mut self.gathered);
        }
        let bottom = self.rows.next() - 1;
        self.rows.theirs(&mut self.gathered, u32::MAX);
        self.gathered.extend_from_slice(self.after.as_bytes());
        self.pack()?;
        let text = self.object.text(&self.area, bottom, &self.heads);
        let broken = |error| package::broken(&self.path, error);
        self.zip
            .start_file(&*self.object.part, package::options())
            .map_err(broken)?;
        self.zip
            .write_all(text.as_bytes())
            .map_err(|error| Error::io(&self.path, error))?;
        let draft = self.zip.finish().map_err(broken)?;
        closed(&self.path)?;
        if Stamp::of(&self.path) != self.stamp {
            return Err(Error::Open(self.path));
        }
        draft.place()
    }

    fn pack(&mut self) -> Result<()> {
        self.size += self.gathered.len() as u64;
        if self.size > LARGEST {
            return Err(unfit(&self.table, "its sheet would be larger than 4 GB"));
        }
        let packed = self.zip.write_all(&self.gathered);
        self.gathered.clear();
        packed.map_err(|error| Error::io(&self.path, error))
    }
}

/// The sheet of a table: the one that is there, as the user left it, or a new one.
fn place(package: &mut Package, book: &mut Book, table: &Table) -> Result<Place> {
    let width = u32::try_from(table.schema.fields().len()).unwrap_or(u32::MAX);
    let Some(known) = book.known(&table.name) else {
        let (name, part) = book.add_sheet(package, &table.name)?;
        return Ok(Place {
            name,
            part,
            area: Area {
                top: 1,
                left: 1,
                width,
            },
            frame: sheet::new(table.schema.fields()),
            kept: sheet::Cells::new(),
        });
    };
    let (name, part) = (known.sheet.name.clone(), known.sheet.part.clone());
    if known.area.width > known.width {
        return Err(unfit(
            &table.name,
            &format!("columns were put between its own in the sheet {name}; move them beside it"),
        ));
    }
    let before = known.area;
    let area = Area { width, ..before };
    let stream = std::io::BufReader::with_capacity(GATHERED, package.stream(&part)?);
    let left = sheet::left(stream, &before);
    let sheet::Left { frame, mut kept } = package.read(&part, left)?;
    sheet::uncover(&mut kept, &area).map_err(|cell| {
        let reason =
            format!("cell {cell} of the sheet {name} is yours, and a column has to go there");
        unfit(&table.name, &reason)
    })?;
    Ok(Place {
        name,
        part,
        area,
        frame,
        kept,
    })
}

/// That nobody has a file open, as far as programs tell others: by a file beside it.
fn closed(path: &Path) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let told = [format!("~${name}"), format!(".~lock.{name}#")];
    match told.iter().any(|told| path.with_file_name(told).exists()) {
        true => Err(Error::Open(path.into())),
        false => Ok(()),
    }
}

fn unfit(table: &str, reason: &str) -> Error {
    Error::Unfit {
        table: table.to_owned(),
        reason: reason.to_owned(),
    }
}
