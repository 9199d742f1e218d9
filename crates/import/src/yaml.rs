//! YAML text into [`Node`]s: depth and repetition are bounded before anything is built.

use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use crate::error::Error;
use crate::node::{Entries, Item, MAX_DEPTH, Node};

/// Reads one document.
///
/// # Errors
/// [`Error::Unreadable`] with the line.
pub(crate) fn parse(text: &str) -> Result<Rc<Node>, Error> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Error::Unreadable {
            line: error.marker().line(),
            reason: error.info().to_owned(),
        })?;
        builder
            .take(event, span)
            .map_err(|reason| Error::Unreadable {
                line: span.start.line(),
                reason,
            })?;
    }
    builder.root.ok_or_else(|| Error::Unreadable {
        line: 1,
        reason: "the file is empty".into(),
    })
}

/// A list or a mapping whose end has not come yet.
struct Open {
    line: usize,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Rc<Node>>),
    /// Entries so far, and the key whose value is awaited, with its line.
    Map(Entries, Option<(String, usize)>),
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Node>>,
    documents: usize,
    root: Option<Rc<Node>>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), String> {
        let line = span.start.line();
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                match self.documents {
                    1 => Ok(()),
                    _ => Err("a second document begins here; one is read".into()),
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let item = scalar(text.into_owned(), plain, tag.as_deref());
                self.close(line, item, anchor)
            }
            Event::SequenceStart(anchor, _) => self.begin(line, anchor, Content::List(Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.begin(line, anchor, Content::Map(Entries::new(), None))
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                None => Err("an end without a beginning".into()),
                Some(open) => {
                    let item = match open.content {
                        Content::List(items) => Item::List(items),
                        Content::Map(entries, _) => Item::Map(entries),
                    };
                    self.close(open.line, item, open.anchor)
                }
            },
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                self.put(node.ok_or("an alias to nothing, or to itself")?)
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn begin(&mut self, line: usize, anchor: usize, content: Content) -> Result<(), String> {
        if self.open.len() >= MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        // What stands under a key belongs to the line of the key.
        let line = match self.open.last().map(|open| &open.content) {
            Some(Content::Map(_, Some((_, line)))) => *line,
            _ => line,
        };
        self.open.push(Open {
            line,
            anchor,
            content,
        });
        Ok(())
    }

    fn close(&mut self, line: usize, item: Item, anchor: usize) -> Result<(), String> {
        let node = Node::new(line, item)?;
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.put(node)
    }

    /// Puts a node where it belongs: into the open list or mapping, or at the root.
    fn put(&mut self, node: Rc<Node>) -> Result<(), String> {
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map(entries, key)) => match key.take() {
                Some((name, _)) if name == "<<" => merge(entries, &node, 0)?,
                Some((name, _)) => {
                    entries.insert(name, node);
                }
                None if node.is_null() => *key = Some(("null".into(), node.line)),
                None => {
                    let name = node.plain().ok_or("a key must be a text")?;
                    *key = Some((name, node.line));
                }
            },
        }
        Ok(())
    }
}

/// The merge key: entries of the named mappings that are not there yet.
fn merge(entries: &mut Entries, node: &Node, depth: usize) -> Result<(), String> {
    match &node.item {
        Item::Map(others) => {
            for (key, value) in others {
                entries.entry(key.clone()).or_insert_with(|| value.clone());
            }
            Ok(())
        }
        Item::List(items) if depth == 0 => {
            let mut items = items.iter();
            items.try_for_each(|item| merge(entries, item, depth + 1))
        }
        _ => Err("`<<` merges mappings only".into()),
    }
}

/// Plain scalars by the core schema of YAML 1.2.
fn scalar(text: String, plain: bool, tag: Option<&Tag>) -> Item {
    let is_text = tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
    if !plain || is_text {
        return Item::Text(text);
    }
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Item::Null,
        "true" | "True" | "TRUE" => Item::Bool(true),
        "false" | "False" | "FALSE" => Item::Bool(false),
        // A version like `1.0` or a code like `007` must come out as it went in.
        _ => match serde_json::from_str::<serde_json::Number>(&text) {
            Ok(number) if number.to_string() == text => Item::Number(number),
            _ => Item::Text(text),
        },
    }
}
