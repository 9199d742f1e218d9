//! Expressions of a manifest: Jinja templates whose rendered text becomes a value.
//!
//! What the format does around Jinja is here: the text is evaluated as a Python literal (see
//! [`literal`]), a missing value has a fallback that depends on where the template stands
//! ([`Missing`]), a name nobody declared is an error. Templates of one plain path, such as
//! `{{ response.paging.next }}`, which most are, never reach the engine.

mod arguments;
mod compile;
mod engine;
mod literal;
mod path;
mod rewrite;
mod scope;
mod text;
mod time;

use std::io;
use std::sync::Arc;

use minijinja::ErrorKind;
use serde_json::Value;

pub(crate) use self::scope::{Bound, Scope};
pub(crate) use self::text::{float_text, from_jinja, json_text, python_text};

use self::compile::{Shape, compile};
use self::engine::MAX_OUTPUT;
use self::literal::Literal;
use crate::error::{Error, Place};

/// A template of the manifest, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Template(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    source: String,
    place: Place,
    /// The component's `$parameters`, which the expression sees as `parameters`.
    parameters: Arc<Bound>,
    shape: Shape,
    /// Names it looks up outside of itself.
    names: Vec<String>,
}

/// What stands in for a value that is missing or empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Nothing: a value that is missing altogether is an error, an empty one stays empty text.
    Fails,
    /// Null, which drops a header, a parameter or a field of a body.
    IsNull,
}

/// Which values a place takes; anything else it gets as the text it was before evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Anything,
    Text,
    TextOrList,
    Integer,
    Float,
    Boolean,
}

impl Takes {
    fn accepts(self, literal: &Literal) -> bool {
        match (self, &literal.value) {
            (Takes::Anything, _) => true,
            (Takes::Text | Takes::TextOrList, Value::String(_)) => true,
            (Takes::TextOrList, Value::Array(_)) => !literal.is_tuple,
            (Takes::Integer, Value::Number(number)) => !number.is_f64(),
            (Takes::Float, Value::Number(number)) => number.is_f64(),
            // A boolean is an integer in Python.
            (Takes::Integer | Takes::Boolean, Value::Bool(_)) => true,
            _ => false,
        }
    }
}

impl Template {
    /// Compiles a template.
    ///
    /// # Errors
    /// Why it does not parse.
    pub(crate) fn new(
        source: &str,
        parameters: Arc<Bound>,
        place: Place,
    ) -> Result<Template, String> {
        let (shape, names) = compile(source)?;
        Ok(Template(Arc::new(Compiled {
            source: source.to_owned(),
            place,
            parameters,
            shape,
            names,
        })))
    }

    /// The template as written.
    pub(crate) fn source(&self) -> &str {
        &self.0.source
    }

    /// Where it stands.
    pub(crate) fn place(&self) -> &Place {
        &self.0.place
    }

    /// Whether it looks at `name`.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.0.names.iter().any(|own| own == name)
    }

    /// Whether it may look at the records under `records` of a response. Where it surely does
    /// not, the records need not be parsed for it.
    pub(crate) fn reads_records(&self, records: &[String]) -> bool {
        match &self.0.shape {
            Shape::Plain(_) => false,
            Shape::Path { name, steps } => name == "response" && path::overlap(steps, records),
            Shape::Expression(_) | Shape::Text(_) => {
                self.mentions("response") && path::may_reach(&self.0.source, records)
            }
        }
    }

    /// Evaluates to a value.
    ///
    /// # Errors
    /// [`Error::Expression`].
    pub(crate) fn value(
        &self,
        scope: &Scope<'_>,
        missing: Missing,
        takes: Takes,
    ) -> Result<Value, Error> {
        let rendered = match self.render(scope) {
            Ok(rendered) => rendered,
            Err(Failure::Undefined(_)) if missing == Missing::IsNull => {
                Rendered::Value(Value::Null)
            }
            Err(failure) => return Err(self.failed(failure)),
        };
        Ok(match rendered {
            Rendered::Plain(Some(literal)) if takes.accepts(literal) => literal.value.clone(),
            Rendered::Plain(_) => Value::String(self.0.source.clone()),
            Rendered::Text(text) if text.is_empty() => match missing {
                Missing::Fails => Value::String(text),
                Missing::IsNull => Value::Null,
            },
            Rendered::Text(text) => settle(text, takes),
            Rendered::Value(Value::Null)
                if missing == Missing::IsNull && takes == Takes::Anything =>
            {
                Value::Null
            }
            Rendered::Value(value) => {
                let literal = Literal {
                    value,
                    is_tuple: false,
                };
                if takes.accepts(&literal) {
                    literal.value
                } else {
                    Value::String(python_text(&literal.value))
                }
            }
        })
    }

    /// Evaluates to a text, as it goes into an address or a header.
    ///
    /// # Errors
    /// [`Error::Expression`].
    pub(crate) fn text(&self, scope: &Scope<'_>) -> Result<String, Error> {
        Ok(python_text(&self.value(
            scope,
            Missing::Fails,
            Takes::Anything,
        )?))
    }

    /// Evaluates to true or false: empty and zero values, and their texts, are false.
    ///
    /// # Errors
    /// [`Error::Expression`]; a missing value is false, not an error.
    pub(crate) fn truth(&self, scope: &Scope<'_>) -> Result<bool, Error> {
        let value = self.value(scope, Missing::IsNull, Takes::Anything)?;
        Ok(match value {
            Value::Null => false,
            Value::Bool(value) => value,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::String(text) => !matches!(
                text.as_str(),
                "" | "False" | "false" | "{}" | "[]" | "()" | "0" | "0.0"
            ),
            Value::Array(items) => !items.is_empty(),
            Value::Object(entries) => !entries.is_empty(),
        })
    }

    fn failed(&self, failure: Failure) -> Error {
        let reason = match failure {
            Failure::Undefined(what) | Failure::Invalid(what) => what,
        };
        Error::Expression {
            template: self.0.source.clone(),
            place: self.0.place.clone(),
            reason,
        }
    }

    fn render(&self, scope: &Scope<'_>) -> Result<Rendered<'_>, Failure> {
        match &self.0.shape {
            Shape::Plain(literal) => Ok(Rendered::Plain(literal.as_ref())),
            Shape::Path { name, steps } => {
                let bound = if name == "parameters" {
                    Some(&*self.0.parameters)
                } else {
                    scope.get(name)
                };
                let bound = bound.ok_or_else(|| undeclared(name))?;
                if bound.is_undefined() && steps.is_empty() {
                    return Ok(Rendered::Text(String::new()));
                }
                match path::walk(bound.json(), steps) {
                    Ok(Some(Value::String(text))) => Ok(Rendered::Text(text.clone())),
                    Ok(Some(value)) => Ok(Rendered::Value(value.clone())),
                    Ok(None) => Ok(Rendered::Text(String::new())),
                    Err(step) => Err(Failure::Undefined(format!(
                        "looks for `{step}` in something that is missing"
                    ))),
                }
            }
            Shape::Expression(expression) => {
                let value = expression.eval(self.context(scope)?)?;
                if value.is_undefined() {
                    return Ok(Rendered::Text(String::new()));
                }
                if value.is_tuple() {
                    return Ok(Rendered::Text(value.to_string()));
                }
                Ok(match from_jinja(&value) {
                    Value::String(text) if text.len() > MAX_OUTPUT => return Err(too_long()),
                    Value::String(text) => Rendered::Text(text),
                    value => Rendered::Value(value),
                })
            }
            Shape::Text(env) => {
                let mut out = Limited(Vec::new());
                env.get_template("")?
                    .render_captured_to(self.context(scope)?, &mut out)?;
                String::from_utf8(out.0)
                    .map(Rendered::Text)
                    .map_err(|_| too_long())
            }
        }
    }

    /// The variables the template uses, as the engine takes them.
    fn context(&self, scope: &Scope<'_>) -> Result<minijinja::Value, Failure> {
        let mut pairs = Vec::with_capacity(self.0.names.len());
        for name in &self.0.names {
            let bound = if name == "parameters" {
                Some(&*self.0.parameters)
            } else {
                scope.get(name)
            };
            pairs.push((
                name.as_str(),
                bound.ok_or_else(|| undeclared(name))?.jinja().clone(),
            ));
        }
        Ok(minijinja::Value::from_pairs(pairs))
    }
}

fn undeclared(name: &str) -> Failure {
    Failure::Invalid(format!("uses `{name}`, which does not exist here"))
}

fn too_long() -> Failure {
    Failure::Invalid(format!("gives more than {MAX_OUTPUT} bytes"))
}

/// A rendered text as the value it stands for.
fn settle(text: String, takes: Takes) -> Value {
    match literal::evaluate(&text) {
        Some(literal) if takes.accepts(&literal) => literal.value,
        _ => Value::String(text),
    }
}

enum Rendered<'a> {
    Plain(Option<&'a Literal>),
    Text(String),
    Value(Value),
}

enum Failure {
    /// Something of something missing: the template's fallback applies.
    Undefined(String),
    Invalid(String),
}

impl From<minijinja::Error> for Failure {
    fn from(error: minijinja::Error) -> Failure {
        let detail = error
            .detail()
            .map(|detail| format!(": {detail}"))
            .unwrap_or_default();
        let reason = format!("fails ({}{detail})", error.kind());
        match error.kind() {
            ErrorKind::UndefinedError => Failure::Undefined(reason),
            _ => Failure::Invalid(reason),
        }
    }
}

/// Output that ends in an error before it fills the memory.
struct Limited(Vec<u8>);

impl io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_OUTPUT {
            return Err(io::Error::other("the output is too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
