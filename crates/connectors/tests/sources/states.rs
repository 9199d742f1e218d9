//! What becomes of states: partitions that fail, groups, unions, streams that follow a state, and
//! slices that are read side by side.

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use futures::StreamExt;
use headwater_connectors::{Error, Source};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::server::{Reply, Server};
use crate::{ids, load, manifest, read, source, stream};

fn option(name: &str) -> Value {
    json!({"type": "RequestOption", "inject_into": "request_parameter", "field_name": name})
}

fn cursor() -> Value {
    json!({
        "type": "DatetimeBasedCursor", "cursor_field": "updated_at", "datetime_format": "%Y-%m-%d",
        "start_datetime": "2024-01-01", "end_datetime": "2024-01-31", "start_time_option": option("from"),
    })
}

fn list(values: Value) -> Value {
    json!({"type": "ListPartitionRouter", "cursor_field": "kind", "values": values})
}

fn parents(server: &Server, changes: Value) -> Value {
    let parent = json!({"name": "parents", "retriever": {"requester": {"path": "/parents"}}});
    let mut config = json!({
        "type": "ParentStreamConfig", "parent_key": "id", "partition_field": "kind",
        "stream": stream(server, parent),
    });
    crate::lay_over(&mut config, changes);
    json!({"type": "SubstreamPartitionRouter", "parent_stream_configs": [config]})
}

/// A stream whose partitions are in its path.
fn by_kind(server: &Server, router: Value, incremental: Value) -> Value {
    stream(
        server,
        json!({
            "retriever": {"requester": {"path": "/{{ stream_partition.kind }}"}, "partition_router": router},
            "incremental_sync": incremental,
        }),
    )
}

/// All that a reading gives: its number of records, its last state and its error.
async fn outcome(source: &Source, state: Option<Value>) -> (usize, Value, Option<Error>) {
    let mut batches = source.read("items", state, CancellationToken::new());
    let (mut count, mut last, mut failure) = (0, Value::Null, None);
    while let Some(batch) = batches.next().await {
        match batch {
            Ok(batch) => {
                count += batch.records.len();
                last = batch.state.unwrap_or(last);
            }
            Err(error) => failure = Some(error),
        }
    }
    (count, last, failure)
}

/// Where one partition fails, the others are read and keep their state; its own state, the value
/// for all and the states of parents stay where they were, so that nothing is left out next time.
#[tokio::test]
async fn a_partition_that_fails_holds_back_what_depends_on_it() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/parents" => Reply::json(json!({"data": [
            {"id": "a", "updated_at": "2024-01-05"}, {"id": "b", "updated_at": "2024-01-06"}, {"id": "c", "updated_at": "2024-01-07"},
        ]})),
        "/b" => Reply::status(404, json!({})),
        _ => Reply::json(json!({"data": [{"id": 1, "updated_at": "2024-01-20"}]})),
    })
    .await;
    let router = parents(
        &server,
        json!({"incremental_dependency": true, "stream": {"incremental_sync": cursor()}}),
    );
    let source = source(vec![by_kind(&server, router, cursor())], json!({}));
    let state = json!({
        "use_global_cursor": false, "states": [], "lookback_window": 7,
        "state": {"updated_at": "2024-01-10"}, "parent_state": {"parents": {"updated_at": "2024-01-02"}},
    });
    let (count, state, failure) = outcome(&source, Some(state)).await;
    assert_eq!(count, 2, "the other two are read");
    assert!(
        matches!(failure, Some(Error::NotFound { .. })),
        "{failure:?}"
    );
    let entry = |kind: &str, day: &str| json!({"partition": {"kind": kind, "parent_slice": {}}, "cursor": {"updated_at": day}});
    assert_eq!(
        state,
        json!({
            "use_global_cursor": false, "lookback_window": 7,
            "states": [entry("a", "2024-01-20"), entry("b", "2024-01-09"), entry("c", "2024-01-20")],
            "state": {"updated_at": "2024-01-10"},
            "parent_state": {"parents": {"updated_at": "2024-01-02"}},
        })
    );
}

/// Credentials that are refused are refused for every partition: one request says it.
#[tokio::test]
async fn what_concerns_all_partitions_ends_the_reading() {
    let server = Server::start(|_| Reply::status(401, json!({}))).await;
    let router = list(json!(["a", "b", "c"]));
    let source = source(vec![by_kind(&server, router, json!(null))], json!({}));
    let (_, _, failure) = outcome(&source, None).await;
    assert!(
        matches!(failure, Some(Error::Unauthorized { .. })),
        "{failure:?}"
    );
    assert_eq!(server.lines(), ["/a"]);
}

/// Groups hold each value once, in lists, and have one state for all.
#[tokio::test]
async fn partitions_are_grouped() {
    let server =
        Server::start(|_| Reply::json(json!({"data": [{"id": 1, "updated_at": "2024-01-20"}]})))
            .await;
    let router = json!({
        "type": "GroupingPartitionRouter", "group_size": 2,
        "underlying_partition_router": list(json!(["a", "b", "a", "c"])),
    });
    let changes = json!({
        "retriever": {"requester": {"path": "/{{ stream_partition.kind | join('-') }}"}, "partition_router": router},
        "incremental_sync": cursor(),
    });
    let source = source(vec![stream(&server, changes)], json!({}));
    let (_, state) = read(&source, "items", None).await.unwrap();
    assert_eq!(
        server.lines(),
        ["/a-b?from=2024-01-01", "/c?from=2024-01-01"]
    );
    let state = state.unwrap();
    assert_eq!(state["use_global_cursor"], true);
    assert_eq!(state["state"], json!({"updated_at": "2024-01-20"}));
}

/// A union gives each value once, under nothing but its field; states of before become its own.
#[tokio::test]
async fn unions_give_each_value_once_and_take_over_old_states() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/parents" => Reply::json(json!({"data": [{"id": "b"}, {"id": "c"}]})),
        _ => Reply::json(json!({"data": []})),
    })
    .await;
    let router = json!({
        "type": "UnionPartitionRouter", "partition_field": "kind",
        "partition_routers": [list(json!(["a", "b"])), parents(&server, json!({}))],
    });
    let mut items = by_kind(&server, router, cursor());
    items["state_migrations"] = json!([{"type": "LegacyToPerPartitionStateMigration"}]);
    let source = source(vec![items], json!({}));
    let old = json!({"a": {"updated_at": "2024-01-11"}, "c": {"updated_at": "2024-01-13"}});
    let (_, state) = read(&source, "items", Some(old)).await.unwrap();
    assert_eq!(
        server.lines(),
        [
            "/a?from=2024-01-11",
            "/b?from=2024-01-01",
            "/parents",
            "/c?from=2024-01-13"
        ]
    );
    let keys: Vec<Value> = state.unwrap()["states"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["partition"].clone())
        .collect();
    assert_eq!(
        keys,
        [
            json!({"kind": "a"}),
            json!({"kind": "c"}),
            json!({"kind": "b"})
        ]
    );
}

/// The first page comes with the parent's record, and only the following are asked for; once there
/// is a state, all pages are.
#[tokio::test]
async fn first_pages_come_with_the_parents() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/parents" => {
            Reply::json(json!({"data": [{"id": "a", "items": {"data": [{"id": 1}], "next": 2}}]}))
        }
        _ => Reply::json(json!({"data": [{"id": 2}]})),
    })
    .await;
    let mut items = by_kind(
        &server,
        parents(&server, json!({"lazy_read_pointer": ["items"]})),
        json!(null),
    );
    items["retriever"]["paginator"] = json!({"type": "DefaultPaginator", "page_token_option": option("page"),
        "pagination_strategy": {"type": "CursorPagination", "cursor_value": "{{ response.next }}"}});
    let source = source(vec![items], json!({}));
    let (records, _) = read(&source, "items", None).await.unwrap();
    assert_eq!(ids(&records), [1, 2]);
    assert_eq!(server.lines(), ["/parents", "/a?page=2"]);
    let again = json!({"__ab_no_cursor_state_message": true});
    read(&source, "items", Some(again)).await.unwrap();
    assert_eq!(server.lines()[2..], ["/parents", "/a"]);
}

/// One stream without a state, another one with it, and the first again once the state is older
/// than what the provider keeps.
#[tokio::test]
async fn the_state_decides_which_stream_is_read() {
    let server = Server::start(|_| Reply::json(json!({"data": []}))).await;
    let part = |path: &str| {
        let changes =
            json!({"retriever": {"requester": {"path": path}}, "incremental_sync": cursor()});
        stream(&server, changes)
    };
    let both = json!({
        "type": "StateDelegatingStream", "name": "items", "api_retention_period": "{{ config['kept'] }}",
        "full_refresh_stream": part("/all"), "incremental_stream": part("/changes"),
    });
    let state = json!({"updated_at": "2024-01-20"});
    for (kept, state, expected) in [
        ("P1000Y", None, "/all?from=2024-01-01"),
        ("P1000Y", Some(&state), "/changes?from=2024-01-20"),
        ("P1D", Some(&state), "/all?from=2024-01-01"),
        ("", Some(&state), "/changes?from=2024-01-20"),
    ] {
        let source = source(vec![both.clone()], json!({ "kept": kept }));
        read(&source, "items", state.cloned()).await.unwrap();
        assert_eq!(
            server.lines().last().map(String::as_str),
            Some(expected),
            "{kept}"
        );
    }
}

/// As many slices as the manifest allows are asked for before the first of them is answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn slices_are_read_side_by_side() {
    for (level, expected) in [(3, 3), (1, 1)] {
        let gate = Arc::new((Mutex::new((0, 0)), Condvar::new()));
        let held = gate.clone();
        let server = Server::start(move |asked| {
            let (count, bell) = &*held;
            let mut now = count.lock().unwrap();
            now.0 += 1;
            now.1 = now.1.max(now.0);
            bell.notify_all();
            // Answers wait for the others; whoever waits in vain shows that there are none.
            let wait = Duration::from_secs(if expected == 1 { 0 } else { 30 });
            let (mut now, _) = bell
                .wait_timeout_while(now, wait, |now| now.1 < expected)
                .unwrap();
            now.0 -= 1;
            Reply::json(json!({"data": [{"id": asked.index}]}))
        })
        .await;
        let items = by_kind(&server, list(json!(["a", "b", "c"])), json!(null));
        let mut manifest = manifest(vec![items]);
        manifest["concurrency_level"] = json!({"type": "ConcurrencyLevel", "default_concurrency": "{{ config['level'] }}", "max_concurrency": 3});
        let config = json!({ "level": level });
        let source = Source::new(
            Arc::new(load(&manifest)),
            config,
            None,
            reqwest::Client::new(),
        );
        let (records, _) = read(&source.unwrap(), "items", None).await.unwrap();
        assert_eq!(records.len(), 3);
        assert_eq!(gate.0.lock().unwrap().1, expected);
    }
}
