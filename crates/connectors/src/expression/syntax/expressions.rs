//! Expressions, by the order in which Jinja's operators bind.

use super::lexer::Token;
use super::parser::{MAX_DEPTH, Parsed, Parser};
use super::{Args, Expr};

impl Parser {
    /// An expression, or several with commas between, which are a tuple.
    pub(super) fn tuple(&mut self) -> Parsed<Expr> {
        let first = self.expression()?;
        if !self.is_sign(",") {
            return Ok(first);
        }
        let mut items = vec![first];
        while self.take_sign(",") {
            if self.ends_tuple() {
                break;
            }
            items.push(self.expression()?);
        }
        Ok(Expr::Tuple(items))
    }

    fn ends_tuple(&self) -> bool {
        matches!(
            self.peek(),
            None | Some(Token::PrintEnd | Token::BlockEnd | Token::Sign(")" | "]" | "}" | "="))
        ) || self.is_name("in")
            || self.is_name("if")
    }

    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("nests deeper than {MAX_DEPTH} levels"));
        }
        let mut then = self.or()?;
        while self.take_name("if") {
            let condition = Box::new(self.or()?);
            let otherwise = if self.take_name("else") {
                Some(Box::new(self.expression()?))
            } else {
                None
            };
            then = Expr::Condition {
                condition,
                then: Box::new(then),
                otherwise,
            };
        }
        self.depth -= 1;
        Ok(then)
    }

    /// An expression without `if`, as the items of a loop are.
    pub(super) fn or(&mut self) -> Parsed<Expr> {
        let mut left = self.and()?;
        while self.take_name("or") {
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed<Expr> {
        let mut left = self.not()?;
        while self.take_name("and") {
            left = Expr::And(Box::new(left), Box::new(self.not()?));
        }
        Ok(left)
    }

    fn not(&mut self) -> Parsed<Expr> {
        let mut count = 0_usize;
        while self.take_name("not") {
            count += 1;
        }
        let mut expr = self.compare()?;
        for _ in 0..count {
            expr = Expr::Not(Box::new(expr));
        }
        Ok(expr)
    }

    fn compare(&mut self) -> Parsed<Expr> {
        let first = self.sum()?;
        let mut rest = Vec::new();
        loop {
            let next = self.tokens.get(self.at + 1);
            let operator = match self.peek() {
                Some(Token::Sign(sign @ ("==" | "!=" | "<" | "<=" | ">" | ">="))) => *sign,
                Some(Token::Name(name)) if name == "in" => "in",
                Some(Token::Name(name))
                    if name == "not" && next == Some(&Token::Name("in".into())) =>
                {
                    self.at += 1;
                    "not in"
                }
                _ => break,
            };
            self.at += 1;
            rest.push((operator, self.sum()?));
        }
        Ok(if rest.is_empty() {
            first
        } else {
            Expr::Compare(Box::new(first), rest)
        })
    }

    fn sum(&mut self) -> Parsed<Expr> {
        self.binary(&["+", "-"], Parser::concat)
    }

    fn concat(&mut self) -> Parsed<Expr> {
        let first = self.product()?;
        if !self.is_sign("~") {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take_sign("~") {
            parts.push(self.product()?);
        }
        Ok(Expr::Concat(parts))
    }

    fn product(&mut self) -> Parsed<Expr> {
        self.binary(&["*", "//", "/", "%"], Parser::power)
    }

    fn power(&mut self) -> Parsed<Expr> {
        self.binary(&["**"], |parser| parser.unary(true))
    }

    fn binary(
        &mut self,
        signs: &[&'static str],
        operand: impl Fn(&mut Parser) -> Parsed<Expr>,
    ) -> Parsed<Expr> {
        let mut left = operand(self)?;
        while let Some(sign) = signs.iter().find(|sign| self.is_sign(sign)) {
            self.at += 1;
            left = Expr::Binary(sign, Box::new(left), Box::new(operand(self)?));
        }
        Ok(left)
    }

    fn unary(&mut self, with_filters: bool) -> Parsed<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("nests deeper than {MAX_DEPTH} levels"));
        }
        let node = if self.take_sign("-") {
            Expr::Negative(Box::new(self.unary(false)?))
        } else if self.take_sign("+") {
            Expr::Positive(Box::new(self.unary(false)?))
        } else {
            self.primary()?
        };
        let mut node = self.postfixes(node)?;
        if with_filters {
            node = self.filters(node)?;
        }
        self.depth -= 1;
        Ok(node)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let token = self.peek().cloned().ok_or("ends too early")?;
        self.at += 1;
        match token {
            Token::Name(name) => Ok(match name.as_str() {
                "true" | "True" => Expr::Bool(true),
                "false" | "False" => Expr::Bool(false),
                "none" | "None" => Expr::None,
                _ => Expr::Name(name),
            }),
            Token::Text(mut text) => {
                while let Some(Token::Text(more)) = self.peek() {
                    text += more;
                    self.at += 1;
                }
                Ok(Expr::Text(text))
            }
            Token::Int(number) => Ok(Expr::Int(number)),
            Token::Float(number) => Ok(Expr::Float(number)),
            Token::Sign("(") => {
                if self.take_sign(")") {
                    return Ok(Expr::Tuple(Vec::new()));
                }
                let inner = self.tuple()?;
                self.expect_sign(")")?;
                Ok(inner)
            }
            Token::Sign("[") => self.items("]", Parser::expression).map(Expr::List),
            Token::Sign("{") => {
                let entry = |parser: &mut Parser| {
                    let key = parser.expression()?;
                    parser.expect_sign(":")?;
                    Ok((key, parser.expression()?))
                };
                self.items("}", entry).map(Expr::Dict)
            }
            _ => Err("has no value where one is expected".into()),
        }
    }

    fn items<T>(&mut self, close: &str, item: impl Fn(&mut Parser) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = Vec::new();
        while !self.take_sign(close) {
            if !items.is_empty() {
                self.expect_sign(",")?;
                if self.take_sign(close) {
                    break;
                }
            }
            items.push(item(self)?);
        }
        Ok(items)
    }

    fn filters(&mut self, mut node: Expr) -> Parsed<Expr> {
        loop {
            if self.take_sign("|") {
                let (name, args) = self.filter()?;
                node = Expr::Filter(Some(Box::new(node)), name, args);
            } else if self.take_name("is") {
                node = self.check(node)?;
            } else if self.take_sign("(") {
                node = Expr::Call(Box::new(node), self.arguments()?);
            } else {
                return Ok(node);
            }
        }
    }

    /// A filter's name and arguments.
    pub(super) fn filter(&mut self) -> Parsed<(String, Args)> {
        let name = self.name()?;
        let args = if self.take_sign("(") {
            self.arguments()?
        } else {
            Args::default()
        };
        Ok((name, args))
    }

    fn check(&mut self, node: Expr) -> Parsed<Expr> {
        let negated = self.take_name("not");
        let name = self.name()?;
        let mut args = Args::default();
        if self.take_sign("(") {
            args = self.arguments()?;
        } else {
            let takes_one = match self.peek() {
                Some(Token::Name(name)) => {
                    !matches!(name.as_str(), "else" | "or" | "and" | "is" | "if" | "in")
                }
                Some(Token::Text(_) | Token::Int(_) | Token::Float(_)) => true,
                Some(Token::Sign(sign)) => matches!(*sign, "[" | "{"),
                _ => false,
            };
            if takes_one {
                let one = self.primary()?;
                args.positional.push(self.postfixes(one)?);
            }
        }
        let check = Expr::Check(Box::new(node), name, args);
        Ok(if negated {
            Expr::Not(Box::new(check))
        } else {
            check
        })
    }
}
