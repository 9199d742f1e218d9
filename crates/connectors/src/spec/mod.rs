//! What a manifest says about its configuration: its schema, how a consent is had, and what
//! becomes of a configuration before streams see it.

mod consent;
mod normalization;

use serde_json::Value;

pub use self::consent::{Consent, Output, ScopeJoin};
use self::normalization::Normalization;
use crate::error::Error;
use crate::fields::{Component, Fields};

/// What a manifest says about its configuration.
#[derive(Debug)]
pub struct Spec {
    /// JSON Schema of the configuration; secrets are marked with `airbyte_secret`.
    pub connection_specification: Value,
    /// A page for people.
    pub documentation_url: Option<String>,
    /// How a consent is had (`advanced_auth`), as it stands. [`Spec::consent`] understands it.
    pub advanced_auth: Option<Value>,
    normalization: Normalization,
}

/// A configuration as the manifest's rules make it.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// What streams see.
    pub config: Value,
    /// The configuration in today's shape, where it was an older one: worth keeping in its place.
    pub migrated: Option<Value>,
}

impl Component for Spec {
    const DEFAULT: Option<&'static str> = Some("Spec");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(Spec {
            connection_specification: fields.json("connection_specification").unwrap_or_default(),
            documentation_url: fields.text("documentation_url")?,
            advanced_auth: fields.json("advanced_auth"),
            normalization: fields
                .optional("config_normalization_rules")?
                .unwrap_or_default(),
        })
    }
}

impl Spec {
    /// How a consent is had, where the manifest declares all of it.
    #[must_use]
    pub fn consent(&self) -> Option<Consent> {
        Consent::read(self.advanced_auth.as_ref()?)
    }

    /// Brings a configuration into the shape that streams expect.
    ///
    /// # Errors
    /// [`Error::Expression`].
    pub fn prepare(&self, config: Value) -> Result<Prepared, Error> {
        self.normalization.prepare(config)
    }

    /// Checks a prepared configuration by the manifest's own rules (`validations`).
    ///
    /// # Errors
    /// [`Error::Input`] for the first that is broken, [`Error::Expression`].
    pub fn validate(&self, config: &Value) -> Result<(), Error> {
        self.normalization.validate(config)
    }
}
