//! The consent of a manifest that is added: from the declaration in it, or from the provider of the
//! catalogue that its token endpoint belongs to.

use std::collections::BTreeMap;
use std::sync::Arc;

use headwater_connectors::{Asked, Connector, SignIn, Spec, Survey};
use serde_json::{Map, Value, json};

use super::declared;
use super::endpoint;
use crate::connectors::Profiled;

/// What a connector gets for its consent.
#[derive(Clone, Debug, Default)]
pub(super) struct Consent {
    /// The connector of the catalogue whose profile it is; none: the manifest declares it.
    pub provider: Option<Arc<Connector>>,
    /// The `oauth2` part of its `connector.yaml`.
    pub oauth2: Value,
    /// Inputs that the profile needs.
    pub inputs: Vec<Value>,
    /// Scopes in plain words.
    pub scopes: Vec<Value>,
    /// What of the configuration is set, by dotted path: templates.
    pub config: BTreeMap<String, String>,
    /// What of the configuration the consent gives, by dotted path.
    pub given: BTreeMap<String, &'static str>,
}

/// Finds the consent of a manifest, if there is one.
pub(super) fn find(
    name: &str,
    survey: &Survey,
    spec: Option<&Spec>,
    asked: &[Asked],
    catalogue: &[Profiled],
) -> Option<Consent> {
    let advanced = spec.and_then(|spec| spec.advanced_auth.as_ref());
    let mut sign_ins = survey.sign_ins.iter().filter(|one| renews(one));
    let renewing = sign_ins.next();
    let declared = spec.and_then(Spec::consent);
    let declared = declared.as_ref().map(declared::consent);
    // A token that somebody pastes, beside a token address: the consent can give it.
    let pasted = survey.sign_ins.iter().find(|one| {
        let last = one.secret.as_ref().and_then(|path| path.last());
        one.kind == "BearerAuthenticator" && last.is_some_and(|key| key == "access_token")
    });
    let matched = || {
        let of_other = || survey.sign_ins.iter().find_map(|one| one.endpoint.as_ref());
        let endpoint = match renewing {
            Some(one) => one.endpoint.as_ref(),
            None => pasted.and_then(|_| of_other()),
        }?;
        endpoint::provider(endpoint, name, catalogue).map(|found| of_provider(&found))
    };
    let mut given = advanced.map(declared::given).unwrap_or_default();
    let wants_token = given.values().any(|word| *word == "access_token");
    let named = || {
        let found = endpoint::namesake(name, &survey.hosts, catalogue);
        found
            .filter(|_| wants_token)
            .map(|found| of_provider(&found))
    };
    let mut consent = declared.or_else(matched).or_else(named)?;
    if let Some(sign_in) = renewing {
        for (path, word) in [
            (&sign_in.client_id, "client_id"),
            (&sign_in.client_secret, "client_secret"),
            (&sign_in.refresh_token, "refresh_token"),
        ] {
            if let Some(path) = path {
                given.entry(path.join(".")).or_insert(word);
            }
        }
        if consent.scopes.is_empty() || !sign_in.scopes.is_empty() {
            narrow(&mut consent.scopes, &sign_in.scopes);
        }
    } else if let Some(path) = pasted.and_then(|one| one.secret.as_ref()) {
        given.entry(path.join(".")).or_insert("access_token");
    } else if !wants_token {
        // Nothing in the manifest would use the consent.
        return None;
    }
    let chosen = renewing.or(pasted);
    choose(&mut consent.config, &given, chosen, advanced, asked);
    consent.given = given;
    Some(consent)
}

/// Whether an authenticator renews a token that a person consented to.
pub(super) fn renews(sign_in: &SignIn) -> bool {
    let by_refresh = sign_in
        .grant_type
        .as_deref()
        .is_none_or(|kind| kind == "refresh_token");
    sign_in.kind == "OAuthAuthenticator" && by_refresh && sign_in.endpoint.is_some()
}

/// The profile of a connector of the catalogue, with what goes with it.
fn of_provider(found: &endpoint::Match) -> Consent {
    let connector = &found.connector;
    let inputs = connector
        .inputs
        .iter()
        .filter(|input| !is_of_streams(connector, &input.name));
    let inputs = inputs.map(|input| {
        let mut input = serde_json::to_value(input).unwrap_or_default();
        let name = input["name"].as_str().unwrap_or_default();
        if let Some(value) = found.values.get(name) {
            input["default"] = value.as_str().into();
        }
        clean(input)
    });
    let scopes = connector.scopes.iter().map(|scope| {
        let mut scope = clean(serde_json::to_value(scope).unwrap_or_default());
        if let Some(scope) = scope.as_object_mut() {
            // They name streams of another connector.
            scope.remove("streams");
        }
        scope
    });
    let shared = found.shared.iter();
    Consent {
        provider: Some(Arc::clone(connector)),
        oauth2: connector.oauth2.clone().unwrap_or_default(),
        inputs: inputs.collect(),
        scopes: scopes.collect(),
        config: shared
            .map(|(input, path)| (path.clone(), format!("{{{{ {input} }}}}")))
            .collect(),
        given: BTreeMap::new(),
    }
}

/// Whether an input is about what the other connector reads, and not about its provider: no expression of
/// the profile names it.
fn is_of_streams(connector: &Connector, name: &str) -> bool {
    let oauth2 = connector.oauth2.as_ref().map(Value::to_string);
    let oauth2 = oauth2.unwrap_or_default();
    let after = |mark: &str| {
        let parts = oauth2.split(mark).skip(1);
        parts
            .filter_map(|part| part.split(['}', '%']).next())
            .any(|part| part.contains(name))
    };
    !after("{{") && !after("{%")
}

/// Leaves of the scopes those that the manifest asks for, and those that are not about data. What
/// the catalogue has no words for is named as it is.
fn narrow(scopes: &mut Vec<Value>, wanted: &[String]) {
    if wanted.is_empty() {
        return;
    }
    let about_data =
        |scope: &Value| !matches!(scope["access"].as_str(), Some("identity" | "offline"));
    scopes.retain(|scope| {
        let name = scope["scope"].as_str().unwrap_or_default();
        !about_data(scope) || wanted.iter().any(|wanted| wanted == name)
    });
    for wanted in wanted {
        if !scopes.iter().any(|scope| scope["scope"] == *wanted) {
            scopes.push(in_words(wanted));
        }
    }
}

/// A scope that nobody described.
pub(super) fn in_words(scope: &str) -> Value {
    let says = format!("Whatever the service calls “{scope}”");
    let lower = scope.to_lowercase();
    let access = match lower.contains("read") && !lower.contains("write") {
        true => "read",
        false => "write",
    };
    json!({"scope": scope, "says": says, "access": access, "required": true})
}

/// Sets the choices of the configuration that lead to this way of signing in.
fn choose(
    config: &mut BTreeMap<String, String>,
    given: &BTreeMap<String, &'static str>,
    sign_in: Option<&SignIn>,
    advanced: Option<&Value>,
    asked: &[Asked],
) {
    if let Some((path, value)) = advanced.and_then(declared::predicate) {
        config.entry(path).or_insert(value);
    }
    if let Some((path, value)) = sign_in.and_then(|one| one.chosen_by.clone()) {
        config.entry(path.join(".")).or_insert(value);
    }
    let tokens = given
        .iter()
        .filter(|(_, word)| matches!(**word, "refresh_token" | "access_token"));
    for (path, _) in tokens {
        let asked = asked.iter().find(|asked| asked.input.name == *path);
        for (choice, value) in asked.into_iter().flat_map(|asked| &asked.when) {
            config
                .entry(choice.clone())
                .or_insert_with(|| value.clone());
        }
    }
}

/// A value as people write it: without what says nothing.
pub(super) fn clean(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            let says = |value: &Value| match value {
                Value::Null | Value::Bool(false) => false,
                Value::Array(items) => !items.is_empty(),
                _ => true,
            };
            let kept = entries.into_iter().filter(|(_, value)| says(value));
            Value::Object(kept.collect::<Map<_, _>>())
        }
        other => other,
    }
}
