//! From the JSON Schema of a configuration to the values it asks for.

use serde_json::Value;

use super::{Asked, Kind, Variant};
use crate::catalogue::input::{Choice, Input};

/// Deepest nesting of objects that is followed; what is deeper is asked for as JSON.
const DEEPEST: usize = 8;

/// The values that a schema asks for, in the order to show them in.
pub(super) fn asked(schema: &Value) -> Vec<Asked> {
    let mut walk = Walk::default();
    walk.object(schema, &Place::default());
    walk.found
}

/// Where an object stands.
#[derive(Clone, Default)]
struct Place {
    path: String,
    when: Vec<(String, String)>,
    /// Whether the object itself must be there.
    optional: bool,
    group: Option<String>,
    depth: usize,
}

impl Place {
    fn below(&self, name: &str) -> String {
        match self.path.is_empty() {
            true => name.to_owned(),
            false => format!("{}.{name}", self.path),
        }
    }
}

#[derive(Default)]
struct Walk {
    found: Vec<Asked>,
}

impl Walk {
    fn object(&mut self, schema: &Value, place: &Place) {
        let required: Vec<&str> = list(schema, "required").filter_map(Value::as_str).collect();
        let properties = schema["properties"].as_object();
        let mut properties: Vec<_> = properties.into_iter().flatten().collect();
        properties.sort_by_key(|(_, property)| property["order"].as_i64().unwrap_or(i64::MAX));
        for (name, property) in properties {
            let is_required = required.contains(&name.as_str()) && !place.optional;
            self.property(name, property, is_required, place);
        }
    }

    fn property(&mut self, name: &str, schema: &Value, required: bool, place: &Place) {
        let inside = Place {
            path: place.below(name),
            when: place.when.clone(),
            optional: !required,
            group: text(schema, "group")
                .or_else(|| place.group.clone())
                .or_else(|| {
                    let nested = schema["properties"].is_object() && place.path.is_empty();
                    text(schema, "title").filter(|_| nested)
                }),
            depth: place.depth + 1,
        };
        let variants: Vec<&Value> = list(schema, "oneOf").chain(list(schema, "anyOf")).collect();
        let objects = variants.iter().all(|one| one["properties"].is_object());
        if !variants.is_empty() && objects && place.depth < DEEPEST {
            self.variants(schema, &variants, required, &inside);
        } else if schema["properties"].is_object() && place.depth < DEEPEST {
            self.object(schema, &inside);
        } else {
            let asked = self.value(schema, required, &inside);
            self.found.push(asked);
        }
    }

    /// A choice between objects, told apart by a field that is constant in each, where there is
    /// one.
    fn variants(&mut self, schema: &Value, variants: &[&Value], required: bool, inside: &Place) {
        let telling = telling(variants);
        let path = telling
            .as_ref()
            .map_or_else(|| inside.path.clone(), |name| inside.below(name));
        let configured = |variant: &Value| {
            let name = telling.as_ref()?;
            constant(&variant["properties"][name])
        };
        let variant = |(index, variant): (usize, &&Value)| {
            let configured = configured(variant).unwrap_or_else(|| Value::from(index));
            let value = entered(&configured);
            Variant {
                title: text(variant, "title").unwrap_or_else(|| value.clone()),
                hint: text(variant, "description"),
                value,
                configured,
            }
        };
        let named: Vec<Variant> = variants.iter().enumerate().map(variant).collect();
        let mut asked = self.value(schema, required, inside);
        asked.input.name.clone_from(&path);
        asked.input.secret = false;
        let choice = |variant: &Variant| Choice {
            value: variant.value.clone(),
            title: variant.title.clone(),
        };
        asked.input.options = named.iter().map(choice).collect();
        let given = schema["default"].as_object().zip(telling.as_ref());
        asked.default = given.and_then(|(given, name)| given.get(name)).map(entered);
        asked.input.default.clone_from(&asked.default);
        // A choice that is not made is made by what is entered.
        asked.input.required = false;
        asked.kind = Kind::Choice {
            variants: named.clone(),
            named: telling.is_some(),
        };
        self.found.push(asked);
        // What the object has whatever the variant.
        self.object(schema, inside);
        for (variant, named) in variants.iter().zip(&named) {
            let mut when = inside.when.clone();
            when.push((path.clone(), named.value.clone()));
            let inside = Place {
                when,
                optional: false,
                ..inside.clone()
            };
            let mut rest = (*variant).clone();
            if let (Some(name), Some(properties)) = (&telling, rest["properties"].as_object_mut()) {
                // `remove` would put the last field in its place.
                properties.shift_remove(name);
            }
            self.object(&rest, &inside);
        }
    }

    fn value(&self, schema: &Value, required: bool, place: &Place) -> Asked {
        let kind = kind(schema);
        let name = place.path.clone();
        let last = name.rsplit('.').next().unwrap_or_default();
        let default = schema
            .get("default")
            .filter(|value| !value.is_null())
            .map(entered);
        let examples: Vec<String> = match &schema["examples"] {
            Value::Array(examples) => examples.iter().map(entered).collect(),
            Value::Null => Vec::new(),
            one => vec![entered(one)],
        };
        let is_list = matches!(kind, Kind::List(_));
        let multiline = schema["multiline"] == Value::Bool(true);
        let hidden = schema["airbyte_hidden"] == Value::Bool(true);
        let input = Input {
            title: text(schema, "title").unwrap_or_else(|| title(last)),
            hint: text(schema, "description").map(|text| plain(&text)),
            example: examples.first().cloned(),
            // A pattern of JSON Schema is found anywhere in the text; ours fits the whole.
            pattern: text(schema, "pattern")
                .filter(|_| !is_list)
                .map(|pattern| anywhere(&pattern))
                .filter(|pattern| regex::Regex::new(pattern).is_ok()),
            pattern_says: text(schema, "pattern_descriptor")
                .map(|how| format!("Write it like this: {how}.")),
            default: default.clone(),
            required: required && place.when.is_empty() && !hidden,
            secret: schema["airbyte_secret"] == Value::Bool(true),
            hidden,
            lines: is_list || multiline || kind == Kind::Json,
            options: match is_list {
                true => Vec::new(),
                false => options(schema),
            },
            name,
        };
        Asked {
            input,
            kind,
            when: place.when.clone(),
            required,
            default,
            examples,
            range: (schema["minimum"].as_f64(), schema["maximum"].as_f64()),
            group: place.group.clone(),
            always_show: schema["always_show"] == Value::Bool(true),
        }
    }
}

fn kind(schema: &Value) -> Kind {
    if let Some(value) = schema.get("const") {
        return Kind::Fixed(value.clone());
    }
    let types = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect::<Vec<_>>(),
    };
    let first = types.into_iter().find(|kind| *kind != "null");
    match (first, schema["format"].as_str()) {
        (Some("integer"), _) => Kind::Integer,
        (Some("number"), _) => Kind::Number,
        (Some("boolean"), _) => Kind::Boolean,
        (Some("array"), _) => match kind(&schema["items"]) {
            Kind::Json | Kind::List(_) => Kind::Json,
            inner => Kind::List(Box::new(inner)),
        },
        (Some("object"), _) => Kind::Json,
        (_, Some("date")) => Kind::Date,
        (_, Some("date-time")) => Kind::DateTime,
        (Some("string"), _) => Kind::Text,
        _ if schema["enum"].is_array() => Kind::Text,
        _ if schema["oneOf"].is_array() || schema["anyOf"].is_array() => Kind::Json,
        _ => Kind::Text,
    }
}

/// The field that is constant in every variant.
fn telling(variants: &[&Value]) -> Option<String> {
    let names = variants.first()?["properties"].as_object()?.keys();
    let mut names = names.filter(|name| {
        let mut constants = variants
            .iter()
            .map(|one| constant(&one["properties"][name.as_str()]));
        constants.all(|constant| constant.is_some())
    });
    names.next().cloned()
}

/// The one value that a field may have.
fn constant(schema: &Value) -> Option<Value> {
    let only = || {
        let values = schema["enum"].as_array()?;
        values.first().filter(|_| values.len() == 1)
    };
    schema.get("const").or_else(only).cloned()
}

fn options(schema: &Value) -> Vec<Choice> {
    let choice = |value: &Value| Choice {
        value: entered(value),
        title: entered(value),
    };
    list(schema, "enum")
        .filter(|one| !one.is_null())
        .map(choice)
        .collect()
}

fn list<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    schema[key].as_array().into_iter().flatten()
}

fn text(schema: &Value, key: &str) -> Option<String> {
    let text = schema[key].as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A value as it would be entered.
fn entered(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items)
            if items
                .iter()
                .all(|item| !item.is_object() && !item.is_array()) =>
        {
            items.iter().map(entered).collect::<Vec<_>>().join("\n")
        }
        other => other.to_string(),
    }
}

fn anywhere(pattern: &str) -> String {
    let open = |begins: bool| if begins { "" } else { "[\\s\\S]*" };
    format!(
        "{}(?:{pattern}){}",
        open(pattern.starts_with('^')),
        open(pattern.ends_with('$') && !pattern.ends_with("\\$"))
    )
}

/// A name as a label: `client_id` becomes `Client id`.
fn title(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// A text without the marks of HTML: descriptions may have links and code in it.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut inside = false;
    for letter in text.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            letter if !inside => plain.push(letter),
            _ => {}
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
