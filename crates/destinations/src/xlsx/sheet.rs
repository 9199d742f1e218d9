//! A sheet of ours without its rows: made new, or as the user left it, with widths, charts, conditional formats and the
//! cells beside the table.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::BufRead;

use arrow_schema::{DataType, Fields};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

use super::names::{self, Area};
use super::results::Results;
use super::xml::{self, BEGIN, MAIN, RELATIONS, child, edited};

/// Cells of the user by row and column, each as its bytes.
pub(super) type Cells = BTreeMap<u32, Vec<(u32, Vec<u8>)>>;

/// A sheet as the user left it.
pub(super) struct Left {
    /// The sheet without its rows.
    pub frame: String,
    /// Cells that are not ours.
    pub kept: Cells,
}

/// A new sheet without rows: its head stays in sight, and columns are as wide as their type needs.
pub(super) fn new(fields: &Fields) -> String {
    let mut columns = String::new();
    for (at, field) in fields.iter().enumerate() {
        let width = match field.data_type() {
            DataType::Utf8 => 24,
            DataType::Timestamp(..) => 20,
            _ => 14,
        };
        let number = at + 1;
        let _ = write!(
            columns,
            "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
        );
    }
    // Numbers that are texts are so on purpose.
    let everything = format!("A1:{}{}", names::letters(16_384), names::ROWS);
    format!(
        "{BEGIN}<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheetViews><sheetView workbookViewId=\"0\">\
         <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>\
         <selection pane=\"bottomLeft\" activeCell=\"A2\" sqref=\"A2\"/></sheetView></sheetViews>\
         <sheetFormatPr defaultRowHeight=\"15\"/><cols>{columns}</cols><sheetData/>\
         <ignoredErrors><ignoredError sqref=\"{everything}\" numberStoredAsText=\"1\"/></ignoredErrors></worksheet>"
    )
}

/// Reads a sheet of ours: what is not in the columns of `area`, from its head down, is the user's.
///
/// # Errors
/// What is wrong with it.
pub(super) fn left(stream: impl BufRead, area: &Area) -> Result<Left, String> {
    let mut reader = Reader::from_reader(stream);
    let mut frame = Writer::new(Vec::new());
    let mut buffer = Vec::new();
    let mut kept = Cells::new();
    let text = |error: &dyn std::fmt::Display| error.to_string();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let event = event.map_err(|error| text(&error))?;
        match &event {
            Event::Eof => break,
            // It says how far the rows go, which is not known yet; it may be left out.
            Event::Empty(tag) if tag.local_name().as_ref() == "dimension" => continue,
            Event::Start(tag) if tag.local_name().as_ref() == "sheetData" => {
                let empty = Event::Empty(tag.to_owned());
                frame.write_event(empty).map_err(|error| text(&error))?;
                kept = theirs(&mut reader, area)?;
                continue;
            }
            _ => {}
        }
        frame.write_event(event).map_err(|error| text(&error))?;
    }
    let frame = String::from_utf8(frame.into_inner()).map_err(|error| text(&error))?;
    Ok(Left { frame, kept })
}

/// Reads the rows, to their end. Results of formulas are left out: they are of the rows from before.
fn theirs<R: BufRead>(reader: &mut Reader<R>, area: &Area) -> Result<Cells, String> {
    let mut cells = Cells::new();
    let mut buffer = Vec::new();
    // Rows and cells without a name come after the one before.
    let (mut row, mut column) = (0, 0);
    let mut copying: Option<Writer<Vec<u8>>> = None;
    let mut results = Results::default();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let event = event.map_err(|error| error.to_string())?;
        if results.has(&event) {
            continue;
        }
        let ends = match &event {
            Event::Eof => return Err("it ends in the middle".to_owned()),
            Event::End(tag) if tag.local_name().as_ref() == "sheetData" => return Ok(cells),
            Event::Start(tag) | Event::Empty(tag) if copying.is_none() => {
                match tag.local_name().as_ref() {
                    "row" => {
                        row = value(tag, "r")
                            .and_then(|r| r.parse().ok())
                            .unwrap_or(row + 1);
                        column = 0;
                    }
                    "c" => {
                        let place = value(tag, "r").and_then(|name| names::cell(&name));
                        column = place.map_or(column + 1, |(_, column)| column);
                        if row < area.top || !area.has(column) {
                            copying = Some(Writer::new(Vec::new()));
                        }
                    }
                    _ => {}
                }
                matches!(event, Event::Empty(_))
            }
            Event::End(tag) => tag.local_name().as_ref() == "c",
            _ => false,
        };
        let Some(mut cell) = copying.take() else {
            continue;
        };
        cell.write_event(event).map_err(|error| error.to_string())?;
        match ends {
            true => cells
                .entry(row)
                .or_default()
                .push((column, cell.into_inner())),
            false => copying = Some(cell),
        }
    }
}

fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()??;
    Some(found.value.into_owned())
}

/// Leaves out cells that a wider table covers: they are empty and only have a format. One that holds something is named.
///
/// # Errors
/// The name of that cell.
pub(super) fn uncover(kept: &mut Cells, area: &Area) -> Result<(), String> {
    for (row, cells) in kept.range_mut(area.top..) {
        let covered = |cell: &(u32, Vec<u8>)| area.has(cell.0);
        if let Some((column, _)) = cells
            .iter()
            .find(|cell| covered(cell) && !cell.1.ends_with(b"/>"))
        {
            return Err(format!("{}{row}", names::letters(*column)));
        }
        cells.retain(|cell| !covered(cell));
    }
    Ok(())
}

/// A frame that also names a table object.
///
/// # Errors
/// What is wrong with it.
pub(super) fn with_object(frame: &str, relation: &str) -> Result<String, String> {
    let root = xml::root(frame)?;
    let space = root.namespace();
    let entry = format!("<tablePart{space} xmlns:r=\"{RELATIONS}\" r:id=\"{relation}\"/>");
    if let Some(list) = child(frame, &root, "tableParts")? {
        let text = list.with_child(frame, &entry);
        return Ok(edited(frame, vec![(list.whole, text)]));
    }
    let last = child(frame, &root, "extLst")?;
    let at = last.map_or(root.inner.end, |last| last.whole.start);
    let list = format!("<tableParts{space}>{entry}</tableParts>");
    Ok(edited(frame, vec![(at..at, list)]))
}

/// What comes before the rows, and what after them.
///
/// # Errors
/// What is wrong with it.
pub(super) fn around(frame: &str) -> Result<(String, String), String> {
    let root = xml::root(frame)?;
    let data = child(frame, &root, "sheetData")?.ok_or("it has no rows")?;
    let (name, space) = (data.name(), data.namespace());
    let before = format!("{}<{name}{space}>", &frame[..data.whole.start]);
    let after = format!("</{name}>{}", &frame[data.whole.end..]);
    Ok((before, after))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What the user has beside and above the table is kept with its formulas and formats; rows of ours, and the size
    /// that they had, are not; what stands around the rows stays as it is.
    #[test]
    fn the_users_cells_are_told_from_ours() {
        let xml = "<worksheet><dimension ref=\"A1:D9\"/><cols/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
            <row r=\"2\"><c r=\"A2\"/><c r=\"B2\" s=\"7\"><f>A2*2</f><v>4</v></c></row>\
            <row><c><v>x</v></c><c t=\"str\"><f>a&amp;b</f></c></row></sheetData><drawing id=\"1\"/></worksheet>";
        let area = Area {
            top: 2,
            left: 1,
            width: 1,
        };
        let left = left(xml.as_bytes(), &area).unwrap();
        assert_eq!(
            left.frame,
            "<worksheet><cols/><sheetData/><drawing id=\"1\"/></worksheet>"
        );
        let kept = left.kept.iter().flat_map(|(row, cells)| {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            cells
                .iter()
                .map(move |(column, cell)| (*row, *column, text(cell)))
        });
        let kept: Vec<_> = kept.collect();
        assert_eq!(kept[0], (1, 1, "<c r=\"A1\"><v>1</v></c>".into()));
        assert_eq!(
            kept[1],
            (2, 2, "<c r=\"B2\" s=\"7\"><f>A2*2</f></c>".into())
        );
        assert_eq!(kept[2], (3, 2, "<c t=\"str\"><f>a&amp;b</f></c>".into()));
        assert_eq!(kept.len(), 3);
        let wider = Area { width: 2, ..area };
        let mut kept = left.kept;
        assert_eq!(uncover(&mut kept, &wider), Err("B2".to_owned()));
        assert_eq!(uncover(&mut kept, &area), Ok(()));
    }
}
