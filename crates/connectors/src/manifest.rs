//! A manifest: reading it, and knowing what of it runs here.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::check::Check;
use crate::error::{Place, Problem, Refusal};
use crate::fields::{Component, Fields, Parameters, Reading};
use crate::files::Files;
use crate::node::{Item, Node};
use crate::resolver::DynamicStream;
use crate::stream::Stream;
use crate::{reference, yaml};

/// A manifest of the open format (`DeclarativeSource`), read and understood.
#[derive(Debug)]
pub struct Manifest {
    pub(crate) check: Check,
    pub(crate) streams: Vec<Arc<Stream>>,
    pub(crate) dynamic: Vec<DynamicStream>,
    pub(crate) files: Files,
    refused: Vec<Refusal>,
    warnings: Vec<Problem>,
    spec: Option<Spec>,
}

/// What a manifest says about its configuration.
#[derive(Clone, Debug)]
pub struct Spec {
    /// JSON Schema of the configuration; secrets are marked with `airbyte_secret`.
    pub connection_specification: Value,
    /// A page for people.
    pub documentation_url: Option<String>,
    /// How a consent is had (`advanced_auth`), as it stands; nothing here interprets it.
    pub advanced_auth: Option<Value>,
}

impl Component for Spec {
    const DEFAULT: Option<&'static str> = Some("Spec");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        fields.unsupported(&["config_normalization_rules"])?;
        Some(Spec {
            connection_specification: fields.json("connection_specification").unwrap_or_default(),
            documentation_url: fields.text("documentation_url")?,
            advanced_auth: fields.json("advanced_auth"),
        })
    }
}

/// The whole manifest, as a component; streams are read apart, so that one may be refused alone.
struct Whole {
    check: Check,
    spec: Option<Spec>,
}

impl Component for Whole {
    const DEFAULT: Option<&'static str> = Some("DeclarativeSource");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.kind() != "DeclarativeSource" {
            return fields.refuse_kind("manifest");
        }
        // Streams are read one after the other and one page at a time: any concurrency allowed is
        // kept. The rest is for other programs.
        fields.accept(&[
            "version",
            "streams",
            "dynamic_streams",
            "definitions",
            "schemas",
            "metadata",
            "description",
            "concurrency_level",
            "stream_groups",
            "max_concurrent_async_job_count",
        ]);
        let supported = fields.unsupported(&["api_budget"]);
        let check = fields.required("check");
        let spec = fields.optional("spec");
        supported?;
        Some(Whole {
            check: check?,
            spec: spec?,
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
            let mut refused = Vec::new();
            let streams = members::<Stream>(&reading, &root, "streams", &mut refused);
            let dynamic =
                members::<DynamicStream>(&reading, &root, "dynamic_streams", &mut refused);
            (whole, streams, dynamic, refused, reading.take_warnings())
        };
        let streams: Vec<Arc<Stream>> = streams.into_iter().map(Arc::new).collect();
        Ok(Manifest {
            check: whole.check,
            spec: whole.spec,
            streams,
            dynamic,
            files,
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
}

/// Reads the members of a list; those that cannot be taken are refused by name.
fn members<T: Component>(
    reading: &Reading<'_>,
    root: &Node,
    key: &str,
    refused: &mut Vec<Refusal>,
) -> Vec<T> {
    let Some(node) = root.get(key) else {
        return Vec::new();
    };
    let Item::List(items) = &node.item else {
        return Vec::new();
    };
    let mut members = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let path = format!("{key}[{index}]");
        match Fields::component(reading, item, path.clone(), &Parameters::default()) {
            Some(member) => members.push(member),
            None => refused.push(Refusal {
                stream: name_of(item).unwrap_or(path),
                problems: reading.take_problems(),
            }),
        }
    }
    members
}

/// A stream's name, wherever it has it.
fn name_of(stream: &Node) -> Option<String> {
    let own = stream.get("name").filter(|name| name.is_truthy());
    let name = own.or_else(|| stream.get("$parameters")?.get("name"))?;
    name.text().map(str::to_owned)
}
