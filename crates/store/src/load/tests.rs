//! What only the inside of the store can bring about: a full disk.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../../tests/support/mod.rs"]
mod support;

use serde_json::json;

use super::*;
use crate::mode::Mode;
use support::{Bench, CONNECTION, STREAM, at, schema};

#[test]
fn a_full_disk_refuses_the_batch_and_keeps_the_state_before_it() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer")]));
    let store = &bench.store;
    let mut load = bench.load(Mode::IncrementalAppendDedupe);
    let small = json!({"id": 1, "text": "kept"});
    load.commit(small.as_object(), Some(&json!({"after": 1})), at())
        .unwrap();
    store.set_writer("max_page_count = 40");

    // A new column, a wider one and more text than forty pages hold.
    let large = json!({"id": "two", "body": "x".repeat(400_000)});
    let refused = load.commit(large.as_object(), Some(&json!({"after": 2})), at());

    assert!(
        matches!(refused, Err(Error::Full)),
        "{refused:?} names the full disk"
    );
    let stream = store.stream(CONNECTION, STREAM).unwrap();
    assert_eq!(
        stream.state,
        Some(json!({"after": 1})),
        "no state without its rows"
    );
    let tab = store.tab(stream.tab.unwrap()).unwrap();
    assert_eq!(
        (tab.rows, tab.columns.len()),
        (1, 2),
        "rows and columns are those before"
    );

    store.set_writer("max_page_count = 10000");
    load.commit(large.as_object(), Some(&json!({"after": 2})), at())
        .unwrap();
    let rows = store
        .window(
            tab.id,
            &crate::Query {
                limit: 10,
                ..Default::default()
            },
        )
        .unwrap();
    let rows: Vec<Vec<Value>> = serde_json::from_str(&rows.rows).unwrap();
    let keys: Vec<&Value> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(
        keys,
        ["1", "two"],
        "the same load goes on once there is space"
    );
}

/// Whoever has gone over a record's text says where its fields are, and its row is the one that the text gives: escaped
/// names, nested values, a field that comes twice, and one that is new.
#[test]
fn known_fields_give_the_row_of_their_text() {
    let fields = [
        (r#""id""#, "7"),
        (r#""na\u006de""#, r#""x \"y\"""#),
        (r#""nested""#, r#"{"a": [1, 2]}"#),
        (r#""twice""#, "1"),
        (r#""twice""#, "null"),
    ];
    let (mut text, mut places) = ("{".to_owned(), Vec::new());
    let place = |text: &mut String, part: &str| {
        let start = text.len() as u32;
        text.push_str(part);
        start..text.len() as u32
    };
    for (name, value) in fields {
        let name = place(&mut text, name);
        text.push_str(": ");
        places.push((name, place(&mut text, value)));
        text.push(',');
    }
    text.pop();
    text.push('}');
    let rows = [Record::Raw(&text), Record::Fields(&text, &places)].map(|record| {
        let bench = Bench::new(
            &[&["id"]],
            schema(&[("id", "integer"), ("twice", "integer")]),
        );
        let mut load = bench.load(Mode::FullRefreshReplace);
        load.commit([record], None, at()).unwrap();
        load.finish(at()).unwrap();
        let tab = bench.store.stream(CONNECTION, STREAM).unwrap().tab.unwrap();
        let query = crate::Query {
            limit: 10,
            ..Default::default()
        };
        let columns = bench.store.tab(tab).unwrap().columns;
        let columns: Vec<String> = columns.into_iter().map(|column| column.name).collect();
        (columns, bench.store.window(tab, &query).unwrap().rows)
    });
    assert_eq!(rows[0], rows[1]);
    assert!(rows[0].0.contains(&"name".to_owned()), "{:?}", rows[0].0);
}
