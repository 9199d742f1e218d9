//! What an entry asks the user for, and what comes with the consent: the names that its templates
//! may use.

use std::cell::RefCell;
use std::collections::BTreeSet;

use indexmap::IndexMap;
use regex::Regex;

use super::entry::Entry;
use super::template::Template;
use crate::connector::{Input, identifier, title};
use crate::node::Node;
use crate::note::Kind;

/// The most inputs of an entry.
const MOST: usize = 100;
/// The longest pattern that is read, in bytes.
const LONGEST_PATTERN: usize = 500;

/// What a name of the entry is in a connector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// An input.
    Input {
        /// Its name in templates.
        name: String,
        /// Always filled in.
        sure: bool,
    },
    /// Kept from the callback or from an answer.
    Captured(String),
}

impl Named {
    /// The expression that gives the value.
    pub fn expression(&self) -> String {
        match self {
            Named::Input { name, .. } => name.clone(),
            Named::Captured(path) => captured(path),
        }
    }

    /// Whether there is always a value.
    pub fn is_sure(&self) -> bool {
        matches!(self, Named::Input { sure: true, .. })
    }
}

/// The expression that gives a captured value.
fn captured(path: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    format!("captured.{}", path.chars().map(plain).collect::<String>())
}

/// The names that the templates of an entry may use.
#[derive(Debug, Default)]
pub(super) struct Names {
    named: IndexMap<String, Named>,
    inputs: IndexMap<String, Input>,
    /// Inputs that hold a whole address, although the entry writes `https://` before them: a host
    /// alone could not have a path.
    addresses: BTreeSet<String>,
    used: RefCell<BTreeSet<String>>,
}

impl Names {
    /// What an entry declares, what it captures (`callback`, `token`: its lists of names; `after`:
    /// what a known step after the consent finds), and what its templates ask for besides. `first`
    /// are those of the requests that bring a grant: what its own program would fill in there has
    /// to be asked for.
    pub fn of(entry: &Entry, after: &[String], asked: &[String], first: &[Template]) -> Names {
        let mut names = Names::default();
        let listed = ["redirect_uri_metadata", "token_response_metadata"];
        let captured: Vec<String> = listed
            .iter()
            .flat_map(|key| entry.texts(key))
            .chain(after.iter().cloned())
            .collect();
        let mut declared: Vec<(String, &Node)> = Vec::new();
        // Of the connection, and of the client: where both declare it, it is asked once.
        for key in ["connection_config", "integration_config"] {
            for (name, node) in entry
                .get(key)
                .into_iter()
                .flat_map(|config| config.entries())
            {
                if declared.iter().all(|(known, _)| known != name) {
                    declared.push((name.clone(), node));
                }
            }
        }
        if declared.len() > MOST {
            let says = format!("only {MOST} of its inputs are read");
            entry.lost("connection_config", &says);
            declared.truncate(MOST);
        }
        // Without an order, as they stand; a stable sort keeps that.
        declared.sort_by_key(|(_, node)| order(node));
        for (name, node) in declared {
            if node.flag("automated") {
                if captured.contains(&name) {
                    names.named.insert(name.clone(), Named::Captured(name));
                }
                continue;
            }
            names.declare(entry, &name, node);
        }
        for name in captured {
            let named = Named::Captured(name.clone());
            names.named.entry(name).or_insert(named);
        }
        let automated = |name: &str| {
            let config = entry.get("connection_config");
            config
                .and_then(|config| config.get(name))
                .is_some_and(|node| node.flag("automated"))
        };
        let older = entry.texts("connection_configuration");
        for name in older.iter().chain(asked).take(MOST) {
            let needed = |template: &Template| template.needs(name);
            let comes_later =
                automated(name) && !first.iter().any(|one| one.asks().any(|n| n == name));
            if !names.named.contains_key(name) && !comes_later {
                let mut input = Input::new(&identifier(name), &title(name));
                input.required = !automated(name) || first.iter().any(needed);
                names.ask(name, input);
            }
        }
        names
    }

    /// What a name stands for.
    pub fn get(&self, name: &str) -> Option<&Named> {
        let named = self.named.get(name)?;
        self.used.borrow_mut().insert(name.to_owned());
        Some(named)
    }

    /// Whether an input holds a whole address.
    pub fn is_address(&self, name: &str) -> bool {
        self.addresses.contains(name)
    }

    /// The values that an input may have, where they are known.
    pub fn options(&self, name: &str) -> Vec<String> {
        let input = self.inputs.get(name);
        input.map_or_else(Vec::new, |input| {
            let values = input.options.iter().map(|(value, _)| value.clone());
            values.collect()
        })
    }

    /// Makes an input hold a whole address, where it may have a path.
    pub fn hold_address(&mut self, name: &str) {
        let Some(input) = self.inputs.get_mut(name) else {
            return;
        };
        let pattern = input.pattern.as_ref().and_then(|p| Regex::new(p).ok());
        let has_path = |text: &String| text.contains('/');
        let wide = input.pattern.as_deref().is_some_and(|p| !p.contains("\\S"))
            && pattern.is_some_and(|pattern| pattern.is_match("a.example.com/b"));
        let paths = input.options.iter().any(|(value, _)| has_path(value));
        if !(wide || paths || input.example.as_ref().is_some_and(has_path)) {
            return;
        }
        let address = |text: &str| match text.starts_with("https://") {
            true => text.to_owned(),
            false => format!("https://{text}"),
        };
        for (value, _) in &mut input.options {
            *value = address(value);
        }
        input.example = input.example.as_deref().map(address);
        input.default = input.default.as_deref().map(address);
        input.pattern = Some(r"^https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~-]+)*$".to_owned());
        input.says = Some("Write the whole address, beginning with https://.".to_owned());
        input.affixes = None;
        self.addresses.insert(name.to_owned());
    }

    /// The inputs that something used, and the names of those that nothing did.
    pub fn into_inputs(self) -> (Vec<Input>, Vec<String>) {
        let used = self.used.into_inner();
        let mut asked = Vec::new();
        let mut left = Vec::new();
        for (name, input) in self.inputs {
            match used.contains(&name) {
                true => asked.push(input),
                false => left.push(name),
            }
        }
        (asked, left)
    }

    fn ask(&mut self, name: &str, mut input: Input) {
        while self.inputs.values().any(|other| other.name == input.name) {
            input.name.push('_');
        }
        let named = Named::Input {
            name: input.name.clone(),
            sure: input.required || input.default.is_some(),
        };
        self.named.insert(name.to_owned(), named);
        self.inputs.insert(name.to_owned(), input);
    }

    fn declare(&mut self, entry: &Entry, name: &str, node: &Node) {
        let given = node.text_of("title").filter(|text| !text.trim().is_empty());
        let mut input = Input::new(&identifier(name), given.unwrap_or(&title(name)));
        input.hint = node
            .text_of("description")
            .filter(|text| !text.trim().is_empty())
            .map(str::to_owned);
        input.example = node.plain_of("example");
        input.default = node
            .plain_of("default_value")
            .filter(|text| !text.is_empty());
        input.hidden = node.flag("hidden");
        input.secret = node.flag("secret");
        input.required = !(node.flag("optional") || input.hidden);
        input.affixes = affixes(node);
        input.options = node
            .items_of("enum")
            .iter()
            .filter_map(|value| value.plain())
            .map(|value| (value.clone(), value))
            .collect();
        input.pattern = match node.text_of("pattern") {
            Some(pattern)
                if pattern.len() <= LONGEST_PATTERN
                    && Regex::new(&format!("^(?:{pattern})$")).is_ok() =>
            {
                Some(pattern.to_owned())
            }
            Some(_) => {
                let says = format!("the pattern of `{name}` is not one that Headwater reads");
                entry.note(node.line, Kind::Api, "connection_config", &says);
                format_pattern(node)
            }
            None => format_pattern(node),
        };
        if !input.options.is_empty() {
            input.pattern = None;
        }
        self.ask(name, input);
    }
}

fn order(node: &Node) -> u64 {
    let order = node.plain_of("order").and_then(|text| text.parse().ok());
    order.unwrap_or(u64::MAX)
}

fn format_pattern(node: &Node) -> Option<String> {
    let pattern = match node.text_of("format")? {
        "hostname" => r"^[A-Za-z0-9.-]+(:[0-9]+)?$",
        "uri" => r"^https://\S+$",
        "uuid" => r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
        "email" => r"^[^@\s]+@[^@\s]+$",
        _ => return None,
    };
    Some(pattern.to_owned())
}

/// What stands before and behind the value where it is used.
fn affixes(node: &Node) -> Option<(String, String)> {
    let part = |key: &str| node.text_of(key).unwrap_or_default().to_owned();
    let (before, behind) = (part("prefix"), part("suffix"));
    (!before.is_empty() || !behind.is_empty()).then_some((before, behind))
}
