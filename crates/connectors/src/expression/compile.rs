//! From the text of a template to the cheapest form that can evaluate it.

use super::literal::{self, Literal};
use super::path;
use super::run::FUNCTIONS;
use super::syntax::{self, Expr, Node};

/// The form of a template.
#[derive(Debug)]
pub(super) enum Shape {
    /// No template at all, and what its text evaluates to.
    Plain(Option<Literal>),
    /// `{{ name.step['step'] }}`.
    Path { name: String, steps: Vec<String> },
    /// One `{{ … }}`: its value is taken as it is, without a way through text.
    Expression(Expr),
    /// Anything else.
    Text(Vec<Node>),
    /// It can be read, and always fails.
    Failing(&'static str),
}

/// Compiles a template. Gives its form and the names it looks up.
///
/// # Errors
/// Why it does not parse.
pub(super) fn compile(source: &str) -> Result<(Shape, Vec<String>), String> {
    // The reference dropped this variable and fails on its mere mention.
    if source.contains("stream_state") {
        let reason =
            "uses `stream_state`, which is no longer part of the format; `stream_interval` is";
        return Ok((Shape::Failing(reason), Vec::new()));
    }
    if !source.contains("{{") && !source.contains("{%") && !source.contains("{#") {
        return Ok((Shape::Plain(literal::evaluate(source)), Vec::new()));
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
    let mut nodes =
        syntax::parse(source).map_err(|reason| format!("does not parse: it {reason}"))?;
    let mut names = syntax::free_names(&nodes);
    names.retain(|name| !FUNCTIONS.contains(&name.as_str()));
    let shape = match (nodes.len(), nodes.pop()) {
        (1, Some(Node::Print(expr))) => Shape::Expression(expr),
        (_, last) => {
            nodes.extend(last);
            Shape::Text(nodes)
        }
    };
    Ok((shape, names))
}
