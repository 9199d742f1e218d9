//! From an entry to a provider's profile: token requests, refreshes and their answers.

use serde_json::{Value, json};

use super::oauth2::{Translation, Way, put_parameter};
use crate::connector::put;

/// Parameters that the flow sets itself.
const OURS: [&str; 6] = [
    "client_id",
    "client_secret",
    "redirect_uri",
    "code",
    "code_verifier",
    "refresh_token",
];

impl Translation<'_> {
    /// Everything about token requests.
    pub fn token(&mut self) {
        let entry = self.entry;
        match self.token_url() {
            None => entry.lost("token_url", "there is no address to get a token from"),
            Some(url) => {
                if let Some(url) = self.address("token_url", &url) {
                    put(&mut self.profile, "step3_access_url", url);
                }
            }
        }
        if let Some(url) = entry.text("refresh_url")
            && let Some(url) = self.address("refresh_url", url)
        {
            put(&mut self.profile, "token_refresh_url", url);
        }
        if self.way == Way::ClientCredentials {
            put(&mut self.profile, "grants", json!(["client_credentials"]));
        }
        self.client_auth();
        self.body();
        self.token_params();
        self.refresh_params();
        self.token_headers();
        self.answers();
    }

    /// One address, or one for each way of signing in.
    fn token_url(&self) -> Option<String> {
        let node = self.entry.get("token_url")?;
        let key = match self.way {
            Way::Consent => "OAUTH2",
            Way::ClientCredentials => "OAUTH2CC",
        };
        let by_way = || node.plain_of(key).or_else(|| node.plain_of("OAUTH2_CC"));
        node.plain().or_else(by_way)
    }

    fn client_auth(&mut self) {
        let entry = self.entry;
        let method = entry.text("token_request_auth_method");
        match method.or(entry.text("authorization_method")) {
            None | Some("body") => {}
            Some("basic" | "header") => put(&mut self.profile, "client.auth", "basic"),
            Some("private_key_jwt") => {
                put(&mut self.profile, "client.auth", "private_key_jwt");
                put(&mut self.profile, "client.secret", "required");
            }
            Some("custom") if self.known.oauth2.is_some() => {}
            Some("custom") if self.way == Way::ClientCredentials => {
                // The credentials go under the names of a login form, and nothing else with them.
                put(&mut self.profile, "alternative_client_id_key", "username");
                put(
                    &mut self.profile,
                    "alternative_client_secret_key",
                    "password",
                );
                put(&mut self.profile, "token.omit", json!(["grant_type"]));
            }
            Some(other) => {
                let says = format!("nothing says how a client names itself by `{other}`");
                entry.lost("token_request_auth_method", &says);
            }
        }
        if entry.flag("require_client_certificate") {
            put(&mut self.profile, "client.certificate", true);
        }
    }

    fn body(&mut self) {
        match self.entry.text("body_format") {
            None | Some("form") => {}
            Some("json") => put(&mut self.profile, "content_type", "application/json"),
            Some("query") => put(&mut self.profile, "token.params_in", "query"),
            Some(other) => {
                let says = format!("requests cannot be written as `{other}`");
                self.entry.lost("body_format", &says);
            }
        }
    }

    fn token_params(&mut self) {
        const KEY: &str = "token_params";
        for (name, text) in self.entry.pairs(KEY) {
            if name == "grant_type" {
                let standard = match self.way {
                    Way::Consent => "authorization_code",
                    Way::ClientCredentials => "client_credentials",
                };
                match (self.way, text.as_str()) {
                    (_, same) if same == standard => {}
                    (Way::Consent, "client_credentials") => {
                        put(&mut self.profile, "grants", json!(["client_credentials"]));
                    }
                    _ => put(&mut self.profile, "grant_type", text),
                }
                continue;
            }
            let ours = OURS.contains(&name.as_str());
            let Some(value) = self.parameter(KEY, &name, &text) else {
                continue;
            };
            match ours {
                // The flow's own parameter under its own name.
                true if value.starts_with("{{ client_id") => {}
                true => self
                    .entry
                    .lost(KEY, &format!("`{name}` is set by the flow itself")),
                false => put_parameter(&mut self.profile, "extra_access_url", &name, value),
            }
        }
    }

    fn refresh_params(&mut self) {
        for key in ["refresh_params", "refresh_token_params"] {
            for (name, text) in self.entry.pairs(key) {
                match name.as_str() {
                    "grant_type" if text == "refresh_token" => {}
                    "grant_type" => put(&mut self.profile, "refresh.grant_type", text),
                    _ if text.contains("efresh_token}") || text.contains("efreshToken}") => {
                        if name != "refresh_token" {
                            put(&mut self.profile, "token.rename.refresh_token", name);
                        }
                    }
                    name if OURS.contains(&name) => {}
                    _ => {
                        if let Some(value) = self.parameter(key, &name, &text) {
                            let refresh = self.profile.entry("refresh");
                            let refresh = refresh.or_insert_with(|| json!({}));
                            if let Value::Object(refresh) = refresh {
                                put_parameter(refresh, "extra", &name, value);
                            }
                        }
                    }
                }
            }
        }
    }

    fn token_headers(&mut self) {
        for (name, text) in self.entry.pairs("token_headers") {
            match name.to_ascii_lowercase().as_str() {
                "content-type" if text.contains("json") => {
                    put(&mut self.profile, "content_type", "application/json");
                }
                "content-type" | "content-length" => {}
                "accept" if text == "application/json" => {}
                "accept" => put(&mut self.profile, "accept_header", text),
                "authorization" => {
                    let says = "the header that names the client is written by the flow itself";
                    self.entry.lost("token_headers", says);
                }
                _ => {
                    if let Some(value) = self.parameter("token_headers", &name, &text) {
                        let token = self.profile.entry("token").or_insert_with(|| json!({}));
                        if let Value::Object(token) = token {
                            put_parameter(token, "headers", &name, value);
                        }
                    }
                }
            }
        }
    }

    fn answers(&mut self) {
        let entry = self.entry;
        match entry.text("expires_in_unit") {
            None | Some("seconds") => {}
            Some("milliseconds") => put(&mut self.profile, "response.expires_unit", "ms"),
            Some(other) => {
                entry.lost(
                    "expires_in_unit",
                    &format!("`{other}` is no unit that is known"),
                );
            }
        }
        let number = |key: &str| -> Option<u64> { entry.get(key)?.plain()?.parse().ok() };
        if let Some(seconds) = number("token_expires_in_ms")
            .map(|ms| ms / 1000)
            .filter(|s| *s > 0)
        {
            put(&mut self.profile, "response.default_expires_in", seconds);
        }
        if let Some(seconds) = number("token_expiration_buffer") {
            put(&mut self.profile, "refresh.margin_s", seconds);
        }
        // A name can only be kept once; the callback comes first.
        let mut captured = entry.texts("token_response_metadata");
        let kept = entry.texts("redirect_uri_metadata");
        captured.retain(|name| !kept.contains(name));
        if !captured.is_empty() {
            put(&mut self.profile, "capture.token", captured);
        }
        if let Some(path) = entry.text("alternate_access_token_response_path") {
            let secret = format!("{path}.access_token");
            put(&mut self.profile, "capture.secrets", json!([secret]));
        }
        for name in entry.texts("token_url_skip_encode") {
            if !self.names.is_address(&name) && !self.begins(&name) {
                let says = format!("`{name}` would always be percent-encoded");
                entry.lost("token_url_skip_encode", &says);
            }
        }
    }

    /// Whether the token address begins with an input: a base address, which nothing encodes.
    fn begins(&self, name: &str) -> bool {
        let url = self.token_url().unwrap_or_default();
        url.starts_with(&format!("${{connectionConfig.{name}}}"))
    }
}
