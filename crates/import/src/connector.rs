//! The parts of a connector in the making: inputs, scopes, names.

use serde_json::{Map, Value, json};

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

    /// The input as `connector.yaml` has it.
    pub fn value(&self) -> Value {
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
pub fn folder_name(name: &str) -> String {
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
