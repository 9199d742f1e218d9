//! `FlattenFields` and `DpathFlattenFields`: nested fields come to the top of the record.

use serde_json::{Map, Value};

use crate::error::Error;
use crate::expression::{Scope, Template};
use crate::fields::{Component, Fields};
use crate::value;

/// `FlattenFields`. A field keeps its own name as long as no other has it; then, and from the
/// first list on, it is called after its parents too (`items.0.id`). Empty mappings go.
pub(super) fn flatten(record: Map<String, Value>, lists: bool) -> Map<String, Value> {
    let mut flat = Map::new();
    let mut with_parents = false;
    // The order is part of the naming: what was pushed last is taken first.
    let mut open = vec![(Value::Object(record), "_".to_owned())];
    while let Some((value, name)) = open.pop() {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let key = if with_parents || flat.contains_key(&key) {
                        format!("{name}.{key}")
                    } else {
                        key
                    };
                    open.push((value, key));
                }
            }
            Value::Array(items) if lists => {
                with_parents |= !items.is_empty();
                for (index, item) in items.into_iter().enumerate() {
                    open.push((item, format!("{name}.{index}")));
                }
            }
            value => {
                flat.insert(name, value);
            }
        }
    }
    flat
}

/// `DpathFlattenFields`: the fields of the mapping at a path come to the top, unless one of them
/// is there already.
#[derive(Debug)]
pub(crate) struct DpathFlatten {
    path: Vec<Template>,
    delete_origin: bool,
    replace_record: bool,
    rename: Option<Rename>,
}

/// `KeyTransformation`: what is put before and after the names.
#[derive(Debug)]
struct Rename {
    prefix: Option<Template>,
    suffix: Option<Template>,
}

impl Component for Rename {
    const DEFAULT: Option<&'static str> = Some("KeyTransformation");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(Rename {
            prefix: fields.template("prefix")?,
            suffix: fields.template("suffix")?,
        })
    }
}

impl DpathFlatten {
    pub(super) fn read(fields: &Fields<'_>) -> Option<DpathFlatten> {
        Some(DpathFlatten {
            path: fields.templates("field_path")?,
            delete_origin: fields.flag("delete_origin_value")?,
            replace_record: fields.flag("replace_record")?,
            rename: fields.optional("key_transformation")?,
        })
    }

    pub(super) fn apply(
        &self,
        scope: &Scope<'_>,
        record: Map<String, Value>,
    ) -> Result<Map<String, Value>, Error> {
        let path = self
            .path
            .iter()
            .map(|key| key.text(scope))
            .collect::<Result<Vec<_>, _>>()?;
        let mut record = Value::Object(record);
        let found = match value::get(&record, &path) {
            Some(Value::Object(found)) => Some(found.clone()),
            _ => None,
        };
        if let Some(found) = found {
            let found = match &self.rename {
                Some(rename) => rename.apply(scope, found)?,
                None => found,
            };
            if self.replace_record && !found.is_empty() {
                return Ok(found);
            }
            let taken = found.keys().any(|key| record.get(key).is_some());
            if !taken {
                if self.delete_origin {
                    value::remove(&mut record, &path);
                }
                if let Value::Object(record) = &mut record {
                    record.extend(found);
                }
            }
        }
        match record {
            Value::Object(record) => Ok(record),
            _ => Ok(Map::new()),
        }
    }
}

impl Rename {
    fn apply(
        &self,
        scope: &Scope<'_>,
        fields: Map<String, Value>,
    ) -> Result<Map<String, Value>, Error> {
        let text = |part: &Option<Template>| match part {
            Some(part) => part.text(scope),
            None => Ok(String::new()),
        };
        let (prefix, suffix) = (text(&self.prefix)?, text(&self.suffix)?);
        Ok(fields
            .into_iter()
            .map(|(key, value)| (format!("{prefix}{key}{suffix}"), value))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    /// Names are short while they are unique; behind a list they are whole.
    #[test]
    fn nested_fields_come_to_the_top() {
        let flat = |value: Value, lists| {
            let Value::Object(map) = value else {
                panic!("a mapping")
            };
            Value::Object(flatten(map, lists))
        };
        assert_eq!(
            flat(json!({"a": 1, "b": {"c": 2, "d": {"e": 3}}, "f": {}}), true),
            json!({"a": 1, "c": 2, "e": 3})
        );
        assert_eq!(
            flat(json!({"id": 1, "list": [{"id": 2}, 3]}), true),
            json!({"id": 1, "list.0.id": 2, "list.1": 3})
        );
        assert_eq!(
            flat(json!({"o": {"list": [1]}}), false),
            json!({"list": [1]})
        );
    }
}
