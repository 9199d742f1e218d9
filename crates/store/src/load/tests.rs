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
