//! Values of the configuration that nobody enters: what the consent gives, and how they meet those
//! that the manifest's specification asks for.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::connector::Connector;
use super::specification::{self, Asked};
use crate::error::Error;
use crate::expression::{Scope as Names, Template};

/// What of a consent a value of the configuration holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// The client's ID.
    ClientId,
    /// A text that stands for the client's secret: requests for tokens are not the manifest's.
    ClientSecret,
    /// A text that stands for the refresh token.
    RefreshToken,
    /// The access token itself, for manifests that put it into requests by themselves.
    AccessToken,
}

impl Given {
    /// The words for them.
    pub(super) const WORDS: [(&str, Given); 4] = [
        ("client_id", Given::ClientId),
        ("client_secret", Given::ClientSecret),
        ("refresh_token", Given::RefreshToken),
        ("access_token", Given::AccessToken),
    ];
}

/// What stands in the configuration for a value that only Headwater holds.
const HELD: &str = "held by Headwater";

impl Connector {
    /// The configuration that the manifest's specification describes, with what is `set` in it.
    pub(super) fn specified(
        &self,
        inputs: &Map<String, Value>,
        mut set: Map<String, Value>,
    ) -> Result<Map<String, Value>, Error> {
        if self.specification.is_empty() {
            return Ok(set);
        }
        for (path, _) in &self.given {
            set.entry(path.clone()).or_insert_with(|| HELD.into());
        }
        let entered = |name: &str| {
            // A configuration as the manifest describes it is nested.
            let nested = || {
                let mut keys = name.split('.');
                let first = inputs.get(keys.next()?);
                keys.fold(first, |value, key| value?.get(key))
            };
            let entered = inputs.get(name).or_else(nested);
            let entered = entered.filter(|value| !value.is_null() && **value != "");
            set.get(name).or(entered).cloned()
        };
        let mut config = self.specification.config(&entered)?;
        for (path, value) in set {
            specification::put(&mut config, &path, value);
        }
        Ok(config)
    }

    /// Asks for what the specification asks for and nobody else gives.
    pub(super) fn ask_specified(&mut self) {
        let names = Names::default();
        let constant = |template: &Template| template.text(&names).ok();
        let mut set: Vec<(String, Option<String>)> = Vec::new();
        set.extend(
            self.config
                .iter()
                .map(|(path, one)| (path.clone(), constant(one))),
        );
        set.extend(self.given.iter().map(|(path, _)| (path.clone(), None)));
        self.inputs
            .extend(self.specification.without(&set).inputs());
    }

    /// What its manifest asks for and nobody else gives, in the order to show it in. Each stands
    /// among the inputs as well.
    #[must_use]
    pub fn asked(&self) -> Vec<&Asked> {
        let shown = |asked: &&Asked| self.inputs.iter().any(|one| one.name == asked.input.name);
        self.specification.asked().iter().filter(shown).collect()
    }

    /// Puts what a consent gave into a configuration, wherever the connector wants it.
    pub fn give(&self, config: &mut Value, given: Given, value: &str) {
        let Value::Object(config) = config else {
            return;
        };
        for (path, _) in self.given.iter().filter(|(_, wanted)| *wanted == given) {
            specification::put(config, path, value.into());
        }
    }

    /// Whether something of a consent is wanted in the configuration.
    #[must_use]
    pub fn wants(&self, given: Given) -> bool {
        self.given.iter().any(|(_, wanted)| *wanted == given)
    }
}
