//! Where the browser comes back to: worked out for one attempt, and what may be in its way.

use url::Url;

use crate::address::{address, check_url};
use crate::doors::{Doors, bind};
use crate::error::PortCause;
use crate::profile::{Redirect, RedirectPolicy};
use crate::{Error, Provider, Values};

/// The ports that are listened on where nothing else says so. They lie apart, so that one range
/// that the system keeps back does not take them all.
pub const PORTS: [u16; 3] = [17390, 22390, 27390];

/// The redirect URI where the browser's address is pasted and the profile names none: nobody
/// answers there, so the code goes nowhere.
const NOBODY: &str = "https://localhost/callback";

/// The way back of one attempt.
pub(crate) struct Way {
    /// The redirect URI, as it is sent.
    pub uri: String,
    /// The names that a request may have for the listener (`Host`).
    pub hosts: Vec<String>,
    /// The paths that a callback may come to.
    pub paths: Vec<String>,
    /// None: nobody listens, the address is pasted.
    pub doors: Option<Doors>,
}

/// Works out the way back, and binds the listener where there is one. `relay` is the person's own
/// address that passes on to this machine, instead of the profile's rule.
pub(crate) fn way(
    provider: &Provider,
    port: Option<u16>,
    relay: Option<&Url>,
) -> Result<Way, Error> {
    let rule = &provider.0.profile.redirect;
    let of_input = || {
        let name = rule.input.as_deref().unwrap_or_default();
        let text = provider.0.values.get(name).map_or("", String::as_str);
        secure(text).map_err(|reason| bad(name, reason))
    };
    match (relay, rule.policy) {
        (Some(relay), _) => {
            let relay =
                secure(relay.as_str()).map_err(|reason| bad("The relay address", reason))?;
            relayed(rule, port, &relay)
        }
        (None, RedirectPolicy::Relay) => relayed(rule, port, &of_input()?),
        (None, RedirectPolicy::Paste) => {
            let (uri, _) = match &rule.input {
                Some(_) => of_input()?,
                None => pasted(rule, &provider.0.values)
                    .map_err(|reason| bad("redirect.uri", reason))?,
            };
            Ok(Way {
                uri,
                hosts: Vec::new(),
                paths: Vec::new(),
                doors: None,
            })
        }
        (None, RedirectPolicy::AnyPort | RedirectPolicy::FixedPorts) => {
            let doors = bind(rule, port)?;
            let host = format!("{}:{}", rule.host.as_str(), doors.port);
            Ok(Way {
                uri: format!("http://{host}{}", rule.path),
                hosts: vec![host],
                paths: vec![rule.path.clone()],
                doors: Some(doors),
            })
        }
    }
}

/// The redirect URI of a profile whose address is pasted.
pub(crate) fn pasted(rule: &Redirect, values: &Values) -> Result<(String, Url), String> {
    match &rule.uri {
        Some(template) => secure(&address(template, values)?.0),
        None => secure(NOBODY),
    }
}

/// The ports of this computer that a relay is to pass on to, the first first.
#[must_use]
pub fn relay_ports(rule: &Redirect) -> Vec<u16> {
    match rule.ports.is_empty() {
        true => PORTS.to_vec(),
        false => rule.ports.clone(),
    }
}

/// A relay passes requests on as they are, or under the name of this machine: both names are let
/// in. Any other is a page of a foreign name that was made to resolve to this machine.
fn relayed(rule: &Redirect, port: Option<u16>, (uri, url): &(String, Url)) -> Result<Way, Error> {
    let fixed = Redirect {
        policy: RedirectPolicy::FixedPorts,
        ports: relay_ports(rule),
        ..rule.clone()
    };
    let doors = bind(&fixed, port)?;
    let name = url.host_str().unwrap_or_default();
    let mut hosts: Vec<String> = ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .map(|host| format!("{host}:{}", doors.port))
        .collect();
    hosts.push(match url.port() {
        Some(port) => format!("{name}:{port}"),
        None => name.to_owned(),
    });
    if url.port().is_none() {
        hosts.push(format!("{name}:443"));
    }
    let mut paths = vec![url.path().to_owned(), rule.path.clone()];
    paths.dedup();
    Ok(Way {
        uri: uri.clone(),
        hosts,
        paths,
        doors: Some(doors),
    })
}

/// An https address without query: what a provider compares to the letter.
fn secure(text: &str) -> Result<(String, Url), String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("is missing".to_owned());
    }
    let url = check_url(text)?;
    match url.scheme() == "https" && url.query().is_none() {
        true => Ok((text.to_owned(), url)),
        false => Err("must begin with https:// and have no ?".to_owned()),
    }
}

/// The person's own relay address, checked.
///
/// # Errors
/// [`Error::BadAddress`].
pub fn relay(text: &str) -> Result<Url, Error> {
    let (_, url) = secure(text).map_err(|reason| bad("The relay address", reason))?;
    Ok(url)
}

fn bad(field: &str, reason: impl Into<String>) -> Error {
    Error::BadAddress {
        field: field.to_owned(),
        reason: reason.into(),
    }
}

/// What was found out about a way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectFinding {
    /// The provider takes any port, and the system gives one.
    AnyPort,
    /// The port is free.
    Free {
        /// The port.
        port: u16,
    },
    /// Another program listens there.
    Taken {
        /// The port.
        port: u16,
        /// The program, where the system tells.
        by: Option<String>,
    },
    /// The system keeps the port back (Windows reserves whole ranges for Hyper-V).
    Reserved {
        /// The port.
        port: u16,
    },
    /// The system refuses the port for another reason.
    Unusable {
        /// The port.
        port: u16,
        /// The system's reason.
        cause: std::io::ErrorKind,
    },
    /// The provider takes https only: the address that the browser ends at is pasted.
    OnlyHttps,
    /// The person's own address passes on to one of the ports.
    Relay,
}

/// Looks at the way back that a profile's rule says: each port is bound and left again, without a
/// connection. To be called within a Tokio runtime.
pub fn redirect_findings(rule: &Redirect) -> Vec<RedirectFinding> {
    let ports = |ports: &[u16]| {
        ports
            .iter()
            .map(|port| try_port(rule, *port))
            .collect::<Vec<_>>()
    };
    match rule.policy {
        RedirectPolicy::AnyPort => match try_port(rule, 0) {
            RedirectFinding::Free { .. } => vec![RedirectFinding::AnyPort],
            refused => vec![refused],
        },
        RedirectPolicy::FixedPorts => ports(&rule.ports),
        RedirectPolicy::Paste => vec![RedirectFinding::OnlyHttps],
        RedirectPolicy::Relay => {
            let own = if rule.ports.is_empty() {
                &PORTS[..]
            } else {
                &rule.ports
            };
            [vec![RedirectFinding::Relay], ports(own)].concat()
        }
    }
}

fn try_port(rule: &Redirect, port: u16) -> RedirectFinding {
    match bind(rule, Some(port)) {
        Ok(_) => RedirectFinding::Free { port },
        Err(Error::NoPort(refused)) => match refused.first().map(|refused| refused.cause) {
            Some(PortCause::Reserved) => RedirectFinding::Reserved { port },
            Some(PortCause::Other(cause)) => RedirectFinding::Unusable { port, cause },
            _ => RedirectFinding::Taken {
                port,
                by: holder(port),
            },
        },
        Err(_) => RedirectFinding::Taken { port, by: None },
    }
}

/// The program that listens on a port, where this system's `/proc` tells.
fn holder(port: u16) -> Option<String> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    let listening = tables
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .find_map(|table| table.lines().find_map(|line| socket_on(line, port)))?;
    let wanted = format!("socket:[{listening}]");
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    let holds = |process: &std::path::Path| {
        let files = std::fs::read_dir(process.join("fd"))
            .into_iter()
            .flatten()
            .flatten();
        files
            .filter_map(|file| std::fs::read_link(file.path()).ok())
            .any(|target| target.to_string_lossy() == wanted)
    };
    let process = processes
        .map(|process| process.path())
        .find(|process| holds(process))?;
    let name = std::fs::read_to_string(process.join("comm")).ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// The inode of the listening socket that a line of `/proc/net/tcp` tells of.
fn socket_on(line: &str, port: u16) -> Option<String> {
    const LISTENS: &str = "0A";
    let fields: Vec<&str> = line.split_ascii_whitespace().collect();
    let (_, hex) = fields.get(1)?.rsplit_once(':')?;
    let is_it = u16::from_str_radix(hex, 16) == Ok(port) && fields.get(3) == Some(&LISTENS);
    is_it.then(|| fields.get(9).map(|inode| (*inode).to_owned()))?
}
