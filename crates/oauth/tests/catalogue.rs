//! The flow table: every provider of the catalogue runs its whole flow against a recording server,
//! with its real addresses, and what it sends and reads is compared with a record that was written
//! from the provider's documentation, one file for each in `catalogue/`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "catalogue/record.rs"]
mod record;
#[path = "catalogue/server.rs"]
mod server;
mod support;
#[path = "catalogue/yaml.rs"]
mod yaml;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use headwater_oauth::profile::RedirectPolicy;
use headwater_oauth::{Attempt, AttemptOptions, Grant, Profile, Provider, Values};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::record::{Record, folder};
use crate::server::{Seen, Server};

/// The connectors of the catalogue that have an oauth2 part, by ID. Where the addresses are the
/// user's own, nothing is documented.
fn connectors() -> BTreeMap<String, Value> {
    let catalogue = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
    let folders = std::fs::read_dir(catalogue)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    folders
        .map(|folder| {
            let id = folder.file_name().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(folder.join("connector.yaml")).unwrap();
            let connector = yaml::read(&id, &text);
            (id, connector)
        })
        .filter(|(_, connector)| {
            let address = connector["oauth2"]["step1_authorize_url"].as_str();
            address.is_some_and(|address| !address.starts_with("{{ authorize_url"))
        })
        .collect()
}

fn records() -> BTreeMap<String, PathBuf> {
    let files = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let records = files.filter(|file| file.extension().is_some_and(|kind| kind == "yaml"));
    records
        .map(|file| (file.file_stem().unwrap().to_str().unwrap().to_owned(), file))
        .collect()
}

/// No provider goes without a record, and no record without a provider.
#[test]
fn every_provider_has_a_record() {
    let of = |ids: Vec<String>| ids.into_iter().collect::<BTreeSet<_>>();
    assert_eq!(
        of(connectors().into_keys().collect()),
        of(records().into_keys().collect())
    );
}

/// Every provider asks for consent, exchanges, identifies and refreshes as its documentation says,
/// and reads the documented answers.
#[tokio::test]
async fn every_provider_does_as_documented() {
    let server = Server::start().await;
    let mut faults = Vec::new();
    for (id, file) in records() {
        let record = yaml::read(&id, &std::fs::read_to_string(file).unwrap());
        let connector = &connectors()[&id];
        let ran = flow(&server, Record::new(record), connector).await;
        if let Err(fault) = ran {
            let seen = server.take();
            faults.push(format!("{id}: {fault}\n  unread: {seen:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

async fn flow(server: &Server, mut record: Record, connector: &Value) -> Result<(), String> {
    let says = |error: headwater_oauth::Error| error.to_string();
    let profile = Profile::parse(connector["oauth2"].clone()).map_err(says)?;
    let profile = anywhere(
        profile,
        record.record["redirect"].as_str().unwrap_or_default(),
    )?;
    let values = inputs(connector, &record);
    let provider = Provider::new(profile, &values, record.client()).map_err(says)?;
    let options = AttemptOptions {
        scopes: record.texts("scopes"),
        ..AttemptOptions::default()
    };
    let attempt = Attempt::begin(&server.client(), provider.clone(), options)
        .await
        .map_err(says)?;
    record.learn("REDIRECT", attempt.redirect_uri());
    consent(&mut record, &attempt)?;

    let (http, answers) = (server.client(), answers(&record));
    server.answers(answers);
    come_back(&attempt, &record).await?;
    let mut arrival = support::wait(attempt).await.map_err(says)?;
    let grant = arrival.exchange(&http).await.map_err(says);
    let mut seen = server.take().into_iter();
    record.request("token", seen.next().as_ref())?;
    record.proof()?;
    let grant = grant?;
    if record.record["then"].is_object() {
        record.request("then", seen.next().as_ref())?;
    }
    if record.record["identity"].is_object() {
        identity(&record, seen.next(), grant.access_token.expose_secret())?;
    }
    if let Some(more) = seen.next() {
        return Err(format!("a request too many: {}", more.request));
    }
    record.grant(&grant)?;
    refresh(server, &mut record, &provider, &grant).await
}

/// The refresh of what the consent gave, or that nothing can be refreshed.
async fn refresh(
    server: &Server,
    record: &mut Record,
    provider: &Provider,
    grant: &Grant,
) -> Result<(), String> {
    let says = |error: headwater_oauth::Error| error.to_string();
    if record.record["refresh"] == "none" {
        return match grant.refresh_token {
            None => Ok(()),
            Some(_) => Err("there is a refresh token after all".to_owned()),
        };
    }

    if let Some(token) = &grant.refresh_token {
        record.learn("REFRESH", token.expose_secret());
    }
    let answer = ["refreshed", "answer"]
        .into_iter()
        .find(|key| record.record[*key].is_object());
    server.answers([record.answer(answer.unwrap_or_default())]);
    let refreshed = headwater_oauth::refresh(&server.client(), provider, grant)
        .await
        .map_err(says);
    record.request("refresh", server.take().first())?;
    let refreshed = refreshed?;
    let kept = refreshed
        .refresh_token
        .as_ref()
        .map(ExposeSecret::expose_secret);
    match record.record["expects"]["kept"].as_str() {
        Some(wanted) if kept != Some(wanted) => Err(format!("a refresh leaves {kept:?}")),
        _ => Ok(()),
    }
}

/// The same profile on any port of this machine, once its own address is the documented one: the
/// registered ports are other programs' as well. An https address is pasted and stays as it is.
fn anywhere(mut profile: Profile, documented: &str) -> Result<Profile, String> {
    let own = profile.redirect_uris();
    if own.first().map(String::as_str) != Some(documented) {
        return Err(format!("the redirect URIs are {own:?}"));
    }
    if profile.redirect.policy != RedirectPolicy::Paste {
        profile.redirect.policy = RedirectPolicy::AnyPort;
        profile.redirect.ports = Vec::new();
    }
    Ok(profile)
}

/// The record's inputs, and the defaults of the others.
fn inputs(connector: &Value, record: &Record) -> Values {
    let mut values = record.values("inputs");
    for input in connector["inputs"].as_array().into_iter().flatten() {
        if let Some(default) = input.get("default") {
            let name = yaml::text_of(&input["name"]);
            values.entry(name).or_insert_with(|| yaml::text_of(default));
        }
    }
    values
}

fn consent(record: &mut Record, attempt: &Attempt) -> Result<(), String> {
    let mut url = attempt.authorize_url().clone();
    let mut asked = Map::new();
    for (name, value) in attempt.authorize_url().query_pairs() {
        if asked.insert(name.to_string(), value.into()).is_some() {
            return Err(format!("{name} is asked twice"));
        }
    }
    url.set_query(None);
    let wanted = record.record["authorize"].clone();
    if wanted["url"] != url.as_str() {
        return Err(format!("the consent is at {url}"));
    }
    let compared = record.params(&wanted["params"], &asked);
    compared.map_err(|reason| format!("consent: {reason}"))
}

/// What the server answers up to the grant.
fn answers(record: &Record) -> Vec<Value> {
    let further = ["then", "identity"]
        .into_iter()
        .map(|key| &record.record[key]["answer"]);
    let further = further.filter(|answer| answer.is_object()).cloned();
    std::iter::once(record.answer("answer"))
        .chain(further)
        .collect()
}

/// Signs a callback as Shopify's documentation says: HMAC-SHA256 over the sorted parameters.
fn signature(callback: &url::Url) -> String {
    let mut pairs: Vec<_> = callback.query_pairs().collect();
    pairs.sort();
    let text = pairs.iter().map(|(name, value)| format!("{name}={value}"));
    let text = text.collect::<Vec<_>>().join("&");
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, record::SECRET.as_bytes());
    let tag = aws_lc_rs::hmac::sign(&key, text.as_bytes());
    tag.as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The browser comes back with a code, or what it ended at is pasted.
async fn come_back(attempt: &Attempt, record: &Record) -> Result<(), String> {
    let redirect = url::Url::parse(attempt.redirect_uri()).unwrap();
    let mut callback = redirect.clone();
    callback
        .query_pairs_mut()
        .append_pair(
            record.record["code"].as_str().unwrap_or("code"),
            record.known("CODE"),
        )
        .append_pair("state", record.known("STATE"))
        .extend_pairs(record.values("callback"));
    if record.record["signed"].is_string() {
        let now = jiff::Timestamp::now().as_second().to_string();
        callback.query_pairs_mut().append_pair("timestamp", &now);
    }
    if record.record["signed"] == "shopify_hmac" {
        let signature = signature(&callback);
        callback.query_pairs_mut().append_pair("hmac", &signature);
    }
    if attempt.pastes() {
        let pasted = attempt
            .paste()
            .take(&SecretString::from(callback.to_string()));
        return pasted.map_err(|error| error.to_string());
    }
    let target = format!(
        "{}?{}",
        callback.path(),
        callback.query().unwrap_or_default()
    );
    let port = redirect.port().unwrap();
    let host = redirect.host_str().unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n");
    let answered = support::raw(port, &request).await;
    match answered.status {
        303 => Ok(()),
        status => Err(format!("the callback gets {status}: {}", answered.body)),
    }
}

fn identity(record: &Record, seen: Option<Seen>, token: &str) -> Result<(), String> {
    let seen = seen.ok_or("identity: nobody was asked")?;
    let wanted = &record.record["identity"];
    let request = format!("{}{}", seen.request, seen.query);
    if wanted["request"] != request {
        return Err(format!("identity: asked {request}"));
    }
    let mut headers = BTreeMap::from([("authorization".to_owned(), format!("Bearer {token}"))]);
    for (name, value) in wanted["headers"].as_object().into_iter().flatten() {
        let value = yaml::text_of(value).replace("CLIENT", record.known("CLIENT"));
        headers.insert(name.clone(), value);
    }
    headers.retain(|name, value| !value.is_empty() && seen.headers.get(name) != Some(value));
    match headers.is_empty() {
        true => Ok(()),
        false => Err(format!("identity: without {headers:?}")),
    }
}
