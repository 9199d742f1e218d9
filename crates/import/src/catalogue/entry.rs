//! An entry of the catalogue, with what it takes over from the entry that it is an alias of.

use std::cell::RefCell;
use std::rc::Rc;

use crate::node::{Entries, Item, Node};
use crate::note::{Kind, Note};

/// How many aliases may follow each other.
const MAX_ALIASES: usize = 8;

/// An entry, aliases resolved.
pub(super) struct Entry {
    /// Its key in the catalogue.
    pub key: String,
    /// Where it begins.
    pub line: usize,
    entries: Entries,
    notes: RefCell<Vec<Note>>,
}

impl Entry {
    /// The entry with this key.
    ///
    /// # Errors
    /// Why its alias leads nowhere.
    pub fn resolve(root: &Node, key: &str, node: &Node) -> Result<Entry, String> {
        let mut entries = Entries::new();
        let mut at = node;
        for _ in 0..MAX_ALIASES {
            for (name, value) in at.entries() {
                join(&mut entries, name, value);
            }
            let Some(alias) = at.text_of("alias") else {
                return Ok(Entry {
                    key: key.to_owned(),
                    line: node.line,
                    entries,
                    notes: RefCell::default(),
                });
            };
            at = root
                .get(alias)
                .ok_or_else(|| format!("it is an alias of `{alias}`, which is not in the file"))?;
        }
        Err("its aliases go round in a circle, or are too many".to_owned())
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let node = self.entries.get(key)?;
        (!node.is_null()).then_some(node)
    }

    /// The text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// Whether a key is true.
    pub fn flag(&self, key: &str) -> bool {
        match self.get(key).map(|node| &node.item) {
            Some(Item::Bool(value)) => *value,
            Some(Item::Text(text)) => text == "true",
            _ => false,
        }
    }

    /// The texts of a list, or the one text that stands in its place.
    pub fn texts(&self, key: &str) -> Vec<String> {
        let Some(node) = self.get(key) else {
            return Vec::new();
        };
        match node.plain() {
            Some(text) => vec![text],
            None => node
                .items()
                .iter()
                .filter_map(|node| node.plain())
                .collect(),
        }
    }

    /// The entries of a mapping, as texts.
    pub fn pairs(&self, key: &str) -> Vec<(String, String)> {
        let entries = self.get(key).into_iter().flat_map(|node| node.entries());
        entries
            .filter_map(|(name, node)| match &node.item {
                Item::Null => Some((name.clone(), String::new())),
                _ => Some((name.clone(), node.plain()?)),
            })
            .collect()
    }

    /// The keys with their lines.
    pub fn keys(&self) -> impl Iterator<Item = (&str, usize)> {
        let entries = self.entries.iter();
        entries.map(|(key, node)| (key.as_str(), node.line))
    }

    /// The line of a key, or of the entry.
    pub fn line_of(&self, key: &str) -> usize {
        self.entries.get(key).map_or(self.line, |node| node.line)
    }

    /// Says something about a key.
    pub fn note(&self, line: usize, kind: Kind, key: &str, says: &str) {
        self.notes.borrow_mut().push(Note {
            line,
            entry: self.key.clone(),
            key: key.to_owned(),
            says: says.to_owned(),
            kind,
        });
    }

    /// Says that something about the dance is lost.
    pub fn lost(&self, key: &str, says: &str) {
        self.note(self.line_of(key), Kind::Dance, key, says);
    }

    /// Whether nothing about the dance is lost.
    pub fn is_whole(&self) -> bool {
        self.notes
            .borrow()
            .iter()
            .all(|note| note.kind != Kind::Dance)
    }

    /// What was said.
    pub fn into_notes(self) -> Vec<Note> {
        self.notes.into_inner()
    }
}

/// What an alias says itself counts; the API's part and the inputs are joined key by key.
fn join(entries: &mut Entries, name: &str, value: &Rc<Node>) {
    let Some(own) = entries.get(name) else {
        entries.insert(name.to_owned(), value.clone());
        return;
    };
    let joined = matches!(
        name,
        "proxy" | "connection_config" | "integration_config" | "credentials"
    );
    let (true, Item::Map(own_entries), Item::Map(others)) = (joined, &own.item, &value.item) else {
        return;
    };
    let mut both = own_entries.clone();
    for (key, node) in others {
        both.entry(key.clone()).or_insert_with(|| node.clone());
    }
    if let Ok(node) = Node::new(own.line, Item::Map(both)) {
        entries.insert(name.to_owned(), node);
    }
}
