//! Schemas of streams.

use serde_json::{Map, Value, json};

use crate::error::{Error, Place};
use crate::expression::{Bound, Scope};
use crate::extractor::HeaderRow;
use crate::fields::{Component, Fields};
use crate::request::Parts;
use crate::requester::HttpRequester;
use crate::session::Session;

/// A schema loader of the manifest.
#[derive(Debug)]
pub(crate) enum SchemaLoader {
    /// `InlineSchemaLoader`, or the file a `JsonFileSchemaLoader` names.
    Fixed(Value),
    HeaderRow(Box<HeaderRowSchema>),
}

/// `HeaderRowSchemaLoader`, an extension of ours: the columns under a header row, which it asks
/// for with a request of its own. `header_path` and `field_path` as in `HeaderRowExtractor`.
///
/// A header says nothing about types, so the rows that come with it are taken as a sample: a
/// column whose cells are all numbers holds numbers, one of booleans booleans, any other text.
#[derive(Debug)]
pub(crate) struct HeaderRowSchema {
    place: Place,
    requester: HttpRequester,
    row: HeaderRow,
}

impl Component for SchemaLoader {
    const DEFAULT: Option<&'static str> = Some("JsonFileSchemaLoader");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "InlineSchemaLoader" => Some(SchemaLoader::Fixed(
                fields.json("schema").unwrap_or_else(|| json!({})),
            )),
            "JsonFileSchemaLoader" => file(fields).map(SchemaLoader::Fixed),
            "HeaderRowSchemaLoader" => Some(SchemaLoader::HeaderRow(Box::new(HeaderRowSchema {
                place: fields.place(),
                requester: fields.required("requester")?,
                row: HeaderRow::read(fields)?,
            }))),
            _ => fields.refuse_kind("schema loader"),
        }
    }
}

/// The schema in a file beside the manifest.
fn file(fields: &Fields<'_>) -> Option<Value> {
    let template = match fields.template("file_path")? {
        Some(template) => template,
        None => fields.constant("file_path", "./schemas/{{ parameters['name'] }}.json")?,
    };
    let nothing = Bound::default();
    let path = match template.text(&Scope::new(&nothing)) {
        Ok(path) => path,
        Err(error) => return fields.refuse(error.to_string()),
    };
    match beside(fields, &path) {
        Some(schema) => Some(schema),
        None => fields.refuse(format!(
            "there is no JSON file `{path}` beside the manifest"
        )),
    }
}

/// The schema of a stream that names no loader: a file called after it, or none.
pub(crate) fn default_file(fields: &Fields<'_>, stream: &str) -> Value {
    beside(fields, &format!("schemas/{stream}.json")).unwrap_or_else(|| json!({}))
}

/// A JSON file; manifests of packages put the package's name before its path.
fn beside(fields: &Fields<'_>, path: &str) -> Option<Value> {
    let path = path.trim_start_matches("./").trim_start_matches('/');
    let shorter = path.split_once('/').map(|(_, rest)| rest);
    let text = fields
        .files()
        .read(path)
        .or_else(|| fields.files().read(shorter?))?;
    serde_json::from_str(&text).ok()
}

impl SchemaLoader {
    /// The JSON schema.
    pub(crate) async fn load(&self, session: &Session) -> Result<Value, Error> {
        match self {
            SchemaLoader::Fixed(schema) => Ok(schema.clone()),
            SchemaLoader::HeaderRow(schema) => schema.load(session).await,
        }
    }
}

impl HeaderRowSchema {
    async fn load(&self, session: &Session) -> Result<Value, Error> {
        let nothing = Bound::default();
        let scope = session
            .scope()
            .with("next_page_token", &nothing)
            .with("stream_slice", &nothing);
        let answer = self
            .requester
            .send(session, &scope, None, Parts::default())
            .await?;
        let Some(answer) = answer else {
            return Err(Error::Request {
                place: self.place.clone(),
                reason: "the header row's answer is ignored".into(),
            });
        };
        let (columns, sample) = self.row.table(session, &answer)?;
        let kind = |index: usize| kind(sample.iter().filter_map(|row| row.get(index)));
        let properties: Map<String, Value> = columns
            .into_iter()
            .enumerate()
            .map(|(index, name)| (name, json!({ "type": ["null", kind(index)] })))
            .collect();
        Ok(json!({ "type": "object", "properties": properties }))
    }
}

/// One schema of several: their properties together, the later ones winning.
pub(crate) fn merge(schemas: Vec<Value>) -> Value {
    let mut schemas = schemas.into_iter();
    let Some(mut merged) = schemas.next() else {
        return json!({});
    };
    for schema in schemas {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            continue;
        };
        match merged.get_mut("properties").and_then(Value::as_object_mut) {
            Some(known) => known.extend(properties.clone()),
            None => merged["properties"] = Value::Object(properties.clone()),
        }
    }
    merged
}

/// What the cells of a column have in common; empty ones say nothing.
fn kind<'v>(cells: impl Iterator<Item = &'v Value>) -> &'static str {
    let cells: Vec<_> = cells
        .filter(|cell| !cell.is_null() && **cell != "")
        .collect();
    match cells.first() {
        Some(Value::Number(_)) if cells.iter().all(|cell| cell.is_number()) => "number",
        Some(Value::Bool(_)) if cells.iter().all(|cell| cell.is_boolean()) => "boolean",
        _ => "string",
    }
}
