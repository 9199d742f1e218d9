//! A consent that the manifest itself declares (`spec.advanced_auth`), as the `oauth2` part of a
//! connector.
//!
//! The format writes whole addresses with the parameters in them, as templates over names such as
//! `client_id_value` and `redirect_uri_param`. What is standard in them is ours to send; what is
//! not becomes a rename or a further parameter. A proof key is made anew for each consent, and so
//! is the state: the format's habit of showing one as the other is not followed.

use std::collections::BTreeMap;

use headwater_connectors::{Consent as Declared, Output, ScopeJoin};
use serde_json::{Map, Value, json};

use super::consent::{Consent, in_words};

/// Ports that people register; see the guide of writing connectors.
const PORTS: [u16; 3] = [17390, 22390, 27390];

/// Parameters that are ours, by the standard's names.
const OURS: [&str; 8] = [
    "client_id",
    "client_secret",
    "redirect_uri",
    "state",
    "scope",
    "scopes",
    "optional_scopes",
    "auth_code",
];

/// The profile of a consent that a manifest declares.
pub(super) fn consent(declared: &Declared) -> Consent {
    let mut oauth2 = Map::new();
    let (mut renames, mut extra) = (Map::new(), Map::new());
    let (address, parameters) = split(&declared.consent_url);
    oauth2.insert("step1_authorize_url".into(), address.into());
    for (name, value) in parameters {
        take(&name, &value, &mut renames, &mut extra);
    }
    for known in ["response_type", "code_challenge", "code_challenge_method"] {
        extra.remove(known);
    }
    let (address, parameters) = split(&declared.access_token_url);
    oauth2.insert("step3_access_url".into(), address.into());
    let mut token = Map::new();
    let (mut token_renames, mut token_extra) = (Map::new(), Map::new());
    if !parameters.is_empty() {
        token.insert("params_in".into(), "query".into());
    }
    let body = declared.access_token_params.iter().cloned();
    for (name, value) in parameters.into_iter().chain(body) {
        take(&name, &value, &mut token_renames, &mut token_extra);
    }
    token_extra.remove("grant_type");
    headers(declared, &mut oauth2);
    keys(declared, &mut renames, &mut token_renames);
    for (key, map) in [
        ("extra_authorization_url", extra),
        ("extra_access_url", token_extra),
    ] {
        if !map.is_empty() {
            oauth2.insert(key.into(), Value::Object(map));
        }
    }
    if !renames.is_empty() {
        oauth2.insert("authorize".into(), json!({ "rename": renames }));
    }
    if !token_renames.is_empty() {
        token.insert("rename".into(), Value::Object(token_renames));
    }
    if !token.is_empty() {
        oauth2.insert("token".into(), Value::Object(token));
    }
    if let Some(path) = access_token_path(&declared.extract_output) {
        oauth2.insert("access_token_path".into(), path.into());
    }
    let separator = match declared.scopes_join {
        ScopeJoin::Space => None,
        ScopeJoin::Comma => Some(","),
        ScopeJoin::Plus => Some("+"),
    };
    if let Some(separator) = separator {
        oauth2.insert("scopes".into(), json!({ "separator": separator }));
    }
    oauth2.insert(
        "redirect".into(),
        json!({"policy": "fixed_ports", "host": "localhost", "ports": PORTS, "path": "/callback"}),
    );
    let scopes = declared.scopes.iter().map(|scope| in_words(scope));
    let optional = declared.optional_scopes.iter().map(|scope| {
        let mut scope = in_words(scope);
        scope["required"] = false.into();
        scope
    });
    Consent {
        inputs: inputs(declared),
        scopes: scopes.chain(optional).collect(),
        oauth2: Value::Object(oauth2),
        config: used(declared)
            .map(|input| (input.path.join("."), format!("{{{{ {} }}}}", input.name)))
            .collect(),
        ..Consent::default()
    }
}

/// What the consent gives to the configuration, by dotted path.
pub(super) fn given(advanced: &Value) -> BTreeMap<String, &'static str> {
    let specification = specification(advanced);
    let mut given = BTreeMap::new();
    for part in [
        "complete_oauth_output_specification",
        "complete_oauth_server_output_specification",
    ] {
        for (name, property) in specification[part]["properties"]
            .as_object()
            .into_iter()
            .flatten()
        {
            let path = property["path_in_connector_config"].as_array();
            let path = path.into_iter().flatten().filter_map(Value::as_str);
            let path = path.collect::<Vec<_>>().join(".");
            let word = [
                "client_id",
                "client_secret",
                "refresh_token",
                "access_token",
            ];
            let word = word.into_iter().find(|word| name == word);
            if let Some(word) = word.filter(|_| !path.is_empty()) {
                given.insert(path, word);
            }
        }
    }
    given
}

/// The value of the configuration that means this way of signing in.
pub(super) fn predicate(advanced: &Value) -> Option<(String, String)> {
    let path = advanced["predicate_key"].as_array()?;
    let path = path
        .iter()
        .filter_map(Value::as_str)
        .collect::<Vec<_>>()
        .join(".");
    let value = advanced["predicate_value"].as_str()?;
    (!path.is_empty()).then(|| (path, value.to_owned()))
}

fn specification(advanced: &Value) -> &Value {
    &advanced["oauth_config_specification"]
}

/// An address without its query, and the parameters of the query. A parameter that is written as
/// `{{ client_id_param }}` has its standard name.
fn split(template: &str) -> (String, Vec<(String, String)>) {
    let (address, query) = template.split_once('?').unwrap_or((template, ""));
    let pairs = query.split('&').filter(|pair| !pair.trim().is_empty());
    let pairs = pairs.map(|pair| match pair.split_once('=') {
        Some((name, value)) if !name.contains("{{") => (name.to_owned(), value.to_owned()),
        _ => (String::new(), pair.to_owned()),
    });
    (address.to_owned(), pairs.collect())
}

/// Takes one parameter: ours under its own name or another one, or a further one.
fn take(name: &str, value: &str, renames: &mut Map<String, Value>, extra: &mut Map<String, Value>) {
    let ours = OURS.iter().find(|ours| {
        let marks = [
            format!("{ours}_value"),
            format!("{ours}_param"),
            format!("{ours}_key"),
        ];
        marks.iter().any(|mark| value.contains(mark.as_str()))
    });
    match ours {
        // What a challenge is made of is ours as well.
        Some(_) if name.starts_with("code_challenge") || name == "code_verifier" => {}
        Some(ours) => {
            let standard = match *ours {
                "scopes" | "optional_scopes" => "scope",
                "auth_code" => "code",
                other => other,
            };
            if !name.is_empty() && name != standard {
                renames.insert(standard.to_owned(), name.into());
            }
        }
        None if name.is_empty() => {}
        None => {
            let plain = percent_decoded(value);
            extra.insert(name.to_owned(), plain.into());
        }
    }
}

/// Headers of the token request: how it is written, and how the client names itself.
fn headers(declared: &Declared, oauth2: &mut Map<String, Value>) {
    let header = |wanted: &str| {
        let mut headers = declared.access_token_headers.iter();
        let found = headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.as_str())
    };
    // Without a word about it, what is sent in a body is JSON.
    let form = header("content-type").is_some_and(|kind| kind.contains("form"));
    if !declared.access_token_params.is_empty() && !form {
        oauth2.insert("content_type".into(), "application/json".into());
    }
    if header("authorization").is_some_and(|value| value.contains("Basic")) {
        oauth2.insert("client".into(), json!({ "auth": "basic" }));
    }
}

/// Names that the manifest gives to standard parameters.
fn keys(declared: &Declared, renames: &mut Map<String, Value>, token: &mut Map<String, Value>) {
    for (name, standard) in [
        (&declared.client_id_key, "client_id"),
        (&declared.client_secret_key, "client_secret"),
        (&declared.scope_key, "scope"),
        (&declared.state_key, "state"),
        (&declared.auth_code_key, "code"),
        (&declared.redirect_uri_key, "redirect_uri"),
    ] {
        if name.is_empty() || name == standard {
            continue;
        }
        if matches!(standard, "client_id" | "scope" | "state" | "redirect_uri") {
            renames.insert(standard.into(), name.as_str().into());
        }
        if !matches!(standard, "scope" | "state") {
            token.insert(standard.into(), name.as_str().into());
        }
    }
}

/// Where the access token stands, if not at the top.
fn access_token_path(output: &[String]) -> Option<String> {
    let mut nested = output.iter().filter_map(|path| path.rsplit_once('.'));
    let (place, _) = nested.find(|(_, name)| matches!(*name, "access_token" | "refresh_token"))?;
    Some(format!("{place}.access_token"))
}

/// What the person has to tell before the consent.
fn inputs(declared: &Declared) -> Vec<Value> {
    let inputs =
        used(declared).map(|one| json!({"name": one.name, "title": one.name, "required": true}));
    inputs.collect()
}

/// Values of the configuration that the addresses name.
fn used(declared: &Declared) -> impl Iterator<Item = &Output> {
    let templates = [&declared.consent_url, &declared.access_token_url];
    let inputs = declared.inputs.iter();
    inputs.filter(move |input| templates.iter().any(|one| one.contains(&input.name)))
}

fn percent_decoded(text: &str) -> String {
    match text.contains("{{") {
        true => text.to_owned(),
        false => url::form_urlencoded::parse(format!("v={text}").as_bytes())
            .next()
            .map_or_else(|| text.to_owned(), |(_, value)| value.into_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use headwater_connectors::Manifest;
    use headwater_oauth::Profile;

    use super::*;

    fn advanced(input: Value) -> Value {
        json!({"auth_flow_type": "oauth2.0", "predicate_key": ["credentials", "kind"], "predicate_value": "oauth",
            "oauth_config_specification": {
                "oauth_connector_input_specification": input,
                "complete_oauth_output_specification": {"properties": {
                    "refresh_token": {"path_in_connector_config": ["credentials", "refresh_token"]}}},
                "complete_oauth_server_output_specification": {"properties": {
                    "client_id": {"path_in_connector_config": ["credentials", "client_id"]}}}}})
    }

    /// What the runtime makes of it.
    fn declared(advanced: &Value) -> Declared {
        let manifest = json!({"version": "7.39.1", "type": "DeclarativeSource", "streams": [],
            "check": {"type": "CheckStream", "stream_names": []},
            "spec": {"type": "Spec", "connection_specification": {}, "advanced_auth": advanced}});
        let manifest = Manifest::load(&manifest.to_string(), "manifest.yaml").unwrap();
        manifest.spec().unwrap().consent().unwrap()
    }

    /// A declaration in the format's common shape becomes a profile that parses: standard
    /// parameters are ours, others are kept.
    #[test]
    fn a_declaration_becomes_a_profile() {
        let advanced = advanced(json!({
            "consent_url": "https://app.test/authorize?{{ client_id_param }}&{{ redirect_uri_param }}&response_type=code&{{ scopes_param }}&{{ state_param }}&audience=a%20b",
            "access_token_url": "https://app.test/token",
            "access_token_headers": {"Content-Type": "application/x-www-form-urlencoded"},
            "access_token_params": {"grant_type": "authorization_code", "code": "{{ auth_code_value }}", "client_id": "{{ client_id_value }}"},
            "scopes": [{"scope": "items.read"}, {"scope": "users.read"}],
            "scopes_join_strategy": "comma",
            "extract_output": ["refresh_token"],
        }));
        let consent = consent(&declared(&advanced));
        Profile::parse(consent.oauth2.clone()).unwrap();
        assert_eq!(
            consent.oauth2["step1_authorize_url"],
            "https://app.test/authorize"
        );
        assert_eq!(
            consent.oauth2["extra_authorization_url"],
            json!({"audience": "a b"})
        );
        assert_eq!(consent.oauth2.get("content_type"), None);
        assert_eq!(consent.oauth2["scopes"]["separator"], ",");
        assert_eq!(consent.scopes.len(), 2);
        let given = given(&advanced);
        assert_eq!(given["credentials.refresh_token"], "refresh_token");
        assert_eq!(given["credentials.client_id"], "client_id");
        let (path, value) = predicate(&advanced).unwrap();
        assert_eq!(
            (path.as_str(), value.as_str()),
            ("credentials.kind", "oauth")
        );
    }

    /// A provider with names of its own keeps them, and a challenge made of the state is not taken
    /// over: the proof key is ours.
    #[test]
    fn own_names_and_challenges() {
        let advanced = advanced(json!({
            "consent_url": "https://app.test/auth?app_id={{ client_id_value }}&{{ redirect_uri_param }}&{{ state_param }}&code_challenge={{ state_value | codechallengeS256 }}&code_challenge_method=S256",
            "access_token_url": "https://app.test/token",
            "access_token_headers": {"Authorization": "Basic {{ (client_id_value + ':' + client_secret_value) | b64encode }}"},
            "access_token_params": {"auth_code": "{{ auth_code_value }}", "code_verifier": "{{ state_value }}"},
            "extract_output": ["data.access_token"],
        }));
        let oauth2 = consent(&declared(&advanced)).oauth2;
        let profile = Profile::parse(oauth2.clone()).unwrap();
        assert_eq!(oauth2["authorize"]["rename"]["client_id"], "app_id");
        assert_eq!(oauth2["token"]["rename"]["code"], "auth_code");
        assert_eq!(oauth2["client"]["auth"], "basic");
        assert_eq!(oauth2["content_type"], "application/json");
        assert_eq!(profile.access_token_path, "data.access_token");
        assert!(!oauth2.to_string().contains("challenge"), "{oauth2}");
        assert!(!oauth2.to_string().contains("verifier"), "{oauth2}");
    }
}
