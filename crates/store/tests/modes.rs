//! The four modes, rows that are gone at the source, and sources that change their schema.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use headwater_store::{Load, Mode, Query, SchemaChange, Store};
use serde_json::{Value, json};
use support::{Bench, CONNECTION, STREAM, at, cells, discovered, schema};

fn keyed() -> Bench {
    Bench::new(&[&["id"]], schema(&[("id", "integer")]))
}

fn ids(range: std::ops::Range<i64>) -> Vec<Value> {
    range.map(|id| json!({ "id": id })).collect()
}

fn commit(load: &mut Load, records: &[Value], state: Option<Value>) {
    let records = records.iter().filter_map(Value::as_object);
    load.commit(records, state.as_ref(), at()).unwrap();
}

/// A full refresh that replaces marks rows whose key is gone, at its end only; a row that comes back is unmarked; only
/// the user drops.
#[test]
fn rows_that_are_gone_are_marked_until_they_come_back_or_are_dropped() {
    let bench = keyed();
    bench.sync(Mode::FullRefreshReplace, &ids(0..10));
    let mut broken = bench.load(Mode::FullRefreshReplace);
    commit(&mut broken, &ids(0..3), None);
    drop(broken);
    assert_eq!(
        bench.all().deleted.len(),
        0,
        "one that did not end marks nothing"
    );

    assert_eq!(
        bench.sync(Mode::FullRefreshReplace, &ids(5..10)),
        0,
        "nothing is removed"
    );
    assert_eq!(bench.all().deleted, [0, 1, 2, 3, 4]);
    let tab = bench.store.tab(bench.tab).unwrap();
    assert_eq!((tab.rows, tab.deleted), (10, 5));
    let there = Query {
        limit: 100,
        hide_deleted: true,
        ..Query::default()
    };
    assert_eq!(bench.store.window(bench.tab, &there).unwrap().total, 5);

    bench.sync(Mode::IncrementalAppendDedupe, &ids(0..1));
    assert_eq!(bench.all().deleted, [1, 2, 3, 4], "it came back");
    assert_eq!(bench.store.tab(bench.tab).unwrap().deleted, 4);

    assert_eq!(bench.store.drop_deleted(bench.tab, at()).unwrap(), 4);
    assert_eq!(bench.cells("id"), [0, 5, 6, 7, 8, 9]);
    let tab = bench.store.tab(bench.tab).unwrap();
    assert_eq!((tab.rows, tab.deleted), (6, 0));
}

/// Without a key nothing tells a row that is gone from one that has changed: what was not seen goes.
#[test]
fn without_a_key_rows_that_are_gone_go() {
    let bench = Bench::new(&[], schema(&[("id", "integer")]));
    bench.sync(Mode::FullRefreshReplace, &ids(0..3));
    assert_eq!(bench.sync(Mode::FullRefreshReplace, &ids(2..4)), 2);
    assert_eq!(bench.cells("id"), [2, 3]);
}

/// A full refresh that was interrupted goes on from its state, and marks only what neither part has seen.
#[test]
fn an_interrupted_full_refresh_goes_on() {
    let bench = keyed();
    bench.sync(Mode::FullRefreshReplace, &ids(0..10));
    let mut first = bench.load(Mode::FullRefreshReplace);
    assert_eq!(first.state(), None, "a new refresh begins at the beginning");
    commit(&mut first, &ids(0..4), Some(json!({"next": 4})));
    drop(first);
    let mut second = bench.load(Mode::FullRefreshReplace);
    assert_eq!(second.state(), Some(&json!({"next": 4})));
    commit(&mut second, &ids(4..9), Some(json!({"next": 10})));
    assert_eq!(second.finish(at()).unwrap().marked, 1);
    assert_eq!(bench.all().deleted, [9]);
    let third = bench.load(Mode::FullRefreshReplace);
    assert_eq!(third.state(), None, "the one before came to its end");
}

/// Appended refreshes keep what earlier ones read; what an interrupted one has written is not there twice.
#[test]
fn appended_refreshes_stand_beside_each_other() {
    for key in [&[&["id"][..]][..], &[]] {
        let bench = Bench::new(key, schema(&[("id", "integer")]));
        bench.sync(Mode::FullRefreshAppend, &ids(0..3));
        let mut broken = bench.load(Mode::FullRefreshAppend);
        commit(&mut broken, &ids(0..2), None);
        drop(broken);
        bench.sync(Mode::FullRefreshAppend, &ids(0..3));
        let mut cells = bench.cells("id");
        cells.sort_by_key(Value::as_i64);
        assert_eq!(cells, [0, 0, 1, 1, 2, 2], "key {key:?}");
        assert_eq!(bench.store.tab(bench.tab).unwrap().rows, 6, "key {key:?}");
    }
}

/// Each version of a record is a row, and one that is read twice, as after a SIGKILL, is one row.
#[test]
fn incremental_append_keeps_versions() {
    let bench = keyed();
    bench.sync(Mode::IncrementalAppend, &[json!({"id": 1, "n": 1})]);
    bench.sync(
        Mode::IncrementalAppend,
        &[json!({"id": 1, "n": 1}), json!({"id": 1, "n": 2})],
    );
    assert_eq!(bench.cells("n"), [1, 2]);
}

/// New, gone and retyped fields are noted; values that do not fit widen their column, and what was there stays
/// readable.
#[test]
fn changed_fields_are_noted_and_nothing_is_lost() {
    let before = [("id", "integer"), ("age", "integer"), ("old", "string")];
    let bench = Bench::new(&[&["id"]], schema(&before));
    let first = json!({"id": 1, "age": 9_007_199_254_740_993_i64, "old": "kept"});
    bench.sync(Mode::IncrementalAppendDedupe, &[first]);
    let now = schema(&[("id", "integer"), ("age", "number"), ("new", "string")]);
    let found = discovered(STREAM, &[&["id"]], now);
    bench
        .store
        .keep_discovery(CONNECTION, std::slice::from_ref(&found))
        .unwrap();
    bench.store.keep_discovery(CONNECTION, &[found]).unwrap();
    let noted = bench.store.stream(CONNECTION, STREAM).unwrap().changes;
    let retyped = SchemaChange::FieldRetyped {
        field: "age".into(),
        from: "integer".into(),
        to: "number".into(),
    };
    let (new, gone) = ("new".to_owned(), "old".to_owned());
    assert_eq!(noted.len(), 3, "{noted:?}");
    assert!(noted.contains(&retyped), "{noted:?}");
    assert!(
        noted.contains(&SchemaChange::FieldNew { field: new }),
        "{noted:?}"
    );
    assert!(
        noted.contains(&SchemaChange::FieldGone { field: gone }),
        "{noted:?}"
    );

    let second = json!({"id": 2, "age": 1.5, "new": "here"});
    bench.sync(Mode::IncrementalAppendDedupe, &[second]);
    assert_eq!(
        bench.cells("age"),
        ["9007199254740993", "1.5"],
        "to the last digit"
    );
    assert_eq!(bench.cells("old"), [json!("kept"), Value::Null]);
    assert_eq!(bench.cells("new"), [Value::Null, json!("here")]);
    bench.store.settle_schema(CONNECTION, STREAM, true).unwrap();
    assert_eq!(bench.store.stream(CONNECTION, STREAM).unwrap().changes, []);
}

/// Rows stay known by their key until the new one is accepted; then everything is read anew and takes their place.
#[test]
fn a_changed_key_waits_for_a_decision() {
    let fields = [("id", "integer"), ("mail", "string")];
    let bench = Bench::new(&[&["id"]], schema(&fields));
    bench.sync(Mode::FullRefreshReplace, &[json!({"id": 1, "mail": "a"})]);
    let found = || [discovered(STREAM, &[&["mail"]], schema(&fields))];
    let stream = || bench.store.stream(CONNECTION, STREAM).unwrap();
    bench.store.keep_discovery(CONNECTION, &found()).unwrap();
    let change = SchemaChange::KeyChanged {
        from: vec!["id".into()],
        to: vec!["mail".into()],
    };
    assert_eq!(
        (stream().changes, stream().key),
        (vec![change], vec![vec!["id".into()]])
    );

    bench
        .store
        .settle_schema(CONNECTION, STREAM, false)
        .unwrap();
    bench.store.keep_discovery(CONNECTION, &found()).unwrap();
    assert_eq!(stream().changes, [], "who kept the key is not asked again");

    bench
        .store
        .keep_discovery(
            CONNECTION,
            &[discovered(STREAM, &[&["id"], &["mail"]], schema(&fields))],
        )
        .unwrap();
    bench.store.keep_discovery(CONNECTION, &found()).unwrap();
    bench.store.settle_schema(CONNECTION, STREAM, true).unwrap();
    assert_eq!(stream().key, [["mail"]]);
    bench.sync(Mode::FullRefreshReplace, &[json!({"id": 1, "mail": "a"})]);
    assert_eq!(
        bench.all().total,
        1,
        "the row of the former key went when everything was read"
    );
}

/// A stream that the source no longer offers keeps its rows, and is no longer synced once that is accepted.
#[test]
fn a_stream_that_is_gone_keeps_its_rows() {
    let bench = keyed();
    bench.sync(Mode::FullRefreshReplace, &ids(0..2));
    bench.store.keep_discovery(CONNECTION, &[]).unwrap();
    let stream = || bench.store.stream(CONNECTION, STREAM).unwrap();
    assert_eq!(stream().changes, [SchemaChange::StreamGone]);
    bench.store.settle_schema(CONNECTION, STREAM, true).unwrap();
    assert!(!stream().selected && stream().changes.is_empty());
    assert_eq!(bench.all().total, 2);
}

/// Pages that are counted shift when rows come and go between them: one comes twice and one is missed. A full refresh after
/// that holds what the source holds, and the row that was missed is the same row.
#[test]
fn shifted_pages_are_whole_after_the_next_refresh() {
    let bench = keyed();
    bench.sync(Mode::FullRefreshReplace, &ids(0..6));
    let before = cells(&bench.all());
    let mut load = bench.load(Mode::FullRefreshReplace);
    // Row 9 is inserted in front, so 2 comes again; then 0 is deleted, and 4 slips onto the page before.
    commit(&mut load, &ids(0..3), None);
    commit(&mut load, &ids(2..4), None);
    commit(&mut load, &ids(5..6), None);
    load.finish(at()).unwrap();
    assert_eq!(
        bench.store.tab(bench.tab).unwrap().deleted,
        1,
        "4 is missed"
    );
    bench.sync(Mode::FullRefreshReplace, &[ids(1..6), ids(9..10)].concat());
    let tab = bench.store.tab(bench.tab).unwrap();
    assert_eq!(
        (tab.rows, tab.deleted),
        (7, 1),
        "lost 0, doubled 0: 0 is gone"
    );
    assert_eq!(
        cells(&bench.all())[4],
        before[4],
        "4 is the row that it was"
    );
}

/// A file of before keeps its modes and rows, and its tables can mark rows.
#[test]
fn an_older_file_keeps_its_meaning() {
    let bench = keyed();
    bench.sync(Mode::FullRefreshReplace, &ids(0..2));
    let table = bench.store.tab(bench.tab).unwrap().table;
    let path = bench.path();
    let database = rusqlite::Connection::open(&path).unwrap();
    database
        .execute_batch(&format!(
            "ALTER TABLE \"{table}\" DROP COLUMN _hw_deleted;
             ALTER TABLE tabs DROP COLUMN deleted;
             ALTER TABLE streams DROP COLUMN changes; ALTER TABLE streams DROP COLUMN offered_key;
             ALTER TABLE streams DROP COLUMN begun; UPDATE streams SET mode = 'incremental';
             DROP TABLE user_cells; DROP TABLE user_columns; DROP TABLE points; DROP TABLE history;
             ALTER TABLE tabs DROP COLUMN edits; ALTER TABLE entities DROP COLUMN history_days;
             ALTER TABLE streams DROP COLUMN choice;
             DROP TABLE destinations; ALTER TABLE tabs DROP COLUMN removed_in;
             DROP TABLE schedules; DROP TABLE notices; DROP TABLE recoveries; DROP TABLE removed_rows;
             PRAGMA user_version = 4;"
        ))
        .unwrap();
    drop(database);
    let store = Store::open(&path).unwrap();
    let mode = store.stream(CONNECTION, STREAM).unwrap().mode;
    assert_eq!(mode, Mode::IncrementalAppendDedupe);
    let mut load = support::load(&store, Mode::FullRefreshReplace);
    commit(&mut load, &ids(1..2), None);
    assert_eq!(load.finish(at()).unwrap().marked, 1);
}
