//! Fields that hold no components: templates, texts, numbers, flags.

use serde_json::Value;

use super::Fields;
use crate::expression::Template;
use crate::node::{Item, Node};

impl Fields<'_> {
    /// A template; numbers and booleans are their text.
    pub(crate) fn template(&self, key: &'static str) -> Option<Option<Template>> {
        match self.node(key) {
            None => Some(None),
            Some(node) => self.template_of(key, &node).map(Some),
        }
    }

    /// A template that must be there.
    pub(crate) fn required_template(&self, key: &'static str) -> Option<Template> {
        match self.template(key)? {
            Some(template) => Some(template),
            None => self.missing(key),
        }
    }

    /// A list of templates.
    pub(crate) fn templates(&self, key: &'static str) -> Option<Vec<Template>> {
        let Some(node) = self.node(key) else {
            return Some(Vec::new());
        };
        let Item::List(items) = &node.item else {
            return self.refuse_field(key, &node, format!("`{key}` must be a list"));
        };
        items
            .iter()
            .map(|item| self.template_of(key, item))
            .collect()
    }

    /// Lists of templates.
    pub(crate) fn paths(&self, key: &'static str) -> Option<Vec<Vec<Template>>> {
        let Some(node) = self.node(key) else {
            return Some(Vec::new());
        };
        let lists = match &node.item {
            Item::List(items) => items.iter().map(|item| match &item.item {
                Item::List(parts) => parts
                    .iter()
                    .map(|part| self.template_of(key, part))
                    .collect(),
                _ => self.template_of(key, item).map(|one| vec![one]),
            }),
            _ => return self.refuse_field(key, &node, format!("`{key}` must be a list of paths")),
        };
        lists.collect()
    }

    /// A template from a scalar inside a field.
    pub(crate) fn template_of(&self, key: &str, node: &Node) -> Option<Template> {
        let text = match &node.item {
            Item::Text(text) => text.clone(),
            Item::Number(number) => number.to_string(),
            Item::Bool(true) => "True".into(),
            Item::Bool(false) => "False".into(),
            _ => {
                return self.refuse_field(
                    key,
                    node,
                    format!("`{key}` must be a text, not {}", node.kind()),
                );
            }
        };
        self.compile(key, node, &text)
    }

    /// A template from a text.
    pub(crate) fn compile(&self, key: &str, node: &Node, text: &str) -> Option<Template> {
        let place = self.place_of(node, self.below(key));
        match Template::new(text, self.parameters.bound.clone(), place) {
            Ok(template) => Some(template),
            Err(reason) => {
                self.refuse_field(key, node, format!("the expression `{text}` {reason}"))
            }
        }
    }

    /// A template, `default` where the field is not set.
    pub(crate) fn template_or(&self, key: &'static str, default: &str) -> Option<Template> {
        match self.template(key)? {
            Some(template) => Some(template),
            None => self.constant(key, default),
        }
    }

    /// A template of a fixed text, for a field that is not set.
    pub(crate) fn constant(&self, key: &str, text: &str) -> Option<Template> {
        self.compile(key, self.node, text)
    }

    /// A fixed text.
    pub(crate) fn text(&self, key: &'static str) -> Option<Option<String>> {
        let Some(node) = self.node(key) else {
            return Some(None);
        };
        match &node.item {
            Item::Text(text) => Some(Some(text.clone())),
            Item::Number(number) => Some(Some(number.to_string())),
            _ => self.refuse_field(
                key,
                &node,
                format!("`{key}` must be a text, not {}", node.kind()),
            ),
        }
    }

    /// A fixed text that must be there.
    pub(crate) fn required_text(&self, key: &'static str) -> Option<String> {
        match self.text(key)? {
            Some(text) => Some(text),
            None => self.missing(key),
        }
    }

    /// A boolean, false where it is not set.
    pub(crate) fn flag(&self, key: &'static str) -> Option<bool> {
        let Some(node) = self.node(key) else {
            return Some(false);
        };
        match &node.item {
            Item::Bool(value) => Some(*value),
            _ => self.refuse_field(
                key,
                &node,
                format!("`{key}` must be true or false, not {}", node.kind()),
            ),
        }
    }

    /// A whole number.
    pub(crate) fn integer(&self, key: &'static str) -> Option<Option<i64>> {
        let Some(node) = self.node(key) else {
            return Some(None);
        };
        let number = match &node.item {
            Item::Number(number) => number.as_i64(),
            Item::Text(text) => text.parse().ok(),
            _ => None,
        };
        match number {
            Some(number) => Some(Some(number)),
            None => self.refuse_field(key, &node, format!("`{key}` must be a whole number")),
        }
    }

    /// A number.
    pub(crate) fn number(&self, key: &'static str) -> Option<Option<f64>> {
        let Some(node) = self.node(key) else {
            return Some(None);
        };
        match &node.item {
            Item::Number(number) => Some(number.as_f64()),
            _ => self.refuse_field(key, &node, format!("`{key}` must be a number")),
        }
    }

    /// A list of fixed texts; one alone counts as a list of one.
    pub(crate) fn texts(&self, key: &'static str) -> Option<Vec<String>> {
        match self.node(key) {
            Some(node) => self.texts_of(key, &node),
            None => Some(Vec::new()),
        }
    }

    fn texts_of(&self, key: &str, node: &Node) -> Option<Vec<String>> {
        let text = |node: &Node| match &node.item {
            Item::Text(text) => Some(text.clone()),
            Item::Number(number) => Some(number.to_string()),
            _ => self.refuse_field(
                key,
                node,
                format!("`{key}` must hold texts, not {}", node.kind()),
            ),
        };
        match &node.item {
            Item::List(items) => items.iter().map(|item| text(item)).collect(),
            _ => text(node).map(|one| vec![one]),
        }
    }

    /// A list of lists of fixed texts.
    pub(crate) fn plain_paths(&self, key: &'static str) -> Option<Vec<Vec<String>>> {
        let Some(node) = self.node(key) else {
            return Some(Vec::new());
        };
        let Item::List(items) = &node.item else {
            return self.refuse_field(key, &node, format!("`{key}` must be a list of paths"));
        };
        items.iter().map(|item| self.texts_of(key, item)).collect()
    }

    /// Any value, as JSON.
    pub(crate) fn json(&self, key: &'static str) -> Option<Value> {
        self.node(key).map(|node| node.to_json())
    }
}
