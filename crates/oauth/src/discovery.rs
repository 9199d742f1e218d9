//! Asking the issuer what the profile leaves out (RFC 8414, OpenID Connect Discovery).
//!
//! What an issuer says becomes a part of the profile, so it is believed only as far as a profile would be: its issuer to
//! the letter, https addresses, and from a public issuer no address inside this network.

use serde::Deserialize;
use url::{Host, Url};

use crate::address::{address, check_url, is_loopback};
use crate::answer::read;
use crate::profile::{
    ClientAuth, IdentityRule, ParMode, ParRule, RegistrationRule, RevokeRule, RevokeStyle,
};
use crate::wire::{Reply, send};
use crate::{Error, Profile, Values};

/// An issuer's metadata (RFC 8414 section 2), checked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Metadata {
    issuer: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
    userinfo_endpoint: Option<String>,
    device_authorization_endpoint: Option<String>,
    pushed_authorization_request_endpoint: Option<String>,
    registration_endpoint: Option<String>,
    require_pushed_authorization_requests: bool,
    authorization_response_iss_parameter_supported: bool,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// OpenID Connect, Initiating User Registration section 4.
    prompt_values_supported: Option<Vec<String>>,
    /// RFC 8705 section 5.
    mtls_endpoint_aliases: Aliases,
}

/// Endpoints for connections with a client certificate.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Aliases {
    token_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
    device_authorization_endpoint: Option<String>,
    pushed_authorization_request_endpoint: Option<String>,
}

/// The issuer that a profile with these inputs is to be asked about; none where it asks none.
///
/// # Errors
/// [`Error::BadAddress`].
pub fn issuer(profile: &Profile, values: &Values) -> Result<Option<String>, Error> {
    let Some(template) = profile.issuer.as_ref().filter(|_| profile.discovery) else {
        return Ok(None);
    };
    let (text, _) = address(template, values).map_err(|reason| bad("issuer", reason))?;
    Ok(Some(text))
}

/// Asks an issuer about itself, at each of the places where the standards put it.
///
/// # Errors
/// [`Error::IssuerMismatch`] where the metadata is another issuer's, [`Error::BadAddress`] naming an endpoint that may
/// not be used, [`Error::NotOAuth`] where there is no metadata, [`Error::Redirected`], [`Error::Unreachable`],
/// [`Error::AnswerLost`], [`Error::Unavailable`].
pub async fn discover(http: &reqwest::Client, issuer: &str) -> Result<Metadata, Error> {
    let base = check_url(issuer).map_err(|reason| bad("issuer", reason))?;
    let mut nothing = None;
    for place in places(&base) {
        let request = http
            .get(place)
            .header(http::header::ACCEPT, "application/json")
            .build()
            .map_err(|_| bad("issuer", "cannot be asked".to_owned()))?;
        let reply = send(http, request).await?;
        match found(&reply) {
            Some(metadata) => return checked(metadata, issuer, &base),
            None if matches!(reply.status, 408 | 429 | 500..) => {
                return Err(Error::Unavailable {
                    status: reply.status,
                    retry_after: reply.retry_after,
                });
            }
            None => nothing = Some(reply),
        }
    }
    Err(match nothing {
        Some(reply) => reply.not_oauth("no metadata of an issuer"),
        None => bad("issuer", "has no place to ask at".to_owned()),
    })
}

/// Where an issuer's metadata may be: RFC 8414 section 3, and OpenID Connect Discovery section 4.
fn places(issuer: &Url) -> Vec<Url> {
    let path = issuer.path().trim_end_matches('/');
    let at = |path: String| {
        let mut place = issuer.clone();
        place.set_path(&path);
        place.set_query(None);
        place
    };
    let mut places = vec![
        at(format!("/.well-known/oauth-authorization-server{path}")),
        at(format!("{path}/.well-known/openid-configuration")),
    ];
    if !path.is_empty() {
        places.push(at(format!("/.well-known/openid-configuration{path}")));
    }
    places
}

fn found(reply: &Reply) -> Option<Metadata> {
    if !reply.is_success() {
        return None;
    }
    let fields = read(reply, &[]).ok()?;
    fields.get("issuer")?;
    serde_json::from_value(fields.into()).ok()
}

/// RFC 8414 section 3.3, and the rules that every address of a profile keeps.
fn checked(metadata: Metadata, issuer: &str, base: &Url) -> Result<Metadata, Error> {
    if metadata.issuer != issuer {
        return Err(Error::IssuerMismatch {
            expected: issuer.to_owned(),
            found: Some(crate::answer::clean(&metadata.issuer, &[])),
        });
    }
    let aliases = &metadata.mtls_endpoint_aliases;
    for (name, endpoint) in [
        ("authorization_endpoint", &metadata.authorization_endpoint),
        ("token_endpoint", &metadata.token_endpoint),
        ("revocation_endpoint", &metadata.revocation_endpoint),
        ("userinfo_endpoint", &metadata.userinfo_endpoint),
        (
            "device_authorization_endpoint",
            &metadata.device_authorization_endpoint,
        ),
        (
            "pushed_authorization_request_endpoint",
            &metadata.pushed_authorization_request_endpoint,
        ),
        ("registration_endpoint", &metadata.registration_endpoint),
        ("mtls token_endpoint", &aliases.token_endpoint),
        ("mtls revocation_endpoint", &aliases.revocation_endpoint),
        (
            "mtls device_authorization_endpoint",
            &aliases.device_authorization_endpoint,
        ),
        (
            "mtls pushed_authorization_request_endpoint",
            &aliases.pushed_authorization_request_endpoint,
        ),
    ] {
        if let Some(endpoint) = endpoint {
            usable(endpoint, base).map_err(|reason| bad(name, reason))?;
        }
    }
    Ok(metadata)
}

/// An endpoint becomes a template of the profile, so nothing in it may be read as one.
fn usable(endpoint: &str, issuer: &Url) -> Result<(), String> {
    if endpoint.contains(['{', '}']) {
        return Err("must not contain braces".to_owned());
    }
    let url = check_url(endpoint)?;
    if url.scheme() == "http" && !is_loopback(issuer) {
        return Err("must begin with https://".to_owned());
    }
    match is_private(&url) && !is_private(issuer) {
        true => Err("leads into a private network, which a public issuer must not".to_owned()),
        false => Ok(()),
    }
}

/// Whether an address lies inside a machine or a network, as far as its host tells.
fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let inside = [".localhost", ".local", ".internal", ".home.arpa"];
            name == "localhost"
                || !name.contains('.')
                || inside.iter().any(|end| name.ends_with(end))
        }
        Some(Host::Ipv4(ip)) => {
            let shared = ip.octets()[0] == 100 && (64..128).contains(&ip.octets()[1]);
            ip.is_loopback()
                || ip.is_private()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_broadcast()
                || shared
        }
        Some(Host::Ipv6(ip)) => {
            let mapped = ip.to_ipv4_mapped().is_some();
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
                || mapped
        }
        None => true,
    }
}

impl Metadata {
    /// A profile with what it left out. What it says itself stays as it is.
    pub fn complete(&self, profile: &Profile) -> Profile {
        let mut whole = profile.clone();
        self.choose_authentication(&mut whole);
        self.choose_prompt(&mut whole);
        let over_tls = whole.client_auth() == ClientAuth::TlsClientAuth;
        let aliases = &self.mtls_endpoint_aliases;
        let endpoint = |alias: &Option<String>, plain: &Option<String>| {
            alias.clone().filter(|_| over_tls).or_else(|| plain.clone())
        };
        let fill = |place: &mut Option<String>, found: Option<String>| {
            if place.is_none() {
                *place = found;
            }
        };
        fill(
            &mut whole.step1_authorize_url,
            self.authorization_endpoint.clone(),
        );
        fill(
            &mut whole.step3_access_url,
            endpoint(&aliases.token_endpoint, &self.token_endpoint),
        );
        fill(
            &mut whole.device_authorization_url,
            endpoint(
                &aliases.device_authorization_endpoint,
                &self.device_authorization_endpoint,
            ),
        );
        if whole.revoke.is_none() {
            let url = endpoint(&aliases.revocation_endpoint, &self.revocation_endpoint);
            whole.revoke = url.map(RevokeRule::by_the_book);
        }
        if whole.par.is_none() {
            let url = endpoint(
                &aliases.pushed_authorization_request_endpoint,
                &self.pushed_authorization_request_endpoint,
            );
            let mode = match self.require_pushed_authorization_requests {
                true => ParMode::Required,
                false => ParMode::Supported,
            };
            whole.par = url.map(|url| ParRule { url, mode });
        }
        if let Some(url) = &self.registration_endpoint {
            let rule = whole
                .registration
                .get_or_insert_with(RegistrationRule::default);
            fill(&mut rule.url, Some(url.clone()));
        }
        if let Some(url) = &self.userinfo_endpoint {
            let rule = whole.identity.get_or_insert_with(IdentityRule::default);
            fill(&mut rule.url, Some(url.clone()));
        }
        whole.authorization_response_iss_parameter_supported |=
            self.authorization_response_iss_parameter_supported;
        whole
    }

    /// Where the issuer lists its prompts, only one of them is sent to have another account chosen: others would be refused.
    fn choose_prompt(&self, profile: &mut Profile) {
        if let (Some(known), None) = (
            &self.prompt_values_supported,
            &profile.authorize.other_account,
        ) {
            let prompt = ["select_account", "login"].into_iter();
            let mut prompt = prompt.filter(|prompt| known.iter().any(|known| known == prompt));
            let prompt = prompt
                .next()
                .map(|prompt| ("prompt".to_owned(), prompt.to_owned()));
            profile.authorize.other_account = Some(prompt.into_iter().collect());
        }
    }

    /// The first way of naming the client that both sides know, where the profile does not choose one.
    fn choose_authentication(&self, profile: &mut Profile) {
        let chosen = profile.client.auth.is_some() || profile.client_id_and_secret_in_headers;
        // RFC 8414 section 2: without a word it is Basic.
        let basic = ["client_secret_basic".to_owned()];
        let known = self.token_endpoint_auth_methods_supported.as_deref();
        let known = known.unwrap_or(&basic);
        let ways = [
            ("client_secret_basic", ClientAuth::Basic),
            ("client_secret_post", ClientAuth::Body),
            ("none", ClientAuth::None),
        ];
        if !chosen {
            let way = ways
                .iter()
                .find(|(name, _)| known.iter().any(|this| this == name));
            profile.client.auth = way.map(|(_, auth)| *auth);
        }
    }
}

impl RevokeRule {
    /// Revocation as RFC 7009 has it.
    fn by_the_book(url: String) -> RevokeRule {
        RevokeRule {
            url,
            style: RevokeStyle::default(),
            token: Default::default(),
            param: "token".to_owned(),
        }
    }
}

fn bad(field: &str, reason: String) -> Error {
    Error::BadAddress {
        field: field.to_owned(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The places of both standards, with and without a path in the issuer.
    #[test]
    fn both_standards_are_asked() {
        let asked = |issuer: &str| -> Vec<String> {
            let places = places(&issuer.parse().unwrap());
            places.iter().map(|place| place.path().to_owned()).collect()
        };
        let plain = [
            "/.well-known/oauth-authorization-server",
            "/.well-known/openid-configuration",
        ];
        assert_eq!(asked("https://id.example"), plain);
        assert_eq!(asked("https://id.example/"), plain);
        assert_eq!(
            asked("https://id.example/realms/a"),
            [
                "/.well-known/oauth-authorization-server/realms/a",
                "/realms/a/.well-known/openid-configuration",
                "/.well-known/openid-configuration/realms/a",
            ]
        );
    }

    /// A public issuer may not lead into this network, by number or by name; one inside may.
    #[test]
    fn a_public_issuer_stays_public() {
        let public = "https://id.example.com".parse().unwrap();
        for inside in [
            "https://127.0.0.1/token",
            "https://10.1.2.3/token",
            "https://192.168.0.1/token",
            "https://169.254.169.254/latest",
            "https://100.64.0.1/token",
            "https://[::1]/token",
            "https://[fd00::1]/token",
            "https://[::ffff:10.0.0.1]/token",
            "https://localhost/token",
            "https://metadata.google.internal/token",
            "https://intranet/token",
            "http://127.0.0.1/token",
            "https://id.example.com/{{ x }}",
        ] {
            assert!(usable(inside, &public).is_err(), "{inside}");
        }
        assert_eq!(usable("https://login.example.net/token", &public), Ok(()));
        let private = "https://10.0.0.1".parse().unwrap();
        assert_eq!(usable("https://10.1.2.3/token", &private), Ok(()));
        assert!(usable("http://127.0.0.1/token", &private).is_err());
    }
}
