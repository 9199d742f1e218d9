//! What a connector of the catalogue asks for away from the desktop: its inputs, and a grant of the server's own.

use headwater_connectors::Connector;
use serde_json::{Map, Value, json};

use super::grant::{ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN};

/// The JSON Schema of a connector's configuration.
pub(super) fn specification(connector: &Connector) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (order, input) in connector.inputs.iter().enumerate() {
        let mut property = json!({"type": "string", "title": input.title, "order": order});
        let told = [
            ("description", &input.hint),
            ("pattern", &input.pattern),
            ("default", &input.default),
        ];
        for (key, value) in told {
            if let Some(value) = value {
                property[key] = value.as_str().into();
            }
        }
        if let Some(example) = &input.example {
            property["examples"] = json!([example]);
        }
        if !input.options.is_empty() {
            let values = input.options.iter().map(|choice| choice.value.as_str());
            property["enum"] = values.collect();
        }
        if input.secret {
            property["airbyte_secret"] = true.into();
        }
        if input.hidden {
            property["airbyte_hidden"] = true.into();
        }
        if input.required && input.default.is_none() {
            required.push(input.name.clone());
        }
        properties.insert(input.name.clone(), property);
    }
    if connector.oauth2.is_some() {
        let secrets = [
            (
                CLIENT_ID,
                "Client ID",
                "Of the OAuth client whose grant this is.",
            ),
            (CLIENT_SECRET, "Client secret", "Where the client has one."),
            (
                REFRESH_TOKEN,
                "Refresh token",
                "Of a consent given to this server. Never the one of a desktop: most providers give out the next token to one of the two only.",
            ),
            (
                ACCESS_TOKEN,
                "Access token",
                "Instead of the three above, where somebody else renews it.",
            ),
        ];
        for (order, (name, title, description)) in secrets.into_iter().enumerate() {
            let order = connector.inputs.len() + order;
            properties.insert(
                name.to_owned(),
                json!({"type": "string", "title": title, "description": description, "airbyte_secret": name != CLIENT_ID, "order": order}),
            );
        }
    }
    json!({"type": "object", "required": required, "properties": properties, "additionalProperties": true})
}
