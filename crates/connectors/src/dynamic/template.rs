//! A template as mappings find it: the format fills in types and parameters before it looks for
//! the places of a mapping, so that those of a component inside may be named.

use serde_json::{Map, Value};

use crate::node::{Item, Node};
use crate::value::is_truthy;

/// The types of the format where a manifest names none, by the component and field they stand in.
const TYPES: [(&str, &str); 29] = [
    (
        "CompositeErrorHandler.error_handlers",
        "DefaultErrorHandler",
    ),
    ("CursorPagination.decoder", "JsonDecoder"),
    ("DatetimeBasedCursor.end_datetime", "MinMaxDatetime"),
    ("DatetimeBasedCursor.end_time_option", "RequestOption"),
    ("DatetimeBasedCursor.start_datetime", "MinMaxDatetime"),
    ("DatetimeBasedCursor.start_time_option", "RequestOption"),
    ("DeclarativeStream.retriever", "SimpleRetriever"),
    ("DeclarativeStream.schema_loader", "JsonFileSchemaLoader"),
    (
        "DynamicDeclarativeStream.stream_template",
        "DeclarativeStream",
    ),
    ("DefaultErrorHandler.response_filters", "HttpResponseFilter"),
    ("DefaultPaginator.decoder", "JsonDecoder"),
    ("DefaultPaginator.page_size_option", "RequestOption"),
    ("DpathExtractor.decoder", "JsonDecoder"),
    ("DpathExtractor.record_expander", "RecordExpander"),
    ("HttpRequester.error_handler", "DefaultErrorHandler"),
    ("ListPartitionRouter.request_option", "RequestOption"),
    ("ParentStreamConfig.request_option", "RequestOption"),
    ("ParentStreamConfig.stream", "DeclarativeStream"),
    ("RecordExpander.parent_fields", "ParentFieldPath"),
    ("RecordSelector.extractor", "DpathExtractor"),
    ("RecordSelector.record_filter", "RecordFilter"),
    ("SimpleRetriever.paginator", "NoPagination"),
    ("SimpleRetriever.record_selector", "RecordSelector"),
    ("SimpleRetriever.requester", "HttpRequester"),
    (
        "SubstreamPartitionRouter.parent_stream_configs",
        "ParentStreamConfig",
    ),
    ("AddFields.fields", "AddedFieldDefinition"),
    ("DynamicSchemaLoader.retriever", "SimpleRetriever"),
    ("SchemaTypeIdentifier.types_map", "TypesMap"),
    (
        "CustomPartitionRouter.parent_stream_configs",
        "ParentStreamConfig",
    ),
];

/// Fills in types, and the parameters of the components around: as fields that are not set, and
/// as the `$parameters` of each component. `standing` names the component and field it stands in.
pub(super) fn propagate(value: Value, standing: &str, outside: &Map<String, Value>) -> Value {
    let Value::Object(mut component) = value else {
        return value;
    };
    if !component.contains_key("type")
        && let Some((_, kind)) = TYPES.iter().find(|(place, _)| *place == standing)
    {
        component.insert("type".into(), (*kind).into());
    }
    let own = component.shift_remove("$parameters");
    let mut parameters = outside.clone();
    parameters.extend(super::mapping(own.unwrap_or_default()));
    let Some(kind) = component.get("type") else {
        return Value::Object(of_plain(component, standing, &parameters));
    };
    // JSON schemas are no components.
    let Some(kind) = kind.as_str().filter(|kind| *kind != "object") else {
        return Value::Object(component);
    };
    let kind = kind.to_owned();
    for (name, value) in &parameters {
        let is_set = component.get(name).is_some_and(is_truthy);
        if !is_set {
            component.insert(name.clone(), value.clone());
        }
    }
    let mut filled: Map<String, Value> = component
        .into_iter()
        .map(|(field, value)| {
            // A parameter is not handed to the field that it is itself.
            let mut inner = parameters.clone();
            inner.shift_remove(&field);
            let standing = format!("{kind}.{field}");
            let value = match value {
                Value::Array(items) => items
                    .into_iter()
                    .map(|item| propagate(item, &standing, &inner))
                    .collect(),
                value => propagate(value, &standing, &inner),
            };
            (field, value)
        })
        .collect();
    if !parameters.is_empty() {
        filled.insert("$parameters".into(), Value::Object(parameters));
    }
    Value::Object(filled)
}

/// A mapping that is no component, such as request parameters; components may stand in it.
fn of_plain(
    plain: Map<String, Value>,
    standing: &str,
    parameters: &Map<String, Value>,
) -> Map<String, Value> {
    let is_component = |value: &Value| value.get("type").is_some_and(is_truthy);
    plain
        .into_iter()
        .map(|(field, value)| match is_component(&value) {
            true => (field, propagate(value, standing, parameters)),
            false => (field, value),
        })
        .collect()
}

/// The first component that names a Python class, and the class.
pub(super) fn python_component(node: &Node) -> Option<(&Node, &str)> {
    match &node.item {
        Item::Map(entries) => {
            if let Some(class) = entries.get("class_name").and_then(|class| class.text()) {
                return Some((node, class));
            }
            entries.values().find_map(|inner| python_component(inner))
        }
        Item::List(items) => items.iter().find_map(|inner| python_component(inner)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    /// What the reference's own transformer makes of the same template.
    #[test]
    fn types_and_parameters_are_filled_in() {
        let template = json!({
            "$parameters": {"name": "items", "path": "/items"},
            "retriever": {"requester": {"url_base": "https://x", "request_parameters": {"a": "1"}}},
            "schema_loader": {"type": "InlineSchemaLoader", "schema": {"type": "object"}},
        });
        let filled = propagate(
            template,
            "DynamicDeclarativeStream.stream_template",
            &Map::new(),
        );
        let requester = &filled["retriever"]["requester"];
        assert_eq!(filled["type"], "DeclarativeStream");
        assert_eq!(filled["name"], "items");
        assert_eq!(requester["type"], "HttpRequester");
        assert_eq!(requester["path"], "/items");
        assert_eq!(
            requester["$parameters"],
            json!({"name": "items", "path": "/items"})
        );
        assert_eq!(requester["request_parameters"], json!({"a": "1"}));
        assert_eq!(filled["schema_loader"]["schema"], json!({"type": "object"}));
    }
}
