//! The names a template looks up outside of itself.

use std::collections::BTreeSet;

use super::{Args, Expr, Node, Target};

type Names = BTreeSet<String>;

/// The names that `nodes` use and do not set themselves. A name that only some branches set
/// counts as looked up, as in the reference.
pub(in super::super) fn free_names(nodes: &[Node]) -> Vec<String> {
    let mut free = Names::new();
    block(nodes, &mut Names::new(), &mut free);
    free.into_iter().collect()
}

fn block(nodes: &[Node], known: &mut Names, free: &mut Names) {
    for node in nodes {
        match node {
            Node::Text(_) => {}
            Node::Print(expr) => expression(expr, known, free),
            Node::If {
                branches,
                otherwise,
            } => {
                let mut ends = Vec::new();
                for (condition, body) in branches {
                    expression(condition, known, free);
                    let mut inner = known.clone();
                    block(body, &mut inner, free);
                    ends.push(inner);
                }
                let mut inner = known.clone();
                block(otherwise, &mut inner, free);
                // What every branch sets is set.
                *known = ends
                    .into_iter()
                    .fold(inner, |all, end| all.intersection(&end).cloned().collect());
            }
            Node::For {
                target: to,
                items,
                condition,
                body,
                otherwise,
            } => {
                expression(items, known, free);
                let mut inner = known.clone();
                inner.insert("loop".into());
                target(to, &mut inner, free);
                if let Some(condition) = condition {
                    expression(condition, &inner, free);
                }
                block(body, &mut inner, free);
                block(otherwise, &mut known.clone(), free);
            }
            Node::Set { target: to, value } => {
                expression(value, known, free);
                target(to, known, free);
            }
            Node::Capture {
                name,
                filters,
                body,
            } => {
                block(body, &mut known.clone(), free);
                for (_, args) in filters {
                    arguments(args, known, free);
                }
                known.insert(name.clone());
            }
            Node::With { values, body } => {
                let mut inner = known.clone();
                for (to, value) in values {
                    expression(value, known, free);
                    target(to, &mut inner, free);
                }
                block(body, &mut inner, free);
            }
        }
    }
}

fn target(target: &Target, known: &mut Names, free: &mut Names) {
    match target {
        Target::Name(name) => {
            known.insert(name.clone());
        }
        Target::Attribute(name, _) => {
            if !known.contains(name) {
                free.insert(name.clone());
            }
        }
        Target::Names(targets) => {
            for one in targets {
                self::target(one, known, free);
            }
        }
    }
}

fn expression(expr: &Expr, known: &Names, free: &mut Names) {
    let mut each = |expr: &Expr| expression(expr, known, free);
    match expr {
        Expr::None | Expr::Bool(_) | Expr::Int(_) | Expr::Float(_) | Expr::Text(_) => {}
        Expr::Name(name) => {
            if !known.contains(name) {
                free.insert(name.clone());
            }
        }
        Expr::List(items) | Expr::Tuple(items) | Expr::Concat(items) => items.iter().for_each(each),
        Expr::Dict(entries) => {
            for (key, value) in entries {
                each(key);
                each(value);
            }
        }
        Expr::Attribute(of, _) | Expr::Not(of) | Expr::Negative(of) | Expr::Positive(of) => {
            each(of)
        }
        Expr::Item(a, b) | Expr::And(a, b) | Expr::Or(a, b) | Expr::Binary(_, a, b) => {
            each(a);
            each(b);
        }
        Expr::Slice(of, parts) => {
            each(of);
            parts.iter().flatten().for_each(|part| each(part));
        }
        Expr::Call(of, args) | Expr::Check(of, _, args) => {
            each(of);
            arguments(args, known, free);
        }
        Expr::Filter(of, _, args) => {
            of.iter().for_each(|of| each(of));
            arguments(args, known, free);
        }
        Expr::Compare(first, rest) => {
            each(first);
            rest.iter().for_each(|(_, operand)| each(operand));
        }
        Expr::Condition {
            condition,
            then,
            otherwise,
        } => {
            each(condition);
            each(then);
            otherwise.iter().for_each(|otherwise| each(otherwise));
        }
    }
}

fn arguments(args: &Args, known: &Names, free: &mut Names) {
    let spread = args.spread.iter().chain(&args.spread_named);
    args.positional
        .iter()
        .chain(args.named.iter().map(|(_, value)| value))
        .chain(spread.map(|spread| &**spread))
        .for_each(|expr| expression(expr, known, free));
}
