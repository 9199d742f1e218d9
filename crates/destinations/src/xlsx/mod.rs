//! A workbook in the format of Excel and LibreOffice: one file, a sheet per table, in which sheets that the user added
//! stay as they are, but for what their formulas gave before.
//!
//! A delivery writes the file anew beside its place, once for all of its tables: their sheets come from the batches,
//! one after another, all other parts are copied packed, and sheets with results of formulas without those. Lists that
//! sheets, formats and names stand in get entries at their end, so that nothing of the user's changes its number. Our
//! sheets are known by hidden names and the table object that stands there. Rows go straight into the archive; what is
//! held in memory are the user's own cells beside a table of ours.

mod blank;
mod book;
mod cells;
mod filling;
mod names;
mod object;
mod package;
mod results;
mod sheet;
mod styles;
mod xml;

use std::fs;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use zip::ZipWriter;

use crate::error::{Error, Result};
use crate::file::Draft;
use crate::table::Delivery;
use book::Book;
use cells::Formats;
use filling::Filling;
use package::{Package, Stamp};

/// A workbook's file.
#[derive(Clone, Debug)]
pub struct Workbook {
    /// The file; its folder must be there.
    pub path: PathBuf,
}

/// A delivery on its way: of one table after another.
pub struct Load {
    zip: ZipWriter<Draft>,
    path: PathBuf,
    package: Package,
    book: Book,
    formats: Formats,
    /// Sheets that stand in the draft.
    written: Vec<String>,
    filling: Filling,
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

    /// Begins a delivery with its first table; a sheet always holds all rows.
    ///
    /// # Errors
    /// [`Error::Gone`] where the folder is not there, [`Error::Open`] where a program has the file open,
    /// [`Error::Foreign`] where it is none that can be written to, [`Error::Unfit`] where the table is too wide, or the
    /// user's cells are where it has to go.
    pub fn begin(&self, delivery: &Delivery) -> Result<Load> {
        let path = self.place()?;
        Load::begin(Package::open(&path)?, path, delivery)
    }

    /// Begins a file of its own, in the place of what stands there.
    ///
    /// # Errors
    /// Those of [`Workbook::begin`].
    pub fn replace(&self, delivery: &Delivery) -> Result<Load> {
        let path = self.place()?;
        Load::begin(Package::new(&path), path, delivery)
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
    fn begin(mut package: Package, path: PathBuf, delivery: &Delivery) -> Result<Self> {
        let mut book = Book::read(&mut package)?;
        let formats = book::formats(&mut package, &book.part)?;
        let mut zip = ZipWriter::new(Draft::begin(&path)?);
        package.begin(&mut zip)?;
        let filling = Filling::begin(&mut zip, &mut package, &mut book, formats, delivery)?;
        Ok(Self {
            zip,
            path,
            package,
            book,
            formats,
            written: vec![filling.part.clone()],
            filling,
        })
    }

    /// Writes a batch of the table's rows.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin; [`Error::Unfit`] where a sheet cannot hold so many rows; [`Error::Batch`].
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.filling.write(&mut self.zip, batch)
    }

    /// Ends the table and goes on with another one.
    ///
    /// # Errors
    /// Those of [`Load::write`]; [`Error::Unfit`] as for [`Workbook::begin`], and where both stand in one sheet.
    pub fn next(mut self, delivery: &Delivery) -> Result<Load> {
        self.filling.end(&mut self.zip, &mut self.package)?;
        self.untouched()?;
        let book = &mut self.book;
        if let Some(known) = book.known(&delivery.table.name)
            && self.written.contains(&known.sheet.part)
        {
            let reason = format!(
                "the sheet {} holds another table too; move one of them to a sheet of its own",
                known.sheet.name
            );
            return Err(unfit(&delivery.table.name, &reason));
        }
        let (zip, package) = (&mut self.zip, &mut self.package);
        self.filling = Filling::begin(zip, package, book, self.formats, delivery)?;
        self.written.push(self.filling.part.clone());
        Ok(self)
    }

    /// Ends the last table and puts the file at its place.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin; [`Error::Open`] where a program has opened or changed the file meanwhile.
    pub fn finish(mut self) -> Result<()> {
        self.filling.end(&mut self.zip, &mut self.package)?;
        self.untouched()?;
        self.book.put(&mut self.package)?;
        self.leave_out_results()?;
        self.package.write(&mut self.zip, &self.written)?;
        self.untouched()?;
        // Some systems do not replace a file that is open.
        drop(self.package);
        let draft = self.zip.finish();
        draft
            .map_err(|error| package::broken(&self.path, error))?
            .place()
    }

    /// Writes the sheets that hold results of formulas, without them.
    fn leave_out_results(&mut self) -> Result<()> {
        for sheet in &self.book.sheets {
            if !self.written.contains(&sheet.part)
                && results::leave_out(&mut self.zip, &mut self.package, &sheet.part)?
            {
                self.written.push(sheet.part.clone());
            }
        }
        Ok(())
    }

    /// That no program has opened or changed the file since it was read.
    fn untouched(&self) -> Result<()> {
        closed(&self.path)?;
        match Stamp::of(&self.path) == self.package.stamp() {
            true => Ok(()),
            false => Err(Error::Open(self.path.clone())),
        }
    }
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
