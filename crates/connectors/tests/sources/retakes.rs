//! Pages that a provider takes in another way only, and fields that are asked for by name.

use headwater_connectors::{Error, Wanted};
use serde_json::{Value, json};

use crate::server::{Reply, Server};
use crate::{ids, manifest, read, source, stream};

/// An error handler that answers a 422 with `action`.
fn handler(action: &str) -> Value {
    json!({"type": "DefaultErrorHandler", "response_filters": [{"http_codes": [422], "action": action}]})
}

fn offset(size: u32) -> Value {
    let option = |name: &str| json!({"type": "RequestOption", "inject_into": "request_parameter", "field_name": name});
    json!({
        "type": "DefaultPaginator", "page_size_option": option("limit"), "page_token_option": option("offset"),
        "pagination_strategy": {"type": "OffsetIncrement", "page_size": size},
    })
}

fn numbered(from: i64, count: i64) -> Reply {
    let records: Vec<Value> = (from..from + count).map(|id| json!({"id": id})).collect();
    Reply::json(json!({"data": records}))
}

/// A page that is too large is asked for again with half as many records, and the offsets go on
/// from what came; where even the least is refused, the error has the manifest's words.
#[tokio::test]
async fn a_page_is_made_smaller() {
    let server = Server::start(|asked| {
        let limit: i64 = asked.param("limit").parse().unwrap_or(0);
        let offset: i64 = asked.param("offset").parse().unwrap_or(0);
        match limit {
            0..=2 => numbered(offset, limit.min(5 - offset)),
            _ => Reply::status(422, json!({})),
        }
    })
    .await;
    let changes = |least: u32| {
        json!({"retriever": {
            "requester": {"error_handler": handler("REDUCE_PAGE_SIZE")}, "paginator": offset(8),
            "page_size_reduction": {"minimum_page_size": least, "backoff_seconds": 0, "failure_message": "Ask for less."},
        }})
    };
    let reducing = source(vec![stream(&server, changes(1))], json!({}));
    assert_eq!(
        ids(&read(&reducing, "items", None).await.unwrap().0),
        [0, 1, 2, 3, 4]
    );
    assert_eq!(
        server.lines(),
        [
            "/items?limit=8",
            "/items?limit=4",
            "/items?limit=2",
            "/items?offset=2&limit=2",
            "/items?offset=4&limit=2"
        ]
    );
    let stuck = source(vec![stream(&server, changes(4))], json!({}));
    let error = read(&stuck, "items", None).await.unwrap_err();
    assert!(
        matches!(&error, Error::Page { wanted: Wanted::SmallerPage, message, .. } if message.ends_with("Ask for less.")),
        "{error}"
    );
}

/// A window that is too long is read in halves that do not overlap.
#[tokio::test]
async fn a_window_is_split() {
    let server = Server::start(|asked| match (asked.param("from"), asked.param("to")) {
        ("2024-01-01", "2024-01-04") => Reply::status(422, json!({})),
        ("2024-01-01", _) => Reply::json(json!({"data": [{"id": 1, "day": "2024-01-02"}]})),
        _ => Reply::json(json!({"data": [{"id": 2, "day": "2024-01-03"}]})),
    })
    .await;
    let option = |name: &str| json!({"type": "RequestOption", "inject_into": "request_parameter", "field_name": name});
    let splitting = source(
        vec![stream(
            &server,
            json!({
                "retriever": {
                    "requester": {"error_handler": handler("SPLIT_REQUEST_WINDOW")},
                    "request_window_splitting": {"type": "RequestWindowSplitting"},
                },
                "incremental_sync": {
                    "type": "DatetimeBasedCursor", "cursor_field": "day", "datetime_format": "%Y-%m-%d",
                    "start_datetime": "2024-01-01", "end_datetime": "2024-01-04", "step": "P10D", "cursor_granularity": "P1D",
                    "start_time_option": option("from"), "end_time_option": option("to"),
                },
            }),
        )],
        json!({}),
    );
    let (records, _) = read(&splitting, "items", None).await.unwrap();
    assert_eq!(ids(&records), [1, 2]);
    assert_eq!(
        server.lines(),
        [
            "/items?from=2024-01-01&to=2024-01-04",
            "/items?from=2024-01-01&to=2024-01-02",
            "/items?from=2024-01-03&to=2024-01-04"
        ]
    );
}

/// Pages that lose their place begin again once, and no more than once.
#[tokio::test]
async fn pages_begin_again() {
    for (stubborn, requests) in [(false, 4), (true, 4)] {
        let server = Server::start(move |asked| match (asked.param("offset"), asked.index) {
            ("", _) => numbered(0, 2),
            ("2", 1) => Reply::status(422, json!({})),
            ("2", _) if stubborn => Reply::status(422, json!({})),
            _ => numbered(2, 1),
        })
        .await;
        let changes = json!({"retriever": {
            "requester": {"error_handler": handler("RESET_PAGINATION")}, "paginator": offset(2),
            "pagination_reset": {"action": "RESET"},
        }});
        let resetting = source(vec![stream(&server, changes)], json!({}));
        let outcome = read(&resetting, "items", None).await;
        assert_eq!(outcome.is_err(), stubborn, "{outcome:?}");
        assert_eq!(server.lines().len(), requests);
    }
}

/// Fields are asked for in as many requests as they need, and the records of one key are one.
#[tokio::test]
async fn fields_are_asked_for_by_name() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/fields" => Reply::json(json!({"data": [{"name": "a"}, {"name": "b"}, {"name": "c"}]})),
        _ => {
            let fields: serde_json::Map<String, Value> = asked
                .param("fields")
                .split(',')
                .map(|name| (name.to_owned(), json!(format!("{name}!"))))
                .collect();
            let mut record = Value::Object(fields);
            record["id"] = json!(1);
            Reply::json(json!({"data": [record]}))
        }
    })
    .await;
    let endpoint = json!({"type": "PropertiesFromEndpoint", "property_field_path": ["name"], "retriever": {
        "type": "SimpleRetriever",
        "requester": {"type": "HttpRequester", "url_base": server.url(), "path": "/fields"},
        "record_selector": {"type": "RecordSelector", "extractor": {"type": "DpathExtractor", "field_path": ["data"]}},
    }});
    let properties = json!({
        "type": "QueryProperties", "property_list": endpoint, "always_include_properties": ["z"],
        "property_chunking": {"type": "PropertyChunking", "property_limit_type": "property_count", "property_limit": 2},
    });
    let changes = json!({"retriever": {"requester": {"request_parameters": {"fields": properties, "x": "1"}}}});
    let source = source(vec![stream(&server, changes)], json!({}));
    let (records, _) = read(&source, "items", None).await.unwrap();
    assert_eq!(
        records,
        [json!({"id": 1, "z": "z!", "a": "a!", "b": "b!", "c": "c!"})]
    );
    assert_eq!(
        server.lines(),
        [
            "/fields",
            "/items?x=1&fields=z,a,b",
            "/items?x=1&fields=z,c"
        ]
    );
}

/// A check has values of its own in the configuration, and a reserved name is refused.
#[tokio::test]
async fn a_check_may_change_the_configuration() {
    let server = Server::start(|_| numbered(0, 1)).await;
    let changes = json!({"retriever": {"requester": {"path": "/{{ config['place'] }}"}}});
    for (name, is_allowed) in [("place", true), ("__airbyte_place", false)] {
        let mut whole = manifest(vec![stream(&server, changes.clone())]);
        whole["check"]["config_overrides"] = json!({ name: "other" });
        let source = headwater_connectors::Source::new(
            std::sync::Arc::new(crate::load(&whole)),
            json!({"place": "own"}),
            None,
            reqwest::Client::new(),
        )
        .unwrap();
        let checked = source
            .check(&tokio_util::sync::CancellationToken::new())
            .await;
        assert_eq!(checked.is_ok(), is_allowed, "{checked:?}");
        read(&source, "items", None).await.unwrap();
    }
    assert_eq!(server.lines(), ["/other", "/own", "/own"]);
}
