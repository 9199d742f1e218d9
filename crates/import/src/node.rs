//! What a file holds, with the line of everything.

use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::{Map, Number, Value};

/// Deepest nesting of a document, with what aliases stand for: everything that walks through a value does so
/// by recursion.
pub(crate) const MAX_DEPTH: usize = 100;

/// The most values a document may have, counting what an alias repeats each time: a few lines of
/// aliases can stand for more than any memory holds.
pub(crate) const MAX_WEIGHT: u64 = 5_000_000;

/// A value of a document.
#[derive(Debug)]
pub(crate) struct Node {
    /// Where it begins; the first line is 1.
    pub line: usize,
    /// How many values it is, itself and all repetitions counted.
    pub weight: u64,
    /// How deep it is nested, through aliases as well.
    pub depth: usize,
    /// The value.
    pub item: Item,
}

/// Entries of a mapping, in their order.
pub(crate) type Entries = IndexMap<String, Rc<Node>>;

/// The kinds of value.
#[derive(Debug)]
pub(crate) enum Item {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Rc<Node>>),
    Map(Entries),
}

impl Node {
    /// Puts a value together.
    ///
    /// # Errors
    /// Why it would be too much.
    pub fn new(line: usize, item: Item) -> Result<Rc<Node>, String> {
        let inside: Vec<&Rc<Node>> = match &item {
            Item::List(items) => items.iter().collect(),
            Item::Map(entries) => entries.values().collect(),
            _ => Vec::new(),
        };
        let weight = 1 + inside.iter().map(|node| node.weight).sum::<u64>();
        let depth = 1 + inside.iter().map(|node| node.depth).max().unwrap_or(0);
        if weight > MAX_WEIGHT {
            return Err(format!(
                "more than {MAX_WEIGHT} values, with what aliases repeat"
            ));
        }
        if depth > MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        Ok(Rc::new(Node {
            line,
            weight,
            depth,
            item,
        }))
    }

    /// The entry of a mapping.
    pub fn get(&self, key: &str) -> Option<&Rc<Node>> {
        match &self.item {
            Item::Map(entries) => entries.get(key).filter(|node| !node.is_null()),
            _ => None,
        }
    }

    /// The entry at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter()
            .try_fold(self, |node, key| Some(&**node.get(key)?))
    }

    /// A text.
    pub fn text(&self) -> Option<&str> {
        match &self.item {
            Item::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A text, number or boolean, as text.
    pub fn plain(&self) -> Option<String> {
        match &self.item {
            Item::Text(text) => Some(text.clone()),
            Item::Number(number) => Some(number.to_string()),
            Item::Bool(value) => Some(value.to_string()),
            Item::Null | Item::List(_) | Item::Map(_) => None,
        }
    }

    /// The text of an entry.
    pub fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// The entry of a mapping as text, whatever plain value it is.
    pub fn plain_of(&self, key: &str) -> Option<String> {
        self.get(key)?.plain()
    }

    /// Whether an entry is true, or the text `true`.
    pub fn flag(&self, key: &str) -> bool {
        match self.get(key).map(|node| &node.item) {
            Some(Item::Bool(value)) => *value,
            Some(Item::Text(text)) => text == "true",
            _ => false,
        }
    }

    /// The items of a list; nothing where it is none.
    pub fn items(&self) -> &[Rc<Node>] {
        match &self.item {
            Item::List(items) => items,
            _ => &[],
        }
    }

    /// The items of an entry that is a list.
    pub fn items_of(&self, key: &str) -> &[Rc<Node>] {
        self.get(key).map_or(&[], |node| node.items())
    }

    /// The entries of a mapping; nothing where it is none.
    pub fn entries(&self) -> impl Iterator<Item = (&String, &Rc<Node>)> {
        let entries = match &self.item {
            Item::Map(entries) => Some(entries),
            _ => None,
        };
        entries.into_iter().flatten()
    }

    /// The entries of an entry that is a mapping.
    pub fn entries_of(&self, key: &str) -> impl Iterator<Item = (&String, &Rc<Node>)> {
        self.get(key).into_iter().flat_map(|node| node.entries())
    }

    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        matches!(self.item, Item::Null)
    }

    /// The value without lines.
    pub fn json(&self) -> Value {
        match &self.item {
            Item::Null => Value::Null,
            Item::Bool(value) => Value::Bool(*value),
            Item::Number(number) => Value::Number(number.clone()),
            Item::Text(text) => Value::String(text.clone()),
            Item::List(items) => items.iter().map(|node| node.json()).collect(),
            Item::Map(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(key, node)| (key.clone(), node.json()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }
}
