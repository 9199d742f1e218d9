//! Sources against real servers on loopback.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bounds;
mod budgets;
mod config_calls;
mod configs;
mod cursors;
mod dynamic;
mod entries;
mod glances;
mod groups;
mod jobs;
mod loading;
mod paging;
mod partitions;
mod paths;
mod protocol;
mod raw;
mod redirects;
mod retakes;
mod retries;
mod rotation;
mod server;
mod shapes;
mod signing;
mod states;
mod tokens;

use std::sync::Arc;

use futures::StreamExt;
use headwater_connectors::{Batch, Error, Manifest, Source};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::server::Server;

/// A stream `items` at `/items` whose records are under `data`; `changes` are laid over it.
fn stream(server: &Server, changes: Value) -> Value {
    let mut stream = json!({
        "type": "DeclarativeStream",
        "name": "items",
        "primary_key": "id",
        "retriever": {
            "type": "SimpleRetriever",
            "requester": {"type": "HttpRequester", "url_base": server.url(), "path": "/items"},
            "record_selector": {"type": "RecordSelector", "extractor": {"type": "DpathExtractor", "field_path": ["data"]}},
        },
    });
    lay_over(&mut stream, changes);
    stream
}

fn lay_over(target: &mut Value, changes: Value) {
    match (target, changes) {
        (Value::Object(target), Value::Object(changes)) => {
            for (key, change) in changes {
                lay_over(target.entry(key).or_insert(Value::Null), change);
            }
        }
        (target, change) => *target = change,
    }
}

/// A manifest of these streams, read slice by slice so that requests have an order.
fn manifest(streams: Vec<Value>) -> Value {
    json!({
        "version": "7.0.0",
        "type": "DeclarativeSource",
        "check": {"type": "CheckStream", "stream_names": [streams[0]["name"]]},
        "concurrency_level": {"type": "ConcurrencyLevel", "default_concurrency": 1},
        "streams": streams,
    })
}

fn load(manifest: &Value) -> Manifest {
    let manifest = Manifest::load(&manifest.to_string(), "m.yaml").expect("the manifest is valid");
    assert_eq!(manifest.refused(), [], "nothing in it is refused");
    manifest
}

/// A source of these streams with this configuration.
fn source(streams: Vec<Value>, config: Value) -> Source {
    Source::new(
        Arc::new(load(&manifest(streams))),
        config,
        None,
        reqwest::Client::new(),
    )
    .unwrap()
}

async fn batches(source: &Source, stream: &str, state: Option<Value>) -> Result<Vec<Batch>, Error> {
    source
        .read(stream, state, CancellationToken::new())
        .collect::<Vec<_>>()
        .await
        .into_iter()
        .collect()
}

/// All records of a stream, and its last state.
async fn read(
    source: &Source,
    stream: &str,
    state: Option<Value>,
) -> Result<(Vec<Value>, Option<Value>), Error> {
    let batches = batches(source, stream, state).await?;
    let last = batches
        .iter()
        .filter_map(|batch| batch.state.clone())
        .next_back();
    let records = batches
        .iter()
        .flat_map(|batch| &batch.records)
        .map(|record| record.to_value())
        .collect();
    Ok((records, last))
}

fn ids(records: &[Value]) -> Vec<i64> {
    records
        .iter()
        .map(|record| record["id"].as_i64().expect("an id"))
        .collect()
}
