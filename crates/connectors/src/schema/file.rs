//! `JsonFileSchemaLoader`: schemas in files beside the manifest.
//!
//! References to other files are looked up among the shared ones (`schemas/shared`), as packages
//! of the format have them, and are put in place.

use serde_json::{Map, Value};

use crate::expression::{Bound, Scope};
use crate::fields::Fields;

/// Longest chain of references.
const MAX_DEPTH: usize = 32;

/// The schema in the file that the loader names.
pub(super) fn named(fields: &Fields<'_>) -> Option<Value> {
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

/// The schema in a file called after the stream.
pub(super) fn called(fields: &Fields<'_>, stream: &str) -> Option<Value> {
    beside(fields, &format!("schemas/{stream}.json"))
}

/// A JSON file; manifests of packages put the package's name before its path.
fn beside(fields: &Fields<'_>, path: &str) -> Option<Value> {
    let path = path.trim_start_matches("./").trim_start_matches('/');
    let shorter = path.split_once('/').map(|(_, rest)| rest);
    let schema = json(fields, path).or_else(|| json(fields, shorter?))?;
    Some(resolved(fields, &schema, &schema, 0))
}

fn json(fields: &Fields<'_>, path: &str) -> Option<Value> {
    serde_json::from_str(&fields.files().read(path)?).ok()
}

/// A schema with what its references name in their place; one that leads nowhere allows anything.
fn resolved(fields: &Fields<'_>, document: &Value, schema: &Value, depth: usize) -> Value {
    match schema {
        Value::Array(items) => items
            .iter()
            .map(|item| resolved(fields, document, item, depth))
            .collect(),
        Value::Object(map) => {
            if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                return target(fields, document, reference, depth);
            }
            map.iter()
                .map(|(key, value)| (key.clone(), resolved(fields, document, value, depth)))
                .collect::<Map<_, _>>()
                .into()
        }
        value => value.clone(),
    }
}

fn target(fields: &Fields<'_>, document: &Value, reference: &str, depth: usize) -> Value {
    let nothing = || Value::Object(Map::new());
    if depth >= MAX_DEPTH {
        return nothing();
    }
    let (name, pointer) = reference.split_once('#').unwrap_or((reference, ""));
    let other;
    let document = if name.is_empty() {
        document
    } else {
        let shared = format!("schemas/shared/{name}");
        match json(fields, &shared).or_else(|| json(fields, &format!("schemas/{name}"))) {
            Some(found) => {
                other = found;
                &other
            }
            None => return nothing(),
        }
    };
    let mut found = match document.pointer(pointer) {
        Some(found) => resolved(fields, document, found, depth + 1),
        None => nothing(),
    };
    if let Value::Object(map) = &mut found {
        map.shift_remove("definitions");
    }
    found
}
