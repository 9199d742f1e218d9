//! What a configuration decides: which streams there are, what they are made of, and whether it
//! may be used.

use std::sync::Arc;

use headwater_connectors::{Error, Manifest, Source};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::server::{Reply, Server};
use crate::{manifest, read, stream};

fn source(manifest: &Value, config: Value) -> Result<Source, Error> {
    let manifest = Manifest::load(&manifest.to_string(), "m.yaml").unwrap();
    assert_eq!(manifest.refused(), []);
    Source::new(Arc::new(manifest), config, None, reqwest::Client::new())
}

async fn names(source: &Source) -> Vec<String> {
    let streams = source.streams(&CancellationToken::new()).await.unwrap();
    streams.into_iter().map(|stream| stream.name).collect()
}

async fn echo() -> Server {
    Server::start(|asked| Reply::json(json!({"data": [{"path": asked.line()}]}))).await
}

/// Streams behind a condition are there where the configuration says so.
#[tokio::test]
async fn conditions_decide_which_streams_there_are() {
    let server = echo().await;
    let mut whole = manifest(vec![stream(&server, json!({}))]);
    whole["streams"].as_array_mut().unwrap().push(json!({
        "type": "ConditionalStreams",
        "condition": "{{ config.plan == 'pro' }}",
        "streams": [stream(&server, json!({"name": "more"}))],
    }));
    let basic = source(&whole, json!({"plan": "basic"})).unwrap();
    assert_eq!(names(&basic).await, ["items"]);
    let gone = read(&basic, "more", None).await.unwrap_err();
    assert!(matches!(gone, Error::UnknownStream(_)), "{gone}");
    let pro = source(&whole, json!({"plan": "pro"})).unwrap();
    assert_eq!(names(&pro).await, ["items", "more"]);
    assert_eq!(read(&pro, "more", None).await.unwrap().0.len(), 1);
}

fn dynamic(server: &Server, resolver: Value) -> Value {
    let mut template = stream(server, json!({}));
    template["retriever"]["requester"]["path"] = "/{{ parameters.item }}".into();
    template["retriever"]["requester"]["$parameters"] = json!({"item": ""});
    template.as_object_mut().unwrap().shift_remove("name");
    json!({
        "version": "7.0.0", "type": "DeclarativeSource",
        "check": {"type": "CheckStream", "stream_names": []},
        "dynamic_streams": [{"type": "DynamicDeclarativeStream", "stream_template": template, "components_resolver": resolver}],
    })
}

fn mapping(path: &[&str], value: &str, create: bool) -> Value {
    json!({"type": "ComponentMappingDefinition", "field_path": path, "value": value, "create_or_update": create})
}

/// One stream for each combination of the configuration's lists, with the manifest's own at the end.
#[tokio::test]
async fn streams_come_from_the_configuration() {
    let server = echo().await;
    let manifest = dynamic(
        &server,
        json!({
            "type": "ConfigComponentsResolver",
            "stream_config": [
                {"type": "StreamConfig", "configs_pointer": ["reports"], "default_values": [{"name": "own", "item": "o"}]},
                {"type": "StreamConfig", "configs_pointer": ["regions"]},
            ],
            "components_mapping": [
                mapping(&["name"], "{{ components_values.name }}_{{ components_values.region }}", true),
                mapping(&["retriever", "requester", "$parameters", "item"], "{{ components_values.item }}", false),
                mapping(&["not", "there"], "nothing is made", false),
                json!({"type": "ComponentMappingDefinition", "field_path": ["retriever", "requester", "request_parameters"],
                    "value": "{\"region\": \"{{ components_values.region }}\"}", "create_or_update": true,
                    "condition": "{{ components_values.region == 'eu' }}"}),
            ],
        }),
    );
    let config = json!({"reports": [{"name": "a", "item": "x"}], "regions": [{"region": "eu"}, {"region": "us"}]});
    let found = source(&manifest, config).unwrap();
    assert_eq!(names(&found).await, ["a_eu", "a_us", "own_eu", "own_us"]);
    let asked = |records: (Vec<Value>, Option<Value>)| records.0[0]["path"].clone();
    assert_eq!(
        asked(read(&found, "a_eu", None).await.unwrap()),
        "/x?region=eu"
    );
    assert_eq!(asked(read(&found, "own_us", None).await.unwrap()), "/o");
    let twice = json!({"reports": [{"name": "a"}, {"name": "a"}], "regions": [{"region": "eu"}]});
    let error = source(&manifest, twice)
        .unwrap()
        .streams(&CancellationToken::new())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("named `a_eu`"), "{error}");
}

/// One stream for each entry in the manifest; whole components may be filled in.
#[tokio::test]
async fn streams_come_from_a_list_in_the_manifest() {
    let server = echo().await;
    let manifest = dynamic(
        &server,
        json!({
            "type": "ParametrizedComponentsResolver",
            "stream_parameters": {"type": "StreamParametersDefinition", "list_of_parameters_for_stream": [
                {"name": "one", "parameters": {"item": "first"}, "added": "1"},
                {"name": "two", "parameters": {"item": "second"}, "added": "2"},
            ]},
            "components_mapping": [
                mapping(&["name"], "{{ components_values.name }}", true),
                mapping(&["$parameters"], "{{ components_values.parameters }}", true),
                mapping(&["transformations"], "[{type: AddFields, fields: [{path: [n], value: '{{ components_values.added }}'}]}]", true),
            ],
        }),
    );
    let found = source(&manifest, json!({})).unwrap();
    assert_eq!(names(&found).await, ["one", "two"]);
    let (records, _) = read(&found, "two", None).await.unwrap();
    assert_eq!(records, [json!({"path": "/second", "n": 2})]);
}

/// An older configuration is brought up to date and said; values are derived; rules are kept.
#[tokio::test]
async fn configurations_are_brought_up_to_date() {
    let server = echo().await;
    let mut whole = manifest(vec![stream(
        &server,
        json!({"retriever": {"requester": {"request_parameters": {"r": "{{ config.region }}", "d": "{{ config.derived }}"}}}}),
    )]);
    whole["spec"] = json!({"type": "Spec", "connection_specification": {"type": "object", "properties": {}},
    "config_normalization_rules": {
        "config_migrations": [{"type": "ConfigMigration", "transformations": [
            {"type": "ConfigAddFields", "fields": [{"path": ["region"], "value": "{{ config.zone }}"}], "condition": "{{ 'region' not in config }}"},
            {"type": "ConfigRemapField", "field_path": ["region"], "map": {"EU": "eu", "US": "us"}},
            {"type": "ConfigRemoveFields", "field_pointers": [["zone"]]},
        ]}],
        "transformations": [{"type": "ConfigAddFields", "fields": [{"path": ["derived"], "value": "{{ config.region }}-1", "value_type": "string"}]}],
        "validations": [{"type": "DpathValidator", "field_path": ["region"],
            "validation_strategy": {"type": "ValidateAdheresToSchema", "base_schema": {"enum": [["eu"]]}}}],
    }});
    let broken = source(&whole, json!({"region": "eu"})).unwrap();
    let error = broken.check(&CancellationToken::new()).await.unwrap_err();
    assert!(matches!(error, Error::Input { .. }), "{error}");
    let rules = &mut whole["spec"]["config_normalization_rules"];
    rules["validations"][0]["field_path"] = json!(["absent"]);
    let old = source(&whole, json!({"zone": "EU"})).unwrap();
    assert_eq!(
        old.migrated(),
        Some(&json!({"region": "eu"})),
        "without what is derived"
    );
    let (records, _) = read(&old, "items", None).await.unwrap();
    assert_eq!(records[0]["path"], "/items?r=eu&d=eu-1");
    let new = source(&whole, json!({"region": "eu"})).unwrap();
    assert_eq!(new.migrated(), None, "nothing changed");
}

/// A check reads what the configuration asks for instead, and says when there is nothing to read.
#[tokio::test]
async fn a_check_may_be_led_elsewhere() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/bad" => Reply::status(404, json!({})),
        _ => Reply::json(json!({"data": []})),
    })
    .await;
    let bad = stream(
        &server,
        json!({"name": "bad", "retriever": {"requester": {"path": "/bad"}}}),
    );
    let child = stream(
        &server,
        json!({"name": "child", "retriever": {"partition_router": {
        "type": "SubstreamPartitionRouter", "parent_stream_configs": [{"type": "ParentStreamConfig",
            "parent_key": "id", "partition_field": "p", "stream": stream(&server, json!({}))}]}}}),
    );
    let whole = manifest(vec![stream(&server, json!({})), bad, child]);
    let cancel = CancellationToken::new();
    let check = async |names: Value| {
        let source = source(&whole, json!({"__airbyte_check_stream_names": names})).unwrap();
        source.check(&cancel).await
    };
    assert!(check(json!([])).await.is_ok(), "the manifest's own");
    assert!(matches!(
        check(json!(["bad"])).await,
        Err(Error::NotFound { .. })
    ));
    assert!(matches!(
        check(json!(["child"])).await,
        Err(Error::NoPartitions(_))
    ));
    assert!(matches!(
        check(json!(["none"])).await,
        Err(Error::UnknownStream(_))
    ));
    assert!(matches!(
        check(json!("items")).await,
        Err(Error::Input { .. })
    ));
}

/// A check may run with other values than the configuration has; a read may not.
#[tokio::test]
async fn a_check_may_override_the_configuration() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/small" => Reply::json(json!({"data": []})),
        _ => Reply::status(403, json!({})),
    })
    .await;
    let path = json!({"retriever": {"requester": {"path": "/{{ config.size }}"}}});
    let mut whole = manifest(vec![stream(&server, path)]);
    let config = json!({"size": "large"});
    let cancel = CancellationToken::new();
    whole["check"]["config_overrides"] = json!({"size": "small"});
    let narrowed = source(&whole, config.clone()).unwrap();
    narrowed.check(&cancel).await.unwrap();
    let refused = read(&narrowed, "items", None).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden { .. }), "{refused}");
    whole["check"]["config_overrides"] = json!({"__airbyte_check_stream_names": ["other"]});
    let reserved = source(&whole, config).unwrap().check(&cancel).await;
    assert!(matches!(reserved, Err(Error::Check(_))));
}
