//! Arguments of a call in an expression, by position or by name, as Python takes them.

use minijinja::value::{Kwargs, Rest};
use minijinja::{Error, ErrorKind, Value};

/// The arguments of one call.
pub(crate) struct Arguments {
    positional: Vec<Value>,
    named: Option<Kwargs>,
}

impl Arguments {
    /// Those of a function or a filter.
    pub(crate) fn new(positional: Rest<Value>, named: Kwargs) -> Arguments {
        Arguments {
            positional: positional.to_vec(),
            named: Some(named),
        }
    }

    /// Those of a method, where named ones come last.
    pub(crate) fn of_method(values: &[Value]) -> Arguments {
        match values.split_last() {
            Some((last, positional)) if last.is_kwargs() => Arguments {
                positional: positional.to_vec(),
                named: Kwargs::try_from(last.clone()).ok(),
            },
            _ => Arguments {
                positional: values.to_vec(),
                named: None,
            },
        }
    }

    /// The positional arguments.
    pub(crate) fn positional(&self) -> &[Value] {
        &self.positional
    }

    /// The argument at `index` or called `name`.
    pub(crate) fn get(&self, index: usize, name: &str) -> Option<Value> {
        let named = || self.named.as_ref()?.get::<Option<Value>>(name).ok()?;
        self.positional.get(index).cloned().or_else(named)
    }

    /// The same, where the call cannot do without it.
    pub(crate) fn required(&self, index: usize, name: &str) -> Result<Value, Error> {
        let missing = || {
            Error::new(
                ErrorKind::MissingArgument,
                format!("argument `{name}` is missing"),
            )
        };
        let value = self.get(index, name).ok_or_else(missing)?;
        if value.is_undefined() {
            return Err(Error::new(
                ErrorKind::UndefinedError,
                format!("argument `{name}` is undefined"),
            ));
        }
        Ok(value)
    }

    /// An argument's text; a number is written out.
    pub(crate) fn text(&self, index: usize, name: &str) -> Result<String, Error> {
        Ok(self.required(index, name)?.to_string())
    }
}
