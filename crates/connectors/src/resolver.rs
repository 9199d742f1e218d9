//! `DynamicDeclarativeStream`: streams that are known only when the provider is asked.

use std::collections::HashSet;
use std::sync::Arc;

use futures::TryStreamExt;
use serde_json::Value;

use crate::error::{Error, Place, Problem};
use crate::expression::{Bound, Missing, Takes, Template};
use crate::fields::{Component, Fields, Parameters, Reading};
use crate::files::Files;
use crate::node::Node;
use crate::reader;
use crate::session::Session;
use crate::stream::{Retriever, Stream};
use crate::transformation;

/// A template for streams, and where the values come from that make streams of it.
#[derive(Debug)]
pub(crate) struct DynamicStream {
    name: String,
    place: Place,
    template: Arc<Node>,
    parents_win: bool,
    /// A stream of its own whose records are the values.
    values: Arc<Stream>,
    mapping: Vec<Mapping>,
}

/// `ComponentMappingDefinition`: a place of the template and the value that goes there.
#[derive(Debug)]
struct Mapping {
    path: Vec<Template>,
    value: Template,
    takes: Takes,
}

impl Component for Mapping {
    const DEFAULT: Option<&'static str> = Some("ComponentMappingDefinition");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        // A place that does not exist is made in any case.
        fields.accept(&["create_or_update"]);
        fields.unsupported(&["condition"])?;
        let path = fields.templates("field_path")?;
        if path.is_empty() {
            return fields.refuse("`field_path` is missing");
        }
        Some(Mapping {
            path,
            value: fields.required_template("value")?,
            takes: transformation::takes(fields)?,
        })
    }
}

/// `HttpComponentsResolver`.
struct Resolver {
    retriever: Retriever,
    mapping: Vec<Mapping>,
}

impl Component for Resolver {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "HttpComponentsResolver" => {
                let retriever = fields.required("retriever");
                let mapping = fields.list("components_mapping");
                Some(Resolver {
                    retriever: retriever?,
                    mapping: mapping?,
                })
            }
            _ => fields.refuse_kind("components resolver"),
        }
    }
}

impl Component for DynamicStream {
    const DEFAULT: Option<&'static str> = Some("DynamicDeclarativeStream");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.kind() != "DynamicDeclarativeStream" {
            return fields.refuse_kind("dynamic stream");
        }
        let name = fields.text("name")?.unwrap_or_default();
        let parents_win = match fields.node("use_parent_parameters") {
            None => true,
            Some(_) => fields.flag("use_parent_parameters")?,
        };
        // Read once as it stands, so that what it cannot do is known now and not at a sync.
        let template: Option<Stream> = fields.required("stream_template");
        let resolver: Option<Resolver> = fields.required("components_resolver");
        let (_, resolver) = (template?, resolver?);
        Some(DynamicStream {
            values: Arc::new(Stream::of_values(&name, resolver.retriever)),
            template: fields.node("stream_template")?,
            name,
            place: fields.place(),
            parents_win,
            mapping: resolver.mapping,
        })
    }
}

impl DynamicStream {
    /// The name it has in the manifest.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Asks the provider, and makes a stream of each answer.
    ///
    /// # Errors
    /// Those of reading, or [`Error::Manifest`] where what comes out is no stream.
    pub(crate) async fn streams(
        &self,
        session: &Session,
        files: &Files,
        most: Option<usize>,
    ) -> Result<Vec<Arc<Stream>>, Error> {
        let mut streams: Vec<Arc<Stream>> = Vec::new();
        let mut names = HashSet::new();
        let mut pages = reader::open(session, self.values.clone(), None);
        while let Some(page) = pages.try_next().await? {
            let slice = Bound::from(Value::Object(page.partition));
            for record in page.records {
                if most.is_some_and(|most| streams.len() >= most) {
                    return Ok(streams);
                }
                let stream = self.stream(session, files, &record.to_value().into(), &slice)?;
                if !names.insert(stream.name().to_owned()) {
                    return Err(
                        self.problem(format!("two streams would be named `{}`", stream.name()))
                    );
                }
                streams.push(Arc::new(stream));
            }
        }
        Ok(streams)
    }

    fn stream(
        &self,
        session: &Session,
        files: &Files,
        values: &Bound,
        slice: &Bound,
    ) -> Result<Stream, Error> {
        let scope = session
            .scope()
            .with("components_values", values)
            .with("stream_slice", slice);
        let mut node = self.template.clone();
        for mapping in &self.mapping {
            let path = mapping
                .path
                .iter()
                .map(|key| key.text(&scope))
                .collect::<Result<Vec<_>, _>>()?;
            let value = mapping.value.value(&scope, Missing::Fails, mapping.takes)?;
            node = node
                .with(&path, Node::from_json(&value, mapping.value.place().line))
                .map_err(|part| {
                    self.problem(format!("`{part}` of `{}` leads nowhere", path.join(".")))
                })?;
        }
        let reading = Reading::new(self.place.file.clone(), files);
        let path = format!("{}.stream_template", self.place.path);
        let parameters = if self.parents_win {
            Parameters::parents_win()
        } else {
            Parameters::default()
        };
        let stream = Fields::component::<Stream>(&reading, &node, path, &parameters);
        match (stream, reading.take_problems().into_iter().next()) {
            (Some(stream), _) if stream.name().is_empty() => {
                Err(self.problem("a stream would have no name".into()))
            }
            (Some(stream), _) => Ok(stream),
            (None, Some(problem)) => Err(Error::Manifest(problem)),
            (None, None) => Err(self.problem("the template is no stream".into())),
        }
    }

    fn problem(&self, reason: String) -> Error {
        Error::Manifest(Problem {
            place: self.place.clone(),
            component: "DynamicDeclarativeStream".into(),
            reason,
        })
    }
}
