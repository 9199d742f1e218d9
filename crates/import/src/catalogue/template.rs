//! Templates of the catalogue, `https://${connectionConfig.shop}.example.com || https://example.com`,
//! and what they are in a connector: Jinja.
//!
//! What stands left of `||` counts where all that it names is there, else what stands right of it.

use super::inputs::{Named, Names};
use crate::connector;

/// Where a template stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// An address: what is not there makes it unusable.
    Address,
    /// The value of a parameter or header: what is not there is empty.
    Parameter,
}

/// A template, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template {
    alternatives: Vec<Vec<Part>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    Literal(String),
    /// What stands between `${` and `}`.
    Slot(String),
}

impl Template {
    pub fn parse(text: &str) -> Template {
        let mut alternatives = vec![Vec::new()];
        let mut rest = text.trim();
        while !rest.is_empty() {
            let next = [rest.find("${"), rest.find("||")];
            let at = next.into_iter().flatten().min().unwrap_or(rest.len());
            let (literal, after) = rest.split_at(at);
            let bar = after.starts_with("||");
            let literal = if bar { literal.trim_end() } else { literal };
            if let (Some(parts), false) = (alternatives.last_mut(), literal.is_empty()) {
                parts.push(Part::Literal(literal.to_owned()));
            }
            rest = after;
            if bar {
                rest = after[2..].trim_start();
                alternatives.push(Vec::new());
            } else if let Some(inside) = after.strip_prefix("${") {
                let (slot, after) = inside.split_at(closing(inside));
                rest = after.strip_prefix('}').unwrap_or(after);
                if let Some(parts) = alternatives.last_mut() {
                    parts.push(Part::Slot(slot.trim().to_owned()));
                }
            }
        }
        alternatives.retain(|parts| !parts.is_empty());
        Template { alternatives }
    }

    /// The alternatives, the best first.
    pub fn alternatives(&self) -> &[Vec<Part>] {
        &self.alternatives
    }

    /// The names after `connectionConfig.`, in their order.
    pub fn asks(&self) -> impl Iterator<Item = &str> {
        let parts = self.alternatives.iter().flatten();
        parts.filter_map(|part| match part {
            Part::Slot(slot) => asked(slot).map(|(name, _)| name),
            Part::Literal(_) => None,
        })
    }

    /// Whether there is no text without this name: the last alternative has it, and no default for it.
    pub fn needs(&self, name: &str) -> bool {
        let last = self.alternatives.last().into_iter().flatten();
        last.into_iter().any(|part| match part {
            Part::Slot(slot) => asked(slot) == Some((name, None)),
            Part::Literal(_) => false,
        })
    }

    /// The same as Jinja.
    ///
    /// # Errors
    /// The first slot that a connector cannot fill, as it stands in the catalogue.
    pub fn jinja(&self, names: &Names, place: Place) -> Result<String, String> {
        let mut text = String::new();
        let mut open = false;
        for (index, parts) in self.alternatives.iter().enumerate() {
            let unsure = conditions(parts, names);
            let last = index + 1 == self.alternatives.len() || unsure.is_empty();
            let written = written(parts, names, place, !last)?;
            match (last, open) {
                (true, false) => return Ok(written),
                (true, true) => return Ok(format!("{text}{{% else %}}{written}{{% endif %}}")),
                (false, _) => {
                    let word = if open { "elif" } else { "if" };
                    text += &format!("{{% {word} {} %}}{written}", unsure.join(" and "));
                    open = true;
                }
            }
        }
        Ok(text)
    }
}

/// The name after `connectionConfig.` and the default behind it, if there is one.
pub(super) fn asked(slot: &str) -> Option<(&str, Option<&str>)> {
    let (name, default) = match slot.split_once("||") {
        Some((name, default)) => (name.trim(), Some(default.trim().trim_matches(['\'', '"']))),
        None => (slot, None),
    };
    Some((name.strip_prefix("connectionConfig.")?, default))
}

/// Where the brace that is open closes.
fn closing(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// The parts one after another. `guarded`: what they name is there, since a condition says so.
fn written(parts: &[Part], names: &Names, place: Place, guarded: bool) -> Result<String, String> {
    let mut text = String::new();
    let mut parts = parts.iter().peekable();
    let mut first = true;
    while let Some(part) = parts.next() {
        match part {
            Part::Literal(literal) => {
                let address = match parts.peek() {
                    Some(Part::Slot(slot)) if first && literal == "https://" => {
                        asked(slot).is_some_and(|(name, _)| names.is_address(name))
                    }
                    _ => false,
                };
                if !address {
                    text += &connector::literal(literal);
                }
            }
            Part::Slot(slot) => text += &slot_text(slot, names, place, guarded)?,
        }
        first = false;
    }
    Ok(text)
}

fn slot_text(slot: &str, names: &Names, place: Place, guarded: bool) -> Result<String, String> {
    let unknown = || format!("${{{slot}}}");
    if let Some((name, default)) = asked(slot) {
        let named = names.get(name).ok_or_else(unknown)?;
        let expression = named.expression();
        return Ok(match (default, place) {
            (Some(default), _) if !named.is_sure() && plain(default) => {
                format!("{{{{ {expression} | default('{default}', true) }}}}")
            }
            (_, Place::Parameter) if !guarded && !named.is_sure() => {
                format!("{{{{ {expression} | default('') }}}}")
            }
            _ => format!("{{{{ {expression} }}}}"),
        });
    }
    match (slot, place) {
        ("clientId" | "client_id" | "credentials.clientId", _) => Ok("{{ client_id }}".to_owned()),
        ("random", Place::Parameter) => Ok("{{ random() }}".to_owned()),
        _ => Err(unknown()),
    }
}

/// Whether a default can stand in quotation marks.
fn plain(text: &str) -> bool {
    !text.contains(['\'', '\\', '{', '}'])
}

fn conditions(parts: &[Part], names: &Names) -> Vec<String> {
    let mut conditions: Vec<String> = Vec::new();
    for part in parts {
        let Part::Slot(slot) = part else { continue };
        let Some((name, None)) = asked(slot) else {
            continue;
        };
        let unsure = names.get(name).filter(|named| !named.is_sure());
        if let Some(expression) = unsure.map(Named::expression) {
            let condition = format!("{expression} is defined and {expression}");
            if !conditions.contains(&condition) {
                conditions.push(condition);
            }
        }
    }
    conditions
}
