//! From an entry to what a connector says of its API: the address, and how requests carry the
//! token.

use serde_json::json;

use super::oauth2::{Translation, put_parameter};
use super::template::{Part, Place, Template};
use crate::connector::{Input, put};
use crate::note::Kind;

/// The input that holds the address of the API, where the entry does not say it.
const ADDRESS: &str = "api_address";

/// The address of an API.
pub(super) struct Api {
    /// A template.
    pub base: String,
    /// The input that it needs, where the entry does not say it.
    pub input: Option<Input>,
    /// A path that every grant can read.
    pub path: Option<String>,
}

impl Translation<'_> {
    /// The API's part; how its requests are signed goes into the profile.
    pub fn api(&mut self) -> Api {
        let entry = self.entry;
        let Some(proxy) = entry.get("proxy") else {
            return asked();
        };
        self.headers();
        if proxy.get("query").is_some_and(|query| {
            let mut values = query.entries().filter_map(|(_, node)| node.plain());
            values.any(|value| value.contains("oken}"))
        }) {
            let says = "the token would have to stand in the query of each request";
            entry.note(proxy.line, Kind::Api, "proxy.query", says);
        }
        let path = proxy
            .at(&["verification", "endpoints"])
            .filter(|_| {
                proxy
                    .at(&["verification", "method"])
                    .is_none_or(|m| m.text() == Some("GET"))
            })
            .and_then(|endpoints| endpoints.items().first()?.text().map(str::to_owned))
            .filter(|path| path.starts_with('/') && !path.contains(['$', ' ', '{']));
        let Some(base) = proxy.get("base_url").and_then(|node| node.plain()) else {
            return Api { path, ..asked() };
        };
        match Template::parse(&base).jinja(&self.names, Place::Address) {
            Ok(base) => Api {
                base,
                input: None,
                path,
            },
            Err(slot) => {
                let says = format!(
                    "the address names {slot}, which is only found after connecting; the connector asks for the address"
                );
                entry.note(proxy.line, Kind::Api, "proxy.base_url", &says);
                Api { path, ..asked() }
            }
        }
    }

    /// Headers of requests to the API: the one with the token, and those with fixed values and
    /// inputs.
    fn headers(&mut self) {
        let entry = self.entry;
        let headers = entry
            .get("proxy")
            .into_iter()
            .flat_map(|proxy| proxy.entries_of("headers"));
        for (name, node) in headers {
            let Some(text) = node.plain() else { continue };
            let lower = name.to_ascii_lowercase();
            let template = Template::parse(&text);
            let parts = template
                .alternatives()
                .first()
                .map_or(&[][..], Vec::as_slice);
            let token = |part: &Part| matches!(part, Part::Slot(slot) if slot == "accessToken");
            match parts {
                [last] if token(last) => self.carry(name, ""),
                [Part::Literal(prefix), last] if token(last) => self.carry(name, prefix),
                _ if ["accept", "content-type", "authorization"].contains(&lower.as_str()) => {}
                // The name of the other program.
                [Part::Literal(_)] if lower == "user-agent" => {}
                _ => match template.jinja(&self.names, Place::Parameter) {
                    Ok(value) => {
                        let rule = self.profile.entry("use_token").or_insert_with(|| json!({}));
                        if let Some(rule) = rule.as_object_mut() {
                            put_parameter(rule, "extra_headers", name, value);
                        }
                    }
                    Err(slot) => {
                        let says =
                            format!("the header `{name}` names {slot}, which nothing here gives");
                        entry.note(node.line, Kind::Api, "proxy.headers", &says);
                    }
                },
            }
        }
    }

    fn carry(&mut self, header: &str, prefix: &str) {
        let standard = header.eq_ignore_ascii_case("authorization") && prefix == "Bearer ";
        if !standard {
            put(&mut self.profile, "use_token.header", header);
            put(&mut self.profile, "use_token.prefix", prefix);
        }
    }
}

fn asked() -> Api {
    let mut input = Input::new(ADDRESS, "API address").required();
    input.hint = Some(
        "The address that all paths of the API begin with, from its documentation.".to_owned(),
    );
    input.example = Some("https://api.example.com/v1".to_owned());
    input.pattern = Some(r"^https://[^\s?#]+$".to_owned());
    Api {
        base: format!("{{{{ {ADDRESS} }}}}"),
        input: Some(input),
        path: None,
    }
}
