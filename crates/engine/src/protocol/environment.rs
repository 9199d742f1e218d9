//! Values of a configuration that stand in the environment: a server gets its secrets there, and no file holds them.

use serde_json::Value;

use super::Refused;

/// What stands in a configuration for a value of the environment.
pub(crate) fn placeholder(variable: &str) -> String {
    format!("${{{variable}}}")
}

/// Puts the values of the environment where a text is `${NAME}` and nothing else, at any depth.
///
/// # Errors
/// The names that the environment does not have.
pub(super) fn fill(
    config: &mut Value,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<(), Refused> {
    let mut missing = Vec::new();
    walk(config, variable, &mut missing);
    match missing.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "The configuration takes values from the environment that it does not have: {}.",
            missing.join(", ")
        )),
    }
}

fn walk(value: &mut Value, variable: &dyn Fn(&str) -> Option<String>, missing: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let name = text
                .strip_prefix("${")
                .and_then(|rest| rest.strip_suffix('}'));
            if let Some(name) = name {
                match variable(name) {
                    Some(found) => *text = found,
                    None => missing.push(name.to_owned()),
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|one| walk(one, variable, missing)),
        Value::Object(all) => all
            .values_mut()
            .for_each(|one| walk(one, variable, missing)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    /// Whole texts are filled at any depth, others stay as they are; what is missing is named, all of it.
    #[test]
    fn only_whole_texts_are_filled() {
        let known = |name: &str| (name == "KEY").then(|| "k\"1".to_owned());
        let mut config = json!({"a": "${KEY}", "b": {"c": ["${KEY}", "x${KEY}"]}, "n": 1});
        fill(&mut config, &known).unwrap();
        assert_eq!(
            config,
            json!({"a": "k\"1", "b": {"c": ["k\"1", "x${KEY}"]}, "n": 1})
        );
        let mut config = json!({"a": "${ONE}", "b": ["${TWO}"]});
        let refused = fill(&mut config, &known).unwrap_err();
        assert!(refused.contains("ONE, TWO"), "{refused}");
    }
}
