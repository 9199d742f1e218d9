//! Tokens one after the other, and what stands behind a value: attributes, positions, arguments.

use super::lexer::Token;
use super::{Args, Expr, Target};

/// Deepest nesting of an expression.
pub(super) const MAX_DEPTH: usize = 64;

/// Reads tokens one after the other.
pub(super) struct Parser {
    pub(super) tokens: Vec<Token>,
    pub(super) at: usize,
    pub(super) depth: usize,
}

pub(super) type Parsed<T> = Result<T, String>;

impl Parser {
    pub(super) fn new(tokens: Vec<Token>) -> Parser {
        Parser {
            tokens,
            at: 0,
            depth: 0,
        }
    }

    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Token::Sign(own)) if *own == sign)
    }

    pub(super) fn is_name(&self, name: &str) -> bool {
        matches!(self.peek(), Some(Token::Name(own)) if own == name)
    }

    pub(super) fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.at += usize::from(found);
        found
    }

    pub(super) fn take_name(&mut self, name: &str) -> bool {
        let found = self.is_name(name);
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect_sign(&mut self, sign: &str) -> Parsed<()> {
        if self.take_sign(sign) {
            return Ok(());
        }
        Err(format!("has no `{sign}` where one is expected"))
    }

    pub(super) fn expect(&mut self, token: &Token) -> Parsed<()> {
        if self.peek() == Some(token) {
            self.at += 1;
            return Ok(());
        }
        Err("has more than one expression between its marks".into())
    }

    pub(super) fn name(&mut self) -> Parsed<String> {
        match self.peek() {
            Some(Token::Name(name)) => {
                let name = name.clone();
                self.at += 1;
                Ok(name)
            }
            _ => Err("has no name where one is expected".into()),
        }
    }

    pub(super) fn postfixes(&mut self, mut node: Expr) -> Parsed<Expr> {
        loop {
            if self.take_sign(".") {
                node = match self.peek() {
                    Some(Token::Int(index)) => {
                        let index = Expr::Int(*index);
                        self.at += 1;
                        Expr::Item(Box::new(node), Box::new(index))
                    }
                    _ => Expr::Attribute(Box::new(node), self.name()?),
                };
            } else if self.take_sign("[") {
                node = self.subscript(node)?;
            } else if self.take_sign("(") {
                node = Expr::Call(Box::new(node), self.arguments()?);
            } else {
                return Ok(node);
            }
        }
    }

    fn subscript(&mut self, node: Expr) -> Parsed<Expr> {
        let mut parts: [Option<Box<Expr>>; 3] = [None, None, None];
        let mut count = 0;
        loop {
            if !self.is_sign(":") && !self.is_sign("]") {
                parts[count] = Some(Box::new(self.tuple()?));
            }
            if self.take_sign("]") {
                break;
            }
            self.expect_sign(":")?;
            count += 1;
            if count > 2 {
                return Err("has a slice of more than three parts".into());
            }
        }
        match (count, &mut parts) {
            (0, [index, ..]) => {
                let index = index.take().ok_or("has empty brackets")?;
                Ok(Expr::Item(Box::new(node), index))
            }
            _ => Ok(Expr::Slice(Box::new(node), parts)),
        }
    }

    /// Arguments after the opening bracket.
    pub(super) fn arguments(&mut self) -> Parsed<Args> {
        let mut args = Args::default();
        let mut first = true;
        while !self.take_sign(")") {
            if !first {
                self.expect_sign(",")?;
                if self.take_sign(")") {
                    break;
                }
            }
            first = false;
            let is_named = matches!(self.peek(), Some(Token::Name(_)))
                && self.tokens.get(self.at + 1) == Some(&Token::Sign("="));
            if self.take_sign("**") {
                args.spread_named = Some(Box::new(self.expression()?));
            } else if self.take_sign("*") {
                args.spread = Some(Box::new(self.expression()?));
            } else if is_named {
                let name = self.name()?;
                self.at += 1;
                args.named.push((name, self.expression()?));
            } else if args.named.is_empty() {
                args.positional.push(self.expression()?);
            } else {
                return Err("has an argument without a name after one with a name".into());
            }
        }
        Ok(args)
    }

    /// What a value is given to: a name, an attribute of a namespace, or several.
    pub(super) fn target(&mut self) -> Parsed<Target> {
        let mut targets = vec![self.one_target()?];
        let mut several = false;
        while self.take_sign(",") {
            several = true;
            if matches!(self.peek(), Some(Token::Name(name)) if name != "in") || self.is_sign("(") {
                targets.push(self.one_target()?);
            }
        }
        match (several, targets.pop()) {
            (false, Some(one)) => Ok(one),
            (_, last) => {
                targets.extend(last);
                Ok(Target::Names(targets))
            }
        }
    }

    fn one_target(&mut self) -> Parsed<Target> {
        if self.take_sign("(") {
            let inner = self.target()?;
            self.expect_sign(")")?;
            return Ok(inner);
        }
        let name = self.name()?;
        if self.take_sign(".") {
            return Ok(Target::Attribute(name, self.name()?));
        }
        Ok(Target::Name(name))
    }
}
