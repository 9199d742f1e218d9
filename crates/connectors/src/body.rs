//! Bodies of requests: forms, text, JSON with templates in it.

use serde_json::{Map, Value};

use crate::error::{Error, Place};
use crate::expression::{Missing, Scope, Takes, Template};
use crate::fields::{Component, Fields};
use crate::node::{Item, Node};
use crate::request::{Inputs, Parts};

/// The body a requester sends.
#[derive(Debug)]
pub(crate) enum Body {
    None,
    Form(Inputs),
    Text(Template),
    Json(Place, Json),
}

impl Body {
    /// Reads it from one of the three fields it may stand in.
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Body> {
        if let Some(typed) = fields.optional::<TypedBody>("request_body")? {
            fields.accept(&["request_body_data", "request_body_json"]);
            return Some(typed.0);
        }
        match (
            fields.node("request_body_data"),
            fields.node("request_body_json"),
        ) {
            (Some(data), Some(json)) if data.is_truthy() && json.is_truthy() => {
                fields.refuse("either `request_body_data` or `request_body_json`, not both")
            }
            (Some(data), _) if data.is_truthy() => match data.text() {
                Some(text) => fields
                    .compile("request_body_data", &data, text)
                    .map(Body::Text),
                None => Inputs::read(fields, "request_body_data").map(Body::Form),
            },
            (_, Some(json)) if json.is_truthy() => Json::read(fields, "request_body_json", &json)
                .map(|json| Body::Json(fields.place(), json)),
            _ => Some(Body::None),
        }
    }

    /// Evaluates it into the parts of a request.
    pub(crate) fn put(&self, scope: &Scope<'_>, parts: &mut Parts) -> Result<(), Error> {
        match self {
            Body::None => {}
            Body::Form(inputs) => parts.form = inputs.eval(scope, Takes::TextOrList)?,
            // One template may also give the pairs of a form. What is neither is not sent.
            Body::Text(template) => {
                match template.value(scope, Missing::IsNull, Takes::Anything)? {
                    Value::Object(form) => parts.form = form,
                    Value::String(text) if !text.is_empty() => parts.text = Some(text),
                    _ => {}
                }
            }
            Body::Json(place, json) => match json.eval(scope)? {
                Value::Object(map) => parts.json = map,
                Value::Null => {}
                _ => {
                    let reason = "the JSON body is no mapping".to_owned();
                    return Err(Error::Request {
                        place: place.clone(),
                        reason,
                    });
                }
            },
        }
        Ok(())
    }
}

/// A body under `request_body`, which has a type.
struct TypedBody(Body);

impl Component for TypedBody {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let Some(value) = fields.node("value") else {
            return fields.refuse("`value` is missing");
        };
        match fields.kind() {
            "RequestBodyUrlEncodedForm" => Inputs::read(fields, "value").map(Body::Form),
            "RequestBodyPlainText" => fields.required_template("value").map(Body::Text),
            "RequestBodyJsonObject" | "RequestBodyGraphQL" => {
                Json::read(fields, "value", &value).map(|json| Body::Json(fields.place(), json))
            }
            _ => fields.refuse_kind("body"),
        }
        .map(TypedBody)
    }
}

/// A JSON body with templates in it.
#[derive(Debug)]
pub(crate) enum Json {
    Template(Template),
    Fixed(Value),
    List(Vec<Json>),
    Map(Vec<(Template, Json)>),
}

impl Json {
    /// Reads it from a node of a field.
    pub(crate) fn read(fields: &Fields<'_>, key: &'static str, node: &Node) -> Option<Json> {
        Some(match &node.item {
            Item::Text(text) => Json::Template(fields.compile(key, node, text)?),
            Item::List(items) => Json::List(
                items
                    .iter()
                    .map(|item| Json::read(fields, key, item))
                    .collect::<Option<_>>()?,
            ),
            Item::Map(entries) => Json::Map(
                entries
                    .iter()
                    .map(|(name, value)| {
                        Some((
                            fields.compile(key, node, name)?,
                            Json::read(fields, key, value)?,
                        ))
                    })
                    .collect::<Option<_>>()?,
            ),
            _ => Json::Fixed(node.to_json()),
        })
    }

    /// Evaluates it; fields that are null are left out.
    pub(crate) fn eval(&self, scope: &Scope<'_>) -> Result<Value, Error> {
        Ok(match self {
            Json::Template(template) => template.value(scope, Missing::IsNull, Takes::Anything)?,
            Json::Fixed(value) => value.clone(),
            Json::List(items) => items
                .iter()
                .map(|item| item.eval(scope))
                .collect::<Result<_, _>>()?,
            Json::Map(entries) => {
                let mut map = Map::new();
                for (name, value) in entries {
                    let value = value.eval(scope)?;
                    if !value.is_null() {
                        map.insert(name.text(scope)?, value);
                    }
                }
                Value::Object(map)
            }
        })
    }
}
