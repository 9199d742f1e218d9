//! `AddFields`.

use serde_json::{Map, Value};

use crate::error::Error;
use crate::expression::{Bound, Missing, Scope, Takes, Template};
use crate::fields::{Component, Fields};
use crate::value;

/// One field of `AddFields` or `ConfigAddFields`.
#[derive(Debug)]
pub(crate) struct AddedField {
    path: Vec<String>,
    value: Template,
    takes: Takes,
}

impl Component for AddedField {
    const DEFAULT: Option<&'static str> = Some("AddedFieldDefinition");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let path = fields.texts("path")?;
        if path.is_empty() {
            return fields.refuse("`path` is empty");
        }
        Some(AddedField {
            path,
            value: fields.required_template("value")?,
            takes: takes(fields)?,
        })
    }
}

/// The `value_type` of a field.
pub(crate) fn takes(fields: &Fields<'_>) -> Option<Takes> {
    match fields.text("value_type")?.as_deref() {
        None => Some(Takes::Anything),
        Some("string") => Some(Takes::Text),
        Some("integer") => Some(Takes::Integer),
        Some("number") => Some(Takes::Float),
        Some("boolean") => Some(Takes::Boolean),
        Some(other) => fields.refuse(format!("`value_type` does not know `{other}`")),
    }
}

impl AddedField {
    /// Adds it to a record, which expressions see as `record`.
    ///
    /// # Errors
    /// [`Error::Expression`].
    pub(crate) fn add(
        &self,
        scope: &Scope<'_>,
        record: Map<String, Value>,
        condition: Option<&Template>,
    ) -> Result<Map<String, Value>, Error> {
        let seen = Bound::from(Value::Object(record));
        let added = self.value(&scope.with("record", &seen), condition)?;
        let mut record = seen.into_map();
        if let Some(value) = added {
            value::put(&mut record, &self.path, value);
        }
        Ok(record)
    }

    /// Adds it to a configuration, which is what `scope` is of.
    ///
    /// # Errors
    /// [`Error::Expression`].
    pub(crate) fn add_to_config(
        &self,
        scope: &Scope<'_>,
        config: &mut Map<String, Value>,
        condition: Option<&Template>,
    ) -> Result<(), Error> {
        if let Some(value) = self.value(scope, condition)? {
            value::put(config, &self.path, value);
        }
        Ok(())
    }

    /// The value to add, where the condition agrees.
    fn value(
        &self,
        scope: &Scope<'_>,
        condition: Option<&Template>,
    ) -> Result<Option<Value>, Error> {
        let value = self.value.value(scope, Missing::Fails, self.takes)?;
        let Some(condition) = condition else {
            return Ok(Some(value));
        };
        let path: Bound = self
            .path
            .iter()
            .map(|key| Value::from(key.as_str()))
            .collect::<Value>()
            .into();
        let bound = Bound::from(value);
        let agrees = condition.truth(&scope.with("value", &bound).with("path", &path))?;
        Ok(agrees.then(|| bound.json().clone()))
    }
}
