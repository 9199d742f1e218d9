//! Changes to records before they are given out.

mod add;
mod flatten;
mod keys;
mod remove;

use serde_json::{Map, Value};

pub(crate) use self::add::{AddedField, takes};
use self::flatten::DpathFlatten;
use self::keys::Replace;
use crate::error::Error;
use crate::expression::{Scope, Template};
use crate::fields::{Component, Fields};

/// A transformation of the manifest.
#[derive(Debug)]
pub(crate) enum Transformation {
    /// `AddFields`: each field added is seen by the expressions of the next.
    Add {
        fields: Vec<AddedField>,
        condition: Option<Template>,
    },
    /// `RemoveFields`.
    Remove {
        paths: Vec<Vec<String>>,
        condition: Option<Template>,
    },
    /// `FlattenFields`: all nested fields to the top; lists too, where `lists`.
    Flatten { lists: bool },
    /// `DpathFlattenFields`: the fields at one path to the top.
    DpathFlatten(DpathFlatten),
    /// `KeysToLower`, for the keys at the top.
    Lower,
    /// `KeysToSnakeCase`, for keys of nested mappings too.
    Snake,
    /// `KeysReplace`, for keys of nested mappings too.
    Replace(Replace),
}

impl Component for Transformation {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "AddFields" => Some(Transformation::Add {
                fields: fields.list("fields")?,
                condition: condition(fields)?,
            }),
            "RemoveFields" => Some(Transformation::Remove {
                paths: fields.plain_paths("field_pointers")?,
                condition: condition(fields)?,
            }),
            "FlattenFields" => Some(Transformation::Flatten {
                lists: fields.node("flatten_lists").is_none() || fields.flag("flatten_lists")?,
            }),
            "DpathFlattenFields" => DpathFlatten::read(fields).map(Transformation::DpathFlatten),
            "KeysToLower" => Some(Transformation::Lower),
            "KeysToSnakeCase" => Some(Transformation::Snake),
            "KeysReplace" => Replace::read(fields).map(Transformation::Replace),
            _ => fields.refuse_kind("transformation"),
        }
    }
}

/// The `condition` of a transformation; an empty one is none.
pub(crate) fn condition(fields: &Fields<'_>) -> Option<Option<Template>> {
    let condition = fields.template("condition")?;
    Some(condition.filter(|condition| !condition.source().is_empty()))
}

impl Transformation {
    /// Changes a record.
    ///
    /// # Errors
    /// [`Error::Expression`].
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
                remove::remove(scope, record, paths, condition.as_ref())
            }
            Transformation::Flatten { lists } => Ok(flatten::flatten(record, *lists)),
            Transformation::DpathFlatten(flatten) => flatten.apply(scope, record),
            Transformation::Lower => Ok(record
                .into_iter()
                .map(|(key, value)| (key.to_lowercase(), value))
                .collect()),
            Transformation::Snake => Ok(keys::rename(record, &|key| keys::snake_case(key))),
            Transformation::Replace(replace) => replace.apply(scope, record),
        }
    }
}
