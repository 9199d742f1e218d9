//! The form of a connection, made from the JSON Schema of a manifest's specification: what a
//! window asks, in which order, and what it says about an answer.

mod read;

use serde::Serialize;
use serde_json::Value;

use crate::json_schema::{self, Rules};

/// What is asked before a connection can be used.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    /// Titles of the groups that fields name, in the order in which they are shown.
    pub groups: Vec<FormGroup>,
    /// The fields, in the order in which they are shown.
    pub fields: Vec<FormField>,
    #[serde(skip)]
    schema: Value,
}

/// A heading over some of the fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FormGroup {
    /// What fields name it by.
    pub id: String,
    /// What people see; may be empty.
    pub title: String,
}

/// One question of a form.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FormField {
    /// Its key in the configuration. Empty for an entry of a list, and for a choice whose settings
    /// stand at the top of the configuration.
    pub name: String,
    /// The label.
    pub title: String,
    /// Help, as plain text.
    pub description: Option<String>,
    /// Whether the configuration is not complete without it.
    pub required: bool,
    /// Whether it belongs into the keychain and is never shown again.
    pub secret: bool,
    /// Whether it is never asked for.
    pub hidden: bool,
    /// Whether it is shown at once, though it is optional.
    pub always_show: bool,
    /// The group it is shown in.
    pub group: Option<String>,
    /// What is filled in to begin with.
    pub default: Option<Value>,
    /// Answers as they may look.
    pub examples: Vec<Value>,
    /// What kind of answer it takes.
    pub answer: Answer,
}

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Answer {
    /// A text.
    Text {
        /// A regular expression that must be found in it.
        pattern: Option<String>,
        /// The pattern in words: `YYYY-MM-DD`.
        pattern_says: Option<String>,
        /// Whether the text is a date or a date with time.
        date: Option<DateKind>,
        /// Whether it has several lines.
        multiline: bool,
        /// Least and most characters.
        least: Option<u64>,
        /// Most characters.
        most: Option<u64>,
    },
    /// A number.
    Number {
        /// Whether it has no fraction.
        whole: bool,
        /// The least value.
        least: Option<f64>,
        /// The greatest value.
        most: Option<f64>,
    },
    /// Yes or no.
    Flag,
    /// One of some values.
    Options {
        /// The values.
        options: Vec<Value>,
    },
    /// Always the same value; nothing is asked.
    Fixed {
        /// That value.
        value: Value,
    },
    /// Several answers of one kind.
    List {
        /// What each entry is.
        entry: Box<FormField>,
        /// Least entries.
        least: Option<u64>,
        /// Most entries.
        most: Option<u64>,
    },
    /// Fields under one key.
    Group {
        /// They, in order.
        fields: Vec<FormField>,
    },
    /// One of several groups of fields.
    Choice {
        /// The field whose fixed value says which was chosen.
        by: Option<String>,
        /// The groups.
        variants: Vec<Variant>,
    },
    /// Anything, written as JSON.
    Json,
}

/// What a text says about time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DateKind {
    /// `2026-01-31`
    Date,
    /// `2026-01-31T00:00:00Z`
    DateTime,
}

/// One group of fields among which one is chosen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Variant {
    /// What people see.
    pub title: String,
    /// Help, as plain text.
    pub description: Option<String>,
    /// The value of the field that tells it from the others, where there is one.
    pub value: Option<Value>,
    /// Its fields, in order; the fixed one is among them.
    pub fields: Vec<FormField>,
}

/// What is wrong with one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldFault {
    /// Where it stands in the configuration, as a JSON pointer: `/credentials/token`.
    pub path: String,
    /// What is wrong, for people, without the value: `is missing`.
    pub reason: String,
}

impl Form {
    /// The form of a JSON Schema (`connection_specification`).
    #[must_use]
    pub fn new(schema: &Value) -> Form {
        Form {
            groups: read::groups(schema),
            fields: read::fields(schema, 0),
            schema: schema.clone(),
        }
    }

    /// What is wrong with a configuration; empty where it may be used.
    #[must_use]
    pub fn check(&self, config: &Value) -> Vec<FieldFault> {
        json_schema::faults(&self.schema, config, Rules::Form)
            .into_iter()
            .map(|fault| FieldFault {
                path: pointer(&fault.path),
                reason: fault.reason,
            })
            .collect()
    }
}

/// A path as a JSON pointer (RFC 6901).
fn pointer(path: &[String]) -> String {
    path.iter()
        .map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1")))
        .collect()
}

#[cfg(test)]
mod tests;
