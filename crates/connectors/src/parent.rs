//! `ParentStreamConfig`: partitions from the records of another stream.

use std::sync::Arc;

use futures::StreamExt;
use futures::stream::{self, BoxStream};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::expression::Template;
use crate::fields::{Component, Fields};
use crate::partition::Routed;
use crate::reader;
use crate::record::Record;
use crate::request::RequestOption;
use crate::session::Session;
use crate::slice::Partition;
use crate::stream::Stream;
use crate::value;

/// `ParentStreamConfig`: one partition for each record of another stream.
#[derive(Debug)]
pub(crate) struct Parent {
    stream: Arc<Stream>,
    key: Template,
    /// The key of the partition, and where it goes in a request.
    pub(crate) field: Template,
    extra: Vec<Vec<Template>>,
    pub(crate) option: Option<RequestOption>,
    /// Whether the parent is read from its own state, so that only changed parents are followed.
    incremental: bool,
    /// Where a parent's record holds the child's first page.
    lazy: Vec<Template>,
}

/// States of parents at the last sync.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParentStates {
    /// By the parent's name.
    pub(crate) own: Map<String, Value>,
    /// What a parent without a state of its own takes over from its child.
    pub(crate) child: Option<Inherited>,
    /// Whether the child was never read before.
    pub(crate) is_first: bool,
}

/// What a child's state says about parents it does not name.
#[derive(Clone, Debug)]
pub(crate) enum Inherited {
    /// The state of the whole child.
    State(Map<String, Value>),
    /// The one value of a state from before the child had partitions.
    Value(Value),
}

impl Component for Parent {
    const DEFAULT: Option<&'static str> = Some("ParentStreamConfig");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let stream: Option<Stream> = fields.required("stream");
        let key = fields.required_template("parent_key");
        let field = fields.required_template("partition_field");
        let extra = fields.paths("extra_fields");
        let option = fields.optional("request_option");
        let incremental = fields.flag("incremental_dependency");
        let lazy = fields.templates("lazy_read_pointer")?;
        if lazy.iter().any(|key| key.source().contains('*')) {
            return fields.refuse("`lazy_read_pointer` takes a direct path, without `*`");
        }
        Some(Parent {
            stream: Arc::new(stream?),
            key: key?,
            field: field?,
            extra: extra?,
            option: option?,
            incremental: incremental?,
            lazy,
        })
    }
}

/// The evaluated texts of a [`Parent`].
#[derive(Clone)]
struct Keys {
    key: Vec<String>,
    field: String,
    extra: Vec<Vec<String>>,
    /// Where the first page is; empty where the provider is asked for it.
    page: Vec<String>,
}

impl Parent {
    /// Whether a parent's record holds the child's first page.
    pub(crate) fn is_lazy(&self) -> bool {
        !self.lazy.is_empty()
    }

    /// The stream whose records make partitions.
    pub(crate) fn stream(&self) -> &Stream {
        &self.stream
    }

    /// The name under which the parent's state is kept, where it is.
    pub(crate) fn followed(&self) -> Option<&str> {
        self.incremental.then(|| self.stream.name())
    }

    /// One partition for each record of the parent, which is read meanwhile.
    pub(crate) fn partitions(
        &self,
        session: &Session,
        states: &ParentStates,
    ) -> BoxStream<'static, Result<Routed, Error>> {
        let keys = match self.keys(session, states) {
            Ok(keys) => keys,
            Err(error) => return stream::iter([Err(error)]).boxed(),
        };
        let name = self.stream.name().to_owned();
        let incremental = self.incremental;
        let state = match self.state(session, states) {
            Ok(state) => state,
            Err(error) => return stream::iter([Err(error)]).boxed(),
        };
        reader::open_parent(session, self.stream.clone(), state)
            .flat_map(move |batch| {
                stream::iter(match batch {
                    Err(error) => vec![Err(error)],
                    Ok(batch) => {
                        let partitions = batch
                            .records
                            .iter()
                            .filter_map(|record| keys.partition(record, &batch.partition));
                        let mut routed: Vec<_> =
                            partitions.map(|one| Ok(Routed::Partition(one))).collect();
                        if let Some(state) = batch.state.filter(|_| incremental) {
                            routed.push(Ok(Routed::ParentState(name.clone(), state)));
                        }
                        routed
                    }
                })
            })
            .boxed()
    }

    /// Where the parent's reading begins; from its own beginning, unless it is followed.
    fn state(&self, session: &Session, states: &ParentStates) -> Result<Option<Value>, Error> {
        if !self.incremental {
            return Ok(None);
        }
        if let Some(own) = states.own.get(self.stream.name()) {
            return Ok(Some(own.clone()));
        }
        Ok(match (&states.child, self.stream.known_cursor()) {
            (Some(Inherited::State(state)), _) => Some(Value::Object(state.clone())),
            (Some(Inherited::Value(value)), Some(cursor)) => {
                Some(Value::Object(Map::from_iter([(
                    cursor.field(session)?,
                    value.clone(),
                )])))
            }
            _ => None,
        })
    }

    fn keys(&self, session: &Session, states: &ParentStates) -> Result<Keys, Error> {
        let scope = session.scope();
        let texts = |path: &Vec<Template>| {
            path.iter()
                .map(|key| key.text(&scope))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(Keys {
            key: self
                .key
                .text(&scope)?
                .trim_start_matches('/')
                .split('/')
                .map(str::to_owned)
                .collect(),
            field: self.field.text(&scope)?,
            extra: self.extra.iter().map(texts).collect::<Result<_, _>>()?,
            page: match states.is_first {
                true => texts(&self.lazy)?,
                false => Vec::new(),
            },
        })
    }
}

impl Keys {
    /// The partition of a parent's record; none where the record lacks the key.
    fn partition(&self, record: &Record, parent: &Map<String, Value>) -> Option<Partition> {
        let record = record.to_value();
        let key = value::get(&record, &self.key).filter(|key| !key.is_null())?;
        let extra = self.extra.iter().map(|path| {
            (
                path.join("."),
                value::get(&record, path).cloned().unwrap_or_default(),
            )
        });
        Some(Partition {
            key: Map::from_iter([
                (self.field.clone(), key.clone()),
                ("parent_slice".to_owned(), Value::Object(parent.clone())),
            ]),
            extra: extra.collect(),
            page: (!self.page.is_empty()).then(|| {
                let page = value::get(&record, &self.page).cloned();
                Arc::new(page.unwrap_or_else(|| Value::Array(Vec::new())))
            }),
        })
    }
}
