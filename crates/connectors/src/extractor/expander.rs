//! `RecordExpander`: the entries of a list in a record become records themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::StreamExt;
use serde_json::{Map, Value};

use super::texts;
use crate::error::Error;
use crate::expression::Template;
use crate::fields::{Component, Fields};
use crate::reader;
use crate::record::Record;
use crate::session::Session;
use crate::slice::Partition;
use crate::stream::{Retriever, Stream};
use crate::value;

/// The stream of the lists that are cut short in their records.
const WHOLE_LIST: &str = "record_expander_truncated_list";

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
    /// Where a record says that its list is cut short.
    indicator: Vec<Template>,
    /// What gives the whole list of such a record.
    whole: Option<Arc<Stream>>,
    /// Whether it was said that entries are missing; that is said once.
    is_said: AtomicBool,
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
        let path = fields.templates("expand_records_from_field")?;
        let indicator = fields.templates("truncation_indicator_path")?;
        let globs = |path: &[Template]| path.iter().any(|key| value::is_glob(key.source()));
        if globs(&indicator) {
            return fields.refuse("`truncation_indicator_path` must lead to one field");
        }
        let whole = whole_list(fields)?;
        if whole.is_some() && (indicator.is_empty() || globs(&path)) {
            return fields.refuse(
                "`truncated_list_retriever` needs a `truncation_indicator_path`, and an \
                 `expand_records_from_field` that leads to one list",
            );
        }
        let keeps_childless = match fields.text("on_no_records")?.as_deref() {
            None | Some("skip") => false,
            Some("emit_parent") => true,
            Some(other) => {
                return fields.refuse(format!("`on_no_records` does not know `{other}`"));
            }
        };
        Some(Expander {
            path,
            keeps_record: fields.flag("remain_original_record")?,
            merges_record: fields.flag("merge_parent")?,
            copies: fields.list("parent_fields")?,
            keeps_childless,
            indicator,
            whole,
            is_said: AtomicBool::new(false),
        })
    }
}

/// The stream of `truncated_list_retriever`.
fn whole_list(fields: &Fields<'_>) -> Option<Option<Arc<Stream>>> {
    let Some(retriever) = fields.optional::<Retriever>("truncated_list_retriever")? else {
        return Some(None);
    };
    let node = fields.node("truncated_list_retriever");
    let has_reset = node.is_some_and(|node| node.get("pagination_reset").is_some());
    if retriever.job.is_some() || retriever.router.is_some() || has_reset {
        return fields.refuse(
            "`truncated_list_retriever` must be a SimpleRetriever without `partition_router` and \
             `pagination_reset`",
        );
    }
    Some(Some(Arc::new(Stream::of_values(WHOLE_LIST, retriever))))
}

impl Expander {
    /// The entries of a record's lists, asked for where they are cut short in it; anything that is no mapping stays as it
    /// is.
    pub(super) async fn expand(
        &self,
        session: &Session,
        record: Value,
    ) -> Result<Vec<Value>, Error> {
        if !record.is_object() || self.path.is_empty() {
            return Ok(vec![record]);
        }
        let path = texts(session, &self.path)?;
        let under = match self.merges_record {
            true => without_lists(&record, &path),
            false => Map::new(),
        };
        let child = |entry: &Value| self.child(session, &record, &under, entry);
        let whole = self.whole(session, &record).await?;
        if !whole.is_empty() {
            return whole.iter().map(child).collect();
        }
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
        entries.into_iter().map(child).collect()
    }

    /// The whole list of a record that says that its own is cut short; nothing where it is not, or where there is none.
    async fn whole(&self, session: &Session, record: &Value) -> Result<Vec<Value>, Error> {
        let indicator = texts(session, &self.indicator)?;
        let is_cut = value::get(record, &indicator).is_some_and(value::is_truthy);
        if !is_cut || indicator.is_empty() {
            return Ok(Vec::new());
        }
        let mut entries = Vec::new();
        if let Some(whole) = &self.whole {
            let partition = Partition {
                key: Map::from_iter([("parent_record".to_owned(), record.clone())]),
                ..Partition::default()
            };
            let mut pages = reader::open_slice(session, whole.clone(), partition);
            while let Some(page) = pages.next().await {
                entries.extend(page?.records.iter().map(Record::to_value));
            }
        }
        let total = [
            &indicator[..indicator.len() - 1],
            &["total_count".to_owned()],
        ]
        .concat();
        let total = value::get(record, &total).and_then(Value::as_u64);
        let is_short = total.is_some_and(|total| (entries.len() as u64) < total);
        if (self.whole.is_none() || is_short) && !self.is_said.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                path = self
                    .path
                    .iter()
                    .map(Template::source)
                    .collect::<Vec<_>>()
                    .join("."),
                fetched = entries.len(),
                total,
                "a list in a record is cut short, and not all of its entries are read"
            );
        }
        Ok(entries)
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
