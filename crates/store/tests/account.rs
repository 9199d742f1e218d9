//! What happens to streams and rows when a connection's account is replaced, and what is left of one that was deleted.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use headwater_store::{Error, Mode, Revocation, Store, TableFate};
use serde_json::{Value, json};
use support::{Bench, CONNECTION, STREAM, at, connection, load, schema};

fn bench() -> Bench {
    Bench::new(&[&["id"]], schema(&[("id", "integer"), ("of", "string")]))
}

/// Requirement 55, *replace*: the new account is read from the beginning, and what only the former one had goes when it
/// is read through, not before; later syncs remove nothing.
#[test]
fn rows_of_a_former_account_go_with_the_first_whole_sync() {
    let bench = bench();
    let mut first = load(&bench.store, Mode::IncrementalAppendDedupe);
    let rows = [json!({"id": 1, "of": "ada"}), json!({"id": 2, "of": "ada"})];
    first
        .commit(
            rows.iter().map(|row| row.as_object().unwrap()),
            Some(&json!({"after": 2})),
            at(),
        )
        .unwrap();
    first.finish(at()).unwrap();

    bench.store.begin_streams_anew(CONNECTION).unwrap();
    let stream = bench.store.stream(CONNECTION, STREAM).unwrap();
    assert_eq!(
        (stream.state, stream.rows),
        (None, 2),
        "state goes, rows stay"
    );

    let mut broken = load(&bench.store, Mode::IncrementalAppendDedupe);
    broken
        .commit(
            json!({"id": 2, "of": "bob"}).as_object(),
            Some(&json!({"after": 2})),
            at(),
        )
        .unwrap();
    drop(broken);
    assert_eq!(
        bench.cells("of"),
        ["ada", "bob"],
        "a sync that broke off removes nothing"
    );

    let mut whole = load(&bench.store, Mode::IncrementalAppendDedupe);
    whole
        .commit(json!({"id": 3, "of": "bob"}).as_object(), None, at())
        .unwrap();
    assert_eq!(whole.finish(at()).unwrap().removed, 1);
    assert_eq!(
        bench.cells("of"),
        ["bob", "bob"],
        "the broken sync's row is of the new account and stays"
    );

    bench.sync(
        Mode::IncrementalAppendDedupe,
        &[json!({"id": 4, "of": "bob"})],
    );
    assert_eq!(
        bench.cells("id"),
        [2, 3, 4],
        "from then on rows stay as they do"
    );
}

/// *Add as new*: the selection goes along, state and rows do not.
#[test]
fn a_copy_has_the_selection_only() {
    let bench = bench();
    bench.sync(Mode::IncrementalAppendDedupe, &[json!({"id": 1})]);
    bench.store.add_connection(&connection("other")).unwrap();
    bench.store.copy_streams(CONNECTION, "other").unwrap();
    let (before, copy) = (
        bench.store.stream(CONNECTION, STREAM).unwrap(),
        bench.store.stream("other", STREAM).unwrap(),
    );
    assert_eq!(
        (copy.selected, copy.mode, &copy.schema),
        (before.selected, before.mode, &before.schema)
    );
    assert_eq!((copy.state, copy.tab, copy.rows), (None, None, 0));
    assert!(matches!(
        bench.store.copy_streams(CONNECTION, "gone"),
        Err(Error::NoConnection(_))
    ));
}

fn revocation(id: &str) -> Revocation {
    Revocation {
        id: id.into(),
        name: "HubSpot".into(),
        connector: "hubspot".into(),
        inputs: json!({"shop": "blue"}),
        client: Some(json!({"kind": "preconfigured"})),
        since: at(),
        tries: 0,
        next_at: at(),
    }
}

/// Requirement 56: a deletion whose revocation has to wait is one step, survives the process, and is counted until it is
/// done.
#[test]
fn a_deleted_connection_leaves_its_revocation() {
    let bench = bench();
    let waiting = revocation(CONNECTION);
    bench
        .store
        .delete_to_revoke(TableFate::Drop, &waiting)
        .unwrap();
    assert!(matches!(
        bench.store.connection(CONNECTION),
        Err(Error::NoConnection(_))
    ));

    let again = bench
        .store
        .delete_to_revoke(TableFate::Drop, &revocation("gone"));
    assert!(matches!(again, Err(Error::NoConnection(_))));
    let after = Store::open(bench.path()).unwrap();
    assert_eq!(
        after.revocations().unwrap(),
        std::slice::from_ref(&waiting),
        "neither or both"
    );

    let later = at() + jiff::SignedDuration::from_mins(5);
    after.put_off_revocation(CONNECTION, later).unwrap();
    let put_off = Revocation {
        tries: 1,
        next_at: later,
        ..waiting
    };
    assert_eq!(after.revocations().unwrap(), [put_off]);
    after.end_revocation(CONNECTION).unwrap();
    assert_eq!(after.revocations().unwrap(), []);
}

/// A file of the first release is brought up to date with its connections as they were.
#[test]
fn a_file_of_the_first_shape_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("headwater.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../migrations/1.sql"))
        .unwrap();
    old.execute_batch(
        "INSERT INTO connections VALUES ('c', 'Notes', 'sandbox', 'active', 'done', '{}', NULL, NULL, NULL, NULL, NULL, \
         NULL, '1970-01-01T00:00:00Z'); PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(old);
    let store = Store::open(&path).unwrap();
    let kept = store.connection("c").unwrap();
    assert_eq!(
        (kept.name.as_str(), kept.granted, kept.declined),
        ("Notes", None::<Value>, None)
    );
}
