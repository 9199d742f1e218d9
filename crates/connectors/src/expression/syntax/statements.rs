//! Templates: text, printed expressions and statements.

use super::lexer::{Token, tokens};
use super::parser::Parser;
use super::{Expr, Node, Target};

/// Reads a template.
///
/// # Errors
/// Why it does not parse.
pub(in super::super) fn parse(source: &str) -> Result<Vec<Node>, String> {
    let mut parser = Parser::new(tokens(source)?);
    let nodes = nodes(&mut parser, &[], 0)?;
    match parser.peek() {
        None => Ok(nodes),
        Some(_) => Err("ends a block that was not begun".into()),
    }
}

/// Nodes up to a statement of one of `ends`, whose name is left to be read.
fn nodes(parser: &mut Parser, ends: &[&str], depth: usize) -> Result<Vec<Node>, String> {
    if depth > 32 {
        return Err("nests too many blocks".into());
    }
    let mut nodes = Vec::new();
    while let Some(token) = parser.peek().cloned() {
        match token {
            Token::Data(text) => {
                parser.at += 1;
                nodes.push(Node::Text(text));
            }
            Token::PrintBegin => {
                parser.at += 1;
                let expr = parser.tuple()?;
                parser.expect(&Token::PrintEnd)?;
                nodes.push(Node::Print(expr));
            }
            Token::BlockBegin => {
                parser.at += 1;
                if ends.iter().any(|end| parser.is_name(end)) {
                    return Ok(nodes);
                }
                nodes.push(statement(parser, depth)?);
            }
            _ => return Err("has a mark where none belongs".into()),
        }
    }
    match ends.last() {
        None => Ok(nodes),
        Some(end) => Err(format!("has no `{end}`")),
    }
}

fn block_end(parser: &mut Parser) -> Result<(), String> {
    // `{% if x: %}` is what some write.
    parser.take_sign(":");
    parser.expect(&Token::BlockEnd)
}

/// The body of a statement up to its `end`, which is read too.
fn body(parser: &mut Parser, end: &str, depth: usize) -> Result<Vec<Node>, String> {
    block_end(parser)?;
    let nodes = nodes(parser, &[end], depth + 1)?;
    parser.name()?;
    parser.expect(&Token::BlockEnd)?;
    Ok(nodes)
}

fn statement(parser: &mut Parser, depth: usize) -> Result<Node, String> {
    match parser.name()?.as_str() {
        "if" => condition(parser, depth),
        "for" => repetition(parser, depth),
        "set" => set(parser, depth),
        "with" => {
            let mut values = Vec::new();
            while !matches!(parser.peek(), Some(Token::BlockEnd)) && !parser.is_sign(":") {
                if !values.is_empty() {
                    parser.expect_sign(",")?;
                }
                let target = Target::Name(parser.name()?);
                parser.expect_sign("=")?;
                values.push((target, parser.expression()?));
            }
            Ok(Node::With {
                values,
                body: body(parser, "endwith", depth)?,
            })
        }
        "print" => {
            let expr = parser.tuple()?;
            parser.expect(&Token::BlockEnd)?;
            Ok(Node::Print(expr))
        }
        other => Err(format!(
            "uses the statement `{other}`, which is not supported"
        )),
    }
}

fn condition(parser: &mut Parser, depth: usize) -> Result<Node, String> {
    let mut branches = Vec::new();
    let mut otherwise = Vec::new();
    loop {
        let condition = parser.tuple()?;
        block_end(parser)?;
        let body = nodes(parser, &["elif", "else", "endif"], depth + 1)?;
        branches.push((condition, body));
        match parser.name()?.as_str() {
            "elif" => {}
            "else" => {
                otherwise = self::body(parser, "endif", depth)?;
                break;
            }
            _ => {
                parser.expect(&Token::BlockEnd)?;
                break;
            }
        }
    }
    Ok(Node::If {
        branches,
        otherwise,
    })
}

fn repetition(parser: &mut Parser, depth: usize) -> Result<Node, String> {
    let target = parser.target()?;
    if !parser.take_name("in") {
        return Err("has a loop without `in`".into());
    }
    let first = parser.or()?;
    let items = if parser.is_sign(",") {
        let mut items = vec![first];
        while parser.take_sign(",") {
            items.push(parser.or()?);
        }
        Expr::Tuple(items)
    } else {
        first
    };
    let condition = if parser.take_name("if") {
        Some(parser.expression()?)
    } else {
        None
    };
    block_end(parser)?;
    let body = nodes(parser, &["else", "endfor"], depth + 1)?;
    let otherwise = if parser.name()? == "else" {
        self::body(parser, "endfor", depth)?
    } else {
        parser.expect(&Token::BlockEnd)?;
        Vec::new()
    };
    Ok(Node::For {
        target,
        items,
        condition,
        body,
        otherwise,
    })
}

fn set(parser: &mut Parser, depth: usize) -> Result<Node, String> {
    let target = parser.target()?;
    if parser.take_sign("=") {
        let value = parser.tuple()?;
        parser.expect(&Token::BlockEnd)?;
        return Ok(Node::Set { target, value });
    }
    let Target::Name(name) = target else {
        return Err("captures into something that is no name".into());
    };
    let mut filters = Vec::new();
    while parser.take_sign("|") {
        filters.push(parser.filter()?);
    }
    Ok(Node::Capture {
        name,
        filters,
        body: body(parser, "endset", depth)?,
    })
}
