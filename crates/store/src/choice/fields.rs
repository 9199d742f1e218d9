//! The columns that a stream can have, as far as its schema names them.

use serde_json::Value;

use super::name;
use crate::cell::CellType;
use crate::stream::Stream;

/// How deep objects are looked into: more would be a column for every leaf of a document.
const DEPTH: usize = 4;

/// A column that a stream can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name; of a field in an object `object.field`.
    pub name: String,
    /// What its values are; absent where the schema allows anything, and the first value decides.
    pub cell: Option<CellType>,
    /// Whether its values can be objects.
    pub object: bool,
}

impl Stream {
    /// All columns that it can have, each object before its fields, whatever is chosen of it.
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        collect(None, &self.schema, DEPTH, &mut fields);
        fields
    }
}

fn collect(within: Option<&str>, schema: &Value, depth: usize, fields: &mut Vec<Field>) {
    if depth == 0 {
        return;
    }
    for (field, schema) in schema["properties"].as_object().into_iter().flatten() {
        let name = name(within, field);
        fields.push(Field {
            name: name.to_string(),
            cell: CellType::of_schema(schema),
            object: match &schema["type"] {
                Value::String(kind) => kind == "object",
                Value::Array(kinds) => kinds.iter().any(|kind| kind == "object"),
                _ => schema["properties"].is_object(),
            },
        });
        collect(Some(&name), schema, depth - 1, fields);
    }
}
