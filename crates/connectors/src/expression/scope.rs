//! The variables an expression may see.

use serde_json::{Map, Value};

/// A value under a name.
#[derive(Debug, Default)]
pub(crate) struct Bound {
    json: Value,
    is_undefined: bool,
}

impl Bound {
    /// A name that exists and has no value.
    pub(crate) fn undefined() -> Bound {
        Bound {
            json: Value::Null,
            is_undefined: true,
        }
    }

    /// Whether the name has no value.
    pub(crate) fn is_undefined(&self) -> bool {
        self.is_undefined
    }

    /// The value as JSON.
    pub(crate) fn json(&self) -> &Value {
        &self.json
    }

    /// The fields of the value, where it is a mapping.
    pub(crate) fn into_map(self) -> Map<String, Value> {
        match self.json {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }
}

impl From<Value> for Bound {
    fn from(json: Value) -> Bound {
        Bound {
            json,
            is_undefined: false,
        }
    }
}

/// Names and their values. `parameters` is not among them: each template has its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope<'a> {
    names: Vec<(&'a str, &'a Bound)>,
}

impl<'a> Scope<'a> {
    /// A scope with the configuration only.
    pub(crate) fn new(config: &'a Bound) -> Scope<'a> {
        Scope {
            names: vec![("config", config)],
        }
    }

    /// The same scope with one name more, or with another value for it.
    pub(crate) fn with(&self, name: &'a str, value: &'a Bound) -> Scope<'a> {
        let mut scope = self.clone();
        scope.names.push((name, value));
        scope
    }

    /// The value of a name. `stream_interval` and `stream_partition` are the slice.
    pub(crate) fn get(&self, name: &str) -> Option<&'a Bound> {
        let name = match name {
            "stream_interval" | "stream_partition" => "stream_slice",
            name => name,
        };
        self.names
            .iter()
            .rev()
            .find(|(own, _)| *own == name)
            .map(|(_, value)| *value)
    }
}
