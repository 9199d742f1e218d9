//! What a manifest says of its streams' requests and answers: references followed, parameters put in.

use regex::Regex;
use serde_json::{Map, Value};

/// How a stream goes on to its next page.
#[derive(Clone, Debug)]
pub enum Paging {
    None,
    /// The place of the cursor in the answer, or nothing where the last record holds it.
    Cursor {
        at: Option<Vec<String>>,
        stop: String,
        is_path: bool,
        last_field: Option<String>,
    },
    /// The parameter of the offset, where it has one of its own.
    Offset(Option<String>),
    /// The parameter of the page, and the first page's number.
    Page(String, u64),
}

/// A stream, or the parent of one.
#[derive(Clone, Debug)]
pub struct Plan {
    pub name: String,
    pub key: Vec<String>,
    pub schema: Value,
    /// Columns that are made of text by a template.
    pub texts: Vec<String>,
    /// The request's path.
    pub path: Regex,
    /// How much of the path is literal: of two that match, the longer one is meant.
    pub literal: usize,
    pub records: Vec<String>,
    pub paging: Paging,
    pub parents: Vec<Plan>,
}

impl Plan {
    pub fn pages(&self) -> bool {
        !matches!(self.paging, Paging::None)
    }
}

/// The streams of a manifest.
pub fn plans(manifest: &Value) -> Vec<Plan> {
    let streams = manifest["streams"].as_array().into_iter().flatten();
    streams
        .map(|stream| plan(&whole(stream, manifest)))
        .collect()
}

/// The value with all its references followed; what stands beside a reference wins.
fn whole(value: &Value, manifest: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let mut merged = Map::new();
            if let Some(reference) = entries.get("$ref").and_then(Value::as_str) {
                let target = manifest
                    .pointer(&reference[1..])
                    .expect("the reference leads somewhere");
                if let Value::Object(target) = whole(target, manifest) {
                    merged = target;
                } else {
                    return whole(target, manifest);
                }
            }
            for (key, value) in entries.iter().filter(|(key, _)| *key != "$ref") {
                merged.insert(key.clone(), whole(value, manifest));
            }
            Value::Object(merged)
        }
        Value::Array(items) => items.iter().map(|item| whole(item, manifest)).collect(),
        other => other.clone(),
    }
}

fn plan(stream: &Value) -> Plan {
    let parameters = &stream["$parameters"];
    let text = |value: &Value| put_in(value.as_str().unwrap_or_default(), parameters);
    let retriever = &stream["retriever"];
    let requester = &retriever["requester"];
    let path = text(&requester["path"]);
    let routers = match &retriever["partition_router"] {
        Value::Array(routers) => routers.clone(),
        router => vec![router.clone()],
    };
    let parents = routers.iter().flat_map(|router| {
        router["parent_stream_configs"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    });
    Plan {
        name: stream["name"].as_str().unwrap_or_default().to_owned(),
        key: texts_of(&stream["primary_key"]),
        schema: stream["schema_loader"]["schema"].clone(),
        texts: made_of_text(stream),
        literal: template().replace_all(&path, "").len(),
        path: pattern(&path),
        records: texts_of(&retriever["record_selector"]["extractor"]["field_path"])
            .iter()
            .map(|key| records_at(key, parameters))
            .collect(),
        paging: paging(&retriever["paginator"], parameters),
        parents: parents.map(|parent| plan(&parent["stream"])).collect(),
    }
}

/// A text or a list of texts.
fn texts_of(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        other => other.as_str().map(str::to_owned).into_iter().collect(),
    }
}

fn made_of_text(stream: &Value) -> Vec<String> {
    let transformations = stream["transformations"].as_array().into_iter().flatten();
    let fields = transformations.flat_map(|one| one["fields"].as_array().into_iter().flatten());
    let texts = fields.filter(|field| field["value_type"] == "string");
    texts
        .filter_map(|field| field["path"][0].as_str().map(str::to_owned))
        .collect()
}

/// `parameters['name']` becomes the parameter.
fn put_in(text: &str, parameters: &Value) -> String {
    let named = Regex::new(r"\{\{ parameters\['(\w+)'\] \}\}").unwrap();
    let value = |found: &regex::Captures<'_>| {
        parameters[&found[1]]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    named.replace_all(text, value).into_owned()
}

/// One template of the catalogue chooses between two names.
fn records_at(key: &str, parameters: &Value) -> String {
    if key.contains(" if ") {
        let collection = parameters["collection"].as_str().unwrap_or_default();
        return if collection == "contacts" {
            "data".into()
        } else {
            collection.into()
        };
    }
    put_in(key, parameters)
}

fn template() -> Regex {
    Regex::new(r"\{\{.*?\}\}").unwrap()
}

/// A path whose templates match anything.
fn pattern(path: &str) -> Regex {
    let literals: Vec<String> = template().split(path).map(regex::escape).collect();
    Regex::new(&format!(
        "^/?{}$",
        literals.join(".+").trim_start_matches('/')
    ))
    .unwrap()
}

fn paging(paginator: &Value, parameters: &Value) -> Paging {
    let strategy = &paginator["pagination_strategy"];
    let option = paginator["page_token_option"]["field_name"]
        .as_str()
        .map(str::to_owned);
    match strategy["type"].as_str() {
        None => Paging::None,
        Some("OffsetIncrement") => Paging::Offset(option),
        Some("PageIncrement") => Paging::Page(
            option.unwrap(),
            strategy["start_from_page"].as_u64().unwrap_or(0),
        ),
        Some(_) => {
            let value = with_names(
                strategy["cursor_value"].as_str().unwrap_or_default(),
                parameters,
            );
            let field = Regex::new(r"(?:last_record|nodes\[-1\])\['(\w+)'\]").unwrap();
            Paging::Cursor {
                at: chain(&value).or_else(|| value.contains("headers").then(Vec::new)),
                stop: with_names(
                    strategy["stop_condition"].as_str().unwrap_or_default(),
                    parameters,
                ),
                is_path: paginator["page_token_option"]["type"] == "RequestPath",
                last_field: field.captures(&value).map(|found| found[1].to_owned()),
            }
        }
    }
}

/// `[parameters['root']]` becomes `['issues']`.
fn with_names(text: &str, parameters: &Value) -> String {
    let named = Regex::new(r"\[parameters\['(\w+)'\]\]").unwrap();
    let value = |found: &regex::Captures<'_>| {
        format!("['{}']", parameters[&found[1]].as_str().unwrap_or_default())
    };
    named.replace_all(text, value).into_owned()
}

/// The keys of `response['a'].get('b')`, if the text has such a chain.
pub fn chain(text: &str) -> Option<Vec<String>> {
    let start = text.find("response")?;
    let one = Regex::new(
        r"^\)?(?:\['([^']+)'\]|\.get\('([^']+)'(?:, (?:\{\}|\[\]|''))?\)(?: or \{\}\))?)",
    )
    .unwrap();
    let mut rest = &text[start + "response".len()..];
    let mut keys = Vec::new();
    while let Some(found) = one.captures(rest) {
        keys.push(
            found
                .get(1)
                .or_else(|| found.get(2))
                .unwrap()
                .as_str()
                .to_owned(),
        );
        rest = &rest[found[0].len()..];
    }
    (!keys.is_empty()).then_some(keys)
}
