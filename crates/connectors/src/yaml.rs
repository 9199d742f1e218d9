//! YAML text into [`Node`]s.
//!
//! The parser underneath speaks YAML 1.2; plain scalars are read by the rules of YAML 1.1
//! (`yes` is true, `010` is eight), because that is how the format's reference runtime reads
//! them. Dates stay text. Depth and size are limited before anything is built, so that a hostile
//! document is an error and not a full stack.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use regex::Regex;
use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use serde_json::Number;

use crate::error::{Place, Problem};
use crate::node::{Entries, Item, Node};

/// Longest document, in bytes. The largest public manifest is well under three.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Deepest nesting of a document.
pub(crate) const MAX_DEPTH: usize = 100;

/// Reads one document.
///
/// # Errors
/// The line and the reason: not YAML, too long, too deep, more than one document, an alias
/// without anchor.
pub(crate) fn parse(text: &str, file: &Arc<str>) -> Result<Arc<Node>, Problem> {
    let problem = |line: usize, reason: String| Problem {
        place: Place {
            file: file.clone(),
            line,
            path: String::new(),
        },
        component: "YAML".into(),
        reason,
    };
    if text.len() > MAX_BYTES {
        let reason = format!(
            "the document has {} bytes; at most {MAX_BYTES} are read",
            text.len()
        );
        return Err(problem(1, reason));
    }
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) =
            event.map_err(|error| problem(error.marker().line(), error.info().to_owned()))?;
        builder
            .take(event, span)
            .map_err(|reason| problem(span.start.line(), reason))?;
    }
    builder
        .root
        .ok_or_else(|| problem(1, "the document is empty".into()))
}

/// A list or a mapping whose end has not come yet.
struct Open {
    line: usize,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Arc<Node>>),
    /// Entries so far, and the key whose value is awaited.
    Map(Entries, Option<String>),
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Arc<Node>>,
    documents: usize,
    root: Option<Arc<Node>>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), String> {
        let line = span.start.line();
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err("a second document begins here; one is read".into());
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let quoted = style != ScalarStyle::Plain;
                let item = scalar(text.into_owned(), quoted, tag.as_deref());
                self.finish(Arc::new(Node { line, item }), anchor)
            }
            Event::SequenceStart(anchor, _) => self.begin(line, anchor, Content::List(Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.begin(line, anchor, Content::Map(Entries::new(), None))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                self.finish(node.ok_or("an alias to nothing, or to itself")?, 0)
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn begin(&mut self, line: usize, anchor: usize, content: Content) -> Result<(), String> {
        if self.open.len() >= MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        self.open.push(Open {
            line,
            anchor,
            content,
        });
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        let Some(Open {
            line,
            anchor,
            content,
        }) = self.open.pop()
        else {
            return Err("an end without a beginning".into());
        };
        let item = match content {
            Content::List(items) => Item::List(items),
            Content::Map(entries, _) => Item::Map(entries),
        };
        self.finish(Arc::new(Node { line, item }), anchor)
    }

    /// Puts a finished node where it belongs: into the open list or mapping, or at the root.
    fn finish(&mut self, node: Arc<Node>, anchor: usize) -> Result<(), String> {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map(entries, key)) => match key.take() {
                Some(name) if name == "<<" => merge(entries, &node)?,
                Some(name) => {
                    entries.insert(name, node);
                }
                None => *key = Some(key_text(&node)?),
            },
        }
        Ok(())
    }
}

fn key_text(node: &Node) -> Result<String, String> {
    match &node.item {
        Item::Text(text) => Ok(text.clone()),
        Item::Number(number) => Ok(number.to_string()),
        Item::Bool(value) => Ok(value.to_string()),
        Item::Null => Ok("null".into()),
        Item::List(_) | Item::Map(_) => Err("a key must be a text".into()),
    }
}

/// YAML 1.1's merge key: entries of the named mappings that are not there yet.
fn merge(entries: &mut Entries, node: &Node) -> Result<(), String> {
    match &node.item {
        Item::Map(others) => {
            for (key, value) in others {
                entries.entry(key.clone()).or_insert_with(|| value.clone());
            }
            Ok(())
        }
        Item::List(items) => items.iter().try_for_each(|item| merge(entries, item)),
        _ => Err("`<<` merges mappings only".into()),
    }
}

#[allow(
    clippy::expect_used,
    reason = "the patterns are constants, compiled by every test"
)]
static INTEGER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[-+]?(0b[01_]+|0[0-7_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*)$").expect("a valid pattern")
});

#[allow(
    clippy::expect_used,
    reason = "the patterns are constants, compiled by every test"
)]
static FLOAT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)([eE][-+][0-9]+)?$")
        .expect("a valid pattern")
});

fn scalar(text: String, quoted: bool, tag: Option<&Tag>) -> Item {
    let is_text = tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
    if quoted || is_text {
        return Item::Text(text);
    }
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => return Item::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => {
            return Item::Bool(true);
        }
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            return Item::Bool(false);
        }
        _ => {}
    }
    match integer(&text).or_else(|| float(&text)) {
        Some(number) => Item::Number(number),
        None => Item::Text(text),
    }
}

fn integer(text: &str) -> Option<Number> {
    if !INTEGER.is_match(text) {
        return None;
    }
    let clean = text.replace('_', "");
    let (negative, digits) = match clean.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, clean.strip_prefix('+').unwrap_or(&clean)),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'b', ..] => (2, &digits[2..]),
        [b'0', b'x', ..] => (16, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    let value = i128::from_str_radix(digits, radix).ok()?;
    Number::from_i128(if negative { -value } else { value })
}

fn float(text: &str) -> Option<Number> {
    if !FLOAT.is_match(text) {
        return None;
    }
    Number::from_f64(text.replace('_', "").parse().ok()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    fn file() -> Arc<str> {
        Arc::from("m.yaml")
    }

    #[test]
    fn scalars_are_read_as_the_reference_reads_them() {
        let text = "{a: yes, b: 'yes', c: 010, d: 0x1F, e: 1.5, f: 1e5, g: 2021-01-02, h: ~, i: 1_000, j: -3, k: !!str 5, l: '', m: 12:30}";
        let expected = json!({"a": true, "b": "yes", "c": 8, "d": 31, "e": 1.5, "f": "1e5",
            "g": "2021-01-02", "h": null, "i": 1000, "j": -3, "k": "5", "l": "", "m": "12:30"});
        assert_eq!(parse(text, &file()).unwrap().to_json(), expected);
    }

    #[test]
    fn anchors_and_merge_keys_share_what_they_name() {
        let text = "base: &b {x: 1, y: 2}\nderived: {<<: *b, y: 3}\nlist: [*b, *b]";
        let root = parse(text, &file()).unwrap();
        let expected = json!({"base": {"x": 1, "y": 2}, "derived": {"y": 3, "x": 1},
            "list": [{"x": 1, "y": 2}, {"x": 1, "y": 2}]});
        assert_eq!(root.to_json(), expected);
        let Item::List(items) = &root.get("list").unwrap().item else {
            panic!("a list")
        };
        assert!(
            Arc::ptr_eq(&items[0], root.get("base").unwrap()),
            "an alias is no copy"
        );
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let root = parse("a: 1\nb:\n  c: 2\n", &file()).unwrap();
        assert_eq!(root.get("b").unwrap().get("c").unwrap().line, 3);
    }

    #[test]
    fn hostile_documents_are_named_errors() {
        let deep = parse(&"[".repeat(MAX_DEPTH + 1), &file()).unwrap_err();
        assert!(deep.reason.contains("nested deeper"), "{deep}");
        assert!(
            parse(&"[".repeat(100_000), &file()).is_err(),
            "whatever the depth"
        );
        let long = format!("a: {}", "x".repeat(MAX_BYTES));
        assert!(
            parse(&long, &file())
                .unwrap_err()
                .reason
                .contains("at most")
        );
        let broken = parse("a: 1\nb: [1, 2\nc: }", &file()).unwrap_err();
        assert!(broken.place.line >= 2, "the error names the line: {broken}");
        assert!(parse("", &file()).unwrap_err().reason.contains("empty"));
        assert!(parse("a: *nothing", &file()).is_err());
        assert!(
            parse("a: 1\n---\nb: 2", &file())
                .unwrap_err()
                .reason
                .contains("second document")
        );
    }
}
