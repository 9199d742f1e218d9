//! Jinja's tests: `is defined`, `is none`, `is divisibleby(3)`.

use super::super::python::{Arguments, Failure, Outcome, Value, operators};

/// Whether `value is name(…)`.
pub(super) fn check<'a>(value: &Value<'a>, name: &str, args: &Arguments<'a>) -> Outcome<bool> {
    let text = || value.to_text();
    let compared = |sign: &str| operators::compare(sign, value, &args.required(0, "other")?);
    let whole = || {
        let number = operators::binary("%", value, &Value::Int(2))?;
        Ok::<_, Failure>(number.as_number())
    };
    Ok(match name {
        "defined" => !value.is_undefined(),
        "undefined" => value.is_undefined(),
        "none" => matches!(value, Value::None),
        "true" => matches!(value, Value::Bool(true)),
        "false" => matches!(value, Value::Bool(false)),
        "boolean" => matches!(value, Value::Bool(_)),
        "integer" => matches!(value, Value::Int(_)),
        "float" => matches!(value, Value::Float(_)),
        "number" => value.as_number().is_some(),
        "string" => matches!(value, Value::Text(_)),
        "mapping" => value.is_mapping(),
        "sequence" => value.length().is_some() && !matches!(value, Value::View(..)),
        "iterable" => value.items().is_ok(),
        "callable" => matches!(value, Value::Method(_) | Value::Function(_)),
        "lower" => text() == text().to_lowercase() && text() != text().to_uppercase(),
        "upper" => text() == text().to_uppercase() && text() != text().to_lowercase(),
        "even" => whole()? == Some(0.0),
        "odd" => whole()? == Some(1.0),
        "divisibleby" => {
            let rest = operators::binary("%", value, &args.required(0, "num")?)?;
            rest.as_number() == Some(0.0)
        }
        "eq" | "equalto" | "==" => compared("==")?,
        "ne" | "!=" => compared("!=")?,
        "lt" | "lessthan" | "<" => compared("<")?,
        "le" | "<=" => compared("<=")?,
        "gt" | "greaterthan" | ">" => compared(">")?,
        "ge" | ">=" => compared(">=")?,
        "in" => compared("in")?,
        "sameas" => {
            let other = args.required(0, "other")?;
            value.kind() == other.kind() && value.equals(&other)
        }
        "escaped" => false,
        other => {
            return Err(Failure::Invalid(format!(
                "uses the test `{other}`, which does not exist"
            )));
        }
    })
}
