//! `EntriesExtractor`, an extension of ours: lists that stand under names inside a record become
//! records of their own.
//!
//! Providers answer so where a record carries the history of its properties, or what it is
//! associated with: `{"history": {"stage": [{"value": …, "at": …}, …], "owner": […]}}`. Each entry
//! of each list becomes a record that knows the name it stood under and the record it came from.

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::error::Error;
use crate::fields::{Component, Fields};
use crate::page::{self, Page};
use crate::record::Record;
use crate::session::Session;
use crate::value;

/// - `field_path`: where the records are.
/// - `entries_path`: where in each the mapping of names to lists is.
/// - `list_path`: where the list is in each of the mapping's values; the value itself if not set.
/// - `name_field`: the field that gets the name; `name` if not set.
/// - `keep`: fields of the record that each entry gets, as a mapping of new names to old ones.
///
/// Where an entry has a field of the same name, the kept one stays. An entry that is no object
/// becomes the field `value`.
#[derive(Debug)]
pub(crate) struct Entries {
    records: Vec<String>,
    entries: Vec<String>,
    list: Vec<String>,
    name: String,
    keep: Vec<(String, String)>,
}

impl Component for Entries {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let entries = fields.texts("entries_path")?;
        if entries.is_empty() {
            return fields.refuse("`entries_path` is missing");
        }
        let keep = match fields.json("keep") {
            None => Vec::new(),
            Some(Value::Object(keep)) => keep
                .iter()
                .map(|(new, old)| Some((new.clone(), old.as_str()?.to_owned())))
                .collect::<Option<_>>()
                .or_else(|| fields.refuse("`keep` must hold names of fields"))?,
            Some(_) => return fields.refuse("`keep` must be a mapping of new names to old ones"),
        };
        Some(Entries {
            records: fields.texts("field_path")?,
            entries,
            list: fields.texts("list_path")?,
            name: fields.text("name_field")?.unwrap_or_else(|| "name".into()),
            keep,
        })
    }
}

impl Entries {
    /// The entries of all records of an answer.
    pub(crate) fn page(&self, session: &Session, answer: &Answer) -> Result<Page, Error> {
        let response = page::whole(session, answer)?;
        let records = match value::get(response.json(), &self.records) {
            Some(Value::Array(records)) => records.iter().flat_map(|one| self.of(one)).collect(),
            Some(one) => self.of(one),
            None => Vec::new(),
        };
        Ok(Page { records, response })
    }

    /// The entries of one record.
    fn of(&self, record: &Value) -> Vec<Record> {
        let Some(Value::Object(named)) = value::get(record, &self.entries) else {
            return Vec::new();
        };
        let mut records = Vec::new();
        for (name, inner) in named {
            let list = match value::get(inner, &self.list) {
                Some(Value::Array(list)) => list.as_slice(),
                Some(Value::Null) | None => &[],
                Some(one) => std::slice::from_ref(one),
            };
            records.extend(list.iter().map(|entry| self.entry(record, name, entry)));
        }
        records
    }

    fn entry(&self, record: &Value, name: &str, entry: &Value) -> Record {
        let mut map = Map::new();
        for (new, old) in &self.keep {
            let kept = record.get(old).cloned().unwrap_or_default();
            map.insert(new.clone(), kept);
        }
        map.insert(self.name.clone(), name.into());
        match entry {
            Value::Object(fields) => {
                for (name, value) in fields {
                    map.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
            value => {
                map.insert("value".to_owned(), value.clone());
            }
        }
        Record::Map(map)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn values(records: &[Record]) -> Vec<Value> {
        records.iter().map(Record::to_value).collect()
    }

    /// A history becomes one record for each change; what the record is called stays with it.
    #[test]
    fn a_history_becomes_a_record_for_each_change() {
        let history = Entries {
            records: Vec::new(),
            entries: texts(&["history"]),
            list: Vec::new(),
            name: "property".into(),
            keep: vec![("deal".into(), "id".into())],
        };
        let record = json!({"id": 7, "history": {
            "stage": [{"value": "won", "id": 1}, {"value": "new", "id": 2}], "owner": [], "note": null,
        }});
        assert_eq!(
            values(&history.of(&record)),
            [
                json!({"deal": 7, "property": "stage", "value": "won", "id": 1}),
                json!({"deal": 7, "property": "stage", "value": "new", "id": 2}),
            ]
        );
        assert!(history.of(&json!({"id": 8})).is_empty());
    }

    /// Associations stand one level deeper; an entry's own field does not replace what was kept.
    #[test]
    fn associations_become_a_record_for_each_pair() {
        let pairs = Entries {
            records: Vec::new(),
            entries: texts(&["associations"]),
            list: texts(&["results"]),
            name: "to".into(),
            keep: vec![("id".into(), "id".into())],
        };
        let record = json!({"id": "7", "associations": {
            "companies": {"results": [{"id": "9", "type": "t"}]}, "deals": {"results": ["11"]},
        }});
        assert_eq!(
            values(&pairs.of(&record)),
            [
                json!({"id": "7", "to": "companies", "type": "t"}),
                json!({"id": "7", "to": "deals", "value": "11"}),
            ]
        );
    }
}
