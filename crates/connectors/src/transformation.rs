//! Changes to records before they are given out.

use serde_json::{Map, Value};

use crate::error::Error;
use crate::expression::{Bound, Missing, Scope, Takes, Template};
use crate::fields::{Component, Fields};
use crate::value;

/// A transformation of the manifest.
#[derive(Debug)]
pub(crate) enum Transformation {
    Add {
        fields: Vec<AddedField>,
        condition: Option<Template>,
    },
    Remove {
        paths: Vec<Vec<String>>,
        condition: Option<Template>,
    },
}

/// One field of `AddFields`.
#[derive(Debug)]
pub(crate) struct AddedField {
    path: Vec<String>,
    value: Template,
    takes: Takes,
}

impl Component for Transformation {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let condition = |fields: &Fields<'_>| fields.template("condition");
        match fields.kind() {
            "AddFields" => Some(Transformation::Add {
                fields: fields.list("fields")?,
                condition: condition(fields)?,
            }),
            "RemoveFields" => Some(Transformation::Remove {
                paths: fields.plain_paths("field_pointers")?,
                condition: condition(fields)?,
            }),
            _ => fields.refuse_kind("transformation"),
        }
    }
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

impl Transformation {
    /// Changes a record. Each field added is seen by the expressions of the next.
    pub(crate) fn apply(
        &self,
        scope: &Scope<'_>,
        record: Map<String, Value>,
    ) -> Result<Map<String, Value>, Error> {
        match self {
            Transformation::Add { fields, condition } => {
                fields.iter().try_fold(record, |record, field| {
                    field.add(scope, record, condition.as_ref())
                })
            }
            Transformation::Remove { paths, condition } => {
                remove(scope, record, paths, condition.as_ref())
            }
        }
    }
}

impl AddedField {
    fn add(
        &self,
        scope: &Scope<'_>,
        record: Map<String, Value>,
        condition: Option<&Template>,
    ) -> Result<Map<String, Value>, Error> {
        let seen = Bound::from(Value::Object(record));
        let added = {
            let scope = scope.with("record", &seen);
            let value = self.value.value(&scope, Missing::Fails, self.takes)?;
            match condition.filter(|condition| !condition.source().is_empty()) {
                None => Some(value),
                Some(condition) => {
                    let path: Bound = self
                        .path
                        .iter()
                        .map(|key| Value::from(key.as_str()))
                        .collect::<Value>()
                        .into();
                    let bound = Bound::from(value.clone());
                    condition
                        .truth(&scope.with("value", &bound).with("path", &path))?
                        .then_some(value)
                }
            }
        };
        let mut record = seen.into_map();
        if let Some(value) = added {
            value::put(&mut record, &self.path, value);
        }
        Ok(record)
    }
}

fn remove(
    scope: &Scope<'_>,
    record: Map<String, Value>,
    paths: &[Vec<String>],
    condition: Option<&Template>,
) -> Result<Map<String, Value>, Error> {
    let mut record = Value::Object(record);
    for path in paths {
        value::remove(&mut record, path, &mut |found| match condition
            .filter(|condition| !condition.source().is_empty())
        {
            None => Ok::<bool, Error>(true),
            Some(condition) => {
                let property = Bound::from(found.clone());
                condition.truth(&scope.with("property", &property))
            }
        })?;
    }
    match record {
        Value::Object(record) => Ok(record),
        _ => Ok(Map::new()),
    }
}
