//! One sign-in of a collection as a connector.

use serde_json::{Map, Value, json};

use super::variables::Variables;
use crate::catalogue::quirks;
use crate::connector::{Input, overlay, put, scope};
use crate::draft::Draft;
use crate::node::Node;
use crate::note::{Kind, Notes};
use crate::streams;

/// Settings that hold a secret, or something of one sign-in only: never taken over.
const LEFT: [&str; 7] = [
    "accessToken",
    "clientSecret",
    "password",
    "refreshToken",
    "token",
    "username",
    "value",
];

/// The way of signing in, as the collection names it.
pub(super) fn mode(auth: &Node) -> String {
    auth.text_of("type").unwrap_or("unknown").to_owned()
}

/// What tells two sign-ins apart.
pub(super) fn key(auth: &Node) -> String {
    let kind = mode(auth);
    let of_interest = ["accessTokenUrl", "authUrl", "grant_type", "in", "key"];
    let settings = settings(auth);
    let parts = of_interest
        .iter()
        .filter_map(|key| settings.get(*key)?.plain());
    format!("{kind} {}", parts.collect::<Vec<_>>().join(" "))
}

type Settings<'a> = indexmap::IndexMap<&'a str, &'a Node>;

/// The settings: a list of keys and values, or a mapping (version 2.0).
fn settings(auth: &Node) -> Settings<'_> {
    let mut settings = Settings::new();
    let Some(node) = auth.get(auth.text_of("type").unwrap_or_default()) else {
        return settings;
    };
    for item in node.items() {
        if let (Some(key), Some(value)) = (item.text_of("key"), item.get("value")) {
            settings.insert(key, value);
        }
    }
    for (key, value) in node.entries() {
        settings.insert(key, value);
    }
    settings
}

/// A sign-in on its way to a connector.
pub(super) struct Work<'a> {
    node: &'a Node,
    settings: Settings<'a>,
    variables: &'a Variables,
    base: Option<&'a str>,
    inputs: Vec<Input>,
    profile: Map<String, Value>,
    pub notes: Notes<'a>,
}

impl<'a> Work<'a> {
    pub fn new(
        place: &'a str,
        node: &'a Node,
        variables: &'a Variables,
        base: Option<&'a str>,
    ) -> Work<'a> {
        Work {
            node,
            settings: settings(node),
            variables,
            base,
            inputs: Vec::new(),
            profile: Map::new(),
            notes: Notes::new(place, node.line),
        }
    }

    /// The connector; none where nothing of the sign-in can be used.
    pub fn translate(&mut self, paths: &[(String, String)]) -> Option<Draft> {
        self.secrets();
        match mode(self.node).as_str() {
            "oauth2" => self.oauth(paths),
            "bearer" => self.key(
                paths,
                &streams::by_key("header", "Authorization", "Bearer "),
            ),
            "basic" => self.key(paths, &streams::by_password()),
            "apikey" => {
                let name = self.plain("key").filter(|name| !name.contains("{{"));
                let Some(name) = name else {
                    return self
                        .notes
                        .refuse("key", "the key has no name that is known before");
                };
                let place = match self.plain("in").as_deref() {
                    Some("query") => "request_parameter",
                    _ => "header",
                };
                self.key(paths, &streams::by_key(place, &name, ""))
            }
            other => self
                .notes
                .refuse("type", &format!("signing in by {other} is not translated")),
        }
    }

    fn plain(&self, key: &str) -> Option<String> {
        let value = self.settings.get(key)?.plain()?;
        (!value.trim().is_empty()).then_some(value)
    }

    /// Secrets in the file stay there, and their owner should know that they do.
    fn secrets(&mut self) {
        let says = "a secret stands in the file; it is not taken over. Make a new one if others have the file";
        let written: Vec<(String, usize)> = LEFT
            .iter()
            .filter(|key| **key != "username")
            .filter_map(|key| {
                let value = self.settings.get(*key)?;
                let text = value.plain()?;
                let literal = !text.trim().is_empty() && !text.trim_start().starts_with("{{");
                literal.then(|| ((*key).to_owned(), value.line))
            })
            .chain(self.variables.secrets.iter().cloned())
            .collect();
        for (key, line) in written {
            self.notes.say(line, Kind::Api, &key, says);
        }
    }

    /// An address among the settings.
    fn address(&mut self, key: &str, ours: &str, needed: bool) {
        let Some(text) = self.plain(key) else {
            if needed {
                self.notes
                    .say(self.node.line, Kind::Dance, key, "it is not filled in");
            }
            return;
        };
        match self.variables.address(&text) {
            Ok((jinja, inputs)) => {
                put(&mut self.profile, ours, jinja);
                self.ask(inputs);
            }
            Err(says) => {
                let line = self
                    .settings
                    .get(key)
                    .map_or(self.node.line, |node| node.line);
                self.notes.say(line, Kind::Dance, key, &says);
            }
        }
    }

    fn ask(&mut self, inputs: Vec<Input>) {
        for input in inputs {
            match self
                .inputs
                .iter_mut()
                .find(|other| other.name == input.name)
            {
                // The one that is checked more closely counts.
                Some(other) if other.pattern.is_none() => *other = input,
                Some(_) => {}
                None => self.inputs.push(input),
            }
        }
    }

    fn oauth(&mut self, paths: &[(String, String)]) -> Option<Draft> {
        let grant = self.plain("grant_type");
        let grant = match grant.as_deref() {
            None | Some("authorization_code" | "authorization_code_with_pkce") => {
                "authorization_code"
            }
            Some("client_credentials") => "client_credentials",
            Some(other) => {
                let says = format!("the flow {other} is out of use (OAuth 2.1) and not translated");
                return self.notes.refuse("grant_type", &says);
            }
        };
        let by_code = grant == "authorization_code";
        put(&mut self.profile, "grants", json!([grant]));
        if by_code {
            self.address("authUrl", "step1_authorize_url", true);
            let rule = self
                .profile
                .get("step1_authorize_url")
                .and_then(Value::as_str);
            let rule = quirks::redirect(rule.unwrap_or_default());
            put(&mut self.profile, "redirect", rule);
            self.proof_key();
        }
        self.address("accessTokenUrl", "step3_access_url", true);
        self.address("refreshTokenUrl", "token_refresh_url", false);
        if self.profile.get("token_refresh_url") == self.profile.get("step3_access_url") {
            self.profile.remove("token_refresh_url");
        }
        if self
            .plain("client_authentication")
            .is_none_or(|place| place == "header")
        {
            put(&mut self.profile, "client.auth", "basic");
        }
        self.use_token();
        for (key, ours) in [
            ("authRequestParams", "extra_authorization_url"),
            ("tokenRequestParams", "extra_access_url"),
            ("refreshRequestParams", "refresh.extra"),
        ] {
            self.parameters(key, ours);
        }
        for key in ["audience", "resource"] {
            let Some(text) = self.plain(key) else {
                continue;
            };
            let ours = if by_code {
                "extra_authorization_url"
            } else {
                "extra_access_url"
            };
            self.parameter(key, ours, key, &text);
        }
        let scopes = self.plain("scope").filter(|text| !text.contains("{{"));
        let scopes = scopes.unwrap_or_default();
        let mut words: Vec<&str> = scopes
            .split([' ', ','])
            .filter(|word| !word.is_empty())
            .collect();
        words.dedup();
        if scopes.contains(',') && !scopes.trim().contains(' ') {
            put(&mut self.profile, "scopes.separator", ",");
        }
        let scopes = words.into_iter().map(|name| scope(name, None)).collect();
        let mut draft = self.draft();
        draft.scopes = scopes;
        draft.paths = streams::lines(paths);
        draft.oauth2 = Some(Value::Object(std::mem::take(&mut self.profile)));
        Some(draft)
    }

    /// A proof key is always sent; the file only says that it is needed, or how it is made.
    fn proof_key(&mut self) {
        if self
            .plain("grant_type")
            .is_some_and(|grant| grant.ends_with("_with_pkce"))
        {
            put(&mut self.profile, "pkce.mode", "required");
        }
        if self.plain("challengeAlgorithm").as_deref() == Some("plain") {
            put(&mut self.profile, "pkce.method", "plain");
        }
    }

    fn use_token(&mut self) {
        if self.plain("addTokenTo").as_deref() == Some("queryParams") {
            let says = "the token would have to stand in the query of each request; it goes into the header instead";
            self.notes
                .say(self.node.line, Kind::Api, "addTokenTo", says);
        }
        let prefix = self
            .plain("headerPrefix")
            .map(|prefix| prefix.trim().to_owned());
        match prefix {
            Some(prefix) if prefix.contains("{{") => {
                let says = "what stands before the token is a variable; `Bearer` is used";
                self.notes
                    .say(self.node.line, Kind::Api, "headerPrefix", says);
            }
            Some(prefix) if prefix != "Bearer" => {
                put(&mut self.profile, "use_token.prefix", format!("{prefix} "));
            }
            _ => {}
        }
    }

    fn parameters(&mut self, key: &str, ours: &str) {
        let Some(list) = self.settings.get(key).copied() else {
            return;
        };
        for item in list.items() {
            let on = item.get("enabled").is_none() || item.flag("enabled");
            let (Some(name), true) = (item.text_of("key"), on) else {
                continue;
            };
            let text = item.plain_of("value").unwrap_or_default();
            let ours = match item.text_of("send_as") {
                Some("request_header") => "token.headers",
                _ => ours,
            };
            self.parameter(key, ours, name, &text);
        }
    }

    fn parameter(&mut self, key: &str, ours: &str, name: &str, text: &str) {
        match self.variables.jinja(text) {
            Ok((jinja, inputs)) => {
                self.ask(inputs);
                let mut value = Map::new();
                value.insert(name.to_owned(), jinja.into());
                let path: Vec<&str> = ours.split('.').collect();
                let mut over = Value::Object(value);
                for key in path.into_iter().rev() {
                    over = json!({ key: over });
                }
                let mut profile = Value::Object(std::mem::take(&mut self.profile));
                overlay(&mut profile, &over);
                if let Value::Object(profile) = profile {
                    self.profile = profile;
                }
            }
            Err(variable) => {
                let says = format!("`{name}` uses {{{{{variable}}}}}, which only Postman fills");
                self.notes.say(self.node.line, Kind::Dance, key, &says);
            }
        }
    }

    fn draft(&mut self) -> Draft {
        let api = match self.base.map(|base| self.variables.address(base)) {
            Some(Ok((jinja, inputs))) => {
                self.ask(inputs);
                jinja
            }
            _ => {
                let mut input = Input::new("api_address", "API address").required();
                input.pattern = Some(r"^https://[^\s?#]+$".to_owned());
                self.ask(vec![input]);
                "{{ api_address }}".to_owned()
            }
        };
        Draft {
            inputs: std::mem::take(&mut self.inputs),
            api,
            whole: self.notes.is_whole(),
            ..Draft::default()
        }
    }

    fn key(&mut self, paths: &[(String, String)], authenticator: &Value) -> Option<Draft> {
        if paths.is_empty() {
            let says =
                "the collection has no GET request without parameters, so there would be no stream";
            return self.notes.refuse("type", says);
        }
        Some(streams::keyed(self.draft(), paths, authenticator))
    }
}
