//! An expression as text, with the parentheses that it needs and no others.

use std::fmt;

use super::{Expr, Operator};

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::Number(number) => write!(f, "{number}"),
            Expr::Text(text) => write!(f, "\"{}\"", text.replace('"', "\"\"")),
            Expr::Boolean(truth) => write!(f, "{truth}"),
            Expr::Column(name) => write!(f, "[{}]", name.replace(']', "]]")),
            Expr::Negate(inner) => {
                f.write_str("-")?;
                nested(f, inner, matches!(**inner, Expr::Binary(..)))
            }
            Expr::Binary(operator, left, right) => {
                // Equal ones are grouped from the left.
                nested(f, left, strength(left) < operator.strength())?;
                write!(f, " {} ", operator.sign())?;
                nested(f, right, strength(right) <= operator.strength())
            }
            Expr::Call(function, arguments) => {
                write!(f, "{}(", function.name())?;
                for (at, argument) in arguments.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { ", " })?;
                    write!(f, "{argument}")?;
                }
                f.write_str(")")
            }
        }
    }
}

fn strength(expr: &Expr) -> u8 {
    match expr {
        Expr::Binary(operator, ..) => Operator::strength(*operator),
        _ => u8::MAX,
    }
}

fn nested(f: &mut fmt::Formatter<'_>, expr: &Expr, parentheses: bool) -> fmt::Result {
    match parentheses {
        true => write!(f, "({expr})"),
        false => write!(f, "{expr}"),
    }
}
