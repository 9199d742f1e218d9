//! Postman collections, versions 2.0 and 2.1: sign-ins of the collection, its folders and
//! requests, and the addresses of its requests.

mod auth;
mod variables;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::connector::folder_name;
use crate::draft::Draft;
use crate::import::Import;
use crate::node::Node;
use crate::note::{Kind, Note};
use crate::streams;
use variables::Variables;

/// The most different sign-ins that are taken out of one collection.
const MOST: usize = 50;

/// Whether a document says that it is one.
pub(crate) fn is_collection(root: &Node) -> bool {
    let schema = root.at(&["info", "schema"]).and_then(Node::text);
    schema.is_some_and(|schema| schema.contains("collection/v2")) && root.get("item").is_some()
}

/// One connector for each different sign-in.
pub(crate) fn read(root: &Node) -> Import {
    let mut import = Import::default();
    let variables = Variables::of(root);
    let mut found = Found::default();
    found.walk(root, 0);
    let (base, paths) = api(&found.requests);
    let name = root.at(&["info", "name"]).and_then(Node::plain);
    let name = name.filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| "Imported collection".to_owned());
    if found.auths.is_empty() {
        import.notes.push(Note {
            line: root.line,
            entry: name.clone(),
            key: "auth".into(),
            says: "nothing in the collection says how to sign in".into(),
            kind: Kind::Mode,
        });
    }
    for (place, node) in found.auths.values() {
        let mut work = auth::Work::new(place, node, &variables, base.as_deref());
        let draft = work.translate(&paths).map(|draft| Draft {
            id: folder_name(&name),
            name: name.chars().take(80).collect(),
            category: "API".to_owned(),
            ..draft
        });
        import.count(&auth::mode(node), draft.as_ref().map(|draft| draft.whole));
        import.notes.extend(work.notes.into_list());
        import.connectors.extend(draft.map(Draft::finish));
    }
    import
}

/// What a collection holds at all its levels.
#[derive(Default)]
struct Found<'a> {
    /// Sign-ins by what they say, with the name of the place where each stands first.
    auths: IndexMap<String, (String, &'a Node)>,
    /// Method and address of the requests.
    requests: Vec<(String, String)>,
}

impl<'a> Found<'a> {
    fn walk(&mut self, node: &'a Node, depth: usize) {
        let name = node.text_of("name");
        let name = name.unwrap_or("collection").to_owned();
        self.auth(node, &name);
        if let Some(request) = node.get("request") {
            self.auth(request, &name);
            let url = request
                .get("url")
                .or_else(|| Some(request).filter(|r| r.text().is_some()));
            let raw = url.and_then(|url| url.plain().or_else(|| url.plain_of("raw")));
            let method = request.text_of("method").unwrap_or("GET").to_owned();
            self.requests.extend(raw.map(|raw| (method, raw)));
        }
        if depth < 50 {
            for item in node.items_of("item") {
                self.walk(item, depth + 1);
            }
        }
    }

    fn auth(&mut self, node: &'a Node, name: &str) {
        let Some(auth) = node.get("auth") else { return };
        let kind = auth.text_of("type").unwrap_or("noauth");
        if kind != "noauth" && kind != "none" && self.auths.len() < MOST {
            let key = auth::key(auth);
            self.auths.entry(key).or_insert((name.to_owned(), auth));
        }
    }
}

/// The beginning that most requests share, and the paths behind it that can be read as they stand.
fn api(requests: &[(String, String)]) -> (Option<String>, Vec<(String, String)>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let split: Vec<(&str, &str, &str)> = requests
        .iter()
        .filter_map(|(method, raw)| {
            let raw = raw.split(['?', '#']).next().unwrap_or_default();
            let (base, path) = base(raw)?;
            Some((method.as_str(), base, path))
        })
        .collect();
    for (_, base, _) in &split {
        *counts.entry(base).or_default() += 1;
    }
    let Some((most, _)) = counts.into_iter().max_by_key(|(_, count)| *count) else {
        return (None, Vec::new());
    };
    let readable = split
        .iter()
        .filter(|(method, base, path)| *method == "GET" && *base == most && !path.contains("/:"));
    let paths = readable.map(|(_, _, path)| (*path).to_owned());
    (Some(most.to_owned()), streams::named(paths))
}

/// `{{base}}/a/b` and `https://host/a/b`, taken apart before the path.
fn base(raw: &str) -> Option<(&str, &str)> {
    let begin = match raw.find("://") {
        Some(at) if raw.starts_with("http") => at + 3,
        _ if raw.starts_with("{{") => raw.find("}}")? + 2,
        _ => return None,
    };
    let end = raw
        .get(begin..)?
        .find('/')
        .map_or(raw.len(), |at| begin + at);
    Some(raw.split_at(end))
}
