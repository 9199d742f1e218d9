//! What one page tells of a whole stream, and where it tells nothing.

use headwater_connectors::Glance;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::cursors::cursor;
use crate::server::{Reply, Server};
use crate::{source, stream};

/// Two records on a page, of so many.
fn page(count: u64) -> Reply {
    Reply::json(json!({"data": [{"id": 1}, {"id": 2}], "total": count, "next": count > 2}))
}

async fn glance(server: &Server, changes: Value) -> Option<Glance> {
    let source = source(vec![stream(server, changes)], json!({}));
    let cancel = CancellationToken::new();
    source.glance("items", &cancel).await.unwrap()
}

fn paged() -> Value {
    json!({"retriever": {"paginator": {
        "type": "DefaultPaginator",
        "page_token_option": {"type": "RequestOption", "inject_into": "request_parameter", "field_name": "page"},
        "pagination_strategy": {
            "type": "CursorPagination",
            "cursor_value": "{{ response['next'] }}",
            "stop_condition": "{{ not response['next'] }}",
        },
    }}})
}

/// One request is made, whether more pages follow or not; what the provider counts is told beside what was read.
#[tokio::test]
async fn one_page_is_asked_for() {
    let server = Server::start(|_| page(5_000)).await;
    let first_of_many = Glance {
        read: 2,
        is_all: false,
        total: Some(5_000),
    };
    assert_eq!(glance(&server, paged()).await, Some(first_of_many));
    assert_eq!(server.lines(), ["/items"]);

    let server = Server::start(|_| page(2)).await;
    let all = Glance {
        read: 2,
        is_all: true,
        total: Some(2),
    };
    assert_eq!(glance(&server, paged()).await, Some(all));
}

/// The provider counts what the manifest's filter leaves out, so its number is not the stream's.
#[tokio::test]
async fn a_filter_makes_the_total_worthless() {
    let server = Server::start(|_| page(5_000)).await;
    let mut changes = paged();
    changes["retriever"]["record_selector"]["record_filter"] =
        json!({"type": "RecordFilter", "condition": "{{ record['id'] == 1 }}"});
    let glance = glance(&server, changes).await.unwrap();
    assert_eq!((glance.read, glance.total), (1, None));
}

/// A page of one partition or window says nothing of the others, and is not asked for.
#[tokio::test]
async fn parts_are_not_taken_for_the_whole() {
    let server = Server::start(|_| page(5_000)).await;
    let weeks = cursor(json!({"step": "P7D", "cursor_granularity": "P1D"}));
    assert_eq!(glance(&server, weeks).await, None);
    let router =
        json!({"type": "ListPartitionRouter", "cursor_field": "kind", "values": ["a", "b"]});
    let parts = json!({"retriever": {"partition_router": router}});
    assert_eq!(glance(&server, parts).await, None);
    assert_eq!(server.lines(), [""; 0]);

    let whole = glance(&server, cursor(json!({}))).await;
    assert!(whole.is_some(), "one window is the whole");
}
