//! Lists, parents, products of both, and states by partition.

use serde_json::{Value, json};

use crate::server::{Asked, Reply, Server};
use crate::{batches, ids, read, source, stream};

fn routed(router: Value) -> Value {
    json!({"retriever": {"partition_router": router}})
}

fn option(name: &str) -> Value {
    json!({"type": "RequestOption", "inject_into": "request_parameter", "field_name": name})
}

fn parent(server: &Server, changes: Value) -> Value {
    let mut parent = json!({"name": "parents", "primary_key": "id", "retriever": {"requester": {"path": "/parents"}}});
    crate::lay_over(&mut parent, changes);
    stream(server, parent)
}

/// Three parents on two pages, and one child for each.
fn family(asked: &Asked) -> Reply {
    match asked.path.as_str() {
        "/parents" => Reply::json(match asked.param("page") {
            "" => {
                json!({"data": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}, {"name": "without"}], "next": 1})
            }
            _ => json!({"data": [{"id": 3, "name": "c"}]}),
        }),
        path => {
            let parent: i64 = path
                .trim_start_matches("/parents/")
                .trim_end_matches("/items")
                .parse()
                .unwrap_or(0);
            Reply::json(json!({"data": [{"id": parent * 10}]}))
        }
    }
}

fn pages() -> Value {
    json!({"retriever": {"paginator": {"type": "DefaultPaginator", "page_token_option": option("page"),
        "pagination_strategy": {"type": "CursorPagination", "cursor_value": "{{ response.next }}"}}}})
}

fn substream(server: &Server, changes: Value) -> Value {
    let mut config = json!({"type": "ParentStreamConfig", "parent_key": "id", "partition_field": "parent_id", "stream": parent(server, pages())});
    crate::lay_over(&mut config, changes);
    json!({"type": "SubstreamPartitionRouter", "parent_stream_configs": [config]})
}

#[tokio::test]
async fn a_list_is_read_value_by_value() {
    let server = Server::start(|asked| Reply::json(json!({"data": [{"id": asked.index}]}))).await;
    for values in [json!(["a", "b"]), json!("{{ config['list'] }}")] {
        let router = json!({"type": "ListPartitionRouter", "cursor_field": "kind", "values": values, "request_option": option("kind")});
        let source = source(
            vec![stream(&server, routed(router))],
            json!({"list": ["a", "b"]}),
        );
        assert_eq!(read(&source, "items", None).await.unwrap().0.len(), 2);
    }
    assert_eq!(
        server.lines(),
        [
            "/items?kind=a",
            "/items?kind=b",
            "/items?kind=a",
            "/items?kind=b"
        ]
    );
}

#[tokio::test]
async fn children_are_read_for_each_parent() {
    let server = Server::start(family).await;
    let mut changes = routed(substream(
        &server,
        json!({"extra_fields": [["name"]], "request_option": option("parent")}),
    ));
    crate::lay_over(
        &mut changes,
        json!({
            "retriever": {"requester": {"path": "/parents/{{ stream_partition.parent_id }}/items"}},
            "transformations": [{"type": "AddFields", "fields": [{"path": ["parent"], "value": "{{ stream_slice.extra_fields['name'] }}"}]}],
        }),
    );
    let source = source(vec![stream(&server, changes)], json!({}));
    let (records, _) = read(&source, "items", None).await.unwrap();
    assert_eq!(ids(&records), [10, 20, 30]);
    assert_eq!(
        records[2]["parent"], "c",
        "fields of the parent travel with the slice"
    );
    let mut lines = server.lines();
    lines.sort();
    assert_eq!(
        lines,
        [
            "/parents",
            "/parents/1/items?parent=1",
            "/parents/2/items?parent=2",
            "/parents/3/items?parent=3",
            "/parents?page=1"
        ]
    );
}

#[tokio::test]
async fn several_routers_make_a_product() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/parents" => Reply::json(json!({"data": [{"id": 1}, {"id": 2}]})),
        _ => Reply::json(json!({"data": []})),
    })
    .await;
    let list = json!({"type": "ListPartitionRouter", "cursor_field": "kind", "values": ["x", "y"], "request_option": option("kind")});
    let mut parents = substream(&server, json!({"request_option": option("parent")}));
    parents["parent_stream_configs"][0]["stream"] = parent(&server, json!({}));
    let source = source(
        vec![stream(&server, routed(json!([list, parents])))],
        json!({}),
    );
    read(&source, "items", None).await.unwrap();
    assert_eq!(
        server.lines()[1..],
        [
            "/items?parent=1&kind=x",
            "/items?parent=2&kind=x",
            "/items?parent=1&kind=y",
            "/items?parent=2&kind=y"
        ]
    );
}

fn incremental(router: Value) -> Value {
    let mut changes = routed(router);
    crate::lay_over(
        &mut changes,
        json!({"incremental_sync": {
            "type": "DatetimeBasedCursor", "cursor_field": "updated_at", "datetime_format": "%Y-%m-%d",
            "start_datetime": "2024-01-01", "end_datetime": "2024-01-31", "start_time_option": option("from"),
        }}),
    );
    changes
}

fn list() -> Value {
    json!({"type": "ListPartitionRouter", "cursor_field": "kind", "values": "{{ config['kinds'] }}", "request_option": option("kind")})
}

/// `a` was updated on the 5th, `b` on the 20th, everything else on the 10th.
fn kinds(asked: &Asked) -> Reply {
    let day = match asked.param("kind") {
        "a" => 5,
        "b" => 20,
        _ => 10,
    };
    Reply::json(json!({"data": [{"id": day, "updated_at": format!("2024-01-{day:02}")}]}))
}

/// A state without the seconds the sync took, of which nobody knows how many they are.
fn without_time(mut state: Value) -> Value {
    assert!(
        state["lookback_window"]
            .as_i64()
            .is_some_and(|seconds| seconds >= 0),
        "{state}"
    );
    state
        .as_object_mut()
        .unwrap()
        .shift_remove("lookback_window");
    state
}

#[tokio::test]
async fn each_partition_has_its_own_state() {
    let server = Server::start(kinds).await;
    let source = source(
        vec![stream(&server, incremental(list()))],
        json!({"kinds": ["a", "b"]}),
    );
    let batches = batches(&source, "items", None).await.unwrap();
    let entry =
        |kind: &str, day: &str| json!({"partition": {"kind": kind}, "cursor": {"updated_at": day}});
    let first = batches[0].state.clone().unwrap();
    assert_eq!(
        first["states"],
        json!([entry("a", "2024-01-05")]),
        "after the first partition only that one counts"
    );
    assert_eq!(
        first.get("state"),
        None,
        "there is no value for all before all are read"
    );
    let last = without_time(batches.last().unwrap().state.clone().unwrap());
    assert_eq!(
        last,
        json!({
            "use_global_cursor": false,
            "states": [entry("a", "2024-01-05"), entry("b", "2024-01-20")],
            "state": {"updated_at": "2024-01-20"},
        })
    );
}

#[tokio::test]
async fn known_partitions_go_on_and_new_ones_begin_at_the_value_for_all() {
    let server = Server::start(kinds).await;
    let state = json!({
        "use_global_cursor": false, "lookback_window": 86400,
        "states": [{"partition": {"kind": "a"}, "cursor": {"updated_at": "2024-01-03"}}, {"partition": {"kind": "gone"}, "cursor": {"updated_at": "2024-01-02"}}],
        "state": {"updated_at": "2024-01-08"},
    });
    let source = source(
        vec![stream(&server, incremental(list()))],
        json!({"kinds": ["a", "new"]}),
    );
    let (_, state) = read(&source, "items", Some(state)).await.unwrap();
    assert_eq!(
        server.lines(),
        [
            "/items?kind=a&from=2024-01-03",
            "/items?kind=new&from=2024-01-07"
        ],
        "new ones less the seconds of the last sync"
    );
    let state = state.unwrap();
    assert_eq!(
        state["states"].as_array().unwrap().len(),
        3,
        "partitions that are gone keep their state"
    );
    assert_eq!(state["state"], json!({"updated_at": "2024-01-10"}));
}

#[tokio::test]
async fn a_state_from_before_the_partitions_counts_for_all() {
    let server = Server::start(kinds).await;
    let source = source(
        vec![stream(&server, incremental(list()))],
        json!({"kinds": ["a"]}),
    );
    read(&source, "items", Some(json!({"updated_at": "2024-01-04"})))
        .await
        .unwrap();
    assert_eq!(server.lines(), ["/items?kind=a&from=2024-01-04"]);
}

#[tokio::test]
async fn one_state_for_all_comes_only_at_the_end() {
    let server = Server::start(kinds).await;
    let mut changes = incremental(list());
    changes["incremental_sync"]["global_substream_cursor"] = json!(true);
    let source = source(vec![stream(&server, changes)], json!({"kinds": ["b", "a"]}));
    let states: Vec<Value> = batches(&source, "items", None)
        .await
        .unwrap()
        .into_iter()
        .filter_map(|batch| batch.state)
        .collect();
    assert_eq!(states.len(), 1);
    assert_eq!(
        without_time(states[0].clone()),
        json!({"use_global_cursor": true, "state": {"updated_at": "2024-01-20"}})
    );
}

#[tokio::test]
async fn ten_thousand_partitions_are_the_most_that_are_kept() {
    let server =
        Server::start(|_| Reply::json(json!({"data": [{"id": 1, "updated_at": "2024-01-10"}]})))
            .await;
    let kinds: Vec<i64> = (1..=10_002).collect();
    let source = source(
        vec![stream(&server, incremental(list()))],
        json!({ "kinds": kinds }),
    );
    let (records, state) = read(&source, "items", None).await.unwrap();
    assert_eq!(records.len(), 10_002);
    assert_eq!(
        without_time(state.unwrap()),
        json!({"use_global_cursor": true, "state": {"updated_at": "2024-01-10"}})
    );
}

#[tokio::test]
async fn a_parent_that_is_followed_keeps_its_own_state() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/parents" => {
            let from: i64 = asked
                .param("from")
                .get(8..10)
                .unwrap_or("01")
                .parse()
                .unwrap();
            let data: Vec<Value> = [(1, 5), (2, 9)]
                .into_iter()
                .filter(|(_, day)| *day >= from)
                .map(|(id, day)| json!({"id": id, "changed": format!("2024-01-{day:02}")}))
                .collect();
            Reply::json(json!({ "data": data }))
        }
        _ => Reply::json(json!({"data": [{"id": 1, "updated_at": "2024-01-10"}]})),
    })
    .await;
    let followed = json!({"incremental_sync": {
        "type": "DatetimeBasedCursor", "cursor_field": "changed", "datetime_format": "%Y-%m-%d",
        "start_datetime": "2024-01-01", "end_datetime": "2024-01-31", "start_time_option": option("from"),
    }});
    let mut router = substream(
        &server,
        json!({"incremental_dependency": true, "request_option": option("parent")}),
    );
    router["parent_stream_configs"][0]["stream"] = parent(&server, followed);
    let source = source(vec![stream(&server, incremental(router))], json!({}));
    let (_, state) = read(&source, "items", None).await.unwrap();
    let state = state.unwrap();
    assert_eq!(
        state["parent_state"],
        json!({"parents": {"changed": "2024-01-09"}})
    );
    assert_eq!(
        state["states"][0]["partition"],
        json!({"parent_id": 1, "parent_slice": {}})
    );
    let before = server.asked().len();
    read(&source, "items", Some(state)).await.unwrap();
    assert_eq!(
        server.lines()[before..],
        [
            "/parents?from=2024-01-09",
            "/items?parent=2&from=2024-01-10"
        ],
        "only the changed parent is followed"
    );
}

/// A stream that is read for itself and as the parent of two others is asked for once in a sync, and
/// again in the next one; `use_cache: false` asks each time.
#[tokio::test]
async fn what_several_readings_want_is_asked_for_once() {
    for (use_cache, asked) in [(None, 2), (Some(false), 6)] {
        let server = Server::start(family).await;
        let mut own = pages();
        if let Some(use_cache) = use_cache {
            own["retriever"]["requester"]["use_cache"] = use_cache.into();
        }
        let child = |name: &str| {
            let config = json!({"type": "ParentStreamConfig", "parent_key": "id", "partition_field": "parent_id",
                "stream": parent(&server, own.clone())});
            let router =
                json!({"type": "SubstreamPartitionRouter", "parent_stream_configs": [config]});
            let path = "/parents/{{ stream_partition.parent_id }}/items";
            stream(
                &server,
                json!({"name": name, "retriever": {"partition_router": router, "requester": {"path": path}}}),
            )
        };
        let streams = vec![parent(&server, own.clone()), child("one"), child("two")];
        let source = source(streams.clone(), json!({}));
        for (name, records) in [
            ("parents", vec![1, 2]),
            ("one", vec![10, 20, 30]),
            ("two", vec![10, 20, 30]),
        ] {
            let (mut given, _) = read(&source, name, None).await.unwrap();
            given.retain(|record| record["name"] != "without" && record["name"] != "c");
            assert_eq!(ids(&given), records, "{name}");
        }
        let of_parents = || {
            let lines = server.lines();
            lines
                .iter()
                .filter(|line| line.starts_with("/parents?") || *line == "/parents")
                .count()
        };
        assert_eq!(of_parents(), asked, "use_cache: {use_cache:?}");
        let next = crate::source(streams, json!({}));
        read(&next, "parents", None).await.unwrap();
        assert_eq!(of_parents(), asked + 2, "the next sync asks anew");
    }
}
