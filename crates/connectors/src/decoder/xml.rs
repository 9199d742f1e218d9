//! `XmlDecoder`: XML as JSON, by the conventions of the library `xmltodict`.
//!
//! An element is a field; the same element again makes a list of it. Attributes are fields that
//! begin with `@`. Text is the element's value, or the field `#text` beside others; without text it
//! is null. Names keep their prefixes. Comments and instructions are passed over.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use serde_json::{Map, Value};

/// Deepest nesting.
const MAX_DEPTH: usize = 500;

/// The document of a body; an empty object where it is no XML.
pub(super) fn document(body: &[u8]) -> Value {
    let latin;
    let text = match std::str::from_utf8(body) {
        Ok(text) => text,
        Err(_) => {
            latin = body
                .iter()
                .map(|byte| char::from(*byte))
                .collect::<String>();
            &latin
        }
    };
    match parse(text) {
        Some(document) => Value::Object(document),
        None => {
            tracing::warn!("the answer is no XML and is passed over");
            Value::Object(Map::new())
        }
    }
}

/// An element whose end has not come yet.
struct Open {
    name: String,
    fields: Map<String, Value>,
    text: String,
}

fn parse(text: &str) -> Option<Map<String, Value>> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Open> = Vec::new();
    let mut root = Map::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                if open.len() >= MAX_DEPTH || open.is_empty() && !root.is_empty() {
                    return None;
                }
                open.push(element(&start)?);
            }
            Event::Empty(start) => {
                if open.is_empty() && !root.is_empty() {
                    return None;
                }
                close(element(&start)?, &mut open, &mut root);
            }
            Event::End(_) => {
                let element = open.pop()?;
                close(element, &mut open, &mut root);
            }
            Event::Text(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text.xml10_content());
                }
            }
            Event::CData(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(reference) => {
                let text = entity(&reference)?;
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text);
                }
            }
            // Entities of its own are how a document attacks its reader.
            Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    (open.is_empty() && !root.is_empty()).then_some(root)
}

fn element(start: &BytesStart<'_>) -> Option<Open> {
    let mut fields = Map::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let name = format!("@{}", attribute.key.0);
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Explicit1_0)
            .ok()?;
        fields.insert(name, value.into_owned().into());
    }
    Some(Open {
        name: start.name().0.to_owned(),
        fields,
        text: String::new(),
    })
}

fn entity(reference: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Some(character.to_string());
    }
    resolve_predefined_entity(reference).map(str::to_owned)
}

fn close(element: Open, open: &mut [Open], root: &mut Map<String, Value>) {
    let text = element.text.trim();
    let value = match (element.fields.is_empty(), text.is_empty()) {
        (true, true) => Value::Null,
        (true, false) => text.into(),
        (false, true) => Value::Object(element.fields),
        (false, false) => {
            let mut fields = element.fields;
            put(&mut fields, "#text", text.into());
            Value::Object(fields)
        }
    };
    let parent = open.last_mut().map_or(root, |parent| &mut parent.fields);
    put(parent, &element.name, value);
}

/// Adds a field; one that is there already becomes a list.
fn put(fields: &mut Map<String, Value>, name: &str, value: Value) {
    match fields.get_mut(name) {
        None => {
            fields.insert(name.to_owned(), value);
        }
        Some(Value::Array(items)) => items.push(value),
        Some(one) => *one = Value::Array(vec![one.take(), value]),
    }
}
