//! Folders of files: what stands there after deliveries, whole and partial, finished and not.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use arrow_array::{
    Array as _, ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch,
    StringArray, TimestampMicrosecondArray, cast::AsArray as _,
};
use arrow_schema::{DataType, Field};
use headwater_destinations::{Delivery, Error, Rows, Table, csv, parquet};

fn table() -> Table {
    let columns = vec![
        Field::new("name", DataType::Utf8, true),
        Field::new("amount", DataType::Float64, true),
        Field::new("paid", DataType::Boolean, true),
        Field::new("day", DataType::Date32, true),
    ];
    Table::new("Orders", true, columns)
}

/// Rows by key, name and the sync that wrote them; the other cells are the same in all.
fn batch(table: &Table, rows: &[(&str, Option<&str>, i64)]) -> RecordBatch {
    let count = rows.len();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(rows.iter().map(|row| row.1).collect::<StringArray>()),
        Arc::new(Float64Array::from(vec![1200.5; count])),
        Arc::new(BooleanArray::from(vec![true; count])),
        Arc::new(Date32Array::from(vec![20_576; count])),
        Arc::new(rows.iter().map(|row| Some(row.0)).collect::<StringArray>()),
        Arc::new(
            TimestampMicrosecondArray::from(vec![1_777_863_721_500_000; count])
                .with_timezone("UTC"),
        ),
        Arc::new(rows.iter().map(|row| Some(row.2)).collect::<Int64Array>()),
        Arc::new(Int64Array::from(vec![None; count])),
    ];
    RecordBatch::try_new(Arc::clone(&table.schema), columns).unwrap()
}

fn delivery(rows: Rows, upto: i64) -> Delivery {
    Delivery {
        table: table(),
        rows,
        upto,
    }
}

fn deliver(folder: &parquet::Folder, rows: Rows, upto: i64, cells: &[(&str, Option<&str>, i64)]) {
    let mut load = folder.begin(&delivery(rows, upto)).unwrap();
    load.write(&batch(&table(), cells)).unwrap();
    load.finish().unwrap();
}

/// The keys in all files of a folder that a reader would find by `**/*.parquet`, sorted.
fn keys(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(keys(&path));
        } else if path.extension().is_some_and(|ending| ending == "parquet") {
            let reader = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(&path).unwrap());
            for batch in reader.unwrap().build().unwrap() {
                let batch = batch.unwrap();
                let keys = batch
                    .column_by_name("_hw_key")
                    .unwrap()
                    .as_string::<i32>()
                    .clone();
                found.extend((0..keys.len()).map(|row| keys.value(row).to_owned()));
            }
        }
    }
    found.sort();
    found
}

/// A whole delivery replaces the one before; one that is given up leaves it, with how far it was, and leaves nothing.
#[test]
fn a_parquet_table_is_the_old_one_or_the_new_one() {
    let around = tempfile::tempdir().unwrap();
    let folder = parquet::Folder {
        path: around.path().join("out"),
        partitions: false,
    };
    assert_eq!(folder.delivered("Orders").unwrap(), None);
    deliver(
        &folder,
        Rows::Whole,
        3,
        &[("a", Some("x"), 3), ("b", None, 3)],
    );
    assert_eq!(folder.delivered("Orders").unwrap(), Some(3));

    let mut given_up = folder.begin(&delivery(Rows::Whole, 4)).unwrap();
    given_up.write(&batch(&table(), &[("c", None, 4)])).unwrap();
    drop(given_up);
    assert_eq!(
        (keys(&folder.path), folder.delivered("Orders").unwrap()),
        (vec!["a".into(), "b".into()], Some(3))
    );
    assert_eq!(
        fs::read_dir(folder.path.join("Orders")).unwrap().count(),
        1,
        "no draft is left"
    );

    deliver(&folder, Rows::Whole, 4, &[("c", None, 4)]);
    assert_eq!(
        (keys(&folder.path), folder.delivered("Orders").unwrap()),
        (vec!["c".into()], Some(4))
    );
}

/// With partitions each delivery adds its rows; rows of a sync that still runs wait for its partition, where they come
/// whole; a whole delivery leaves no former partition, and neither does one that a killed process did not tidy up after.
#[test]
fn partitions_hold_each_row_once() {
    let around = tempfile::tempdir().unwrap();
    let folder = parquet::Folder {
        path: around.path().join("out"),
        partitions: true,
    };
    deliver(
        &folder,
        Rows::Whole,
        1,
        &[("a", None, 1), ("running", None, 2)],
    );
    assert_eq!(keys(&folder.path), ["a"], "sync 2 was not over");
    deliver(
        &folder,
        Rows::Since(1),
        2,
        &[("running", None, 2), ("b", None, 2)],
    );
    assert_eq!(keys(&folder.path), ["a", "b", "running"]);
    assert_eq!(folder.delivered("Orders").unwrap(), Some(2));
    assert!(
        folder
            .path
            .join("Orders/delivered=2/part-0.parquet")
            .is_file()
    );

    let hidden = |entry: &std::io::Result<fs::DirEntry>| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with(['_', '.'])
    };
    let mut entries = fs::read_dir(folder.path.join("Orders")).unwrap();
    assert!(
        !entries.any(|entry| hidden(&entry)),
        "pyarrow would not look inside"
    );

    let kept = folder.path.join("Orders/delivered=1");
    let copy = around.path().join("copy");
    fs::rename(&kept, &copy).unwrap();
    deliver(&folder, Rows::Whole, 3, &[("c", None, 3)]);
    assert_eq!(keys(&folder.path), ["c"]);
    // As if the process had been killed before it removed the former one.
    fs::rename(&copy, &kept).unwrap();
    deliver(&folder, Rows::Since(3), 4, &[("d", None, 4)]);
    assert_eq!(keys(&folder.path), ["c", "d"]);
}

/// CSV says null and empty text apart, quotes what RFC 4180 asks for, and with the guard no cell begins a formula.
#[test]
fn csv_is_quoted_and_guarded() {
    let around = tempfile::tempdir().unwrap();
    let folder = csv::Folder {
        path: around.path().to_path_buf(),
        mark: true,
        guard: true,
    };
    let mut load = folder.begin(&delivery(Rows::Whole, 1)).unwrap();
    let rows = [
        ("a", Some("=1+1"), 1),
        ("b", None, 1),
        ("c", Some(""), 1),
        ("d", Some("say \"é\",\nplease"), 1),
    ];
    load.write(&batch(&table(), &rows)).unwrap();
    load.finish().unwrap();
    let rest = ",1200.5,true,2026-05-03,";
    let own = ",2026-05-04T03:02:01.5Z,1,\r\n";
    let expected = format!(
        "\u{feff}name,amount,paid,day,_hw_key,_hw_extracted_at,_hw_sync,_hw_deleted\r\n\
         \"'=1+1\"{rest}a{own}{rest}b{own}\"\"{rest}c{own}\"say \"\"é\"\",\nplease\"{rest}d{own}"
    );
    assert_eq!(
        fs::read_to_string(around.path().join("Orders.csv")).unwrap(),
        expected
    );
}

/// A drive that is not there is no reason to make folders where it should be.
#[test]
fn a_folder_without_its_surroundings_is_gone() {
    let around = tempfile::tempdir().unwrap();
    let path = around.path().join("stick/out");
    let refused = parquet::Folder {
        path: path.clone(),
        partitions: false,
    }
    .test();
    assert!(
        matches!(&refused, Err(Error::Gone(gone)) if *gone == path),
        "{refused:?}"
    );
    assert!(!around.path().join("stick").exists());
}

/// Names of tabs are any text; names of files are not.
#[test]
fn a_table_has_a_name_for_files() {
    for (name, file) in [
        ("Orders", "Orders"),
        ("a/b:c", "a_b_c"),
        ("../up", "_up"),
        ("con", "_con"),
        ("Lpt1.x", "_Lpt1.x"),
        ("Commerce", "Commerce"),
        (" . ", "table"),
    ] {
        assert_eq!(Table::file_name(name), file, "{name}");
    }
}
