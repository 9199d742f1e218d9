//! `{{variables}}` of a collection, which become inputs.

use std::collections::BTreeMap;

use crate::connector::{Input, identifier, literal, title};
use crate::node::Node;

/// Words in the name of a variable whose value is nobody's business.
const SECRET: [&str; 7] = [
    "secret", "token", "password", "passwd", "key", "auth", "pwd",
];

/// What a collection says of its variables.
#[derive(Debug, Default)]
pub(super) struct Variables {
    values: BTreeMap<String, String>,
    /// Names of those whose value looks like a secret, with their lines.
    pub secrets: Vec<(String, usize)>,
}

impl Variables {
    pub fn of(root: &Node) -> Variables {
        let mut variables = Variables::default();
        for node in root.items_of("variable") {
            let Some(key) = node.text_of("key").or(node.text_of("id")) else {
                continue;
            };
            let value = node.plain_of("value").unwrap_or_default();
            let lower = key.to_ascii_lowercase();
            let hidden = SECRET.iter().any(|word| lower.contains(word));
            match hidden || node.text_of("type") == Some("secret") {
                true if value.is_empty() => {}
                true => variables.secrets.push((key.to_owned(), node.line)),
                false => {
                    variables.values.insert(key.to_owned(), value);
                }
            }
        }
        variables
    }

    /// A text as Jinja, and what it asks for.
    ///
    /// # Errors
    /// The variable that only Postman can fill.
    pub fn jinja(&self, text: &str) -> Result<(String, Vec<Input>), String> {
        let mut jinja = String::new();
        let mut inputs: Vec<Input> = Vec::new();
        let mut rest = text.trim();
        while let Some((before, from)) = rest.split_once("{{") {
            let Some((name, after)) = from.split_once("}}") else {
                break;
            };
            jinja += &literal(before);
            let name = name.trim();
            if name.starts_with('$') {
                return Err(name.to_owned());
            }
            let input = self.input(name);
            jinja += &format!("{{{{ {} }}}}", input.name);
            if inputs.len() < 50 && inputs.iter().all(|other| other.name != input.name) {
                inputs.push(input);
            }
            rest = after;
        }
        Ok((jinja + &literal(rest), inputs))
    }

    /// The same for an address: at its beginning a variable holds a whole address.
    ///
    /// # Errors
    /// Why it is no address that can be used, for people.
    pub fn address(&self, text: &str) -> Result<(String, Vec<Input>), String> {
        let text = text.trim();
        let (jinja, mut inputs) = self
            .jinja(text)
            .map_err(|name| format!("its address uses {{{{{name}}}}}, which only Postman fills"))?;
        if let Some(first) = inputs.first_mut().filter(|_| text.starts_with("{{")) {
            let given = first
                .default
                .take()
                .map(|value| value.trim_end_matches('/').to_owned());
            first.default = given.filter(|value| value.starts_with("https://"));
            first.pattern = Some(r"^https://[^\s?#]+$".to_owned());
            first.says = Some("Write the whole address, beginning with https://.".to_owned());
        } else if !jinja.starts_with("https://") {
            return Err("its address is not https".to_owned());
        }
        Ok((jinja, inputs))
    }

    fn input(&self, name: &str) -> Input {
        let mut input = Input::new(&identifier(name), &title(name)).required();
        let value = self.values.get(name).filter(|value| !value.is_empty());
        input.default = value.filter(|value| !value.contains("{{")).cloned();
        input.secret = self.secrets.iter().any(|(secret, _)| secret == name);
        input
    }
}
