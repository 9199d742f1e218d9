//! What is said about a manifest when it is read.

use std::sync::Arc;

use headwater_connectors::{Error, Manifest, Source};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::server::{Reply, Server};
use crate::{ids, read};

/// A small manifest as people write it, with references, parameters and default types.
fn written(address: &str) -> String {
    format!(
        r##"version: 7.0.0
type: DeclarativeSource
check: {{ type: CheckStream, stream_names: [plants] }}
definitions:
  base:
    retriever:
      requester:
        type: HttpRequester
        url_base: {address}
        path: "/{{{{ parameters['path'] }}}}"
        request_parameters: {{ kind: "{{{{ parameters.kind }}}}" }}
      record_selector:
        extractor: {{ field_path: ["{{{{ parameters['name'] }}}}"] }}
streams:
  - $ref: "#/definitions/base"
    $parameters: {{ name: plants, path: green, kind: "007", primary_key: id }}
  - $ref: "#/definitions/base"
    name: animals
    $parameters: {{ name: animals, path: wild }}
    retriever:
      $ref: "#/definitions/base/retriever"
      $parameters: {{ kind: inner }}
"##
    )
}

#[tokio::test]
async fn references_parameters_and_default_types_come_together() {
    let server =
        Server::start(|_| Reply::json(json!({"plants": [{"id": 1}], "animals": [{"id": 2}]})))
            .await;
    let manifest = Manifest::load(&written(&server.url()), "m.yaml").unwrap();
    assert_eq!(
        (manifest.refused(), manifest.stream_names()),
        (&[][..], vec!["plants", "animals"])
    );
    let source = Source::new(Arc::new(manifest), json!({}), None, reqwest::Client::new()).unwrap();
    assert_eq!(ids(&read(&source, "plants", None).await.unwrap().0), [1]);
    assert_eq!(ids(&read(&source, "animals", None).await.unwrap().0), [2]);
    assert_eq!(
        server.lines(),
        ["/green?kind=007", "/wild?kind=inner"],
        "the inner parameter wins, and 007 stays a text"
    );
    let streams = source.streams(&CancellationToken::new()).await.unwrap();
    assert_eq!(
        streams[0].primary_key,
        [["id"]],
        "a parameter fills in for a field"
    );
    assert_eq!(streams[0].json_schema, json!({}));
}

const MIXED: &str = r##"version: 7.0.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [good] }
definitions:
  requester: { type: HttpRequester, url_base: "https://x.test", path: /a }
streams:
  - name: good
    retriever:
      requester: "#/definitions/requester"
      record_selector: { extractor: { field_path: [] } }
  - name: bad
    retriever:
      requester:
        $ref: "#/definitions/requester"
        authenticator: { type: CustomAuthenticator }
      decoder: { type: XmlDecoder }
      record_selector:
        extractor: { class_name: source_x.Components.Extractor }
        typo: 1
    incremental_sync:
      type: DatetimeBasedCursor
      cursor_field: d
      datetime_format: "%s"
      start_datetime: "2024"
      clamping: { target: WEEK }
  - name: expression
    retriever:
      requester: "#/definitions/requester"
      record_selector:
        extractor: { field_path: ["{{ config['a' }}"] }
"##;

#[test]
fn what_is_not_supported_is_named_with_place_and_the_other_streams_run() {
    let manifest = Manifest::load(MIXED, "mixed.yaml").unwrap();
    assert_eq!(manifest.stream_names(), ["good"]);
    let names: Vec<&str> = manifest
        .refused()
        .iter()
        .map(|refusal| refusal.stream.as_str())
        .collect();
    assert_eq!(names, ["bad", "expression"]);
    let said: Vec<String> = manifest.refused()[0]
        .problems
        .iter()
        .map(ToString::to_string)
        .collect();
    for expected in [
        "mixed.yaml:15 streams[1].retriever.requester.authenticator: CustomAuthenticator: this authenticator is Python code, which is never run",
        "mixed.yaml:18 streams[1].retriever.record_selector.extractor: custom component: `source_x.Components.Extractor` is Python code, which is never run",
        "mixed.yaml:25 streams[1].incremental_sync.clamping: Clamping: `target_details` must name a `weekday` for WEEK",
    ] {
        assert!(
            said.iter().any(|said| said == expected),
            "{expected}\nis not in {said:#?}"
        );
    }
    let said = manifest.refused()[1].problems[0].to_string();
    assert!(
        said.starts_with("mixed.yaml:30 streams[2].retriever.record_selector.extractor.field_path"),
        "{said}"
    );
    assert!(said.contains("{{ config['a' }}"), "{said}");
}

#[tokio::test]
async fn a_refused_stream_says_why_when_it_is_read() {
    let manifest = Manifest::load(MIXED, "mixed.yaml").unwrap();
    let source = Source::new(Arc::new(manifest), json!({}), None, reqwest::Client::new()).unwrap();
    let error = read(&source, "bad", None).await.unwrap_err();
    assert!(
        matches!(&error, Error::Refusal(refusal) if refusal.stream == "bad" && refusal.problems.len() >= 3),
        "{error}"
    );
}

/// A key that no component asks for changes nothing, as in the reference, and is told.
#[test]
fn unknown_options_are_warned_of() {
    let text = MIXED.replace(
        "extractor: { field_path: [] } }",
        "extractor: { field_path: [], field_pahts: 1 } }",
    );
    let manifest = Manifest::load(&text, "m.yaml").unwrap();
    assert!(
        manifest
            .refused()
            .iter()
            .all(|refusal| refusal.stream != "good"),
        "the stream runs all the same"
    );
    let said: Vec<String> = manifest
        .warnings()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        said[0],
        "m.yaml:10 streams[0].retriever.record_selector.extractor.field_pahts: DpathExtractor: `field_pahts` is no option of DpathExtractor"
    );
}

#[test]
fn what_is_wrong_with_the_whole_is_an_error() {
    for (text, line, expected) in [
        ("", 1, "the document is empty"),
        ("<html>no manifest</html>", 1, "component is expected"),
        (
            "type: DeclarativeSource\nstreams: []",
            1,
            "`check` is missing",
        ),
        (
            "type: Other\ncheck: {stream_names: [a]}",
            1,
            "is not supported",
        ),
        (
            "type: DeclarativeSource\ncheck: {stream_names: [a]}\nstreams: ['#/definitions/x']",
            3,
            "leads nowhere",
        ),
        (
            "type: DeclarativeSource\ncheck: {stream_names: [a]}\napi_budget: {type: HTTPAPIBudget}",
            3,
            "`policies` is missing",
        ),
        ("a: [1, 2", 2, "expected"),
    ] {
        let problems = Manifest::load(text, "m.yaml").expect_err(text);
        assert_eq!(problems[0].place.line, line, "{text}: {}", problems[0]);
        assert!(
            problems
                .iter()
                .any(|problem| problem.reason.contains(expected)),
            "{text}: {problems:?}"
        );
    }
}

#[test]
fn hostile_manifests_are_refused_quickly() {
    let deep = format!("type: DeclarativeSource\nstreams: {}", "[".repeat(200_000));
    assert!(Manifest::load(&deep, "m.yaml").is_err());
    let mut doubling =
        "type: DeclarativeSource\ncheck: {stream_names: [a]}\nx0: {a: 1}\n".to_owned();
    for i in 0..60 {
        doubling += &format!("x{}: {{l: '#/x{i}', r: '#/x{i}'}}\n", i + 1);
    }
    assert!(Manifest::load(&doubling, "m.yaml").is_err());
    let long = format!(
        "type: DeclarativeSource\nmetadata: '{}'",
        "x".repeat(50_000_000)
    );
    assert!(
        Manifest::load(&long, "m.yaml").unwrap_err()[0]
            .reason
            .contains("bytes")
    );
}

#[tokio::test]
async fn schemas_are_inline_or_in_files_beside_the_manifest() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("schemas")).unwrap();
    std::fs::write(
        folder.path().join("schemas/file.json"),
        r#"{"type": "object", "properties": {"f": {}}}"#,
    )
    .unwrap();
    std::fs::write(folder.path().join("outside.json"), "{}").unwrap();
    let stream = |name: &str, loader: Value| {
        json!({"name": name, "schema_loader": loader, "retriever": {
            "requester": {"url_base": "https://x.test"}, "record_selector": {"extractor": {"field_path": []}}}})
    };
    let manifest = json!({"type": "DeclarativeSource", "check": {"stream_names": ["inline"]}, "streams": [
        stream("inline", json!({"type": "InlineSchemaLoader", "schema": {"type": "object", "properties": {"type": {"type": "string"}}}})),
        stream("file", Value::Null),
        stream("named", json!({"type": "JsonFileSchemaLoader", "file_path": "./source_x/schemas/file.json"})),
        stream("both", json!([{"type": "InlineSchemaLoader", "schema": {"properties": {"i": {}}}}, {"type": "JsonFileSchemaLoader", "file_path": "schemas/file.json"}])),
        stream("escape", json!({"type": "JsonFileSchemaLoader", "file_path": "schemas/../../outside.json"})),
    ]});
    let path = folder.path().join("manifest.yaml");
    std::fs::write(&path, manifest.to_string()).unwrap();
    let manifest = Manifest::open(&path).unwrap();
    assert_eq!(
        manifest
            .refused()
            .iter()
            .map(|refusal| refusal.stream.as_str())
            .collect::<Vec<_>>(),
        ["escape"]
    );
    let source = Source::new(Arc::new(manifest), json!({}), None, reqwest::Client::new()).unwrap();
    let streams = source.streams(&CancellationToken::new()).await.unwrap();
    let properties: Vec<&Value> = streams
        .iter()
        .map(|stream| &stream.json_schema["properties"])
        .collect();
    assert_eq!(
        properties,
        [
            &json!({"type": {"type": "string"}}),
            &json!({"f": {}}),
            &json!({"f": {}}),
            &json!({"i": {}, "f": {}})
        ]
    );
}

#[tokio::test]
async fn expressions_that_fail_say_which_and_where() {
    let server = Server::start(|_| Reply::json(json!({}))).await;
    let stream = crate::stream(
        &server,
        json!({"retriever": {"requester": {"path": "/{{ config['a']['b'] }}"}}}),
    );
    let source = crate::source(vec![stream], json!({}));
    let error = read(&source, "items", None).await.unwrap_err();
    let Error::Expression {
        template, place, ..
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!(template, "/{{ config['a']['b'] }}");
    assert_eq!(place.path, "streams[0].retriever.requester.path");
    assert!(server.asked().is_empty());
}

#[test]
fn the_specification_is_handed_on() {
    let text = "type: DeclarativeSource\ncheck: {stream_names: [a]}\nspec: {type: Spec, documentation_url: https://d.test, connection_specification: {required: [a]}, advanced_auth: {auth_flow_type: oauth2.0}}";
    let manifest = Manifest::load(text, "m.yaml").unwrap();
    let spec = manifest.spec().unwrap();
    assert_eq!(spec.connection_specification, json!({"required": ["a"]}));
    assert_eq!(spec.documentation_url.as_deref(), Some("https://d.test"));
    assert_eq!(
        spec.advanced_auth,
        Some(json!({"auth_flow_type": "oauth2.0"}))
    );
}

#[tokio::test]
async fn a_check_asks_for_the_first_page_of_the_streams_it_names() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/green" => Reply::json(json!({"plants": [{"id": 1}]})),
        _ => Reply::status(404, json!({})),
    })
    .await;
    let source = |text: &str| {
        let manifest = Manifest::load(text, "m.yaml").unwrap();
        Source::new(Arc::new(manifest), json!({}), None, reqwest::Client::new()).unwrap()
    };
    let cancel = CancellationToken::new();
    source(&written(&server.url()))
        .check(&cancel)
        .await
        .unwrap();
    assert_eq!(server.lines(), ["/green?kind=007"]);
    let both = written(&server.url()).replace("[plants]", "[plants, animals]");
    let error = source(&both).check(&cancel).await.unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }), "{error}");
    let refused = source(&MIXED.replace("[good]", "[bad]"))
        .check(&cancel)
        .await
        .unwrap_err();
    assert!(
        matches!(refused, Error::Refusal(_)),
        "a stream that cannot run cannot be checked: {refused}"
    );
}
