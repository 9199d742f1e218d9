//! `DynamicSchemaLoader`: the provider itself says which fields a stream has, and of which types.

use std::sync::Arc;

use futures::TryStreamExt;
use serde_json::{Map, Value, json};

use crate::error::{Error, Place};
use crate::expression::{Bound, Scope, Template};
use crate::fields::{Component, Fields};
use crate::reader;
use crate::selector::RecordFilter;
use crate::session::Session;
use crate::stream::{Retriever, Stream};
use crate::transformation::Transformation;
use crate::value;

/// `DynamicSchemaLoader`: the first record that comes holds the list of fields.
#[derive(Debug)]
pub(crate) struct DynamicSchema {
    place: Place,
    /// A stream of its own for that record.
    source: Arc<Stream>,
    identifier: Identifier,
    filter: Option<RecordFilter>,
    transformations: Vec<Transformation>,
}

/// `SchemaTypeIdentifier`: where the fields stand in the record, and name and type in each.
#[derive(Debug)]
struct Identifier {
    fields: Vec<Template>,
    name: Vec<Template>,
    kind: Vec<Template>,
    mapping: Vec<TypesMap>,
}

/// `TypesMap`: what a type of the provider's is called in the schema.
#[derive(Debug)]
struct TypesMap {
    from: Value,
    to: Target,
    condition: Option<Template>,
}

/// A type as the schema has it.
#[derive(Debug)]
enum Target {
    /// A name, or two.
    Plain(Value),
    Complex(Complex),
}

/// `ComplexFieldType`: a type, and that of its entries.
#[derive(Debug)]
struct Complex {
    kind: String,
    items: Option<Box<Target>>,
}

impl Component for DynamicSchema {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let retriever: Option<Retriever> = fields.required("retriever");
        let identifier = fields.required("schema_type_identifier");
        let filter = fields.optional("schema_filter");
        let transformations = fields.list("schema_transformations");
        Some(DynamicSchema {
            place: fields.place(),
            source: Arc::new(Stream::of_values("dynamic_properties", retriever?)),
            identifier: identifier?,
            filter: filter?,
            transformations: transformations?,
        })
    }
}

impl Component for Identifier {
    const DEFAULT: Option<&'static str> = Some("SchemaTypeIdentifier");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let name = fields.templates("key_pointer")?;
        if name.is_empty() {
            return fields.refuse("`key_pointer` is missing");
        }
        Some(Identifier {
            fields: fields.templates("schema_pointer")?,
            name,
            kind: fields.templates("type_pointer")?,
            mapping: fields.list("types_mapping")?,
        })
    }
}

impl Component for TypesMap {
    const DEFAULT: Option<&'static str> = Some("TypesMap");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let Some(from) = fields.json("current_type") else {
            return fields.refuse("`current_type` is missing");
        };
        Some(TypesMap {
            from,
            to: target(fields, "target_type")?,
            condition: fields.template("condition")?,
        })
    }
}

impl Component for Complex {
    const DEFAULT: Option<&'static str> = Some("ComplexFieldType");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let kind = fields.required_text("field_type")?;
        let items = match fields.node("items") {
            None => None,
            Some(_) if kind != "array" => {
                return fields.refuse("`items` belongs to the type `array` only");
            }
            Some(_) => Some(Box::new(target(fields, "items")?)),
        };
        Some(Complex { kind, items })
    }
}

fn target(fields: &Fields<'_>, key: &'static str) -> Option<Target> {
    match fields.node(key) {
        None => fields.refuse(format!("`{key}` is missing")),
        Some(node) if node.entries().is_some() => fields.required(key).map(Target::Complex),
        Some(node) => Some(Target::Plain(node.to_json())),
    }
}

impl DynamicSchema {
    /// Asks for the fields.
    ///
    /// # Errors
    /// Those of asking, and [`Error::Request`] where a field has no name or a type that is not
    /// known.
    pub(super) async fn load(&self, session: &Session) -> Result<Value, Error> {
        let mut record = None;
        let mut pages = reader::open(session, self.source.clone(), None);
        while let Some(page) = pages.try_next().await? {
            record = page.records.first().map(|record| record.to_value());
            if record.is_some() {
                break;
            }
        }
        let scope = session.scope();
        let fields = match &record {
            None => &[],
            Some(record) => match value::get(record, &texts(&self.identifier.fields, &scope)?) {
                Some(Value::Array(fields)) => fields.as_slice(),
                _ => return Err(self.wrong("the answer has no list of fields".into())),
            },
        };
        let mut properties = Map::new();
        for field in fields {
            let (name, schema) = self.property(field, &scope)?;
            properties.insert(name, schema);
        }
        let properties = self.shaped(properties, &scope)?;
        Ok(json!({
            "$schema": "https://json-schema.org/draft-07/schema#",
            "type": "object",
            "additionalProperties": true,
            "properties": properties,
        }))
    }

    fn wrong(&self, reason: String) -> Error {
        Error::Request {
            place: self.place.clone(),
            reason,
        }
    }

    fn property(&self, field: &Value, scope: &Scope<'_>) -> Result<(String, Value), Error> {
        let name = value::get(field, &texts(&self.identifier.name, scope)?);
        let Some(name) = name.and_then(Value::as_str) else {
            return Err(self.wrong("a field of the answer has no name".into()));
        };
        let text = Value::from("string");
        let kind = match self.identifier.kind.as_slice() {
            [] => &text,
            path => value::get(field, &texts(path, scope)?).unwrap_or(&text),
        };
        let bound = Bound::from(field.clone());
        let scope = scope.with("raw_schema", &bound);
        for mapping in &self.identifier.mapping {
            if mapping.from != *kind {
                continue;
            }
            let applies = match &mapping.condition {
                Some(condition) => condition.truth(&scope)?,
                None => true,
            };
            if applies {
                return Ok((name.to_owned(), self.schema(&mapping.to)?));
            }
        }
        Ok((name.to_owned(), self.plain(kind)?))
    }

    fn schema(&self, target: &Target) -> Result<Value, Error> {
        match target {
            Target::Plain(kind) => self.plain(kind),
            Target::Complex(Complex { kind, items }) => {
                let mut schema = self.named(kind)?;
                if let Some(items) = items {
                    schema["items"] = self.schema(items)?;
                }
                Ok(schema)
            }
        }
    }

    fn plain(&self, kind: &Value) -> Result<Value, Error> {
        match kind {
            Value::String(name) => self.named(name),
            Value::Array(kinds) => match kinds.as_slice() {
                [Value::String(first), Value::String(second)] => {
                    Ok(json!({ "oneOf": [self.named(first)?, self.named(second)?] }))
                }
                _ => Err(self.wrong(format!("`{kind}` is no type of a field"))),
            },
            _ => Err(self.wrong(format!("`{kind}` is no type of a field"))),
        }
    }

    fn named(&self, name: &str) -> Result<Value, Error> {
        Ok(match name {
            "string" | "boolean" | "integer" | "number" | "array" | "object" => {
                json!({ "type": ["null", name] })
            }
            "date" => json!({"type": ["null", "string"], "format": "date"}),
            "timestamp_with_timezone" => {
                json!({"type": ["null", "string"], "format": "date-time"})
            }
            "timestamp_without_timezone" => {
                json!({"type": ["null", "string"], "format": "date-time", "airbyte_type": name})
            }
            "time_with_timezone" | "time_without_timezone" => {
                json!({"type": ["null", "string"], "format": "time", "airbyte_type": name})
            }
            _ => return Err(self.wrong(format!("`{name}` is no type of a field"))),
        })
    }

    /// Filters the properties, each as a record of its own, and changes them all as one record.
    fn shaped(
        &self,
        properties: Map<String, Value>,
        scope: &Scope<'_>,
    ) -> Result<Map<String, Value>, Error> {
        let nothing = Bound::default();
        let scope = scope
            .with("stream_slice", &nothing)
            .with("next_page_token", &nothing);
        let mut kept = Map::new();
        for (name, schema) in properties {
            let one = Map::from_iter([(name, schema)]);
            match &self.filter {
                None => kept.extend(one),
                Some(filter) => kept.extend(filter.keep(&scope, one)?.unwrap_or_default()),
            }
        }
        self.transformations
            .iter()
            .try_fold(kept, |kept, change| change.apply(&scope, kept))
    }
}

fn texts(path: &[Template], scope: &Scope<'_>) -> Result<Vec<String>, Error> {
    path.iter().map(|key| key.text(scope)).collect()
}
