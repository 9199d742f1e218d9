//! Entries for servers of the Model Context Protocol: the client is registered by the program, the
//! addresses may be found by it.

use serde_json::{Value, json};

use super::entry::Entry;
use super::oauth2::Way;
use super::{draft, grant, unknown_keys};
use crate::connector::{Input, put};
use crate::draft::Draft;
use crate::note::Kind;

/// The entry as a connector whose client is registered when it is first needed.
pub(super) fn translate(entry: &Entry) -> Option<Draft> {
    match entry.text("client_registration") {
        Some("static") => Some(grant(entry, Way::Consent)),
        Some("dynamic") | None => Some(match entry.get("authorization_url") {
            Some(_) => registered(entry),
            None => discovered(entry),
        }),
        Some(other) => {
            let says = format!("clients that are made known by `{other}` are not translated");
            let line = entry.line_of("client_registration");
            entry.note(line, Kind::Mode, "client_registration", &says);
            None
        }
    }
}

fn registered(entry: &Entry) -> Draft {
    let mut draft = grant(entry, Way::Consent);
    match (entry.text("registration_url"), draft.oauth2.as_mut()) {
        (Some(url), Some(Value::Object(profile))) => {
            put(profile, "registration.url", url);
            put(profile, "redirect", json!({"policy": "any_port"}));
        }
        _ => {
            entry.lost(
                "registration_url",
                "there is no address to register a client at",
            );
            draft.whole = false;
        }
    }
    draft
}

/// Nothing but the server's address is known, and that is asked.
fn discovered(entry: &Entry) -> Draft {
    unknown_keys(entry);
    let mut input = Input::new("issuer", "Address of the authorization server").required();
    input.example = Some("https://mcp.example.com".to_owned());
    input.pattern = Some(r"^https://[^\s?#]+$".to_owned());
    let mut api = Input::new("api_address", "API address").required();
    api.example = Some("https://mcp.example.com".to_owned());
    api.pattern = Some(r"^https://[^\s?#]+$".to_owned());
    let mut draft = draft(entry);
    draft.inputs = vec![input, api];
    draft.api = "{{ api_address }}".to_owned();
    draft.oauth2 = Some(json!({
        "discovery": true,
        "issuer": "{{ issuer }}",
        "registration": {},
        "pkce": {"mode": "required"},
        "redirect": {"policy": "any_port"},
    }));
    draft.whole = entry.is_whole();
    draft
}
