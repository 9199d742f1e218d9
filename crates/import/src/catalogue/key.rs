//! Entries that sign with a key or a password: connectors with a small manifest, whose one stream
//! is the request that the entry checks a key with.

use serde_json::{Map, Value};

use super::draft;
use super::entry::Entry;
use super::inputs::Names;
use super::template::{Place, Template};
use crate::connector::Input;
use crate::draft::Draft;
use crate::note::Kind;
use crate::streams;

/// The entry as a connector, where it is as simple as that.
pub(super) fn translate(entry: &Entry, mode: &str) -> Option<Draft> {
    let refuse = |says: &str| {
        let line = entry.line_of("auth_mode");
        entry.note(line, Kind::Mode, "auth_mode", says);
        None
    };
    let named = streams::named(first_path(entry).into_iter());
    if named.is_empty() {
        return refuse("the entry names no GET request, so there would be no stream to begin with");
    }
    let Some(base) = entry
        .get("proxy")
        .and_then(|proxy| proxy.plain_of("base_url"))
    else {
        return refuse("the entry does not say where the API is");
    };
    let headers = headers(entry);
    let mut asked: Vec<String> = Template::parse(&base).asks().map(str::to_owned).collect();
    for (_, text) in &headers {
        asked.extend(Template::parse(text).asks().map(str::to_owned));
    }
    let names = Names::of(entry, &[], &asked, &[]);
    let mut config = Map::new();
    match Template::parse(&base).jinja(&names, Place::Parameter) {
        Ok(base) => config.insert("api".into(), base.into()),
        Err(slot) => {
            return refuse(&format!(
                "the address names {slot}, which nothing here gives"
            ));
        }
    };
    let Some((authenticator, inputs)) = authenticator(entry, mode) else {
        return refuse("the key goes neither into one header nor into one parameter");
    };
    let mut sent = Map::new();
    for (name, text) in headers {
        if text.contains("${apiKey}") || text.contains("${username}") {
            continue;
        }
        let Ok(value) = Template::parse(&text).jinja(&names, Place::Parameter) else {
            return refuse(&format!(
                "the header `{name}` is put together in a way of its own"
            ));
        };
        let key = format!("header_{}", sent.len());
        sent.insert(name, format!("{{{{ config['{key}'] }}}}").into());
        config.insert(key, value.into());
    }
    for input in &inputs {
        config.insert(
            input.name.clone(),
            format!("{{{{ {} }}}}", input.name).into(),
        );
    }
    let mut draft = draft(entry);
    draft.manifest = Some(streams::manifest(&named, &authenticator, &sent));
    draft.config = config;
    draft.inputs = names.into_inputs().0;
    draft.inputs.extend(inputs);
    Some(draft)
}

/// The first request that the entry checks a key with, if it is a plain GET.
fn first_path(entry: &Entry) -> Option<String> {
    let check = entry.get("proxy")?.get("verification")?;
    if check
        .text_of("method")
        .is_some_and(|method| method != "GET")
        || check.get("base_url_override").is_some()
        || check.get("data").is_some()
    {
        return None;
    }
    let path = check.items_of("endpoints").first()?.text()?;
    Some(format!("/{}", path.trim_start_matches('/')))
}

fn headers(entry: &Entry) -> Vec<(String, String)> {
    let headers = entry
        .get("proxy")
        .into_iter()
        .flat_map(|proxy| proxy.entries_of("headers"));
    headers
        .filter_map(|(name, node)| Some((name.clone(), node.plain()?)))
        .collect()
}

/// The part of the manifest that signs, and what it asks for.
fn authenticator(entry: &Entry, mode: &str) -> Option<(Value, Vec<Input>)> {
    if mode == "BASIC" {
        let mut password = credential(entry, "password", "password", "Password");
        password.secret = !password.hidden;
        let user = credential(entry, "username", "username", "User name");
        return Some((streams::by_password(), vec![user, password]));
    }
    let mut key = credential(entry, "apiKey", "api_key", "API key");
    key.secret = true;
    let signed = headers(entry);
    let mut signed = signed.iter().filter(|(_, text)| text.contains("${apiKey}"));
    let query = entry.get("proxy")?.entries_of("query");
    let mut query = query.filter(|(_, node)| node.text() == Some("${apiKey}"));
    let (place, name, text) = match (signed.next(), signed.next(), query.next()) {
        (Some((name, text)), None, _) => ("header", name.clone(), text.clone()),
        (None, _, Some((name, _))) => ("request_parameter", name.clone(), "${apiKey}".to_owned()),
        _ => return None,
    };
    let (before, after) = text.split_once("${apiKey}")?;
    if before.contains(['$', '{', '|']) || !after.is_empty() {
        return None;
    }
    Some((streams::by_key(place, &name, before), vec![key]))
}

fn credential(entry: &Entry, key: &str, name: &str, label: &str) -> Input {
    let node = entry.get("credentials").and_then(|node| node.at(&[key]));
    let text = |field: &str| {
        let text = node.and_then(|node| node.plain_of(field));
        text.filter(|text| !text.trim().is_empty())
    };
    let mut input = Input::new(name, &text("title").unwrap_or_else(|| label.to_owned()));
    input.hint = text("description");
    input.default = text("default_value");
    input.hidden = node.is_some_and(|node| node.flag("hidden"));
    input.secret = node.is_some_and(|node| node.flag("secret"));
    input.required = !input.hidden && !node.is_some_and(|node| node.flag("optional"));
    input
}
