//! References: every text that begins with `#/` stands for another place of the same manifest,
//! and `$ref` in a mapping lays that place under the mapping's own keys.
//!
//! A place is looked up as the format says: the whole rest of the path as one key first, then
//! its first segment, so that keys may themselves hold slashes.

use std::collections::HashMap;
use std::sync::Arc;

use crate::error::{Place, Problem};
use crate::node::{Entries, Item, Node};

/// Most nodes a manifest may have once every reference is followed. Shared nodes cost no memory,
/// but whoever walks the tree walks all of them.
const MAX_NODES: u64 = 5_000_000;

/// Longest chain of nested values and references.
const MAX_DEPTH: usize = 256;

/// Follows every reference of a document.
///
/// # Errors
/// A reference to nothing, to itself, or so many that the result would not fit.
pub(crate) fn resolve(root: &Arc<Node>, file: &Arc<str>) -> Result<Arc<Node>, Problem> {
    let mut resolver = Resolver {
        root,
        file,
        done: HashMap::new(),
        followed: HashMap::new(),
        open: Vec::new(),
    };
    let (node, nodes) = resolver.follow(root, 0)?;
    if nodes > MAX_NODES {
        let reason =
            format!("with all references followed it would have more than {MAX_NODES} parts");
        return Err(resolver.problem(root, reason));
    }
    Ok(node)
}

struct Resolver<'a> {
    root: &'a Arc<Node>,
    file: &'a Arc<str>,
    /// Resolved references with the number of nodes below each.
    done: HashMap<String, (Arc<Node>, u64)>,
    /// The same of lists and mappings, by their address: an alias used twice is followed once.
    followed: HashMap<*const Node, (Arc<Node>, u64)>,
    /// References being followed, outermost first.
    open: Vec<String>,
}

impl Resolver<'_> {
    fn problem(&self, node: &Node, reason: String) -> Problem {
        Problem {
            place: Place {
                file: self.file.clone(),
                line: node.line,
                path: String::new(),
            },
            component: "$ref".into(),
            reason,
        }
    }

    fn follow(&mut self, node: &Arc<Node>, depth: usize) -> Result<(Arc<Node>, u64), Problem> {
        if depth > MAX_DEPTH {
            return Err(self.problem(
                node,
                format!("references nest deeper than {MAX_DEPTH} levels"),
            ));
        }
        if let Some(done) = self.followed.get(&Arc::as_ptr(node)) {
            return Ok(done.clone());
        }
        let done = match &node.item {
            Item::Text(text) if text.starts_with("#/") => {
                return self.reference(text, node, depth);
            }
            Item::List(items) => {
                let mut total = 1_u64;
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    let (item, nodes) = self.follow(item, depth + 1)?;
                    total = total.saturating_add(nodes);
                    list.push(item);
                }
                let line = node.line;
                let item = Item::List(list);
                (Arc::new(Node { line, item }), total)
            }
            Item::Map(entries) => self.mapping(entries, node, depth)?,
            _ => return Ok((node.clone(), 1)),
        };
        self.followed.insert(Arc::as_ptr(node), done.clone());
        Ok(done)
    }

    /// How many nodes there are, no reference followed.
    fn weigh(&mut self, node: &Arc<Node>) -> u64 {
        let inner: Vec<&Arc<Node>> = match &node.item {
            Item::List(items) => items.iter().collect(),
            Item::Map(entries) => entries.values().collect(),
            _ => return 1,
        };
        if let Some((_, nodes)) = self.followed.get(&Arc::as_ptr(node)) {
            return *nodes;
        }
        let nodes = inner.into_iter().map(|node| self.weigh(node));
        let nodes = nodes.fold(1_u64, u64::saturating_add);
        self.followed
            .insert(Arc::as_ptr(node), (node.clone(), nodes));
        nodes
    }

    fn mapping(
        &mut self,
        entries: &Entries,
        node: &Arc<Node>,
        depth: usize,
    ) -> Result<(Arc<Node>, u64), Problem> {
        let mut total = 1_u64;
        let mut merged = Entries::new();
        if let Some(reference) = entries.get("$ref") {
            let (base, nodes) = self.follow(reference, depth + 1)?;
            match base.entries() {
                Some(base) => merged.clone_from(base),
                None => return Ok((base, nodes)),
            }
            total = total.saturating_add(nodes);
        }
        for (key, value) in entries.iter().filter(|(key, _)| *key != "$ref") {
            // Values a check overrides in the configuration are data, never references.
            let (value, nodes) = if key == "config_overrides" {
                (value.clone(), self.weigh(value))
            } else {
                self.follow(value, depth + 1)?
            };
            total = total.saturating_add(nodes);
            merged.insert(key.clone(), value);
        }
        Ok((
            Arc::new(Node {
                line: node.line,
                item: Item::Map(merged),
            }),
            total,
        ))
    }

    fn reference(
        &mut self,
        text: &str,
        node: &Arc<Node>,
        depth: usize,
    ) -> Result<(Arc<Node>, u64), Problem> {
        if let Some(done) = self.done.get(text) {
            return Ok(done.clone());
        }
        if self.open.iter().any(|open| open == text) {
            return Err(self.problem(node, format!("`{text}` refers to itself")));
        }
        let Some(target) = look_up(self.root, &text[2..]) else {
            return Err(self.problem(node, format!("`{text}` leads nowhere")));
        };
        self.open.push(text.to_owned());
        let done = self.follow(&target, depth + 1)?;
        self.open.pop();
        self.done.insert(text.to_owned(), done.clone());
        Ok(done)
    }
}

fn look_up(root: &Arc<Node>, path: &str) -> Option<Arc<Node>> {
    let mut node = root.clone();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(found) = node.get(rest) {
            return Some(found.clone());
        }
        let (head, tail) = rest.split_once('/').unwrap_or((rest, ""));
        let next = match &node.item {
            Item::Map(entries) => entries.get(head).cloned(),
            Item::List(items) => head
                .parse::<usize>()
                .ok()
                .and_then(|index| items.get(index))
                .cloned(),
            _ => None,
        };
        node = next?;
        rest = tail;
    }
    Some(node)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    fn run(text: &str) -> Result<serde_json::Value, String> {
        let file: Arc<str> = Arc::from("m.yaml");
        let root = crate::yaml::parse(text, &file).unwrap();
        resolve(&root, &file)
            .map(|node| node.to_json())
            .map_err(|problem| problem.to_string())
    }

    #[test]
    fn references_are_followed_and_own_keys_win() {
        let text = "d: {limit: 50, o: {k1: 1, k2: 2}}\nl: '#/d/limit'\nm: {$ref: '#/d/o', k2: 9}\ns: ['#/l', {$ref: '#/l'}]";
        let value = run(text).unwrap();
        assert_eq!(value["l"], json!(50));
        assert_eq!(value["m"], json!({"k1": 1, "k2": 9}));
        assert_eq!(
            value["s"],
            json!([50, 50]),
            "a reference to a reference, in a list too"
        );
    }

    #[test]
    fn a_key_with_a_slash_is_found_before_the_path() {
        let value = run("n: {p: one}\n'n/p': two\nv: '#/n/p'").unwrap();
        assert_eq!(value["v"], json!("two"));
    }

    #[test]
    fn wrong_references_name_their_line() {
        assert!(run("a: 1\nb: '#/c'").unwrap_err().contains("m.yaml:2"));
        assert!(
            run("a: '#/b'\nb: '#/a'")
                .unwrap_err()
                .contains("refers to itself")
        );
    }

    /// Aliases double a document as references do.
    #[test]
    fn aliases_that_double_themselves_are_refused_quickly() {
        for key in ["streams", "config_overrides"] {
            let mut text = "a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n".to_owned();
            for i in 0..40 {
                text += &format!("a{}: &a{} [*a{i}, *a{i}]\n", i + 1, i + 1);
            }
            text += &format!("{key}: *a40\n");
            assert!(run(&text).unwrap_err().contains("more than"), "{key}");
        }
    }

    #[test]
    fn a_manifest_that_doubles_itself_is_refused_quickly() {
        let mut text = "a0: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n".to_owned();
        for i in 0..40 {
            text += &format!("a{}: ['#/a{i}', '#/a{i}']\n", i + 1);
        }
        assert!(
            run(&text).unwrap_err().contains("more than"),
            "2^40 nodes are counted, not built"
        );
    }
}
