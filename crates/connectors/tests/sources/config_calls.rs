//! Values of the configuration that the provider is asked for.

use std::sync::Arc;

use headwater_connectors::{Error, Source};
use serde_json::{Value, json};

use crate::server::{Reply, Server};
use crate::{ids, load, manifest, read, stream};

fn source(server: &Server, value: &str) -> Source {
    let changes = json!({"retriever": {"requester": {"url_base": "{{ config['api'] }}"}}});
    let mut whole = manifest(vec![stream(server, changes)]);
    whole["config_from_calls"] = json!([{
        "type": "ConfigFromCall",
        "requester": {
            "type": "HttpRequester", "url_base": server.url(), "path": "/metadata",
            "request_headers": {"X-Key": "{{ config['key'] }}"},
        },
        "values": {"api": value},
    }]);
    let config = json!({"key": "k"});
    Source::new(Arc::new(load(&whole)), config, None, reqwest::Client::new()).unwrap()
}

fn answers(here: &str) -> Value {
    json!({"dc": "eu7", "api": format!("{here}/eu7")})
}

/// The call is made once for all streams and runs, with the configuration as it was given; the
/// streams see what it found.
#[tokio::test]
async fn the_provider_is_asked_once() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/metadata" => Reply::json(answers(&format!("http://{}", asked.header("host")))),
        _ => Reply::json(json!({"data": [{"id": 1}]})),
    })
    .await;
    let source = source(&server, "{{ response['api'] }}");
    for _ in 0..2 {
        let (records, _) = read(&source, "items", None).await.unwrap();
        assert_eq!(ids(&records), [1]);
    }
    assert_eq!(server.lines(), ["/metadata", "/eu7/items", "/eu7/items"]);
    assert_eq!(server.asked()[0].header("x-key"), "k");
}

/// What the answer lacks is an error that names the template and its place, and no stream is read.
#[tokio::test]
async fn what_is_not_there_is_named() {
    let server = Server::start(|_| Reply::json(answers(""))).await;
    let error = read(&source(&server, "{{ response['region'] }}"), "items", None)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Expression { .. }), "{error}");
    let text = error.to_string();
    assert!(
        text.contains("config_from_calls[0].values") && text.contains("response['region']"),
        "{text}"
    );
    assert_eq!(server.lines(), ["/metadata"]);
}
