//! Expressions of a manifest: Jinja templates whose rendered text becomes a value.
//!
//! What the format does around Jinja is here: the text is evaluated as a Python literal (see
//! [`literal`]), a missing value has a fallback that depends on where the template stands
//! ([`Missing`]), a name nobody declared is an error, and a template that fails with Python's
//! `TypeError` stands for itself. Templates of one plain path, such as
//! `{{ response.paging.next }}`, which most are, are never run.
//!
//! The interpreter is our own, because manifests rely on Python: which operands go together, how
//! a value is written, which error ends an evaluation. [`syntax`] reads templates, [`python`] has
//! values with their operators and methods, [`run`] evaluates, with limits of steps, of nesting
//! and of output, because a manifest is somebody else's program. Deliberately absent: `range`,
//! and any access to files, the environment or the network.

mod compile;
mod literal;
mod path;
mod python;
mod run;
mod scope;
mod syntax;
mod text;
mod time;

use std::sync::Arc;

use serde_json::Value;

pub(crate) use self::scope::{Bound, Scope};
pub(crate) use self::text::{float_text, python_text};

use self::compile::{Shape, compile};
use self::literal::Literal;
use self::python::{Failure, Value as Given};
use self::run::Run;
use crate::error::{Error, Place};

/// Bytes one text of an expression may have.
const MAX_OUTPUT: usize = 4 * 1024 * 1024;

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
            Shape::Plain(_) | Shape::Failing(_) => false,
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
            Err(Failure::Type(_)) => Rendered::Text(self.0.source.clone()),
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
            Failure::Undefined(what) | Failure::Type(what) | Failure::Invalid(what) => what,
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
                if bound.is_undefined() {
                    return match steps.first() {
                        None => Ok(Rendered::Text(String::new())),
                        Some(_) => Err(python::operators::undefined(name)),
                    };
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
            Shape::Expression(expr) => {
                self.all_declared(scope)?;
                let lookup = |name: &str| self.look_up(scope, name);
                let value = Run::new(&lookup).eval(expr)?;
                Ok(match &value {
                    Given::Undefined(_) => Rendered::Text(String::new()),
                    Given::Text(text) if text.len() > MAX_OUTPUT => return Err(too_long()),
                    Given::Text(text) => Rendered::Text(text.to_string()),
                    other => match other.to_json() {
                        Some(json) => Rendered::Value(json),
                        None => Rendered::Text(other.to_text()),
                    },
                })
            }
            Shape::Text(nodes) => {
                self.all_declared(scope)?;
                let lookup = |name: &str| self.look_up(scope, name);
                let mut out = String::new();
                Run::new(&lookup).nodes(nodes, &mut out)?;
                Ok(Rendered::Text(out))
            }
            Shape::Failing(reason) => Err(Failure::Invalid((*reason).to_owned())),
        }
    }

    /// An error where a name it looks up does not exist, whether it comes to it or not.
    fn all_declared(&self, scope: &Scope<'_>) -> Result<(), Failure> {
        let missing = |name: &&String| *name != "parameters" && scope.get(name).is_none();
        match self.0.names.iter().find(missing) {
            Some(name) => Err(undeclared(name)),
            None => Ok(()),
        }
    }

    fn look_up<'a>(&'a self, scope: &Scope<'a>, name: &str) -> Option<Given<'a>> {
        if name == "parameters" {
            return Some(Given::of_json(self.0.parameters.json()));
        }
        run::of_scope(scope, name)
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

#[cfg(test)]
mod tests;
