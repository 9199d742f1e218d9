//! The JSON Schema of records that were seen.

use serde_json::{Map, Value, json};

/// The schema of some records: for each field the types that were seen, `null` among them always,
/// since nobody knows what comes next.
pub(super) fn infer<'a>(records: impl Iterator<Item = &'a Value>) -> Value {
    let mut seen = Seen::default();
    records.for_each(|record| seen.look(record));
    let mut schema =
        json!({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"});
    schema["properties"] = Value::Object(seen.properties());
    schema
}

/// What was seen of one value.
#[derive(Default)]
struct Seen {
    types: Vec<&'static str>,
    fields: Vec<(String, Seen)>,
    items: Option<Box<Seen>>,
}

impl Seen {
    fn look(&mut self, value: &Value) {
        let kind = match value {
            Value::Null => return,
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        if !self.types.contains(&kind) {
            self.types.push(kind);
        }
        match value {
            Value::Array(items) => {
                let inner = self.items.get_or_insert_default();
                items.iter().for_each(|item| inner.look(item));
            }
            Value::Object(fields) => {
                for (name, value) in fields {
                    let at = self.fields.iter().position(|(own, _)| own == name);
                    let at = at.unwrap_or_else(|| {
                        self.fields.push((name.clone(), Seen::default()));
                        self.fields.len() - 1
                    });
                    self.fields[at].1.look(value);
                }
            }
            _ => {}
        }
    }

    fn properties(&self) -> Map<String, Value> {
        let fields = self.fields.iter();
        fields
            .map(|(name, seen)| (name.clone(), seen.schema()))
            .collect()
    }

    fn schema(&self) -> Value {
        let mut types: Vec<&str> = vec!["null"];
        let whole = |kind: &&&str| !(**kind == "integer" && self.types.contains(&"number"));
        types.extend(self.types.iter().filter(whole));
        if types.len() == 1 {
            types.push("string");
        }
        let mut schema = json!({ "type": types });
        if self.types.contains(&"object") {
            schema["properties"] = Value::Object(self.properties());
        }
        if let Some(items) = &self.items {
            schema["items"] = items.schema();
        }
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types are joined over records, whole numbers become numbers beside others, nothing is lost
    /// of what is nested.
    #[test]
    fn types_are_joined() {
        let records = [
            json!({"id": 1, "price": 1, "tags": ["a"], "of": {"x": true}}),
            json!({"id": 2, "price": 1.5, "tags": [], "gone": null}),
        ];
        let schema = infer(records.iter());
        let properties = json!({
            "id": {"type": ["null", "integer"]},
            "price": {"type": ["null", "number"]},
            "tags": {"type": ["null", "array"], "items": {"type": ["null", "string"]}},
            "of": {"type": ["null", "object"], "properties": {"x": {"type": ["null", "boolean"]}}},
            "gone": {"type": ["null", "string"]},
        });
        assert_eq!(schema["properties"], properties);
    }
}
