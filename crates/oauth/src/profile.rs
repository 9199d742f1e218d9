//! The profile: a provider as data, the `oauth2` part of a connector.

mod calls;
mod captured;
mod check;
mod grants;
mod life;
mod parameters;
mod redirect;
mod request;
mod response;
mod rules;

use serde::Deserialize;
use serde_json::Value;

use crate::Error;
pub use calls::{Call, Choose, Verify};
pub(crate) use captured::is_late;
pub use captured::{CallbackValue, Capture};
pub use grants::{
    AssertionRule, CallbackSignature, ClientCredentialsRule, GrantKind, ParMode, ParRule,
    RegistrationRule, SendOn, SigningAlgorithm,
};
pub use life::{GrantLife, RefreshLifetime, Rotation};
pub use parameters::Parameters;
use parameters::parameters;
pub use request::{
    AuthorizeRule, ContentType, ExchangeStep, KeepOldToken, Ours, ParamsIn, RefreshAnswer,
    RefreshBy, RefreshRule, Renames, RequestMethod, TokenRule,
};
pub use response::{ErrorKind, ErrorRule, ExpiresUnit, ResponseRule, ZeroMeans};
pub use rules::{
    BasicEncoding, ChallengeEncoding, ClientAuth, ClientRule, IdentityRule, Pkce, PkceMethod,
    PkceMode, Redirect, RedirectHost, RedirectPolicy, RevokeRule, RevokeStyle, RevokedToken,
    ScopeRule, SecretRule, UseToken,
};

/// How one provider does OAuth 2.
///
/// Keys that other connector formats have as well keep their names there. Addresses and parameters
/// are Jinja templates over the connection's inputs. Everything but the two addresses has a default
/// that is the plain standard.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The ways to a grant, the proposed one first; unset: the authorization code, or what
    /// `grant_type` says.
    #[serde(default)]
    pub grants: Option<Vec<GrantKind>>,
    /// The address where the person consents (RFC 6749 section 3.1); none where nobody does, or
    /// where discovery tells it.
    #[serde(default)]
    pub step1_authorize_url: Option<String>,
    /// The address that exchanges the code (RFC 6749 section 3.2); none where discovery tells it.
    #[serde(default)]
    pub step3_access_url: Option<String>,
    /// The address that gives device codes (RFC 8628 section 3.1).
    #[serde(default)]
    pub device_authorization_url: Option<String>,
    /// The client credentials request.
    #[serde(default)]
    pub client_credentials: ClientCredentialsRule,
    /// What this profile leaves out is asked of the issuer (RFC 8414, OpenID Connect Discovery).
    #[serde(default)]
    pub discovery: bool,
    /// The provider registers clients by itself (RFC 7591).
    #[serde(default)]
    pub registration: Option<RegistrationRule>,
    /// The authorization request goes to the provider before the browser does (RFC 9126).
    #[serde(default)]
    pub par: Option<ParRule>,
    /// How callbacks are signed.
    #[serde(default)]
    pub callback_signature: Option<CallbackSignature>,
    /// The address that refreshes, where it is another one.
    #[serde(default)]
    pub token_refresh_url: Option<String>,
    /// Further parameters of the authorization request. `scope` here is what is asked when an
    /// attempt names no scopes; `response_type` is short for `authorize: { response_type: … }`.
    #[serde(default, deserialize_with = "parameters")]
    pub extra_authorization_url: Parameters,
    /// Further parameters of the code exchange; `grant_type` here is the same as the key.
    #[serde(default, deserialize_with = "parameters")]
    pub extra_access_url: Parameters,
    /// Short for `client: { auth: basic }`.
    #[serde(default)]
    pub client_id_and_secret_in_headers: bool,
    /// Another name of the code, in the callback (where `code` still counts as well) and in the
    /// code exchange.
    #[serde(default)]
    pub alternative_code_key: Option<String>,
    /// Another name of `client_id`, wherever the client names itself.
    #[serde(default)]
    pub alternative_client_id_key: Option<String>,
    /// Another name of `client_secret` in token requests.
    #[serde(default)]
    pub alternative_client_secret_key: Option<String>,
    /// The value of `grant_type` in the code exchange; unset: `authorization_code`.
    #[serde(default)]
    pub grant_type: Option<String>,
    /// The `Accept` header of token requests; unset: `application/json`.
    #[serde(default)]
    pub accept_header: Option<String>,
    /// How token requests are written.
    #[serde(default)]
    pub content_type: ContentType,
    /// The method of token requests.
    #[serde(default)]
    pub request_method: RequestMethod,
    /// Where the access token stands in an answer, dotted: `data.access_token`. Its neighbours are
    /// looked for beside it first.
    #[serde(default = "default_access_token_path")]
    pub access_token_path: String,
    /// The input `alternative_scope`, where it is filled in, takes the place of the scopes that are
    /// asked.
    #[serde(default)]
    pub alternative_scope: bool,
    /// The input `client_id`, where it is filled in, takes the place of the client's ID.
    #[serde(default)]
    pub client_id: bool,
    /// The input `client_secret`, where it is filled in, takes the place of the client's secret.
    #[serde(default)]
    pub client_secret: bool,
    /// The provider's issuer identifier (RFC 8414 section 2), compared character by character. A
    /// template.
    #[serde(default)]
    pub issuer: Option<String>,
    /// The provider promises `iss` in every answer (RFC 9207 section 3): one without is refused.
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
    /// Proof key for code exchange (RFC 7636).
    #[serde(default)]
    pub pkce: Pkce,
    /// How scopes are asked.
    #[serde(default)]
    pub scopes: ScopeRule,
    /// Where the browser comes back to.
    #[serde(default)]
    pub redirect: Redirect,
    /// What the client has to show.
    #[serde(default)]
    pub client: ClientRule,
    /// How the authorization URL and the callback differ from the standard.
    #[serde(default)]
    pub authorize: AuthorizeRule,
    /// How token requests differ from the standard.
    #[serde(default)]
    pub token: TokenRule,
    /// Exchanges after that of the code, in this order.
    #[serde(default)]
    pub exchange: Vec<ExchangeStep>,
    /// How a grant is refreshed.
    #[serde(default)]
    pub refresh: RefreshRule,
    /// Where the fields of a token answer stand and what odd values mean.
    #[serde(default)]
    pub response: ResponseRule,
    /// What the provider's own errors mean. The first that matches counts.
    #[serde(default)]
    pub errors: Vec<ErrorRule>,
    /// What to keep with the grant beside the tokens.
    #[serde(default)]
    pub capture: Capture,
    /// How a grant is revoked; none: the provider offers no way.
    #[serde(default)]
    pub revoke: Option<RevokeRule>,
    /// How to learn who consented; none: the provider does not tell.
    #[serde(default)]
    pub identity: Option<IdentityRule>,
    /// How requests to the provider's API carry the access token.
    #[serde(default)]
    pub use_token: UseToken,
    /// What is asked with the token right after the consent, in this order.
    #[serde(default)]
    pub after_connect: Vec<Call>,
    /// A request that tells whether the connection works.
    #[serde(default)]
    pub verify: Option<Verify>,
    /// Whether refreshing makes the refresh token live longer; unset: unknown.
    #[serde(default)]
    pub refresh_lifetime: Option<RefreshLifetime>,
    /// When a grant ends by itself, beyond what answers say.
    #[serde(default)]
    pub grant_life: Option<GrantLife>,
}

impl Profile {
    /// Reads and checks the `oauth2` part of a connector.
    ///
    /// # Errors
    /// [`Error::BadProfile`] naming the key: unknown or misshapen keys, templates that do not
    /// parse, addresses without slots that may not be used, rules that contradict each other.
    pub fn parse(value: Value) -> Result<Profile, Error> {
        let profile: Profile = serde_path_to_error::deserialize(value)
            .map_err(|error| bad(error.path().to_string(), error.inner().to_string()))?;
        check::check(&profile)?;
        Ok(profile)
    }

    /// The redirect URIs to register at the provider, in the order in which they are tried. Where
    /// any port will do, one without a port; none where inputs say which.
    pub fn redirect_uris(&self) -> Vec<String> {
        let Redirect {
            policy,
            host,
            ports,
            path,
            ..
        } = &self.redirect;
        match policy {
            RedirectPolicy::AnyPort => vec![format!("http://{}{path}", host.as_str())],
            RedirectPolicy::FixedPorts => ports
                .iter()
                .map(|port| format!("http://{}:{port}{path}", host.as_str()))
                .collect(),
            RedirectPolicy::Paste if self.redirect.input.is_none() => {
                let uri = crate::redirect::pasted(&self.redirect, &crate::Values::new());
                uri.into_iter().map(|(uri, _)| uri).collect()
            }
            RedirectPolicy::Relay | RedirectPolicy::Paste => Vec::new(),
        }
    }

    /// Host of the consent page with these inputs; none where they do not suffice.
    pub fn destination(&self, values: &crate::Values) -> Option<String> {
        let template = self.step1_authorize_url.as_ref()?;
        let (_, url) = crate::address::address(template, values).ok()?;
        url.host_str().map(str::to_owned)
    }

    /// The address that refreshes, else that exchanges the code, with these inputs; none where they
    /// do not suffice.
    pub fn token_address(&self, values: &crate::Values) -> Option<String> {
        let template = self.token_refresh_url.as_ref();
        let template = template.or(self.step3_access_url.as_ref())?;
        let (text, _) = crate::address::address(template, values).ok()?;
        Some(text)
    }

    /// The templates of all addresses, each with its key.
    pub(crate) fn addresses(&self) -> Vec<(String, String)> {
        let identity = self.identity.as_ref().and_then(|rule| rule.url.as_ref());
        let registration = (self.registration.as_ref()).and_then(|rule| rule.url.as_ref());
        let fixed = [
            ("step1_authorize_url", self.step1_authorize_url.as_ref()),
            ("step3_access_url", self.step3_access_url.as_ref()),
            (
                "device_authorization_url",
                self.device_authorization_url.as_ref(),
            ),
            (
                "client_credentials.url",
                self.client_credentials.url.as_ref(),
            ),
            ("par.url", self.par.as_ref().map(|rule| &rule.url)),
            ("registration.url", registration),
            ("token_refresh_url", self.token_refresh_url.as_ref()),
            ("issuer", self.issuer.as_ref()),
            ("revoke.url", self.revoke.as_ref().map(|rule| &rule.url)),
            ("identity.url", identity),
            ("verify", self.verify.as_ref().and_then(Verify::address)),
        ];
        let mut addresses: Vec<_> = fixed
            .into_iter()
            .filter_map(|(path, template)| Some((path.to_owned(), template?.clone())))
            .collect();
        let steps = self.exchange.iter().enumerate();
        addresses.extend(
            steps.map(|(index, step)| (format!("exchange[{index}].url"), step.url.clone())),
        );
        let calls = self.after_connect.iter().enumerate();
        addresses.extend(
            calls.map(|(index, call)| (format!("after_connect[{index}].get"), call.get.clone())),
        );
        addresses
    }

    /// The templates of headers that go with the access token, each with its key.
    pub(crate) fn header_templates(&self) -> Vec<(String, String)> {
        let of_calls = self.after_connect.iter().enumerate();
        let of_calls = of_calls
            .map(|(index, call)| (format!("after_connect[{index}].headers"), &call.headers));
        let of_verify = self.verify.iter();
        let of_verify = of_verify.map(|verify| ("verify.headers".to_owned(), &verify.headers));
        let of_use = (
            "use_token.extra_headers".to_owned(),
            &self.use_token.extra_headers,
        );
        of_calls
            .chain(of_verify)
            .chain([of_use])
            .flat_map(|(path, headers)| {
                headers
                    .iter()
                    .map(move |(name, template)| (format!("{path}.{name}"), template.clone()))
            })
            .collect()
    }

    /// How the client names itself, after the short form is resolved.
    pub fn client_auth(&self) -> ClientAuth {
        match (self.client.auth, self.client_id_and_secret_in_headers) {
            (Some(auth), _) => auth,
            (None, true) => ClientAuth::Basic,
            (None, false) => ClientAuth::Body,
        }
    }

    /// The `response_type` of the authorization request.
    pub(crate) fn response_type(&self) -> &str {
        let short = self.extra_authorization_url.get("response_type");
        let value = self.authorize.response_type.as_ref().or(short);
        value.map_or("code", String::as_str)
    }

    /// The `grant_type` of the code exchange.
    pub(crate) fn grant_type(&self) -> &str {
        let short = self.extra_access_url.get("grant_type");
        let value = self.grant_type.as_ref().or(short);
        value.map_or("authorization_code", String::as_str)
    }

    /// The provider's name of a parameter of the authorization request.
    pub(crate) fn authorize_name<'a>(&'a self, standard: &'a str) -> &'a str {
        let short = match standard {
            "client_id" => self.alternative_client_id_key.as_ref(),
            _ => None,
        };
        let name = self.authorize.rename.get(standard).or(short);
        name.map_or(standard, String::as_str)
    }

    /// The provider's name of a parameter of token requests.
    pub(crate) fn token_name<'a>(&'a self, standard: &'a str) -> &'a str {
        let short = match standard {
            "code" => self.alternative_code_key.as_ref(),
            "client_id" => self.alternative_client_id_key.as_ref(),
            "client_secret" => self.alternative_client_secret_key.as_ref(),
            _ => None,
        };
        let name = self.token.rename.get(standard).or(short);
        name.map_or(standard, String::as_str)
    }

    /// The names that the code may have in the callback, the best first.
    pub(crate) fn code_names(&self) -> Vec<String> {
        match (&self.authorize.code_param, &self.alternative_code_key) {
            (Some(name), _) => vec![name.clone()],
            (None, Some(name)) => vec![name.clone(), "code".to_owned()],
            (None, None) => vec!["code".to_owned()],
        }
    }
}

fn bad(path: impl Into<String>, reason: impl Into<String>) -> Error {
    Error::BadProfile {
        path: path.into(),
        reason: reason.into(),
    }
}

fn default_access_token_path() -> String {
    "access_token".to_owned()
}
