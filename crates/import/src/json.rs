//! JSON text into [`Node`]s. YAML is nearly a superset, but only nearly: tabs, surrogate pairs and
//! long keys, all of which exported files have, are errors there.

use std::rc::Rc;

use crate::error::Error;
use crate::node::{Entries, Item, MAX_DEPTH, Node};

/// Reads one document.
///
/// # Errors
/// [`Error::Unreadable`] with the line.
pub(crate) fn parse(text: &str) -> Result<Rc<Node>, Error> {
    let mut reader = Reader {
        text,
        at: 0,
        line: 1,
    };
    let found = reader.value(0).and_then(|node| {
        reader.blank();
        match reader.peek() {
            None => Ok(node),
            Some(_) => Err("something follows the end of the document".to_owned()),
        }
    });
    found.map_err(|reason| Error::Unreadable {
        line: reader.line,
        reason,
    })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' => {}
                _ => return,
            }
            self.at += 1;
        }
    }

    /// Steps over a mark, if it is next.
    fn skip(&mut self, mark: u8) -> bool {
        self.blank();
        let found = self.peek() == Some(mark);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, mark: u8) -> Result<(), String> {
        match self.skip(mark) {
            true => Ok(()),
            false => Err(format!("`{}` is missing here", char::from(mark))),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Rc<Node>, String> {
        if depth > MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        self.blank();
        let line = self.line;
        let item = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Item::Text(self.string()?),
            Some(_) => self.word()?,
            None => return Err("the document ends too early".into()),
        };
        Node::new(line, item)
    }

    fn map(&mut self, depth: usize) -> Result<Item, String> {
        self.expect(b'{')?;
        let mut entries = Entries::new();
        if self.skip(b'}') {
            return Ok(Item::Map(entries));
        }
        loop {
            self.blank();
            let key = self.string()?;
            self.expect(b':')?;
            let value = self.value(depth + 1)?;
            entries.insert(key, value);
            if !self.skip(b',') {
                self.expect(b'}')?;
                return Ok(Item::Map(entries));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Item, String> {
        self.expect(b'[')?;
        let mut items = Vec::new();
        if self.skip(b']') {
            return Ok(Item::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if !self.skip(b',') {
                self.expect(b']')?;
                return Ok(Item::List(items));
            }
        }
    }

    fn string(&mut self) -> Result<String, String> {
        let bytes = self.text.as_bytes();
        if self.peek() != Some(b'"') {
            return Err("a text in quotation marks is missing here".into());
        }
        let mut end = self.at + 1;
        loop {
            match bytes.get(end) {
                None | Some(b'\n') => return Err("a text does not end".into()),
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(_) => end += 1,
            }
        }
        let token = self.text.get(self.at..=end);
        self.at = end + 1;
        token
            .and_then(|token| serde_json::from_str(token).ok())
            .ok_or_else(|| "a text has an escape or a character that JSON does not know".into())
    }

    fn word(&mut self) -> Result<Item, String> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)))
            .unwrap_or(rest.len());
        let word = &rest[..end];
        let item = match word {
            "null" => Item::Null,
            "true" => Item::Bool(true),
            "false" => Item::Bool(false),
            _ => Item::Number(
                serde_json::from_str(word).map_err(|_| "this is no value of JSON".to_owned())?,
            ),
        };
        self.at += end;
        Ok(item)
    }
}
