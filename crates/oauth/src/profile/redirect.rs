//! What a profile may not say about the way back of the browser.

use super::{Redirect, RedirectPolicy, bad};
use crate::address::check_template;
use crate::redirect::pasted;
use crate::{Error, Values};

/// Checks the redirect rule.
pub(super) fn check(rule: &Redirect) -> Result<(), Error> {
    let Redirect {
        policy,
        ports,
        path,
        ..
    } = rule;
    match policy {
        RedirectPolicy::FixedPorts if ports.is_empty() => {
            return Err(bad(
                "redirect.ports",
                "needs at least one port with the policy fixed_ports",
            ));
        }
        RedirectPolicy::AnyPort if !ports.is_empty() => {
            return Err(bad(
                "redirect.ports",
                "has no meaning with the policy any_port",
            ));
        }
        RedirectPolicy::Paste if !ports.is_empty() => {
            return Err(bad(
                "redirect.ports",
                "has no meaning with the policy paste",
            ));
        }
        RedirectPolicy::Relay if rule.input.is_none() => {
            return Err(bad("redirect.input", "is needed with the policy relay"));
        }
        _ => {}
    }
    let is_local = matches!(policy, RedirectPolicy::AnyPort | RedirectPolicy::FixedPorts);
    if is_local && rule.input.is_some() {
        return Err(bad("redirect.input", "needs the policy relay or paste"));
    }
    if let Some(uri) = &rule.uri {
        if *policy != RedirectPolicy::Paste || rule.input.is_some() {
            return Err(bad("redirect.uri", "needs the policy paste, without input"));
        }
        check_template(uri).map_err(|reason| bad("redirect.uri", reason))?;
        if !uri.contains("{{") && !uri.contains("{%") {
            pasted(rule, &Values::new()).map_err(|reason| bad("redirect.uri", reason))?;
        }
    }
    // Below 1024 a listener needs rights that this program never asks for.
    if let Some(index) = ports.iter().position(|port| *port < 1024) {
        return Err(bad(
            format!("redirect.ports[{index}]"),
            "must be 1024 or more",
        ));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~".contains(c);
    if !path.starts_with('/') || !path.chars().all(plain) || path.contains("..") {
        return Err(bad(
            "redirect.path",
            "must begin with / and have only letters, digits, /, -, ., _ and ~",
        ));
    }
    Ok(())
}
