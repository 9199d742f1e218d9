//! Taking back what a person removed.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeMap;

use headwater_store::{Error, Mode, UserKind};
use jiff::SignedDuration;
use serde_json::{Value, json};
use support::{Bench, at, cells, schema};

fn bench() -> Bench {
    let fields = [
        ("id", "integer"),
        ("name", "string"),
        ("amount", "number"),
        ("open", "boolean"),
        ("nested", "object"),
    ];
    Bench::new(&[&["id"]], schema(&fields))
}

fn people(ids: std::ops::Range<i64>) -> Vec<Value> {
    ids.map(|id| {
        json!({"id": id, "name": format!("P'{id}\" ñ"), "amount": 0.1 + 0.2 + id as f64, "open": id % 2 == 0,
            "nested": {"a": [id, null]}})
    })
    .collect()
}

/// The rows by key.
fn rows(bench: &Bench) -> BTreeMap<String, Vec<Value>> {
    let window = bench.all();
    let rows = cells(&window);
    window.keys.into_iter().zip(rows).collect()
}

/// Rows that were removed come back to the digit, marked and at their place; one that the source has given anew meanwhile stays
/// as the source gave it, and nothing comes twice.
#[test]
fn rows_that_were_removed_come_back_as_they_were() {
    let bench = bench();
    let store = &bench.store;
    let whole = people(0..8);
    bench.sync(Mode::FullRefreshReplace, &whole);
    bench.sync(Mode::FullRefreshReplace, &whole[..4]);
    let before = rows(&bench);
    assert_eq!(store.drop_deleted(bench.tab, at()).unwrap(), 4);
    assert_eq!(rows(&bench).len(), 4);
    assert_eq!(store.restore_rows(bench.tab).unwrap(), 4);
    assert_eq!(rows(&bench), before);
    assert_eq!(
        bench.all().deleted,
        [4, 5, 6, 7],
        "marked, and at their place"
    );
    let tab = store.tab(bench.tab).unwrap();
    assert_eq!((tab.rows, tab.deleted), (8, 4));
    assert_eq!(store.restore_rows(bench.tab).unwrap(), 0, "once");

    assert_eq!(store.drop_deleted(bench.tab, at()).unwrap(), 4);
    // Two new ones take the numbers of 4 and 5, and 7 is there again, changed.
    let again = [
        json!({"id": 100}),
        json!({"id": 101}),
        json!({"id": 7, "name": "new"}),
    ];
    bench.sync(Mode::IncrementalAppendDedupe, &again);
    assert_eq!(store.restore_rows(bench.tab).unwrap(), 3);
    let after = rows(&bench);
    assert_eq!(after.len(), 10, "lost 0, doubled 0");
    assert_eq!(after["7"][1], json!("new"));
    for key in ["4", "5", "6"] {
        assert_eq!(after[key], before[key]);
    }
    assert_eq!(bench.all().total, 10);
}

/// Only the latest removal of a tab can be taken back, and none for ever: what a person removes is to be gone in the end.
#[test]
fn what_was_removed_is_forgotten() {
    let bench = bench();
    let store = &bench.store;
    bench.sync(Mode::FullRefreshReplace, &people(0..3));
    bench.sync(Mode::FullRefreshReplace, &people(0..2));
    store.drop_deleted(bench.tab, at()).unwrap();
    bench.sync(Mode::FullRefreshReplace, &people(0..1));
    assert_eq!(store.drop_deleted(bench.tab, at()).unwrap(), 1);
    assert_eq!(store.restore_rows(bench.tab).unwrap(), 1);
    assert_eq!(bench.cells("id"), [0, 1], "2 went before");

    store.drop_deleted(bench.tab, at()).unwrap();
    let later = at() + SignedDuration::from_secs(1);
    store.forget_removed(later).unwrap();
    assert_eq!(store.restore_rows(bench.tab).unwrap(), 0);
    let left = "print(db.execute('SELECT count(*) FROM removed_rows').fetchone()[0])";
    assert_eq!(
        support::python(&bench, left),
        "0",
        "nothing of them is in the file"
    );
}

/// A column comes back with its cells, at its place, and formulas that name it hold again; it does not take a name that another
/// column has by now, and is forgotten in the end.
#[test]
fn a_column_that_was_removed_comes_back_with_its_cells() {
    let bench = bench();
    let store = &bench.store;
    bench.sync(Mode::FullRefreshReplace, &people(0..2));
    let note = store.add_user_column(bench.tab, "Remark", UserKind::Note, None);
    let note = note.unwrap().id;
    let formula = Some("len([Remark])");
    store
        .add_user_column(bench.tab, "Length", UserKind::Formula, formula)
        .unwrap();
    store.set_user_cell(note, "1", Some("call")).unwrap();
    let before = bench.all();

    store.remove_user_column(note, at()).unwrap();
    assert_eq!(store.tab(bench.tab).unwrap().user_columns.len(), 1);
    assert!(
        store.set_user_cell(note, "1", Some("x")).is_err(),
        "it is gone"
    );
    store.restore_user_column(note).unwrap();
    assert_eq!(bench.all(), before);
    let twice = store.restore_user_column(note);
    assert!(matches!(twice, Err(Error::NoUserColumn(_))), "{twice:?}");

    store.remove_user_column(note, at()).unwrap();
    let other = store.add_user_column(bench.tab, "remark", UserKind::Tags, None);
    let taken = store.restore_user_column(note);
    assert!(
        matches!(&taken, Err(Error::NameTaken(name)) if name == "Remark"),
        "{taken:?}"
    );
    store
        .remove_user_column(other.unwrap().id, at() + SignedDuration::from_hours(1))
        .unwrap();
    store
        .forget_removed(at() + SignedDuration::from_secs(1))
        .unwrap();
    assert!(store.restore_user_column(note).is_err(), "forgotten");
    let cells = "print(db.execute('SELECT count(*) FROM user_cells').fetchone()[0])";
    assert_eq!(support::python(&bench, cells), "0", "with its cells");
}
