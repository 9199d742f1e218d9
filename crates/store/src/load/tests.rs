//! What only the inside of the store can bring about: a full disk.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::json;

use super::*;
use crate::mode::Mode;
use crate::stream::Stream;
use crate::{Connection, ConnectionState, Discovered, Step};

fn at() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

/// A store with one linked stream `notes` of connection `c`.
fn store(folder: &std::path::Path) -> Store {
    let store = Store::open(folder.join("headwater.db")).unwrap();
    store
        .add_connection(&Connection {
            id: "c".into(),
            name: "Notes".into(),
            connector: "sandbox".into(),
            state: ConnectionState::Active,
            step: Step::Done,
            inputs: json!({}),
            client: None,
            grant_kind: None,
            identity: None,
            trouble: None,
            token_expires_at: None,
            token_refreshed_at: None,
            declined: None,
            granted: None,
            approval: None,
            entity: None,
            created_at: at(),
        })
        .unwrap();
    let notes = Discovered {
        name: "notes".into(),
        key: vec![vec!["id".into()]],
        cursor: None,
        incremental: true,
        schema: json!({"properties": {"id": {"type": "integer"}}}),
        unavailable: None,
        mode: Mode::IncrementalAppendDedupe,
        selected: true,
    };
    store.keep_discovery("c", &[notes]).unwrap();
    let entity = store.add_entity("Note", at()).unwrap().id;
    store.link("c", entity).unwrap();
    store
}

fn begin(store: &Store) -> Load {
    let sync = store.begin_sync("c", at()).unwrap();
    let Stream {
        key, schema, mode, ..
    } = store.stream("c", "notes").unwrap();
    store
        .load(
            "c",
            "notes",
            LoadOptions {
                mode,
                key,
                schema: &schema,
                sync,
            },
        )
        .unwrap()
}

#[test]
fn a_full_disk_refuses_the_batch_and_keeps_the_state_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let mut load = begin(&store);
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
    let stream = store.stream("c", "notes").unwrap();
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
    let keys: Vec<&Value> = rows.rows.iter().map(|row| &row[0]).collect();
    assert_eq!(
        keys,
        ["1", "two"],
        "the same load goes on once there is space"
    );
}
