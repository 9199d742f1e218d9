//! Text into tokens, each with its place in bytes.

use super::parser::{Mistake, Reason};

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    Column(String),
    /// A name of a function, `true` or `false`, in lower case.
    Word(String),
    /// One of `( ) , + - * / & = <> < <= > >=`; a semicolon counts as a comma.
    Sign(&'static str),
}

/// A token and its bytes in the text.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub token: Token,
    pub start: usize,
    pub end: usize,
}

/// Longer ones first.
const SIGNS: [(&str, &str); 15] = [
    ("<>", "<>"),
    ("<=", "<="),
    (">=", ">="),
    ("<", "<"),
    (">", ">"),
    ("=", "="),
    ("&", "&"),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
    ("(", "("),
    (")", ")"),
    (",", ","),
    (";", ","),
];

/// The tokens of a text.
///
/// # Errors
/// The first character that begins none, or a text or column that does not end.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, Mistake> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let start = at;
        let token = match first {
            _ if first.is_whitespace() => {
                at += first.len_utf8();
                continue;
            }
            '"' => {
                let (content, length) = quoted(rest, '"', start)?;
                at += length;
                Token::Text(content)
            }
            '[' => {
                let (content, length) = quoted(rest, ']', start)?;
                at += length;
                Token::Column(content)
            }
            '0'..='9' | '.' => {
                let length = number_length(rest);
                at += length;
                let number = rest[..length].parse().ok().filter(|n: &f64| n.is_finite());
                Token::Number(number.ok_or(Mistake::new(start, length, Reason::BadNumber))?)
            }
            _ if first.is_alphabetic() => {
                let word = |c: char| !(c.is_alphanumeric() || c == '_');
                let length = rest.find(word).unwrap_or(rest.len());
                at += length;
                Token::Word(rest[..length].to_lowercase())
            }
            _ => match SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
                Some((sign, means)) => {
                    at += sign.len();
                    Token::Sign(means)
                }
                None => {
                    return Err(Mistake::new(start, first.len_utf8(), Reason::Unexpected));
                }
            },
        };
        found.push(Placed {
            token,
            start,
            end: at,
        });
    }
    Ok(found)
}

/// What stands between a sign and `close`, which is doubled where it is meant itself; and the length with both.
fn quoted(rest: &str, close: char, start: usize) -> Result<(String, usize), Mistake> {
    let mut content = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != close {
            content.push(letter);
        } else if letters.next_if(|(_, next)| *next == close).is_some() {
            content.push(close);
        } else {
            return Ok((content, at + 1));
        }
    }
    Err(Mistake::new(start, rest.len(), Reason::Unclosed))
}

/// Digits with a fraction and an exponent, as far as they go.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') {
        length += 1 + digits(length + 1);
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits((length + 1 + sign).min(bytes.len()));
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    length
}
