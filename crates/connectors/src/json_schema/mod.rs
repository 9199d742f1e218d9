//! Values against JSON Schema, draft 7: a configuration against its specification.
//!
//! Reasons are for people: they name what to do, never the value, which may be a secret. As in the
//! reference `format` is a note and no rule, except where a form asks for it. A pattern that this
//! program cannot read (it looks around) is no rule either.

mod bounds;

use std::cell::Cell;

use serde_json::{Map, Value};

/// What is wrong with one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The keys that lead to it.
    pub(crate) path: Vec<String>,
    /// What is wrong, for people: `must be a whole number`.
    pub(crate) reason: String,
}

/// How strict to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// The rules of JSON Schema.
    Schema,
    /// Also those of a form: what is required may not be blank, dates are dates.
    Form,
}

/// Deepest nesting that is looked at; references may go in circles.
const MAX_DEPTH: usize = 64;

/// Most schemas that are laid on values; a hostile one multiplies itself.
const MAX_STEPS: usize = 200_000;

/// Everything that is wrong with a value.
pub(crate) fn faults(schema: &Value, value: &Value, rules: Rules) -> Vec<Fault> {
    let steps = Cell::new(0);
    let mut look = Look {
        root: schema,
        rules,
        steps: &steps,
        path: Vec::new(),
        faults: Vec::new(),
    };
    look.value(schema, value);
    look.faults
}

struct Look<'a> {
    root: &'a Value,
    rules: Rules,
    steps: &'a Cell<usize>,
    path: Vec<String>,
    faults: Vec<Fault>,
}

impl<'a> Look<'a> {
    fn note(&mut self, reason: impl Into<String>) {
        self.faults.push(Fault {
            path: self.path.clone(),
            reason: reason.into(),
        });
    }

    /// What a schema alone says about a value.
    fn alone(&self, schema: &'a Value, value: &Value) -> Vec<Fault> {
        let mut look = Look {
            root: self.root,
            rules: self.rules,
            steps: self.steps,
            path: self.path.clone(),
            faults: Vec::new(),
        };
        look.value(schema, value);
        look.faults
    }

    fn value(&mut self, schema: &'a Value, value: &Value) {
        self.steps.set(self.steps.get() + 1);
        if self.path.len() > MAX_DEPTH || self.steps.get() > MAX_STEPS {
            return;
        }
        let Some(rules) = schema.as_object() else {
            if schema == &Value::Bool(false) {
                self.note("is not allowed here");
            }
            return;
        };
        if let Some(reference) = rules.get("$ref").and_then(Value::as_str) {
            let target = reference
                .strip_prefix('#')
                .map(|rest| self.root.pointer(rest));
            if let Some(Some(target)) = target
                && !std::ptr::eq(target, schema)
            {
                // A circle of references ends at the depth; each step counts.
                self.path.push(String::new());
                let found = self.alone(target, value);
                self.path.pop();
                let depth = self.path.len();
                self.faults.extend(found.into_iter().map(|mut fault| {
                    fault.path.remove(depth);
                    fault
                }));
            }
            return;
        }
        if !self.kind(rules, value) {
            return;
        }
        if let Some(options) = rules.get("enum").and_then(Value::as_array)
            && !options.iter().any(|option| same(option, value))
        {
            self.note(format!("must be one of {}", list(options)));
        }
        if let Some(constant) = rules.get("const")
            && !same(constant, value)
        {
            self.note(format!("must be {}", list(std::slice::from_ref(constant))));
        }
        bounds::check(self, rules, value);
        match value {
            Value::Object(map) => self.object(rules, map),
            Value::Array(items) => self.array(rules, items),
            _ => {}
        }
        self.combined(rules, value);
    }

    /// Whether the value is of the type; nothing else is looked at where it is not.
    fn kind(&mut self, rules: &'a Map<String, Value>, value: &Value) -> bool {
        let kinds: Vec<&str> = match rules.get("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => return true,
        };
        if kinds.iter().any(|kind| is(kind, value)) {
            return true;
        }
        let names: Vec<&str> = kinds
            .iter()
            .filter(|kind| **kind != "null" || kinds.len() == 1)
            .map(|kind| named(kind))
            .collect();
        self.note(format!("must be {}", names.join(" or ")));
        false
    }

    fn object(&mut self, rules: &'a Map<String, Value>, map: &Map<String, Value>) {
        let properties = rules.get("properties").and_then(Value::as_object);
        let required = rules.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            let blank = |value: &Value| self.rules == Rules::Form && value == "";
            if map.get(name).is_none_or(blank) {
                self.path.push(name.to_owned());
                self.note("is missing");
                self.path.pop();
            }
        }
        for (name, value) in map {
            let own = properties.and_then(|properties| properties.get(name));
            let mut known = own.is_some();
            self.path.push(name.clone());
            if let Some(schema) = own {
                self.value(schema, value);
            }
            let patterns = rules.get("patternProperties").and_then(Value::as_object);
            for (pattern, schema) in patterns.into_iter().flatten() {
                if bounds::finds(pattern, name) == Some(true) {
                    known = true;
                    self.value(schema, value);
                }
            }
            match rules.get("additionalProperties") {
                Some(Value::Bool(false)) if !known => self.note("is no setting of this source"),
                Some(schema) if !known => self.value(schema, value),
                _ => {}
            }
            self.path.pop();
        }
        let dependencies = rules.get("dependencies").and_then(Value::as_object);
        for (name, needs) in dependencies.into_iter().flatten() {
            if !map.contains_key(name) {
                continue;
            }
            match needs.as_array() {
                None => self
                    .faults
                    .extend(self.alone(needs, &Value::Object(map.clone()))),
                Some(names) => {
                    for need in names.iter().filter_map(Value::as_str) {
                        if !map.contains_key(need) {
                            self.path.push(need.to_owned());
                            self.note(format!("is missing, since `{name}` is set"));
                            self.path.pop();
                        }
                    }
                }
            }
        }
    }

    fn array(&mut self, rules: &'a Map<String, Value>, items: &[Value]) {
        for (index, item) in items.iter().enumerate() {
            let schema = match rules.get("items") {
                Some(Value::Array(schemas)) => schemas.get(index).or(rules.get("additionalItems")),
                one => one,
            };
            if let Some(schema) = schema {
                self.path.push(index.to_string());
                self.value(schema, item);
                self.path.pop();
            }
        }
        if let Some(schema) = rules.get("contains")
            && !items.iter().any(|item| self.alone(schema, item).is_empty())
        {
            self.note("lacks an entry that must be in it");
        }
    }

    fn combined(&mut self, rules: &'a Map<String, Value>, value: &Value) {
        let schemas = |key: &str| rules.get(key).and_then(Value::as_array);
        for schema in schemas("allOf").into_iter().flatten() {
            self.value(schema, value);
        }
        for (key, once) in [("anyOf", false), ("oneOf", true)] {
            let Some(options) = schemas(key).filter(|options| !options.is_empty()) else {
                continue;
            };
            let results: Vec<Vec<Fault>> = options
                .iter()
                .map(|option| self.alone(option, value))
                .collect();
            match results.iter().filter(|faults| faults.is_empty()).count() {
                0 => self.closest(options, results, value),
                1 => {}
                _ if once => self.note("fits several choices at once"),
                _ => {}
            }
        }
        if let Some(schema) = rules.get("not")
            && self.alone(schema, value).is_empty()
        {
            self.note("is not allowed");
        }
        if let Some(condition) = rules.get("if") {
            let holds = self.alone(condition, value).is_empty();
            if let Some(schema) = rules.get(if holds { "then" } else { "else" }) {
                self.value(schema, value);
            }
        }
    }

    /// What is wrong with the choice that was meant: the one whose fixed values fit, if any.
    fn closest(&mut self, options: &'a [Value], results: Vec<Vec<Fault>>, value: &Value) {
        let meant = options
            .iter()
            .position(|option| chosen(option, value) == Some(true));
        match meant.and_then(|index| results.into_iter().nth(index)) {
            Some(faults) => self.faults.extend(faults),
            None if options.iter().any(|option| chosen(option, value).is_some()) => {
                self.note("must be one of the choices");
            }
            None => self.note("has none of the forms that it may have"),
        }
    }
}

/// Whether the fixed values of a choice are those of the value; `None` where it has no fixed ones.
pub(crate) fn chosen(option: &Value, value: &Value) -> Option<bool> {
    let properties = option.get("properties")?.as_object()?;
    let mut fixed = properties
        .iter()
        .filter_map(|(name, schema)| Some((name, constant(schema)?)))
        .peekable();
    fixed.peek()?;
    Some(fixed.all(|(name, constant)| value.get(name).is_some_and(|own| same(own, constant))))
}

/// The one value that a schema allows.
pub(crate) fn constant(schema: &Value) -> Option<&Value> {
    schema
        .get("const")
        .or_else(|| match schema.get("enum")?.as_array()?.as_slice() {
            [one] => Some(one),
            _ => None,
        })
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => match value {
            Value::Number(number) => {
                !number.is_f64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
            }
            _ => false,
        },
        "object" => value.is_object(),
        "array" => value.is_array(),
        _ => true,
    }
}

fn named(kind: &str) -> &str {
    match kind {
        "null" => "empty",
        "boolean" => "true or false",
        "string" => "a text",
        "number" => "a number",
        "integer" => "a whole number",
        "object" => "a group of settings",
        "array" => "a list",
        other => other,
    }
}

/// Equal as JSON Schema has it: `1` is `1.0`.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        _ => left == right,
    }
}

fn list(values: &[Value]) -> String {
    let texts: Vec<String> = values
        .iter()
        .map(|value| match value {
            Value::String(text) => format!("`{text}`"),
            value => format!("`{value}`"),
        })
        .collect();
    texts.join(", ")
}

#[cfg(test)]
mod tests;
