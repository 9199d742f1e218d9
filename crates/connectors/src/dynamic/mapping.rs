//! `ComponentMappingDefinition`: places of the template and the value that goes there.

use std::sync::Arc;

use serde_json::Value;

use crate::error::Error;
use crate::expression::{Missing, Scope, Takes, Template};
use crate::fields::{Component, Fields};
use crate::transformation::takes;
use crate::{value, yaml};

/// Places of the template, and the value that goes there.
#[derive(Debug)]
pub(super) struct Mapping {
    path: Vec<Template>,
    value: Template,
    takes: Takes,
    /// Whether a place that does not exist is made.
    create: bool,
    pub(super) condition: Option<Template>,
}

/// What a value's text may be besides a text; the resolvers of the format differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texts {
    /// A text stays one, and no place is made.
    Stay,
    /// A text is read as YAML.
    AreYaml,
    /// The same, except where the value was asked for as a text.
    AreYamlUnlessAsked,
}

impl Component for Mapping {
    const DEFAULT: Option<&'static str> = Some("ComponentMappingDefinition");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let path = fields.templates("field_path")?;
        if path.is_empty() {
            return fields.refuse("`field_path` is missing");
        }
        let condition = fields.template("condition")?;
        Some(Mapping {
            path,
            value: fields.required_template("value")?,
            takes: takes(fields)?,
            create: fields.flag("create_or_update")?,
            condition: condition.filter(|condition| !condition.source().is_empty()),
        })
    }
}

impl Mapping {
    /// Puts the value into a template: at every place the path leads to. Where there is none, it
    /// is made if the mapping says so and the value is not empty.
    pub(super) fn fill(
        &self,
        template: &mut Value,
        scope: &Scope<'_>,
        texts: Texts,
    ) -> Result<(), Error> {
        if let Some(condition) = &self.condition
            && !condition.truth(scope)?
        {
            return Ok(());
        }
        let value = self.value.value(scope, Missing::Fails, self.takes)?;
        let path = self
            .path
            .iter()
            .map(|key| key.text(scope))
            .collect::<Result<Vec<_>, _>>()?;
        let stays =
            texts == Texts::Stay || texts == Texts::AreYamlUnlessAsked && self.takes == Takes::Text;
        let value = match value {
            Value::String(text) if !stays => read_yaml(text, self.value.place().file.clone()),
            value => value,
        };
        let is_there = value::set_all(template, &path, &value) > 0;
        if !is_there && self.create && texts != Texts::Stay && value::is_truthy(&value) {
            let mut map = super::mapping(template.take());
            value::put(&mut map, &path, value);
            *template = Value::Object(map);
        }
        Ok(())
    }
}

/// A text as YAML; where it is none, the text.
fn read_yaml(text: String, file: Arc<str>) -> Value {
    if text.trim().is_empty() {
        return Value::Null;
    }
    match yaml::parse(&text, &file) {
        Ok(node) => node.to_json(),
        Err(_) => Value::String(text),
    }
}
