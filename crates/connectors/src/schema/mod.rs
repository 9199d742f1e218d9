//! Schemas of streams.

mod dynamic;
mod file;
mod header_row;

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Map, Value, json};

use self::dynamic::DynamicSchema;
use self::header_row::HeaderRowSchema;
use crate::error::Error;
use crate::fields::{Component, Fields};
use crate::node::Item;
use crate::session::Session;

/// The schema of a stream, or where it comes from.
#[derive(Debug)]
pub(crate) enum Schema {
    One(SchemaLoader),
    /// Several, whose properties count together; the earlier ones win.
    Several(Vec<SchemaLoader>),
}

/// A schema loader of the manifest.
#[derive(Debug)]
pub(crate) enum SchemaLoader {
    /// `InlineSchemaLoader`, or the file a `JsonFileSchemaLoader` names.
    Fixed(Value),
    /// `DynamicSchemaLoader`: the provider is asked for the fields.
    Dynamic(Box<DynamicSchema>),
    HeaderRow(Box<HeaderRowSchema>),
}

impl Component for SchemaLoader {
    const DEFAULT: Option<&'static str> = Some("JsonFileSchemaLoader");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "InlineSchemaLoader" => {
                let mut schema = fields.json("schema").unwrap_or_else(|| json!({}));
                // A schema that came by reference may bring those of its definition.
                if let Value::Object(schema) = &mut schema {
                    schema.shift_remove("$parameters");
                }
                Some(SchemaLoader::Fixed(schema))
            }
            "JsonFileSchemaLoader" => file::named(fields).map(SchemaLoader::Fixed),
            "DynamicSchemaLoader" => {
                let schema = DynamicSchema::read(fields)?;
                Some(SchemaLoader::Dynamic(Box::new(schema)))
            }
            "HeaderRowSchemaLoader" => {
                let schema = HeaderRowSchema::read(fields)?;
                Some(SchemaLoader::HeaderRow(Box::new(schema)))
            }
            _ => fields.refuse_kind("schema loader"),
        }
    }
}

impl SchemaLoader {
    fn load<'a>(&'a self, session: &'a Session) -> BoxFuture<'a, Result<Value, Error>> {
        match self {
            SchemaLoader::Fixed(schema) => std::future::ready(Ok(schema.clone())).boxed(),
            SchemaLoader::Dynamic(schema) => schema.load(session).boxed(),
            SchemaLoader::HeaderRow(schema) => schema.load(session).boxed(),
        }
    }
}

impl Schema {
    /// No schema: anything goes.
    pub(crate) fn none() -> Schema {
        Schema::One(SchemaLoader::Fixed(json!({})))
    }

    /// Reads the `schema_loader` of a stream; one that names none has a file called after it, or
    /// no schema.
    pub(crate) fn read(fields: &Fields<'_>, stream: &str) -> Option<Schema> {
        match fields
            .node("schema_loader")
            .map(|node| matches!(node.item, Item::List(_)))
        {
            None => {
                let schema = file::called(fields, stream).unwrap_or_else(|| json!({}));
                Some(Schema::One(SchemaLoader::Fixed(schema)))
            }
            Some(true) => fields.list("schema_loader").map(Schema::Several),
            Some(false) => fields.required("schema_loader").map(Schema::One),
        }
    }

    /// The JSON schema.
    ///
    /// # Errors
    /// Where the provider is asked, those of asking.
    pub(crate) async fn load(&self, session: &Session) -> Result<Value, Error> {
        let loaders = match self {
            Schema::One(loader) => return loader.load(session).await,
            Schema::Several(loaders) => loaders,
        };
        let mut properties = Map::new();
        for loader in loaders {
            if let Some(Value::Object(more)) = loader.load(session).await?.get("properties") {
                for (name, property) in more {
                    properties
                        .entry(name.clone())
                        .or_insert_with(|| property.clone());
                }
            }
        }
        Ok(json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "type": ["null", "object"],
            "properties": properties,
        }))
    }
}
