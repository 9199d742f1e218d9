//! Values of JSON as Python writes them.

use serde_json::Value as Json;

use super::python::{Value, text};

/// Python's `str` of a value: how it goes into an address, a header or a form.
pub(crate) fn python_text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        value => text::plain(&Value::of_json(value)),
    }
}

/// Python's `str` of a float: `1.0`, `0.1`, `1e+16`.
pub(crate) fn float_text(number: f64) -> String {
    text::float(number)
}
