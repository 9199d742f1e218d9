//! What is kept with a grant beside its tokens, and where templates may name it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Profile, bad};
use crate::Error;
use crate::grant::template_name;

/// What to keep with the grant beside the tokens.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Capture {
    /// Parameters of the callback, for example `realmId`.
    pub callback: Vec<CallbackValue>,
    /// Dotted paths into the token answer, for example `team.id`.
    pub token: Vec<String>,
    /// Dotted paths to further tokens in the token answer. They are secrets: no template names
    /// them, `use_token.token` does.
    pub secrets: Vec<String>,
}

/// A parameter of the callback: its name, or its name with the pattern that it meets.
#[derive(Clone, Debug)]
pub struct CallbackValue {
    /// The parameter.
    pub name: String,
    /// What the whole value looks like; an answer with another value is not used. Anybody can send
    /// a browser to the callback, so without a pattern the value may not stand in a host.
    pub pattern: Option<Regex>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patterned {
    name: String,
    pattern: String,
}

impl<'de> Deserialize<'de> for CallbackValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Forms)
    }
}

struct Forms;

impl<'de> Visitor<'de> for Forms {
    type Value = CallbackValue;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a name, or { name, pattern }")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<CallbackValue, E> {
        Ok(CallbackValue {
            name: name.to_owned(),
            pattern: None,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<CallbackValue, A::Error> {
        let Patterned { name, pattern } = Patterned::deserialize(MapAccessDeserializer::new(map))?;
        let whole = Regex::new(&format!("^(?:{pattern})$")).map_err(serde::de::Error::custom)?;
        Ok(CallbackValue {
            name,
            pattern: Some(whole),
        })
    }
}

/// Whether a template names what is known after the consent only.
pub(crate) fn is_late(template: &str) -> bool {
    template.contains("captured") && names(template).next().is_some()
}

/// What an expression names of the captured values; nothing inside where that cannot be told.
fn names(text: &str) -> impl Iterator<Item = Option<&str>> {
    static CAPTURED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\bcaptured\b(?:\s*\.\s*([A-Za-z0-9_]+))?").ok());
    let found = CAPTURED
        .iter()
        .flat_map(move |pattern| pattern.captures_iter(text));
    found.map(|found| found.get(1).map(|name| name.as_str()))
}

/// Checks what is captured, and that templates name it only where they may.
pub(super) fn check(profile: &Profile) -> Result<(), Error> {
    let known = declared(profile)?;
    for (path, template) in profile.addresses() {
        for name in names(&template) {
            if !name.is_some_and(|name| known.contains_key(name)) {
                return Err(bad(path, unknown(name)));
            }
        }
        // Where the browser goes first, nothing is known yet.
        if is_late(&template) && ["step1_authorize_url", "issuer"].contains(&path.as_str()) {
            return Err(bad(path, "is needed before anything is captured"));
        }
        let trusted = |name: Option<&str>| name.and_then(|name| known.get(name)) == Some(&true);
        if let Some(name) = in_hosts(&template).into_iter().find(|name| !trusted(*name)) {
            let name = name.unwrap_or_default();
            let reason = format!(
                "captured.{name} comes from the callback, so it needs a pattern in capture.callback to stand in a host"
            );
            return Err(bad(path, reason));
        }
    }
    for (path, template) in profile.header_templates() {
        for name in names(&template) {
            if !name.is_some_and(|name| known.contains_key(name)) {
                return Err(bad(path, unknown(name)));
            }
        }
    }
    for (path, templates) in [
        ("extra_authorization_url", &profile.extra_authorization_url),
        ("extra_access_url", &profile.extra_access_url),
        ("refresh.extra", &profile.refresh.extra),
        ("token.headers", &profile.token.headers),
    ] {
        if let Some((name, _)) = templates.iter().find(|(_, template)| is_late(template)) {
            return Err(bad(
                format!("{path}.{name}"),
                "may not name captured values",
            ));
        }
    }
    match &profile.use_token.token {
        Some(path) if !profile.capture.secrets.contains(path) => {
            Err(bad("use_token.token", "is none of capture.secrets"))
        }
        _ => Ok(()),
    }
}

fn unknown(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("captured.{name} is captured nowhere"),
        None => "write captured.NAME to name a captured value".to_owned(),
    }
}

/// All that is captured by the names that templates use, and whether it may stand in a host.
fn declared(profile: &Profile) -> Result<BTreeMap<String, bool>, Error> {
    let Capture {
        callback,
        token,
        secrets,
    } = &profile.capture;
    let of_callback = callback.iter().enumerate().map(|(index, value)| {
        let path = format!("capture.callback[{index}]");
        (path, value.name.as_str(), value.pattern.is_some())
    });
    let of_token = (token.iter().enumerate())
        .map(|(index, path)| (format!("capture.token[{index}]"), path.as_str(), true));
    let of_calls = profile
        .after_connect
        .iter()
        .enumerate()
        .flat_map(|(index, call)| {
            let set = call
                .set
                .keys()
                .map(move |name| (format!("after_connect[{index}].set"), name));
            let chosen = call.choose.iter();
            let chosen =
                chosen.map(move |one| (format!("after_connect[{index}].choose.into"), &one.into));
            set.chain(chosen)
                .map(|(path, name)| (path, name.as_str(), true))
        });
    let mut known = BTreeMap::new();
    for (path, name, trusted) in of_callback.chain(of_token).chain(of_calls) {
        if name.is_empty() {
            return Err(bad(path, "needs a name"));
        }
        if known.insert(template_name(name), trusted).is_some() {
            let name = template_name(name);
            return Err(bad(path, format!("captured.{name} is captured twice")));
        }
    }
    let mut seen = BTreeSet::new();
    match secrets
        .iter()
        .position(|path| path.is_empty() || !seen.insert(path))
    {
        Some(index) => Err(bad(
            format!("capture.secrets[{index}]"),
            "is empty or given twice",
        )),
        None => Ok(known),
    }
}

/// What a template names of the captured values where a host may come to stand: in an expression
/// before the path, in whatever branch, and wherever a name is set.
fn in_hosts(template: &str) -> Vec<Option<&str>> {
    let mut found = Vec::new();
    let (mut rest, mut in_host) = (template, true);
    // The conditions that are open.
    let mut conditions: Vec<Condition> = Vec::new();
    while let Some(begin) = [rest.find("{{"), rest.find("{%")]
        .into_iter()
        .flatten()
        .min()
    {
        let (text, expression) = rest.split_at(begin);
        in_host = goes_on_in_host(text, in_host);
        let close = if expression.starts_with("{{") {
            "}}"
        } else {
            "%}"
        };
        let end = expression
            .find(close)
            .map_or(expression.len(), |end| end + close.len());
        let (inside, after) = expression.split_at(end);
        let word = inside.trim_start_matches(['{', '%', '-', '+', ' ']);
        if inside.starts_with("{{") {
            if in_host {
                found.extend(names(inside));
            }
        } else if word.starts_with("if") {
            conditions.push(Condition {
                begins_in_host: in_host,
                ends_in_host: false,
                has_else: false,
            });
        } else if word.starts_with("el") {
            if let Some(condition) = conditions.last_mut() {
                condition.ends_in_host |= in_host;
                condition.has_else |= word.starts_with("else");
                in_host = condition.begins_in_host;
            }
        } else if word.starts_with("endif") {
            let ended = conditions.pop();
            in_host |=
                ended.is_some_and(|one| one.ends_in_host || (one.begins_in_host && !one.has_else));
        } else {
            found.extend(names(inside));
        }
        rest = after;
    }
    found
}

/// A condition around a part of a template.
struct Condition {
    begins_in_host: bool,
    /// Whether one of its branches so far ends in a host.
    ends_in_host: bool,
    has_else: bool,
}

/// Whether a host may go on after a text without expressions.
fn goes_on_in_host(text: &str, before: bool) -> bool {
    let after_scheme = text.rsplit_once("://").map(|(_, after)| after);
    (before || after_scheme.is_some()) && !after_scheme.unwrap_or(text).contains(['/', '?'])
}
