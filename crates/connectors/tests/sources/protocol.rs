//! The commands of the Airbyte protocol.

use std::sync::Arc;

use headwater_connectors::ConfigChanges;
use headwater_connectors::protocol::{self, Connector, Ended};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::server::{Reply, Server};
use crate::{load, manifest, stream};

/// A source of a stream with a cursor, one without, and one that fails.
fn connector(server: &Server, config: Value) -> Connector {
    let cursor = json!({
        "type": "DatetimeBasedCursor", "cursor_field": "at", "datetime_format": "%Y-%m-%d",
        "start_datetime": "2024-01-01",
    });
    let mut whole = manifest(vec![
        stream(server, json!({})),
        stream(
            server,
            json!({"name": "changes", "incremental_sync": cursor}),
        ),
        stream(
            server,
            json!({"name": "bad", "retriever": {"requester": {"path": "/bad"}}}),
        ),
    ]);
    whole["spec"] = json!({"type": "Spec", "connection_specification": {
        "type": "object", "required": ["key"],
        "properties": {"key": {"type": "string", "airbyte_secret": true}},
    }});
    Connector {
        manifest: Arc::new(load(&whole)),
        config,
        access: None,
        http: reqwest::Client::new(),
        changes: ConfigChanges::default(),
        keeper: None,
    }
}

async fn server() -> Server {
    Server::start(|asked| match asked.path.as_str() {
        "/items" => Reply::json(json!({"data": [
            {"id": 1, "at": "2024-05-01"}, {"id": 2, "at": "2024-06-01", "none": null},
        ]})),
        _ => Reply::status(403, json!({"error": "nope"})),
    })
    .await
}

fn lines(out: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(out).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn of_kind<'a>(messages: &'a [Value], kind: &str, key: &str) -> Vec<&'a Value> {
    let kind = messages.iter().filter(|message| message["type"] == kind);
    kind.map(|message| &message[key]).collect()
}

/// A configuration that lacks what the specification asks for fails the check before anything is asked, and says what.
#[tokio::test]
async fn a_configuration_is_checked_against_the_specification() {
    let server = server().await;
    for (config, status) in [(json!({"key": "k"}), "SUCCEEDED"), (json!({}), "FAILED")] {
        let mut out = Vec::new();
        let cancel = CancellationToken::new();
        let ended = connector(&server, config.clone())
            .check(&cancel, &mut out)
            .await;
        assert_eq!(ended.unwrap(), Ended::Done);
        let messages = lines(&out);
        let said = of_kind(&messages, "CONNECTION_STATUS", "connectionStatus");
        assert_eq!(said[0]["status"], status, "{config}");
    }
    assert_eq!(
        server.asked().len(),
        1,
        "only the whole configuration is tried"
    );
}

/// What an orchestrator relies on: a failing stream fails alone and makes the command fail, the others come whole, each
/// state says how many records it covers, and a second read goes on from the state of the first.
#[tokio::test]
async fn streams_are_read_with_their_states() {
    let server = server().await;
    let names = ["items", "changes", "bad", "gone"];
    let catalog = json!({"streams": names.map(|name| json!({"stream": {"name": name}}))});
    let cancel = CancellationToken::new();
    let read = async |state: Option<Value>| {
        let mut out = Vec::new();
        let connector = connector(&server, json!({"key": "k"}));
        let ended = connector
            .read(&catalog, state.as_ref(), &cancel, &mut out)
            .await;
        (ended.unwrap(), lines(&out))
    };
    let (ended, messages) = read(None).await;
    assert_eq!(ended, Ended::Failed);
    let mut last = std::collections::BTreeMap::new();
    for trace in of_kind(&messages, "TRACE", "trace") {
        if let Some(status) = trace.get("stream_status") {
            let name = status["stream_descriptor"]["name"].as_str().unwrap();
            last.insert(name, status["status"].as_str().unwrap());
        }
    }
    let expected = [
        ("bad", "INCOMPLETE"),
        ("changes", "COMPLETE"),
        ("gone", "INCOMPLETE"),
        ("items", "COMPLETE"),
    ];
    assert_eq!(last.into_iter().collect::<Vec<_>>(), expected);
    assert_eq!(of_kind(&messages, "RECORD", "record").len(), 4);
    let states = of_kind(&messages, "STATE", "state");
    let of_changes: Vec<_> = states
        .iter()
        .filter(|state| state["stream"]["stream_descriptor"]["name"] == "changes")
        .collect();
    let counted: f64 = of_changes
        .iter()
        .map(|state| state["sourceStats"]["recordCount"].as_f64().unwrap())
        .sum();
    assert!((counted - 2.0).abs() < f64::EPSILON, "{of_changes:?}");
    assert_eq!(
        of_changes.last().unwrap()["stream"]["stream_state"],
        json!({"at": "2024-06-01"})
    );
    let (_, messages) = read(Some(states.into_iter().cloned().collect())).await;
    assert!(
        !messages.is_empty(),
        "the states of one read are the next one's"
    );
}

/// A manifest's own specification, and the one that asks for a manifest.
#[test]
fn specifications() {
    let mut out = Vec::new();
    protocol::spec_of_any(&mut out).unwrap();
    let said = &lines(&out)[0]["spec"]["connectionSpecification"];
    assert_eq!(said["required"], json!([protocol::INJECTED_MANIFEST]));
}

/// Where the manifest leaves the cursor open, the configured catalog chooses the field, and the state
/// says it; the discovered catalog tells that it may.
#[tokio::test]
async fn a_catalog_chooses_an_open_cursor() {
    let server = Server::start(|_| {
        Reply::json(json!({"data": [{"id": 1, "at": "2024-05-01", "changed": "2024-07-01"}]}))
    })
    .await;
    for (open, chosen, state) in [
        (
            true,
            json!(["changed"]),
            Some(json!({"changed": "2024-07-01"})),
        ),
        (true, json!([""]), Some(json!({"at": "2024-05-01"}))),
        (false, json!(["changed"]), Some(json!({"at": "2024-05-01"}))),
        (true, json!(["a", "b"]), None),
    ] {
        let cursor = json!({
            "type": "DatetimeBasedCursor", "cursor_field": "at", "datetime_format": "%Y-%m-%d",
            "start_datetime": "2024-01-01", "allow_catalog_defined_cursor_field": open,
        });
        let streams = vec![stream(&server, json!({"incremental_sync": cursor}))];
        let connector = || Connector {
            manifest: Arc::new(load(&manifest(streams.clone()))),
            config: json!({}),
            access: None,
            http: reqwest::Client::new(),
            changes: ConfigChanges::default(),
            keeper: None,
        };
        let cancel = CancellationToken::new();
        let mut out = Vec::new();
        connector().discover(&cancel, &mut out).await.unwrap();
        let discovered = lines(&out);
        let catalog = of_kind(&discovered, "CATALOG", "catalog")[0];
        assert_eq!(catalog["streams"][0]["source_defined_cursor"], !open);
        let asked = json!({"streams": [{"stream": {"name": "items"}, "sync_mode": "incremental", "cursor_field": chosen}]});
        let mut out = Vec::new();
        let ended = connector()
            .read(&asked, None, &cancel, &mut out)
            .await
            .unwrap();
        let said = lines(&out);
        assert_eq!(ended == Ended::Done, state.is_some(), "{chosen}");
        if let Some(state) = state {
            let last = of_kind(&said, "STATE", "state").pop().unwrap();
            assert_eq!(last["stream"]["stream_state"], state, "{open} {chosen}");
        }
    }
}

/// A stream whose records stand for files gives each record with the place of its downloaded file; a
/// name out of the provider's hands never leads out of the folder.
#[tokio::test]
async fn files_are_downloaded_beside_their_records() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/items" => Reply::json(json!({"data": [
            {"id": 1, "name": "a/first.bin", "from": "/download/1"},
        ]})),
        "/bad" => Reply::json(json!({"data": [
            {"id": 2, "name": "../../second.bin", "from": "/download/2"},
        ]})),
        path => Reply::text(200, "application/octet-stream", &format!("bytes of {path}")),
    })
    .await;
    let uploader = json!({
        "type": "FileUploader",
        "requester": {"type": "HttpRequester", "url_base": server.url(), "path": "{{ download_target }}"},
        "download_target_extractor": {"type": "DpathExtractor", "field_path": ["from"]},
        "filename_extractor": "{{ record.name }}",
    });
    // The folder is one for the machine, so the stream has a name of its own.
    let name = format!("files-{}", std::process::id());
    let good = stream(&server, json!({"name": name, "file_uploader": uploader}));
    let bad = json!({"name": "bad", "file_uploader": uploader, "retriever": {"requester": {"path": "/bad"}}});
    let whole = manifest(vec![good, stream(&server, bad)]);
    let connector = Connector {
        manifest: Arc::new(load(&whole)),
        config: json!({}),
        access: None,
        http: reqwest::Client::new(),
        changes: ConfigChanges::default(),
        keeper: None,
    };
    let asked = |name: &str| json!({"stream": {"name": name}, "sync_mode": "full_refresh"});
    let asked = json!({"streams": [asked(&name), asked("bad")]});
    let mut out = Vec::new();
    let cancel = CancellationToken::new();
    connector
        .read(&asked, None, &cancel, &mut out)
        .await
        .unwrap();
    let said = lines(&out);
    let records = of_kind(&said, "RECORD", "record");
    assert_eq!(records.len(), 1, "the other stream's file has no place");
    let file = &records[0]["file_reference"];
    let path = file["staging_file_url"].as_str().unwrap();
    let bytes = std::fs::read(path).unwrap();
    std::fs::remove_dir_all(std::path::Path::new(path).ancestors().nth(2).unwrap()).unwrap();
    assert_eq!(bytes, b"bytes of /download/1");
    assert_eq!(file["file_size_bytes"], bytes.len());
    let relative = format!("{name}/a/first.bin");
    assert_eq!(file["source_file_relative_path"], relative);
    assert!(path.ends_with(&relative));
    let failed = of_kind(&said, "TRACE", "trace");
    let failed = failed.iter().filter(|trace| trace["error"].is_object());
    let failed: Vec<_> = failed
        .map(|trace| trace["error"]["message"].as_str().unwrap())
        .collect();
    assert!(
        failed
            .iter()
            .any(|message| message.contains("leads out of its folder")),
        "{failed:?}"
    );
}

/// Whoever keeps no files reads the records, and downloads nothing.
#[tokio::test]
async fn without_a_folder_there_are_records_only() {
    let server = server().await;
    let uploader = json!({
        "type": "FileUploader",
        "requester": {"type": "HttpRequester", "url_base": server.url(), "path": "/download"},
        "download_target_extractor": {"type": "DpathExtractor", "field_path": ["at"]},
    });
    let streams = vec![stream(&server, json!({"file_uploader": uploader}))];
    let source = crate::source(streams, json!({}));
    let batches = crate::batches(&source, "items", None).await.unwrap();
    assert_eq!(
        batches
            .iter()
            .map(|batch| batch.records.len())
            .sum::<usize>(),
        2
    );
    assert_eq!(server.lines(), ["/items"]);
}
