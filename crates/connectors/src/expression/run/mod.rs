//! Runs a template.

mod checks;
mod filters;
mod functions;
mod sequences;
mod statements;

use std::rc::Rc;

use super::MAX_OUTPUT;
use super::python::{Arguments, Failure, Outcome, Str, Value, containers, operators};
use super::scope::Scope;
use super::syntax::{Args, Expr};

pub(super) use self::functions::NAMES as FUNCTIONS;

/// Steps one evaluation may take: a manifest is somebody else's program.
const FUEL: u64 = 200_000;

/// One evaluation.
pub(super) struct Run<'a> {
    lookup: &'a dyn Fn(&str) -> Option<Value<'a>>,
    /// Names that the template has set, the innermost block last.
    blocks: Vec<Vec<(&'a str, Value<'a>)>>,
    fuel: u64,
}

impl<'a> Run<'a> {
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<Value<'a>>) -> Run<'a> {
        Run {
            lookup,
            blocks: vec![Vec::new()],
            fuel: FUEL,
        }
    }

    fn step(&mut self) -> Outcome<()> {
        self.fuel = self.fuel.saturating_sub(1);
        if self.fuel == 0 {
            return Err(Failure::Invalid("takes too long".into()));
        }
        Ok(())
    }

    /// Counts what a call goes through.
    fn spend(&mut self, steps: usize) -> Outcome<()> {
        self.fuel = self.fuel.saturating_sub(steps as u64);
        self.step()
    }

    fn put(&mut self, name: &'a str, value: Value<'a>) {
        if let Some(block) = self.blocks.last_mut() {
            match block.iter_mut().find(|(own, _)| *own == name) {
                Some((_, known)) => *known = value,
                None => block.push((name, value)),
            }
        }
    }

    fn name(&self, name: &str) -> Outcome<Value<'a>> {
        let own = self
            .blocks
            .iter()
            .rev()
            .find_map(|block| block.iter().find(|(own, _)| *own == name));
        if let Some((_, value)) = own {
            return Ok(value.clone());
        }
        if let Some(value) = (self.lookup)(name) {
            return Ok(value);
        }
        let function = FUNCTIONS.iter().find(|function| **function == name);
        Ok(function.map_or_else(|| Value::undefined(name), |name| Value::Function(name)))
    }

    /// Evaluates an expression.
    pub(super) fn eval(&mut self, expr: &'a Expr) -> Outcome<Value<'a>> {
        self.step()?;
        Ok(match expr {
            Expr::None => Value::None,
            Expr::Bool(value) => Value::Bool(*value),
            Expr::Int(number) => Value::Int(*number),
            Expr::Float(number) => Value::Float(*number),
            Expr::Text(text) => Value::Text(Str::Borrowed(text)),
            Expr::Name(name) => self.name(name)?,
            Expr::List(items) => Value::list(self.all(items)?),
            Expr::Tuple(items) => Value::tuple(self.all(items)?),
            Expr::Dict(entries) => {
                let mut dict = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    let key = self.eval(key)?;
                    containers::put(&mut dict, key, self.eval(value)?)?;
                }
                Value::dict(dict)
            }
            Expr::Attribute(of, name) => attribute(&self.eval(of)?, name)?,
            Expr::Item(of, index) => {
                let of = self.eval(of)?;
                let index = self.eval(index)?;
                self.item(&of, &index)?
            }
            Expr::Slice(of, parts) => {
                let of = self.eval(of)?;
                let mut bounds = [None; 3];
                for (bound, part) in bounds.iter_mut().zip(parts) {
                    if let Some(part) = part {
                        *bound = self.eval(part)?.as_int();
                    }
                }
                operators::slice(&of, bounds)?
            }
            Expr::Call(of, args) => {
                let of = self.eval(of)?;
                let args = self.arguments(args)?;
                self.call(&of, &args)?
            }
            Expr::Filter(of, name, args) => {
                let of = match of {
                    Some(of) => self.eval(of)?,
                    None => Value::None,
                };
                let args = self.arguments(args)?;
                self.filter(of, name, &args)?
            }
            Expr::Check(of, name, args) => {
                let of = self.eval(of)?;
                let args = self.arguments(args)?;
                Value::Bool(checks::check(&of, name, &args)?)
            }
            Expr::Not(of) => Value::Bool(!self.eval(of)?.is_true()),
            Expr::Negative(of) => operators::negative(&self.eval(of)?)?,
            Expr::Positive(of) => match self.eval(of)? {
                Value::Undefined(what) => return Err(operators::undefined(&what)),
                value if value.as_number().is_some() => value,
                value => {
                    return Err(Failure::Type(format!(
                        "bad operand type for unary +: '{}'",
                        value.kind()
                    )));
                }
            },
            Expr::And(left, right) => {
                let left = self.eval(left)?;
                if left.is_true() {
                    self.eval(right)?
                } else {
                    left
                }
            }
            Expr::Or(left, right) => {
                let left = self.eval(left)?;
                if left.is_true() {
                    left
                } else {
                    self.eval(right)?
                }
            }
            Expr::Compare(first, rest) => {
                let mut left = self.eval(first)?;
                for (sign, right) in rest {
                    let right = self.eval(right)?;
                    self.spend(right.length().unwrap_or(0) / 16)?;
                    if !operators::compare(sign, &left, &right)? {
                        return Ok(Value::Bool(false));
                    }
                    left = right;
                }
                Value::Bool(true)
            }
            Expr::Binary(sign, left, right) => {
                let left = self.eval(left)?;
                operators::binary(sign, &left, &self.eval(right)?)?
            }
            Expr::Concat(parts) => {
                let mut text = String::new();
                for part in parts {
                    text += &self.eval(part)?.to_text();
                    if text.len() > MAX_OUTPUT {
                        return Err(operators::too_long());
                    }
                }
                Value::text(text)
            }
            Expr::Condition {
                condition,
                then,
                otherwise,
            } => {
                if self.eval(condition)?.is_true() {
                    self.eval(then)?
                } else {
                    match otherwise {
                        Some(otherwise) => self.eval(otherwise)?,
                        None => Value::undefined("the other branch of an `if`"),
                    }
                }
            }
        })
    }

    fn all(&mut self, items: &'a [Expr]) -> Outcome<Vec<Value<'a>>> {
        items.iter().map(|item| self.eval(item)).collect()
    }

    /// `of[index]`: an entry, else an attribute of that name.
    fn item(&self, of: &Value<'a>, index: &Value<'a>) -> Outcome<Value<'a>> {
        let found = operators::item(of, index)?;
        match index.as_str() {
            Some(name) if found.is_undefined() => attribute_only(of, name).map_or(Ok(found), Ok),
            _ => Ok(found),
        }
    }

    fn arguments(&mut self, args: &'a Args) -> Outcome<Arguments<'a>> {
        let mut given = Arguments {
            positional: self.all(&args.positional)?,
            named: Vec::with_capacity(args.named.len()),
        };
        for (name, value) in &args.named {
            given.named.push((name.clone(), self.eval(value)?));
        }
        if let Some(more) = &args.spread {
            given.positional.extend(self.eval(more)?.items()?);
        }
        if let Some(more) = &args.spread_named {
            let entries = self.eval(more)?.entries();
            let entries = entries
                .ok_or_else(|| Failure::Type("argument after ** must be a mapping".into()))?;
            given.named.extend(
                entries
                    .into_iter()
                    .map(|(name, value)| (name.to_text(), value)),
            );
        }
        Ok(given)
    }

    fn call(&mut self, of: &Value<'a>, args: &Arguments<'a>) -> Outcome<Value<'a>> {
        match of {
            Value::Undefined(what) => Err(operators::undefined(what)),
            Value::Function(name) => functions::call(name, args),
            Value::Method(method) => {
                self.spend(method.0.length().unwrap_or(0) / 16)?;
                containers::call(&method.0, &method.1, args)
            }
            other => Err(Failure::Type(format!(
                "'{}' object is not callable",
                other.kind()
            ))),
        }
    }

    /// Lays a filter on a value.
    fn filter(&mut self, value: Value<'a>, name: &str, args: &Arguments<'a>) -> Outcome<Value<'a>> {
        self.spend(value.length().unwrap_or(0) / 16)?;
        match sequences::filter(self, &value, name, args) {
            Some(result) => result,
            None => filters::filter(&value, name, args),
        }
    }
}

/// `of.name`: an attribute, else an entry of that name.
fn attribute<'a>(of: &Value<'a>, name: &'a str) -> Outcome<Value<'a>> {
    if let Value::Undefined(what) = of {
        return Err(operators::undefined(what));
    }
    if let Some(found) = attribute_only(of, name) {
        return Ok(found);
    }
    operators::item(of, &Value::Text(Str::Borrowed(name)))
}

fn attribute_only<'a>(of: &Value<'a>, name: &str) -> Option<Value<'a>> {
    if let Value::Namespace(entries) = of {
        return Value::Dict(entries.clone()).entry(&Value::text(name));
    }
    if let Value::Time(time) = of
        && let Some(found) = time.attribute(name)
    {
        return Some(found);
    }
    containers::has_method(of, name).then(|| Value::Method(Rc::new((of.clone(), name.to_owned()))))
}

/// A name of a scope, as an expression has it.
pub(super) fn of_scope<'a>(scope: &Scope<'a>, name: &str) -> Option<Value<'a>> {
    let bound = scope.get(name)?;
    Some(if bound.is_undefined() {
        Value::undefined(name)
    } else {
        Value::of_json(bound.json())
    })
}
