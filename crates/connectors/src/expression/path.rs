//! Templates that are one plain path, and which parts of a response a template may look at.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::python::containers;

#[allow(
    clippy::expect_used,
    reason = "the patterns are constants, compiled by every test"
)]
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"^\{\{\s*([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*|\[\s*(?:'[^'\\]*'|"[^"\\]*")\s*\])*)\s*\}\}$"#,
    )
    .expect("a valid pattern")
});

#[allow(
    clippy::expect_used,
    reason = "the patterns are constants, compiled by every test"
)]
static STEP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\.(\w+)|\[\s*(?:'([^']*)'|"([^"]*)")\s*\]"#).expect("a valid pattern")
});

/// Splits a template that is one path into its name and keys.
pub(crate) fn plain(source: &str) -> Option<(String, Vec<String>)> {
    let captures = PATH.captures(source)?;
    let name = captures[1].to_owned();
    if matches!(
        name.as_str(),
        "true" | "false" | "none" | "True" | "False" | "None"
    ) {
        return None;
    }
    let steps: Option<Vec<String>> = STEP
        .captures_iter(&captures[2])
        .map(|step| {
            let attribute = step.get(1).map(|name| name.as_str());
            // `response.items` is a method, whatever the response holds.
            if attribute.is_some_and(containers::is_method) {
                return None;
            }
            let key = attribute.or(step.get(2).or(step.get(3)).map(|key| key.as_str()))?;
            Some(key.to_owned())
        })
        .collect();
    Some((name, steps?))
}

/// Follows the keys: `None` where the last one leads nowhere.
///
/// # Errors
/// The key that looks into something missing, which Jinja calls an error.
pub(crate) fn walk<'a>(
    value: &'a Value,
    steps: &'a [String],
) -> Result<Option<&'a Value>, &'a str> {
    let mut current = Some(value);
    for step in steps {
        current = match current.ok_or(step.as_str())? {
            Value::Object(map) => map.get(step),
            _ => None,
        };
    }
    Ok(current)
}

/// Whether a path into a response and the path to its records meet.
pub(crate) fn overlap(steps: &[String], records: &[String]) -> bool {
    steps
        .iter()
        .zip(records)
        .all(|(step, record)| step == record)
}

#[allow(
    clippy::expect_used,
    reason = "the patterns are constants, compiled by every test"
)]
static USE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\bresponse\b(?:\s*\.\s*get\s*\(\s*['"]|\s*\[\s*['"]|\s*\.\s*(\w+))?"#)
        .expect("a valid pattern")
});

/// Whether a template, of which only the text is known, may look at the records of a response:
/// it takes the response as a whole, lists its keys, or names a key on the way to the records.
pub(crate) fn may_reach(source: &str, records: &[String]) -> bool {
    let Some(first) = records.first() else {
        return true;
    };
    let whole = USE
        .captures_iter(source)
        .any(|found| match found.get(1).map(|key| key.as_str()) {
            Some(key) => matches!(key, "items" | "values" | "keys" | "get"),
            None => found[0].trim_end().ends_with("response"),
        });
    whole
        || source
            .split(|char: char| !char.is_alphanumeric() && char != '_')
            .any(|word| word == first)
        || !first
            .chars()
            .all(|char| char.is_alphanumeric() || char == '_')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn plain_paths_are_recognized() {
        let (name, steps) = plain("{{ response.a['b c'][\"d\"] }}").unwrap();
        assert_eq!(name, "response");
        let value = json!({"a": {"b c": {"d": 2}}});
        assert_eq!(walk(&value, &steps).unwrap(), Some(&json!(2)));
        for source in [
            "{{ a + b }}",
            "{{ a.get('x') }}",
            "x{{ a }}",
            "{{ a }}{{ b }}",
            "{{ a | int }}",
            "{{ true }}",
            "{{ a[0] }}",
            "{{ a.items }}",
        ] {
            assert!(plain(source).is_none(), "{source} is more than a path");
        }
    }

    #[test]
    fn templates_that_may_see_records_are_found() {
        let records = ["results".to_owned()];
        for (source, expected) in [
            ("{{ response.get('paging', {}).get('next') }}", false),
            ("{{ not response['has_more'] }}", false),
            ("{{ response.total > 3 }}", false),
            ("{{ response.results | length }}", true),
            ("{{ response | length }}", true),
            ("{{ 'x' in response }}", true),
            ("{{ response.items() }}", true),
            ("{{ response.get(config.key) }}", true),
            ("{{ response[-1].id }}", true),
        ] {
            assert_eq!(may_reach(source, &records), expected, "{source}");
        }
        assert!(
            may_reach("{{ response.next or 1 }}", &[]),
            "the response itself is the records"
        );
    }
}
