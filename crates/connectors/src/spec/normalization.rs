//! `config_normalization_rules`: an older configuration becomes one of today, values are derived
//! from others, and the result is validated.

use serde_json::{Map, Value};

use crate::error::Error;
use crate::expression::{Bound, Missing, Scope, Takes, Template};
use crate::fields::{Component, Fields};
use crate::json_schema;
use crate::node::Item;
use crate::spec::Prepared;
use crate::transformation::{AddedField, condition};
use crate::value;

/// What becomes of a configuration, in this order.
#[derive(Debug, Default)]
pub(super) struct Normalization {
    migrations: Vec<Migration>,
    transformations: Vec<Change>,
    validations: Vec<Validation>,
}

/// `ConfigMigration`.
#[derive(Debug)]
struct Migration(Vec<Change>);

/// One change to a configuration.
#[derive(Debug)]
enum Change {
    /// `ConfigRemapField`: one value for another, by a table.
    Remap {
        path: Vec<Template>,
        table: Vec<(Template, New)>,
    },
    /// `ConfigAddFields`.
    Add {
        fields: Vec<AddedField>,
        condition: Option<Template>,
    },
    /// `ConfigRemoveFields`.
    Remove {
        paths: Vec<Vec<String>>,
        condition: Option<Template>,
    },
}

/// What stands in a table of `ConfigRemapField`.
#[derive(Debug)]
enum New {
    Template(Template),
    Fixed(Value),
}

/// `DpathValidator` or `PredicateValidator`, with `ValidateAdheresToSchema`.
#[derive(Debug)]
struct Validation {
    what: Subject,
    schema: Value,
}

/// What is validated.
#[derive(Debug)]
enum Subject {
    Path(Vec<Template>),
    Value(New),
}

impl Component for Normalization {
    const DEFAULT: Option<&'static str> = Some("ConfigNormalizationRules");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(Normalization {
            migrations: fields.list("config_migrations")?,
            transformations: fields.list("transformations")?,
            validations: fields.list("validations")?,
        })
    }
}

impl Component for Migration {
    const DEFAULT: Option<&'static str> = Some("ConfigMigration");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        fields.accept(&["description"]);
        fields.list("transformations").map(Migration)
    }
}

impl Component for Change {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "ConfigRemapField" => {
                let path = fields.templates("field_path")?;
                if path.is_empty() {
                    return fields.refuse("`field_path` is missing");
                }
                Some(Change::Remap {
                    path,
                    table: table(fields)?,
                })
            }
            "ConfigAddFields" => Some(Change::Add {
                fields: fields.list("fields")?,
                condition: condition(fields)?,
            }),
            "ConfigRemoveFields" => Some(Change::Remove {
                paths: fields.plain_paths("field_pointers")?,
                condition: condition(fields)?,
            }),
            _ => fields.refuse_kind("change of the configuration"),
        }
    }
}

fn table(fields: &Fields<'_>) -> Option<Vec<(Template, New)>> {
    let Some(node) = fields.node("map") else {
        return fields.refuse("`map` is missing");
    };
    let Item::Map(entries) = &node.item else {
        return fields.refuse_field("map", &node, "`map` must be a mapping");
    };
    entries
        .iter()
        .map(|(old, new)| Some((fields.compile("map", new, old)?, New::read(fields, new)?)))
        .collect()
}

impl New {
    fn read(fields: &Fields<'_>, node: &crate::node::Node) -> Option<New> {
        match node.text() {
            Some(text) => fields.compile("map", node, text).map(New::Template),
            None => Some(New::Fixed(node.to_json())),
        }
    }

    fn value(&self, scope: &Scope<'_>) -> Result<Value, Error> {
        match self {
            New::Fixed(value) => Ok(value.clone()),
            New::Template(template) => template.value(scope, Missing::Fails, Takes::Anything),
        }
    }
}

/// `ValidateAdheresToSchema`.
struct Adheres(Value);

impl Component for Adheres {
    const DEFAULT: Option<&'static str> = Some("ValidateAdheresToSchema");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.kind() != "ValidateAdheresToSchema" {
            return fields.refuse_kind("validation");
        }
        Some(Adheres(match fields.json("base_schema")? {
            Value::String(text) => match serde_json::from_str(&text) {
                Ok(schema) => schema,
                Err(error) => return fields.refuse(format!("`base_schema` is no JSON: {error}")),
            },
            schema => schema,
        }))
    }
}

impl Component for Validation {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let Adheres(schema) = fields.required("validation_strategy")?;
        let what = match fields.kind() {
            "DpathValidator" => Subject::Path(fields.templates("field_path")?),
            "PredicateValidator" => Subject::Value(match fields.node("value") {
                Some(node) => New::read(fields, &node)?,
                None => New::Fixed(Value::Null),
            }),
            _ => return fields.refuse_kind("validation"),
        };
        Some(Validation { what, schema })
    }
}

impl Normalization {
    pub(super) fn prepare(&self, config: Value) -> Result<Prepared, Error> {
        let Value::Object(before) = config else {
            return Ok(Prepared {
                config,
                migrated: None,
            });
        };
        let mut config = before.clone();
        for change in self
            .migrations
            .iter()
            .flat_map(|Migration(changes)| changes)
        {
            config = change.apply(config)?;
        }
        let migrated = (config != before).then(|| Value::Object(config.clone()));
        for change in &self.transformations {
            config = change.apply(config)?;
        }
        Ok(Prepared {
            config: Value::Object(config),
            migrated,
        })
    }

    pub(super) fn validate(&self, config: &Value) -> Result<(), Error> {
        self.validations
            .iter()
            .try_for_each(|validation| validation.check(config))
    }
}

impl Change {
    fn apply(&self, config: Map<String, Value>) -> Result<Map<String, Value>, Error> {
        let seen = Bound::from(Value::Object(config.clone()));
        let scope = Scope::new(&seen);
        let mut config = config;
        match self {
            Change::Remap { path, table } => {
                let path = texts(path, &scope)?;
                let mut whole = Value::Object(config);
                if let Some(old) = value::get(&whole, &path) {
                    let mut new = None;
                    for (from, to) in table {
                        if from.value(&scope, Missing::Fails, Takes::Text)? == *old {
                            new = Some(to.value(&scope)?);
                        }
                    }
                    if let Some(new) = new {
                        value::set_all(&mut whole, &path, &new);
                    }
                }
                config = match whole {
                    Value::Object(config) => config,
                    _ => Map::new(),
                };
            }
            Change::Add { fields, condition } => {
                for field in fields {
                    // Each field is seen by the expressions of the next.
                    let seen = Bound::from(Value::Object(config.clone()));
                    field.add_to_config(&Scope::new(&seen), &mut config, condition.as_ref())?;
                }
            }
            Change::Remove { paths, condition } => {
                let agrees = match condition {
                    Some(condition) => condition.truth(&scope)?,
                    None => true,
                };
                let mut whole = Value::Object(config);
                if agrees {
                    paths
                        .iter()
                        .for_each(|path| value::remove(&mut whole, path));
                }
                config = match whole {
                    Value::Object(config) => config,
                    _ => Map::new(),
                };
            }
        }
        Ok(config)
    }
}

fn texts(path: &[Template], scope: &Scope<'_>) -> Result<Vec<String>, Error> {
    path.iter().map(|key| key.text(scope)).collect()
}

impl Validation {
    fn check(&self, config: &Value) -> Result<(), Error> {
        let seen = Bound::from(config.clone());
        let scope = Scope::new(&seen);
        match &self.what {
            Subject::Value(value) => self.adheres("configuration", &value.value(&scope)?),
            Subject::Path(path) => {
                let path = texts(path, &scope)?;
                value::all(config, &path)
                    .into_iter()
                    .try_for_each(|value| self.adheres(&path.join("."), value))
            }
        }
    }

    /// A text is read as JSON first: such fields hold JSON that a person pasted.
    fn adheres(&self, input: &str, value: &Value) -> Result<(), Error> {
        let wrong = |reason: String| Error::Input {
            input: input.to_owned(),
            reason,
        };
        let parsed = match value {
            Value::String(text) => {
                serde_json::from_str(text).map_err(|_| wrong("must be JSON".into()))?
            }
            value => value.clone(),
        };
        json_schema::check(&self.schema, &parsed).map_err(wrong)
    }
}
