//! One security scheme as a connector.

use serde_json::{Map, Value, json};

use super::server::Server;
use super::title;
use crate::catalogue::quirks;
use crate::connector::{folder_name, literal, put, scope};
use crate::draft::Draft;
use crate::node::Node;
use crate::note::{Kind, Notes};
use crate::streams;

/// The most scopes that are taken over.
const MOST_SCOPES: usize = 300;
/// What stands behind an issuer (OpenID Connect Discovery, section 4).
const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// A scheme on its way to a connector.
pub(super) struct Work<'a> {
    root: &'a Node,
    name: &'a str,
    node: &'a Node,
    server: &'a Server,
    profile: Map<String, Value>,
    scopes: Map<String, Value>,
    pub notes: Notes<'a>,
}

impl<'a> Work<'a> {
    pub fn new(root: &'a Node, name: &'a str, node: &'a Node, server: &'a Server) -> Work<'a> {
        Work {
            root,
            name,
            node,
            server,
            profile: Map::new(),
            scopes: Map::new(),
            notes: Notes::new(name, node.line),
        }
    }

    /// The way of signing in, as the document names it.
    pub fn mode(&self) -> String {
        let kind = self.node.text_of("type").unwrap_or("unknown");
        match self.node.text_of("scheme") {
            Some(scheme) if kind == "http" => format!("http {}", scheme.to_ascii_lowercase()),
            _ => kind.to_owned(),
        }
    }

    /// The connector; none where nothing of the scheme can be used.
    pub fn translate(&mut self, paths: &[(String, String)]) -> Option<Draft> {
        let mode = self.mode();
        match mode.as_str() {
            "oauth2" => {
                self.flows();
                match self.profile.contains_key("grants") {
                    true => Some(self.oauth(paths)),
                    false => None,
                }
            }
            "openIdConnect" => self.open_id(paths),
            "apiKey" => {
                let name = self.node.text_of("name")?;
                match self.node.text_of("in") {
                    Some("header") => self.key(paths, &streams::by_key("header", name, "")),
                    Some("query") => {
                        self.key(paths, &streams::by_key("request_parameter", name, ""))
                    }
                    _ => self
                        .notes
                        .refuse("in", "a key in a cookie is not translated"),
                }
            }
            "http bearer" => self.key(
                paths,
                &streams::by_key("header", "Authorization", "Bearer "),
            ),
            "http basic" | "basic" => self.key(paths, &streams::by_password()),
            other => self
                .notes
                .refuse("type", &format!("signing in by {other} is not translated")),
        }
    }

    /// The flows of version 3 by their names, the one flow of version 2 by its own.
    fn flows(&mut self) {
        let node = self.node;
        match node.text_of("flow") {
            Some("accessCode") => self.flow("authorizationCode", node),
            Some("application") => self.flow("clientCredentials", node),
            Some(other) => self.flow(other, node),
            None => {
                for (name, flow) in node.entries_of("flows") {
                    self.flow(name, flow);
                }
            }
        }
    }

    fn flow(&mut self, name: &str, flow: &Node) {
        let grant = match name {
            "authorizationCode" => "authorization_code",
            "clientCredentials" => "client_credentials",
            "deviceAuthorization" => "device_code",
            "implicit" | "password" => {
                let says = format!("the flow {name} is out of use (OAuth 2.1) and not translated");
                return self.notes.say(flow.line, Kind::Mode, name, &says);
            }
            _ if name.starts_with("x-") => return,
            other => {
                let says = format!("the flow {other} is not known");
                return self.notes.say(flow.line, Kind::Mode, name, &says);
            }
        };
        let mut found = Vec::new();
        for (key, needed, ours) in [
            (
                "authorizationUrl",
                grant == "authorization_code",
                "step1_authorize_url",
            ),
            (
                "deviceAuthorizationUrl",
                grant == "device_code",
                "device_authorization_url",
            ),
            ("tokenUrl", true, "step3_access_url"),
            ("refreshUrl", false, "token_refresh_url"),
        ] {
            match flow.text_of(key).map(|url| self.address(url)) {
                Some(Some(url)) if needed || ours == "token_refresh_url" => found.push((ours, url)),
                Some(None) if needed => {
                    let says =
                        format!("the flow {name} is left out: its {key} is no https address");
                    return self.notes.say(flow.line, Kind::Dance, key, &says);
                }
                None if needed => {
                    let says = format!("the flow {name} is left out: it has no {key}");
                    return self.notes.say(flow.line, Kind::Dance, key, &says);
                }
                _ => {}
            }
        }
        self.take(grant, found);
        for (scope_name, says) in flow.entries_of("scopes").take(MOST_SCOPES) {
            let mut value = scope(scope_name, says.text());
            value["required"] = false.into();
            self.scopes.insert(scope_name.clone(), value);
        }
    }

    /// Puts what a flow found into the profile. Where two flows have different addresses, the
    /// client credentials have theirs beside.
    fn take(&mut self, grant: &str, found: Vec<(&str, String)>) {
        let grants = self.profile.entry("grants").or_insert_with(|| json!([]));
        if let Value::Array(grants) = grants {
            grants.push(grant.into());
        }
        for (key, url) in found {
            let there = self.profile.get(key).and_then(Value::as_str);
            match there.map(str::to_owned) {
                Some(other) if other != url && key == "step3_access_url" => {
                    if grant == "client_credentials" {
                        put(&mut self.profile, "client_credentials.url", url);
                    } else {
                        // The other came first: it is the one beside.
                        put(&mut self.profile, "client_credentials.url", other);
                        put(&mut self.profile, key, url);
                    }
                }
                Some(_) => {}
                None if url
                    != self
                        .profile
                        .get("step3_access_url")
                        .and_then(Value::as_str)
                        .unwrap_or_default() =>
                {
                    put(&mut self.profile, key, url);
                }
                // A refresh address that is the token address says nothing.
                None => {}
            }
        }
    }

    /// An address, relative ones against the server's origin.
    fn address(&self, url: &str) -> Option<String> {
        let url = url.trim();
        let absolute = match (&self.server.origin, url.starts_with('/')) {
            (Some(origin), true) => format!("{origin}{url}"),
            _ => url.to_owned(),
        };
        let plain = |c: char| c.is_ascii_graphic() && !"\\<>\"".contains(c);
        let usable = absolute.starts_with("https://") && absolute.chars().all(plain);
        usable.then(|| literal(absolute.split('#').next().unwrap_or_default()))
    }

    fn open_id(&mut self, paths: &[(String, String)]) -> Option<Draft> {
        let url = self.node.text_of("openIdConnectUrl").unwrap_or_default();
        let issuer = url
            .strip_suffix(WELL_KNOWN)
            .and_then(|issuer| self.address(issuer));
        let Some(issuer) = issuer else {
            let says =
                "its address is not that of a discovery document, so its issuer is not known";
            return self.notes.refuse("openIdConnectUrl", says);
        };
        put(&mut self.profile, "discovery", true);
        put(&mut self.profile, "issuer", issuer);
        put(&mut self.profile, "grants", json!(["authorization_code"]));
        self.scopes.insert("openid".into(), scope("openid", None));
        Some(self.oauth(paths))
    }

    fn draft(&self) -> Draft {
        let title = title(self.root);
        let documented = self.root.at(&["externalDocs", "url"]).and_then(Node::plain);
        Draft {
            id: folder_name(&format!("{title} {}", self.name)),
            name: title,
            category: "API".to_owned(),
            inputs: self.server.inputs.clone(),
            api: self.server.base.clone(),
            documented,
            whole: self.notes.is_whole(),
            ..Draft::default()
        }
    }

    fn oauth(&mut self, paths: &[(String, String)]) -> Draft {
        let mut draft = self.draft();
        let authorize = self
            .profile
            .get("step1_authorize_url")
            .and_then(Value::as_str);
        if let Some(rule) = authorize.map(quirks::redirect) {
            put(&mut self.profile, "redirect", rule);
        } else if self.profile.contains_key("discovery") {
            put(&mut self.profile, "redirect", quirks::redirect(""));
        }
        draft.paths = streams::lines(paths);
        draft.scopes = self.scopes.values().cloned().collect();
        draft.oauth2 = Some(Value::Object(std::mem::take(&mut self.profile)));
        draft
    }

    fn key(&mut self, paths: &[(String, String)], authenticator: &Value) -> Option<Draft> {
        if paths.is_empty() {
            let says = "the document has no path that can be read without parameters, so there would be no stream";
            return self.notes.refuse("type", says);
        }
        Some(streams::keyed(self.draft(), paths, authenticator))
    }
}
