//! Where the values come from that make streams of a template: the provider, the configuration,
//! or the manifest itself.

use std::sync::Arc;

use futures::TryStreamExt;
use serde_json::{Map, Value, json};

use super::mapping::{Mapping, Texts};
use crate::error::Error;
use crate::expression::{Scope, Template};
use crate::fields::{Component, Fields};
use crate::reader;
use crate::session::Session;
use crate::stream::{Retriever, Stream};
use crate::value;

/// A components resolver of the manifest.
#[derive(Debug)]
pub(super) struct Resolver {
    origin: Origin,
    mapping: Vec<Mapping>,
}

#[derive(Debug)]
enum Origin {
    /// `HttpComponentsResolver`: one stream for each record.
    Http(Arc<Stream>),
    /// `ConfigComponentsResolver`: one for each combination of the entries of these lists.
    Config(Vec<StreamConfig>),
    /// `ParametrizedComponentsResolver`: one for each entry in the manifest.
    Parametrized(Vec<Value>),
}

/// `StreamConfig`: a list of the configuration, and what is added to it.
#[derive(Debug)]
struct StreamConfig {
    pointer: Vec<Template>,
    defaults: Vec<Value>,
}

impl Component for StreamConfig {
    const DEFAULT: Option<&'static str> = Some("StreamConfig");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(StreamConfig {
            pointer: fields.templates("configs_pointer")?,
            defaults: list(fields.json("default_values")),
        })
    }
}

/// `StreamParametersDefinition`.
struct StreamParameters(Vec<Value>);

impl Component for StreamParameters {
    const DEFAULT: Option<&'static str> = Some("StreamParametersDefinition");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let values = fields.json("list_of_parameters_for_stream");
        Some(StreamParameters(list(values)))
    }
}

fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

impl Component for Resolver {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let mapping: Option<Vec<Mapping>> = fields.list("components_mapping");
        let origin = match fields.kind() {
            "HttpComponentsResolver" => {
                let retriever: Retriever = fields.required("retriever")?;
                let name = "__http_components_resolver";
                Origin::Http(Arc::new(Stream::of_values(name, retriever)))
            }
            "ConfigComponentsResolver" => Origin::Config(fields.list("stream_config")?),
            "ParametrizedComponentsResolver" => {
                let StreamParameters(values) = fields.required("stream_parameters")?;
                Origin::Parametrized(values)
            }
            _ => return fields.refuse_kind("components resolver"),
        };
        let mapping = mapping?;
        let has_condition = mapping.iter().any(|mapping| mapping.condition.is_some());
        if has_condition && !matches!(origin, Origin::Config(_)) {
            return fields.refuse("`condition` belongs to `ConfigComponentsResolver` only");
        }
        Some(Resolver { origin, mapping })
    }
}

impl Resolver {
    /// The values, each with the partition it came from.
    pub(super) async fn values(&self, session: &Session) -> Result<Vec<(Value, Value)>, Error> {
        let nowhere = |value| (value, Value::Object(Map::new()));
        match &self.origin {
            Origin::Http(stream) => {
                let mut values = Vec::new();
                let mut pages = reader::open(session, stream.clone(), None);
                while let Some(page) = pages.try_next().await? {
                    let slice = Value::Object(page.partition);
                    let records = page.records.iter();
                    values.extend(records.map(|record| (record.to_value(), slice.clone())));
                }
                Ok(values)
            }
            Origin::Config(lists) => {
                Ok(combined(session, lists)?.into_iter().map(nowhere).collect())
            }
            Origin::Parametrized(values) => Ok(values.iter().cloned().map(nowhere).collect()),
        }
    }

    /// Fills a template with the values that a scope has.
    pub(super) fn fill(&self, template: &mut Value, scope: &Scope<'_>) -> Result<(), Error> {
        let texts = match self.origin {
            Origin::Http(_) => Texts::Stay,
            Origin::Config(_) => Texts::AreYamlUnlessAsked,
            Origin::Parametrized(_) => Texts::AreYaml,
        };
        self.mapping
            .iter()
            .try_for_each(|mapping| mapping.fill(template, scope, texts))
    }
}

/// Every combination of one entry of each list, the last list changing fastest. Mappings are laid
/// over each other; anything else has a name of its own and comes with its position.
fn combined(session: &Session, lists: &[StreamConfig]) -> Result<Vec<Value>, Error> {
    let mut all = vec![Map::new()];
    for (number, list) in lists.iter().enumerate() {
        let entries = list.entries(session)?;
        let mut next = Vec::with_capacity(all.len() * entries.len());
        for before in &all {
            for (index, entry) in entries.iter().enumerate() {
                let mut values: Map<String, Value> = before.clone();
                match entry {
                    Value::Object(entry) => values.extend(entry.clone()),
                    entry => {
                        let name = format!("source_config_{number}");
                        values.entry(name).or_insert_with(|| json!([index, entry]));
                    }
                }
                next.push(values);
            }
        }
        all = next;
    }
    Ok(all.into_iter().map(Value::Object).collect())
}

impl StreamConfig {
    fn entries(&self, session: &Session) -> Result<Vec<Value>, Error> {
        let scope = session.scope();
        let pointer = self
            .pointer
            .iter()
            .map(|key| key.text(&scope))
            .collect::<Result<Vec<_>, _>>()?;
        let mut entries = match value::get(session.shared.config.json(), &pointer) {
            None => Vec::new(),
            Some(Value::Array(entries)) => entries.clone(),
            Some(one) => vec![one.clone()],
        };
        entries.extend(self.defaults.iter().cloned());
        Ok(entries)
    }
}
