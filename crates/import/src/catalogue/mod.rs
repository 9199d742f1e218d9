//! A catalogue of providers: one entry for each, with the way it signs in, templated addresses and
//! what its program does besides.

mod api;
mod callback;
mod entry;
mod inputs;
mod key;
mod mcp;
mod oauth2;
pub(crate) mod quirks;
mod template;
mod token;

use serde_json::{Map, Value};

use crate::connector::{Input, folder_name, overlay, put, title};
use crate::draft::{Draft, Imported};
use crate::import::Import;
use crate::node::Node;
use crate::note::{Kind, Note};
use entry::Entry;
use oauth2::{Translation, Way};

/// The most connectors that are taken out of a file.
const MOST: usize = 5000;
/// Keys that are read, or that are about people and pages.
const READ: [&str; 38] = [
    "alias",
    "alternate_access_token_response_path",
    "auth",
    "auth_mode",
    "authorization_code_param_in_callback",
    "authorization_code_param_in_webhook",
    "authorization_method",
    "authorization_params",
    "authorization_url",
    "authorization_url_fragment",
    "authorization_url_replacements",
    "authorization_url_skip_empty",
    "authorization_url_skip_encode",
    "body_format",
    "categories",
    "connection_config",
    "connection_configuration",
    "credentials",
    "decode_url",
    "default_scopes",
    "disable_pkce",
    "display_name",
    "expires_in_unit",
    "installation",
    "proxy",
    "redirect_uri_metadata",
    "refresh_params",
    "refresh_token_params",
    "refresh_token_response_metadata",
    "refresh_url",
    "require_client_certificate",
    "scope_separator",
    "token_expiration_buffer",
    "token_expires_in_ms",
    "token_headers",
    "token_params",
    "token_response_metadata",
    "token_url",
];
/// Further keys that are read.
const READ_TOO: [&str; 10] = [
    "client_registration",
    "docs",
    "docs_connect",
    "integration_config",
    "registration_params",
    "registration_url",
    "setup_guide_url",
    "token_request_auth_method",
    "token_url_skip_encode",
    "authorization_scheme",
];
/// Code of the catalogue's own program that runs around the dance.
const SCRIPTS: [(&str, &str); 3] = [
    (
        "post_connection_script",
        "what its program `X` finds out after connecting is not translated",
    ),
    (
        "pre_connection_deletion_script",
        "what its program `X` does before a connection is deleted is not translated",
    ),
    (
        "credentials_verification_script",
        "the check of its program `X` is not translated",
    ),
];

/// Whether a document is a catalogue: its entries say how they sign in, or whose alias they are.
pub(crate) fn is_catalogue(root: &Node) -> bool {
    root.entries().any(|(_, entry)| {
        entry.get("auth_mode").is_some()
            || (entry.text_of("alias").is_some() && entry.get("display_name").is_some())
    })
}

/// Translates all entries.
pub(crate) fn read(root: &Node) -> Import {
    let mut import = Import::default();
    for (key, node) in root.entries() {
        // Anchors that others merge in, and what is no entry.
        if node.get("auth_mode").is_none() && node.get("alias").is_none() {
            continue;
        }
        let entry = match Entry::resolve(root, key, node) {
            Ok(entry) => entry,
            Err(says) => {
                import.count("unknown", None);
                import.notes.push(Note {
                    line: node.line,
                    entry: key.clone(),
                    key: "alias".into(),
                    says,
                    kind: Kind::Mode,
                });
                continue;
            }
        };
        if import.connectors.len() == MOST {
            let says = format!(
                "the file has more than {MOST} connectors; this one and those after it are left out"
            );
            entry.note(entry.line, Kind::Mode, "auth_mode", &says);
            import.notes.extend(entry.into_notes());
            break;
        }
        let mode = entry.text("auth_mode").unwrap_or("unknown").to_owned();
        let imported = translate(&entry, &mode);
        import.count(&mode, imported.as_ref().map(|imported| imported.whole));
        import.connectors.extend(imported);
        import.notes.extend(entry.into_notes());
    }
    import
}

fn translate(entry: &Entry, mode: &str) -> Option<Imported> {
    let draft = match mode {
        "OAUTH2" => Some(grant(entry, Way::Consent)),
        "OAUTH2_CC" => Some(grant(entry, Way::ClientCredentials)),
        "MCP_OAUTH2" | "MCP_OAUTH2_GENERIC" => mcp::translate(entry),
        "API_KEY" | "BASIC" => key::translate(entry, mode),
        _ => {
            let says = format!("signing in by {mode} is not translated");
            entry.note(entry.line_of("auth_mode"), Kind::Mode, "auth_mode", &says);
            None
        }
    };
    draft.map(Draft::finish)
}

/// An entry that gets a grant.
fn grant(entry: &Entry, way: Way) -> Draft {
    unknown_keys(entry);
    let known = quirks::known(&entry.key);
    for (key, says) in &known.lost {
        entry.lost(key, says);
    }
    let mut translation = Translation::of(entry, known, way);
    let api = translation.api();
    let mut draft = draft(entry);
    let authorize = translation.profile.get("step1_authorize_url");
    let overlaid = known
        .oauth2
        .as_ref()
        .is_some_and(|over| over.get("redirect").is_some());
    if let Some(url) = authorize.and_then(Value::as_str).map(str::to_owned)
        && !overlaid
    {
        put(&mut translation.profile, "redirect", quirks::redirect(&url));
    }
    if let Some(calls) = &known.after {
        put(&mut translation.profile, "after_connect", calls.clone());
    } else {
        scripts(entry);
    }
    let mut profile = Value::Object(std::mem::take(&mut translation.profile));
    if let Some(over) = &known.oauth2 {
        overlay(&mut profile, over);
    }
    draft.scopes = std::mem::take(&mut translation.scopes);
    let (inputs, left) = translation.names.into_inputs();
    draft.inputs = inputs;
    if let Some(instead) = &known.instead {
        profile = instead.clone();
    } else {
        unused(entry, &left);
    }
    draft.inputs.extend(known_inputs(known.inputs.as_ref()));
    draft.inputs.extend(api.input);
    draft.remarks.extend(known.remark.clone());
    draft.client = client(entry);
    draft.oauth2 = Some(profile);
    draft.api = api.base;
    draft.paths = api.path.into_iter().collect();
    draft.whole = entry.is_whole();
    draft
}

/// What every draft of an entry has.
fn draft(entry: &Entry) -> Draft {
    let name = entry
        .text("display_name")
        .map_or_else(|| title(&entry.key), str::to_owned);
    let page = entry.text("setup_guide_url").or(entry.text("docs"));
    Draft {
        id: folder_name(&entry.key),
        name: name.chars().take(80).collect(),
        category: category(&entry.texts("categories")),
        documented: page.map(str::to_owned),
        whole: true,
        ..Draft::default()
    }
}

/// The first category that says something.
fn category(words: &[String]) -> String {
    let says = |word: &&String| !matches!(word.as_str(), "popular" | "other");
    match words.iter().find(says) {
        None => "Other".to_owned(),
        Some(word) if word.len() <= 3 => word.to_uppercase(),
        Some(word) => title(word),
    }
}

fn unknown_keys(entry: &Entry) {
    for (key, line) in entry.keys() {
        let read = READ.contains(&key) || READ_TOO.contains(&key);
        let about_webhooks = key.starts_with("webhook_");
        if !read && !about_webhooks && SCRIPTS.iter().all(|(script, _)| *script != key) {
            entry.note(line, Kind::Dance, key, "this key is not known");
        }
    }
}

fn scripts(entry: &Entry) {
    for (key, says) in SCRIPTS {
        if let Some(name) = entry.text(key) {
            entry.note(
                entry.line_of(key),
                Kind::After,
                key,
                &says.replace('X', name),
            );
        }
    }
}

fn unused(entry: &Entry, left: &[String]) {
    if !left.is_empty() {
        let says = format!(
            "not asked, since nothing translated uses it: {}",
            left.join(", ")
        );
        let line = entry.line_of("connection_config");
        entry.note(line, Kind::Api, "connection_config", &says);
    }
}

fn known_inputs(inputs: Option<&Value>) -> Vec<Input> {
    let inputs = inputs.and_then(Value::as_object).into_iter().flatten();
    inputs
        .map(|(name, value)| {
            let text = |key: &str| value[key].as_str().map(str::to_owned);
            let mut input = Input::new(name, &text("title").unwrap_or_else(|| title(name)));
            input.example = text("example");
            input.pattern = text("pattern");
            input.required()
        })
        .collect()
}

/// The form for own credentials.
fn client(entry: &Entry) -> Map<String, Value> {
    let mut client = Map::new();
    let field = |name: &str, key: &str| {
        let node = entry.get("credentials")?.at(&[name])?;
        node.plain_of(key).filter(|text| !text.trim().is_empty())
    };
    let pattern = field("client_id", "pattern");
    let pattern = pattern.filter(|pattern| regex::Regex::new(pattern).is_ok());
    for (key, text) in [
        ("id_pattern", pattern),
        ("id_example", field("client_id", "example")),
        ("id_hint", field("client_id", "description")),
        ("secret_hint", field("client_secret", "description")),
    ] {
        if let Some(text) = text {
            client.insert(key.into(), text.into());
        }
    }
    client
}
