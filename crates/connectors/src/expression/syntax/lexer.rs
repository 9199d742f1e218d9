//! Tokens of a template: text, and what stands between its marks.

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// Text outside of all marks.
    Data(String),
    PrintBegin,
    PrintEnd,
    BlockBegin,
    BlockEnd,
    Name(String),
    Int(i128),
    Float(f64),
    Text(String),
    Sign(&'static str),
}

/// Operators and brackets, the longer ones first.
const SIGNS: [&str; 27] = [
    "**", "//", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", "~", "[", "]", "(", ")", "{", "}",
    ">", "<", "=", ".", ":", "|", ",", ";", "!",
];

/// Splits a template into tokens.
///
/// # Errors
/// What cannot be read.
pub(super) fn tokens(source: &str) -> Result<Vec<Token>, String> {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    // One line end at the end of a template is none of its text.
    let mut rest = source.strip_suffix('\n').unwrap_or(&source);
    let mut tokens = Vec::new();
    let mut trims = false;
    while !rest.is_empty() {
        let mark = ["{{", "{%", "{#"]
            .iter()
            .filter_map(|mark| rest.find(mark).map(|at| (at, *mark)))
            .min();
        let (at, mark) = mark.unwrap_or((rest.len(), ""));
        let mut data = &rest[..at];
        rest = &rest[(at + mark.len()).min(rest.len())..];
        if trims {
            data = data.trim_start();
        }
        if !mark.is_empty()
            && let Some(after) = rest.strip_prefix('-')
        {
            data = data.trim_end();
            rest = after;
        } else if let Some(after) = rest.strip_prefix('+').filter(|_| !mark.is_empty()) {
            rest = after;
        }
        if !data.is_empty() {
            tokens.push(Token::Data(data.to_owned()));
        }
        trims = match mark {
            "{#" => {
                let end = rest
                    .find("#}")
                    .ok_or("has a comment that is never closed")?;
                let trims = rest[..end].ends_with('-');
                rest = &rest[end + 2..];
                trims
            }
            "{%" if is_raw(rest) => raw(&mut rest, &mut tokens)?,
            "{%" => {
                tokens.push(Token::BlockBegin);
                inside(&mut rest, "%}", &mut tokens)?
            }
            "{{" => {
                tokens.push(Token::PrintBegin);
                inside(&mut rest, "}}", &mut tokens)?
            }
            _ => false,
        };
    }
    Ok(tokens)
}

fn is_raw(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.strip_prefix("raw")
        .is_some_and(|rest| rest.trim_start().starts_with(['%', '-']))
}

/// Text between `raw` and `endraw`, which is no template.
fn raw(rest: &mut &str, tokens: &mut Vec<Token>) -> Result<bool, String> {
    let unclosed = || "has a raw block that is never closed".to_owned();
    let begin = rest.find("%}").ok_or_else(unclosed)?;
    let body = &rest[begin + 2..];
    let mut from = 0;
    loop {
        let at = from + body[from..].find("{%").ok_or_else(unclosed)?;
        let after = body[at + 2..].trim_start_matches(['-', '+']).trim_start();
        if let Some(after) = after.strip_prefix("endraw") {
            let end = after.find("%}").ok_or_else(unclosed)?;
            tokens.push(Token::Data(body[..at].to_owned()));
            *rest = &after[end + 2..];
            return Ok(after[..end].ends_with('-'));
        }
        from = at + 2;
    }
}

/// Tokens up to the closing mark. Says whether that mark takes the blanks after it.
fn inside(rest: &mut &str, close: &str, tokens: &mut Vec<Token>) -> Result<bool, String> {
    let end = if close == "}}" {
        Token::PrintEnd
    } else {
        Token::BlockEnd
    };
    let mut open = Vec::new();
    loop {
        *rest = rest.trim_start();
        if open.is_empty() {
            for (sign, trims) in [("-", true), ("+", false), ("", false)] {
                let after = rest
                    .strip_prefix(sign)
                    .and_then(|rest| rest.strip_prefix(close));
                if let Some(after) = after {
                    *rest = after;
                    tokens.push(end);
                    return Ok(trims);
                }
            }
        }
        let char = rest
            .chars()
            .next()
            .ok_or("has an expression that is never closed")?;
        let token = match char {
            '0'..='9' => number(rest)?,
            '\'' | '"' => text(rest, char)?,
            char if char.is_alphabetic() || char == '_' => name(rest),
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                let sign = sign.ok_or_else(|| format!("has `{char}` in an expression"))?;
                *rest = &rest[sign.len()..];
                match *sign {
                    "(" | "[" | "{" => open.push(*sign),
                    ")" | "]" | "}" => {
                        open.pop()
                            .ok_or_else(|| format!("closes `{sign}` that is not open"))?;
                    }
                    _ => {}
                }
                Token::Sign(sign)
            }
        };
        tokens.push(token);
    }
}

fn name(rest: &mut &str) -> Token {
    let end = rest
        .find(|char: char| !char.is_alphanumeric() && char != '_')
        .unwrap_or(rest.len());
    let name = rest[..end].to_owned();
    *rest = &rest[end..];
    Token::Name(name)
}

fn number(rest: &mut &str) -> Result<Token, String> {
    let digits = |text: &str| {
        text.find(|char: char| !char.is_ascii_digit() && char != '_')
            .unwrap_or(text.len())
    };
    let wrong = |text: &str| format!("has `{text}`, which is no number");
    let whole = digits(rest);
    let mut end = whole;
    let mut is_float = false;
    if rest[end..].starts_with('.')
        && rest[end + 1..].starts_with(|char: char| char.is_ascii_digit())
    {
        end += 1 + digits(&rest[end + 1..]);
        is_float = true;
    }
    let exponent = rest[end..].strip_prefix(['e', 'E']).map(|after| {
        let sign = usize::from(after.starts_with(['+', '-']));
        (sign, digits(&after[sign..]))
    });
    if let Some((sign, length)) = exponent.filter(|(_, length)| *length > 0) {
        end += 1 + sign + length;
        is_float = true;
    }
    let text = rest[..end].replace('_', "");
    let token = if is_float {
        Token::Float(text.parse().map_err(|_| wrong(&text))?)
    } else {
        Token::Int(text.parse().map_err(|_| wrong(&text))?)
    };
    *rest = &rest[end..];
    Ok(token)
}

fn text(rest: &mut &str, quote: char) -> Result<Token, String> {
    let mut escaped = false;
    for (index, char) in rest.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            char if char == quote => {
                // The escapes are those of Python's literals.
                let literal = crate::expression::literal::evaluate_text(&rest[..=index]);
                *rest = &rest[index + 1..];
                return literal
                    .map(Token::Text)
                    .ok_or_else(|| "has a text with a wrong escape".into());
            }
            _ => {}
        }
    }
    Err("has a text that is never closed".into())
}
