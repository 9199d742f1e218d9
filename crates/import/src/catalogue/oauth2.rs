//! From an entry to a provider's profile: addresses, the consent page, the callback.

use serde_json::{Map, Value, json};

use super::callback::{begins_path, is_slot, starts};
use super::entry::Entry;
use super::inputs::Names;
use super::quirks::Known;
use super::template::{Part, Place, Template};
use crate::connector::{put, scope};

/// Keys that hold an address, where templates stand.
pub(super) const ADDRESSES: [&str; 3] = ["authorization_url", "token_url", "refresh_url"];
/// Keys that hold parameters or headers, whose values are templates.
const PARAMETERS: [&str; 4] = [
    "authorization_params",
    "token_params",
    "refresh_params",
    "token_headers",
];
/// Of these keys, those of the requests that bring a grant.
const FIRST_ADDRESSES: [&str; 2] = ["authorization_url", "token_url"];
const FIRST_PARAMETERS: [&str; 3] = ["authorization_params", "token_params", "token_headers"];
/// Parameters of the authorization URL that can have another name or be left out.
const RENAMED: [&str; 5] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
];
/// Scopes that only keep a grant alive.
const OFFLINE: [&str; 3] = ["offline", "offline.access", "offline_access"];

/// How an entry gets its grant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A person consents in the browser.
    Consent,
    /// Client credentials: nobody is asked.
    ClientCredentials,
}

/// An entry on its way to a profile.
pub(super) struct Translation<'a> {
    pub entry: &'a Entry,
    pub known: &'a Known,
    pub way: Way,
    pub names: Names,
    pub profile: Map<String, Value>,
    /// The scopes that are always asked, in plain words.
    pub scopes: Vec<Value>,
}

impl<'a> Translation<'a> {
    /// Translates all but the API's part.
    pub fn of(entry: &'a Entry, known: &'a Known, way: Way) -> Translation<'a> {
        let mut translation = Translation {
            names: names(entry, known),
            entry,
            known,
            way,
            profile: Map::new(),
            scopes: Vec::new(),
        };
        if way == Way::Consent {
            translation.authorization();
            translation.callback();
        }
        translation.scopes();
        translation.token();
        translation
    }

    /// An address as Jinja; where it cannot be had, that is said.
    pub fn address(&self, key: &str, text: &str) -> Option<String> {
        let jinja = Template::parse(text).jinja(&self.names, Place::Address);
        match jinja {
            Ok(jinja) if key == "authorization_url" && jinja.contains("captured.") => {
                let says = "its address names what is only known after the consent";
                self.entry.lost(key, says);
                None
            }
            Ok(jinja) if jinja.starts_with("http://") => {
                self.entry.lost(key, "its address is not https");
                None
            }
            Ok(jinja) => Some(jinja),
            Err(slot) => {
                let says = format!("its address names {slot}, which nothing here gives");
                self.entry.lost(key, &says);
                None
            }
        }
    }

    /// The value of a parameter or header as Jinja; where it cannot be had, that is said.
    pub fn parameter(&self, key: &str, name: &str, text: &str) -> Option<String> {
        let lost = |says: &str| {
            self.entry.lost(key, says);
            None
        };
        match Template::parse(text).jinja(&self.names, Place::Parameter) {
            Ok(jinja) if jinja.contains("captured.") => lost(&format!(
                "`{name}` names what is only known after the consent"
            )),
            Ok(jinja) => Some(jinja),
            Err(slot) => lost(&format!("`{name}` names {slot}, which nothing here gives")),
        }
    }

    fn authorization(&mut self) {
        let entry = self.entry;
        match entry.text("authorization_url") {
            None => entry.lost("authorization_url", "there is no address to consent at"),
            Some(url) => {
                // What stands behind # goes with the parameters.
                let (url, fragment) = match url.split_once('#') {
                    Some((url, fragment)) => (url, Some(fragment)),
                    None => (url, entry.text("authorization_url_fragment")),
                };
                if let Some(url) = self.address("authorization_url", url) {
                    put(&mut self.profile, "step1_authorize_url", url);
                }
                if let Some(fragment) = fragment {
                    let fragment = fragment.trim_end_matches('?');
                    put(&mut self.profile, "authorize.fragment", fragment);
                }
            }
        }
        self.replacements();
        self.authorization_params();
        if entry.flag("authorization_url_skip_empty") {
            put(&mut self.profile, "authorize.omit_empty", true);
        }
        self.raw();
        if entry.flag("disable_pkce") {
            put(&mut self.profile, "pkce.mode", "off");
        }
    }

    fn authorization_params(&mut self) {
        const KEY: &str = "authorization_params";
        let renamed = self.entry.pairs("authorization_url_replacements");
        for (name, text) in self.entry.pairs(KEY) {
            let omitted = self.profile.get("authorize").is_some_and(|rule| {
                let omit = rule["omit"].as_array();
                omit.is_some_and(|omit| omit.contains(&name.clone().into()))
            });
            let Some(value) = self.parameter(KEY, &name, &text) else {
                continue;
            };
            match name.as_str() {
                _ if omitted => {}
                "response_type" if value == "code" => {}
                "response_type" if value.is_empty() => {
                    put(
                        &mut self.profile,
                        "authorize.omit",
                        json!(["response_type"]),
                    );
                }
                "response_type" => put(&mut self.profile, "authorize.response_type", value),
                "client_id"
                | "redirect_uri"
                | "state"
                | "code_challenge"
                | "code_challenge_method" => {
                    let says = format!("`{name}` is set by the flow itself");
                    self.entry.lost(KEY, &says);
                }
                _ => {
                    let other = renamed
                        .iter()
                        .find(|(from, _)| from.trim_end_matches('=') == name);
                    let name = other.map_or(name.as_str(), |(_, to)| to.trim_end_matches('='));
                    put_parameter(&mut self.profile, "extra_authorization_url", name, value);
                }
            }
        }
    }

    /// Parameters of the authorization URL under other names, or left out. Keys may end in `=`.
    fn replacements(&mut self) {
        const KEY: &str = "authorization_url_replacements";
        let mut omit = Vec::new();
        for (from, to) in self.entry.pairs(KEY) {
            let (from, to) = (from.trim_end_matches('='), to.trim_end_matches('='));
            if !RENAMED.contains(&from) {
                if self
                    .entry
                    .pairs("authorization_params")
                    .iter()
                    .all(|(name, _)| name != from)
                {
                    self.entry
                        .lost(KEY, &format!("`{from}` is no parameter that is known"));
                }
            } else if !to.is_empty() {
                put(&mut self.profile, &format!("authorize.rename.{from}"), to);
            } else if from == "state" {
                self.entry.lost(
                    KEY,
                    "without `state` nobody can tell whose answer comes back",
                );
            } else {
                omit.push(from.to_owned());
            }
        }
        if !omit.is_empty() {
            put(&mut self.profile, "authorize.omit", omit);
        }
    }

    fn raw(&mut self) {
        let mut raw: Vec<String> = Vec::new();
        for name in self.entry.texts("authorization_url_skip_encode") {
            match name.as_str() {
                "scopes" | "scope" => raw.push("scope".to_owned()),
                name if self
                    .entry
                    .pairs("authorization_params")
                    .iter()
                    .any(|(n, _)| n == name) =>
                {
                    raw.push(name.to_owned());
                }
                name => {
                    let says = format!("`{name}` would always be percent-encoded");
                    self.entry.lost("authorization_url_skip_encode", &says);
                }
            }
        }
        if self.entry.flag("decode_url") && !raw.iter().any(|name| name == "scope") {
            raw.push("scope".to_owned());
        }
        if !raw.is_empty() {
            put(&mut self.profile, "authorize.raw", raw);
        }
    }

    fn scopes(&mut self) {
        let entry = self.entry;
        if let Some(separator) = entry.text("scope_separator").filter(|text| *text != " ") {
            put(&mut self.profile, "scopes.separator", separator);
        }
        let scopes = entry.texts("default_scopes");
        let offline = |name: &&String| OFFLINE.contains(&name.as_str());
        let kept: Vec<String> = scopes.iter().filter(offline).cloned().collect();
        if !kept.is_empty() && self.way == Way::Consent {
            put(&mut self.profile, "scopes.offline", kept);
        }
        self.scopes = scopes.iter().map(|name| scope(name, None)).collect();
    }
}

/// Puts a parameter whose name may have dots.
pub(super) fn put_parameter(map: &mut Map<String, Value>, key: &str, name: &str, value: String) {
    let parameters = map.entry(key).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(parameters) = parameters {
        parameters.insert(name.to_owned(), value.into());
    }
}

/// The names that the templates of an entry use. An input that may have a path holds a whole
/// address, where every template uses it as one.
fn names(entry: &Entry, known: &Known) -> Names {
    let mut texts: Vec<String> = ADDRESSES.iter().flat_map(|key| urls(entry, key)).collect();
    if let Some(base) = entry
        .get("proxy")
        .and_then(|proxy| proxy.plain_of("base_url"))
    {
        texts.push(base);
    }
    let addresses: Vec<Template> = texts.iter().map(|text| Template::parse(text)).collect();
    let parameters = PARAMETERS.iter().flat_map(|key| entry.pairs(key));
    let headers = entry
        .get("proxy")
        .into_iter()
        .flat_map(|proxy| proxy.entries_of("headers"));
    let values = parameters
        .map(|(_, value)| value)
        .chain(headers.filter_map(|(_, node)| node.plain()))
        .map(|value| Template::parse(&value));
    let parameters: Vec<Template> = values.collect();
    let all = addresses.iter().chain(&parameters);
    let asked_names: Vec<String> = all.flat_map(Template::asks).map(str::to_owned).collect();
    let first = FIRST_ADDRESSES.iter().flat_map(|key| urls(entry, key));
    let values = FIRST_PARAMETERS.iter().flat_map(|key| entry.pairs(key));
    let first: Vec<Template> = first
        .chain(values.map(|(_, value)| value))
        .map(|text| Template::parse(&text))
        .collect();
    let mut names = Names::of(entry, &known.after_names(), &asked_names, &first);
    for name in &asked_names {
        let whole = |parts: &Vec<Part>| {
            let mut at = parts
                .iter()
                .enumerate()
                .filter(|(_, part)| is_slot(part, name));
            at.all(|(index, _)| {
                index == 1 && starts(parts, "https://") && begins_path(parts.get(2))
            })
        };
        let elsewhere = parameters
            .iter()
            .any(|template| template.asks().any(|n| n == name));
        if !elsewhere && addresses.iter().flat_map(Template::alternatives).all(whole) {
            names.hold_address(name);
        }
    }
    names
}

/// The addresses under a key: one, or one for each way of signing in.
fn urls(entry: &Entry, key: &str) -> Vec<String> {
    match entry.get(key) {
        None => Vec::new(),
        Some(node) => match node.plain() {
            Some(text) => vec![text],
            None => node
                .entries()
                .filter_map(|(_, node)| node.plain())
                .collect(),
        },
    }
}
