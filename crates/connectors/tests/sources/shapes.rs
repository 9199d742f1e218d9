//! What answers look like, and what becomes of their records: decoders, extractors,
//! transformations, schemas.

use std::io::Write;

use headwater_connectors::{Manifest, Source};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::server::{Reply, Server};
use crate::{read, source, stream};

/// The records that a stream with these changes makes of one answer.
async fn records(reply: fn() -> Reply, changes: Value) -> Vec<Value> {
    let server = Server::start(move |_| reply()).await;
    let source = source(vec![stream(&server, changes)], json!({"shop": "acme"}));
    read(&source, "items", None).await.unwrap().0
}

fn extractor(extractor: Value) -> Value {
    json!({"retriever": {"record_selector": {"extractor": extractor}}})
}

/// A packed report of rows is read row by row under its header.
#[tokio::test]
async fn a_packed_report_is_read() {
    fn report() -> Reply {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"id;name\n1;\"a;b\"\n2;\n").unwrap();
        let mut reply = Reply::json(json!(null));
        reply.body = gzip.finish().unwrap();
        reply
    }
    let changes = json!({"retriever": {
        "decoder": {"type": "GzipDecoder", "decoder": {"type": "CsvDecoder", "delimiter": ";", "set_values_to_none": [""]}},
        "record_selector": {"extractor": {"field_path": []}},
    }});
    assert_eq!(
        records(report, changes).await,
        [
            json!({"id": "1", "name": "a;b"}),
            json!({"id": "2", "name": null})
        ]
    );
}

/// A path leads into XML as into JSON.
#[tokio::test]
async fn xml_is_read() {
    fn feed() -> Reply {
        let mut reply = Reply::json(json!(null));
        reply.body = "<feed><entry id='1'>a</entry><entry id='2'/></feed>".into();
        reply
    }
    let changes = json!({"retriever": {
        "decoder": {"type": "XmlDecoder"},
        "record_selector": {"extractor": {"field_path": ["feed", "entry"]}},
    }});
    assert_eq!(
        records(feed, changes).await,
        [json!({"@id": "1", "#text": "a"}), json!({"@id": "2"})]
    );
}

/// The entries of a list at the root are each looked into, as in the reference.
#[tokio::test]
async fn a_path_goes_into_each_entry_of_a_list_at_the_root() {
    fn list() -> Reply {
        Reply::json(json!([{"data": [{"id": 1}]}, {"data": {"id": 2}}, {"other": 1}, {"data": {}}]))
    }
    let expected = [json!({"id": 1}), json!({"id": 2})];
    assert_eq!(records(list, json!({})).await, expected, "skimmed");
    let filter = json!({"retriever": {"record_selector": {"record_filter": {"type": "RecordFilter", "condition": "{{ record.id }}"}}}});
    assert_eq!(records(list, filter).await, expected, "parsed");
    let glob = extractor(json!({"field_path": ["dat?"]}));
    assert_eq!(records(list, glob).await, expected, "by a pattern");
}

/// Entries of a nested list become records, with as much of their record as is asked for.
#[tokio::test]
async fn nested_lists_are_expanded() {
    fn orders() -> Reply {
        Reply::json(json!({"data": [
            {"id": 1, "shop": {"name": "x"}, "lines": {"data": [{"id": 10}, {"id": 11, "shop": "own"}], "more": false}},
            {"id": 2, "lines": {"data": []}},
        ]}))
    }
    let expander = |options: Value| {
        let mut expander =
            json!({"type": "RecordExpander", "expand_records_from_field": ["lines", "data"]});
        crate::lay_over(&mut expander, options);
        extractor(json!({"record_expander": expander}))
    };
    assert_eq!(
        records(orders, expander(json!({}))).await,
        [json!({"id": 10}), json!({"id": 11, "shop": "own"})]
    );
    let copies = json!({"parent_fields": [
        {"parent_path": ["shop", "name"], "record_path": ["order", "shop"]},
        {"parent_path": ["absent"], "record_path": ["absent"]}]});
    assert_eq!(
        records(orders, expander(copies)).await[0],
        json!({"id": 10, "order": {"shop": "x"}, "absent": null})
    );
    let merged = records(
        orders,
        expander(json!({"merge_parent": true, "on_no_records": "emit_parent"})),
    )
    .await;
    assert_eq!(
        merged[1],
        json!({"id": 11, "shop": "own", "lines": {"more": false}})
    );
    assert_eq!(merged[2], json!({"id": 2, "lines": {"data": []}}));
    let whole = records(orders, expander(json!({"remain_original_record": true}))).await;
    assert_eq!(whole[0]["original_record"]["id"], 1);
}

/// A list that its record calls cut short is fetched whole, page by page, and its entries carry their record as others do;
/// where there is nothing to fetch, those that came with the record stay. A fetch that is refused ends the stream.
#[tokio::test]
async fn a_list_that_is_cut_short_is_fetched() {
    let server = Server::start(|asked| match asked.line().as_str() {
        "/items" => Reply::json(json!({"data": [
            {"id": 1, "lines": {"data": [{"n": 1}, {"n": 2}], "more": false}},
            {"id": 2, "lines": {"data": [{"n": 3}], "more": true, "total_count": 3}},
            {"id": 3, "lines": {"data": [{"n": 9}], "more": true}},
        ]})),
        "/refused" => Reply::json(json!({"data": [{"id": 4, "lines": {"more": true}}]})),
        "/items/4/lines?page=1" => Reply::status(400, json!({"message": "no such order"})),
        "/items/2/lines?page=1" => Reply::json(json!({"list": [{"n": 3}, {"n": 4}]})),
        "/items/2/lines?page=2" => Reply::json(json!({"list": [{"n": 5}]})),
        _ => Reply::json(json!({"list": []})),
    })
    .await;
    let whole = json!({
        "type": "SimpleRetriever",
        "requester": {
            "type": "HttpRequester", "url_base": server.url(),
            "path": "/items/{{ stream_slice['parent_record']['id'] }}/lines",
        },
        "record_selector": {"extractor": {"field_path": ["list"]}},
        "paginator": {
            "type": "DefaultPaginator",
            "pagination_strategy": {"type": "PageIncrement", "page_size": 2, "start_from_page": 1, "inject_on_first_request": true},
            "page_token_option": {"type": "RequestOption", "inject_into": "request_parameter", "field_name": "page"},
        },
    });
    let expander = json!({
        "type": "RecordExpander",
        "expand_records_from_field": ["lines", "data"],
        "parent_fields": [{"parent_path": ["id"], "record_path": ["id"]}],
        "truncation_indicator_path": ["lines", "more"],
        "truncated_list_retriever": whole,
    });
    let changes = extractor(json!({"record_expander": expander}));
    let mut refused = stream(&server, changes.clone());
    crate::lay_over(
        &mut refused,
        json!({"name": "refused", "retriever": {"requester": {"path": "/refused"}}}),
    );
    let source = source(vec![stream(&server, changes), refused], json!({}));
    let (records, _) = read(&source, "items", None).await.unwrap();
    let found: Vec<Value> = records.iter().map(|r| json!([r["id"], r["n"]])).collect();
    let expected = [[1, 1], [1, 2], [2, 3], [2, 4], [2, 5], [3, 9]];
    assert_eq!(json!(found), json!(expected));
    let lines = server.lines();
    assert_eq!(
        lines.len(),
        4,
        "one list is whole, one has two pages, one is empty: {lines:?}"
    );
    let error = read(&source, "refused", None).await.unwrap_err();
    assert!(error.to_string().contains("no such order"), "{error}");
}

/// A body of rows that is longer than what is held in memory comes whole, in pieces; filter and transformations see each
/// record, and the paginator all of the page.
#[tokio::test]
async fn a_long_body_comes_in_pieces() {
    const ROWS: usize = 400_000;
    let server = Server::start(|asked| match asked.param("page") {
        "2" => Reply::text(200, "text/csv", "id,note\n"),
        _ => {
            let rows = (1..=ROWS).map(|id| format!("{id},{}\n", "x".repeat(48)));
            let body = std::iter::once("id,note\n".to_owned()).chain(rows);
            Reply::text(200, "text/csv", &body.collect::<String>())
        }
    })
    .await;
    let changes = json!({
        "transformations": [{"type": "AddFields", "fields": [
            {"path": ["twice"], "value": "{{ record['id']|int * 2 }}", "value_type": "integer"}]}],
        "retriever": {
            "decoder": {"type": "CsvDecoder"},
            "record_selector": {
                "extractor": {"field_path": []},
                "record_filter": {"type": "RecordFilter", "condition": "{{ record['id']|int % 2 == 0 }}"},
            },
            "paginator": {
                "type": "DefaultPaginator",
                "pagination_strategy": {
                    "type": "CursorPagination",
                    "cursor_value": "{{ 2 }}",
                    "stop_condition": "{{ last_page_size < 1 or not last_record }}",
                },
                "page_token_option": {"type": "RequestOption", "inject_into": "request_parameter", "field_name": "page"},
            },
        },
    });
    let source = source(vec![stream(&server, changes)], json!({}));
    let batches = crate::batches(&source, "items", None).await.unwrap();
    let sizes = batches.iter().map(|batch| batch.records.len());
    assert!(sizes.clone().max() <= Some(1000), "no piece is larger");
    assert_eq!(sizes.sum::<usize>(), ROWS / 2);
    let last = batches.iter().flat_map(|batch| &batch.records).next_back();
    assert_eq!(last.unwrap().to_value()["twice"], 2 * ROWS);
    assert_eq!(server.lines(), ["/items", "/items?page=2"]);
}

/// Several paths of one answer together, or the first that leads to anything.
#[tokio::test]
async fn extractors_are_combined() {
    fn answer() -> Reply {
        Reply::json(json!({"a": [{"id": 1}, {}], "b": [{"id": 2}], "c": []}))
    }
    let paths = |paths: &[&str], mode: &str| {
        let extractors: Vec<Value> = paths
            .iter()
            .map(|path| json!({"type": "DpathExtractor", "field_path": [path]}))
            .collect();
        json!({"retriever": {"record_selector": {"type": "RecordSelector", "extractor": {
            "type": "CombinedExtractor", "extractors": extractors, "mode": mode, "skip_empty_records": true}}}})
    };
    assert_eq!(
        records(answer, paths(&["a", "b"], "union")).await,
        [json!({"id": 1}), json!({"id": 2})]
    );
    assert_eq!(
        records(answer, paths(&["c", "b", "a"], "first_match")).await,
        [json!({"id": 2})]
    );
}

/// Records are changed as the reference changes them, one after the other.
#[tokio::test]
async fn records_are_transformed() {
    fn answer() -> Reply {
        Reply::json(
            json!({"data": [{"ID": 1, "Some Name": "x", "attributes": {"createdAt": "d", "Empty": ""}, "tags": ["a", ""]}]}),
        )
    }
    let changes = |transformations: Value| json!({"transformations": transformations});
    let flat = changes(json!([
        {"type": "DpathFlattenFields", "field_path": ["attributes"], "delete_origin_value": true,
            "key_transformation": {"type": "KeyTransformation", "prefix": "{{ config.shop }}_"}},
        {"type": "RemoveFields", "field_pointers": [["tags"]]},
        {"type": "KeysReplace", "old": " ", "new": "_"},
        {"type": "KeysToLower"},
    ]));
    assert_eq!(
        records(answer, flat).await,
        [json!({"id": 1, "some_name": "x", "acme_createdat": "d", "acme_empty": ""})]
    );
    let empty = changes(json!([
        {"type": "RemoveFields", "field_pointers": [["**"]], "condition": "{{ property == '' }}"},
        {"type": "KeysToSnakeCase"},
    ]));
    assert_eq!(
        records(answer, empty).await,
        [json!({"id": 1, "some_name": "x", "attributes": {"created_at": "d"}, "tags": ["a"]})]
    );
    let all = changes(json!([{"type": "FlattenFields"}]));
    assert_eq!(
        records(answer, all).await,
        [
            json!({"ID": 1, "Some Name": "x", "attributes.createdAt": "d", "attributes.Empty": "", "tags.0": "a", "tags.1": ""})
        ]
    );
}

/// Fields that the provider names become a schema, by the manifest's table of types.
#[tokio::test]
async fn the_provider_says_which_fields_there_are() {
    let server = Server::start(|asked| {
        Reply::json(match asked.path.as_str() {
            "/fields" => json!({"fields": [
                {"key": {"name": "Full Name"}, "kind": "text"},
                {"key": {"name": "n"}, "kind": "formula", "of": "int"},
                {"key": {"name": "list"}, "kind": "formula", "of": "ints"},
                {"key": {"name": "either"}, "kind": ["a", "b"]},
                {"key": {"name": "plain"}},
                {"key": {"name": "hidden"}, "kind": "text"},
            ]}),
            _ => json!({"data": []}),
        })
    })
    .await;
    let loader = json!({
        "type": "DynamicSchemaLoader",
        "retriever": {"type": "SimpleRetriever",
            "requester": {"type": "HttpRequester", "url_base": server.url(), "path": "/fields"},
            "record_selector": {"type": "RecordSelector", "extractor": {"type": "DpathExtractor", "field_path": []}}},
        "schema_filter": {"type": "RecordFilter", "condition": "{{ 'hidden' not in record }}"},
        "schema_transformations": [{"type": "KeysReplace", "old": " ", "new": "_"}],
        "schema_type_identifier": {"schema_pointer": ["fields"], "key_pointer": ["key", "name"], "type_pointer": ["kind"], "types_mapping": [
            {"current_type": "text", "target_type": "string"},
            {"current_type": "formula", "target_type": "integer", "condition": "{{ raw_schema.of == 'int' }}"},
            {"current_type": "formula", "target_type": {"field_type": "array", "items": "integer"}},
            {"current_type": ["a", "b"], "target_type": ["string", "date"]},
        ]},
    });
    let both = json!([{"type": "InlineSchemaLoader", "schema": {"properties": {"plain": {"type": "number"}}}}, loader]);
    for (loader, plain) in [
        (loader, json!({"type": ["null", "string"]})),
        (both, json!({"type": "number"})),
    ] {
        let source = source(
            vec![stream(&server, json!({"schema_loader": loader}))],
            json!({}),
        );
        let streams = source.streams(&CancellationToken::new()).await.unwrap();
        assert_eq!(
            streams[0].json_schema["properties"],
            json!({
                "Full_Name": {"type": ["null", "string"]},
                "n": {"type": ["null", "integer"]},
                "list": {"type": ["null", "array"], "items": {"type": ["null", "integer"]}},
                "either": {"oneOf": [{"type": ["null", "string"]}, {"type": ["null", "string"], "format": "date"}]},
                "plain": plain,
            })
        );
    }
}

/// A schema in a file may refer to shared ones; what it refers to is put in its place.
#[tokio::test]
async fn schemas_in_files_refer_to_shared_ones() {
    let folder = tempfile::tempdir().unwrap();
    let shared = folder.path().join("schemas/shared");
    std::fs::create_dir_all(&shared).unwrap();
    let write = |name: &str, value: Value| {
        std::fs::write(folder.path().join("schemas").join(name), value.to_string()).unwrap();
    };
    write(
        "items.json",
        json!({"properties": {"who": {"$ref": "people.json#/definitions/one"}, "all": {"$ref": "people.json"}}}),
    );
    write(
        "shared/people.json",
        json!({"type": "array", "definitions": {"one": {"type": "string"}}}),
    );
    let server = Server::start(|_| Reply::json(json!({}))).await;
    let manifest = crate::manifest(vec![stream(&server, json!({}))]);
    let path = folder.path().join("manifest.yaml");
    std::fs::write(&path, manifest.to_string()).unwrap();
    let source = Source::new(
        Manifest::open(&path).unwrap().into(),
        json!({}),
        None,
        reqwest::Client::new(),
    )
    .unwrap();
    let streams = source.streams(&CancellationToken::new()).await.unwrap();
    assert_eq!(
        streams[0].json_schema,
        json!({"properties": {"who": {"type": "string"}, "all": {"type": "array"}}})
    );
}
