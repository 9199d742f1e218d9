//! The rules of how a grant is had: which ways there are, and what each of them needs beyond the token endpoint.

use serde::{Deserialize, Serialize};

use super::parameters::{Parameters, parameters};
use super::{ClientAuth, Profile, SecretRule, bad};
use crate::Error;
use crate::address::check_syntax;

/// A way to a grant (RFC 6749 section 1.3, RFC 8628).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantKind {
    /// A person consents in the browser (RFC 6749 section 4.1).
    #[default]
    AuthorizationCode,
    /// The client asks for itself (RFC 6749 section 4.4).
    ClientCredentials,
    /// A person enters a code on any device (RFC 8628).
    DeviceCode,
}

/// How the client credentials request differs from RFC 6749 section 4.4.2. All rules of token requests hold as well.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClientCredentialsRule {
    /// The address, where it is another one than that of the code exchange. A template.
    pub url: Option<String>,
    /// The value of `grant_type`; unset: `client_credentials`, or the profile's own where it knows no other grant.
    pub grant_type: Option<String>,
    /// Further parameters. `scope` here is what is asked when nothing else says so.
    #[serde(deserialize_with = "parameters")]
    pub extra: Parameters,
}

/// A request that scopes go with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendOn {
    /// The authorization request, in the browser or for a device.
    Authorize,
    /// The code exchange.
    Exchange,
    /// The client credentials request.
    ClientCredentials,
    /// A refresh.
    Refresh,
}

/// The token that a client signs to name itself (RFC 7523 section 3).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AssertionRule {
    /// The algorithm (RFC 7518 section 3.1); unset: RS256, with `client_secret_jwt` HS256.
    pub alg: Option<SigningAlgorithm>,
    /// The `kid` of its header. A template.
    pub key_id: Option<String>,
    /// Its audience; unset: the address of the token endpoint. A template.
    pub audience: Option<String>,
    /// Its issuer; unset: the client's ID. A template.
    pub issuer: Option<String>,
    /// Seconds that it lives.
    pub lifetime: u32,
}

impl Default for AssertionRule {
    fn default() -> Self {
        AssertionRule {
            alg: None,
            key_id: None,
            audience: None,
            issuer: None,
            lifetime: 300,
        }
    }
}

/// An algorithm that an assertion is signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum SigningAlgorithm {
    /// RSA, PKCS #1 v1.5, SHA-256.
    RS256,
    /// RSA, PKCS #1 v1.5, SHA-384.
    RS384,
    /// RSA, PKCS #1 v1.5, SHA-512.
    RS512,
    /// RSA-PSS, SHA-256.
    PS256,
    /// RSA-PSS, SHA-384.
    PS384,
    /// RSA-PSS, SHA-512.
    PS512,
    /// ECDSA on P-256, SHA-256.
    ES256,
    /// ECDSA on P-384, SHA-384.
    ES384,
    /// HMAC with the client secret, SHA-256.
    HS256,
}

impl SigningAlgorithm {
    /// Whether the key is the client secret itself.
    pub(crate) fn is_symmetric(self) -> bool {
        self == SigningAlgorithm::HS256
    }
}

/// How a callback proves whose it is, beyond its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackSignature {
    /// Shopify's: `hmac`, over the other parameters, keyed with the client secret, with a `timestamp`.
    ShopifyHmac,
}

/// Pushed authorization requests (RFC 9126).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParRule {
    /// The address. A template.
    pub url: String,
    /// Whether the provider takes others as well.
    #[serde(default)]
    pub mode: ParMode,
}

/// Whether a provider takes authorization requests that were not pushed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParMode {
    /// Yes: where pushing does not work, the browser carries the request.
    #[default]
    Supported,
    /// No.
    Required,
}

/// Dynamic client registration (RFC 7591).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegistrationRule {
    /// The address; unset: that of discovery. A template.
    pub url: Option<String>,
    /// The client's name for people; unset: `Headwater`.
    pub name: Option<String>,
}

impl Profile {
    /// The ways to a grant, the proposed one first.
    pub fn grants(&self) -> Vec<GrantKind> {
        match (&self.grants, self.grant_type()) {
            (Some(listed), _) => listed.clone(),
            (None, "client_credentials") => vec![GrantKind::ClientCredentials],
            (None, _) => vec![GrantKind::AuthorizationCode],
        }
    }

    /// The `grant_type` of the client credentials request.
    pub(crate) fn client_grant_type(&self) -> &str {
        let own = self.client_credentials.grant_type.as_deref();
        own.unwrap_or(match self.grant_type() {
            "authorization_code" => "client_credentials",
            _ if self.grants().contains(&GrantKind::AuthorizationCode) => "client_credentials",
            other => other,
        })
    }

    /// Further parameters of the client credentials request: its own, and where there is no code to exchange, those
    /// of the token request.
    pub(crate) fn client_extra(&self) -> Parameters {
        let mut extra = match self.grants().contains(&GrantKind::AuthorizationCode) {
            true => Parameters::new(),
            false => self.extra_access_url.clone(),
        };
        extra.remove("grant_type");
        extra.extend(self.client_credentials.extra.clone());
        extra
    }

    /// Whether a client signs a token to name itself.
    pub(crate) fn assertion_alg(&self) -> Option<SigningAlgorithm> {
        let alg = self.client.assertion.alg;
        match self.client_auth() {
            ClientAuth::PrivateKeyJwt => Some(alg.unwrap_or(SigningAlgorithm::RS256)),
            ClientAuth::ClientSecretJwt => Some(SigningAlgorithm::HS256),
            _ => None,
        }
    }
}

/// Checks that the ways to a grant and what they need fit together.
pub(super) fn check(profile: &Profile) -> Result<(), Error> {
    let grants = profile.grants();
    if grants.is_empty() {
        return Err(bad("grants", "needs at least one grant"));
    }
    let duplicate = (1..grants.len()).find(|index| grants[..*index].contains(&grants[*index]));
    if let Some(index) = duplicate {
        return Err(bad(format!("grants[{index}]"), "is listed twice"));
    }
    addresses(profile, &grants)?;
    grant_type(profile, &grants)?;
    parameters_of_client(profile)?;
    authentication(profile)?;
    if profile.callback_signature.is_some() && profile.client.secret != SecretRule::Required {
        let reason = "needs client.secret required: the signature is made with it";
        return Err(bad("callback_signature", reason));
    }
    if profile.discovery && profile.issuer.is_none() {
        return Err(bad("issuer", "is needed with discovery"));
    }
    if let Some(rule) = &profile.registration
        && rule.url.is_none()
        && !profile.discovery
    {
        return Err(bad("registration.url", "is missing"));
    }
    Ok(())
}

/// Discovery may find what a profile leaves out; nothing else can.
fn addresses(profile: &Profile, grants: &[GrantKind]) -> Result<(), Error> {
    let needed = [
        (
            "step1_authorize_url",
            profile.step1_authorize_url.is_none() && grants.contains(&GrantKind::AuthorizationCode),
        ),
        ("step3_access_url", profile.step3_access_url.is_none()),
        (
            "device_authorization_url",
            profile.device_authorization_url.is_none() && grants.contains(&GrantKind::DeviceCode),
        ),
    ];
    match needed.iter().find(|(_, missing)| *missing) {
        Some((key, _)) if !profile.discovery => Err(bad(*key, "is missing")),
        _ => Ok(()),
    }
}

fn grant_type(profile: &Profile, grants: &[GrantKind]) -> Result<(), Error> {
    let by_code = grants.contains(&GrantKind::AuthorizationCode);
    match profile.grant_type() {
        "refresh_token" | "urn:ietf:params:oauth:grant-type:device_code" => Err(bad(
            "grant_type",
            "is no grant of its own: device codes are listed in grants",
        )),
        "client_credentials" | "password" if by_code => Err(bad(
            "grant_type",
            "is not that of a code exchange: client_credentials.grant_type is for the other request",
        )),
        _ => Ok(()),
    }
}

fn parameters_of_client(profile: &Profile) -> Result<(), Error> {
    let own = ["grant_type", "client_id", "client_secret"];
    for (name, template) in &profile.client_credentials.extra {
        let path = format!("client_credentials.extra.{name}");
        if own.contains(&name.as_str())
            || own
                .map(|own| profile.token_name(own))
                .contains(&name.as_str())
        {
            return Err(bad(path, "is set by the flow itself"));
        }
        check_syntax(template).map_err(|reason| bad(path, reason))?;
    }
    Ok(())
}

fn authentication(profile: &Profile) -> Result<(), Error> {
    let rule = &profile.client.assertion;
    let auth = profile.client_auth();
    let signs = matches!(
        auth,
        ClientAuth::PrivateKeyJwt | ClientAuth::ClientSecretJwt
    );
    if signs && profile.client.secret != SecretRule::Required {
        let reason = "needs client.secret required: the assertion is signed with it";
        return Err(bad("client.auth", reason));
    }
    let symmetric = rule.alg.map(SigningAlgorithm::is_symmetric);
    match (auth, symmetric) {
        (ClientAuth::PrivateKeyJwt, Some(true)) => {
            return Err(bad("client.assertion.alg", "is not for a private key"));
        }
        (ClientAuth::ClientSecretJwt, Some(false)) => {
            return Err(bad("client.assertion.alg", "needs a private key"));
        }
        _ => {}
    }
    if !(1..=3600).contains(&rule.lifetime) {
        return Err(bad(
            "client.assertion.lifetime",
            "must be between 1 and 3600 seconds",
        ));
    }
    for (path, template) in [
        ("client.assertion.key_id", &rule.key_id),
        ("client.assertion.audience", &rule.audience),
        ("client.assertion.issuer", &rule.issuer),
    ] {
        if let Some(template) = template {
            check_syntax(template).map_err(|reason| bad(path, reason))?;
        }
    }
    Ok(())
}
