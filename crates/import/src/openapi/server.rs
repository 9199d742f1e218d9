//! Where the API is: `servers` with their variables, or host, base path and schemes.

use crate::connector::{Input, identifier, literal, title};
use crate::node::Node;

/// The address of the API.
#[derive(Clone, Debug)]
pub(super) struct Server {
    /// A template over the inputs.
    pub base: String,
    /// What it asks for.
    pub inputs: Vec<Input>,
    /// The origin, where it is fixed: relative addresses begin with it.
    pub origin: Option<String>,
    /// How many other servers the document names.
    pub others: usize,
    /// Where they stand.
    pub line: usize,
}

impl Server {
    pub fn of(root: &Node) -> Server {
        let line = root.get("servers").map_or(root.line, |node| node.line);
        let servers = root.items_of("servers");
        let usable = servers
            .iter()
            .find_map(|server| Some((server, absolute(server)?)));
        let mut found = match (usable, older(root)) {
            (Some((server, url)), _) => variables(server, &url),
            (None, Some(base)) => Server::fixed(&base),
            (None, None) => Server::asked(),
        };
        found.others = servers.len().saturating_sub(1);
        found.line = line;
        found
    }

    fn fixed(base: &str) -> Server {
        let rest = base.strip_prefix("https://").unwrap_or_default();
        let host = rest.split('/').next().unwrap_or_default();
        Server {
            base: literal(base),
            inputs: Vec::new(),
            origin: Some(format!("https://{host}")),
            others: 0,
            line: 1,
        }
    }

    fn asked() -> Server {
        let mut input = Input::new("api_address", "API address").required();
        input.hint = Some("The address that all paths of the API begin with.".to_owned());
        input.example = Some("https://api.example.com/v1".to_owned());
        input.pattern = Some(r"^https://[^\s?#]+$".to_owned());
        Server {
            base: "{{ api_address }}".to_owned(),
            inputs: vec![input],
            origin: None,
            others: 0,
            line: 1,
        }
    }
}

fn absolute(server: &Node) -> Option<String> {
    let url = server.text_of("url")?.trim().trim_end_matches('/');
    // `{scheme}://…` is never anything but https here.
    let url = match url.split_once("://") {
        Some(("https", _)) => url.to_owned(),
        Some((scheme, rest)) if scheme.starts_with('{') => format!("https://{rest}"),
        _ => return None,
    };
    (!url.contains(['?', '#', '@', ' '])).then_some(url)
}

/// Swagger 2: host, base path and schemes.
fn older(root: &Node) -> Option<String> {
    let host = root.text_of("host")?;
    let schemes = root.items_of("schemes");
    let https = schemes.is_empty() || schemes.iter().any(|scheme| scheme.text() == Some("https"));
    let path = root
        .text_of("basePath")
        .unwrap_or_default()
        .trim_end_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:".contains(c);
    let slash = if path.is_empty() || path.starts_with('/') {
        ""
    } else {
        "/"
    };
    (https && !host.is_empty() && host.chars().all(plain))
        .then(|| format!("https://{host}{slash}{path}"))
}

/// `https://{region}.example.com/{version}` with the variables as inputs.
fn variables(server: &Node, url: &str) -> Server {
    if !url.contains('{') {
        return Server::fixed(url);
    }
    let mut base = String::new();
    let mut inputs: Vec<Input> = Vec::new();
    let mut rest = url;
    while let Some((before, from)) = rest.split_once('{') {
        let Some((name, after)) = from.split_once('}') else {
            return Server::asked();
        };
        let input = variable(name, server.get("variables").and_then(|all| all.get(name)));
        base += before;
        base += &format!("{{{{ {} }}}}", input.name);
        if inputs.len() < 20 && inputs.iter().all(|other| other.name != input.name) {
            inputs.push(input);
        }
        rest = after;
    }
    base += rest;
    Server {
        base,
        inputs,
        origin: None,
        others: 0,
        line: 1,
    }
}

fn variable(name: &str, node: Option<&std::rc::Rc<Node>>) -> Input {
    let mut input = Input::new(&identifier(name), &title(name)).required();
    let Some(node) = node else { return input };
    input.hint = node.text_of("description").map(str::to_owned);
    input.default = node.plain_of("default").filter(|text| !text.is_empty());
    let options = node.items_of("enum").iter().take(100);
    let options = options.filter_map(|value| value.plain());
    input.options = options.map(|value| (value.clone(), value)).collect();
    // A default that is no choice would refuse itself.
    let chosen = |default: &String| {
        input.options.is_empty() || input.options.iter().any(|(value, _)| value == default)
    };
    input.default = input.default.clone().filter(chosen);
    input
}
