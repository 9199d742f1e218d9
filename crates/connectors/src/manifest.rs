//! A manifest: reading it, and knowing what of it runs here.

use std::collections::HashSet;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use crate::budget::Budget;
use crate::check::Check;
use crate::concurrency::ConcurrencyLevel;
use crate::config_call::ConfigFromCall;
use crate::dynamic::DynamicStream;
use crate::error::{Error, Place, Problem, Refusal};
use crate::expression::Template;
use crate::fields::{Component, Fields, Parameters, Reading};
use crate::files::Files;
use crate::node::{Item, Node};
use crate::session::Session;
use crate::spec::Spec;
use crate::stream::Stream;
use crate::stream_group::StreamGroup;
use crate::{reference, repeats, yaml};

/// A manifest of the open format (`DeclarativeSource`), read and understood.
#[derive(Debug)]
pub struct Manifest {
    pub(crate) check: Check,
    pub(crate) concurrency: Option<ConcurrencyLevel>,
    pub(crate) streams: Vec<Listed>,
    /// With the names that a check calls them by.
    dynamic: Vec<(String, DynamicStream)>,
    files: Files,
    /// How many requests the provider allows in a time.
    pub(crate) budget: Option<Budget>,
    /// How many jobs of asynchronous retrievers may run at a time.
    pub(crate) jobs: Option<Template>,
    /// Values of the configuration that the provider is asked for.
    pub(crate) calls: Vec<ConfigFromCall>,
    /// Streams that are not read at the same time.
    pub(crate) groups: Vec<StreamGroup>,
    /// Names of streams that are read for themselves and as parents, or as parents of several.
    pub(crate) repeated: Arc<HashSet<String>>,
    refused: Vec<Refusal>,
    warnings: Vec<Problem>,
    spec: Option<Spec>,
}

/// A stream of the manifest's list.
#[derive(Debug)]
pub(crate) struct Listed {
    stream: Arc<Stream>,
    /// That of the `ConditionalStreams` it stands in.
    condition: Option<Template>,
}

impl Deref for Listed {
    type Target = Stream;

    fn deref(&self) -> &Stream {
        &self.stream
    }
}

/// A stream that was made from a template.
pub(crate) struct Made {
    /// The name of the dynamic stream.
    pub(crate) from: String,
    pub(crate) stream: Arc<Stream>,
}

/// `ConditionalStreams`, without its streams.
struct Conditional(Template);

impl Component for Conditional {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        fields.accept(&["streams"]);
        fields.required_template("condition").map(Conditional)
    }
}

/// The whole manifest, as a component; streams are read apart, so that one may be refused alone.
struct Whole {
    check: Check,
    concurrency: Option<ConcurrencyLevel>,
    spec: Option<Spec>,
    budget: Option<Budget>,
    jobs: Option<Template>,
    calls: Vec<ConfigFromCall>,
    groups: Vec<StreamGroup>,
}

impl Component for Whole {
    const DEFAULT: Option<&'static str> = Some("DeclarativeSource");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.kind() != "DeclarativeSource" {
            return fields.refuse_kind("manifest");
        }
        // What is of no use here is for other programs.
        fields.accept(&[
            "version",
            "streams",
            "dynamic_streams",
            "definitions",
            "schemas",
            "metadata",
            "description",
        ]);
        let groups = StreamGroup::all(fields);
        let budget = fields.optional("api_budget");
        let jobs = fields.template("max_concurrent_async_job_count");
        let calls = fields.list("config_from_calls");
        let check = fields.required("check");
        let concurrency = fields.optional("concurrency_level");
        let spec = fields.optional("spec");
        Some(Whole {
            check: check?,
            concurrency: concurrency?,
            spec: spec?,
            budget: budget?,
            jobs: jobs?,
            calls: calls?,
            groups: groups?,
        })
    }
}

impl Manifest {
    /// Reads a manifest from its text (YAML or JSON). `name` is what places call it. There are no
    /// files beside it.
    ///
    /// # Errors
    /// What is wrong with the document as a whole. What is wrong with a stream refuses that
    /// stream only: see [`Manifest::refused`].
    pub fn load(text: &str, name: &str) -> Result<Manifest, Vec<Problem>> {
        Manifest::with_files(text, name, Files::None)
    }

    /// Reads a manifest from a file; JSON schemas are looked for beside it.
    ///
    /// # Errors
    /// Those of [`Manifest::load`], or that the file cannot be read.
    pub fn open(path: &Path) -> Result<Manifest, Vec<Problem>> {
        let name = path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        let text = std::fs::read_to_string(path).map_err(|error| {
            let place = Place {
                file: name.as_str().into(),
                line: 1,
                path: String::new(),
            };
            vec![Problem {
                place,
                component: "file".into(),
                reason: error.to_string(),
            }]
        })?;
        let folder = path.parent().unwrap_or_else(|| Path::new("")).to_owned();
        Manifest::with_files(&text, &name, Files::Folder(folder))
    }

    pub(crate) fn with_files(
        text: &str,
        name: &str,
        files: Files,
    ) -> Result<Manifest, Vec<Problem>> {
        let file: Arc<str> = name.into();
        let root = yaml::parse(text, &file).map_err(|problem| vec![problem])?;
        let root = reference::resolve(&root, &file).map_err(|problem| vec![problem])?;
        let (whole, streams, dynamic, refused, warnings) = {
            let reading = Reading::new(file, &files);
            let outside = Parameters::default();
            let Some(whole) = Fields::component::<Whole>(&reading, &root, String::new(), &outside)
            else {
                return Err(reading.take_problems());
            };
            let own = root.get("$parameters").and_then(|own| own.entries());
            let mut list = List {
                reading: &reading,
                parameters: outside.inside(own),
                refused: Vec::new(),
            };
            let streams = list.streams(&root, "", None);
            let dynamic = list.members(&root, "dynamic_streams", "");
            let dynamic = dynamic
                .into_iter()
                .map(|(index, dynamic): (usize, DynamicStream)| (dynamic.name(index), dynamic))
                .collect();
            (
                whole,
                streams,
                dynamic,
                list.refused,
                reading.take_warnings(),
            )
        };
        Ok(Manifest {
            check: whole.check.of(&root),
            concurrency: whole.concurrency,
            spec: whole.spec,
            repeated: Arc::new(repeats::streams(streams.iter().map(Deref::deref))),
            streams,
            dynamic,
            files,
            budget: whole.budget,
            jobs: whole.jobs,
            calls: whole.calls,
            groups: whole.groups,
            refused,
            warnings,
        })
    }

    /// The streams that cannot run here, each with all its reasons.
    #[must_use]
    pub fn refused(&self) -> &[Refusal] {
        &self.refused
    }

    /// Keys that no component asks for: they change nothing, and may be misspelled.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// What the manifest says about its configuration.
    #[must_use]
    pub fn spec(&self) -> Option<&Spec> {
        self.spec.as_ref()
    }

    /// Names of the streams that run here and are known without asking the provider.
    #[must_use]
    pub fn stream_names(&self) -> Vec<&str> {
        self.streams.iter().map(|stream| stream.name()).collect()
    }

    /// The streams of the list that there are with a configuration.
    ///
    /// # Errors
    /// [`Error::Expression`].
    pub(crate) fn streams(&self, session: &Session) -> Result<Vec<Arc<Stream>>, Error> {
        let scope = session.scope();
        let mut streams = Vec::with_capacity(self.streams.len());
        for listed in &self.streams {
            let is_there = match &listed.condition {
                Some(condition) => condition.truth(&scope)?,
                None => true,
            };
            if is_there {
                streams.push(listed.stream.clone());
            }
        }
        Ok(streams)
    }

    /// The streams that are made from templates. Their values are asked for.
    ///
    /// # Errors
    /// Those of asking, and [`Error::Manifest`].
    pub(crate) async fn dynamic_streams(&self, session: &Session) -> Result<Vec<Made>, Error> {
        let mut names = HashSet::new();
        let mut made = Vec::new();
        for (name, dynamic) in &self.dynamic {
            let streams = dynamic.streams(session, &self.files, &mut names).await?;
            made.extend(streams.into_iter().map(|stream| Made {
                from: name.clone(),
                stream,
            }));
        }
        Ok(made)
    }

    /// Whether there is a dynamic stream of this name.
    pub(crate) fn has_dynamic(&self, name: &str) -> bool {
        self.dynamic.iter().any(|(own, _)| own == name)
    }

    /// The error for a name that no stream has, or one that cannot run here.
    pub(crate) fn unknown(&self, name: &str) -> Error {
        let mut refused = self.refused.iter();
        match refused.find(|refusal| refusal.stream == name) {
            Some(refusal) => Error::Refusal(refusal.clone()),
            None => Error::UnknownStream(name.to_owned()),
        }
    }
}

/// The lists of a manifest; members that cannot be taken are refused by name.
struct List<'a> {
    reading: &'a Reading<'a>,
    parameters: Parameters,
    refused: Vec<Refusal>,
}

impl List<'_> {
    /// The members under a key, with their positions.
    fn members<T: Component>(&mut self, root: &Node, key: &str, under: &str) -> Vec<(usize, T)> {
        let mut members = Vec::new();
        for (index, item) in items(root, key).iter().enumerate() {
            let path = format!("{under}{key}[{index}]");
            match self.component(item, path) {
                Some(member) => members.push((index, member)),
                None => continue,
            }
        }
        members
    }

    /// Reads one member, or refuses it.
    fn component<T: Component>(&mut self, item: &Node, path: String) -> Option<T> {
        let read = Fields::component(self.reading, item, path.clone(), &self.parameters);
        if read.is_none() {
            self.refused.push(Refusal {
                stream: name_of(item).unwrap_or(path),
                problems: self.reading.take_problems(),
            });
        }
        read
    }

    /// The streams under `streams`, and those of the conditions among them.
    fn streams(&mut self, root: &Node, under: &str, condition: Option<&Template>) -> Vec<Listed> {
        let mut streams = Vec::new();
        for (index, item) in items(root, "streams").iter().enumerate() {
            let path = format!("{under}streams[{index}]");
            let is_conditional =
                item.get("type").and_then(|kind| kind.text()) == Some("ConditionalStreams");
            if is_conditional && condition.is_none() {
                let Some(Conditional(condition)) = self.component(item, path.clone()) else {
                    continue;
                };
                let own = item.get("$parameters").and_then(|own| own.entries());
                let mut inner = List {
                    reading: self.reading,
                    parameters: self.parameters.inside(own).below("streams"),
                    refused: Vec::new(),
                };
                streams.extend(inner.streams(item, &format!("{path}."), Some(&condition)));
                self.refused.append(&mut inner.refused);
            } else if let Some(stream) = self.component::<Stream>(item, path) {
                streams.push(Listed {
                    stream: Arc::new(stream),
                    condition: condition.cloned(),
                });
            }
        }
        streams
    }
}

fn items<'a>(root: &'a Node, key: &str) -> &'a [Arc<Node>] {
    match root.get(key).map(|node| &node.item) {
        Some(Item::List(items)) => items,
        _ => &[],
    }
}

/// A stream's name, wherever it has it.
pub(crate) fn name_of(stream: &Node) -> Option<String> {
    let own = stream.get("name").filter(|name| name.is_truthy());
    let name = own.or_else(|| stream.get("$parameters")?.get("name"))?;
    name.text().map(str::to_owned)
}
