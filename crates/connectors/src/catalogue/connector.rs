//! `connector.yaml`: what the open format lacks, and people need.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::approval::AdminApproval;
use super::given::Given;
use super::input::Input;
use super::paths;
use super::read::{Others, read};
use super::specification::Specification;
use crate::error::{Error, Place, Problem};
use crate::expression::{Bound, Missing, Scope as Names, Takes, Template};
use crate::files::Files;
use crate::manifest::Manifest;

/// A connector of the catalogue.
#[derive(Debug)]
pub struct Connector {
    /// Name of its folder, for example `google-sheets`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// One or two words, for example `CRM`.
    pub category: String,
    /// One sentence.
    pub summary: String,
    /// Other words a search finds it by.
    pub aliases: Vec<String>,
    /// How far it has been checked.
    pub maturity: Maturity,
    /// The entity its streams suggest, for example `Customer`.
    pub entity: Option<String>,
    /// How it signs its requests.
    pub auth: Auth,
    /// What it asks for before authorization, in this order.
    pub inputs: Vec<Input>,
    /// The scopes it asks for.
    pub scopes: Vec<Scope>,
    /// What an own OAuth client of it looks like.
    pub client: Option<ClientRule>,
    /// How an organisation's administrator approves the client, where the provider wants that.
    pub admin_approval: Option<AdminApproval>,
    /// The provider's profile, as it stands: the oauth crate reads it.
    pub oauth2: Option<Value>,
    /// Streams to select unless the user decides otherwise.
    pub recommended: Vec<String>,
    /// When the guide and the provider's facts were last checked, a date.
    pub guide_checked: Option<String>,
    /// The pages that the facts come from.
    pub sources: Vec<Source>,
    /// Keys whose facts no page could confirm.
    pub unconfirmed: Vec<String>,
    /// The setup guide, Markdown.
    pub guide_md: String,
    /// The icon, SVG text.
    pub icon_svg: String,
    /// Its streams; without any where they come from [`Connector::manifest_for`] only.
    pub manifest: Arc<Manifest>,
    /// How its streams come from paths, where it has no manifest of its own.
    pub(super) paths: Option<paths::Rule>,
    /// The manifest's configuration: its keys, and templates over the inputs.
    pub(super) config: Vec<(String, Template)>,
    /// Where it was read from.
    pub(super) files: Files,
    /// What its manifest asks for, where the connector takes that over.
    pub(super) specification: Specification,
    /// Values of the configuration that the consent gives, by their paths.
    pub(super) given: Vec<(String, Given)>,
}

/// How far a connector has been checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Maturity {
    /// Runs against the real product in our tests.
    Verified,
    /// Checked against the vendor's official specification or recorded exchanges.
    Checked,
    /// Written from documentation only.
    New,
}

/// How a connector signs its requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// Consent in the browser.
    Oauth,
    /// Keys typed into the inputs.
    Key,
}

/// What a scope lets the program do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Read data.
    Read,
    /// Change data.
    Write,
    /// Know who the user is.
    Identity,
    /// Keep access while the user is away.
    Offline,
}

/// A page that facts of a connector come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its address.
    pub url: String,
    /// What it says.
    pub says: String,
}

/// A scope in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Technical name.
    pub scope: String,
    /// What it allows, in plain words.
    pub says: String,
    /// What it lets the program do.
    pub access: Access,
    /// Asked for in any case.
    pub required: bool,
    /// The streams that need it; empty: none in particular.
    pub streams: Vec<String>,
    /// Other names under which the provider grants it, and wider scopes that hold it.
    pub aliases: Vec<String>,
}

/// What an OAuth client at the provider looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRule {
    /// Where clients are made.
    pub console_url: Option<String>,
    /// The name of the file with ID and secret that is downloaded there.
    pub file: Option<String>,
    /// Which kind of app to choose there.
    pub app_type: Option<String>,
    /// Regular expression a client ID meets.
    pub id_pattern: Option<String>,
    /// A believable client ID.
    pub id_example: Option<String>,
    /// Where the client ID is found.
    pub id_hint: Option<String>,
    /// Where the client secret is found.
    pub secret_hint: Option<String>,
}

impl Connector {
    /// Reads a connector from its folder, by whose name it goes.
    ///
    /// # Errors
    /// All that is wrong with it, with file and line.
    pub fn open(folder: &Path) -> Result<Connector, Vec<Problem>> {
        let name = folder.file_name().unwrap_or(folder.as_os_str());
        Connector::load(&name.to_string_lossy(), Files::Folder(folder.to_owned()))
    }

    /// Reads the files of a connector: four, or three where its streams come from paths.
    pub(crate) fn load(id: &str, files: Files) -> Result<Connector, Vec<Problem>> {
        let mut problems = Vec::new();
        let missing = |name: &str, reason: &str| {
            let place = Place {
                file: format!("{id}/{name}").into(),
                line: 1,
                path: String::new(),
            };
            Problem {
                place,
                component: "connector".into(),
                reason: reason.into(),
            }
        };
        let mut text = |name: &str| {
            files.read(name).unwrap_or_else(|| {
                problems.push(missing(name, "the file is missing"));
                String::new()
            })
        };
        let (yaml, guide_md, icon_svg) =
            (text("connector.yaml"), text("guide.md"), text("icon.svg"));
        if !problems.is_empty() {
            return Err(problems);
        }
        let described = read(&yaml, &format!("{id}/connector.yaml"), &files);
        let name = format!("{id}/manifest.yaml");
        let takes_paths = described
            .as_ref()
            .is_ok_and(|described| described.takes_paths);
        let manifest = match (files.read("manifest.yaml"), takes_paths) {
            (Some(_), true) => Err(vec![missing(
                "manifest.yaml",
                "`streams: paths` in connector.yaml contradicts this file",
            )]),
            (Some(text), false) => Manifest::with_files(&text, &name, files.clone()).map(Arc::new),
            (None, true) => paths::manifest(&name, &Value::Null),
            (None, false) => Err(vec![missing(
                "manifest.yaml",
                "the file is missing; without it, connector.yaml says `streams: paths`",
            )]),
        };
        match (described, manifest) {
            (Ok(described), Ok(manifest)) => Ok((described.complete)(Others {
                id: id.to_owned(),
                guide_md,
                icon_svg,
                manifest,
                files,
            })),
            (described, manifest) => Err(described
                .err()
                .into_iter()
                .chain(manifest.err())
                .flatten()
                .collect()),
        }
    }

    /// The folder that it was read from; none for one that came with the program.
    pub fn folder(&self) -> Option<&Path> {
        match &self.files {
            Files::Folder(folder) => Some(folder),
            Files::Bundled(_) | Files::None => None,
        }
    }

    /// The manifest to use with a configuration: the connector's own, or the one that the lines of
    /// the configuration make.
    ///
    /// # Errors
    /// [`Error::Manifest`].
    pub fn manifest_for(&self, config: &Value) -> Result<Arc<Manifest>, Error> {
        if self.paths.is_none() {
            return Ok(self.manifest.clone());
        }
        let named = format!("{}/paths", self.id);
        paths::manifest(&named, config).map_err(|problems| {
            let first = problems.into_iter().next();
            first.map_or_else(|| Error::UnknownStream(named), Error::Manifest)
        })
    }

    /// The manifest's configuration from the inputs (texts by name): defaults are filled in, and
    /// what comes out empty is left out. Templates see what the consent told as
    /// `captured.NAME`.
    ///
    /// # Errors
    /// [`Error::Input`] for a required input that is missing and for one that cannot be used,
    /// [`Error::Expression`].
    pub fn config(
        &self,
        inputs: &Map<String, Value>,
        captured: &Map<String, Value>,
    ) -> Result<Value, Error> {
        let mut values = Vec::with_capacity(self.inputs.len() + 1);
        let asked = self.specification.asked();
        // The specification looks after its own.
        let specified = |input: &Input| asked.iter().any(|one| one.input.name == input.name);
        for input in &self.inputs {
            let value = self.value(input, inputs);
            if value.is_none() && input.required && !specified(input) {
                return Err(refused(input, "It is missing"));
            }
            values.push((
                input.name.as_str(),
                value.map_or_else(Bound::undefined, Bound::from),
            ));
        }
        values.push(("captured", Value::Object(captured.clone()).into()));
        let scope = values
            .iter()
            .fold(Names::default(), |scope, (name, value)| {
                scope.with(name, value)
            });
        let mut set = Map::new();
        for (key, template) in &self.config {
            match template.value(&scope, Missing::IsNull, Takes::Text)? {
                Value::Null => {}
                value => {
                    set.insert(key.clone(), value);
                }
            }
        }
        let mut config = self.specified(inputs, set)?;
        if let Some(rule) = &self.paths {
            self.put_paths(rule, inputs, &scope, &mut config)?;
        }
        Ok(Value::Object(config))
    }

    /// The given value of an input, else its default.
    fn value(&self, input: &Input, inputs: &Map<String, Value>) -> Option<Value> {
        let given = inputs
            .get(&input.name)
            .filter(|value| !matches!(value, Value::Null) && *value != "");
        given
            .cloned()
            .or_else(|| input.default.clone().map(Value::String))
    }

    /// The address of the API, and the lines.
    fn put_paths(
        &self,
        rule: &paths::Rule,
        inputs: &Map<String, Value>,
        scope: &Names<'_>,
        config: &mut Map<String, Value>,
    ) -> Result<(), Error> {
        for input in &self.inputs {
            match (input.name.as_str(), self.value(input, inputs)) {
                (paths::API, Some(elsewhere)) => {
                    config.insert(paths::API.to_owned(), elsewhere);
                }
                (paths::PATHS, Some(Value::String(lines))) => {
                    let lines = paths::configured(&lines);
                    let lines = lines.map_err(|reason| refused(input, &reason))?;
                    config.insert(paths::PATHS.to_owned(), lines);
                }
                _ => {}
            }
        }
        if !config.contains_key(paths::API) {
            config.insert(paths::API.to_owned(), rule.api.text(scope)?.into());
        }
        Ok(())
    }

    /// Whether a value may be used for one of its inputs, the empty one included.
    ///
    /// # Errors
    /// What to say to the user.
    pub fn check_input(&self, input: &Input, value: &str) -> Result<(), String> {
        input.check(value)?;
        let specified = self.specification.asked().iter();
        let mut specified = specified.filter(|asked| asked.input.name == input.name);
        let checks: Vec<_> = specified.by_ref().map(|asked| asked.check(value)).collect();
        // What two variants ask for under one name fits if it fits one of them.
        if !checks.is_empty() && checks.iter().all(Result::is_err) {
            return checks.into_iter().collect();
        }
        match self.paths.is_some() && input.name == paths::PATHS {
            true => paths::configured(value).map(drop),
            false => Ok(()),
        }
    }
}

fn refused(input: &Input, reason: &str) -> Error {
    Error::Input {
        input: input.title.clone(),
        reason: reason.to_owned(),
    }
}
