//! Doors for the fuzz targets.

use std::sync::Arc;

use serde_json::Value;

use crate::error::Place;
use crate::expression::{Bound, Scope, Template};
use crate::{catalogue, reference, yaml};

/// The document of a YAML text as JSON, its references resolved.
pub fn yaml(text: &str) -> Option<Value> {
    let file: Arc<str> = "fuzz.yaml".into();
    let root = yaml::parse(text, &file).ok()?;
    Some(reference::resolve(&root, &file).ok()?.to_json())
}

/// Reads a `connector.yaml` and a manifest.
pub fn connector(text: &str) {
    let _ = catalogue::reads(text);
    let _ = crate::Manifest::load(text, "manifest.yaml");
}

/// Works an expression out over a configuration.
pub fn expression(text: &str, config: Value) {
    let place = Place {
        file: "fuzz.yaml".into(),
        line: 1,
        path: String::new(),
    };
    let Ok(template) = Template::new(text, Arc::new(Bound::from(Value::Null)), place) else {
        return;
    };
    let (config, response) = (Bound::from(config.clone()), Bound::from(config));
    let scope = Scope::new(&config).with("response", &response);
    let _ = template.text(&scope);
    let _ = template.truth(&scope);
}
