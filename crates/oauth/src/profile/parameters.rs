//! Parameters as connectors write them: a map, or a query string.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::callback::decode;

/// Names of parameters with the templates of their values.
pub type Parameters = BTreeMap<String, String>;

/// Reads parameters: a map whose values are texts, numbers or booleans, or a query string
/// (`a=b&c=d`) whose values may hold expressions.
pub(super) fn parameters<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Parameters, D::Error> {
    let parameters = match Value::deserialize(deserializer)? {
        Value::Null => Ok(Parameters::new()),
        Value::String(text) => from_query(&text),
        Value::Object(map) => map
            .into_iter()
            .map(|(name, value)| match value {
                Value::String(text) => Ok((name, text)),
                Value::Number(_) | Value::Bool(_) => Ok((name, value.to_string())),
                _ => Err(format!("{name} must be a text, a number or a boolean")),
            })
            .collect(),
        _ => Err("must be a map or a query string".to_owned()),
    };
    parameters.map_err(serde::de::Error::custom)
}

/// The same where it matters whether they were written at all.
pub(super) fn some_parameters<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Parameters>, D::Error> {
    parameters(deserializer).map(Some)
}

/// Reads a query string. Outside of expressions it is percent-decoded.
fn from_query(text: &str) -> Result<Parameters, String> {
    let mut parameters = Parameters::new();
    for pair in pairs(text.trim().trim_start_matches('?')) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let broken = || format!("{name} is not percent-encoded as it should be");
        let name = decode(name).ok_or_else(broken)?;
        let value = decoded(value).ok_or_else(broken)?;
        if parameters.insert(name.clone(), value).is_some() {
            return Err(format!("{name} is given twice"));
        }
    }
    Ok(parameters)
}

/// Splits at each `&` that stands outside of expressions.
fn pairs(text: &str) -> Vec<&str> {
    let (mut pairs, mut start, mut here) = (Vec::new(), 0, 0);
    while let Some(first) = text[here..].chars().next() {
        match (expression(&text[here..]), first) {
            (Some(length), _) => here += length,
            (None, '&') => {
                pairs.push(&text[start..here]);
                here += 1;
                start = here;
            }
            (None, first) => here += first.len_utf8(),
        }
    }
    pairs.push(&text[start..]);
    pairs.retain(|pair| !pair.is_empty());
    pairs
}

/// Percent-decodes what stands outside of expressions.
fn decoded(text: &str) -> Option<String> {
    let (mut whole, mut rest) = (String::new(), text);
    loop {
        let begins = [rest.find("{{"), rest.find("{%")];
        let Some(begin) = begins.into_iter().flatten().min() else {
            return Some(whole + &decode(rest)?);
        };
        let length = expression(&rest[begin..])?;
        whole += &decode(&rest[..begin])?;
        whole += &rest[begin..begin + length];
        rest = &rest[begin + length..];
    }
}

/// The length of the expression that a text begins with.
fn expression(text: &str) -> Option<usize> {
    let marks = [("{{", "}}"), ("{%", "%}")];
    let (_, close) = marks.iter().find(|(open, _)| text.starts_with(open))?;
    Some(text.find(close).map_or(text.len(), |end| end + close.len()))
}
