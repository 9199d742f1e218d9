//! Tokens into an expression.

use super::lexer::{Placed, Token, tokens};
use super::{Expr, Function, MAX_COLUMNS, Operator};

/// What is wrong with a formula, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where it begins, in bytes of the text.
    pub at: usize,
    /// How long it is, in bytes; 0 at the end of the text.
    pub length: usize,
    /// What it is.
    pub reason: Reason,
}

impl Mistake {
    pub(super) fn new(at: usize, length: usize, reason: Reason) -> Self {
        Self { at, length, reason }
    }
}

/// What can be wrong with a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It ends where a value is missing, or is empty.
    Ends,
    /// This cannot stand here.
    Unexpected,
    /// A text, a column or a parenthesis has no end.
    Unclosed,
    /// No number can be read.
    BadNumber,
    /// There is no such function.
    UnknownFunction(String),
    /// The tab has no such column.
    UnknownColumn(String),
    /// The function takes another number of arguments.
    Arguments {
        /// The function.
        function: Function,
    },
    /// It depends on itself.
    Circular,
    /// It is nested too deeply, too long, or names too many columns.
    TooLarge,
}

/// So deep may expressions be nested: people do not, and the stack has an end.
const MAX_DEPTH: usize = 60;
/// A formula is a line, not a program.
const MAX_LENGTH: usize = 8_000;
const LOOSEST: u8 = 1;

/// Reads a formula.
pub(super) fn parse(text: &str) -> Result<Expr, Mistake> {
    if text.len() > MAX_LENGTH {
        return Err(Mistake::new(0, text.len(), Reason::TooLarge));
    }
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        end: text.len(),
        depth: 0,
    };
    parser.take("=");
    let expr = parser.expression(LOOSEST)?;
    if let Some(extra) = parser.tokens.get(parser.at) {
        return Err(mistake(extra, Reason::Unexpected));
    }
    if expr.columns().len() > MAX_COLUMNS {
        return Err(Mistake::new(0, text.len(), Reason::TooLarge));
    }
    Ok(expr)
}

fn mistake(placed: &Placed, reason: Reason) -> Mistake {
    Mistake::new(placed.start, placed.end - placed.start, reason)
}

struct Parser {
    tokens: Vec<Placed>,
    at: usize,
    end: usize,
    depth: usize,
}

impl Parser {
    /// Goes past a sign, if it is the next.
    fn take(&mut self, sign: &str) -> bool {
        let is = matches!(self.tokens.get(self.at), Some(Placed { token: Token::Sign(s), .. }) if *s == sign);
        self.at += usize::from(is);
        is
    }

    fn next(&mut self) -> Result<Placed, Mistake> {
        let end = Mistake::new(self.end, 0, Reason::Ends);
        let found = self.tokens.get(self.at).cloned().ok_or(end)?;
        self.at += 1;
        Ok(found)
    }

    /// The operator that comes next, if it binds at least so strongly.
    fn operator(&self, strength: u8) -> Option<Operator> {
        let Some(Placed {
            token: Token::Sign(sign),
            ..
        }) = self.tokens.get(self.at)
        else {
            return None;
        };
        Operator::ALL
            .into_iter()
            .find(|operator| operator.sign() == *sign && operator.strength() >= strength)
    }

    fn expression(&mut self, strength: u8) -> Result<Expr, Mistake> {
        let before = self.depth;
        let mut left = self.operand()?;
        while let Some(operator) = self.operator(strength) {
            self.at += 1;
            // A long chain is a deep tree.
            self.deeper()?;
            let right = self.expression(operator.strength() + 1)?;
            left = Expr::Binary(operator, Box::new(left), Box::new(right));
        }
        self.depth = before;
        Ok(left)
    }

    fn deeper(&mut self) -> Result<(), Mistake> {
        self.depth += 1;
        if self.depth <= MAX_DEPTH {
            return Ok(());
        }
        let at = self.tokens.get(self.at).map_or(self.end, |next| next.start);
        Err(Mistake::new(at, self.end - at, Reason::TooLarge))
    }

    fn operand(&mut self) -> Result<Expr, Mistake> {
        let first = self.next()?;
        match &first.token {
            Token::Number(number) => Ok(Expr::Number(*number)),
            Token::Text(text) => Ok(Expr::Text(text.clone())),
            Token::Column(name) => Ok(Expr::Column(name.clone())),
            Token::Sign("-") => {
                self.deeper()?;
                let inner = self.operand()?;
                self.depth -= 1;
                Ok(Expr::Negate(Box::new(inner)))
            }
            Token::Sign("(") => {
                self.deeper()?;
                let inner = self.expression(LOOSEST)?;
                self.close(&first)?;
                self.depth -= 1;
                Ok(inner)
            }
            Token::Sign(_) => Err(mistake(&first, Reason::Unexpected)),
            Token::Word(word) => self.word(word, &first),
        }
    }

    fn word(&mut self, word: &str, placed: &Placed) -> Result<Expr, Mistake> {
        let called = self.take("(");
        match (word, called) {
            ("true" | "false", false) => return Ok(Expr::Boolean(word == "true")),
            (_, false) if Function::named(word).is_some() => {
                return Err(Mistake::new(placed.end, 0, Reason::Ends));
            }
            _ => {}
        }
        let unknown = || mistake(placed, Reason::UnknownFunction(word.to_owned()));
        let function = Function::named(word).ok_or_else(unknown)?;
        self.deeper()?;
        let mut arguments = Vec::new();
        if !self.take(")") {
            loop {
                arguments.push(self.expression(LOOSEST)?);
                if !self.take(",") {
                    self.close(placed)?;
                    break;
                }
            }
        }
        self.depth -= 1;
        if !function.takes().contains(&arguments.len()) {
            return Err(mistake(placed, Reason::Arguments { function }));
        }
        Ok(Expr::Call(function, arguments))
    }

    /// The parenthesis that ends what `opened` began.
    fn close(&mut self, opened: &Placed) -> Result<(), Mistake> {
        if self.take(")") {
            return Ok(());
        }
        Err(match self.tokens.get(self.at) {
            Some(other) => mistake(other, Reason::Unexpected),
            None => mistake(opened, Reason::Unclosed),
        })
    }
}
