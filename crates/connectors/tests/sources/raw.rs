//! The fast way and the slow way through a page give the same rows.

use headwater_connectors::Record;
use serde_json::json;

use crate::server::{Reply, Server};
use crate::{batches, read, source, stream};

const BODY: &str = r#"{ "total": 3, "data" : [ {"id": 1, "v": "ä\u00e9\"\\"} , {"id":2,"n":12345678901234567890,"f":1.50,"o":{"a":[1,{"b":null}]}},
  {"id": 3, "id2": [] } ], "paging": null }"#;

#[tokio::test]
async fn raw_and_parsed_records_are_the_same() {
    let server = Server::start(|_| Reply::text(200, "application/json", BODY)).await;
    let plain = source(vec![stream(&server, json!({}))], json!({}));
    let raw = batches(&plain, "items", None).await.unwrap();
    assert!(
        raw[0]
            .records
            .iter()
            .all(|record| matches!(record, Record::Raw(_))),
        "nothing looks into these records"
    );

    let wild =
        json!({"retriever": {"record_selector": {"extractor": {"field_path": ["data", "*"]}}}});
    let filtered = json!({"retriever": {"record_selector": {"record_filter": {"type": "RecordFilter", "condition": "{{ record.id > 0 }}"}}}});
    let looked_at = json!({"retriever": {"paginator": {"type": "DefaultPaginator", "pagination_strategy": {
        "type": "CursorPagination", "cursor_value": "{{ response.data[-1].next or '' }}"}}}});
    let expected = read(&plain, "items", None).await.unwrap().0;
    assert_eq!(expected.len(), 3);
    for changes in [wild, filtered, looked_at] {
        let slow = source(vec![stream(&server, changes.clone())], json!({}));
        let parsed = batches(&slow, "items", None).await.unwrap();
        assert!(
            matches!(parsed[0].records[0], Record::Map(_)),
            "{changes} needs parsed records"
        );
        assert_eq!(
            read(&slow, "items", None).await.unwrap().0,
            expected,
            "{changes}"
        );
    }
}

#[tokio::test]
async fn a_raw_record_keeps_its_text() {
    let server = Server::start(|_| Reply::text(200, "application/json", BODY)).await;
    let source = source(vec![stream(&server, json!({}))], json!({}));
    let batches = batches(&source, "items", None).await.unwrap();
    let Record::Raw(raw) = &batches[0].records[1] else {
        panic!("a raw record")
    };
    assert_eq!(
        raw.get(),
        r#"{"id":2,"n":12345678901234567890,"f":1.50,"o":{"a":[1,{"b":null}]}}"#
    );
}

#[tokio::test]
async fn answers_that_are_no_records_are_named() {
    let deep = format!("{{\"data\": {}", "[".repeat(100_000));
    for (reply, expected) in [
        (
            ("text/html", "<html>Sign in</html>".to_owned()),
            "answered text/html instead of JSON (status 200)",
        ),
        (
            ("application/json", "{\"data\": [{\"id\": 1}".to_owned()),
            "no valid JSON",
        ),
        (("application/json", deep), "no valid JSON"),
        (
            ("application/json", "{\"data\": [1, 2]}".to_owned()),
            "no JSON object",
        ),
        (
            ("application/json", "{\"data\": \"text\"}".to_owned()),
            "where records are expected",
        ),
        (
            ("application/json", "{\"data\": []} trailing".to_owned()),
            "no valid JSON",
        ),
    ] {
        let (kind, body) = reply;
        let server = Server::start(move |_| Reply::text(200, kind, &body)).await;
        let source = source(vec![stream(&server, json!({}))], json!({}));
        let error = read(&source, "items", None).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert!(error.contains("/items"), "the address is named: {error}");
    }
}

#[tokio::test]
async fn transformations_add_and_remove() {
    let server = Server::start(|_| Reply::json(json!({"data": [{"id": 1, "a": {"b": "12", "c": 1}, "x": 0}, {"id": 2, "a": {"b": "y"}, "x": 5}]}))).await;
    let changes = json!({"transformations": [
        {"type": "AddFields", "fields": [
            {"path": ["flat"], "value": "{{ record['a']['b'] }}"},
            {"path": ["text"], "value": "{{ record['a']['b'] }}", "value_type": "string"},
            {"path": ["made", "from"], "value": "{{ record['flat'] }}-{{ config['c'] }}"},
            {"path": ["slice"], "value": "{{ stream_slice.get('none', 'no slice') }}"},
        ]},
        {"type": "AddFields", "condition": "{{ record['x'] > 1 }}", "fields": [{"path": ["big"], "value": "{{ True }}"}]},
        {"type": "RemoveFields", "field_pointers": [["a", "c"], ["absent"]]},
        {"type": "RemoveFields", "condition": "{{ property == 0 }}", "field_pointers": [["x"]]},
    ]});
    let source = source(vec![stream(&server, changes)], json!({"c": "conf"}));
    let (records, _) = read(&source, "items", None).await.unwrap();
    assert_eq!(
        records,
        [
            json!({"id": 1, "a": {"b": "12"}, "flat": 12, "text": "12", "made": {"from": "12-conf"}, "slice": "no slice"}),
            json!({"id": 2, "a": {"b": "y"}, "x": 5, "flat": "y", "text": "y", "made": {"from": "y-conf"}, "slice": "no slice", "big": true}),
        ]
    );
}
