//! Columns: how they come to be, how they widen, what they are called.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use headwater_store::{CellType, Error, Mode};
use serde_json::{Value, json};
use support::{Bench, at, cells, schema};

#[test]
fn fields_that_the_schema_lacks_get_columns_by_their_first_value() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer")]));
    bench.sync(
        Mode::FullRefreshReplace,
        &[
            json!({"id": 1, "later": null}),
            json!({"id": 2, "later": 1.5, "flag": true}),
            json!({"id": 3, "nested": {"a": [1]}, "word": "x", "later": 2}),
        ],
    );
    let window = bench.all();
    let columns: Vec<(&str, CellType)> = window
        .columns
        .iter()
        .map(|column| (column.name.as_str(), column.cell))
        .collect();
    assert_eq!(
        columns,
        [
            ("id", CellType::Integer),
            ("later", CellType::Number),
            ("flag", CellType::Boolean),
            ("nested", CellType::Json),
            ("word", CellType::Text),
        ]
    );
    assert_eq!(
        cells(&window)[1],
        [json!(2), json!(1.5), json!(true), json!(null), json!(null)]
    );
    assert_eq!(
        cells(&window)[2],
        [
            json!(3),
            json!(2.0),
            json!(null),
            json!(r#"{"a":[1]}"#),
            json!("x")
        ]
    );
}

#[test]
fn a_value_that_does_not_fit_widens_its_column_and_loses_nothing() {
    let cases = [
        (
            "integer",
            vec!["7", "1.5"],
            CellType::Number,
            json!([7.0, 1.5]),
        ),
        (
            "integer",
            vec!["9007199254740993", "0.5"],
            CellType::Text,
            json!(["9007199254740993", "0.5"]),
        ),
        (
            "integer",
            vec!["7", "\"007\""],
            CellType::Text,
            json!(["7", "007"]),
        ),
        (
            "integer",
            vec!["1", "18446744073709551616"],
            CellType::Text,
            json!(["1", "18446744073709551616"]),
        ),
        (
            "number",
            vec!["0.30000000000000004", "\"n/a\""],
            CellType::Text,
            json!(["0.30000000000000004", "n/a"]),
        ),
        (
            "number",
            vec!["5", "9007199254740993"],
            CellType::Text,
            json!(["5", "9007199254740993"]),
        ),
        (
            "boolean",
            vec!["true", "false", "\"maybe\""],
            CellType::Text,
            json!(["true", "false", "maybe"]),
        ),
        (
            "boolean",
            vec!["true", "2"],
            CellType::Text,
            json!(["true", "2"]),
        ),
        (
            "time",
            vec!["\"2026-01-01\"", "1700000000"],
            CellType::Text,
            json!(["2026-01-01", "1700000000"]),
        ),
        (
            "object",
            vec!["{\"a\":1}", "\"b\""],
            CellType::Json,
            json!(["{\"a\":1}", "\"b\""]),
        ),
        (
            "string",
            vec!["\"x\"", "{\"a\":1}", "3"],
            CellType::Text,
            json!(["x", "{\"a\":1}", "3"]),
        ),
        (
            "integer",
            vec!["1", "null", "{}"],
            CellType::Text,
            json!(["1", null, "{}"]),
        ),
    ];
    for (kind, values, cell, expected) in cases {
        let bench = Bench::new(
            &[&["id"]],
            schema(&[("id", "integer"), ("v", kind), ("z", "string")]),
        );
        let records: Vec<String> = values
            .iter()
            .enumerate()
            .map(|(id, value)| format!(r#"{{"id":{id},"v":{value},"z":"end"}}"#))
            .collect();
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        bench.sync_text(Mode::FullRefreshReplace, &records);
        let case = format!("{values:?} in a column of type {kind}");
        assert_eq!(Value::from(bench.cells("v")), expected, "{case}");
        assert_eq!(bench.all().columns[1].cell, cell, "{case}");
        assert_eq!(
            bench.cells("z"),
            vec![json!("end"); values.len()],
            "{case}: neighbours stay"
        );
        let tab = bench.store.tab(bench.tab).unwrap();
        assert_eq!(
            tab.rows,
            values.len() as u64,
            "{case}: rewriting the table counts no row twice"
        );
    }
}

#[test]
fn two_columns_that_widen_with_one_record_keep_their_rows() {
    let bench = Bench::new(
        &[&["id"]],
        schema(&[("id", "integer"), ("a", "integer"), ("b", "boolean")]),
    );
    let first: Vec<Value> = (0..50)
        .map(|n| json!({"id": n, "a": n, "b": true}))
        .collect();
    bench.sync(Mode::IncrementalAppendDedupe, &first);
    bench.sync(
        Mode::IncrementalAppendDedupe,
        &[json!({"id": 50, "a": "many", "b": "unsure", "new": 1})],
    );

    let a = bench.cells("a");
    assert_eq!(
        (a.len(), &a[49], &a[50]),
        (51, &json!("49"), &json!("many"))
    );
    assert_eq!(bench.cells("b")[49..], [json!("true"), json!("unsure")]);
    bench.sync(
        Mode::IncrementalAppendDedupe,
        &[json!({"id": 0, "a": "again", "b": false})],
    );
    assert_eq!(bench.all().total, 51, "keys hold in the rewritten table");
}

#[test]
fn both_kinds_of_record_give_the_same_rows() {
    let texts = [
        r#"{"id": 1, "t": "a\"\u00e9\n", "n": -1.25e2, "o": {"k":[true,null]}, "b": false}"#,
        r#"{"b": true, "id": 2, "o": [], "extra": "x", "t": null}"#,
        r#"{"id": 3, "id": 4, "t": "the last of two fields of a name holds"}"#,
    ];
    let fields = schema(&[
        ("id", "integer"),
        ("t", "string"),
        ("n", "number"),
        ("o", "object"),
    ]);
    let raw = Bench::new(&[&["id"]], fields.clone());
    raw.sync_text(Mode::FullRefreshReplace, &texts);
    let parsed = Bench::new(&[&["id"]], fields);
    let values: Vec<Value> = texts
        .iter()
        .map(|text| serde_json::from_str(text).unwrap())
        .collect();
    parsed.sync(Mode::FullRefreshReplace, &values);
    assert_eq!(raw.all(), parsed.all());
    assert_eq!(raw.cells("id"), [1, 2, 4]);
}

#[test]
fn fields_keep_apart_whose_names_sql_would_mix_up() {
    let names = [
        "Name",
        "name",
        "NAME_2",
        "rowid",
        "_hw_key",
        "",
        "a\"b",
        "a b",
        "select",
        "line\nbreak",
    ];
    let bench = Bench::new(&[&["rowid"]], json!({}));
    let record: Value = names
        .iter()
        .enumerate()
        .map(|(n, name)| (name.to_string(), json!(n)))
        .collect();
    bench.sync(Mode::FullRefreshReplace, std::slice::from_ref(&record));
    bench.sync(Mode::FullRefreshReplace, std::slice::from_ref(&record));
    let window = bench.all();
    assert_eq!(
        window.total, 1,
        "the field named rowid is a key like any other"
    );
    for (n, name) in names.iter().enumerate() {
        assert_eq!(bench.cells(name), [n], "{name:?}");
    }
    let mut stored: Vec<String> = window
        .columns
        .iter()
        .map(|column| column.stored_as.to_lowercase())
        .collect();
    stored.sort();
    stored.dedup();
    assert_eq!(
        stored.len(),
        names.len(),
        "no two columns differ by case only: {stored:?}"
    );
}

#[test]
fn a_record_wider_than_a_table_is_refused_whole() {
    let bench = Bench::new(&[], json!({}));
    let record: Value = (0..2_500).map(|n| (format!("f{n}"), json!(n))).collect();
    let refused = bench
        .load(Mode::FullRefreshReplace)
        .commit(record.as_object(), None, at())
        .unwrap_err();
    assert!(
        matches!(refused, Error::TooWide { limit: 1_990, .. }),
        "{refused}"
    );
    assert_eq!(bench.all().columns, [], "no half of it stays");
    let record: Value = (0..1_990).map(|n| (format!("f{n}"), json!(n))).collect();
    bench.sync(Mode::FullRefreshReplace, &[record]);
    assert_eq!(bench.cells("f1989"), [1989]);
}
