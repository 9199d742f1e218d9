//! The rules of who takes part: client, redirect, proof key, account, and how a grant is used and
//! given back.

use serde::Deserialize;

use super::grants::{AssertionRule, SendOn};
use super::parameters::{Parameters, parameters};

/// Proof key for code exchange (RFC 7636). What is set here is never dropped at run time.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pkce {
    /// Whether a proof key is sent.
    #[serde(default)]
    pub mode: PkceMode,
    /// How the challenge is made from the verifier.
    #[serde(default)]
    pub method: PkceMethod,
    /// How the SHA-256 of the method S256 is written.
    #[serde(default)]
    pub challenge_encoding: ChallengeEncoding,
    /// How many characters the verifier has; unset: 43, the least (RFC 7636 section 4.1).
    #[serde(default)]
    pub verifier_length: Option<u8>,
}

/// How a challenge is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChallengeEncoding {
    /// Base64 for URLs, without padding (RFC 7636 section 4.2).
    #[default]
    Base64url,
    /// Hexadecimal, lower case.
    Hex,
}

/// Whether a proof key is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PkceMode {
    /// Sent; the provider refuses requests without.
    Required,
    /// Sent; the provider checks or ignores it.
    #[default]
    Supported,
    /// Not sent: the provider stumbles over it.
    Off,
}

/// How the challenge is made from the verifier (RFC 7636 section 4.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum PkceMethod {
    /// Its SHA-256.
    #[default]
    S256,
    /// The verifier itself, for providers that know nothing better.
    #[serde(rename = "plain")]
    Plain,
}

/// How scopes are asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScopeRule {
    /// What stands between two scopes.
    pub separator: String,
    /// The parameter's name.
    pub param: String,
    /// Scopes that only keep the grant alive (`offline_access`): always asked.
    pub offline: Vec<String>,
    /// The requests that they go with.
    pub send_on: Vec<SendOn>,
    /// Scopes without which the provider gives nothing: always asked.
    pub required: Vec<String>,
    /// The parameter of the scopes that the person may decline; unset: they stand with the others.
    pub optional_param: Option<String>,
}

impl Default for ScopeRule {
    fn default() -> Self {
        ScopeRule {
            separator: " ".to_owned(),
            param: "scope".to_owned(),
            offline: Vec::new(),
            send_on: vec![SendOn::Authorize, SendOn::ClientCredentials],
            required: Vec::new(),
            optional_param: None,
        }
    }
}

/// Where the browser comes back to: a listener of ours on this machine (RFC 8252 section 7.3), or an
/// https address where the provider accepts no other.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Redirect {
    /// Which port.
    pub policy: RedirectPolicy,
    /// How the redirect URI names this machine.
    pub host: RedirectHost,
    /// With fixed ports: the registered ones, in the order in which they are tried.
    pub ports: Vec<u16>,
    /// The path of the redirect URI.
    pub path: String,
    /// The input that holds the redirect URI, with the policies `relay` and `paste`.
    pub input: Option<String>,
    /// The redirect URI with the policy `paste`. A template; unset: `https://localhost/callback`,
    /// where nobody answers.
    pub uri: Option<String>,
}

impl Default for Redirect {
    fn default() -> Self {
        Redirect {
            policy: RedirectPolicy::AnyPort,
            host: RedirectHost::Ip,
            ports: Vec::new(),
            path: "/callback".to_owned(),
            input: None,
            uri: None,
        }
    }
}

/// Which redirect URIs a provider accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedirectPolicy {
    /// Any: the system chooses one.
    AnyPort,
    /// Only registered ones.
    FixedPorts,
    /// None: an https address of the person's own passes the answer on to one of the ports.
    Relay,
    /// None: the person pastes the https address that the browser ended at.
    Paste,
}

/// How a redirect URI names this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum RedirectHost {
    /// `127.0.0.1`.
    #[serde(rename = "127.0.0.1")]
    Ip,
    /// `localhost`, for providers that accept no other. The listener then answers on both address
    /// families.
    #[serde(rename = "localhost")]
    Localhost,
}

impl RedirectHost {
    /// The host as it stands in a redirect URI.
    pub fn as_str(self) -> &'static str {
        match self {
            RedirectHost::Ip => "127.0.0.1",
            RedirectHost::Localhost => "localhost",
        }
    }
}

/// What the client has to show (RFC 6749 section 2.3). The same for exchange, refresh and
/// revocation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClientRule {
    /// Whether there is a client secret.
    pub secret: SecretRule,
    /// The client shows a certificate as well, whatever names it (RFC 8705 section 3).
    pub certificate: bool,
    /// How the client names itself; unset: in the body, or as `client_id_and_secret_in_headers`
    /// says.
    pub auth: Option<ClientAuth>,
    /// How id and secret are written in a Basic header.
    pub basic_encoding: BasicEncoding,
    /// The token that the client signs, with `private_key_jwt` and `client_secret_jwt`.
    pub assertion: AssertionRule,
}

/// Whether a client of this provider has a secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretRule {
    /// Always.
    Required,
    /// Sent where the client has one.
    #[default]
    Optional,
    /// Never sent.
    None,
}

/// How a client names itself to the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// `Authorization: Basic`.
    Basic,
    /// `client_id` and `client_secret` in the body.
    Body,
    /// `client_id` alone: a public client.
    None,
    /// `Authorization: Basic` with the secret as its user name and no password.
    SecretAsUsername,
    /// `Authorization: Basic` with the ID as its user name and no password: a public client.
    BasicWithoutSecret,
    /// A token signed with the client's private key, which is its secret (RFC 7523).
    PrivateKeyJwt,
    /// A token signed with the client's secret.
    ClientSecretJwt,
    /// `client_id`, over a connection with the client's certificate (RFC 8705 section 2).
    TlsClientAuth,
}

impl ClientAuth {
    /// Whether a Basic header names the client.
    pub(crate) fn is_header(self) -> bool {
        use ClientAuth::*;
        matches!(self, Basic | SecretAsUsername | BasicWithoutSecret)
    }
}

/// How id and secret are written in a Basic header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasicEncoding {
    /// Form-encoded first, as RFC 6749 section 2.3.1 wants it.
    #[default]
    Form,
    /// As they are, for providers that do not decode.
    Raw,
}

/// How a grant is revoked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeRule {
    /// The address. A template.
    pub url: String,
    /// What the request looks like.
    #[serde(default)]
    pub style: RevokeStyle,
    /// Which token is named; with [`RevokeStyle::Rfc7009`] and `refresh`, the access token follows.
    #[serde(default)]
    pub token: RevokedToken,
    /// The name of the parameter that names the token.
    #[serde(default = "default_revoked_param")]
    pub param: String,
}

fn default_revoked_param() -> String {
    "token".to_owned()
}

/// What a revocation request looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevokeStyle {
    /// A form that names the token and the client (RFC 7009 section 2.1).
    #[default]
    Rfc7009,
    /// `DELETE`, signed with the access token as any request to the API.
    Delete,
    /// `POST` without a body, signed in the same way.
    Post,
    /// `GET`, signed in the same way.
    Get,
    /// `DELETE` of the address with the token as one more segment of its path.
    DeletePath,
    /// `DELETE` with the client in a Basic header and the token in a JSON body.
    DeleteAsClient,
}

/// Which token a revocation names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevokedToken {
    /// The refresh token; where the grant has none, the access token.
    #[default]
    Refresh,
    /// The access token.
    Access,
}

/// How to learn who consented. Paths are dotted; they lead into the answer of `url`, or into the
/// token answer where `url` is not set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IdentityRule {
    /// Token answers carry an ID token (OpenID Connect Core section 3.1.3.3). Needs `issuer`.
    pub id_token: bool,
    /// An address that tells, asked with the access token. A template.
    pub url: Option<String>,
    /// The account's stable identifier.
    pub subject: String,
    /// The person's or account's name.
    pub name: String,
    /// The person's e-mail address.
    pub email: String,
    /// The workspace, portal, shop or tenant.
    pub workspace: Option<String>,
}

impl Default for IdentityRule {
    fn default() -> Self {
        IdentityRule {
            id_token: false,
            url: None,
            subject: "sub".to_owned(),
            name: "name".to_owned(),
            email: "email".to_owned(),
            workspace: None,
        }
    }
}

/// How requests to the provider's API carry the access token (RFC 6750 section 2.1).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UseToken {
    /// The header's name.
    pub header: String,
    /// What stands before the token.
    pub prefix: String,
    /// Which of `capture.secrets` signs, by its path; unset: the access token.
    pub token: Option<String>,
    /// Further headers of these requests. The values are templates, which may name captured values.
    #[serde(deserialize_with = "parameters")]
    pub extra_headers: Parameters,
}

impl Default for UseToken {
    fn default() -> Self {
        UseToken {
            header: "Authorization".to_owned(),
            prefix: "Bearer ".to_owned(),
            token: None,
            extra_headers: Parameters::new(),
        }
    }
}
