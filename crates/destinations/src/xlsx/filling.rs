//! A table of ours on its way into the archive: where it stands, and its rows.

use std::io::{BufReader, Write as _};
use std::path::PathBuf;

use arrow_array::RecordBatch;
use zip::ZipWriter;

use super::book::{Book, Known};
use super::cells::{Formats, Rows};
use super::names::{self, Area};
use super::object::Object;
use super::package::Package;
use super::{sheet, unfit};
use crate::error::{Error, Result};
use crate::file::Draft;
use crate::table::{Delivery, Table};

/// Largest sheet, unpacked, that every program reads: without the extension for larger ones, which some take for damage.
const LARGEST: u64 = (4 << 30) - (1 << 20);
/// Bytes of a sheet that are gathered before they are packed.
pub(super) const GATHERED: usize = 1 << 16;

/// A sheet that is being filled.
pub(super) struct Filling {
    /// The sheet's part.
    pub part: String,
    path: PathBuf,
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

/// The sheet of a table.
struct Place {
    name: String,
    part: String,
    area: Area,
    frame: String,
    kept: sheet::Cells,
    /// The table object that stands there.
    object: Option<Object>,
}

impl Filling {
    /// Begins the sheet of a table, up to its head; the book has the table's names afterwards.
    ///
    /// # Errors
    /// [`Error::Unfit`] where the table is too wide, or the user's cells are where it has to go;
    /// [`Error::Foreign`](crate::Error::Foreign) where the package is not readable; [`Error::Full`] and its kin.
    pub fn begin(
        zip: &mut ZipWriter<Draft>,
        package: &mut Package,
        book: &mut Book,
        formats: Formats,
        Delivery { table, upto, .. }: &Delivery,
    ) -> Result<Self> {
        if table.schema.fields().len() > names::COLUMNS {
            return Err(unfit(&table.name, "a sheet holds 16,384 columns"));
        }
        let mut place = place(package, book, table)?;
        let object = match place.object {
            Some(object) => object,
            None => {
                let (object, relation) = Object::add(package, book, &place.part, &table.name)?;
                let frame = sheet::with_object(&place.frame, &relation);
                place.frame = package.read(&place.part, frame)?;
                object
            }
        };
        book.note(package, &table.name, (&place.name, &place.area), *upto)?;
        let (before, after) = package.read(&place.part, sheet::around(&place.frame))?;
        package.start(zip, &place.part)?;
        let mut filling = Self {
            part: place.part,
            path: package.path().to_owned(),
            table: table.name.clone(),
            area: place.area,
            rows: Rows::new(place.area, formats, book.since_1904, place.kept),
            object,
            after,
            gathered: before.into_bytes(),
            heads: names::heads(table.schema.fields()),
            size: 0,
        };
        filling.rows.head(&mut filling.gathered, &filling.heads);
        Ok(filling)
    }

    /// Writes a batch of the table's rows.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin; [`Error::Unfit`] where a sheet cannot hold so many rows; [`Error::Batch`].
    pub fn write(&mut self, zip: &mut ZipWriter<Draft>, batch: &RecordBatch) -> Result<()> {
        for row in 0..batch.num_rows() {
            if self.rows.next() > names::ROWS {
                let reason = "a sheet holds 1,048,576 rows with its head";
                return Err(unfit(&self.table, reason));
            }
            self.rows.row(&mut self.gathered, batch, row)?;
            if self.gathered.len() > GATHERED {
                self.pack(zip)?;
            }
        }
        Ok(())
    }

    /// Ends the sheet, and tells the package the table object's text.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin.
    pub fn end(&mut self, zip: &mut ZipWriter<Draft>, package: &mut Package) -> Result<()> {
        // A table object has at least one row, if an empty one.
        if self.rows.next() == self.area.top + 1 {
            self.rows.empty(&mut self.gathered);
        }
        let bottom = self.rows.next() - 1;
        self.rows.theirs(&mut self.gathered, u32::MAX);
        self.gathered.extend_from_slice(self.after.as_bytes());
        self.pack(zip)?;
        let text = self.object.text(&self.area, bottom, &self.heads);
        package.put(&self.object.part, text);
        Ok(())
    }

    fn pack(&mut self, zip: &mut ZipWriter<Draft>) -> Result<()> {
        self.size += self.gathered.len() as u64;
        if self.size > LARGEST {
            return Err(unfit(&self.table, "its sheet would be larger than 4 GB"));
        }
        let packed = zip.write_all(&self.gathered);
        self.gathered.clear();
        packed.map_err(|error| Error::io(&self.path, error))
    }
}

/// The sheet of a table: the one that is there, as the user left it, or a new one.
fn place(package: &mut Package, book: &mut Book, table: &Table) -> Result<Place> {
    let width = u32::try_from(table.schema.fields().len()).unwrap_or(u32::MAX);
    let standing = standing(package, book, &table.name)?;
    let Some((known, object)) = standing else {
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
            object: None,
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
    let stream = BufReader::with_capacity(GATHERED, package.stream(&part)?);
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
        object: Some(object),
    })
}

/// A table of ours that stands where its names say, with its object. A tool that renames sheets and forgets names leaves
/// ours on a sheet that may be the user's by now, so names alone are not believed.
fn standing<'b>(
    package: &mut Package,
    book: &'b Book,
    table: &str,
) -> Result<Option<(Known<'b>, Object)>> {
    let Some(known) = book.known(table) else {
        return Ok(None);
    };
    let object = Object::find(package, &known.sheet.part, &known.area)?;
    Ok(object.map(|object| (known, object)))
}
