//! A value of an expression.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

use serde_json::{Map, Number, Value as Json};

use super::text;
use crate::expression::time::Time;

/// Why an evaluation ended.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something of something missing: the template's fallback applies.
    Undefined(String),
    /// Python's `TypeError`: the reference then gives the template as it is written.
    Type(String),
    Invalid(String),
}

pub(crate) type Outcome<T> = Result<T, Failure>;

/// A text, borrowed where it can be.
#[derive(Clone, Debug)]
pub(crate) enum Str<'a> {
    Borrowed(&'a str),
    Shared(Rc<str>),
}

impl Deref for Str<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Str::Borrowed(text) => text,
            Str::Shared(text) => text,
        }
    }
}

/// Entries of a mapping, in their order.
pub(crate) type Entries<'a> = Vec<(Value<'a>, Value<'a>)>;

/// A value. Lists and mappings that an expression makes are shared and may be changed, as in
/// Python; those of the scope are borrowed, and are copied before they are changed.
#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    /// What was looked for and not found.
    Undefined(Rc<str>),
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(Str<'a>),
    /// An array or an object of the scope.
    Json(&'a Json),
    List(Rc<RefCell<Vec<Value<'a>>>>),
    Tuple(Rc<Vec<Value<'a>>>),
    Dict(Rc<RefCell<Entries<'a>>>),
    /// `dict_keys`, `dict_values` or `dict_items`.
    View(&'static str, Rc<Vec<Value<'a>>>),
    /// A generator, as `map` and `select` give one.
    Generator(Rc<Vec<Value<'a>>>),
    /// A `namespace`, whose attributes may be set.
    Namespace(Rc<RefCell<Entries<'a>>>),
    Time(Rc<Time>),
    Method(Rc<(Value<'a>, String)>),
    Function(&'static str),
}

impl<'a> Value<'a> {
    pub(crate) fn undefined(what: &str) -> Value<'a> {
        Value::Undefined(what.into())
    }

    pub(crate) fn text(text: impl Into<Rc<str>>) -> Value<'a> {
        Value::Text(Str::Shared(text.into()))
    }

    pub(crate) fn list(items: Vec<Value<'a>>) -> Value<'a> {
        Value::List(Rc::new(RefCell::new(items)))
    }

    pub(crate) fn tuple(items: Vec<Value<'a>>) -> Value<'a> {
        Value::Tuple(Rc::new(items))
    }

    pub(crate) fn dict(entries: Entries<'a>) -> Value<'a> {
        Value::Dict(Rc::new(RefCell::new(entries)))
    }

    pub(crate) fn time(time: Time) -> Value<'a> {
        Value::Time(Rc::new(time))
    }

    /// A value of the scope.
    pub(crate) fn of_json(json: &'a Json) -> Value<'a> {
        match json {
            Json::Null => Value::None,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => of_number(number),
            Json::String(text) => Value::Text(Str::Borrowed(text)),
            Json::Array(_) | Json::Object(_) => Value::Json(json),
        }
    }

    /// The same for a value that nothing borrows.
    pub(crate) fn of_owned_json(json: Json) -> Value<'a> {
        match json {
            Json::Null => Value::None,
            Json::Bool(value) => Value::Bool(value),
            Json::Number(number) => of_number(&number),
            Json::String(text) => Value::text(text),
            Json::Array(items) => {
                Value::list(items.into_iter().map(Value::of_owned_json).collect())
            }
            Json::Object(map) => Value::dict(
                map.into_iter()
                    .map(|(key, value)| (Value::text(key), Value::of_owned_json(value)))
                    .collect(),
            ),
        }
    }

    /// The value as JSON, where `ast.literal_eval` of its text gives the same.
    pub(crate) fn to_json(&self) -> Option<Json> {
        Some(match self {
            Value::None => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(number) => Json::Number(Number::from_i128(*number)?),
            Value::Float(number) => Json::Number(Number::from_f64(*number)?),
            Value::Text(text) => Json::String(text.to_string()),
            Value::Json(json) => (*json).clone(),
            Value::List(items) => {
                let items = items.borrow();
                items.iter().map(Value::to_json).collect::<Option<_>>()?
            }
            Value::Dict(entries) => {
                let mut map = Map::new();
                for (key, value) in entries.borrow().iter() {
                    map.insert(key.json_key()?, value.to_json()?);
                }
                Json::Object(map)
            }
            _ => return None,
        })
    }

    /// A key of a mapping as JSON writes it.
    fn json_key(&self) -> Option<String> {
        Some(match self {
            Value::Text(text) => text.to_string(),
            Value::Int(number) => number.to_string(),
            Value::Bool(value) => value.to_string(),
            Value::None => "null".into(),
            Value::Float(number) => text::float(*number),
            _ => return None,
        })
    }

    pub(crate) fn is_undefined(&self) -> bool {
        matches!(self, Value::Undefined(_))
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number; a boolean is one in Python.
    pub(crate) fn as_int(&self) -> Option<i128> {
        match self {
            Value::Int(number) => Some(*number),
            Value::Bool(value) => Some((*value).into()),
            _ => None,
        }
    }

    pub(crate) fn as_number(&self) -> Option<f64> {
        match self {
            Value::Float(number) => Some(*number),
            other => other.as_int().map(|number| number as f64),
        }
    }

    pub(crate) fn is_true(&self) -> bool {
        match self {
            Value::Undefined(_) | Value::None => false,
            Value::Bool(value) => *value,
            Value::Int(number) => *number != 0,
            Value::Float(number) => *number != 0.0,
            Value::Text(text) => !text.is_empty(),
            Value::Time(time) => time.is_true(),
            other => other.length() != Some(0),
        }
    }

    /// Entries of a container, letters of a text; none of what has no length.
    pub(crate) fn length(&self) -> Option<usize> {
        Some(match self {
            Value::Undefined(_) => 0,
            Value::Text(text) => text.chars().count(),
            Value::Json(Json::Array(items)) => items.len(),
            Value::Json(Json::Object(map)) => map.len(),
            Value::List(items) => items.borrow().len(),
            Value::Tuple(items) | Value::View(_, items) => items.len(),
            Value::Dict(entries) => entries.borrow().len(),
            _ => return None,
        })
    }

    pub(crate) fn is_mapping(&self) -> bool {
        matches!(self, Value::Dict(_) | Value::Json(Json::Object(_)))
    }

    /// The entries of a mapping.
    pub(crate) fn entries(&self) -> Option<Entries<'a>> {
        match self {
            Value::Json(Json::Object(map)) => Some(
                map.iter()
                    .map(|(key, value)| (Value::Text(Str::Borrowed(key)), Value::of_json(value)))
                    .collect(),
            ),
            Value::Dict(entries) => Some(entries.borrow().clone()),
            _ => None,
        }
    }

    /// What a loop goes through: entries, keys, letters.
    ///
    /// # Errors
    /// Python's, where nothing can be gone through.
    pub(crate) fn items(&self) -> Outcome<Vec<Value<'a>>> {
        Ok(match self {
            Value::Undefined(_) => Vec::new(),
            Value::Text(text) => text
                .chars()
                .map(|char| Value::text(char.to_string()))
                .collect(),
            Value::Json(Json::Array(items)) => items.iter().map(Value::of_json).collect(),
            Value::List(items) => items.borrow().clone(),
            Value::Tuple(items) | Value::View(_, items) | Value::Generator(items) => items.to_vec(),
            other => match other.entries() {
                Some(entries) => entries.into_iter().map(|(key, _)| key).collect(),
                None => {
                    return Err(Failure::Type(format!(
                        "'{}' object is not iterable",
                        other.kind()
                    )));
                }
            },
        })
    }

    /// The entry of a mapping.
    pub(crate) fn entry(&self, key: &Value<'a>) -> Option<Value<'a>> {
        match self {
            Value::Json(Json::Object(map)) => map.get(key.as_str()?).map(Value::of_json),
            Value::Dict(entries) => {
                let entries = entries.borrow();
                let found = entries.iter().find(|(own, _)| own.equals(key));
                found.map(|(_, value)| value.clone())
            }
            _ => None,
        }
    }

    /// Python's name of its type.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Value::Undefined(_) => "Undefined",
            Value::None => "NoneType",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Float(_) => "float",
            Value::Text(_) => "str",
            Value::Json(Json::Array(_)) | Value::List(_) => "list",
            Value::Json(_) | Value::Dict(_) => "dict",
            Value::Tuple(_) => "tuple",
            Value::View(kind, _) => kind,
            Value::Generator(_) => "generator",
            Value::Namespace(_) => "Namespace",
            Value::Time(time) => time.kind(),
            Value::Method(_) | Value::Function(_) => "builtin_function_or_method",
        }
    }

    /// Python's `str`.
    pub(crate) fn to_text(&self) -> String {
        text::plain(self)
    }
}

fn of_number<'a>(number: &Number) -> Value<'a> {
    match number.as_i128() {
        Some(number) => Value::Int(number),
        None => Value::Float(number.as_f64().unwrap_or_default()),
    }
}

/// The arguments of one call.
#[derive(Debug, Default)]
pub(crate) struct Arguments<'a> {
    pub(crate) positional: Vec<Value<'a>>,
    pub(crate) named: Vec<(String, Value<'a>)>,
}

impl<'a> Arguments<'a> {
    /// The argument at `index` or called `name`.
    pub(crate) fn get(&self, index: usize, name: &str) -> Option<Value<'a>> {
        let named = || self.named.iter().find(|(own, _)| own == name);
        self.positional
            .get(index)
            .cloned()
            .or_else(|| named().map(|(_, value)| value.clone()))
    }

    /// The same, where the call cannot do without it.
    pub(crate) fn required(&self, index: usize, name: &str) -> Outcome<Value<'a>> {
        let missing = || Failure::Type(format!("argument '{name}' is missing"));
        self.get(index, name).ok_or_else(missing)
    }

    /// An argument that must be a text.
    pub(crate) fn str(&self, index: usize, name: &str) -> Outcome<String> {
        match self.required(index, name)? {
            Value::Text(text) => Ok(text.to_string()),
            other => Err(Failure::Type(format!(
                "argument '{name}' must be str, not {}",
                other.kind()
            ))),
        }
    }

    /// A whole number, `default` where it is not given.
    pub(crate) fn int_or(&self, index: usize, name: &str, default: i128) -> Outcome<i128> {
        match self.get(index, name) {
            None => Ok(default),
            Some(value) => value.as_int().ok_or_else(|| {
                Failure::Type(format!(
                    "'{}' object cannot be interpreted as an integer",
                    value.kind()
                ))
            }),
        }
    }

    /// An error where there are more than `most`.
    pub(crate) fn at_most(&self, most: usize) -> Outcome<()> {
        if self.positional.len() + self.named.len() > most {
            return Err(Failure::Type("too many arguments".into()));
        }
        Ok(())
    }
}
