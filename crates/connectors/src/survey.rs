//! What a manifest would do, told without running it: where its requests go, and how it signs them.
//!
//! A survey reads the document, not the components built from it, so that it also tells of what
//! does not run here.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use crate::error::Problem;
use crate::node::{Item, Node};
use crate::{reference, yaml};

/// What a manifest would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// What it is called: by its metadata, else by the title of its specification.
    pub name: Option<String>,
    /// The hosts that requests go to. What depends on the configuration stands in braces.
    pub hosts: Vec<String>,
    /// The ways it signs requests, each once.
    pub sign_ins: Vec<SignIn>,
}

/// An authenticator of a manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// Its type, such as `OAuthAuthenticator`.
    pub kind: String,
    /// Where a `SelectiveAuthenticator` chooses it: the path in the configuration, and the value
    /// there.
    pub chosen_by: Option<(Vec<String>, String)>,
    /// The token endpoint, a template.
    pub endpoint: Option<String>,
    /// `refresh_token`, `client_credentials`, …
    pub grant_type: Option<String>,
    /// Where the configuration holds the client's ID.
    pub client_id: Option<Vec<String>>,
    /// Where the configuration holds the client's secret.
    pub client_secret: Option<Vec<String>>,
    /// Where the configuration holds the refresh token.
    pub refresh_token: Option<Vec<String>>,
    /// Where the configuration holds the token, the key or the password of other ways.
    pub secret: Option<Vec<String>>,
    /// Where it keeps the access token in the configuration while it renews, and the time at which that one ends.
    pub kept: Option<(Vec<String>, Vec<String>)>,
    /// Scopes that it asks for.
    pub scopes: Vec<String>,
}

/// Surveys the text of a manifest.
///
/// # Errors
/// That it is no document, or that a reference in it leads nowhere.
pub fn survey(text: &str) -> Result<Survey, Problem> {
    let file: Arc<str> = "manifest.yaml".into();
    let root = yaml::parse(text, &file)?;
    let root = reference::resolve(&root, &file)?;
    let mut survey = Survey {
        name: name(&root),
        ..Survey::default()
    };
    let mut walk = Walk {
        survey: &mut survey,
        hosts: BTreeSet::new(),
        seen: BTreeSet::new(),
    };
    for key in ["streams", "dynamic_streams"] {
        if let Some(node) = root.get(key) {
            walk.visit(node);
        }
    }
    let hosts = walk.hosts;
    survey.hosts = hosts.into_iter().collect();
    Ok(survey)
}

fn name(root: &Node) -> Option<String> {
    let text = |node: Option<&Arc<Node>>| node.and_then(|node| node.text()).map(str::to_owned);
    let named = text(root.get("metadata").and_then(|node| node.get("name")));
    named.or_else(|| {
        let spec = root.get("spec")?;
        let form = spec
            .get("connection_specification")
            .or_else(|| spec.get("connectionSpecification"))?;
        text(form.get("title"))
    })
}

struct Walk<'a> {
    survey: &'a mut Survey,
    hosts: BTreeSet<String>,
    /// Nodes that were visited: references share them.
    seen: BTreeSet<usize>,
}

impl Walk<'_> {
    fn visit(&mut self, node: &Arc<Node>) {
        if !self.seen.insert(Arc::as_ptr(node).addr()) {
            return;
        }
        match &node.item {
            Item::List(items) => items.iter().for_each(|item| self.visit(item)),
            Item::Map(entries) => {
                for (key, value) in entries {
                    match key.as_str() {
                        "url_base" | "url" | "token_refresh_endpoint" | "path" => {
                            self.address(key, value);
                        }
                        "authenticator" => self.sign_in(value, None),
                        // A schema may have properties of these names.
                        "schema_loader" | "schema" => {
                            if let Some(retriever) = value.get("retriever") {
                                self.visit(retriever);
                            }
                            continue;
                        }
                        _ => {}
                    }
                    self.visit(value);
                }
            }
            _ => {}
        }
    }

    fn address(&mut self, key: &str, value: &Node) {
        if let Some(text) = value.text()
            && (key != "path" || text.starts_with("http"))
        {
            self.hosts
                .extend(patterns(text).iter().filter_map(|one| host(one)));
        }
    }

    fn sign_in(&mut self, node: &Node, chosen_by: Option<(Vec<String>, String)>) {
        let text = |key: &str| {
            node.get(key)
                .and_then(|node| node.text())
                .map(str::to_owned)
        };
        let Some(kind) = text("type").or_else(|| text("class_name")) else {
            return;
        };
        if kind == "SelectiveAuthenticator" {
            let path = node.get("authenticator_selection_path");
            let path: Vec<String> = match path.map(|path| &path.item) {
                Some(Item::List(keys)) => {
                    let keys = keys.iter().filter_map(|key| key.text());
                    keys.map(str::to_owned).collect()
                }
                _ => Vec::new(),
            };
            let options = node.get("authenticators").and_then(|node| node.entries());
            for (value, option) in options.into_iter().flatten() {
                self.sign_in(option, Some((path.clone(), value.clone())));
            }
            return;
        }
        let path = |key: &str| text(key).as_deref().and_then(config_path);
        let scopes = match node.get("scopes").map(|scopes| &scopes.item) {
            Some(Item::List(scopes)) => {
                let scopes = scopes.iter().filter_map(|scope| scope.text());
                scopes.map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        let updater = node.get("refresh_token_updater");
        let kept = |key: &str, usual: &str| {
            let own = updater.and_then(|node| node.get(key));
            match own.map(|path| &path.item) {
                Some(Item::List(keys)) => {
                    let keys = keys.iter().filter_map(|key| key.text());
                    keys.map(str::to_owned).collect()
                }
                _ => vec!["credentials".to_owned(), usual.to_owned()],
            }
        };
        let kept = updater.map(|_| {
            (
                kept("access_token_config_path", "access_token"),
                kept("token_expiry_date_config_path", "token_expiry_date"),
            )
        });
        let found = SignIn {
            kept,
            endpoint: text("token_refresh_endpoint"),
            grant_type: text("grant_type"),
            client_id: path("client_id"),
            client_secret: path("client_secret"),
            refresh_token: path("refresh_token"),
            secret: path("api_token").or_else(|| path("password")),
            kind,
            chosen_by,
            scopes,
        };
        if !self.survey.sign_ins.contains(&found) {
            self.survey.sign_ins.push(found);
        }
    }
}

#[allow(
    clippy::expect_used,
    reason = "the patterns are constants, compiled by every test"
)]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}

static EXPRESSION: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{\{(.*?)\}\}|\{%.*?%\}"));
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r#"['"](https?://[^'"\s{}]+)['"]"#));
static DEFAULT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"\.get\(\s*['"][^'"]+['"]\s*,\s*['"]([^'"]+)['"]\s*\)\s*$"#));
static CONFIG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"config((?:\s*\[\s*['"][^'"]+['"]\s*\]|\.get\(\s*['"][^'"]+['"][^)]*\)|\.[A-Za-z_]\w*)+)"#,
    )
});
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"\[\s*['"]([^'"]+)['"]|\.get\(\s*['"]([^'"]+)['"][^)]*\)|\.([A-Za-z_]\w*)"#)
});

/// The addresses that a template may become. What depends on the configuration stands in braces,
/// by its dotted path: `https://{credentials.shop}.example.com/token`. An expression that chooses
/// between whole addresses gives each of them; a value with a default is filled in as well.
#[must_use]
pub fn patterns(template: &str) -> Vec<String> {
    let template = template.trim();
    if template.starts_with("http") {
        let mut all = vec![filled(template, &|inside| braces(inside))];
        let defaults = filled(template, &|inside| match DEFAULT.captures(inside) {
            Some(default) => default[1].to_owned(),
            None => braces(inside),
        });
        if !all.contains(&defaults) {
            all.push(defaults);
        }
        return all;
    }
    let literal = ADDRESS.captures_iter(template);
    let literal: Vec<String> = literal.map(|found| found[1].to_owned()).collect();
    if !literal.is_empty() {
        return literal;
    }
    match EXPRESSION.captures(template).and_then(|found| found.get(1)) {
        Some(inside) if template.starts_with("{{") => {
            let rest = template.split_once("}}").map_or("", |(_, rest)| rest);
            let path = config_path(inside.as_str());
            path.map(|path| format!("https://{{{}}}{rest}", path.join(".")))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// A template with each expression replaced.
fn filled(template: &str, by: &dyn Fn(&str) -> String) -> String {
    let replaced = EXPRESSION.replace_all(template, |found: &regex::Captures<'_>| {
        found
            .get(1)
            .map_or_else(String::new, |inside| by(inside.as_str()))
    });
    replaced.into_owned()
}

fn braces(expression: &str) -> String {
    let path = config_path(expression).map(|path| path.join("."));
    format!("{{{}}}", path.unwrap_or_else(|| "…".to_owned()))
}

/// The host of an address, braces and all.
fn host(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(host.to_owned()).filter(|host| !host.is_empty())
}

/// The path in the configuration that an expression names first: `config['credentials']['id']`.
#[must_use]
pub fn config_path(expression: &str) -> Option<Vec<String>> {
    let found = CONFIG.captures(expression)?.get(1)?.as_str();
    let keys = KEY.captures_iter(found).filter_map(|key| {
        let key = key.get(1).or(key.get(2)).or(key.get(3))?;
        Some(key.as_str().to_owned())
    });
    // `.get` that stands at the end without quotes is a method, not a key.
    let path: Vec<String> = keys.take_while(|key| key != "get").collect();
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Hosts are told with what depends on the configuration, once each, and those of a choice all.
    #[test]
    fn hosts_are_told() {
        let text = "
definitions:
  requester: { url_base: \"https://{{ config['shop'] }}.example.com/v1\", authenticator: '#/definitions/auth' }
  auth:
    type: OAuthAuthenticator
    token_refresh_endpoint: \"{{ 'https://a.test/token' if config['x'] else 'https://b.test/token' }}\"
    client_id: \"{{ config['credentials']['client_id'] }}\"
    refresh_token: \"{{ config.get('credentials', {}).get('refresh_token') }}\"
streams:
  - retriever: { requester: { $ref: '#/definitions/requester' } }
  - retriever: { requester: { $ref: '#/definitions/requester', url_base: 'https://api.test' } }
spec: { connection_specification: { title: Shop Spec } }
";
        let survey = survey(text).unwrap();
        let hosts = ["a.test", "api.test", "b.test", "{shop}.example.com"];
        assert_eq!(survey.hosts, hosts);
        assert_eq!(survey.name.as_deref(), Some("Shop Spec"));
        let [sign_in] = &survey.sign_ins[..] else {
            panic!("{:?}", survey.sign_ins)
        };
        let path = |path: &Option<Vec<String>>| path.as_ref().unwrap().join(".");
        assert_eq!(path(&sign_in.client_id), "credentials.client_id");
        assert_eq!(path(&sign_in.refresh_token), "credentials.refresh_token");
    }

    /// A default of a value is no part of its path, and is filled in as well.
    #[test]
    fn defaults_are_no_keys() {
        let host = "https://{{ config.get('api_url', 'gitlab.com') }}/oauth/token";
        let expected = [
            "https://{api_url}/oauth/token",
            "https://gitlab.com/oauth/token",
        ];
        assert_eq!(patterns(host), expected);
    }

    /// Each authenticator of a choice is told with the value that chooses it.
    #[test]
    fn choices_of_authenticators_are_told() {
        let text = "
streams:
  - retriever:
      requester:
        url_base: https://api.test
        authenticator:
          type: SelectiveAuthenticator
          authenticator_selection_path: [credentials, type]
          authenticators:
            oauth: { type: OAuthAuthenticator, token_refresh_endpoint: https://api.test/token }
            key: { type: BearerAuthenticator, api_token: \"{{ config['credentials']['key'] }}\" }
";
        let survey = survey(text).unwrap();
        let chosen: Vec<_> = survey
            .sign_ins
            .iter()
            .map(|one| one.chosen_by.as_ref().unwrap().1.as_str())
            .collect();
        assert_eq!(chosen, ["oauth", "key"]);
        let key = survey.sign_ins[1].secret.as_ref().unwrap();
        assert_eq!(key.join("."), "credentials.key");
    }
}
