//! A document as a tree that knows its lines.
//!
//! Nodes are shared, not copied: an alias or a `$ref` used a thousand times costs one node.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Number, Value};

/// One value of a document and the line it begins on.
#[derive(Debug)]
pub(crate) struct Node {
    /// Line in the file, from 1.
    pub(crate) line: usize,
    pub(crate) item: Item,
}

/// The keys of a mapping, in the order of the document.
pub(crate) type Entries = IndexMap<String, Arc<Node>>;

/// What a node holds: the value space of JSON.
#[derive(Debug)]
pub(crate) enum Item {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Arc<Node>>),
    Map(Entries),
}

impl Node {
    /// The mapping's value under `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&Arc<Node>> {
        self.entries()?.get(key)
    }

    /// The entries, where this is a mapping.
    pub(crate) fn entries(&self) -> Option<&Entries> {
        match &self.item {
            Item::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The text, where this is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.item {
            Item::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether Python would call this value true: `$parameters` fill in for values that are not.
    pub(crate) fn is_truthy(&self) -> bool {
        match &self.item {
            Item::Null => false,
            Item::Bool(value) => *value,
            Item::Number(number) => number.as_f64() != Some(0.0),
            Item::Text(text) => !text.is_empty(),
            Item::List(items) => !items.is_empty(),
            Item::Map(entries) => !entries.is_empty(),
        }
    }

    /// What kind of value this is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.item {
            Item::Null => "nothing",
            Item::Bool(_) => "a boolean",
            Item::Number(_) => "a number",
            Item::Text(_) => "a text",
            Item::List(_) => "a list",
            Item::Map(_) => "a mapping",
        }
    }

    /// The tree as JSON; sharing is lost.
    pub(crate) fn to_json(&self) -> Value {
        match &self.item {
            Item::Null => Value::Null,
            Item::Bool(value) => Value::Bool(*value),
            Item::Number(number) => Value::Number(number.clone()),
            Item::Text(text) => Value::String(text.clone()),
            Item::List(items) => items.iter().map(|item| item.to_json()).collect(),
            Item::Map(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(key, node)| (key.clone(), node.to_json()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }

    /// A node from JSON, every part of it on `line`.
    pub(crate) fn from_json(value: &Value, line: usize) -> Arc<Node> {
        let item = match value {
            Value::Null => Item::Null,
            Value::Bool(value) => Item::Bool(*value),
            Value::Number(number) => Item::Number(number.clone()),
            Value::String(text) => Item::Text(text.clone()),
            Value::Array(items) => Item::List(
                items
                    .iter()
                    .map(|item| Node::from_json(item, line))
                    .collect(),
            ),
            Value::Object(entries) => Item::Map(
                entries
                    .iter()
                    .map(|(key, value)| (key.clone(), Node::from_json(value, line)))
                    .collect(),
            ),
        };
        Arc::new(Node { line, item })
    }
}
