//! `DynamicDeclarativeStream`: streams that are known only when the provider or the configuration
//! is asked. A template, and values that make a stream of it each time.

mod mapping;
mod resolver;
mod template;

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use self::resolver::Resolver;
use self::template::{propagate, python_component};
use crate::error::{Error, Place, Problem};
use crate::expression::Bound;
use crate::fields::{Component, Fields, Parameters, Reading};
use crate::files::Files;
use crate::node::Node;
use crate::session::Session;
use crate::stream::Stream;

/// A template for streams, and where the values come from that make streams of it.
#[derive(Debug)]
pub(crate) struct DynamicStream {
    name: Option<String>,
    place: Place,
    /// The template with types and parameters filled in, as mappings find it.
    template: Value,
    /// Whether the template's parameters win over those of the components inside.
    parents_win: bool,
    resolver: Resolver,
}

impl Component for DynamicStream {
    const DEFAULT: Option<&'static str> = Some("DynamicDeclarativeStream");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.kind() != "DynamicDeclarativeStream" {
            return fields.refuse_kind("dynamic stream");
        }
        let name = fields.text("name")?.filter(|name| !name.is_empty());
        let parents_win = match fields.node("use_parent_parameters") {
            None => true,
            Some(_) => fields.flag("use_parent_parameters")?,
        };
        let resolver = fields.required("components_resolver");
        let Some(template) = fields.node("stream_template") else {
            return fields.refuse("`stream_template` is missing");
        };
        // The template need not be a whole stream. Only what no value can mend is refused now.
        if let Some((node, class)) = python_component(&template) {
            let reason = format!("`{class}` is Python code, which is never run");
            return fields.refuse_field("stream_template", node, reason);
        }
        let parameters = fields.parameters_below("stream_template").json();
        let template = propagate(
            template.to_json(),
            "DynamicDeclarativeStream.stream_template",
            &parameters,
        );
        Some(DynamicStream {
            name,
            place: fields.place(),
            template,
            parents_win,
            resolver: resolver?,
        })
    }
}

impl DynamicStream {
    /// The name that a check calls it by; `index` is its place among its like.
    pub(crate) fn name(&self, index: usize) -> String {
        let own = self.name.clone();
        own.unwrap_or_else(|| format!("dynamic_stream_{index}"))
    }

    /// Asks for the values, and makes a stream of each. `names` are those given out so far.
    ///
    /// # Errors
    /// Those of reading, or [`Error::Manifest`] where what comes out is no stream, or one that is
    /// there already.
    pub(crate) async fn streams(
        &self,
        session: &Session,
        files: &Files,
        names: &mut HashSet<String>,
    ) -> Result<Vec<Arc<Stream>>, Error> {
        let mut streams = Vec::new();
        for (values, slice) in self.resolver.values(session).await? {
            let (values, slice) = (Bound::from(values), Bound::from(slice));
            let stream = self.stream(session, files, &values, &slice)?;
            if !names.insert(stream.name().to_owned()) {
                let reason = format!("two streams would be named `{}`", stream.name());
                return Err(self.problem(reason));
            }
            streams.push(Arc::new(stream));
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
        let whole = Bound::from(self.template.clone());
        let scope = session
            .scope()
            .with("components_values", values)
            .with("stream_template_config", &whole)
            .with("stream_slice", slice);
        let mut template = self.template.clone();
        self.resolver.fill(&mut template, &scope)?;
        if !template.get("name").is_some_and(Value::is_string) {
            return Err(self.problem("the name of a stream would be no text".into()));
        }
        let node = Node::from_json(&template, self.place.line);
        let reading = Reading::new(self.place.file.clone(), files);
        let path = format!("{}.stream_template", self.place.path);
        let parameters = if self.parents_win {
            Parameters::parents_win()
        } else {
            Parameters::default()
        };
        let stream = Fields::component::<Stream>(&reading, &node, path, &parameters);
        match (stream, reading.take_problems().into_iter().next()) {
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

/// A mapping, or an empty one.
fn mapping(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
