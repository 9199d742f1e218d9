//! A connector in the making: what every kind of file is translated into.

use serde_json::{Map, Value};

use crate::connector::Input;
use crate::icon;

/// A connector as its three files hold it.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// Name of its folder: lower case letters, digits and hyphens.
    pub id: String,
    /// What its `connector.yaml` says.
    pub connector: Value,
    /// What its `manifest.yaml` says, where its streams do not come from paths.
    pub manifest: Option<Value>,
    /// Its `guide.md`.
    pub guide: String,
    /// Its `icon.svg`: a letter on a tile.
    pub icon: String,
    /// Nothing that matters to getting and renewing a grant is lost.
    pub whole: bool,
}

/// A connector before its files are made.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub id: String,
    pub name: String,
    pub category: String,
    pub inputs: Vec<Input>,
    /// Scopes in plain words.
    pub scopes: Vec<Value>,
    /// The form for own credentials.
    pub client: Map<String, Value>,
    /// The provider's profile; none: it signs with keys.
    pub oauth2: Option<Value>,
    /// Base address of the API, a template.
    pub api: String,
    /// Paths to suggest as streams.
    pub paths: Vec<String>,
    /// The manifest, where streams do not come from paths.
    pub manifest: Option<Value>,
    /// Configuration of that manifest.
    pub config: Map<String, Value>,
    /// Where the file says it is documented.
    pub documented: Option<String>,
    /// Sentences for the end of the guide.
    pub remarks: Vec<String>,
    /// No note about the dance.
    pub whole: bool,
}

impl Draft {
    /// Makes the files.
    pub fn finish(self) -> Imported {
        let guide = self.guide();
        let icon = icon::letter(&self.name);
        let whole = self.whole;
        let id = self.id.clone();
        let manifest = self.manifest.clone();
        Imported {
            id,
            connector: self.value(),
            manifest,
            guide,
            icon,
            whole,
        }
    }

    fn value(self) -> Value {
        let mut value = Map::new();
        let summary = match self.oauth2 {
            Some(_) => format!(
                "Data of {}, from the paths of its API that you name.",
                self.name
            ),
            None => format!("Data of {}, read with a key of yours.", self.name),
        };
        let auth = if self.oauth2.is_some() {
            "oauth"
        } else {
            "key"
        };
        value.insert("name".into(), self.name.into());
        value.insert("category".into(), self.category.into());
        value.insert("summary".into(), summary.into());
        value.insert("maturity".into(), "new".into());
        value.insert("auth".into(), auth.into());
        if self.manifest.is_none() {
            value.insert("streams".into(), "paths".into());
            value.insert("api".into(), self.api.into());
            if !self.paths.is_empty() {
                value.insert("paths".into(), self.paths.into());
            }
        }
        let inputs: Vec<Value> = self.inputs.iter().map(Input::value).collect();
        if !inputs.is_empty() {
            value.insert("inputs".into(), inputs.into());
        }
        if !self.config.is_empty() {
            value.insert("config".into(), self.config.into());
        }
        if !self.scopes.is_empty() {
            value.insert("scopes".into(), self.scopes.into());
        }
        if !self.client.is_empty() {
            value.insert("client".into(), self.client.into());
        }
        if let Some(oauth2) = self.oauth2 {
            value.insert("oauth2".into(), oauth2);
        }
        Value::Object(value)
    }

    /// Whether the profile has a key.
    fn has(&self, key: &str) -> bool {
        let profile = self.oauth2.as_ref();
        profile.is_some_and(|profile| profile.get(key).is_some())
    }

    /// Whether somebody is sent to a consent page.
    fn consents(&self) -> bool {
        self.has("step1_authorize_url") || self.has("discovery")
    }

    /// What has to be done at the service.
    fn steps(&self) -> &'static [&'static str] {
        match (self.oauth2.is_some(), self.consents()) {
            (true, _) if self.has("registration") => {
                &["There is nothing to prepare: the service registers Headwater when you connect."]
            }
            (true, true) => &[
                "Sign in to the developer pages of the service and make an OAuth app there. It may be called client, integration or connected app.",
                "Add this callback address to it, exactly as it stands: `{{ callback }}`",
                "Let it have the scopes that you want to read with, and no more.",
                "Copy the client ID, and the client secret if there is one, into the form here.",
            ],
            (true, false) => &[
                "Sign in to the service as an administrator and make API credentials for a program there.",
                "Let them read what you need, and no more.",
                "Copy the client ID and the client secret into the form here. Nobody is sent to a consent page.",
            ],
            (false, _) => &[
                "Sign in to the service and make a key for its API there.",
                "Copy it into the form here.",
            ],
        }
    }

    fn guide(&self) -> String {
        let name = one_line(&self.name);
        let mut text = format!(
            "# {name}\n\nThis connector was imported from a file. Nobody has checked it yet.\n\n"
        );
        for (index, step) in self.steps().iter().enumerate() {
            text += &format!("{}. {step}\n", index + 1);
        }
        let mut remarks: Vec<String> = self.remarks.iter().map(|text| one_line(text)).collect();
        if self.consents() && !self.has("registration") {
            remarks.push("Some services take only addresses that begin with https. Then choose a relay or paste the address that the browser ends at.".to_owned());
        }
        if let Some(url) = self.documented.as_deref().filter(|url| is_link(url)) {
            remarks.push(format!("The file names this page: [{name}]({url})"));
        }
        if !remarks.is_empty() {
            text += "\n## Good to know\n\n";
        }
        for remark in remarks {
            text += &format!("- {remark}\n");
        }
        text
    }
}

/// A text without what would change the shape of the guide around it.
fn one_line(text: &str) -> String {
    let clean = text.replace(['[', ']', '`', '<', '>', '{', '}'], "");
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_link(url: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !"()<>[]{}\\\"`".contains(c);
    url.starts_with("https://") && url.chars().all(plain)
}
