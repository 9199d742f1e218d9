//! What a person should know of an import.

use serde::Serialize;

/// Something in the file that did not come over, or not as it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Where it stands; the first line is 1.
    pub line: usize,
    /// The entry, scheme or request that it belongs to.
    pub entry: String,
    /// The key.
    pub key: String,
    /// What did not come over, and what that means.
    pub says: String,
    /// What it is about.
    pub kind: Kind,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Getting and renewing a grant. A connector with such a note is not whole.
    Dance,
    /// What happens once, after the consent.
    After,
    /// Requests to the API.
    Api,
    /// A way of signing in that is not translated at all.
    Mode,
}

/// What is said of one part of a file.
#[derive(Debug)]
pub(crate) struct Notes<'a> {
    entry: &'a str,
    line: usize,
    list: Vec<Note>,
}

impl<'a> Notes<'a> {
    /// Nothing yet; `line` is where the part begins.
    pub fn new(entry: &'a str, line: usize) -> Notes<'a> {
        Notes {
            entry,
            line,
            list: Vec::new(),
        }
    }

    /// Says something about a key in a line.
    pub fn say(&mut self, line: usize, kind: Kind, key: &str, says: &str) {
        self.list.push(Note {
            line,
            entry: self.entry.to_owned(),
            key: key.to_owned(),
            says: says.to_owned(),
            kind,
        });
    }

    /// Says why nothing comes of the part.
    pub fn refuse<T>(&mut self, key: &str, says: &str) -> Option<T> {
        self.say(self.line, Kind::Mode, key, says);
        None
    }

    /// Whether nothing about the dance is lost.
    pub fn is_whole(&self) -> bool {
        self.list.iter().all(|note| note.kind != Kind::Dance)
    }

    /// What was said, in its order.
    pub fn into_list(self) -> Vec<Note> {
        self.list
    }
}
