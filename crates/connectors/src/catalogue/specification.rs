//! What a manifest's specification asks for: its JSON Schema as inputs, one for each value, named
//! by its path in the configuration (`credentials.client_id`), and the way back from their texts
//! to the nested configuration.

mod walk;

use serde_json::{Map, Value};

use super::input::Input;
use crate::error::Error;

/// A value that a specification asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The value as an input; its name is the path, dotted.
    pub input: Input,
    /// What it is in the configuration.
    pub kind: Kind,
    /// The choices that must have been made for it to count, the outermost first: the name of the
    /// choice and its value.
    pub when: Vec<(String, String)>,
    /// Whether it must be there where it counts.
    pub required: bool,
    /// Its default where it counts, as it would be entered.
    pub default: Option<String>,
    /// Believable values.
    pub examples: Vec<String>,
    /// The smallest and the largest number.
    pub range: (Option<f64>, Option<f64>),
    /// What it is shown together with.
    pub group: Option<String>,
    /// Shown at once, though it need not be filled.
    pub always_show: bool,
}

/// What a value is in the configuration.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A text.
    Text,
    /// A text, a day: `2026-11-22`.
    Date,
    /// A text, a time: `2026-11-22T10:00:00Z`.
    DateTime,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list; each line is one of these.
    List(Box<Kind>),
    /// JSON text.
    Json,
    /// Always this value; never asked for.
    Fixed(Value),
    /// Which variant of an object is meant: the entered text, what it is in the configuration, and
    /// what the variant is called. In the configuration it stands only where `named`.
    Choice {
        /// The variants.
        variants: Vec<Variant>,
        /// Whether a field of the variants tells which one is meant.
        named: bool,
    },
}

/// A variant of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The text that chooses it.
    pub value: String,
    /// The value in the configuration.
    pub configured: Value,
    /// What it is called.
    pub title: String,
    /// What it means.
    pub hint: Option<String>,
}

/// The values that the JSON Schema of a configuration asks for, in the order to show them in.
#[must_use]
pub fn asked(schema: &Value) -> Vec<Asked> {
    walk::asked(schema)
}

/// All that a specification asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Specification(Vec<Asked>);

impl Specification {
    /// Reads the JSON Schema of a configuration.
    pub(super) fn read(schema: &Value) -> Specification {
        Specification(walk::asked(schema))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is left to ask for, where `set` tells the values that come from elsewhere; of those
    /// that depend on what is entered it gives none.
    pub(super) fn without(&self, set: &[(String, Option<String>)]) -> Specification {
        let known = |name: &str| set.iter().find(|(path, _)| path == name);
        let counts = |asked: &&Asked| {
            let possible = asked.when.iter().all(|(choice, value)| {
                known(choice).is_none_or(|(_, text)| text.as_ref().is_none_or(|text| text == value))
            });
            possible && known(&asked.input.name).is_none()
        };
        Specification(self.0.iter().filter(counts).cloned().collect())
    }

    /// All values asked for, in the order to show them in.
    pub(super) fn asked(&self) -> &[Asked] {
        &self.0
    }

    /// The same as inputs, each name once.
    pub(super) fn inputs(&self) -> Vec<Input> {
        let mut inputs: Vec<Input> = Vec::new();
        for asked in self
            .0
            .iter()
            .filter(|one| !matches!(one.kind, Kind::Fixed(_)))
        {
            let same = inputs
                .iter_mut()
                .find(|input| input.name == asked.input.name);
            match same {
                None => inputs.push(asked.input.clone()),
                Some(other) => join(other, &asked.input),
            }
        }
        inputs
    }

    /// The configuration from the entered values by name.
    ///
    /// # Errors
    /// [`Error::Input`] for one that is missing or not of its kind.
    pub(super) fn config(
        &self,
        entered: &dyn Fn(&str) -> Option<Value>,
    ) -> Result<Map<String, Value>, Error> {
        let mut config = Map::new();
        let mut chosen: Vec<(String, String)> = Vec::new();
        for asked in &self.0 {
            let holds = |(choice, value): &(String, String)| {
                chosen
                    .iter()
                    .any(|(name, one)| name == choice && one == value)
            };
            if !asked.when.iter().all(holds) {
                continue;
            }
            let name = &asked.input.name;
            let value = match (&asked.kind, entered(name)) {
                (Kind::Fixed(value), _) => Some(value.clone()),
                (Kind::Choice { variants, named }, given) => {
                    let Some(variant) = self.choose(asked, variants, given, entered)? else {
                        continue;
                    };
                    chosen.push((name.clone(), variant.value.clone()));
                    named.then(|| variant.configured.clone())
                }
                (kind, Some(Value::String(text))) => Some(asked.value(kind, &text)?),
                (_, Some(other)) => Some(other),
                (kind, None) => match &asked.default {
                    Some(default) => Some(asked.value(kind, default)?),
                    None if asked.required => return Err(asked.refused("It is missing")),
                    None => None,
                },
            };
            if let Some(value) = value {
                put(&mut config, name, value);
            }
        }
        Ok(config)
    }

    /// The variant that is meant: as entered, else by default, else the first where one must be or
    /// something of it is entered.
    fn choose<'a>(
        &self,
        asked: &Asked,
        variants: &'a [Variant],
        given: Option<Value>,
        entered: &dyn Fn(&str) -> Option<Value>,
    ) -> Result<Option<&'a Variant>, Error> {
        let given = match given {
            Some(Value::String(text)) => Some(text),
            Some(other) => Some(other.to_string()),
            None => asked.default.clone(),
        };
        if let Some(text) = given {
            let variant = variants.iter().find(|variant| variant.value == text);
            return match variant {
                Some(variant) => Ok(Some(variant)),
                None => Err(asked.refused("It is none of the choices")),
            };
        }
        let has = |variant: &&Variant| {
            let mark = (asked.input.name.clone(), variant.value.clone());
            let mut inside = self.0.iter().filter(|one| one.when.contains(&mark));
            inside.any(|one| entered(&one.input.name).is_some())
        };
        let first = variants.first().filter(|_| asked.required);
        Ok(variants.iter().find(has).or(first))
    }
}

impl Asked {
    /// The value of an entered text.
    fn value(&self, kind: &Kind, text: &str) -> Result<Value, Error> {
        let wrong = |what: &str| self.refused(what);
        Ok(match kind {
            Kind::Integer => text
                .trim()
                .parse::<i64>()
                .map(Value::from)
                .map_err(|_| wrong("It is no whole number"))?,
            Kind::Number => match text.trim().parse::<serde_json::Number>() {
                Ok(number) => Value::Number(number),
                Err(_) => return Err(wrong("It is no number")),
            },
            Kind::Boolean => match text.trim().to_lowercase().as_str() {
                "true" | "yes" | "1" => Value::Bool(true),
                "false" | "no" | "0" => Value::Bool(false),
                _ => return Err(wrong("It is neither true nor false")),
            },
            Kind::List(kind) => {
                let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
                lines
                    .map(|line| self.value(kind, line))
                    .collect::<Result<_, _>>()?
            }
            Kind::Json => serde_json::from_str(text).map_err(|_| wrong("It is no JSON"))?,
            Kind::Fixed(value) => value.clone(),
            Kind::Text | Kind::Date | Kind::DateTime | Kind::Choice { .. } => text.into(),
        })
    }

    /// Whether a text may be entered, the empty one included.
    ///
    /// # Errors
    /// What to say to the user.
    pub(super) fn check(&self, text: &str) -> Result<(), String> {
        if text.is_empty() {
            return Ok(());
        }
        let value = self.value(&self.kind, text);
        let value = value.map_err(|error| format!("{error}."))?;
        let (min, max) = self.range;
        match value.as_f64() {
            Some(number) if min.is_some_and(|min| number < min) => Err(format!(
                "{} is at least {}.",
                self.input.title,
                min.unwrap_or_default()
            )),
            Some(number) if max.is_some_and(|max| number > max) => Err(format!(
                "{} is at most {}.",
                self.input.title,
                max.unwrap_or_default()
            )),
            _ => Ok(()),
        }
    }

    fn refused(&self, reason: &str) -> Error {
        Error::Input {
            input: self.input.title.clone(),
            reason: reason.to_owned(),
        }
    }
}

/// Takes what two variants ask for under one name together.
fn join(input: &mut Input, other: &Input) {
    input.secret |= other.secret;
    if input.pattern != other.pattern {
        input.pattern = None;
        input.pattern_says = None;
    }
    if input.default != other.default {
        input.default = None;
    }
    if input.options != other.options {
        input.options.clear();
    }
}

/// Puts a value at a dotted path; mappings on the way that do not exist are made.
pub(super) fn put(config: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            config.insert(path.to_owned(), value);
        }
        Some((key, rest)) => {
            let inner = config.entry(key).or_insert(Value::Null);
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests;
