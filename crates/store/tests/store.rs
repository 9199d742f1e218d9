//! Connections, streams, workbooks, syncs and activity: what each keeps and when it goes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use headwater_store::{Change, ConnectionState, Error, Mode, Step, Store, Sync, TableFate};
use serde_json::{Value, json};
use support::{Bench, CONNECTION, STREAM, at, connection, discovered, python, schema};

#[test]
fn a_change_touches_what_it_names_and_nothing_else() {
    let bench = Bench::new(&[], json!({}));
    let before = bench.store.connection(CONNECTION).unwrap();
    bench
        .store
        .change_connection(
            CONNECTION,
            &[
                Change::State(ConnectionState::Paused),
                Change::State(ConnectionState::Reauthorize),
                Change::Trouble(Some(json!({"code": "grant_revoked"}))),
                Change::TokenExpiresAt(None),
            ],
        )
        .unwrap();
    let after = bench.store.connection(CONNECTION).unwrap();
    let mut expected = before.clone();
    expected.state = ConnectionState::Reauthorize;
    expected.trouble = Some(json!({"code": "grant_revoked"}));
    expected.token_expires_at = None;
    assert_eq!(
        after, expected,
        "of two changes of the state the last holds"
    );

    bench
        .store
        .change_connection(
            CONNECTION,
            &[Change::Trouble(None), Change::Step(Step::Streams)],
        )
        .unwrap();
    assert_eq!(bench.store.connections().unwrap()[0].trouble, None);
    for id in ["", "nobody"] {
        let refused = bench.store.change_connection(id, &[]).unwrap_err();
        assert!(matches!(refused, Error::NoConnection(_)), "{refused}");
    }
    let refused = bench.store.add_connection(&before).unwrap_err();
    assert!(matches!(refused, Error::ConnectionExists(_)), "{refused}");
}

#[test]
fn a_discovery_keeps_what_the_user_chose() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer")]));
    let store = &bench.store;
    let mut deals = discovered("deals", &[&["id"]], json!({}));
    deals.selected = false;
    deals.unavailable = Some(json!({"code": "missing_scope"}));
    let contacts = discovered(STREAM, &[&["id"]], schema(&[("id", "integer")]));
    store
        .keep_discovery(CONNECTION, &[deals.clone(), contacts.clone()])
        .unwrap();
    let names = |store: &Store| -> Vec<String> {
        store
            .streams(CONNECTION)
            .unwrap()
            .into_iter()
            .map(|stream| stream.name)
            .collect()
    };
    assert_eq!(
        names(store),
        ["deals", STREAM],
        "in the order of the last discovery"
    );

    store
        .select_streams(
            CONNECTION,
            &[(STREAM.into(), Mode::IncrementalAppendDedupe)],
        )
        .unwrap();
    let mut again = contacts.clone();
    (again.selected, again.mode, again.cursor) =
        (false, Mode::FullRefreshReplace, Some("updatedAt".into()));
    store.keep_discovery(CONNECTION, &[again.clone()]).unwrap();
    let stream = store.stream(CONNECTION, STREAM).unwrap();
    assert_eq!(
        (stream.selected, stream.mode),
        (true, Mode::IncrementalAppendDedupe),
        "the choice stays"
    );
    assert_eq!(
        stream.cursor.as_deref(),
        Some("updatedAt"),
        "what is offered is new"
    );
    assert_eq!(stream.tab, Some(bench.tab));
    assert_eq!(
        names(store),
        [STREAM],
        "what nobody chose goes with its offer"
    );

    again.incremental = false;
    store.keep_discovery(CONNECTION, &[again]).unwrap();
    assert_eq!(
        store.stream(CONNECTION, STREAM).unwrap().mode,
        Mode::FullRefreshReplace,
        "as far as it can be done"
    );
    store.keep_discovery(CONNECTION, &[]).unwrap();
    let stream = store.stream(CONNECTION, STREAM).unwrap();
    assert!(
        !stream.offered && stream.selected,
        "a selected stream stays and says that it is gone"
    );

    let unknown = [
        (STREAM.into(), Mode::FullRefreshReplace),
        ("nothing".into(), Mode::FullRefreshReplace),
    ];
    let refused = store.select_streams(CONNECTION, &unknown).unwrap_err();
    assert!(matches!(refused, Error::NoStream { .. }), "{refused}");
    assert!(
        store.stream(CONNECTION, STREAM).unwrap().selected,
        "then the selection is as before"
    );
}

#[test]
fn linking_makes_a_readable_table_for_each_selected_stream() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer"), ("when", "time")]));
    let store = &bench.store;
    store.add_connection(&connection("second")).unwrap();
    let streams = [
        discovered(STREAM, &[], json!({})),
        discovered("Größe & Preis", &[], json!({})),
        discovered("!!", &[], json!({})),
    ];
    store.keep_discovery("second", &streams).unwrap();
    let entity = store.entities().unwrap()[0].id;
    store.link("second", entity).unwrap();
    store.link("second", entity).unwrap();
    let tabs = store.tabs(entity).unwrap();
    let tables: Vec<&str> = tabs.iter().map(|tab| tab.table.as_str()).collect();
    assert_eq!(
        tables,
        [
            "hubspot_marketing__contacts",
            "hubspot_marketing__contacts_2",
            "hubspot_marketing__größe_preis",
            "hubspot_marketing__rows",
        ]
    );
    assert_eq!(
        (tabs[0].columns[0].key, tabs[0].columns[1].key),
        (true, false)
    );

    let other = store.add_entity("Order", at()).unwrap().id;
    store.link("second", other).unwrap();
    assert_eq!(
        store.tabs(entity).unwrap().len(),
        1,
        "the tabs move with their connection"
    );
    assert_eq!(store.tabs(other).unwrap().len(), 3);
    assert_eq!(store.connection("second").unwrap().entity, Some(other));
    assert!(matches!(store.link("second", 99), Err(Error::NoEntity(99))));
    assert!(matches!(
        store.link("third", other),
        Err(Error::NoConnection(_))
    ));
}

#[test]
fn a_deleted_connection_leaves_its_tabs_or_takes_them() {
    for fate in [TableFate::Keep, TableFate::Drop] {
        let bench = Bench::new(&[&["id"]], schema(&[("id", "integer")]));
        bench.sync(Mode::FullRefreshReplace, &[json!({"id": 1})]);
        bench.store.delete_connection(CONNECTION, fate).unwrap();
        assert_eq!(bench.store.connections().unwrap(), []);
        assert_eq!(bench.store.streams(CONNECTION).unwrap(), []);
        assert_eq!(bench.store.last_sync(CONNECTION).unwrap(), None);
        match fate {
            TableFate::Keep => {
                let tab = bench.store.tab(bench.tab).unwrap();
                assert_eq!((tab.connection, tab.rows), (None, 1));
                assert_eq!(
                    tab.connection_name, "HubSpot – Marketing",
                    "whose it was stays told"
                );
                assert_eq!(bench.cells("id"), [1]);
            }
            TableFate::Drop => {
                assert!(matches!(bench.store.tab(bench.tab), Err(Error::NoTab(_))));
                let left = python(
                    &bench,
                    "print(db.execute(\"SELECT count(*) FROM sqlite_schema WHERE name LIKE 'hubspot%'\").fetchone()[0])",
                );
                assert_eq!(left, "0", "the table is gone from the file");
            }
        }
        let refused = bench.store.delete_connection(CONNECTION, fate).unwrap_err();
        assert!(matches!(refused, Error::NoConnection(_)), "{refused}");
    }
}

#[test]
fn a_load_whose_connection_is_deleted_ends_with_its_name() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer")]));
    let mut load = bench.load(Mode::FullRefreshReplace);
    bench
        .store
        .delete_connection(CONNECTION, TableFate::Drop)
        .unwrap();
    let refused = load
        .commit(json!({"id": 1}).as_object(), None, at())
        .unwrap_err();
    assert!(matches!(refused, Error::Unlinked { .. }), "{refused}");
    assert!(matches!(load.finish(at()), Err(Error::Unlinked { .. })));
}

#[test]
fn syncs_and_activity_tell_what_happened() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer")]));
    let store = &bench.store;
    bench.sync(
        Mode::FullRefreshReplace,
        &[json!({"id": 1}), json!({"id": 2})],
    );
    let running = store.last_sync(CONNECTION).unwrap().unwrap();
    assert_eq!((running.rows, running.ended_at), (2, None));
    store
        .set_stream_fault(CONNECTION, STREAM, Some(&json!({"code": "x"})))
        .unwrap();
    assert_eq!(
        store
            .end_interrupted_syncs(CONNECTION, at(), &json!("interrupted"))
            .unwrap(),
        1
    );
    let ended = store.last_sync(CONNECTION).unwrap().unwrap();
    let expected = Sync {
        ended_at: Some(at()),
        outcome: Some(json!("interrupted")),
        ..running.clone()
    };
    assert_eq!(ended, expected);
    let again = store
        .end_sync(running.id, at(), &json!({}), None)
        .unwrap_err();
    assert!(matches!(again, Error::NoSync(_)), "{again}: it ends once");
    assert_eq!(
        store.stream(CONNECTION, STREAM).unwrap().fault,
        Some(json!({"code": "x"}))
    );
    bench.sync(Mode::FullRefreshReplace, &[]);
    let stream = store.stream(CONNECTION, STREAM).unwrap();
    assert_eq!(
        (stream.fault, stream.synced_at),
        (None, Some(at())),
        "a sync to the end clears it"
    );

    store
        .add_activity(
            at(),
            Some(CONNECTION),
            "authorized",
            &json!({"account": "ada"}),
        )
        .unwrap();
    store
        .add_activity(at(), None, "started", &Value::Null)
        .unwrap();
    let all = store.activity(None, None, 10).unwrap();
    let kinds: Vec<&str> = all.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(kinds, ["started", "authorized"], "newest first");
    assert_eq!(
        store.activity(None, Some(all[0].id), 10).unwrap(),
        all[1..],
        "page by page"
    );
    assert_eq!(
        store.activity(Some(CONNECTION), None, 10).unwrap(),
        all[1..]
    );
}

/// A sync that is ended is ended with its trouble, or not at all: whoever dies between leaves no good sync with the trouble of
/// before, and no failed one without. What waits for a new consent keeps its reason.
#[test]
fn a_sync_ends_together_with_its_trouble() {
    let bench = Bench::new(&[], schema(&[]));
    let store = &bench.store;
    let trouble = || store.connection(CONNECTION).unwrap().trouble;
    let (down, over) = (json!({"code": "down"}), json!({"code": "over"}));
    let end = |trouble: Option<&Value>| {
        let sync = store.begin_sync(CONNECTION, at()).unwrap();
        store.end_sync(sync, at(), &json!({}), trouble)
    };
    end(Some(&down)).unwrap();
    assert_eq!(trouble(), Some(down.clone()));

    let other = rusqlite::Connection::open(bench.path()).unwrap();
    other
        .execute_batch(
            "CREATE TRIGGER stumble BEFORE UPDATE OF trouble ON connections \
             BEGIN SELECT raise(ABORT, 'between the two'); END",
        )
        .unwrap();
    assert!(end(None).is_err());
    let last = store.last_sync(CONNECTION).unwrap().unwrap();
    assert_eq!(
        (last.ended_at, trouble()),
        (None, Some(down)),
        "it runs still, for whoever takes it up"
    );
    other.execute_batch("DROP TRIGGER stumble").unwrap();
    store.end_sync(last.id, at(), &json!({}), None).unwrap();
    assert_eq!(trouble(), None);

    store
        .change_connection(
            CONNECTION,
            &[
                Change::State(ConnectionState::Reauthorize),
                Change::Trouble(Some(over.clone())),
            ],
        )
        .unwrap();
    end(None).unwrap();
    assert_eq!(trouble(), Some(over));
}
