//! From the text of a template to the cheapest form that can evaluate it.

use minijinja::{Environment, Expression};

use super::engine::ENGINE;
use super::literal::{self, Literal};
use super::path::{self, Step};
use super::rewrite;

/// The form of a template.
#[derive(Debug)]
pub(super) enum Shape {
    /// No template at all, and what its text evaluates to.
    Plain(Option<Literal>),
    /// `{{ name.step['step'] }}`.
    Path { name: String, steps: Vec<Step> },
    /// One `{{ … }}`: its value is taken as it is, without a way through text.
    Expression(Expression<'static, 'static>),
    /// Anything else.
    Text(Box<Environment<'static>>),
}

/// Compiles a template. Gives its form and the names it looks up.
///
/// # Errors
/// Why it does not parse.
pub(super) fn compile(source: &str) -> Result<(Shape, Vec<String>), String> {
    if !source.contains("{{") && !source.contains("{%") && !source.contains("{#") {
        return Ok((Shape::Plain(literal::evaluate(source)), Vec::new()));
    }
    // The reference dropped this variable and fails on its mere mention.
    if source.contains("stream_state") {
        return Err("`stream_state` is no longer part of the format; use `stream_interval`".into());
    }
    if let Some((name, steps)) = path::plain(source) {
        return Ok((
            Shape::Path {
                name: name.clone(),
                steps,
            },
            vec![name],
        ));
    }
    let rewritten = rewrite::time_arithmetic(source);
    let single = rewritten
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"));
    if let Some(inner) = single
        && let Ok(expression) = ENGINE.compile_expression_owned(inner.to_owned())
    {
        let names = own_names(expression.undeclared_variables(false));
        return Ok((Shape::Expression(expression), names));
    }
    let mut env = ENGINE.clone();
    let parse = |error: minijinja::Error| {
        format!(
            "does not parse: {}",
            error.detail().unwrap_or("it is no valid expression")
        )
    };
    env.add_template_owned("", rewritten).map_err(parse)?;
    let names = env
        .get_template("")
        .map_err(parse)?
        .undeclared_variables(false);
    Ok((Shape::Text(Box::new(env)), own_names(names)))
}

/// The names that are no functions of the engine.
fn own_names(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names
        .into_iter()
        .filter(|name| !ENGINE.globals().any(|(global, _)| global == name))
        .collect();
    names.sort();
    names
}
