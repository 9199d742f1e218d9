//! Streams without a manifest: the user says which paths of an API to read, one stream for each.
//!
//! `connector.yaml` says `streams: paths` and where the API is (`api`). The input `paths` has a
//! line for each stream, and the manifest is built from these lines when they are known. What the
//! user wrote goes into the configuration and never into a template.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use regex::Regex;
use serde_json::{Value, json};

use super::input::Input;
use crate::error::Problem;
use crate::expression::Template;
use crate::fields::Fields;
use crate::files::Files;
use crate::manifest::Manifest;

/// The input that holds the lines, and their key in the configuration.
pub(super) const PATHS: &str = "paths";
/// The hidden input that leads to another address of the API, and its key in the configuration.
pub(super) const API: &str = "api";

/// A line: `/contacts`, `orders = /v1/orders?status=open`, `/search records at data.items`. Read
/// alike by Rust and JavaScript.
const LINE: &str = r"(?:[A-Za-z0-9][A-Za-z0-9_.-]*\s*=\s*)?/\S*(?:\s+records at\s+[$A-Za-z0-9_@-][$A-Za-z0-9_@.:-]*)?";

static PARTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:(?<name>[^\s=/]+)\s*=\s*)?(?<path>/\S*)(?:\s+records at\s+(?<records>\S+))?$")
        .ok()
});

/// What `connector.yaml` says of such a connector.
#[derive(Debug)]
pub(super) struct Rule {
    /// Base address of the API.
    pub(super) api: Template,
    /// The lines to begin with.
    suggested: Vec<String>,
}

impl Rule {
    /// Reads `streams`, `api` and `paths`; nothing inside where streams come from a manifest.
    pub(super) fn read(fields: &Fields<'_>) -> Option<Option<Rule>> {
        let (streams, api) = (fields.text("streams"), fields.template("api"));
        let suggested = fields.texts("paths");
        let (streams, api, suggested) = (streams?, api?, suggested?);
        match (streams.as_deref(), api) {
            (None, None) if suggested.is_empty() => Some(None),
            (None, _) => fields.refuse("`api` and `paths` need `streams: paths`"),
            (Some("paths"), None) => {
                fields.refuse("`streams: paths` needs `api`, the base address of the API")
            }
            (Some("paths"), Some(api)) => {
                if let Err(reason) = read(&suggested.join("\n")) {
                    return fields.refuse(format!("`paths`: {reason}"));
                }
                Some(Some(Rule { api, suggested }))
            }
            (Some(other), _) => fields.refuse(format!("`streams` is `{other}`; it may be paths")),
        }
    }

    /// Adds the inputs that such a connector asks for, where it does not declare them itself.
    pub(super) fn ask(&self, inputs: &mut Vec<Input>) {
        let declares = |inputs: &[Input], name: &str| inputs.iter().any(|input| input.name == name);
        if !declares(inputs, PATHS) {
            inputs.push(Input {
                name: PATHS.to_owned(),
                title: "What to read".to_owned(),
                hint: Some(
                    "One path of the API for each table, as its documentation names it. A name may stand before it: \
                     orders = /v1/orders"
                        .to_owned(),
                ),
                example: Some("/contacts".to_owned()),
                pattern: Some(LINE.to_owned()),
                pattern_says: Some("Begin each path with /, as in /contacts or orders = /v1/orders.".to_owned()),
                default: (!self.suggested.is_empty()).then(|| self.suggested.join("\n")),
                required: true,
                lines: true,
                ..Input::default()
            });
        }
        if !declares(inputs, API) {
            inputs.push(Input {
                name: API.to_owned(),
                title: "API address".to_owned(),
                hidden: true,
                ..Input::default()
            });
        }
    }
}

/// Whether a key of the configuration is ours to set.
pub(super) fn is_own(key: &str) -> bool {
    key == PATHS || key == API
}

/// What one line says.
#[derive(Debug, PartialEq, Eq)]
struct Path {
    name: String,
    /// Relative to the base address, so that it can lead to no other host.
    path: String,
    /// Where the records are; nothing: they are looked for.
    records: Option<Vec<String>>,
}

/// The lines as the configuration holds them.
///
/// # Errors
/// What is wrong with the first line that cannot be taken, for people.
pub(super) fn configured(lines: &str) -> Result<Value, String> {
    let paths = read(lines)?.into_iter();
    let paths =
        paths.map(|path| json!({"name": path.name, "path": path.path, "records": path.records}));
    Ok(Value::Array(paths.collect()))
}

fn read(lines: &str) -> Result<Vec<Path>, String> {
    let mut names = BTreeMap::new();
    let mut paths = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let path = one(line)?;
        if let Some(before) = names.insert(path.name.clone(), line) {
            return Err(format!(
                "“{before}” and “{line}” would both be called {}. Write a name before one of them, as in other = {}",
                path.name,
                path.path.trim_start_matches('.'),
            ));
        }
        paths.push(path);
    }
    Ok(paths)
}

fn one(line: &str) -> Result<Path, String> {
    let wrong = || format!("“{line}” is no path: begin it with /, as in /contacts");
    let parts = PARTS
        .as_ref()
        .and_then(|parts| parts.captures(line))
        .ok_or_else(wrong)?;
    let part = |name: &str| parts.name(name).map(|part| part.as_str());
    let path = part("path").ok_or_else(wrong)?;
    let records = part("records").map(|records| match records.trim_start_matches(['$', '.']) {
        "" => Vec::new(),
        inside => inside.split('.').map(str::to_owned).collect(),
    });
    Ok(Path {
        name: part("name").map_or_else(|| last_word(path), str::to_owned),
        path: format!("./{}", path.trim_start_matches('/')),
        records,
    })
}

/// The name of a path: its last part that is a word.
fn last_word(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let part = path
        .rsplit('/')
        .find(|part| part.chars().any(char::is_alphanumeric));
    let plain = |letter: char| match letter {
        letter if letter.is_alphanumeric() || "_-".contains(letter) => letter,
        _ => '_',
    };
    part.map_or_else(
        || "root".to_owned(),
        |part| part.chars().map(plain).collect(),
    )
}

/// The manifest of a configuration that holds lines.
///
/// # Errors
/// None unless the program itself is wrong: the manifest holds nothing of what the user wrote but
/// names.
pub(super) fn manifest(file: &str, config: &Value) -> Result<Arc<Manifest>, Vec<Problem>> {
    let paths = config.get(PATHS).and_then(Value::as_array);
    let streams: Vec<Value> = paths
        .into_iter()
        .flatten()
        .enumerate()
        .map(|(index, path)| stream(index, path))
        .collect();
    let first = streams
        .first()
        .map_or(json!(PATHS), |stream| stream["name"].clone());
    let manifest = json!({
        "type": "DeclarativeSource",
        "check": {"type": "CheckStream", "stream_names": [first]},
        "streams": streams,
    });
    Manifest::with_files(&manifest.to_string(), file, Files::None).map(Arc::new)
}

fn stream(index: usize, path: &Value) -> Value {
    let here = format!("config['{PATHS}'][{index}]");
    let extractor = match path["records"].as_array() {
        None => json!({"type": "FirstListExtractor"}),
        Some(keys) => {
            let keys: Vec<String> = (0..keys.len())
                .map(|key| format!("{{{{ {here}['records'][{key}] }}}}"))
                .collect();
            json!({"type": "DpathExtractor", "field_path": keys})
        }
    };
    json!({
        "type": "DeclarativeStream",
        "name": path["name"],
        "retriever": {
            "type": "SimpleRetriever",
            "requester": {
                "type": "HttpRequester",
                "url_base": format!("{{{{ config['{API}'] }}}}"),
                "path": format!("{{{{ {here}['path'] }}}}"),
                "http_method": "GET",
                "request_headers": {"Accept": "application/json"},
                "authenticator": {"type": "OAuthAuthenticator"},
            },
            "record_selector": {"type": "RecordSelector", "extractor": extractor},
            "paginator": {
                "type": "DefaultPaginator",
                "pagination_strategy": {"type": "NextLinkPagination"},
                "page_token_option": {"type": "RequestPath"},
            },
        },
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    /// Every form of a line gives what it says, and the pattern that the window checks while one
    /// types takes the same lines.
    #[test]
    fn lines_are_read_in_every_form() {
        let pattern = Regex::new(&format!("^(?:{LINE})$")).unwrap();
        for (line, name, path, records) in [
            ("/contacts", "contacts", "./contacts", None),
            (
                "/v1/orders/?status=open",
                "orders",
                "./v1/orders/?status=open",
                None,
            ),
            ("open = /v1/orders", "open", "./v1/orders", None),
            (
                "/search records at data.items",
                "search",
                "./search",
                Some(vec!["data", "items"]),
            ),
            ("/me records at $", "me", "./me", Some(vec![])),
            ("/", "root", "./", None),
            ("/a/b.json", "b_json", "./a/b.json", None),
            ("//elsewhere.test/a", "a", "./elsewhere.test/a", None),
        ] {
            assert!(pattern.is_match(line), "{line}");
            let records =
                records.map(|keys: Vec<&str>| keys.into_iter().map(str::to_owned).collect());
            let wanted = Path {
                name: name.into(),
                path: path.into(),
                records,
            };
            assert_eq!(one(line), Ok(wanted), "{line}");
        }
        for line in [
            "contacts",
            "https://elsewhere.test/a",
            "/a b",
            "a b = /c",
            "= /c",
        ] {
            assert!(!pattern.is_match(line) && one(line).is_err(), "{line}");
        }
    }

    /// Two streams of one name would be one tab: the second is refused in words that help.
    #[test]
    fn two_lines_of_one_name_are_refused() {
        let reason = read("/v1/orders\n\n/v2/orders").unwrap_err();
        assert!(reason.contains("both be called orders"), "{reason}");
        assert_eq!(read("/v1/orders\nnew = /v2/orders\n").unwrap().len(), 2);
    }
}
