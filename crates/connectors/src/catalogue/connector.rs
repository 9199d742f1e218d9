//! `connector.yaml`: what the open format lacks, and people need.

use std::sync::Arc;

use regex::Regex;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::approval::AdminApproval;
use super::read::{Described, Others, read};
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
    /// The setup guide, Markdown.
    pub guide_md: String,
    /// The icon, SVG text.
    pub icon_svg: String,
    /// Its streams.
    pub manifest: Arc<Manifest>,
    pub(super) place: Place,
    /// The manifest's configuration: its keys, and templates over the inputs.
    pub(super) config: Vec<(String, Template)>,
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

/// A value a connector asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Key among the inputs.
    pub name: String,
    /// Label.
    pub title: String,
    /// Where it is found.
    pub hint: Option<String>,
    /// A believable example.
    pub example: Option<String>,
    /// Regular expression the whole value meets; in the common subset of Rust and JavaScript.
    pub pattern: Option<String>,
    /// What to say when it does not.
    pub pattern_says: Option<String>,
    /// The value where none is given.
    pub default: Option<String>,
    /// Must be filled.
    pub required: bool,
    /// Goes to the keychain and never comes back.
    pub secret: bool,
    /// Never shown; set by tests and the command line.
    pub hidden: bool,
    /// A pick-list, where the values are known.
    pub options: Vec<Choice>,
}

/// An entry of an input's pick-list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Stored value.
    pub value: String,
    /// Shown text.
    pub title: String,
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
    /// Reads the four files of a connector.
    pub(crate) fn load(id: &str, files: Files) -> Result<Connector, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut text = |name: &str| match files.read(name) {
            Some(text) => text,
            None => {
                let place = Place {
                    file: format!("{id}/{name}").into(),
                    line: 1,
                    path: String::new(),
                };
                problems.push(Problem {
                    place,
                    component: "connector".into(),
                    reason: "the file is missing".into(),
                });
                String::new()
            }
        };
        let (yaml, manifest, guide_md, icon_svg) = (
            text("connector.yaml"),
            text("manifest.yaml"),
            text("guide.md"),
            text("icon.svg"),
        );
        if !problems.is_empty() {
            return Err(problems);
        }
        let described = read(&yaml, &format!("{id}/connector.yaml"), &files);
        let manifest = Manifest::with_files(&manifest, &format!("{id}/manifest.yaml"), files);
        match (described, manifest) {
            (Ok(Described(complete)), Ok(manifest)) => Ok(complete(Others {
                id: id.to_owned(),
                guide_md,
                icon_svg,
                manifest: Arc::new(manifest),
            })),
            (described, manifest) => Err(described
                .err()
                .into_iter()
                .chain(manifest.err())
                .flatten()
                .collect()),
        }
    }

    /// The manifest's configuration from the inputs (texts by name): defaults are filled in, and
    /// what comes out empty is left out.
    ///
    /// # Errors
    /// [`Error::Request`] for a required input that is missing, [`Error::Expression`].
    pub fn config(&self, inputs: &Map<String, Value>) -> Result<Value, Error> {
        let mut values = Vec::with_capacity(self.inputs.len());
        for input in &self.inputs {
            let given = inputs
                .get(&input.name)
                .filter(|value| !matches!(value, Value::Null) && *value != "");
            let value = given
                .cloned()
                .or_else(|| input.default.clone().map(Value::String));
            if value.is_none() && input.required {
                let reason = format!("the input `{}` is missing", input.name);
                return Err(Error::Request {
                    place: self.place.clone(),
                    reason,
                });
            }
            values.push((
                input.name.as_str(),
                value.map_or_else(Bound::undefined, Bound::from),
            ));
        }
        let scope = values
            .iter()
            .fold(Names::default(), |scope, (name, value)| {
                scope.with(name, value)
            });
        let mut config = Map::new();
        for (key, template) in &self.config {
            match template.value(&scope, Missing::IsNull, Takes::Text)? {
                Value::Null => {}
                value => {
                    config.insert(key.clone(), value);
                }
            }
        }
        Ok(Value::Object(config))
    }
}

impl Input {
    /// Whether a value may be used, the empty one included.
    ///
    /// # Errors
    /// What to say to the user.
    pub fn check(&self, value: &str) -> Result<(), String> {
        if value.is_empty() {
            return match self.required && self.default.is_none() {
                true => Err(format!("{} is needed.", self.title)),
                false => Ok(()),
            };
        }
        if !self.options.is_empty() && !self.options.iter().any(|choice| choice.value == value) {
            return Err(format!("{} is none of the choices.", self.title));
        }
        let whole = self
            .pattern
            .as_ref()
            .and_then(|pattern| Regex::new(&format!("^(?:{pattern})$")).ok());
        match whole.is_none_or(|pattern| pattern.is_match(value)) {
            true => Ok(()),
            false => Err(self
                .pattern_says
                .clone()
                .unwrap_or_else(|| format!("{} does not look right.", self.title))),
        }
    }
}
