//! The catalogue against stand-ins of its services: for every manifest a server on loopback is made
//! of the manifest itself and answers each stream's requests in its shape, on two pages.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "catalogue/lines.rs"]
mod lines;
#[path = "catalogue/plan.rs"]
mod plan;
// Answers of text are for other tests.
#[allow(dead_code)]
#[path = "sources/server.rs"]
mod server;
#[path = "catalogue/stand_in.rs"]
mod stand_in;
#[path = "../../oauth/tests/catalogue/yaml.rs"]
mod yaml;

use std::path::Path;
use std::sync::Arc;

use futures::{FutureExt, StreamExt};
use headwater_connectors::{AccessToken, Manifest, Source, TokenSource};
use regex::Regex;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::plan::{Plan, plans};
use crate::server::{Asked, Server};
use crate::stand_in::StandIn;

/// Records on the first page; the second has one.
const PAGE: usize = 2;

/// Connectors whose streams are only known when the connection is there.
const DYNAMIC: [&str; 1] = ["google-sheets"];

/// A connector of the catalogue with its manifest.
struct Service {
    id: String,
    manifest: Arc<Manifest>,
    /// The connection's JSON Schema.
    specification: Value,
    plans: Vec<Plan>,
}

fn services() -> Vec<Service> {
    let catalogue = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
    let entries = std::fs::read_dir(catalogue).unwrap();
    let folders = entries.map(|entry| entry.unwrap().path());
    let mut services: Vec<Service> = folders
        .filter(|folder| folder.join("manifest.yaml").exists())
        .map(|folder| service(&folder))
        .filter(|service| !DYNAMIC.contains(&service.id.as_str()))
        .collect();
    services.sort_by(|one, other| one.id.cmp(&other.id));
    services
}

fn service(folder: &Path) -> Service {
    let id = folder.file_name().unwrap().to_str().unwrap().to_owned();
    let text = std::fs::read_to_string(folder.join("manifest.yaml")).unwrap();
    // Small pages, so that two of them are soon full.
    let small = Regex::new(r"page_size: \d+").unwrap();
    let text = small.replace_all(&text, format!("page_size: {PAGE}"));
    let written = yaml::read(&id, &text);
    let manifest = Manifest::load(&text, &id).expect("the manifest is valid");
    Service {
        manifest: Arc::new(manifest),
        specification: written["spec"]["connection_specification"].clone(),
        plans: plans(&written),
        id,
    }
}

/// What the specification of the connection asks for: addresses lead to the stand-in.
fn config(specification: &Value, server: &str) -> Value {
    let properties = specification["properties"].as_object().unwrap();
    let given = properties.iter().map(|(name, property)| {
        let default = property["default"].as_str().unwrap_or_default();
        let title = property["title"].as_str().unwrap_or_default();
        let value = match name.as_str() {
            "since" => "2026-10-01",
            _ if title.contains("address") && !title.contains("'s") => server,
            _ if !default.is_empty() => default,
            _ => "1234",
        };
        (name.clone(), Value::from(value))
    });
    Value::Object(given.collect())
}

fn signed() -> TokenSource {
    Arc::new(|_| {
        async {
            Ok(AccessToken {
                header: "Authorization".into(),
                value: "Bearer stand-in".into(),
                extra: Vec::new(),
            })
        }
        .boxed()
    })
}

/// Reads a stream whole and looks at what was read and asked.
async fn run(service: &Service, plan: &Plan) -> Result<(), String> {
    let stand_in = StandIn::new(&service.id, plan);
    let server = Server::start(move |asked| stand_in.answer(asked)).await;
    let config = config(&service.specification, &server.url());
    let source = Source::new(
        service.manifest.clone(),
        config,
        Some(signed()),
        reqwest::Client::new(),
    );
    let source = source.map_err(|error| error.to_string())?;
    let batches: Vec<_> = source
        .read(&plan.name, None, CancellationToken::new())
        .collect()
        .await;
    let mut records = Vec::new();
    for batch in batches {
        let batch = batch.map_err(|error| format!("{error}; asked {:?}", last(&server)))?;
        records.extend(batch.records.iter().map(|record| record.to_value()));
    }
    requests(&server.asked())?;
    satisfied(plan, &records)?;
    let paged = server
        .asked()
        .iter()
        .any(|asked| stand_in::page_of(plan, asked) == 2);
    match plan.pages() {
        true if records.len() <= PAGE => Err(format!("only {} records", records.len())),
        true if !paged => Err("the second page was never asked".to_owned()),
        _ if records.is_empty() => Err("no records".to_owned()),
        _ => Ok(()),
    }
}

fn last(server: &Server) -> Option<String> {
    server.lines().pop()
}

/// Every request is signed, and none can change anything.
fn requests(asked: &[Asked]) -> Result<(), String> {
    for asked in asked {
        if asked.header("authorization") != "Bearer stand-in" {
            return Err(format!("{} is not signed", asked.line()));
        }
        let reads = ["search", "query", "graphql", "runReport", "list"];
        let searches = reads.iter().any(|word| asked.path.contains(word));
        if !asked.body.is_empty() && !searches {
            return Err(format!("{} has a body and is no search", asked.line()));
        }
    }
    Ok(())
}

/// Every record is as the inline schema says, and has the whole key.
fn satisfied(plan: &Plan, records: &[Value]) -> Result<(), String> {
    let validator = jsonschema::validator_for(&plan.schema).map_err(|error| error.to_string())?;
    for record in records {
        if let Some(error) = validator.iter_errors(record).next() {
            return Err(format!("{error} at {} in {record}", error.instance_path()));
        }
        for key in &plan.key {
            let value = record.get(key).unwrap_or(&Value::Null);
            if value.is_null() || *value == json!("") {
                return Err(format!("the key {key} is missing in {record}"));
            }
        }
        let unknown = plan
            .texts
            .iter()
            .find(|text| record[text.as_str()] == "None");
        if let Some(text) = unknown {
            return Err(format!("{text} holds the word None in {record}"));
        }
    }
    Ok(())
}

/// Every stream of every manifest reads its records, goes on to the next page, signs its requests
/// and gives what its schema promises.
#[tokio::test]
async fn every_stream_reads_from_a_stand_in() {
    let mut faults = Vec::new();
    let mut read = 0;
    for service in services() {
        for plan in &service.plans {
            read += 1;
            if let Err(fault) = run(&service, plan).await {
                faults.push(format!("{} {}: {fault}", service.id, plan.name));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {read}:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(read >= 280, "{read} streams are in the catalogue");
}
