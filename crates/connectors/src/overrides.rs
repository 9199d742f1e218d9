//! `config_overrides` of a check: values that the configuration has while a connection is checked,
//! such as a short wait, and at no other time.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::error::{Place, Problem};
use crate::node::{Item, Node};

/// Keys with this beginning are the application's, not the manifest's.
const RESERVED: &str = "__airbyte";

/// Values by their key in the configuration.
#[derive(Debug, Default)]
pub(crate) struct Overrides(Map<String, Value>);

impl Overrides {
    /// Reads them from a manifest.
    ///
    /// # Errors
    /// Why they must not be used: they name a reserved key, or an authenticator of the manifest
    /// gives the configuration out, which would then hold them for good.
    pub(crate) fn read(manifest: &Node, file: &Arc<str>) -> Result<Overrides, Problem> {
        let check = manifest.get("check");
        let Some(node) = check.and_then(|check| check.get("config_overrides")) else {
            return Ok(Overrides::default());
        };
        let Some(entries) = node.entries().filter(|entries| !entries.is_empty()) else {
            return Ok(Overrides::default());
        };
        let refuse = |reason: String| Problem {
            place: Place {
                file: file.clone(),
                line: node.line,
                path: "check.config_overrides".into(),
            },
            component: "check".into(),
            reason,
        };
        if let Some(key) = entries.keys().find(|key| key.starts_with(RESERVED)) {
            return Err(refuse(format!("`{key}` is a reserved key")));
        }
        if writes_back(manifest) {
            return Err(refuse(
                "it does not go with a `refresh_token_updater`, which would write it into the configuration".into(),
            ));
        }
        let values = entries
            .iter()
            .map(|(key, node)| (key.clone(), node.to_json()));
        Ok(Overrides(values.collect()))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A configuration with these values; they replace, and are not merged.
    pub(crate) fn laid_over(&self, config: &Value) -> Value {
        let mut map = config.as_object().cloned().unwrap_or_default();
        map.extend(self.0.clone());
        Value::Object(map)
    }
}

/// Whether an authenticator somewhere in the manifest writes its tokens into the configuration.
fn writes_back(node: &Node) -> bool {
    match &node.item {
        Item::Map(entries) => {
            let own = entries.get("type").and_then(|kind| kind.text());
            let updates = entries
                .get("refresh_token_updater")
                .is_some_and(|updater| !matches!(updater.item, Item::Null));
            let is_authenticator =
                matches!(own, Some("OAuthAuthenticator" | "CustomAuthenticator"));
            (is_authenticator && updates)
                || entries
                    .iter()
                    .filter(|(key, _)| *key != "config_overrides")
                    .any(|(_, inner)| writes_back(inner))
        }
        Item::List(items) => items.iter().any(|item| writes_back(item)),
        _ => false,
    }
}
