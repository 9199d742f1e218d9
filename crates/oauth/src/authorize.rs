//! The authorization URL: what the browser is sent to.
//!
//! The `oauth2` crate writes the standard request (RFC 6749 section 4.1.1, RFC 7636 section 4.3);
//! what the profile wants otherwise is done to its parameters, one by one, before the address is
//! put together.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;

use oauth2::{AuthUrl, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, ResponseType};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

use crate::attempt::Secrets;
use crate::profile::{ChallengeEncoding, GrantKind, PkceMethod, Profile, SendOn};
use crate::provider::Resolved;
use crate::token::standard_client;
use crate::{Error, Provider};

/// The scopes of an attempt: the person's own, else those given, else the profile's; and those that
/// keep the grant alive, unless the client asks for itself. Beside them the ones that the person may
/// decline, where these have a parameter of their own.
pub(crate) fn scopes(
    provider: &Provider,
    given: Vec<String>,
    mut optional: Vec<String>,
    kind: GrantKind,
) -> (Vec<String>, Vec<String>) {
    let resolved = &provider.0;
    let rule = &resolved.profile.scopes;
    let split = |text: &str| -> Vec<String> {
        text.split(|c| c == ' ' || c == ',' || rule.separator.contains(c))
            .filter(|scope| !scope.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let by_client = kind == GrantKind::ClientCredentials;
    let extra = match by_client {
        true => &resolved.client_extra,
        false => &resolved.authorize_extra,
    };
    let of_profile = extra.iter().find(|(name, _)| *name == rule.param);
    let mut asked = match (&resolved.alternative_scope, of_profile) {
        (Some(own), _) => split(own),
        (None, Some((_, text))) if given.is_empty() => split(text),
        _ => given,
    };
    // The person's own scopes take the place of all that can be chosen.
    if resolved.alternative_scope.is_some() {
        optional.clear();
    }
    if rule.optional_param.is_none() || by_client {
        asked.append(&mut optional);
    }
    asked.extend(rule.required.iter().cloned());
    match by_client {
        true => asked.retain(|scope| !rule.offline.contains(scope)),
        false => asked.extend(rule.offline.iter().cloned()),
    }
    let mut seen = HashSet::new();
    asked.retain(|scope| seen.insert(scope.clone()));
    optional.retain(|scope| seen.insert(scope.clone()));
    (asked, optional)
}

/// The address to open in the browser.
pub(crate) fn address(
    provider: &Provider,
    secrets: &Secrets,
    redirect_uri: &str,
    (asked, optional): (&[String], &[String]),
    (login_hint, other_account): (Option<String>, bool),
) -> Result<Url, Error> {
    let resolved = &provider.0;
    let profile = &resolved.profile;
    let template = resolved.authorize()?;
    let redirect =
        RedirectUrl::new(redirect_uri.to_owned()).map_err(|error| bad(error.to_string()))?;
    let client = standard_client(provider).set_auth_uri(AuthUrl::from_url(template.clone()));
    let mut request = client
        .authorize_url(|| CsrfToken::new(secrets.state.expose_secret().to_owned()))
        .set_response_type(&ResponseType::new(profile.response_type().to_owned()))
        .set_redirect_uri(Cow::Owned(redirect));
    if let Some(verifier) = &secrets.verifier {
        let verifier = PkceCodeVerifier::new(verifier.expose_secret().to_owned());
        request = request.set_pkce_challenge(match profile.pkce.method {
            PkceMethod::S256 => PkceCodeChallenge::from_code_verifier_sha256(&verifier),
            PkceMethod::Plain => PkceCodeChallenge::from_code_verifier_plain(&verifier),
        });
    }
    let rule = &profile.scopes;
    if !asked.is_empty() && rule.send_on.contains(&SendOn::Authorize) {
        request = request.add_extra_param(rule.param.as_str(), asked.join(&rule.separator));
    }
    if let Some(param) = rule
        .optional_param
        .as_ref()
        .filter(|_| !optional.is_empty())
    {
        request = request.add_extra_param(param, optional.join(&rule.separator));
    }
    if let Some(nonce) = &secrets.nonce {
        request = request.add_extra_param("nonce", nonce.expose_secret());
    }
    if let Some(login_hint) = login_hint {
        request = request.add_extra_param("login_hint", login_hint);
    }
    for (name, value) in extra(resolved, other_account) {
        request = request.add_extra_param(name, value);
    }
    let (standard, _) = request.url();
    let of_template = template.query_pairs().count();
    let pairs = standard.query_pairs().into_owned().skip(of_template);
    as_the_provider_wants(template, pairs, profile, secrets)
}

/// The profile's own parameters, and those that let the person choose another account. Of two that mean the same thing, the
/// words are joined: `prompt=consent select_account` (OpenID Connect Core section 3.1.2.1).
fn extra(resolved: &Resolved, other_account: bool) -> Vec<(String, String)> {
    let profile = &resolved.profile;
    let own = resolved.authorize_extra.iter();
    let own = own.filter(|(name, _)| *name != profile.scopes.param);
    let mut extra: Vec<_> = own.cloned().collect();
    for (name, value) in profile
        .authorize
        .other_account()
        .into_iter()
        .filter(|_| other_account)
    {
        match extra.iter_mut().find(|(known, _)| *known == name) {
            Some((_, words)) if words.split(' ').any(|word| word == value) => {}
            Some((_, words)) => *words = format!("{words} {value}").trim().to_owned(),
            None => extra.push((name, value)),
        }
    }
    extra
}

/// Puts the address together from that of the template and the parameters of the standard request.
fn as_the_provider_wants(
    template: &Url,
    pairs: impl Iterator<Item = (String, String)>,
    profile: &Profile,
    secrets: &Secrets,
) -> Result<Url, Error> {
    let rule = &profile.authorize;
    let mut names: HashSet<String> = HashSet::new();
    let of_template = template.query_pairs().into_owned();
    if let Some((name, _)) = of_template
        .into_iter()
        .find(|(name, _)| !names.insert(name.clone()))
    {
        return Err(bad(format!("has the parameter {name} twice")));
    }
    let mut query = String::new();
    for (standard, mut value) in pairs {
        if rule.omit.contains(&standard) || (rule.omit_empty && value.is_empty()) {
            continue;
        }
        if standard == "code_challenge"
            && profile.pkce.challenge_encoding == ChallengeEncoding::Hex
            && let Some(verifier) = &secrets.verifier
        {
            value = hex(&Sha256::digest(verifier.expose_secret()));
        }
        let name = profile.authorize_name(&standard);
        if !names.insert(name.to_owned()) {
            return Err(bad(format!(
                "has the parameter {name}, which the flow sets as well"
            )));
        }
        if !query.is_empty() {
            query.push('&');
        }
        query.extend(form_urlencoded::byte_serialize(name.as_bytes()));
        query.push('=');
        match rule.raw.contains(&standard) {
            true => push_raw(&mut query, &value),
            false => query.extend(form_urlencoded::byte_serialize(value.as_bytes())),
        }
    }

    let mut address = template.clone();
    match (&rule.fragment, template.query()) {
        (Some(fragment), _) => address.set_fragment(Some(&format!("{fragment}?{query}"))),
        (None, Some(before)) if !before.is_empty() => {
            address.set_query(Some(&format!("{before}&{query}")));
        }
        (None, _) => address.set_query(Some(&query)),
    }
    Ok(address)
}

/// Writes a value as it is, but for what cannot stand in a query (RFC 3986 section 3.4) or would
/// end the value.
fn push_raw(query: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$'()*+,;=:@/?%".contains(&byte) {
            query.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(query, "%{byte:02X}");
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bad(reason: String) -> Error {
    Error::BadAddress {
        field: "step1_authorize_url".to_owned(),
        reason,
    }
}
