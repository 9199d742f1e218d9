//! A manifest out of an OpenAPI document: a stream for each list that can be read without knowing
//! anything more, with its key, its schema and its pages as far as the document tells them.

use serde_json::{Map, Value, json};

use super::{followed, server, title};
use crate::node::Node;
use crate::streams;

/// The most streams: whoever has more lists chooses among them.
const MOST: usize = 100;

/// How deep schemas are followed.
const DEEPEST: usize = 4;

/// A list of the document.
struct List<'a> {
    path: &'a str,
    get: &'a Node,
    /// Where the records stand in an answer.
    field_path: Vec<String>,
    /// The schema of a record.
    record: Option<&'a Node>,
}

/// The manifest; none where the document describes no list.
pub(crate) fn manifest(root: &Node) -> Option<Value> {
    let lists: Vec<List<'_>> = lists(root).collect();
    lists.first()?;
    let (authenticator, form) = authenticator(root);
    let server = server::Server::of(root);
    let base = match server.origin {
        Some(_) => server.base,
        None => "{{ config['url_base'] }}".to_owned(),
    };
    let mut properties = form;
    if base.contains("config") {
        properties.insert(
            "url_base".into(),
            json!({"type": "string", "title": "Address of the API"}),
        );
    }
    let names = names(&lists);
    let required: Vec<&String> = properties.keys().collect();
    let required = json!(required);
    let streams: Vec<Value> = lists
        .iter()
        .zip(&names)
        .map(|(list, name)| stream(root, list, name))
        .collect();
    Some(json!({
        "version": "7.39.1",
        "type": "DeclarativeSource",
        "metadata": {"name": title(root)},
        "check": {"type": "CheckStream", "stream_names": names.iter().take(1).collect::<Vec<_>>()},
        "definitions": {"requester": {
            "type": "HttpRequester",
            "url_base": base,
            "http_method": "GET",
            "authenticator": authenticator,
        }},
        "streams": streams,
        "spec": {"type": "Spec", "connection_specification": {
            "type": "object", "required": required, "properties": properties}},
    }))
}

/// Every GET without required parameters whose answer holds a list of objects.
fn lists<'a>(root: &'a Node) -> impl Iterator<Item = List<'a>> {
    let paths = root.entries_of("paths").filter_map(move |(path, item)| {
        let get = item.get("get")?;
        let needs = |node: &Node| {
            let mut parameters = node.items_of("parameters").iter();
            parameters.any(|parameter| followed(root, parameter).flag("required"))
        };
        if path.contains('{') || get.flag("deprecated") || needs(item) || needs(get) {
            return None;
        }
        let schema = answer(root, get)?;
        let (field_path, record) = records(root, schema)?;
        Some(List {
            path,
            get,
            field_path,
            record,
        })
    });
    paths.take(MOST)
}

/// The schema of a good answer.
fn answer<'a>(root: &'a Node, get: &'a Node) -> Option<&'a Node> {
    let mut answers = get.entries_of("responses");
    let (_, answer) =
        answers.find(|(status, _)| status.starts_with('2') || *status == "default")?;
    let answer = followed(root, answer);
    let schema = answer.get("schema").map(|schema| &**schema).or_else(|| {
        let mut kinds = answer.entries_of("content");
        let (_, content) = kinds.find(|(kind, _)| kind.contains("json"))?;
        content.get("schema").map(|schema| &**schema)
    })?;
    Some(followed(root, schema))
}

/// Where the list of objects stands, and what one of them is.
fn records<'a>(root: &'a Node, schema: &'a Node) -> Option<(Vec<String>, Option<&'a Node>)> {
    let items = |schema: &'a Node| {
        let is_list = schema.text_of("type") == Some("array");
        schema
            .get("items")
            .filter(|_| is_list)
            .map(|items| followed(root, items))
    };
    if let Some(record) = items(schema) {
        return Some((Vec::new(), Some(record)));
    }
    schema
        .entries_of("properties")
        .find_map(|(name, property)| {
            let record = items(followed(root, property))?;
            let is_object =
                record.get("properties").is_some() || record.text_of("type") == Some("object");
            is_object.then(|| (vec![name.clone()], Some(record)))
        })
}

fn names(lists: &[List<'_>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for list in lists {
        let words = || list.path.split('/').filter(|word| !word.is_empty());
        let last = words().next_back().unwrap_or("root").replace('.', "_");
        let all = words().collect::<Vec<_>>().join("_").replace('.', "_");
        let mut name = if names.contains(&last) { all } else { last };
        while names.contains(&name) {
            name.push('_');
        }
        names.push(name);
    }
    names
}

fn stream(root: &Node, list: &List<'_>, name: &str) -> Value {
    let schema = list.record.map(|record| schema(root, record, 0));
    let schema = schema.unwrap_or_else(|| json!({"type": "object"}));
    let mut stream = json!({
        "type": "DeclarativeStream",
        "name": name,
        "retriever": {
            "type": "SimpleRetriever",
            "requester": {"$ref": "#/definitions/requester", "path": list.path.trim_start_matches('/')},
            "record_selector": {
                "type": "RecordSelector",
                "extractor": {"type": "DpathExtractor", "field_path": list.field_path},
            },
        },
        "schema_loader": {"type": "InlineSchemaLoader", "schema": schema},
    });
    if !stream["schema_loader"]["schema"]["properties"]["id"].is_null() {
        stream["primary_key"] = "id".into();
    }
    if let Some(paginator) = paginator(root, list.get) {
        stream["retriever"]["paginator"] = paginator;
    }
    stream
}

/// Pages, where the parameters have names that everybody uses for one thing only.
fn paginator(root: &Node, get: &Node) -> Option<Value> {
    let parameters = get.items_of("parameters").iter();
    let names: Vec<&str> = parameters
        .map(|one| followed(root, one))
        .filter(|one| one.text_of("in") == Some("query"))
        .filter_map(|one| one.text_of("name"))
        .collect();
    let one_of = |words: &[&'static str]| words.iter().copied().find(|word| names.contains(word));
    let size = one_of(&[
        "per_page",
        "page_size",
        "pageSize",
        "limit",
        "perPage",
        "count",
    ]);
    let option = |name: &str| json!({"type": "RequestOption", "inject_into": "request_parameter", "field_name": name});
    let (token, strategy) = match (
        one_of(&["offset", "skip"]),
        one_of(&["page", "page_number"]),
    ) {
        (Some(offset), _) if size.is_some() => {
            (offset, json!({"type": "OffsetIncrement", "page_size": 100}))
        }
        (_, Some(page)) => {
            let mut strategy = json!({"type": "PageIncrement", "start_from_page": 1});
            if size.is_some() {
                strategy["page_size"] = 100.into();
            }
            (page, strategy)
        }
        _ => return None,
    };
    let mut paginator = json!({
        "type": "DefaultPaginator",
        "page_token_option": option(token),
        "pagination_strategy": strategy,
    });
    if let Some(size) = size {
        paginator["page_size_option"] = option(size);
    }
    Some(paginator)
}

/// A schema of the document as the schema of a stream: `null` is always allowed.
fn schema(root: &Node, node: &Node, depth: usize) -> Value {
    let node = followed(root, node);
    let kind = node
        .text_of("type")
        .unwrap_or_else(|| match node.get("properties") {
            Some(_) => "object",
            None => "string",
        });
    let mut schema = json!({"type": [kind, "null"]});
    if depth < DEEPEST && kind == "object" {
        let properties: Map<String, Value> = node
            .entries_of("properties")
            .map(|(name, property)| (name.clone(), self::schema(root, property, depth + 1)))
            .collect();
        if !properties.is_empty() {
            schema["properties"] = Value::Object(properties);
        }
    }
    if depth < DEEPEST
        && kind == "array"
        && let Some(items) = node.get("items")
    {
        schema["items"] = self::schema(root, items, depth + 1);
    }
    if let Some(format) = node.text_of("format").filter(|one| one.starts_with("date")) {
        schema["format"] = format.into();
    }
    if depth == 0 {
        schema["type"] = "object".into();
    }
    schema
}

/// How requests are signed, and what has to be asked for it.
fn authenticator(root: &Node) -> (Value, Map<String, Value>) {
    let schemes = root
        .at(&["components", "securitySchemes"])
        .or_else(|| root.at(&["securityDefinitions"]));
    let ask = |fields: &[(&str, &str)]| {
        let field = |(name, title): &(&str, &str)| {
            let secret = *name != "username" && *name != "client_id";
            (
                (*name).to_owned(),
                json!({"type": "string", "title": title, "airbyte_secret": secret}),
            )
        };
        fields.iter().map(field).collect::<Map<_, _>>()
    };
    let key = || ask(&[("api_key", "API key")]);
    for (_, scheme) in schemes.into_iter().flat_map(Node::entries) {
        let scheme = followed(root, scheme);
        let kind = scheme.text_of("type").unwrap_or_default();
        match (kind, scheme.text_of("scheme"), scheme.text_of("in")) {
            ("http", Some("bearer"), _) => {
                let bearer =
                    json!({"type": "BearerAuthenticator", "api_token": "{{ config['api_key'] }}"});
                return (bearer, key());
            }
            ("http", Some("basic"), _) | ("basic", ..) => {
                let fields = [("username", "User name"), ("password", "Password")];
                return (streams::by_password(), ask(&fields));
            }
            ("apiKey", _, Some(place)) if place != "cookie" => {
                let name = scheme.text_of("name").unwrap_or("api_key");
                let place = if place == "query" {
                    "request_parameter"
                } else {
                    "header"
                };
                return (streams::by_key(place, name, ""), key());
            }
            ("oauth2", ..) => {
                let mut flows = scheme.entries_of("flows");
                let nested = flows.find_map(|(_, flow)| flow.text_of("tokenUrl"));
                let Some(url) = nested.or_else(|| scheme.text_of("tokenUrl")) else {
                    continue;
                };
                let fields = ["client_id", "client_secret", "refresh_token"];
                let mut signed =
                    json!({"type": "OAuthAuthenticator", "token_refresh_endpoint": url});
                for field in fields {
                    signed[field] = format!("{{{{ config['{field}'] }}}}").into();
                }
                let titles = [
                    ("client_id", "Client ID"),
                    ("client_secret", "Client secret"),
                    ("refresh_token", "Refresh token"),
                ];
                return (signed, ask(&titles));
            }
            _ => {}
        }
    }
    (json!({"type": "NoAuth"}), Map::new())
}
