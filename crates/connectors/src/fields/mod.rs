//! How components build themselves from a manifest.
//!
//! Each type of the format implements [`Component`] and reads its own fields from [`Fields`],
//! which applies the format's rules on the way: a missing `type` has a default, `$parameters`
//! come down from the parents and fill in for fields that are not set, templates are compiled.
//! Whatever is unsupported, missing or of the wrong kind is noted with its place, and reading goes
//! on, so that one look finds all of it. A component that could not be read is `None`; its problems
//! are in the [`Reading`]. A key that no type asks for changes nothing, as in the reference; it is
//! noted as a warning.

mod parameters;
mod plain;

use std::cell::RefCell;
use std::sync::Arc;

pub(crate) use self::parameters::Parameters;
use crate::error::{Place, Problem};
use crate::files::Files;
use crate::node::{Entries, Item, Node};

/// A type of the format.
pub(crate) trait Component: Sized {
    /// The type where the manifest names none.
    const DEFAULT: Option<&'static str> = None;

    /// Builds it; `None` where something was noted.
    fn read(fields: &Fields<'_>) -> Option<Self>;
}

/// One reading of a manifest: what surrounds it, and what was noted.
pub(crate) struct Reading<'a> {
    pub(crate) file: Arc<str>,
    pub(crate) files: &'a Files,
    problems: RefCell<Vec<Problem>>,
    warnings: RefCell<Vec<Problem>>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(file: Arc<str>, files: &'a Files) -> Reading<'a> {
        Reading {
            file,
            files,
            problems: RefCell::default(),
            warnings: RefCell::default(),
        }
    }

    /// The problems noted since the last call.
    pub(crate) fn take_problems(&self) -> Vec<Problem> {
        self.problems.take()
    }

    /// What was passed over, in the whole reading.
    pub(crate) fn take_warnings(&self) -> Vec<Problem> {
        self.warnings.take()
    }

    fn note(&self, problem: Problem) {
        once(&mut self.problems.borrow_mut(), problem);
    }

    fn warn(&self, problem: Problem) {
        once(&mut self.warnings.borrow_mut(), problem);
    }
}

/// Most problems that are told apart. Nobody reads more, and a hostile manifest has millions.
const MOST_PROBLEMS: usize = 500;

/// Adds a problem; a definition used twice has its problem once.
fn once(problems: &mut Vec<Problem>, problem: Problem) {
    let known = problems.iter().any(|known| {
        known.place.line == problem.place.line
            && known.component == problem.component
            && known.reason == problem.reason
    });
    if !known && problems.len() < MOST_PROBLEMS {
        problems.push(problem);
    }
}

/// The fields of one component.
pub(crate) struct Fields<'a> {
    reading: &'a Reading<'a>,
    node: &'a Node,
    entries: &'a Entries,
    path: String,
    kind: String,
    parameters: Parameters,
    /// Keys somebody asked for; the others are unknown.
    seen: RefCell<Vec<&'static str>>,
}

impl<'a> Fields<'a> {
    /// Reads a component from a node.
    pub(crate) fn component<T: Component>(
        reading: &'a Reading<'a>,
        node: &'a Node,
        path: String,
        outside: &Parameters,
    ) -> Option<T> {
        let (entries, kind) = match entries_and_kind(node, T::DEFAULT) {
            Ok(found) => found,
            Err((component, reason)) => {
                let place = Place {
                    file: reading.file.clone(),
                    line: node.line,
                    path,
                };
                reading.note(Problem {
                    place,
                    component,
                    reason,
                });
                return None;
            }
        };
        let parameters = outside.inside(entries.get("$parameters").and_then(|own| own.entries()));
        let seen = RefCell::new(vec!["type", "$parameters"]);
        let fields = Fields {
            reading,
            node,
            entries,
            path,
            kind,
            parameters,
            seen,
        };
        let read = T::read(&fields);
        // Where reading was given up, the keys it did not come to are not unknown.
        if read.is_some() {
            fields.warn_of_the_rest();
        }
        read
    }

    /// The component's type.
    pub(crate) fn kind(&self) -> &str {
        &self.kind
    }

    /// The parameters that are handed down to a field.
    pub(crate) fn parameters_below(&self, key: &str) -> Parameters {
        self.parameters.below(key)
    }

    /// What surrounds the manifest.
    pub(crate) fn files(&self) -> &Files {
        self.reading.files
    }

    /// Where the component stands.
    pub(crate) fn place(&self) -> Place {
        self.place_of(self.node, self.path.clone())
    }

    fn place_of(&self, node: &Node, path: String) -> Place {
        Place {
            file: self.reading.file.clone(),
            line: node.line,
            path,
        }
    }

    fn below(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// Notes something about the component itself.
    pub(crate) fn refuse<T>(&self, reason: impl Into<String>) -> Option<T> {
        self.reading.note(Problem {
            place: self.place(),
            component: self.kind.clone(),
            reason: reason.into(),
        });
        None
    }

    /// Notes that this type is not supported here.
    pub(crate) fn refuse_kind<T>(&self, role: &str) -> Option<T> {
        let reason = if self.kind.starts_with("Custom") {
            format!("this {role} is Python code, which is never run")
        } else {
            format!("this {role} is not supported")
        };
        self.refuse(reason)
    }

    /// Notes something about one field.
    pub(crate) fn refuse_field<T>(
        &self,
        key: &str,
        node: &Node,
        reason: impl Into<String>,
    ) -> Option<T> {
        let place = self.place_of(node, self.below(key));
        self.reading.note(Problem {
            place,
            component: self.kind.clone(),
            reason: reason.into(),
        });
        None
    }

    /// Warns of the keys nobody asked for.
    fn warn_of_the_rest(&self) {
        let seen = self.seen.borrow();
        for (key, node) in self
            .entries
            .iter()
            .filter(|(key, _)| !seen.contains(&key.as_str()))
        {
            self.reading.warn(Problem {
                place: self.place_of(node, self.below(key)),
                component: self.kind.clone(),
                reason: format!("`{key}` is no option of {}", self.kind),
            });
        }
    }

    /// The value of a field: its own, or the parameter of that name where its own is not set.
    pub(crate) fn node(&self, key: &'static str) -> Option<Arc<Node>> {
        self.seen.borrow_mut().push(key);
        let own = self.entries.get(key);
        let found = match own.filter(|node| node.is_truthy()) {
            Some(own) => Some(own),
            None => self.parameters.nodes.get(key).or(own),
        };
        found
            .filter(|node| !matches!(node.item, Item::Null))
            .cloned()
    }

    /// Marks options that exist in the format and change nothing here.
    pub(crate) fn accept(&self, keys: &[&'static str]) {
        self.seen.borrow_mut().extend_from_slice(keys);
    }

    /// A component in a field.
    pub(crate) fn optional<T: Component>(&self, key: &'static str) -> Option<Option<T>> {
        match self.node(key) {
            None => Some(None),
            Some(node) => self.read_node(key, &node, self.below(key)).map(Some),
        }
    }

    /// A component in a field that must be there.
    pub(crate) fn required<T: Component>(&self, key: &'static str) -> Option<T> {
        match self.node(key) {
            None => self.missing(key),
            Some(node) => self.read_node(key, &node, self.below(key)),
        }
    }

    /// Components in a list; one alone counts as a list of one.
    pub(crate) fn list<T: Component>(&self, key: &'static str) -> Option<Vec<T>> {
        let Some(node) = self.node(key) else {
            return Some(Vec::new());
        };
        let Item::List(items) = &node.item else {
            return self
                .read_node(key, &node, self.below(key))
                .map(|one| vec![one]);
        };
        let read: Vec<Option<T>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| self.read_node(key, item, format!("{}[{index}]", self.below(key))))
            .collect();
        read.into_iter().collect()
    }

    /// A component in an entry of a field that is a mapping of names.
    pub(crate) fn inner<T: Component>(&self, key: &str, name: &str, node: &Node) -> Option<T> {
        self.read_node(key, node, format!("{}.{name}", self.below(key)))
    }

    fn read_node<T: Component>(&self, key: &str, node: &Node, path: String) -> Option<T> {
        Fields::component(self.reading, node, path, &self.parameters.below(key))
    }

    fn missing<T>(&self, key: &str) -> Option<T> {
        self.refuse(format!("`{key}` is missing"))
    }
}

/// The entries of a component and its type; or the name it goes by, and why it is none.
fn entries_and_kind<'a>(
    node: &'a Node,
    default: Option<&'static str>,
) -> Result<(&'a Entries, String), (String, String)> {
    let Some(entries) = node.entries() else {
        let reason = format!("{} stands where a component is expected", node.kind());
        return Err((default.unwrap_or("component").to_owned(), reason));
    };
    let kind = entries.get("type").and_then(|kind| kind.text());
    if let Some(class) = entries.get("class_name") {
        let class = class.text().unwrap_or_default();
        let reason = format!("`{class}` is Python code, which is never run");
        return Err((kind.unwrap_or("custom component").to_owned(), reason));
    }
    match kind.or(default) {
        Some(kind) => Ok((entries, kind.to_owned())),
        None => Err(("component".into(), "its `type` is missing".into())),
    }
}
