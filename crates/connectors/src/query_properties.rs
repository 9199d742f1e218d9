//! `QueryProperties`: fields that are asked for by name, in several requests where there are more
//! than one request takes, whose records are then joined.

use std::sync::Arc;

use futures::StreamExt;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::error::Error;
use crate::expression::{Scope, Template, python_text};
use crate::fields::{Component, Fields};
use crate::node::Item;
use crate::reader;
use crate::record::Record;
use crate::request::{Parts, is_query_properties};
use crate::session::Session;
use crate::stream::{Retriever, Stream};
use crate::transformation::Transformation;
use crate::value;

/// The name under which expressions see the fields of a request.
pub(crate) const NAME: &str = "query_properties";

/// The fields that a requester asks for.
#[derive(Debug)]
pub(crate) struct QueryProperties {
    /// The parameter that they go into, joined by commas.
    parameter: Option<String>,
    list: List,
    always: Vec<String>,
    chunking: Option<Chunking>,
    selector: Option<Selector>,
}

/// Where their names come from.
#[derive(Debug)]
enum List {
    Named(Vec<String>),
    Endpoint(Endpoint),
}

/// `PropertiesFromEndpoint`: names out of the records of another address.
#[derive(Debug)]
struct Endpoint {
    path: Vec<Template>,
    stream: Arc<Stream>,
}

/// `PropertyChunking`.
#[derive(Debug)]
struct Chunking {
    limit: Option<usize>,
    /// Whether the limit counts letters instead of names.
    counts_letters: bool,
    keys: Vec<String>,
}

/// `GroupByKeyMergeStrategy`: the fields that records of several requests are joined by.
struct GroupBy(Vec<String>);

/// `JsonSchemaPropertySelector`: only what the stream's schema has.
#[derive(Debug)]
struct Selector(Vec<Transformation>);

impl Component for Endpoint {
    const DEFAULT: Option<&'static str> = Some("PropertiesFromEndpoint");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let retriever: Retriever = fields.required("retriever")?;
        Some(Endpoint {
            path: fields.templates("property_field_path")?,
            stream: Arc::new(Stream::of_values("dynamic_properties", retriever)),
        })
    }
}

impl Component for GroupBy {
    const DEFAULT: Option<&'static str> = Some("GroupByKeyMergeStrategy");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        fields.texts("key").map(GroupBy)
    }
}

impl Component for Chunking {
    const DEFAULT: Option<&'static str> = Some("PropertyChunking");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let counts_letters = match fields.required_text("property_limit_type")?.as_str() {
            "characters" => true,
            "property_count" => false,
            other => {
                return fields.refuse(format!("`property_limit_type` does not know `{other}`"));
            }
        };
        let limit = fields.integer("property_limit")?;
        let keys: Option<GroupBy> = fields.optional("record_merge_strategy")?;
        Some(Chunking {
            limit: limit
                .and_then(|limit| limit.try_into().ok())
                .filter(|limit| *limit > 0),
            counts_letters,
            keys: keys.map_or_else(|| vec!["id".into()], |keys| keys.0),
        })
    }
}

impl Component for Selector {
    const DEFAULT: Option<&'static str> = Some("JsonSchemaPropertySelector");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        fields.list("transformations").map(Selector)
    }
}

impl Component for QueryProperties {
    const DEFAULT: Option<&'static str> = Some("QueryProperties");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let list = match fields.node("property_list") {
            Some(node) if matches!(node.item, Item::List(_)) => {
                List::Named(fields.texts("property_list")?)
            }
            _ => List::Endpoint(fields.required("property_list")?),
        };
        Some(QueryProperties {
            parameter: None,
            list,
            always: fields.texts("always_include_properties")?,
            chunking: fields.optional("property_chunking")?,
            selector: fields.optional("property_selector")?,
        })
    }
}

impl QueryProperties {
    /// Reads it from one of the three fields of a requester that it may stand in.
    pub(crate) fn of_requester(fields: &Fields<'_>) -> Option<Option<QueryProperties>> {
        let parameters = fields.node("request_parameters");
        let among = |(name, node): (&String, &Arc<crate::node::Node>)| {
            node.entries()
                .is_some_and(is_query_properties)
                .then(|| (name.clone(), node.clone()))
        };
        let found: Vec<_> = parameters
            .as_deref()
            .and_then(|node| node.entries())
            .into_iter()
            .flatten()
            .filter_map(among)
            .collect();
        let endpoint: Option<Endpoint> = fields.optional("fetch_properties_from_endpoint")?;
        let own: Option<QueryProperties> = fields.optional("query_properties")?;
        match (found.as_slice(), endpoint) {
            ([], Some(endpoint)) => Some(Some(QueryProperties {
                parameter: None,
                list: List::Endpoint(endpoint),
                always: Vec::new(),
                chunking: None,
                selector: None,
            })),
            ([], None) => Some(own),
            ([(name, node)], None) => {
                let read: QueryProperties = fields.inner("request_parameters", name, node)?;
                Some(Some(QueryProperties {
                    parameter: Some(name.clone()),
                    ..read
                }))
            }
            _ => fields.refuse("fields are asked for by name at more than one place"),
        }
    }

    /// Puts the fields that `scope` has into a request.
    pub(crate) fn put(&self, scope: &Scope<'_>, parts: &mut Parts) {
        if let Some(parameter) = &self.parameter
            && let Some(Value::Array(names)) = scope.get(NAME).map(|bound| bound.json())
        {
            let names: Vec<String> = names.iter().map(python_text).collect();
            parts
                .query
                .insert(parameter.clone(), names.join(",").into());
        }
    }

    /// The fields of each request, for a stream of this schema.
    pub(crate) async fn chunks(
        &self,
        session: &Session,
        stream: &Stream,
    ) -> Result<Vec<Vec<String>>, Error> {
        let mut names = match &self.list {
            List::Named(names) => names.clone(),
            List::Endpoint(endpoint) => endpoint.names(session).await?,
        };
        let unlimited = self
            .chunking
            .as_ref()
            .is_some_and(|chunking| chunking.limit.is_none());
        // Where nothing is cut, the reference leaves the selection out.
        if let Some(selector) = self.selector.as_ref().filter(|_| !unlimited) {
            let selected = selector.names(session, stream).await?;
            names.retain(|name| selected.contains_key(name));
        }
        let Some(chunking) = &self.chunking else {
            return Ok(vec![[self.always.clone(), names].concat()]);
        };
        let Some(limit) = chunking.limit else {
            return Ok(vec![[names, self.always.clone()].concat()]);
        };
        let mut chunks = Vec::new();
        let (mut chunk, mut size) = (self.always.clone(), 0);
        for name in names {
            // A comma is three letters once it is written into an address.
            let own = if chunking.counts_letters {
                name.chars().count() + 3
            } else {
                1
            };
            if size + own > limit {
                chunks.push(std::mem::replace(&mut chunk, self.always.clone()));
                size = 0;
            }
            chunk.push(name);
            size += own;
        }
        chunks.push(chunk);
        Ok(chunks)
    }

    /// Joins the records of the requests of one page: those without the keys come first, as they
    /// are.
    pub(crate) fn join(&self, records: Vec<Record>) -> Vec<Record> {
        let Some(chunking) = &self.chunking else {
            return records;
        };
        let mut single = Vec::new();
        let mut joined: IndexMap<String, Map<String, Value>> = IndexMap::new();
        for record in records {
            let Value::Object(map) = record.to_value() else {
                continue;
            };
            match group(&map, &chunking.keys) {
                Some(group) => merge(joined.entry(group).or_default(), map),
                None => single.push(Record::Map(map)),
            }
        }
        single.extend(joined.into_values().map(Record::Map));
        single
    }
}

/// The keys of a record as one text; none where one of them is missing or empty.
fn group(record: &Map<String, Value>, keys: &[String]) -> Option<String> {
    let parts = keys.iter().map(|key| {
        let value = record.get(key)?;
        let is_empty = match value {
            Value::Null | Value::Bool(false) => true,
            Value::Number(number) => number.as_f64() == Some(0.0),
            Value::String(text) => text.is_empty(),
            _ => false,
        };
        (!is_empty).then(|| python_text(value))
    });
    parts
        .collect::<Option<Vec<_>>>()
        .map(|parts| parts.join(","))
}

fn merge(target: &mut Map<String, Value>, source: Map<String, Value>) {
    for (key, value) in source {
        match (target.get_mut(&key), value) {
            (Some(Value::Object(target)), Value::Object(source)) => merge(target, source),
            (_, value) => {
                target.insert(key, value);
            }
        }
    }
}

impl Endpoint {
    /// The names, asked for once in a source.
    async fn names(&self, session: &Session) -> Result<Vec<String>, Error> {
        let key = Arc::as_ptr(&self.stream) as usize;
        let mut known = session.shared.properties.lock().await;
        if let Some(names) = known.get(&key) {
            return Ok(names.clone());
        }
        let scope = session.scope();
        let path = self
            .path
            .iter()
            .map(|key| key.text(&scope))
            .collect::<Result<Vec<_>, _>>()?;
        let mut names = Vec::new();
        let mut batches = reader::open(session, self.stream.clone(), None);
        while let Some(batch) = batches.next().await {
            let records = batch?.records;
            names.extend(records.iter().map(|record| {
                let record = record.to_value();
                value::get(&record, &path).map_or_else(|| "[]".to_owned(), python_text)
            }));
        }
        known.insert(key, names.clone());
        Ok(names)
    }
}

impl Selector {
    /// The fields of the stream's schema, changed as the manifest says.
    async fn names(&self, session: &Session, stream: &Stream) -> Result<Map<String, Value>, Error> {
        let schema = stream.schema(session).await?;
        let mut names = match schema.get("properties") {
            Some(Value::Object(properties)) => properties.clone(),
            _ => Map::new(),
        };
        for transformation in &self.0 {
            names = transformation.apply(&session.scope(), names)?;
        }
        Ok(names)
    }
}
