//! The parts of a request, and the options that put values into them.

use std::fmt::Write as _;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};
use url::Url;

use crate::error::Error;
use crate::expression::{Missing, Scope, Takes, Template, python_text};
use crate::fields::{Component, Fields};
use crate::node::{Entries, Item};
use crate::value;

/// Which part of a request a value goes into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Query,
    Header,
    Form,
    Json,
}

/// `RequestOption`: a name in a part of the request.
#[derive(Debug)]
pub(crate) struct RequestOption {
    part: Part,
    /// One name, or a path into the JSON body.
    path: Vec<Template>,
}

impl Component for RequestOption {
    const DEFAULT: Option<&'static str> = Some("RequestOption");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let part = match fields.required_text("inject_into")?.as_str() {
            "request_parameter" => Part::Query,
            "header" => Part::Header,
            "body_data" => Part::Form,
            "body_json" => Part::Json,
            other => return fields.refuse(format!("`inject_into` does not know `{other}`")),
        };
        let name = fields.template("field_name")?;
        let path = fields.templates("field_path")?;
        match (name, path.is_empty()) {
            (Some(name), true) => Some(RequestOption {
                part,
                path: vec![name],
            }),
            (None, false) if part == Part::Json => Some(RequestOption { part, path }),
            (None, false) => fields.refuse("`field_path` leads into a JSON body only"),
            (Some(_), false) => fields.refuse("either `field_name` or `field_path`, not both"),
            (None, true) => fields.refuse("`field_name` is missing"),
        }
    }
}

impl RequestOption {
    /// An option for one header.
    pub(crate) fn header(name: Template) -> RequestOption {
        RequestOption {
            part: Part::Header,
            path: vec![name],
        }
    }

    /// Puts `value` where the option says.
    pub(crate) fn put(
        &self,
        parts: &mut Parts,
        scope: &Scope<'_>,
        value: Value,
    ) -> Result<(), Error> {
        let path = self
            .path
            .iter()
            .map(|name| name.text(scope))
            .collect::<Result<Vec<_>, _>>()?;
        let map = match self.part {
            Part::Query => &mut parts.query,
            Part::Header => &mut parts.headers,
            Part::Form => &mut parts.form,
            Part::Json => &mut parts.json,
        };
        value::put(map, &path, value);
        Ok(())
    }
}

/// What a request is made of, besides its method and address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    pub(crate) query: Map<String, Value>,
    pub(crate) headers: Map<String, Value>,
    pub(crate) form: Map<String, Value>,
    pub(crate) json: Map<String, Value>,
    /// A body sent as it is.
    pub(crate) text: Option<String>,
}

impl Parts {
    /// Lays `other` beside these parts.
    ///
    /// # Errors
    /// The name both want, unless a JSON body has the same value twice.
    pub(crate) fn merge(&mut self, other: Parts) -> Result<(), String> {
        let Parts {
            query,
            headers,
            form,
            json,
            text,
        } = other;
        merge(&mut self.query, query, false)?;
        merge(&mut self.headers, headers, false)?;
        merge(&mut self.form, form, false)?;
        merge(&mut self.json, json, true)?;
        match (&self.text, text) {
            (Some(_), Some(_)) => return Err("two bodies".into()),
            (None, text) => self.text = text,
            (Some(_), None) => {}
        }
        Ok(())
    }
}

fn merge(
    target: &mut Map<String, Value>,
    source: Map<String, Value>,
    nested: bool,
) -> Result<(), String> {
    for (key, value) in source {
        match (target.get_mut(&key), value) {
            (None, value) => {
                target.insert(key, value);
            }
            (Some(Value::Object(target)), Value::Object(source)) if nested => {
                merge(target, source, true)?
            }
            (Some(known), value) if nested && *known == value => {}
            _ => return Err(format!("`{key}` is set twice")),
        }
    }
    Ok(())
}

/// Parameters or headers of a requester: pairs of templates, or one template that gives a mapping.
#[derive(Debug, Default)]
pub(crate) enum Inputs {
    #[default]
    None,
    Pairs(Vec<(Template, Input)>),
    Whole(Template),
}

/// A value of [`Inputs`]: templates are evaluated, anything else is sent as it is.
#[derive(Debug)]
pub(crate) enum Input {
    Template(Template),
    Fixed(Value),
}

impl Inputs {
    /// Reads them from a field.
    pub(crate) fn read(fields: &Fields<'_>, key: &'static str) -> Option<Inputs> {
        let Some(node) = fields.node(key) else {
            return Some(Inputs::None);
        };
        let entries = match &node.item {
            Item::Text(text) => return fields.compile(key, &node, text).map(Inputs::Whole),
            Item::Map(entries) => entries,
            _ => {
                return fields.refuse_field(
                    key,
                    &node,
                    format!("`{key}` must be a mapping or a text"),
                );
            }
        };
        let mut pairs = Vec::with_capacity(entries.len());
        for (name, value) in entries {
            let input = match &value.item {
                Item::Text(text) => Input::Template(fields.compile(key, value, text)?),
                // The requester takes it out of here.
                Item::Map(inner) if is_query_properties(inner) => continue,
                _ => Input::Fixed(value.to_json()),
            };
            pairs.push((fields.compile(key, &node, name)?, input));
        }
        Some(Inputs::Pairs(pairs))
    }

    /// Evaluates them; what is null is left out.
    pub(crate) fn eval(
        &self,
        scope: &Scope<'_>,
        takes: Takes,
    ) -> Result<Map<String, Value>, Error> {
        let mut map = Map::new();
        match self {
            Inputs::None => {}
            Inputs::Pairs(pairs) => {
                for (name, input) in pairs {
                    let value = match input {
                        Input::Template(template) => {
                            template.value(scope, Missing::IsNull, takes)?
                        }
                        Input::Fixed(value) => value.clone(),
                    };
                    if !value.is_null() {
                        map.insert(name.text(scope)?, value);
                    }
                }
            }
            // One template gives all of them, or, where it gives no mapping, none.
            Inputs::Whole(template) => {
                if let Value::Object(given) =
                    template.value(scope, Missing::Fails, Takes::Anything)?
                {
                    map = given;
                    map.retain(|_, value| !value.is_null());
                }
            }
        }
        Ok(map)
    }
}

/// Whether a value among the parameters is the component that names fields to ask for.
pub(crate) fn is_query_properties(entries: &Entries) -> bool {
    entries.get("type").and_then(|kind| kind.text()) == Some("QueryProperties")
}

/// Pairs as they go into a query or a form: lists once for each entry, null not at all.
pub(crate) fn pairs(map: &Map<String, Value>) -> Vec<(&str, String)> {
    let mut pairs = Vec::with_capacity(map.len());
    for (name, value) in map {
        match value {
            Value::Null => {}
            Value::Array(items) => {
                pairs.extend(
                    items
                        .iter()
                        .filter(|item| !item.is_null())
                        .map(|item| (name.as_str(), python_text(item))),
                );
            }
            value => pairs.push((name, python_text(value))),
        }
    }
    pairs
}

/// Pairs as the text of a query or a form, written as the reference runtime writes them: all but
/// letters, digits and `_.-~` in percents, a blank as a plus. Some providers sign that text.
pub(crate) fn encoded<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        quote(name, &mut text);
        text.push('=');
        quote(&value, &mut text);
    }
    text
}

fn quote(part: &str, out: &mut String) {
    for byte in part.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'.' | b'-' | b'~' => {
                out.push(byte.into());
            }
            b' ' => out.push('+'),
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
}

/// Adds parameters to an address, except those it has already with the same value.
pub(crate) fn add_query(url: &mut Url, query: &Map<String, Value>) {
    let known: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let new = pairs(query).into_iter().filter(|(name, value)| {
        !known
            .iter()
            .any(|(key, known)| key == name && known == value)
    });
    let new = encoded(new);
    if new.is_empty() {
        return;
    }
    let query = match url.query() {
        Some(known) if !known.is_empty() => format!("{known}&{new}"),
        _ => new,
    };
    url.set_query(Some(&query));
}

/// Headers as they are sent; those that `is_secret` names are kept out of debug output.
///
/// # Errors
/// The name of one that cannot be sent.
pub(crate) fn header_map(
    headers: &Map<String, Value>,
    is_secret: impl Fn(&str) -> bool,
) -> Result<HeaderMap, String> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let key = HeaderName::try_from(name).map_err(|_| name.clone())?;
        let mut value =
            HeaderValue::from_bytes(python_text(value).as_bytes()).map_err(|_| name.clone())?;
        value.set_sensitive(is_secret(name));
        map.insert(key, value);
    }
    Ok(map)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            other => panic!("{other} is no mapping"),
        }
    }

    #[test]
    fn values_are_written_as_the_reference_writes_them() {
        let written = pairs(&map(
            json!({"a": true, "b": null, "c": [1, "x"], "d": 1.0, "e": "", "f": 7}),
        ))
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>();
        assert_eq!(written, ["a=True", "c=1", "c=x", "d=1.0", "e=", "f=7"]);
    }

    #[test]
    fn queries_are_written_as_the_reference_writes_them() {
        let mut url = Url::parse("https://h/p?a=1&b=%7E").unwrap();
        add_query(
            &mut url,
            &map(json!({"a": 1, "c d": "x*~/ü '", "e": ["1", "2"]})),
        );
        assert_eq!(
            url.as_str(),
            "https://h/p?a=1&b=%7E&c+d=x%2A~%2F%C3%BC+%27&e=1&e=2",
            "what the address has already is not added"
        );
    }

    #[test]
    fn parts_collide_except_for_equal_values_of_a_json_body() {
        let parts = |query: Value, json: Value| Parts {
            query: map(query),
            json: map(json),
            ..Parts::default()
        };
        let mut one = parts(json!({"a": 1}), json!({"v": {"x": 1}}));
        one.merge(parts(json!({"b": 2}), json!({"v": {"x": 1, "y": 2}})))
            .unwrap();
        assert_eq!(
            Value::Object(one.json.clone()),
            json!({"v": {"x": 1, "y": 2}})
        );
        assert_eq!(
            one.merge(parts(json!({"a": 1}), json!({}))).unwrap_err(),
            "`a` is set twice"
        );
    }
}
