//! From an entry to a provider's profile: what comes back from the consent page.

use serde_json::{Value, json};

use super::oauth2::{ADDRESSES, Translation};
use super::template::{Part, Template, asked};
use crate::connector::put;

impl Translation<'_> {
    /// The name of the code, and what else is kept.
    pub fn callback(&mut self) {
        let entry = self.entry;
        if let Some(name) = entry.text("authorization_code_param_in_callback") {
            put(&mut self.profile, "authorize.code_param", name);
        }
        for key in ["authorization_code_param_in_webhook", "installation"] {
            if entry.get(key).is_some() {
                let says = "the service hands the code to a server of its own choice, not to a browser on this computer";
                entry.lost(key, says);
            }
        }
        let mut captured = Vec::new();
        for name in entry.texts("redirect_uri_metadata") {
            captured.push(match self.host_pattern(&name) {
                Ok(None) => Value::String(name),
                Ok(Some(pattern)) => json!({"name": name, "pattern": pattern}),
                Err(()) => {
                    let says = format!("`{name}` from the callback becomes a host, and nothing says which hosts are the service's");
                    entry.lost("redirect_uri_metadata", &says);
                    Value::String(name)
                }
            });
        }
        if !captured.is_empty() {
            put(&mut self.profile, "capture.callback", captured);
        }
    }

    /// A pattern for a value of the callback that becomes a host, or part of one: anybody can put
    /// any text into a callback, and a secret must not follow it. What the other addresses of the
    /// entry allow is the service's own.
    fn host_pattern(&self, name: &str) -> Result<Option<String>, ()> {
        let mut needed = false;
        let mut hosts: Vec<String> = Vec::new();
        for key in ADDRESSES {
            let templates = self.entry.get(key).and_then(|node| node.plain());
            for parts in Template::parse(&templates.unwrap_or_default()).alternatives() {
                let at = parts.iter().position(|part| is_slot(part, name));
                match at {
                    None => hosts.extend(self.host(parts)),
                    Some(1) if starts(parts, "https://") && !ends_host(parts.get(2)) => {
                        return Ok(Some("^[A-Za-z0-9][A-Za-z0-9-]*$".to_owned()));
                    }
                    Some(0 | 1) => needed = true,
                    Some(_) => {}
                }
            }
        }
        hosts.dedup();
        match (needed, hosts.is_empty()) {
            (false, _) => Ok(None),
            (true, true) => Err(()),
            (true, false) => Ok(Some(format!("^(https://)?({})$", hosts.join("|")))),
        }
    }

    /// The host of an address as a pattern; none where an input decides over all of it.
    fn host(&self, parts: &[Part]) -> Option<String> {
        let mut pattern = String::new();
        let mut fixed = false;
        for part in parts {
            match part {
                Part::Literal(text) => {
                    let text = text.strip_prefix("https://").unwrap_or(text);
                    let host = text.split('/').next().unwrap_or_default();
                    fixed |= host.contains('.');
                    pattern += &regex::escape(host);
                    if host.len() < text.len() {
                        break;
                    }
                }
                Part::Slot(slot) => {
                    let options = self.names.options(asked(slot)?.0);
                    let options: Vec<String> = options.iter().map(|o| regex::escape(o)).collect();
                    pattern += &match options.is_empty() {
                        true => "[A-Za-z0-9-]+".to_owned(),
                        false => format!("({})", options.join("|")),
                    };
                }
            }
        }
        fixed.then_some(pattern)
    }
}

/// Whether a part is the value of a name.
pub(super) fn is_slot(part: &Part, name: &str) -> bool {
    match part {
        Part::Slot(slot) => asked(slot).is_some_and(|(asked, _)| asked == name),
        Part::Literal(_) => false,
    }
}

/// Whether a template begins with a text.
pub(super) fn starts(parts: &[Part], text: &str) -> bool {
    matches!(parts.first(), Some(Part::Literal(literal)) if literal == text)
}

fn ends_host(next: Option<&Part>) -> bool {
    match next {
        None => true,
        Some(Part::Literal(text)) => text.starts_with(['/', '?', ':']),
        Some(Part::Slot(_)) => false,
    }
}

/// Whether a path or nothing comes next.
pub(super) fn begins_path(next: Option<&Part>) -> bool {
    match next {
        None => true,
        Some(Part::Literal(text)) => text.starts_with('/'),
        Some(Part::Slot(_)) => false,
    }
}
