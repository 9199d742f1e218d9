//! `RecordSelector`: from an answer to the records that are given out.

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::error::Error;
use crate::expression::{Bound, Scope, Template, python_text};
use crate::extractor::Extractor;
use crate::fields::{Component, Fields};
use crate::page::{Depth, Page};
use crate::record::Record;
use crate::session::Session;
use crate::transformation::Transformation;

/// Extracts, filters, transforms and normalizes records.
#[derive(Debug)]
pub(crate) struct RecordSelector {
    extractor: Extractor,
    filter: Option<RecordFilter>,
    /// Whether values are cast to the types of the stream's schema.
    normalize: bool,
    transform_first: Option<bool>,
}

/// `RecordFilter`: keeps the records whose condition is true.
#[derive(Debug)]
struct RecordFilter(Option<Template>);

impl Component for RecordFilter {
    const DEFAULT: Option<&'static str> = Some("RecordFilter");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "RecordFilter" => fields.template("condition").map(RecordFilter),
            _ => fields.refuse_kind("record filter"),
        }
    }
}

impl Component for RecordSelector {
    const DEFAULT: Option<&'static str> = Some("RecordSelector");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let extractor = fields.required("extractor");
        let filter = fields.optional("record_filter");
        let normalize = match fields.node("schema_normalization") {
            None => Some(false),
            Some(node) => match node.text() {
                Some("None") => Some(false),
                Some("Default") => Some(true),
                _ => fields.refuse_field(
                    "schema_normalization",
                    &node,
                    "this schema normalization is not supported",
                ),
            },
        };
        let transform_first = match fields.node("transform_before_filtering") {
            None => Some(None),
            Some(_) => fields.flag("transform_before_filtering").map(Some),
        };
        Some(RecordSelector {
            extractor: extractor?,
            filter: filter?,
            normalize: normalize?,
            transform_first: transform_first?,
        })
    }
}

/// What becomes of the records of one stream, besides the selector's own work.
pub(crate) struct Selection<'a> {
    pub(crate) transformations: &'a [Transformation],
    /// The stream's schema, where records are normalized by it.
    pub(crate) schema: &'a Value,
    /// Whether the cursor drops records before the paginator sees them.
    pub(crate) admits: Option<&'a (dyn Fn(&Record) -> bool + Sync)>,
}

impl RecordSelector {
    /// The same selector for records that are elsewhere.
    pub(crate) fn with_extractor(self, extractor: Extractor) -> RecordSelector {
        RecordSelector { extractor, ..self }
    }

    /// Where the records of every answer are.
    pub(crate) fn extractor(&self) -> &Extractor {
        &self.extractor
    }

    /// Whether records pass as they are.
    pub(crate) fn passes_all(&self) -> bool {
        self.filter.is_none() && !self.normalize
    }

    /// Whether it needs the stream's schema.
    pub(crate) fn normalizes(&self) -> bool {
        self.normalize
    }

    /// The records of an answer, unfiltered.
    pub(crate) fn page(
        &self,
        session: &Session,
        answer: &Answer,
        depth: Depth,
    ) -> Result<Page, Error> {
        self.extractor.page(session, answer, depth)
    }

    /// Filters and changes the records of a page.
    pub(crate) fn select(
        &self,
        scope: &Scope<'_>,
        records: Vec<Record>,
        selection: &Selection<'_>,
    ) -> Result<Vec<Record>, Error> {
        let untouched =
            self.passes_all() && selection.transformations.is_empty() && selection.admits.is_none();
        if untouched {
            return Ok(records);
        }
        // Where the cursor filters, the format transforms first unless told otherwise.
        let transform_first = self.transform_first.unwrap_or(selection.admits.is_some());
        let mut selected = Vec::with_capacity(records.len());
        for record in records {
            let Value::Object(mut record) = (match record {
                Record::Map(map) => Value::Object(map),
                raw @ Record::Raw(_) => raw.to_value(),
            }) else {
                continue;
            };
            if transform_first {
                record = transform(scope, record, selection.transformations)?;
            }
            let Some(kept) = self.keep(scope, record, selection)? else {
                continue;
            };
            record = if transform_first {
                kept
            } else {
                transform(scope, kept, selection.transformations)?
            };
            if self.normalize {
                normalize(&mut record, selection.schema);
            }
            selected.push(Record::Map(record));
        }
        Ok(selected)
    }

    fn keep(
        &self,
        scope: &Scope<'_>,
        record: Map<String, Value>,
        selection: &Selection<'_>,
    ) -> Result<Option<Map<String, Value>>, Error> {
        let record = match selection.admits {
            Some(admits) => {
                let record = Record::Map(record);
                if !admits(&record) {
                    return Ok(None);
                }
                match record {
                    Record::Map(record) => record,
                    Record::Raw(_) => return Ok(None),
                }
            }
            None => record,
        };
        let Some(RecordFilter(condition)) = &self.filter else {
            return Ok(Some(record));
        };
        let bound = Bound::from(Value::Object(record));
        let keep = match condition {
            Some(condition) => condition.truth(&scope.with("record", &bound))?,
            None => false,
        };
        Ok(keep.then(|| bound.into_map()))
    }
}

fn transform(
    scope: &Scope<'_>,
    record: Map<String, Value>,
    transformations: &[Transformation],
) -> Result<Map<String, Value>, Error> {
    transformations
        .iter()
        .try_fold(record, |record, transformation| {
            transformation.apply(scope, record)
        })
}

/// Casts values to the one type their schema names; what cannot be cast stays as it is.
fn normalize(record: &mut Map<String, Value>, schema: &Value) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return;
    };
    for (name, schema) in properties {
        if let Some(value) = record.get_mut(name) {
            cast(value, schema);
        }
    }
}

fn cast(value: &mut Value, schema: &Value) {
    if let Some(cast) = cast_to(value, schema) {
        *value = cast;
    }
    match value {
        Value::Object(map) => normalize(map, schema),
        Value::Array(items) => {
            if let Some(schema) = schema.get("items") {
                items.iter_mut().for_each(|item| cast(item, schema));
            }
        }
        _ => {}
    }
}

fn cast_to(value: &Value, schema: &Value) -> Option<Value> {
    let types: Vec<&str> = match schema.get("type")? {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    if value.is_null() && types.contains(&"null") {
        return None;
    }
    let mut types = types.into_iter().filter(|kind| *kind != "null");
    let (Some(kind), None) = (types.next(), types.next()) else {
        return None;
    };
    match (kind, value) {
        ("string", Value::String(_)) => None,
        ("string", value) => Some(Value::String(python_text(value))),
        ("number", Value::Bool(value)) => Some(Value::from(f64::from(u8::from(*value)))),
        ("number", Value::Number(number)) if !number.is_f64() => number.as_f64().map(Value::from),
        ("number", Value::String(text)) => text
            .trim()
            .parse::<f64>()
            .ok()
            .and_then(serde_json::Number::from_f64)
            .map(Value::Number),
        ("integer", Value::Bool(value)) => Some(Value::from(u8::from(*value))),
        ("integer", Value::Number(number)) if number.is_f64() => {
            number.as_f64().map(|number| Value::from(number as i64))
        }
        ("integer", Value::String(text)) => text.trim().parse::<i64>().ok().map(Value::from),
        ("boolean", Value::String(text)) => match text.to_lowercase().as_str() {
            "y" | "yes" | "t" | "true" | "on" | "1" => Some(Value::Bool(true)),
            "n" | "no" | "f" | "false" | "off" | "0" => Some(Value::Bool(false)),
            _ => None,
        },
        ("boolean", Value::Number(number)) => Some(Value::Bool(number.as_f64() != Some(0.0))),
        ("array", Value::String(_) | Value::Number(_) | Value::Bool(_)) => {
            Some(Value::Array(vec![value.clone()]))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_cast_to_the_schema_where_they_can_be() {
        let schema = json!({"properties": {
            "n": {"type": ["null", "number"]}, "i": {"type": "integer"}, "b": {"type": "boolean"},
            "s": {"type": ["string", "null"]}, "many": {"type": ["string", "integer"]}, "bad": {"type": "integer"},
            "o": {"type": "object", "properties": {"i": {"type": "integer"}}},
            "l": {"type": "array", "items": {"type": "number"}},
        }});
        let mut record = json!({"n": "1.5", "i": "7", "b": "True", "s": 5, "many": 5, "bad": "x", "o": {"i": "1"},
            "l": ["1"], "other": "1"});
        let expected = json!({"n": 1.5, "i": 7, "b": true, "s": "5", "many": 5, "bad": "x", "o": {"i": 1},
            "l": [1.0], "other": "1"});
        normalize(record.as_object_mut().unwrap(), &schema);
        assert_eq!(record, expected);
        let mut nulls = json!({"n": null, "s": null});
        normalize(nulls.as_object_mut().unwrap(), &schema);
        assert_eq!(nulls, json!({"n": null, "s": null}));
    }
}
