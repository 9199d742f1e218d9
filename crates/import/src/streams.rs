//! Paths that a file suggests as streams.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::connector::Input;
use crate::draft::Draft;

/// The most paths that are suggested: a wizard with a thousand lines helps nobody.
const MOST: usize = 20;

/// Paths with a name for each, no name twice.
pub(crate) fn named(paths: impl Iterator<Item = String>) -> Vec<(String, String)> {
    let mut names = BTreeSet::new();
    let mut found: Vec<(String, String)> = Vec::new();
    for path in paths.filter(|path| is_plain(path)) {
        if found.len() == MOST {
            break;
        }
        if found.iter().any(|(_, other)| *other == path) {
            continue;
        }
        let words = || {
            path.split('/')
                .filter(|word| word.contains(|c: char| c.is_alphanumeric()))
        };
        let last = words().next_back().unwrap_or("root").replace('.', "_");
        let all = words().collect::<Vec<_>>().join("_").replace('.', "_");
        let name = [last, all].into_iter().find(|name| !names.contains(name));
        if let Some(name) = name.filter(|name| name.starts_with(|c: char| c.is_alphanumeric())) {
            names.insert(name.clone());
            found.push((name, path));
        }
    }
    found
}

/// The same as lines of a connector: `orders = /v1/orders`.
pub(crate) fn lines(named: &[(String, String)]) -> Vec<String> {
    let line = |(name, path): &(String, String)| format!("{name} = {path}");
    named.iter().map(line).collect()
}

/// A manifest that reads them, for connectors that sign with keys.
pub(crate) fn manifest(
    named: &[(String, String)],
    authenticator: &Value,
    headers: &Map<String, Value>,
) -> Value {
    let stream = |(name, path): &(String, String)| {
        json!({
            "type": "DeclarativeStream",
            "name": name,
            "retriever": {
                "type": "SimpleRetriever",
                "requester": {
                    "type": "HttpRequester",
                    "url_base": "{{ config['api'] }}",
                    "path": path.trim_start_matches('/'),
                    "http_method": "GET",
                    "request_headers": headers,
                    "authenticator": authenticator,
                },
                "record_selector": {
                    "type": "RecordSelector",
                    "extractor": {"type": "DpathExtractor", "field_path": []},
                },
            },
        })
    };
    let first: Vec<&String> = named.iter().take(1).map(|(name, _)| name).collect();
    json!({
        "version": "7.39.1",
        "type": "DeclarativeSource",
        "check": {"type": "CheckStream", "stream_names": first},
        "streams": named.iter().map(stream).collect::<Vec<_>>(),
    })
}

/// An authenticator that puts a key into a header or a parameter. `before` is a fixed text before
/// the key.
pub(crate) fn by_key(place: &str, name: &str, before: &str) -> Value {
    json!({
        "type": "ApiKeyAuthenticator",
        "api_token": format!("{}{{{{ config['api_key'] }}}}", crate::connector::literal(before)),
        "inject_into": {"type": "RequestOption", "inject_into": place, "field_name": name},
    })
}

/// An authenticator with a user name and a password.
pub(crate) fn by_password() -> Value {
    json!({
        "type": "BasicHttpAuthenticator",
        "username": "{{ config['username'] }}",
        "password": "{{ config['password'] }}",
    })
}

fn is_plain(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~".contains(c);
    path.starts_with('/') && path.len() <= 200 && !path.contains("..") && path.chars().all(plain)
}

/// A draft that signs each request with a key or a password.
pub(crate) fn keyed(mut draft: Draft, paths: &[(String, String)], authenticator: &Value) -> Draft {
    draft.config.insert("api".into(), draft.api.clone().into());
    for input in key_inputs(authenticator) {
        let template = format!("{{{{ {} }}}}", input.name);
        draft.config.insert(input.name.clone(), template.into());
        draft.inputs.retain(|other| other.name != input.name);
        draft.inputs.push(input);
    }
    draft.manifest = Some(manifest(paths, authenticator, &Map::new()));
    draft
}

/// What an authenticator asks for.
fn key_inputs(authenticator: &Value) -> Vec<Input> {
    let secret = |name: &str, title: &str| {
        let mut input = Input::new(name, title).required();
        input.secret = true;
        input
    };
    match authenticator["type"].as_str() {
        Some("BasicHttpAuthenticator") => vec![
            Input::new("username", "User name").required(),
            secret("password", "Password"),
        ],
        _ => vec![secret("api_key", "API key")],
    }
}
