//! Runs the statements of a template.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::MAX_OUTPUT;
use super::super::python::{Failure, Outcome, Str, Value, containers, operators};
use super::super::syntax::{Expr, Node, Target};
use super::Run;

impl<'a> Run<'a> {
    /// Runs nodes; what they print goes to `out`.
    pub(in super::super) fn nodes(&mut self, nodes: &'a [Node], out: &mut String) -> Outcome<()> {
        for node in nodes {
            self.step()?;
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Print(expr) => {
                    let value = self.eval(expr)?;
                    out.push_str(&value.to_text());
                }
                Node::If {
                    branches,
                    otherwise,
                } => {
                    let mut body = otherwise;
                    for (condition, nodes) in branches {
                        if self.eval(condition)?.is_true() {
                            body = nodes;
                            break;
                        }
                    }
                    self.nodes(body, out)?;
                }
                Node::For {
                    target,
                    items,
                    condition,
                    body,
                    otherwise,
                } => self.repeat(target, items, condition.as_ref(), (body, otherwise), out)?,
                Node::Set { target, value } => {
                    let value = self.eval(value)?;
                    self.set(target, value)?;
                }
                Node::Capture {
                    name,
                    filters,
                    body,
                } => {
                    let mut text = String::new();
                    self.block(Vec::new(), body, &mut text)?;
                    let mut value = Value::text(text);
                    for (filter, args) in filters {
                        let args = self.arguments(args)?;
                        value = self.filter(value, filter, &args)?;
                    }
                    self.put(name, value);
                }
                Node::With { values, body } => {
                    let mut names = Vec::new();
                    for (target, value) in values {
                        if let Target::Name(name) = target {
                            names.push((name.as_str(), self.eval(value)?));
                        }
                    }
                    self.block(names, body, out)?;
                }
            }
            if out.len() > MAX_OUTPUT {
                return Err(operators::too_long());
            }
        }
        Ok(())
    }

    /// Runs nodes with names of their own.
    fn block(
        &mut self,
        names: Vec<(&'a str, Value<'a>)>,
        body: &'a [Node],
        out: &mut String,
    ) -> Outcome<()> {
        self.blocks.push(names);
        let done = self.nodes(body, out);
        self.blocks.pop();
        done
    }

    fn repeat(
        &mut self,
        target: &'a Target,
        items: &'a Expr,
        condition: Option<&'a Expr>,
        (body, otherwise): (&'a [Node], &'a [Node]),
        out: &mut String,
    ) -> Outcome<()> {
        let all = self.eval(items)?.items()?;
        let mut kept = Vec::with_capacity(all.len());
        for item in all {
            self.step()?;
            if let Some(condition) = condition {
                self.blocks.push(Vec::new());
                let is_kept = self
                    .set(target, item.clone())
                    .and_then(|()| self.eval(condition));
                self.blocks.pop();
                if !is_kept?.is_true() {
                    continue;
                }
            }
            kept.push(item);
        }
        if kept.is_empty() {
            return self.block(Vec::new(), otherwise, out);
        }
        for (index, item) in kept.iter().enumerate() {
            self.blocks.push(vec![("loop", around(&kept, index))]);
            let done = self
                .set(target, item.clone())
                .and_then(|()| self.nodes(body, out));
            self.blocks.pop();
            done?;
        }
        Ok(())
    }

    fn set(&mut self, target: &'a Target, value: Value<'a>) -> Outcome<()> {
        match target {
            Target::Name(name) => {
                self.put(name, value);
                Ok(())
            }
            Target::Attribute(name, attribute) => match self.name(name)? {
                Value::Namespace(entries) => {
                    let key = Value::Text(Str::Borrowed(attribute));
                    containers::put(&mut entries.borrow_mut(), key, value)
                }
                _ => Err(Failure::Invalid(
                    "sets an attribute of something that is no namespace".into(),
                )),
            },
            Target::Names(targets) => {
                let values = value.items()?;
                if values.len() != targets.len() {
                    return Err(Failure::Invalid(
                        "takes apart a value of another length".into(),
                    ));
                }
                for (target, value) in targets.iter().zip(values) {
                    self.set(target, value)?;
                }
                Ok(())
            }
        }
    }
}

/// `loop` inside of a loop.
fn around<'a>(items: &[Value<'a>], index: usize) -> Value<'a> {
    let count = items.len();
    let number = |number: usize| Value::Int(number as i128);
    let near = |at: Option<usize>| {
        let found = at.and_then(|at| items.get(at)).cloned();
        found.unwrap_or_else(|| Value::undefined("an item beside the loop"))
    };
    let entries = [
        ("index", number(index + 1)),
        ("index0", number(index)),
        ("revindex", number(count - index)),
        ("revindex0", number(count - index - 1)),
        ("first", Value::Bool(index == 0)),
        ("last", Value::Bool(index + 1 == count)),
        ("length", number(count)),
        ("previtem", near(index.checked_sub(1))),
        ("nextitem", near(Some(index + 1))),
    ];
    let entries = entries
        .into_iter()
        .map(|(name, value)| (Value::Text(Str::Borrowed(name)), value));
    Value::Namespace(Rc::new(RefCell::new(entries.collect())))
}
