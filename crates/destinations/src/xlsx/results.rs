//! What formulas gave when a file was saved last. After a delivery that is of the rows from before, and LibreOffice shows
//! what it finds rather than compute. So it is left out, and every program computes it when it opens the file.

use std::io::{BufRead, BufReader, Write as _};

use quick_xml::events::Event;
use quick_xml::{Reader, Writer};
use zip::ZipWriter;

use super::filling::GATHERED;
use super::package::{Package, unread};
use crate::error::Error;
use crate::file::Draft;

/// Writes a sheet of the user's into the archive without results of formulas, everything else as it stands. Says whether
/// it did: a sheet without results is left to be copied.
///
/// # Errors
/// [`Error::Foreign`] where the sheet is not readable; [`Error::Full`] and its kin.
pub(super) fn leave_out(
    zip: &mut ZipWriter<Draft>,
    package: &mut Package,
    part: &str,
) -> Result<bool, Error> {
    let found = any(BufReader::new(package.stream(part)?));
    if !package.read(part, found)? {
        return Ok(false);
    }
    package.start(zip, part)?;
    let path = package.path().to_owned();
    let mut sheet = Sheet::new(BufReader::new(package.stream(part)?));
    let mut left = Vec::new();
    loop {
        let more = sheet.copy(&mut left);
        let more = more.map_err(|reason| unread(&path, part, &reason))?;
        if !more || left.len() > GATHERED {
            zip.write_all(&left)
                .map_err(|error| Error::io(&path, error))?;
            left.clear();
        }
        if !more {
            return Ok(true);
        }
    }
}

/// Whether a sheet has the result of a formula.
fn any(stream: impl BufRead) -> Result<bool, String> {
    let mut sheet = Sheet::new(stream);
    loop {
        match sheet.next()? {
            (Event::Eof, _) => return Ok(false),
            (Event::Text(_) | Event::CData(_) | Event::GeneralRef(_), true) => return Ok(true),
            _ => {}
        }
    }
}

/// Tells the pieces of a sheet that are results of formulas from all others.
#[derive(Default)]
pub(super) struct Results {
    in_cell: bool,
    has_formula: bool,
    in_result: bool,
}

impl Results {
    /// Whether a piece is part of a result; asked of each, in their order.
    pub fn has(&mut self, piece: &Event<'_>) -> bool {
        let was_result = self.in_result;
        match piece {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "c" => (self.in_cell, self.has_formula) = (true, false),
                "f" => self.has_formula |= self.in_cell,
                "v" => self.in_result = self.in_cell && self.has_formula,
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "f" => {
                self.has_formula |= self.in_cell;
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "c" => self.in_cell = false,
                "v" => self.in_result = false,
                _ => {}
            },
            _ => {}
        }
        was_result || self.in_result
    }
}

/// A sheet as it is read.
struct Sheet<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    results: Results,
}

impl<R: BufRead> Sheet<R> {
    fn new(stream: R) -> Self {
        Self {
            reader: Reader::from_reader(stream),
            buffer: Vec::new(),
            results: Results::default(),
        }
    }

    /// The next piece, and whether it is part of a result.
    fn next(&mut self) -> Result<(Event<'_>, bool), String> {
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer);
        let event = event.map_err(|error| error.to_string())?;
        let of_result = self.results.has(&event);
        Ok((event, of_result))
    }

    /// Copies the next piece where it is no part of a result; says whether there was one.
    fn copy(&mut self, to: &mut Vec<u8>) -> Result<bool, String> {
        let (event, of_result) = self.next()?;
        match event {
            Event::Eof => return Ok(false),
            event if !of_result => Writer::new(to)
                .write_event(event)
                .map_err(|error| error.to_string())?,
            _ => {}
        }
        Ok(true)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Results go, values that somebody typed stay, and so does everything else to the byte.
    #[test]
    fn only_results_are_left_out() {
        let sheet = "<?xml version=\"1.0\"?>\r\n<x:worksheet><x:sheetData><x:row r=\"1\"><x:c r=\"A1\"><x:v>1</x:v></x:c>\
            <x:c r=\"B1\" t=\"str\"><x:f a='1'>A1&amp;\"x\"</x:f><x:v>1&amp;x</x:v></x:c><x:c><x:f t=\"shared\" si=\"0\"/>\
            <x:v>2</x:v></x:c><x:c><x:v>3</x:v></x:c></x:row></x:sheetData><ext><f>y</f><v>z</v></ext></x:worksheet>";
        let (mut read, mut left) = (Sheet::new(sheet.as_bytes()), Vec::new());
        while read.copy(&mut left).unwrap() {}
        let wanted = sheet
            .replace("<x:v>1&amp;x</x:v>", "")
            .replace("<x:v>2</x:v>", "");
        assert_eq!(String::from_utf8(left).unwrap(), wanted);
        assert!(any(sheet.as_bytes()).unwrap());
        assert!(!any(wanted.as_bytes()).unwrap());
        let uncomputed = "<c><f>A1</f><v></v></c><c><f>A1</f><v/></c>";
        assert!(!any(uncomputed.as_bytes()).unwrap());
    }
}
