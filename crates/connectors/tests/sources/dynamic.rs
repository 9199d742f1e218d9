//! Streams that are known only when the provider is asked, and sheets.

use std::sync::Arc;

use headwater_connectors::{Error, Manifest, Source, StreamInfo};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::read;
use crate::server::{Asked, Reply, Server};

/// A manifest whose streams are the sheets of a spreadsheet.
fn sheets(server: &Server) -> Value {
    let requester =
        |path: &str| json!({"type": "HttpRequester", "url_base": server.url(), "path": path});
    json!({
        "version": "7.0.0",
        "type": "DeclarativeSource",
        "check": {"type": "CheckDynamicStream", "stream_count": 1},
        "dynamic_streams": [{
            "type": "DynamicDeclarativeStream",
            "name": "sheets",
            "stream_template": {
                "type": "DeclarativeStream",
                "name": "",
                "$parameters": {"title": "", "rows": 0},
                "retriever": {
                    "type": "SimpleRetriever",
                    "requester": requester("/values/{{ parameters['title'] | urlencode }}?rows={{ parameters['rows'] }}"),
                    "record_selector": {"type": "RecordSelector", "extractor": {"type": "HeaderRowExtractor", "header_path": ["ranges", "0", "0"], "field_path": ["ranges", "1"]}},
                },
                "schema_loader": {"type": "HeaderRowSchemaLoader", "requester": requester("/header/{{ parameters['title'] | urlencode }}")},
            },
            "components_resolver": {
                "type": "HttpComponentsResolver",
                "retriever": {
                    "type": "SimpleRetriever",
                    "requester": requester("/sheets"),
                    "record_selector": {"type": "RecordSelector", "extractor": {"type": "DpathExtractor", "field_path": ["sheets", "*", "properties"]}},
                },
                "components_mapping": [
                    {"type": "ComponentMappingDefinition", "field_path": ["name"], "value": "{{ components_values['title'] }}", "value_type": "string"},
                    {"type": "ComponentMappingDefinition", "field_path": ["$parameters", "title"], "value": "{{ components_values['title'] }}", "value_type": "string"},
                    {"type": "ComponentMappingDefinition", "field_path": ["$parameters", "rows"], "value": "{{ components_values['grid']['rows'] }}"},
                ],
            },
        }],
    })
}

fn spreadsheet(asked: &Asked) -> Reply {
    Reply::json(match asked.path.as_str() {
        "/sheets" => {
            json!({"sheets": [{"properties": {"title": "2026", "grid": {"rows": 3}}}, {"properties": {"title": "Ä b", "grid": {"rows": 1}}}]})
        }
        "/header/2026" => {
            json!({"values": [["Name", "", "Name"], ["x", 1, true], ["y", 2.5], [3, "", null]]})
        }
        path if path.starts_with("/header") => json!({}),
        "/values/2026" => {
            json!({"ranges": [[["Name", "", "Name"]], [["x", 1, true], [], ["y"], ["z", 2, 3, "more"]]]})
        }
        _ => json!({"ranges": []}),
    })
}

fn source(manifest: &Value) -> Source {
    let manifest = Manifest::load(&manifest.to_string(), "m.yaml").unwrap();
    assert_eq!(manifest.refused(), []);
    Source::new(Arc::new(manifest), json!({}), None, reqwest::Client::new()).unwrap()
}

#[tokio::test]
async fn sheets_become_streams_with_columns_from_their_header() {
    let server = Server::start(spreadsheet).await;
    let source = source(&sheets(&server));
    let cancel = CancellationToken::new();
    let streams = source.streams(&cancel).await.unwrap();
    let names: Vec<&str> = streams.iter().map(|stream| stream.name.as_str()).collect();
    assert_eq!(names, ["2026", "Ä b"], "a sheet called 2026 is a text");
    let StreamInfo {
        json_schema,
        primary_key,
        cursor_field,
        incremental,
        ..
    } = &streams[0];
    let columns: Vec<&String> = json_schema["properties"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(columns, ["Name", "column_B", "Name_2"]);
    let kinds: Vec<&Value> = columns
        .iter()
        .map(|name| &json_schema["properties"][name.as_str()]["type"][1])
        .collect();
    assert_eq!(
        kinds,
        ["string", "number", "boolean"],
        "from the rows below the header"
    );
    assert_eq!(
        (primary_key.len(), cursor_field, *incremental),
        (0, &None, false)
    );
    assert_eq!(
        streams[1].json_schema["properties"],
        json!({}),
        "an empty sheet has no columns"
    );
}

#[tokio::test]
async fn rows_become_records() {
    let server = Server::start(spreadsheet).await;
    let source = source(&sheets(&server));
    let (records, _) = read(&source, "2026", None).await.unwrap();
    assert_eq!(
        records,
        [
            json!({"Name": "x", "column_B": 1, "Name_2": true}),
            json!({"Name": "y", "column_B": null, "Name_2": null}),
            json!({"Name": "z", "column_B": 2, "Name_2": 3, "column_D": "more"}),
        ]
    );
    assert_eq!(
        server.lines(),
        ["/sheets", "/values/2026?rows=3"],
        "parameters reach the requester"
    );
    assert!(read(&source, "Ä b", None).await.unwrap().0.is_empty());
    assert_eq!(server.asked().last().unwrap().path, "/values/%C3%84%20b");
}

#[tokio::test]
async fn the_check_reads_the_first_of_them() {
    let server = Server::start(spreadsheet).await;
    source(&sheets(&server))
        .check(&CancellationToken::new())
        .await
        .unwrap();
    assert_eq!(server.lines(), ["/sheets", "/values/2026?rows=3"]);
    let refused = Server::start(|_| Reply::status(403, json!({}))).await;
    let error = source(&sheets(&refused))
        .check(&CancellationToken::new())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Forbidden { .. }), "{error}");
}

#[tokio::test]
async fn names_must_be_unique_and_streams_known() {
    let server = Server::start(|_| Reply::json(json!({"sheets": [{"properties": {"title": "a", "grid": {}}}, {"properties": {"title": "a", "grid": {}}}]}))).await;
    let twins = source(&sheets(&server));
    let error = twins
        .streams(&CancellationToken::new())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("named `a`") && error.contains("dynamic_streams[0]"),
        "{error}"
    );

    let server = Server::start(spreadsheet).await;
    let error = read(&source(&sheets(&server)), "nowhere", None)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::UnknownStream(name) if name == "nowhere"));
}

#[tokio::test]
async fn a_template_that_cannot_run_is_refused_when_the_manifest_is_read() {
    let server = Server::start(spreadsheet).await;
    let mut manifest = sheets(&server);
    manifest["dynamic_streams"][0]["stream_template"]["retriever"]["decoder"] =
        json!({"type": "CustomDecoder", "class_name": "source_x.components.Decoder"});
    let manifest = Manifest::load(&manifest.to_string(), "m.yaml").unwrap();
    assert_eq!(manifest.refused()[0].stream, "sheets");
    assert!(
        manifest.refused()[0].problems[0]
            .to_string()
            .contains("source_x.components.Decoder")
    );
}
