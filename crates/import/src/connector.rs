//! A connector in the making: what every kind of file is translated into.

use serde_json::{Map, Value, json};

use crate::icon;

/// Names that templates know already, and words of the template language.
const TAKEN: [&str; 24] = [
    "alternative_scope",
    "and",
    "api",
    "captured",
    "client_id",
    "client_secret",
    "config",
    "else",
    "false",
    "for",
    "if",
    "in",
    "input",
    "is",
    "loop",
    "none",
    "not",
    "null",
    "or",
    "paths",
    "random",
    "self",
    "true",
    "url",
];

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

/// A value that a connector asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Input {
    pub name: String,
    pub title: String,
    pub hint: Option<String>,
    pub example: Option<String>,
    pub pattern: Option<String>,
    /// What to say where the pattern does not fit.
    pub says: Option<String>,
    pub default: Option<String>,
    pub required: bool,
    pub secret: bool,
    pub hidden: bool,
    /// Values and titles of a pick-list.
    pub options: Vec<(String, String)>,
    /// What stands before and behind the value where it is used.
    pub affixes: Option<(String, String)>,
}

impl Input {
    pub fn new(name: &str, title: &str) -> Input {
        Input {
            name: name.to_owned(),
            title: title.to_owned(),
            ..Input::default()
        }
    }

    pub fn required(mut self) -> Input {
        self.required = true;
        self
    }

    fn value(&self) -> Value {
        let mut value = Map::new();
        let affixes = self.affixes.as_ref().map(|(before, behind)| {
            format!("Only what stands in place of the dots: {before}…{behind}")
        });
        let hint = [self.hint.clone(), affixes].into_iter().flatten();
        let hint = hint.collect::<Vec<_>>().join(" ");
        let says = self.says.clone().or_else(|| {
            let example = self.example.as_ref()?;
            self.pattern.as_ref()?;
            Some(format!("Write it like this: {example}"))
        });
        value.insert("name".into(), self.name.clone().into());
        value.insert("title".into(), self.title.clone().into());
        let texts = [
            ("hint", Some(hint).filter(|hint| !hint.is_empty())),
            ("example", self.example.clone()),
            ("pattern", self.pattern.clone()),
            ("pattern_says", says.filter(|_| self.pattern.is_some())),
            ("default", self.default.clone()),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                value.insert(key.into(), text.into());
            }
        }
        for (key, flag) in [
            ("required", self.required),
            ("secret", self.secret),
            ("hidden", self.hidden),
        ] {
            if flag {
                value.insert(key.into(), true.into());
            }
        }
        let options = self.options.iter();
        let options: Vec<Value> = options
            .map(|(value, title)| json!({"value": value, "title": title}))
            .collect();
        if !options.is_empty() {
            value.insert("options".into(), options.into());
        }
        Value::Object(value)
    }
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

    fn guide(&self) -> String {
        let name = one_line(&self.name);
        let consent = self
            .oauth2
            .as_ref()
            .is_some_and(|profile| profile.get("step1_authorize_url").is_some());
        let steps: &[&str] = match (&self.oauth2, consent) {
            (Some(_), true) => &[
                "Sign in to the developer pages of the service and make an OAuth app there. It may be called client, integration or connected app.",
                "Add this callback address to it, exactly as it stands: `{{ callback }}`",
                "Let it have the scopes that you want to read with, and no more.",
                "Copy the client ID, and the client secret if there is one, into the form here.",
            ],
            (Some(_), false) => &[
                "Sign in to the service as an administrator and make API credentials for a program there.",
                "Let them read what you need, and no more.",
                "Copy the client ID and the client secret into the form here. Nobody is sent to a consent page.",
            ],
            (None, _) => &[
                "Sign in to the service and make a key for its API there.",
                "Copy it into the form here.",
            ],
        };
        let mut text = format!(
            "# {name}\n\nThis connector was imported from a file. Nobody has checked it yet.\n\n"
        );
        for (index, step) in steps.iter().enumerate() {
            text += &format!("{}. {step}\n", index + 1);
        }
        text += "\n## Good to know\n\n";
        if consent {
            text += "- Some services take only addresses that begin with https. Then choose a relay or paste the address that the browser ends at.\n";
        }
        for remark in &self.remarks {
            text += &format!("- {}\n", one_line(remark));
        }
        if let Some(url) = self.documented.as_deref().filter(|url| is_link(url)) {
            text += &format!("- The file names this page: [{name}]({url})\n");
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

/// A name that templates can use: letters, digits and underscores, and none that means something.
pub(crate) fn identifier(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let text: String = name.chars().take(64).map(plain).collect();
    let taken = TAKEN.contains(&text.to_ascii_lowercase().as_str());
    match text.chars().next() {
        Some(first) if !first.is_ascii_digit() && !taken => text,
        _ => format!("own_{text}"),
    }
}

/// A name as a label: `tenantId` becomes `Tenant id`.
pub(crate) fn title(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        match letter {
            '-' | '_' | '.' => text.push(' '),
            letter
                if letter.is_uppercase() && text.chars().last().is_some_and(char::is_lowercase) =>
            {
                text.push(' ');
                text.extend(letter.to_lowercase());
            }
            letter if text.is_empty() => text.extend(letter.to_uppercase()),
            letter => text.push(letter),
        }
    }
    text
}

/// The name of a folder for a name: lower case letters, digits and single hyphens. Nothing in it
/// can lead out of the folder around it, and no system reserves it.
pub(crate) fn folder_name(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let text: String = name.chars().map(plain).collect();
    let words: Vec<&str> = text.split('-').filter(|word| !word.is_empty()).collect();
    let mut id: String = words.join("-").chars().take(60).collect();
    id.truncate(id.trim_end_matches('-').len());
    let device = |text: &str| {
        let numbered = ["com", "lpt"]
            .iter()
            .any(|name| text.strip_prefix(name).is_some_and(|rest| rest.len() == 1));
        ["con", "prn", "aux", "nul"].contains(&text) || numbered
    };
    match id.as_str() {
        "" => "imported".to_owned(),
        reserved if device(reserved) => format!("{reserved}-imported"),
        _ => id,
    }
}

/// Puts a value at a dotted path of a mapping.
pub(crate) fn put(map: &mut Map<String, Value>, path: &str, value: impl Into<Value>) {
    match path.split_once('.') {
        None => {
            map.insert(path.to_owned(), value.into());
        }
        Some((key, rest)) => {
            let inner = map.entry(key).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// Lays one value over another: mappings are joined, anything else is replaced.
pub(crate) fn overlay(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                overlay(under.entry(key).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over.clone(),
    }
}

/// A scope in words, as far as its name tells.
pub(crate) fn scope(name: &str, says: Option<&str>) -> Value {
    let lower = name.to_ascii_lowercase();
    let (known, access) = match lower.as_str() {
        "offline_access" | "offline" | "offline.access" | "refresh_token" => {
            ("Keep access while you are away".to_owned(), "offline")
        }
        "openid" | "profile" | "email" => ("Know who you are".to_owned(), "identity"),
        _ => {
            let reads = lower.contains("read") && !lower.contains("write");
            let access = if reads { "read" } else { "write" };
            (format!("Whatever the service calls “{name}”"), access)
        }
    };
    let says = says.map(str::trim).filter(|says| !says.is_empty());
    let says = says.map_or(known, |says| {
        let line = says.split_whitespace().collect::<Vec<_>>().join(" ");
        line.chars().take(200).collect()
    });
    json!({"scope": name, "says": says, "access": access, "required": true})
}

/// A text in which nothing is an expression.
pub(crate) fn literal(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        plain += before;
        let marks = ["{{", "{%", "{#"];
        let mark = marks.into_iter().find(|mark| from.starts_with(mark));
        match mark {
            Some(mark) => plain += &format!("{{{{ '{mark}' }}}}"),
            None => plain.push('{'),
        }
        rest = &from[mark.map_or(1, str::len)..];
    }
    plain + rest
}
