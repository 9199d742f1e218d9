//! What a catalogue leaves to its own program, from a file of ours.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::yaml;

/// Ports of redirect addresses: far apart, so that one range that a system reserves does not take
/// them all, and the same for every connector.
const PORTS: [u16; 3] = [17390, 22390, 27390];

/// What is known of an entry beyond the catalogue.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Laid over the profile.
    pub oauth2: Option<Value>,
    /// Takes the profile's place: the service has another way to the same grant.
    pub instead: Option<Value>,
    /// What is asked for besides: keys of an input by its name.
    pub inputs: Option<Value>,
    /// A sentence for the guide.
    pub remark: Option<String>,
    /// What is asked once after the consent: `after_connect` of the profile.
    pub after: Option<Value>,
    /// What no profile can express, by the key that it belongs to.
    pub lost: Vec<(String, String)>,
}

impl Known {
    /// The names that are captured after the consent.
    pub fn after_names(&self) -> Vec<String> {
        let calls = self.after.as_ref().and_then(Value::as_array);
        let mut names = Vec::new();
        for call in calls.into_iter().flatten() {
            let set = call["set"].as_object();
            names.extend(set.into_iter().flat_map(Map::keys).cloned());
            names.extend(call["choose"]["into"].as_str().map(str::to_owned));
        }
        names
    }
}

static KNOWN: LazyLock<BTreeMap<String, Known>> = LazyLock::new(|| {
    let mut known = BTreeMap::new();
    for (key, value) in table(include_str!("known.yaml")) {
        let part = |name: &str| value.get(name).filter(|part| !part.is_null()).cloned();
        let lost = value["lost"].as_object().into_iter().flatten();
        let lost = lost.filter_map(|(key, says)| Some((key.clone(), says.as_str()?.to_owned())));
        let entry = Known {
            oauth2: part("oauth2"),
            instead: part("instead"),
            inputs: part("inputs"),
            remark: value["remark"].as_str().map(str::to_owned),
            after: part("after"),
            lost: lost.collect(),
        };
        known.insert(key, entry);
    }
    known
});

static REDIRECTS: LazyLock<Map<String, Value>> =
    LazyLock::new(|| table(include_str!("redirects.yaml")));

static NOTHING: LazyLock<Known> = LazyLock::new(Known::default);

fn table(text: &str) -> Map<String, Value> {
    match yaml::parse(text).map(|node| node.json()) {
        Ok(Value::Object(table)) => table,
        // A test reads both tables.
        _ => Map::new(),
    }
}

/// What is known of an entry.
pub(super) fn known(key: &str) -> &'static Known {
    KNOWN.get(key).unwrap_or(&NOTHING)
}

/// Where the browser comes back to, from the address of the consent page.
pub(crate) fn redirect(authorize: &str) -> Value {
    let host = authorize.strip_prefix("https://").unwrap_or_default();
    let host = host.split(['/', '?']).next().unwrap_or_default();
    match REDIRECTS.get(host) {
        Some(rule) => rule.clone(),
        None => json!({"policy": "fixed_ports", "host": "localhost", "ports": PORTS}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table that cannot be read would be an empty one, and nobody would notice.
    #[test]
    fn both_tables_are_read() {
        assert_eq!(KNOWN.len(), 41);
        assert!(known("braintree-sandbox").lost[0].1.ends_with("library"));
        assert_eq!(REDIRECTS.len(), 17);
        assert_eq!(known("xero").after_names(), ["tenant_id"]);
        assert_eq!(
            redirect("https://github.com/login/oauth/authorize")["policy"],
            "any_port"
        );
    }
}
