//! Formulas: a small expression language over a row, as spreadsheets have it.
//!
//! A text is read once into an [`Expr`] (`lexer`, `parser`), printed back the same (`print`), typed (`types`), and then
//! evaluated per row (`eval`, `functions`) inside of SQLite, by the function `hw_formula` that `sql` calls: so a
//! formula's column is sorted and filtered like any other. What a row makes impossible is a value (`#DIV/0!`), never a
//! failed query. `docs/formulas.md` is the reference for people.

mod eval;
mod functions;
mod lexer;
mod parser;
mod print;
mod sql;
#[cfg(test)]
mod tests;
mod types;
mod value;

pub use functions::Function;
pub use parser::{Mistake, Reason};
pub(crate) use sql::{call, register};
pub(crate) use types::type_of;

/// Columns that one formula may name: SQLite limits the arguments of a function.
pub(crate) const MAX_COLUMNS: usize = 100;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    /// A number; never negative, a sign is [`Expr::Negate`].
    Number(f64),
    Text(String),
    Boolean(bool),
    /// A column of the row, by name.
    Column(String),
    Negate(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    Call(Function, Vec<Expr>),
}

/// What stands between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Join,
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Operator {
    /// All of them.
    const ALL: [Self; 11] = [
        Self::Equal,
        Self::NotEqual,
        Self::Less,
        Self::LessEqual,
        Self::Greater,
        Self::GreaterEqual,
        Self::Join,
        Self::Add,
        Self::Subtract,
        Self::Multiply,
        Self::Divide,
    ];

    /// Its sign.
    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Join => "&",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }

    /// How strongly it binds; all are grouped from the left.
    fn strength(self) -> u8 {
        match self {
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessEqual
            | Self::Greater
            | Self::GreaterEqual => 1,
            Self::Join => 2,
            Self::Add | Self::Subtract => 3,
            Self::Multiply | Self::Divide => 4,
        }
    }
}

impl Expr {
    /// Reads a formula; a leading `=` may stand or not.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub(crate) fn parse(text: &str) -> Result<Self, Mistake> {
        parser::parse(text)
    }

    /// The columns that it names, each once, in order of appearance.
    pub(crate) fn columns(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.walk(&mut |name| {
            if !found.iter().any(|known| known == name) {
                found.push(name.to_owned());
            }
        });
        found
    }

    /// The same with a column called otherwise.
    pub(crate) fn renamed(mut self, from: &str, to: &str) -> Self {
        self.rename(from, to);
        self
    }

    fn rename(&mut self, from: &str, to: &str) {
        match self {
            Self::Column(name) if name == from => *name = to.into(),
            Self::Number(_) | Self::Text(_) | Self::Boolean(_) | Self::Column(_) => {}
            Self::Negate(inner) => inner.rename(from, to),
            Self::Binary(_, left, right) => {
                left.rename(from, to);
                right.rename(from, to);
            }
            Self::Call(_, arguments) => {
                for argument in arguments {
                    argument.rename(from, to);
                }
            }
        }
    }

    fn walk(&self, visit: &mut impl FnMut(&str)) {
        match self {
            Self::Column(name) => visit(name),
            Self::Number(_) | Self::Text(_) | Self::Boolean(_) => {}
            Self::Negate(inner) => inner.walk(visit),
            Self::Binary(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|a| a.walk(visit)),
        }
    }
}
