//! Catalogs: what is discovered, and what is asked for.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::source::StreamInfo;

/// A stream as the catalog has it.
pub(super) fn stream(info: &StreamInfo) -> Value {
    let mut stream = json!({
        "name": info.name,
        "json_schema": info.json_schema,
        "supported_sync_modes": ["full_refresh"],
        "is_resumable": info.incremental,
        "is_file_based": info.has_files,
    });
    if !info.primary_key.is_empty() {
        stream["source_defined_primary_key"] = json!(info.primary_key);
    }
    if info.incremental {
        stream["supported_sync_modes"] = json!(["full_refresh", "incremental"]);
        stream["source_defined_cursor"] = (!info.cursor_is_open).into();
    }
    if let Some(field) = &info.cursor_field {
        stream["default_cursor_field"] = json!([field]);
    }
    stream
}

/// The fields by which streams are to be read, as a configured catalog has them.
pub(super) fn cursor_fields(catalog: &Value) -> HashMap<String, Vec<String>> {
    let streams = catalog.get("streams").and_then(Value::as_array);
    let field = |configured: &Value| {
        let name = configured.pointer("/stream/name")?.as_str()?.to_owned();
        let path = configured.get("cursor_field")?.as_array()?.iter();
        let path = path.filter_map(|key| key.as_str().map(str::to_owned));
        Some((name, path.collect()))
    };
    streams.into_iter().flatten().filter_map(field).collect()
}

/// The names of the streams of a configured catalog, in its order.
///
/// # Errors
/// What about it is no configured catalog.
pub(super) fn configured(catalog: &Value) -> Result<Vec<String>, String> {
    let streams = catalog
        .get("streams")
        .and_then(Value::as_array)
        .ok_or("The catalog has no list `streams`.")?;
    let name = |(index, configured): (usize, &Value)| {
        let name = configured.pointer("/stream/name").and_then(Value::as_str);
        name.map(str::to_owned)
            .ok_or_else(|| format!("The catalog's `streams[{index}].stream.name` is missing."))
    };
    streams.iter().enumerate().map(name).collect()
}
