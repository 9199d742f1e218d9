//! `advanced_auth` with `oauth_connector_input_specification`: a consent that the manifest
//! declares, so that no provider profile has to be written for it.
//!
//! Addresses, headers and parameters are templates of their own kind: `{{client_id_value}}`,
//! `{{{{redirect_uri_value}} | urlEncoder}}`. They are handed on as they stand.

use serde_json::{Map, Value};

/// A declared consent (authorization code grant).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Template of the page where the person agrees.
    pub consent_url: String,
    /// Template of the address where the code becomes tokens.
    pub access_token_url: String,
    /// Headers of that request, names and values templates.
    pub access_token_headers: Vec<(String, String)>,
    /// Its parameters, which go as JSON; where there are none, the address has them.
    pub access_token_params: Vec<(String, String)>,
    /// Scopes that are asked for.
    pub scopes: Vec<String>,
    /// Scopes that may be left out.
    pub optional_scopes: Vec<String>,
    /// What stands between scopes.
    pub scopes_join: ScopeJoin,
    /// Fields of the answer that are kept; empty: the tokens.
    pub extract_output: Vec<String>,
    /// Least and most characters of the state.
    pub state: Option<(u64, u64)>,
    /// Name of the client's ID in requests.
    pub client_id_key: String,
    /// Name of the client's secret in requests.
    pub client_secret_key: String,
    /// Name of the scopes in requests.
    pub scope_key: String,
    /// Name of the state in requests.
    pub state_key: String,
    /// Name of the code in requests.
    pub auth_code_key: String,
    /// Name of the callback address in requests.
    pub redirect_uri_key: String,
    /// Where the configuration says that this way in was chosen, and what it says there.
    pub predicate: Option<(Vec<String>, Option<String>)>,
    /// Where the configuration holds what the consent gives.
    pub outputs: Vec<Output>,
    /// Where it holds the client's ID and secret.
    pub client: Vec<Output>,
    /// Values of the configuration that the templates use.
    pub inputs: Vec<Output>,
}

/// A value and its place in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its name: `refresh_token`.
    pub name: String,
    /// Where it stands: `["credentials", "refresh_token"]`.
    pub path: Vec<String>,
}

/// What stands between scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeJoin {
    /// As the standard has it.
    Space,
    /// `,`
    Comma,
    /// `+`
    Plus,
}

impl Consent {
    /// Reads it from `advanced_auth`; `None` where that declares no consent of OAuth 2.
    pub(super) fn read(auth: &Value) -> Option<Consent> {
        if auth.get("auth_flow_type").and_then(Value::as_str) == Some("oauth1.0") {
            return None;
        }
        let specification = auth.get("oauth_config_specification")?;
        let input = specification.get("oauth_connector_input_specification")?;
        let text = |key: &str| input.get(key).and_then(Value::as_str).map(str::to_owned);
        let key = |key: &str, usual: &str| text(key).unwrap_or_else(|| usual.to_owned());
        let outputs = |key: &str| outputs(specification.get(key));
        Some(Consent {
            consent_url: text("consent_url")?,
            access_token_url: text("access_token_url")?,
            access_token_headers: pairs(input.get("access_token_headers")),
            access_token_params: pairs(input.get("access_token_params")),
            scopes: scopes(input),
            optional_scopes: named(input.get("optional_scopes")).unwrap_or_default(),
            scopes_join: match input.get("scopes_join_strategy").and_then(Value::as_str) {
                Some("comma") => ScopeJoin::Comma,
                Some("plus") => ScopeJoin::Plus,
                _ => ScopeJoin::Space,
            },
            extract_output: texts(input.get("extract_output")),
            state: input
                .get("state")
                .and_then(|state| Some((state.get("min")?.as_u64()?, state.get("max")?.as_u64()?))),
            client_id_key: key("client_id_key", "client_id"),
            client_secret_key: key("client_secret_key", "client_secret"),
            scope_key: key("scope_key", "scope"),
            state_key: key("state_key", "state"),
            auth_code_key: key("auth_code_key", "code"),
            redirect_uri_key: key("redirect_uri_key", "redirect_uri"),
            predicate: Some(texts(auth.get("predicate_key")))
                .filter(|path| !path.is_empty())
                .map(|path| {
                    let value = auth.get("predicate_value").and_then(Value::as_str);
                    (path, value.map(str::to_owned))
                }),
            outputs: outputs("complete_oauth_output_specification"),
            client: outputs("complete_oauth_server_output_specification"),
            inputs: outputs("oauth_user_input_from_connector_config_specification"),
        })
    }
}

/// `scopes`, or else the one text of `scope`, divided where it is.
fn scopes(input: &Value) -> Vec<String> {
    if let Some(scopes) = named(input.get("scopes")).filter(|scopes| !scopes.is_empty()) {
        return scopes;
    }
    let scope = input
        .get("scope")
        .and_then(Value::as_str)
        .unwrap_or_default();
    scope
        .split([' ', ',', '+'])
        .filter(|scope| !scope.is_empty())
        .map(str::to_owned)
        .collect()
}

fn named(list: Option<&Value>) -> Option<Vec<String>> {
    let scopes = list?.as_array()?.iter();
    Some(
        scopes
            .filter_map(|scope| scope.get("scope").unwrap_or(scope).as_str())
            .map(str::to_owned)
            .collect(),
    )
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn pairs(map: Option<&Value>) -> Vec<(String, String)> {
    let map = map.and_then(Value::as_object).into_iter().flatten();
    map.map(|(name, value)| {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        (name.clone(), value)
    })
    .collect()
}

/// The places that a specification of outputs names: a JSON Schema, or a plain mapping.
fn outputs(specification: Option<&Value>) -> Vec<Output> {
    let empty = Map::new();
    let properties = specification
        .map(|whole| whole.get("properties").unwrap_or(whole))
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    properties
        .iter()
        .filter_map(|(name, property)| {
            let path = texts(property.get("path_in_connector_config"));
            (!path.is_empty()).then(|| Output {
                name: name.clone(),
                path,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    /// All that a profile needs is there, with the names of the standard where none are given.
    #[test]
    fn a_declared_consent_is_understood() {
        let auth = json!({
            "auth_flow_type": "oauth2.0",
            "predicate_key": ["credentials", "auth_type"],
            "predicate_value": "oauth2.0",
            "oauth_config_specification": {
                "oauth_connector_input_specification": {
                    "consent_url": "https://a.example/authorize?{{client_id_key}}={{client_id_value}}",
                    "access_token_url": "https://a.example/token",
                    "access_token_headers": {"Accept": "application/json"},
                    "scopes": [{"scope": "read"}, {"scope": "write"}],
                    "scopes_join_strategy": "comma",
                    "extract_output": ["access_token", "refresh_token"],
                    "client_id_key": "app_id",
                    "state": {"min": 7, "max": 27},
                },
                "complete_oauth_output_specification": {"properties": {
                    "refresh_token": {"type": "string", "path_in_connector_config": ["credentials", "refresh_token"]}}},
                "complete_oauth_server_output_specification": {"properties": {
                    "client_id": {"path_in_connector_config": ["credentials", "client_id"]}}},
            },
        });
        let consent = Consent::read(&auth).unwrap();
        assert_eq!(consent.scopes, ["read", "write"]);
        assert_eq!(consent.scopes_join, ScopeJoin::Comma);
        assert_eq!(
            (
                consent.client_id_key.as_str(),
                consent.auth_code_key.as_str()
            ),
            ("app_id", "code")
        );
        assert_eq!(consent.state, Some((7, 27)));
        assert_eq!(consent.outputs[0].path, ["credentials", "refresh_token"]);
        assert_eq!(consent.client[0].name, "client_id");
        let (path, value) = consent.predicate.unwrap();
        assert_eq!((path.len(), value.as_deref()), (2, Some("oauth2.0")));
    }

    /// A specification that only says where tokens go declares no consent.
    #[test]
    fn without_addresses_there_is_no_consent() {
        let auth = json!({"auth_flow_type": "oauth2.0", "oauth_config_specification": {
            "complete_oauth_output_specification": {"properties": {}}}});
        assert_eq!(Consent::read(&auth), None);
    }
}
