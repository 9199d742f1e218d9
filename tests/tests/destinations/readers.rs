//! Our files in the hands of the programs that they are for: LibreOffice, openpyxl, DuckDB and pandas.

use std::path::{Path, PathBuf};
use std::process::Command;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray as _;
use arrow_array::types::Int64Type;
use headwater_destinations::{Delivery, Rows, Table, parquet, xlsx};
use headwater_tests::places;
use serde_json::{Value, json};

use crate::tables::{self, Source};

/// What a command of the readers' script prints.
fn read(words: &[&str]) -> Value {
    let prepared = places::stand_in("readers").unwrap();
    let output = Command::new(prepared.join("venv/bin/python"))
        .arg(places::stand_in_sources("readers").join("read.py"))
        .args(words)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {error}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The first piece of code of a language in a document of ours, with one text for another.
fn recipe(document: &str, language: &str, old: &str, new: &str) -> String {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let text = std::fs::read_to_string(docs.join(document)).unwrap();
    let (_, code) = text.split_once(&format!("```{language}\n")).unwrap();
    let (code, _) = code.split_once("```").unwrap();
    assert!(code.contains(old), "{document} tells something else");
    code.replace(old, new)
}

fn deliver(file: &Path, (table, batch): (Table, RecordBatch), upto: i64) {
    let rows = Rows::Whole;
    let book = xlsx::Workbook { path: file.into() };
    let mut load = book.begin(&Delivery { table, rows, upto }).unwrap();
    load.write(&batch).unwrap();
    load.finish().unwrap();
}

/// openpyxl reads a workbook of ours with its types, and what an analyst has done to it with openpyxl is the same after
/// another delivery: formulas, chart, conditional format, name, order of sheets; every part of theirs to the byte.
#[test]
fn a_workbook_is_read_and_worked_on_with_openpyxl() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    let file = path.to_str().unwrap();
    deliver(&path, tables::typed(), 1);
    let read_first = read(&["sheets", file]);
    let sheet = &read_first["sheets"]["Order Lines"];
    assert_eq!(sheet["tables"], json!({"Order_Lines": "A1:K3"}));
    assert_eq!(sheet["frozen"], "A2");
    let heads: Vec<_> = sheet["rows"][0]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| &cell[1])
        .collect();
    assert_eq!(heads[..4], ["firstName", "order", "Order 2", "is active?"]);
    let row = &sheet["rows"][1];
    assert_eq!(row[1], json!(["str", i64::MIN.to_string()]));
    assert_eq!(row[2], json!(["float", "0.1"]));
    assert_eq!(row[3], json!(["bool", "True"]));
    assert_eq!(row[4], json!(["datetime", "2026-03-01 00:00:00"]));
    assert_eq!(row[5], json!(["datetime", "2026-03-01 12:00:00"]));
    assert_eq!(sheet["rows"][2][3], json!(["NoneType", "None"]));

    read(&["work", file]);
    let (worked, parts) = (read(&["sheets", file]), read(&["parts", file]));
    deliver(&path, tables::typed(), 2);
    let (after, parts_after) = (read(&["sheets", file]), read(&["parts", file]));
    assert_eq!(after["sheets"]["Report"], worked["sheets"]["Report"]);
    assert_eq!(after["names"], worked["names"]);
    let titles = |book: &Value| {
        book["sheets"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(titles(&after), titles(&worked));
    let ours = &after["sheets"]["Raw data"];
    assert_eq!(ours["tables"], json!({"Order_Lines": "A1:K3"}));
    assert_eq!(ours["rows"][1][11], json!(["str", "=B2*2"]));
    let first_five = |row: &Value| row.as_array().unwrap()[..5].to_vec();
    assert_eq!(first_five(&ours["rows"][1]), first_five(&sheet["rows"][1]));
    for (name, digest) in parts.as_object().unwrap() {
        let theirs =
            name.contains("chart") || name.contains("drawing") || name.contains("sharedStrings");
        if theirs || name == "xl/worksheets/sheet1.xml" {
            assert_eq!(parts_after[name], *digest, "{name}");
        }
        assert!(parts_after.get(name).is_some(), "{name} is gone");
    }
    let book = xlsx::Workbook { path };
    assert_eq!(book.delivered("Order Lines").unwrap(), Some(2));
}

/// LibreOffice opens a workbook of ours, computes an analyst's formulas over it and saves it in its own way; after that the
/// next delivery finds its sheet again, and the formulas stand and give what came.
#[test]
fn a_workbook_is_computed_and_saved_by_libreoffice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    let file = path.to_str().unwrap();
    let book = xlsx::Workbook { path: path.clone() };
    for sync in 1..=2 {
        let batch = &Source::batches(0, sync)[0].slice(0, if sync == 1 { 50 } else { 70 });
        deliver(&path, (Source::table(), batch.clone()), sync);
        if sync == 1 {
            read(&["total", file]);
        }
        libreoffice(&path);
        let total: i64 = batch
            .column(0)
            .as_primitive::<Int64Type>()
            .values()
            .iter()
            .sum();
        let found = read(&["values", file, "Mine"]);
        assert_eq!(
            found["cells"],
            json!([total, batch.num_rows()]),
            "computed anew"
        );
        assert_eq!(
            found["sheets"],
            json!(["counted", "Mine"]),
            "no sheet beside ours"
        );
        let rows = format!("A1:F{}", batch.num_rows() + 1);
        assert_eq!(found["tables"], json!({ "counted": rows }));
        assert_eq!(book.delivered("counted").unwrap(), Some(sync));
    }
}

/// Opens a file in LibreOffice and saves it again, as the format it is in.
fn libreoffice(path: &Path) {
    let folder = path.parent().unwrap();
    let (profile, saved) = (folder.join("profile"), folder.join("saved"));
    let output = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.display()
        ))
        .args(["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"])
        .arg("--outdir")
        .args([&saved, path])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    std::fs::rename(saved.join(path.file_name().unwrap()), path).unwrap();
}

/// DuckDB and pandas read a Parquet folder with its types, by the recipes of the document.
#[test]
fn a_parquet_folder_is_read_by_duckdb_and_pandas() {
    let folder = tempfile::tempdir().unwrap();
    let (mut table, batch) = tables::typed();
    table.name = "contacts".to_owned();
    let to = parquet::Folder {
        path: folder.path().join("warehouse"),
        partitions: true,
    };
    let rows = Rows::Whole;
    let mut load = to
        .begin(&Delivery {
            table,
            rows,
            upto: 1,
        })
        .unwrap();
    load.write(&batch).unwrap();
    load.finish().unwrap();

    let here = |name: &str| {
        PathBuf::from(folder.path())
            .join(name)
            .display()
            .to_string()
    };
    let warehouse = here("warehouse/contacts");
    let sql = recipe("destinations.md", "sql", "warehouse/contacts", &warehouse);
    let told = read(&["query", &sql]);
    let types = json!([
        "VARCHAR",
        "BIGINT",
        "DOUBLE",
        "BOOLEAN",
        "DATE",
        "TIMESTAMP WITH TIME ZONE",
        "VARCHAR"
    ]);
    assert_eq!(
        told["types"].as_array().unwrap()[..7],
        types.as_array().unwrap()[..]
    );
    assert_eq!(told["rows"], 2);
    let python = recipe(
        "destinations.md",
        "python",
        "warehouse/contacts",
        &warehouse,
    );
    let frame = read(&["frame", &python, "contacts"]);
    assert_eq!(frame["rows"], 2);
    let types = &frame["types"];
    assert_eq!(types["Order"], "float64");
    assert_eq!(types["at"], "datetime64[us, UTC]");
    assert_eq!(types["_hw_sync"], "int64");
}
