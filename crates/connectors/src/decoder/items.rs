//! `JsonItemsDecoder`: the entries of lists deep in one large document, without holding it.
//!
//! `items_path` is a path of keys joined by dots; the entries of a list on the way count as
//! `item`.

use std::io::{BufRead, Read};

use serde_json::Value;

use super::recode::Charset;
use super::{Documents, LONGEST};
use crate::fields::{Component, Fields};

/// Deepest nesting.
const MAX_DEPTH: usize = 512;

/// `JsonItemsDecoder` and its options.
#[derive(Debug)]
pub(crate) struct Items {
    path: String,
    charset: Charset,
}

impl Component for Items {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let path = fields.required_text("items_path")?;
        if path.is_empty() {
            return fields.refuse("`items_path` is empty");
        }
        let name = fields.text("encoding")?.unwrap_or_else(|| "utf-8".into());
        match Charset::named(&name) {
            Some(charset) => Some(Items { path, charset }),
            None => fields.refuse(format!("the encoding `{name}` is not known")),
        }
    }
}

impl Items {
    /// The entries of a body.
    pub(super) fn documents(
        &self,
        body: impl Read + Send + 'static,
    ) -> Result<Documents<'static>, String> {
        let body = std::io::BufReader::with_capacity(64 * 1024, self.charset.reader(body));
        Ok(Box::new(Scan {
            body,
            target: format!("{}.item", self.path),
            open: Vec::new(),
            is_begun: false,
            is_over: false,
        }))
    }
}

/// A walk over a document that stops at each entry.
struct Scan<R> {
    body: R,
    target: String,
    /// What is open, outermost first, with the path to it.
    open: Vec<Open>,
    is_begun: bool,
    is_over: bool,
}

struct Open {
    is_list: bool,
    path: String,
}

impl<R: BufRead> Scan<R> {
    fn peek(&mut self) -> Result<Option<u8>, String> {
        let buffer = self.body.fill_buf().map_err(|error| error.to_string())?;
        Ok(buffer.first().copied())
    }

    fn take(&mut self) -> Result<u8, String> {
        let byte = self.peek()?.ok_or("it ends in the middle of a document")?;
        self.body.consume(1);
        Ok(byte)
    }

    /// The next byte that is no space, not taken.
    fn token(&mut self) -> Result<Option<u8>, String> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.body.consume(1);
        }
        Ok(None)
    }

    /// Takes a text with its quotes.
    fn text(&mut self, into: &mut Vec<u8>) -> Result<(), String> {
        into.push(self.take()?);
        loop {
            let byte = self.take()?;
            push(into, byte)?;
            match byte {
                b'\\' => into.push(self.take()?),
                b'"' => return Ok(()),
                _ => {}
            }
        }
    }

    /// Takes a number or a word.
    fn scalar(&mut self, into: &mut Vec<u8>) -> Result<(), String> {
        while let Some(byte) = self.peek()? {
            if matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace() {
                break;
            }
            push(into, byte)?;
            self.body.consume(1);
        }
        Ok(())
    }

    /// Takes a whole value.
    fn value(&mut self) -> Result<Value, String> {
        let mut bytes = Vec::new();
        let mut depth = 0_usize;
        loop {
            match self.token()?.ok_or("it ends in the middle of a document")? {
                b'"' => self.text(&mut bytes)?,
                byte @ (b'{' | b'[') => {
                    push(&mut bytes, byte)?;
                    self.body.consume(1);
                    depth += 1;
                }
                byte @ (b'}' | b']') => {
                    push(&mut bytes, byte)?;
                    self.body.consume(1);
                    depth = depth.saturating_sub(1);
                }
                byte @ (b',' | b':') => {
                    push(&mut bytes, byte)?;
                    self.body.consume(1);
                }
                _ => self.scalar(&mut bytes)?,
            }
            if depth == 0 {
                return serde_json::from_slice(&bytes)
                    .map_err(|error| format!("an entry is no valid JSON: {error}"));
            }
        }
    }

    /// Goes on to the next entry.
    fn entry(&mut self) -> Result<Option<Value>, String> {
        let mut skipped = Vec::new();
        loop {
            let Some(byte) = self.token()? else {
                let is_whole = self.is_begun && self.open.is_empty();
                return match is_whole {
                    true => Ok(None),
                    false => Err("it ends in the middle of a document".into()),
                };
            };
            let path = match (byte, self.open.last()) {
                (b',', Some(_)) => {
                    self.body.consume(1);
                    continue;
                }
                (b'}' | b']', Some(_)) => {
                    self.body.consume(1);
                    self.open.pop();
                    continue;
                }
                (_, None) if self.is_begun => return Err("something follows the document".into()),
                (_, None) => String::new(),
                (_, Some(open)) if open.is_list => below(&open.path, "item"),
                (_, Some(open)) => {
                    let parent = open.path.clone();
                    skipped.clear();
                    self.text(&mut skipped)?;
                    let key: String = serde_json::from_slice(&skipped)
                        .map_err(|error| format!("it is no valid JSON: {error}"))?;
                    if self.token()? != Some(b':') {
                        return Err("it is no valid JSON: a key has no value".into());
                    }
                    self.body.consume(1);
                    below(&parent, &key)
                }
            };
            self.is_begun = true;
            if path == self.target {
                return self.value().map(Some);
            }
            match self.token()? {
                Some(byte @ (b'{' | b'[')) if self.open.len() < MAX_DEPTH => {
                    self.body.consume(1);
                    let is_list = byte == b'[';
                    self.open.push(Open { is_list, path });
                }
                Some(b'{' | b'[') => return Err("it is nested too deep".into()),
                Some(b'"') => {
                    skipped.clear();
                    self.text(&mut skipped)?;
                }
                _ => {
                    skipped.clear();
                    self.scalar(&mut skipped)?;
                    if skipped.is_empty() {
                        return Err("it is no valid JSON".into());
                    }
                }
            }
        }
    }
}

/// Adds to what is held of the document.
fn push(held: &mut Vec<u8>, byte: u8) -> Result<(), String> {
    if held.len() == LONGEST {
        return Err("it has an entry that does not end".to_owned());
    }
    held.push(byte);
    Ok(())
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

impl<R: BufRead> Iterator for Scan<R> {
    type Item = Result<Value, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let entry = self.entry().transpose();
        self.is_over = !matches!(entry, Some(Ok(_)));
        entry
    }
}
