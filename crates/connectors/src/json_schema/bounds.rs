//! How long, how many, how much: the rules about one value.

use regex::Regex;
use serde_json::{Map, Value};

use super::{Look, Rules, same};

pub(super) fn check(look: &mut Look<'_>, rules: &Map<String, Value>, value: &Value) {
    match value {
        Value::Number(number) => {
            if let Some(number) = number.as_f64() {
                amount(look, rules, number);
            }
        }
        Value::String(text) => words(look, rules, text),
        Value::Array(items) => {
            count(
                look,
                rules,
                ["minItems", "maxItems"],
                items.len(),
                "entries",
            );
            let unique = rules.get("uniqueItems") == Some(&Value::Bool(true));
            let twice = |index: usize| items[..index].iter().any(|one| same(one, &items[index]));
            if unique && (0..items.len()).any(twice) {
                look.note("holds the same entry twice");
            }
        }
        Value::Object(map) => {
            let keys = ["minProperties", "maxProperties"];
            count(look, rules, keys, map.len(), "settings");
        }
        _ => {}
    }
}

fn amount(look: &mut Look<'_>, rules: &Map<String, Value>, number: f64) {
    let limit = |key: &str| rules.get(key).and_then(Value::as_f64);
    for (key, broken, says) in [
        (
            "minimum",
            (|number, limit| number < limit) as fn(f64, f64) -> bool,
            "at least",
        ),
        ("maximum", |number, limit| number > limit, "at most"),
        (
            "exclusiveMinimum",
            |number, limit| number <= limit,
            "more than",
        ),
        (
            "exclusiveMaximum",
            |number, limit| number >= limit,
            "less than",
        ),
    ] {
        if let Some(limit) = limit(key).filter(|limit| broken(number, *limit)) {
            look.note(format!("must be {says} {limit}"));
        }
    }
    let step = limit("multipleOf").filter(|step| *step > 0.0);
    if let Some(step) = step.filter(|step| (number / step).fract() != 0.0) {
        look.note(format!("must be a multiple of {step}"));
    }
}

fn words(look: &mut Look<'_>, rules: &Map<String, Value>, text: &str) {
    let keys = ["minLength", "maxLength"];
    let blank = look.rules == Rules::Form && text.is_empty();
    if blank {
        // Whether it may be blank is a matter of being required.
        return;
    }
    count(look, rules, keys, text.chars().count(), "characters");
    if let Some(pattern) = rules.get("pattern").and_then(Value::as_str)
        && finds(pattern, text) == Some(false)
    {
        let says = rules.get("pattern_descriptor").and_then(Value::as_str);
        look.note(format!("must look like {}", says.unwrap_or(pattern)));
    }
    if look.rules != Rules::Form {
        return;
    }
    match rules.get("format").and_then(Value::as_str) {
        Some("date") if text.parse::<jiff::civil::Date>().is_err() => {
            look.note("must be a date such as 2026-01-31");
        }
        Some("date-time")
            if text.parse::<jiff::Timestamp>().is_err()
                && text.parse::<jiff::civil::DateTime>().is_err() =>
        {
            look.note("must be a date and time such as 2026-01-31T00:00:00Z");
        }
        _ => {}
    }
}

fn count(
    look: &mut Look<'_>,
    rules: &Map<String, Value>,
    [least, most]: [&str; 2],
    count: usize,
    what: &str,
) {
    let limit = |key: &str| rules.get(key)?.as_u64()?.try_into().ok();
    if let Some(least) = limit(least).filter(|least: &usize| count < *least) {
        look.note(format!("must have at least {least} {what}"));
    }
    if let Some(most) = limit(most).filter(|most: &usize| count > *most) {
        look.note(format!("must have at most {most} {what}"));
    }
}

/// Whether a pattern is found in a text; `None` where the pattern cannot be read.
pub(super) fn finds(pattern: &str, text: &str) -> Option<bool> {
    Regex::new(pattern)
        .ok()
        .map(|pattern| pattern.is_match(text))
}
