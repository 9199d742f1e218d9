//! Loading: keys, columns that grow and widen, full and incremental syncs.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use headwater_store::{Error, Mode, Record};
use serde_json::{Value, json};
use support::{Bench, CONNECTION, STREAM, at, schema};

#[test]
fn a_known_key_replaces_its_row_and_keeps_its_place() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer"), ("name", "string")]));
    bench.sync(
        Mode::IncrementalAppendDedupe,
        &[json!({"id": 1, "name": "a"}), json!({"id": 2, "name": "b"})],
    );
    bench.sync(
        Mode::IncrementalAppendDedupe,
        &[json!({"id": 1}), json!({"id": 3, "name": "c"})],
    );

    assert_eq!(bench.cells("id"), [1, 2, 3]);
    let name = "a record replaces the whole row, also where it says less";
    assert_eq!(
        bench.cells("name"),
        [json!(null), json!("b"), json!("c")],
        "{name}"
    );
    assert_eq!(
        bench.store.tab(bench.tab).unwrap().rows,
        3,
        "the kept count is that of the rows"
    );
}

#[test]
fn keys_of_several_fields_and_of_nested_ones_tell_rows_apart() {
    let bench = Bench::new(
        &[&["shop"], &["order", "id"]],
        schema(&[("shop", "string")]),
    );
    bench.sync(
        Mode::IncrementalAppendDedupe,
        &[
            json!({"shop": "a", "order": {"id": 1}, "n": 1}),
            json!({"shop": "a", "order": {"id": 2}, "n": 2}),
            json!({"shop": "b", "order": {"id": 1}, "n": 3}),
            json!({"shop": "a", "order": {"id": 1}, "n": 4}),
        ],
    );
    assert_eq!(
        bench.cells("n"),
        [4, 2, 3],
        "only the last has a key that was there"
    );
}

#[test]
fn records_without_a_key_stay_as_many_as_they_are() {
    let bench = Bench::new(&[], json!({}));
    let source: Vec<Value> = [0, 1, 0, 0, 2, 1, 0]
        .iter()
        .map(|n| json!({"n": n, "tags": [n]}))
        .collect();
    for run in 1..=3 {
        assert_eq!(
            bench.sync(Mode::FullRefreshReplace, &source),
            0,
            "run {run} sees every row again"
        );
        let mut numbers = bench.cells("n");
        numbers.sort_by_key(Value::as_i64);
        assert_eq!(
            numbers,
            [0, 0, 0, 0, 1, 1, 2],
            "run {run}: none lost, none doubled"
        );
    }
    assert_eq!(
        bench.sync(Mode::FullRefreshReplace, &source[2..]),
        2,
        "those that are gone at the source go"
    );
}

#[test]
fn a_record_that_lacks_its_key_is_known_by_its_content() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "string"), ("n", "integer")]));
    let source = [
        json!({"n": 1}),
        json!({"id": "", "n": 1}),
        json!({"id": null, "n": 2}),
    ];
    bench.sync(Mode::FullRefreshReplace, &source);
    bench.sync(Mode::FullRefreshReplace, &source);
    assert_eq!(
        bench.cells("n"),
        [1, 1, 2],
        "nothing was merged and nothing doubled"
    );
}

#[test]
fn many_equal_records_are_counted() {
    let bench = Bench::new(&[], json!({}));
    let source = vec![json!({"same": true}); 300];
    bench.sync(Mode::FullRefreshReplace, &source);
    bench.sync(Mode::FullRefreshReplace, &source);
    assert_eq!(bench.all().total, 300);
}

#[test]
fn a_record_that_is_no_object_refuses_its_batch() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer")]));
    let mut load = bench.load(Mode::IncrementalAppendDedupe);
    let good: Box<serde_json::value::RawValue> = serde_json::from_str(r#"{"id": 1}"#).unwrap();
    let bad: Box<serde_json::value::RawValue> = serde_json::from_str("[1, 2]").unwrap();
    let refused = load.commit(
        [&*good, &*bad].map(Record::from),
        Some(&json!({"x": 1})),
        at(),
    );
    assert!(
        matches!(refused, Err(Error::Record { number: 2, .. })),
        "{refused:?} names the record"
    );
    assert_eq!(bench.all().total, 0, "no record of the batch was written");
    assert_eq!(bench.store.stream(CONNECTION, STREAM).unwrap().state, None);

    load.commit([&*good], Some(&json!({"x": 1})), at()).unwrap();
    assert_eq!(
        bench.store.stream(CONNECTION, STREAM).unwrap().state,
        Some(json!({"x": 1}))
    );
    assert_eq!(bench.store.last_sync(CONNECTION).unwrap().unwrap().rows, 1);
}

#[test]
fn a_load_needs_its_tab_and_its_sync_and_comes_once() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer")]));
    let fields = json!({});
    let options = |sync| headwater_store::LoadOptions {
        mode: Mode::FullRefreshReplace,
        key: vec![],
        schema: &fields,
        sync,
    };
    let refused = bench
        .store
        .load(CONNECTION, STREAM, options(99))
        .unwrap_err();
    assert!(matches!(refused, Error::NoSync(99)), "{refused}");
    let refused = bench
        .store
        .load(CONNECTION, "deals", options(99))
        .unwrap_err();
    assert!(matches!(refused, Error::NoStream { .. }), "{refused}");

    let sync = bench.store.begin_sync(CONNECTION, at()).unwrap();
    let mut load = bench.store.load(CONNECTION, STREAM, options(sync)).unwrap();
    let refused = bench
        .store
        .load(CONNECTION, STREAM, options(sync))
        .unwrap_err();
    assert!(matches!(refused, Error::AlreadyLoaded { .. }), "{refused}");

    bench
        .store
        .end_sync(sync, at(), &json!("cancelled"), None)
        .unwrap();
    let refused = load
        .commit(json!({"id": 1}).as_object(), None, at())
        .unwrap_err();
    assert!(
        matches!(refused, Error::NoSync(_)),
        "{refused}: a sync that has ended writes nothing"
    );
}
