//! Jinja as it is written: templates, statements and expressions.

mod expressions;
mod lexer;
mod names;
mod parser;
mod statements;

pub(super) use self::names::free_names;
pub(super) use self::statements::parse;

/// A piece of a template.
#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    Print(Expr),
    If {
        branches: Vec<(Expr, Vec<Node>)>,
        otherwise: Vec<Node>,
    },
    For {
        target: Target,
        items: Expr,
        condition: Option<Expr>,
        body: Vec<Node>,
        otherwise: Vec<Node>,
    },
    Set {
        target: Target,
        value: Expr,
    },
    /// `{% set x %}…{% endset %}`, with filters.
    Capture {
        name: String,
        filters: Vec<(String, Args)>,
        body: Vec<Node>,
    },
    With {
        values: Vec<(Target, Expr)>,
        body: Vec<Node>,
    },
}

/// What a value is given to.
#[derive(Debug)]
pub(super) enum Target {
    Name(String),
    /// `namespace.attribute`.
    Attribute(String, String),
    Names(Vec<Target>),
}

/// An expression.
#[derive(Debug)]
pub(super) enum Expr {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(String),
    Name(String),
    List(Vec<Expr>),
    Tuple(Vec<Expr>),
    Dict(Vec<(Expr, Expr)>),
    Attribute(Box<Expr>, String),
    Item(Box<Expr>, Box<Expr>),
    Slice(Box<Expr>, [Option<Box<Expr>>; 3]),
    Call(Box<Expr>, Args),
    /// A filter; its value is missing inside of a block that it is laid on.
    Filter(Option<Box<Expr>>, String, Args),
    /// `is name(…)`.
    Check(Box<Expr>, String, Args),
    Not(Box<Expr>),
    Negative(Box<Expr>),
    Positive(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    /// A chain of comparisons, each with the operand before.
    Compare(Box<Expr>, Vec<(&'static str, Expr)>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
    Concat(Vec<Expr>),
    Condition {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Option<Box<Expr>>,
    },
}

/// Arguments of a call, of a filter or of a check.
#[derive(Debug, Default)]
pub(super) struct Args {
    pub(super) positional: Vec<Expr>,
    pub(super) named: Vec<(String, Expr)>,
    /// `*args` and `**kwargs`.
    pub(super) spread: Option<Box<Expr>>,
    pub(super) spread_named: Option<Box<Expr>>,
}
