//! The form of a connector, as its manifest's JSON Schema describes it.

use serde::Serialize;
use ts_rs::TS;

use super::catalogue::InputOption;

/// What a connector asks for. Values are sent with `save_inputs`, as texts by the names of the
/// fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    /// Its fields, in the order to show them in.
    pub fields: Vec<FormField>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormField {
    /// Its path in the configuration, dotted: `credentials.client_id`.
    pub name: String,
    /// Label.
    pub title: String,
    /// Where it is found, what it does.
    pub hint: Option<String>,
    /// What may be entered.
    pub kind: FieldKind,
    /// Must be filled, where its variant is the chosen one.
    pub required: bool,
    /// Goes to the keychain and never comes back.
    pub secret: bool,
    /// Pre-filled value, written as it would be entered.
    pub default: Option<String>,
    /// Believable examples.
    pub examples: Vec<String>,
    /// JavaScript-compatible regular expression that the value holds.
    pub pattern: Option<String>,
    /// How such a value is written, in words, for example `YYYY-MM-DD`.
    pub pattern_says: Option<String>,
    /// The smallest number that is taken.
    pub min: Option<f64>,
    /// The largest number that is taken.
    pub max: Option<f64>,
    /// Fields of one group are shown together under its title.
    pub group: Option<String>,
    /// Shown at once, though it need not be filled.
    pub always_show: bool,
    /// The pick-list, where the values are known.
    pub options: Vec<InputOption>,
    /// The variants to choose one from (`kind` is `choice`).
    pub variants: Vec<FormVariant>,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines that are one text.
    Lines,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A day, as in 2026-11-22.
    Date,
    /// A time, as in 2026-11-22T10:00:00Z.
    DateTime,
    /// One of the options.
    Select,
    /// Texts or numbers, one a line.
    List,
    /// JSON text: a list of objects, or something without a shape.
    Json,
    /// The chosen variant, by its value.
    Choice,
}

/// A variant of a choice.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormVariant {
    /// The value that the choice's field has when this one is chosen.
    pub value: String,
    /// Label.
    pub title: String,
    /// What it means.
    pub hint: Option<String>,
    /// Its own fields.
    pub fields: Vec<FormField>,
}
