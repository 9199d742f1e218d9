//! Streams that are not read at the same time.

use std::sync::Arc;

use headwater_connectors::{Manifest, Source};
use serde_json::{Value, json};

use crate::server::{Reply, Server};
use crate::{manifest, read, stream};

/// Three pages of two records each, for every path.
async fn paged() -> Server {
    Server::start(|asked| {
        let from: i64 = asked.param("offset").parse().unwrap_or(0);
        let records: Vec<Value> = (from..6).take(2).map(|id| json!({"id": id})).collect();
        Reply::json(json!({"data": records}))
    })
    .await
}

fn named(server: &Server, name: &str, parent: Option<Value>) -> Value {
    let option = json!({"type": "RequestOption", "inject_into": "request_parameter", "field_name": "offset"});
    let mut changes = json!({"name": name, "retriever": {
        "requester": {"path": format!("/{name}")},
        "paginator": {
            "type": "DefaultPaginator", "page_token_option": option,
            "pagination_strategy": {"type": "OffsetIncrement", "page_size": 2},
        },
    }});
    if let Some(parent) = parent {
        changes["retriever"]["partition_router"] = json!({
            "type": "SubstreamPartitionRouter", "parent_stream_configs": [{
                "type": "ParentStreamConfig", "stream": parent, "parent_key": "id", "partition_field": "of",
            }],
        });
    }
    stream(server, changes)
}

fn grouped(streams: Vec<Value>, groups: Value) -> Source {
    let mut whole = manifest(streams);
    whole["concurrency_level"]["default_concurrency"] = json!(4);
    whole["stream_groups"] = groups;
    let manifest = Manifest::load(&whole.to_string(), "m.yaml").unwrap();
    assert!(manifest.warnings().is_empty(), "{:?}", manifest.warnings());
    Source::new(Arc::new(manifest), json!({}), None, reqwest::Client::new()).unwrap()
}

/// Reads both at once; whether one was asked for to its end before the other.
async fn in_turn(source: &Source, server: &Server, (one, other): (&str, &str)) -> bool {
    let (first, second) = futures::join!(read(source, one, None), read(source, other, None));
    assert!(first.is_ok_and(|read| !read.0.is_empty()));
    assert!(second.is_ok_and(|read| !read.0.is_empty()));
    let lines = server.lines();
    // Those of its parent, `a` of `of_a`, count as its own.
    let of = |name: &str| {
        let letter = name.chars().last().unwrap();
        let asked = lines.iter().enumerate();
        let places: Vec<usize> = asked
            .filter(|(_, line)| line.split('?').next().unwrap().ends_with(letter))
            .map(|(place, _)| place)
            .collect();
        (places[0], places[places.len() - 1])
    };
    let ((one_from, one_to), (from, to)) = (of(one), of(other));
    one_to < from || to < one_from
}

#[tokio::test]
async fn streams_of_a_group_are_read_one_after_the_other() {
    for groups in [json!({}), json!({"one": group(&["a", "b"])})] {
        let server = paged().await;
        let streams = ["a", "b"].map(|name| named(&server, name, None)).to_vec();
        let source = grouped(streams, groups.clone());
        let in_turn = in_turn(&source, &server, ("a", "b")).await;
        assert_eq!(in_turn, groups != json!({}), "{groups}");
    }
}

/// A stream whose parent is in a group waits for the group's others; where two are made crosswise, neither waits for ever.
#[tokio::test]
async fn parents_count_for_their_groups() {
    let server = paged().await;
    let (a, b) = (named(&server, "a", None), named(&server, "b", None));
    let of_a = named(&server, "of_a", Some(a.clone()));
    let source = grouped(
        vec![a.clone(), b.clone(), of_a],
        json!({"one": group(&["a", "b"])}),
    );
    assert!(in_turn(&source, &server, ("of_a", "b")).await);

    let server = paged().await;
    let (a, b) = (named(&server, "a", None), named(&server, "b", None));
    let of_a = named(&server, "of_a", Some(a.clone()));
    let of_b = named(&server, "of_b", Some(b.clone()));
    let crosswise = json!({"one": group(&["a", "of_b"]), "two": group(&["b", "of_a"])});
    let source = grouped(vec![a, b, of_a, of_b], crosswise);
    assert!(in_turn(&source, &server, ("of_a", "of_b")).await);
}

#[tokio::test]
async fn a_group_that_is_none_is_refused_by_its_place() {
    let server = paged().await;
    for (groups, place) in [
        (json!([]), "stream_groups"),
        (json!({"one": {"streams": []}}), "stream_groups.one"),
        (
            json!({"one": {"streams": [], "action": {"type": "Wait"}}}),
            "stream_groups.one.action",
        ),
    ] {
        let mut whole = manifest(vec![named(&server, "a", None)]);
        whole["stream_groups"] = groups.clone();
        let problems = Manifest::load(&whole.to_string(), "m.yaml").unwrap_err();
        assert!(
            problems.iter().any(|problem| problem.place.path == place),
            "{groups}: {problems:?}"
        );
    }
}

fn group(names: &[&str]) -> Value {
    let streams: Vec<Value> = names.iter().map(|name| json!({"name": name})).collect();
    json!({"type": "StreamGroup", "streams": streams, "action": {"type": "BlockSimultaneousSyncsAction"}})
}
