//! `RecordExpander`: the entries of a list in a record become records themselves.

use serde_json::{Map, Value};

use super::texts;
use crate::error::Error;
use crate::expression::Template;
use crate::fields::{Component, Fields};
use crate::session::Session;
use crate::value;

/// `RecordExpander`.
#[derive(Debug)]
pub(crate) struct Expander {
    path: Vec<Template>,
    /// Whether each entry holds its record under `original_record`.
    keeps_record: bool,
    /// Whether the record's other fields are laid under each entry's.
    merges_record: bool,
    /// Fields of the record, and where they go in each entry.
    copies: Vec<Copy>,
    /// Whether a record without entries is given out itself.
    keeps_childless: bool,
}

/// `ParentFieldPath`.
#[derive(Debug)]
struct Copy {
    from: Vec<Template>,
    to: Vec<Template>,
}

impl Component for Copy {
    const DEFAULT: Option<&'static str> = Some("ParentFieldPath");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let from = fields.templates("parent_path")?;
        let to = fields.templates("record_path")?;
        if from.is_empty() || to.is_empty() {
            return fields.refuse("`parent_path` and `record_path` must not be empty");
        }
        let globs = |path: &[Template]| path.iter().any(|key| value::is_glob(key.source()));
        if globs(&from) || globs(&to) {
            return fields.refuse("a path here must lead to one field");
        }
        Some(Copy { from, to })
    }
}

impl Component for Expander {
    const DEFAULT: Option<&'static str> = Some("RecordExpander");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        // Without a retriever for the rest, a list that is cut short is read as far as it goes.
        fields.unsupported(&["truncated_list_retriever"])?;
        fields.accept(&["truncation_indicator_path"]);
        let keeps_childless = match fields.text("on_no_records")?.as_deref() {
            None | Some("skip") => false,
            Some("emit_parent") => true,
            Some(other) => {
                return fields.refuse(format!("`on_no_records` does not know `{other}`"));
            }
        };
        Some(Expander {
            path: fields.templates("expand_records_from_field")?,
            keeps_record: fields.flag("remain_original_record")?,
            merges_record: fields.flag("merge_parent")?,
            copies: fields.list("parent_fields")?,
            keeps_childless,
        })
    }
}

impl Expander {
    /// The entries of a record's lists; anything that is no mapping stays as it is.
    pub(super) fn expand(&self, session: &Session, record: Value) -> Result<Vec<Value>, Error> {
        if !record.is_object() || self.path.is_empty() {
            return Ok(vec![record]);
        }
        let path = texts(session, &self.path)?;
        let lists = value::all(&record, &path);
        let entries: Vec<&Value> = lists
            .into_iter()
            .filter_map(Value::as_array)
            .flatten()
            .collect();
        if entries.is_empty() {
            return Ok(match self.keeps_childless {
                true => vec![record],
                false => Vec::new(),
            });
        }
        let under = match self.merges_record {
            true => without_lists(&record, &path),
            false => Map::new(),
        };
        entries
            .into_iter()
            .map(|entry| self.child(session, &record, &under, entry))
            .collect()
    }

    fn child(
        &self,
        session: &Session,
        record: &Value,
        under: &Map<String, Value>,
        entry: &Value,
    ) -> Result<Value, Error> {
        let plain = !(self.keeps_record || self.merges_record) && self.copies.is_empty();
        let own = match entry {
            entry if plain => return Ok(entry.clone()),
            Value::Object(own) => own.clone(),
            value => Map::from_iter([("value".to_owned(), value.clone())]),
        };
        let mut child = under.clone();
        child.extend(own);
        for copy in &self.copies {
            let found = value::get(record, &texts(session, &copy.from)?);
            let found = found.cloned().unwrap_or_default();
            value::put(&mut child, &texts(session, &copy.to)?, found);
        }
        if self.keeps_record {
            child.insert("original_record".into(), record.clone());
        }
        Ok(Value::Object(child))
    }
}

/// The record without the lists that are expanded.
fn without_lists(record: &Value, path: &[String]) -> Map<String, Value> {
    let mut rest = record.clone();
    let mut places = value::places(record, path);
    // The last first, so that no position changes before it is needed.
    places.reverse();
    for place in places {
        if value::get(record, &place).is_some_and(Value::is_array) {
            value::delete(&mut rest, &place);
        }
    }
    match rest {
        Value::Object(rest) => rest,
        _ => Map::new(),
    }
}
