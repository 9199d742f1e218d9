//! A value that a connector asks for.

use regex::Regex;
use serde::{Deserialize, Serialize};

/// A value a connector asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Key among the inputs.
    pub name: String,
    /// Label.
    pub title: String,
    /// Where it is found.
    pub hint: Option<String>,
    /// A believable example.
    pub example: Option<String>,
    /// Regular expression the whole value meets, with `lines` each line that is not empty; in the
    /// common subset of Rust and JavaScript.
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
    /// Several lines may be entered.
    pub lines: bool,
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
        let fits = |text: &str| whole.as_ref().is_none_or(|pattern| pattern.is_match(text));
        let all_fit = match self.lines {
            true => {
                let mut lines = value.lines().map(str::trim).filter(|line| !line.is_empty());
                lines.all(fits)
            }
            false => fits(value),
        };
        match all_fit {
            true => Ok(()),
            false => Err(self
                .pattern_says
                .clone()
                .unwrap_or_else(|| format!("{} does not look right.", self.title))),
        }
    }
}
