//! OpenAPI 3 and Swagger 2 documents: security schemes, servers, paths.

mod manifest;
mod scheme;
mod server;

use crate::connector::folder_name;
use crate::draft::Draft;
use crate::import::Import;
use crate::node::Node;
use crate::note::{Kind, Note};
use crate::streams;

pub(crate) use manifest::manifest;

/// The most security schemes of a document.
const MOST: usize = 100;

/// Whether a document says that it is one.
pub(crate) fn is_document(root: &Node) -> bool {
    let version = |key: &str, wanted: &str| {
        let version = root.plain_of(key);
        version.is_some_and(|version| version.starts_with(wanted))
    };
    version("openapi", "3") || version("swagger", "2")
}

/// One connector for each security scheme that can be translated.
pub(crate) fn read(root: &Node) -> Import {
    let mut import = Import::default();
    let schemes = root
        .at(&["components", "securitySchemes"])
        .or_else(|| root.at(&["securityDefinitions"]));
    let schemes = schemes.into_iter().flat_map(Node::entries);
    let schemes: Vec<_> = schemes.take(MOST).collect();
    if schemes.is_empty() {
        import.notes.push(Note {
            line: root.line,
            entry: title(root),
            key: "securitySchemes".into(),
            says: "the document names no way to sign in".into(),
            kind: Kind::Mode,
        });
    }
    let server = server::Server::of(root);
    let paths = streams::named(readable(root));
    for (name, node) in schemes {
        let node = followed(root, node);
        let mut work = scheme::Work::new(root, name, node, &server);
        let mode = work.mode();
        let draft = work.translate(&paths);
        import.count(&mode, draft.as_ref().map(|draft| draft.whole));
        import.notes.extend(work.notes.into_list());
        import.connectors.extend(draft.map(Draft::finish));
    }
    // The scheme's name only where it tells two connectors apart.
    if import.connectors.len() == 1
        && let Some(only) = import.connectors.first_mut()
    {
        only.id = folder_name(&title(root));
    }
    if server.others > 0 {
        import.notes.push(Note {
            line: server.line,
            entry: title(root),
            key: "servers".into(),
            says: format!(
                "{} more servers are named; the first is used",
                server.others
            ),
            kind: Kind::Api,
        });
    }
    import
}

/// The document's title.
pub(super) fn title(root: &Node) -> String {
    let title = root.at(&["info", "title"]).and_then(Node::plain);
    let title = title.filter(|title| !title.trim().is_empty());
    title.map_or_else(
        || "Imported API".to_owned(),
        |title| title.chars().take(80).collect(),
    )
}

/// A node, or the one in the same document that its `$ref` names.
fn followed<'a>(root: &'a Node, node: &'a Node) -> &'a Node {
    let Some(reference) = node.text_of("$ref") else {
        return node;
    };
    let mut at = root;
    for key in reference.trim_start_matches("#/").split('/') {
        let key = key.replace("~1", "/").replace("~0", "~");
        match at.get(&key) {
            Some(next) => at = next,
            None => return node,
        }
    }
    at
}

/// Paths that can be read without knowing anything more.
fn readable(root: &Node) -> impl Iterator<Item = String> {
    root.entries_of("paths").filter_map(|(path, item)| {
        let get = item.get("get")?;
        let needs = |node: &Node| {
            let mut parameters = node.items_of("parameters").iter();
            parameters.any(|parameter| followed(root, parameter).flag("required"))
        };
        let usable = !get.flag("deprecated") && !needs(item) && !needs(get);
        usable.then(|| path.clone())
    })
}
