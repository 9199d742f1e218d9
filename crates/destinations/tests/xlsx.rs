//! A workbook's file: what stands in its parts after deliveries, and what of the user's does.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field, TimeUnit};
use headwater_destinations::{Delivery, Error, Rows, Table, xlsx};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// 2026-03-01T12:00:00Z in microseconds, and that day.
const NOON: i64 = 1_772_366_400_000_000;
const DAY: i32 = 20_513;

/// A table of that name with a column of each type, and rows with these texts.
fn table(name: &str, texts: &[&str]) -> (Table, RecordBatch) {
    let time = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let columns = vec![
        Field::new("text", DataType::Utf8, true),
        Field::new("whole", DataType::Int64, true),
        Field::new("number", DataType::Float64, true),
        Field::new("truth", DataType::Boolean, true),
        Field::new("day", DataType::Date32, true),
        Field::new("at", time, true),
    ];
    let table = Table::new(name, true, columns);
    let count = texts.len();
    let at = |value: i64| TimestampMicrosecondArray::from(vec![value; count]).with_timezone("UTC");
    let columns: Vec<ArrayRef> = vec![
        Arc::new(
            texts
                .iter()
                .map(|text| Some(*text))
                .collect::<StringArray>(),
        ),
        Arc::new(Int64Array::from_iter((0..count).map(|row| match row {
            0 => Some(1_000_000_000_000_001),
            1 => None,
            _ => Some(-7),
        }))),
        Arc::new(Float64Array::from_iter_values((0..count).map(
            |row| match row {
                0 => 0.1,
                1 => 1e300,
                _ => f64::INFINITY,
            },
        ))),
        Arc::new(BooleanArray::from(vec![true; count])),
        Arc::new(Date32Array::from_iter_values((0..count).map(
            |row| match row {
                0 => DAY,
                _ => -26_000,
            },
        ))),
        Arc::new(at(NOON)),
        Arc::new(
            texts
                .iter()
                .map(|text| Some(*text))
                .collect::<StringArray>(),
        ),
        Arc::new(at(NOON)),
        Arc::new(Int64Array::from(vec![1; count])),
        Arc::new(Int64Array::from(vec![None; count])),
    ];
    let batch = RecordBatch::try_new(Arc::clone(&table.schema), columns).unwrap();
    (table, batch)
}

fn try_deliver(file: &Path, name: &str, texts: &[&str], upto: i64) -> Result<(), Error> {
    let book = xlsx::Workbook { path: file.into() };
    let (table, batch) = table(name, texts);
    let rows = Rows::Whole;
    let mut load = book.begin(&Delivery { table, rows, upto })?;
    load.write(&batch)?;
    load.finish()
}

fn deliver(file: &Path, name: &str, texts: &[&str], upto: i64) {
    try_deliver(file, name, texts, upto).unwrap();
}

/// All parts of a package.
fn parts(file: &Path) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(File::open(file).unwrap()).unwrap();
    let count = archive.len();
    let read = |at| {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        (name, text)
    };
    (0..count).map(read).collect()
}

/// Changes parts of a package as a program of the user's would: a text for another, or a new part.
fn change(file: &Path, edits: &[(&str, &str, &str)]) {
    let mut all = parts(file);
    for (part, old, new) in edits {
        let text = all.entry((*part).to_owned()).or_default();
        match old.is_empty() {
            true => text.push_str(new),
            false => {
                assert!(text.contains(old), "{part}: {text}");
                *text = text.replacen(old, new, 1);
            }
        }
    }
    let mut zip = ZipWriter::new(File::create(file).unwrap());
    for (name, text) in all {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
}

fn has(text: &str, part: &str) {
    assert!(text.contains(part), "no {part} in {text}");
}

/// A new file has all that a program needs to open it as a typed table: numbers as numbers where they stay exact, days as
/// days where all programs count them alike, and texts that are never formulas.
#[test]
fn a_new_file_is_a_typed_table() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.xlsx");
    let long = "x".repeat(40_000);
    deliver(&file, "Orders", &["=1+1", " a\u{1}<b", &long], 3);
    let all = parts(&file);
    let sheet = &all["xl/worksheets/sheet1.xml"];
    has(sheet, "state=\"frozen\"");
    has(
        sheet,
        "<c r=\"A1\" t=\"inlineStr\"><is><t>text</t></is></c>",
    );
    has(
        sheet,
        "<c r=\"A2\" t=\"inlineStr\"><is><t>=1+1</t></is></c>",
    );
    has(sheet, "<t xml:space=\"preserve\"> a_x0001_&lt;b</t>");
    has(sheet, " [cut: 40000 characters]</t>");
    has(
        sheet,
        "<c r=\"B2\" t=\"inlineStr\"><is><t>1000000000000001</t></is></c>",
    );
    has(sheet, "<c r=\"B4\" s=\"1\"><v>-7</v></c>");
    has(
        sheet,
        "<c r=\"C2\"><v>0.1</v></c><c r=\"D2\" t=\"b\"><v>1</v></c>",
    );
    has(sheet, "<c r=\"C3\"><v>1e300</v></c>");
    has(sheet, "<c r=\"C4\" t=\"inlineStr\"><is><t>inf</t></is></c>");
    has(
        sheet,
        "<c r=\"E2\" s=\"2\"><v>46082</v></c><c r=\"F2\" s=\"3\"><v>46082.5</v></c>",
    );
    has(
        sheet,
        "<c r=\"E3\" t=\"inlineStr\"><is><t>1898-10-25</t></is></c>",
    );
    assert!(!sheet.contains("<f>") && !sheet.contains("r=\"B3\""));
    let object = &all["xl/tables/table1.xml"];
    has(object, "displayName=\"Orders\" ref=\"A1:J4\"");
    has(object, "<tableColumn id=\"10\" name=\"_hw_deleted\"/>");
    has(&all["xl/workbook.xml"], "<calcPr fullCalcOnLoad=\"1\"/>");
    let book = xlsx::Workbook { path: file };
    assert_eq!(book.delivered("orders").unwrap(), Some(3));
    assert_eq!(book.delivered("Others").unwrap(), None);
}

/// What the user did to the file is there after the next delivery: another sheet's part to the byte, our sheet under its
/// new name, cells beside the table, its look; only the rows are new, and the cached order of formulas is gone.
#[test]
fn the_users_work_survives_a_delivery() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.xlsx");
    deliver(&file, "Orders", &["a", "b"], 1);
    deliver(&file, "Deals", &[], 1);
    let theirs = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><f>SUM(Orders[whole])</f></c></row></sheetData></worksheet>";
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let sheet = relation("x1", "worksheet", "worksheets/mine.xml");
    let chain = relation("x2", "calcChain", "calcChain.xml");
    let book = "xl/workbook.xml";
    change(
        &file,
        &[
            ("xl/worksheets/mine.xml", "", theirs),
            ("xl/calcChain.xml", "", "<calcChain/>"),
            ("xl/_rels/workbook.xml.rels", "</Relationships>", &sheet),
            ("xl/_rels/workbook.xml.rels", "</Relationships>", &chain),
            (
                book,
                "</sheets>",
                "<sheet name=\"Mine\" sheetId=\"9\" r:id=\"x1\"/></sheets>",
            ),
            (book, "name=\"Orders\"", "name=\"It's ours\""),
            (book, "'Orders'!", "'It''s ours'!"),
            (
                "xl/worksheets/sheet1.xml",
                "<v>1</v></c><c r=\"E2\"",
                "<v>0</v></c><c r=\"E2\"",
            ),
            (
                "xl/worksheets/sheet1.xml",
                "</row><row r=\"3\">",
                "<c r=\"L2\" s=\"1\"><f>B2*2</f></c></row><row r=\"3\">",
            ),
            (
                "xl/tables/table1.xml",
                "TableStyleMedium2",
                "TableStyleDark1",
            ),
        ],
    );
    let before = parts(&file);
    deliver(&file, "Orders", &["c", "d", "e"], 2);
    let after = parts(&file);
    let same = [
        "xl/worksheets/mine.xml",
        "xl/worksheets/sheet2.xml",
        "xl/tables/table2.xml",
        "xl/styles.xml",
    ];
    for part in same {
        assert_eq!(after[part], before[part], "{part}");
    }
    assert!(!after.contains_key("xl/calcChain.xml"));
    assert!(!after["xl/_rels/workbook.xml.rels"].contains("calcChain"));
    assert_eq!(after.len(), before.len() - 1, "nothing was added");
    has(&after[book], "name=\"It's ours\"");
    let ours = &after["xl/worksheets/sheet1.xml"];
    has(ours, "<c r=\"L2\" s=\"1\"><f>B2*2</f></c></row>");
    has(ours, "<t>e</t>");
    assert!(!ours.contains("<t>a</t>") && !ours.contains("<v>0</v></c><c r=\"E2\""));
    has(&after["xl/tables/table1.xml"], "ref=\"A1:J4\"");
    has(&after["xl/tables/table1.xml"], "TableStyleDark1");
    // A table without rows has one empty row, as the format demands.
    has(&after["xl/tables/table2.xml"], "ref=\"A1:J2\"");
    let book = xlsx::Workbook { path: file };
    assert_eq!(book.delivered("Orders").unwrap(), Some(2));
    assert_eq!(book.delivered("Deals").unwrap(), Some(1));
}

/// All tables of a delivery come with one writing of the file: new ones beside those that are there, each under a name of
/// its own, and what stands between them stays.
#[test]
fn tables_are_delivered_together() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.xlsx");
    deliver(&file, "Orders", &["a"], 1);
    let book = xlsx::Workbook { path: file.clone() };
    let delivery = |name: &str| {
        let ((table, batch), rows, upto) = (table(name, &[name]), Rows::Whole, 2);
        (Delivery { table, rows, upto }, batch)
    };
    let (first, batch) = delivery("Deals?");
    let mut load = book.begin(&first).unwrap();
    load.write(&batch).unwrap();
    for name in ["Orders", "Deals*"] {
        let (next, batch) = delivery(name);
        load = load.next(&next).unwrap();
        load.write(&batch).unwrap();
    }
    assert_eq!(book.delivered("Orders").unwrap(), Some(1), "nothing yet");
    load.finish().unwrap();
    let all = parts(&file);
    for (sheet, object, name, text) in [
        (1, 1, "Orders", "Orders"),
        (2, 2, "Deals_", "Deals?"),
        (3, 3, "Deals_ 2", "Deals*"),
    ] {
        assert_eq!(book.delivered(text).unwrap(), Some(2));
        let sheet = format!("xl/worksheets/sheet{sheet}.xml");
        has(&all[&sheet], &format!("<t>{text}</t>"));
        has(&all["xl/workbook.xml"], &format!("name=\"{name}\" sheetId"));
        has(&all["[Content_Types].xml"], &sheet);
        let object = &all[&format!("xl/tables/table{object}.xml")];
        has(object, &name.replace(' ', "_"));
    }
    assert_eq!(all["xl/workbook.xml"].matches("fullCalcOnLoad").count(), 1);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "no draft is left: {left:?}");
}

/// A bare tool renames sheets and forgets our names, which then point at a sheet of the user's: it is left alone, since no
/// table of ours stands there, and the tab gets a new sheet.
#[test]
fn names_alone_are_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.xlsx");
    deliver(&file, "Orders", &["a"], 1);
    deliver(&file, "Deals", &["b"], 1);
    let book = "xl/workbook.xml";
    // "Deals" is made the user's: its table goes, and it takes the name of ours.
    let relations = "xl/worksheets/_rels/sheet2.xml.rels";
    let all = parts(&file);
    change(
        &file,
        &[
            (book, "name=\"Orders\" sheetId", "name=\"Old\" sheetId"),
            (book, "name=\"Deals\" sheetId", "name=\"Orders\" sheetId"),
            (relations, &all[relations], "<Relationships/>"),
        ],
    );
    let before = parts(&file);
    deliver(&file, "Orders", &["c"], 2);
    let after = parts(&file);
    for sheet in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] {
        assert_eq!(after[sheet], before[sheet], "{sheet}");
    }
    has(&after[book], "name=\"Orders 2\" sheetId=\"3\"");
    has(&after["xl/worksheets/sheet3.xml"], "<t>c</t>");
}

/// Names of others are never taken: where the user has a sheet and a table of that name, ours are called otherwise.
#[test]
fn taken_names_stay_the_users() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.xlsx");
    deliver(&file, "Orders", &["a"], 1);
    // Without the hidden names the sheet is the user's.
    let book = parts(&file)["xl/workbook.xml"].clone();
    let begin = book.find("<definedName ").unwrap();
    let end = book.find("</definedNames>").unwrap();
    change(&file, &[("xl/workbook.xml", &book[begin..end], "")]);
    let before = parts(&file);
    deliver(&file, "Orders", &["b"], 2);
    let after = parts(&file);
    assert_eq!(
        after["xl/worksheets/sheet1.xml"],
        before["xl/worksheets/sheet1.xml"]
    );
    has(&after["xl/workbook.xml"], "<sheet xmlns:r=");
    has(&after["xl/workbook.xml"], "name=\"Orders 2\" sheetId=\"2\"");
    has(&after["xl/tables/table2.xml"], "id=\"2\" name=\"Orders_2\"");
}

/// A file that is open elsewhere, changed meanwhile, or no workbook of ours to change is left as it is, and why is said.
#[test]
fn what_must_not_be_written_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.xlsx");
    deliver(&file, "Orders", &["a"], 1);
    for owner in ["~$book.xlsx", ".~lock.book.xlsx#"] {
        let owner = folder.path().join(owner);
        fs::write(&owner, "").unwrap();
        let refused = try_deliver(&file, "Orders", &["b"], 2);
        assert!(matches!(refused, Err(Error::Open(_))), "{refused:?}");
        fs::remove_file(owner).unwrap();
    }
    let book = xlsx::Workbook { path: file.clone() };
    let (table, _) = table("Orders", &["b"]);
    let rows = Rows::Whole;
    let load = book
        .begin(&Delivery {
            table,
            rows,
            upto: 2,
        })
        .unwrap();
    change(&file, &[("docProps/note.xml", "", "<note/>")]);
    let refused = load.finish();
    assert!(matches!(refused, Err(Error::Open(_))), "{refused:?}");
    assert_eq!(book.delivered("Orders").unwrap(), Some(1));

    change(&file, &[("xl/workbook.xml", "$J$1", "$K$1")]);
    let refused = try_deliver(&file, "Orders", &["b"], 2).unwrap_err();
    has(&refused.to_string(), "columns were put between");

    for other in [
        &b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..],
        b"PK\x03\x04 broken",
        b"text",
        b"",
    ] {
        fs::write(&file, other).unwrap();
        let refused = try_deliver(&file, "Orders", &["b"], 2);
        assert!(matches!(refused, Err(Error::Foreign { .. })), "{refused:?}");
        assert_eq!(fs::read(&file).unwrap(), other);
    }
    let nowhere = folder.path().join("gone/book.xlsx");
    let refused = try_deliver(&nowhere, "Orders", &["b"], 2);
    assert!(matches!(refused, Err(Error::Gone(_))), "{refused:?}");
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "no draft is left: {left:?}");
}
