//! Templates that are one plain path, and which parts of a response a template may look at.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

/// One step of a path into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    /// From the end where negative.
    Index(i64),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Key(key) => f.write_str(key),
            Step::Index(index) => write!(f, "{index}"),
        }
    }
}

#[allow(
    clippy::expect_used,
    reason = "the patterns are constants, compiled by every test"
)]
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\{\{\s*([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*|\[\s*(?:'[^'\\]*'|"[^"\\]*"|-?\d{1,9})\s*\])*)\s*\}\}$"#)
        .expect("a valid pattern")
});

#[allow(
    clippy::expect_used,
    reason = "the patterns are constants, compiled by every test"
)]
static STEP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\.(\w+)|\[\s*(?:'([^']*)'|"([^"]*)"|(-?\d+))\s*\]"#).expect("a valid pattern")
});

/// Splits a template that is one path into its name and steps.
pub(crate) fn plain(source: &str) -> Option<(String, Vec<Step>)> {
    let captures = PATH.captures(source)?;
    let name = captures[1].to_owned();
    if matches!(
        name.as_str(),
        "true" | "false" | "none" | "True" | "False" | "None"
    ) {
        return None;
    }
    let steps = STEP
        .captures_iter(&captures[2])
        .filter_map(|step| match step.get(4) {
            Some(index) => index.as_str().parse().ok().map(Step::Index),
            None => {
                let key = step.get(1).or(step.get(2)).or(step.get(3))?;
                Some(Step::Key(key.as_str().to_owned()))
            }
        })
        .collect();
    Some((name, steps))
}

/// Follows the steps: `None` where the last one leads nowhere.
///
/// # Errors
/// The step that looks into something missing, which Jinja calls an error.
pub(crate) fn walk<'a>(value: &'a Value, steps: &'a [Step]) -> Result<Option<&'a Value>, &'a Step> {
    let mut current = Some(value);
    for step in steps {
        current = match (current.ok_or(step)?, step) {
            (Value::Object(map), Step::Key(key)) => map.get(key),
            (Value::Array(items), Step::Index(index)) => {
                let index = if *index < 0 {
                    index + items.len() as i64
                } else {
                    *index
                };
                usize::try_from(index)
                    .ok()
                    .and_then(|index| items.get(index))
            }
            _ => None,
        };
    }
    Ok(current)
}

/// Whether a path into a response and the path to its records meet.
pub(crate) fn overlap(steps: &[Step], records: &[String]) -> bool {
    steps.iter().zip(records).all(|(step, record)| match step {
        Step::Key(key) => key == record,
        Step::Index(_) => true,
    })
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
        let (name, steps) = plain("{{ response.a['b c'][\"d\"][-1] }}").unwrap();
        assert_eq!(name, "response");
        let value = json!({"a": {"b c": {"d": [1, 2]}}});
        assert_eq!(walk(&value, &steps).unwrap(), Some(&json!(2)));
        for source in [
            "{{ a + b }}",
            "{{ a.get('x') }}",
            "x{{ a }}",
            "{{ a }}{{ b }}",
            "{{ a | int }}",
            "{{ true }}",
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
