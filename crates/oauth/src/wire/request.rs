//! The shape of requests: names, method, headers, body.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderValue, Method};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::Purpose;
use crate::profile::{BasicEncoding, ClientAuth, ContentType, ParamsIn, RefreshBy, RequestMethod};
use crate::provider::Resolved;
use crate::{Error, Provider};

/// Names of parameters with their values.
pub(crate) type Pairs = Vec<(String, String)>;

/// The parameters of a standard request as this provider wants them: other values of `grant_type`,
/// some left out, some renamed.
pub(super) fn renamed(provider: &Resolved, purpose: Purpose, pairs: Pairs) -> Pairs {
    let profile = &provider.profile;
    let refresh = &profile.refresh;
    let by_access_token = refresh.by == RefreshBy::AccessToken;
    let mut wanted = Pairs::new();
    if purpose == Purpose::Push {
        return pairs;
    }
    for (standard, value) in pairs {
        let (standard, value) = match (purpose, standard.as_str()) {
            (Purpose::Exchange, "grant_type") => (standard, profile.grant_type().to_owned()),
            (Purpose::ClientCredentials, "grant_type") => {
                (standard, profile.client_grant_type().to_owned())
            }
            (Purpose::Refresh, "grant_type") => {
                (standard, refresh.grant_type.clone().unwrap_or(value))
            }
            (Purpose::Refresh, "refresh_token") if by_access_token => {
                ("access_token".to_owned(), value)
            }
            _ => (standard, value),
        };
        if purpose != Purpose::Revocation && profile.token.omit.contains(&standard) {
            continue;
        }
        let name = match (purpose, standard.as_str(), &profile.revoke) {
            (Purpose::Revocation, "token", Some(rule)) => rule.param.clone(),
            _ => profile.token_name(&standard).to_owned(),
        };
        wanted.push((name, value));
    }
    wanted
}

/// A request to the token endpoint or one beside it. `basic` is its `Authorization`.
pub(crate) fn token_request(
    http: &reqwest::Client,
    provider: &Resolved,
    method: RequestMethod,
    address: &Url,
    pairs: &Pairs,
    basic: Option<HeaderValue>,
) -> Result<reqwest::Request, Error> {
    let profile = &provider.profile;
    let accept = profile.accept_header.as_deref();
    let sent_by = match method {
        RequestMethod::Get => Method::GET,
        RequestMethod::Post => Method::POST,
    };
    let mut request = http
        .request(sent_by, address.clone())
        .header(ACCEPT, accept.unwrap_or("application/json"));
    for (name, value) in &provider.token_headers {
        request = request.header(name, value);
    }
    if let Some(basic) = basic {
        request = request.header(AUTHORIZATION, basic);
    }
    let in_query = method == RequestMethod::Get || profile.token.params_in == ParamsIn::Query;
    request = match profile.content_type {
        _ if in_query => request.query(pairs),
        ContentType::Form => request.form(pairs),
        ContentType::Json => {
            let fields = pairs
                .iter()
                .map(|(name, value)| (name.clone(), value.clone().into()));
            request.json(&serde_json::Map::from_iter(fields))
        }
    };
    request.build().map_err(|_| unsendable())
}

/// A plain form, whatever token requests look like.
pub(super) fn form(
    http: &reqwest::Client,
    address: &Url,
    pairs: &Pairs,
    basic: Option<HeaderValue>,
) -> Result<reqwest::Request, Error> {
    let mut request = http
        .request(Method::POST, address.clone())
        .header(ACCEPT, "application/json");
    if let Some(basic) = basic {
        request = request.header(AUTHORIZATION, basic);
    }
    request.form(pairs).build().map_err(|_| unsendable())
}

/// The Basic header of this provider, from the standard one (RFC 6749 section 2.3.1).
pub(crate) fn basic(provider: &Resolved, standard: &HeaderValue) -> Result<HeaderValue, Error> {
    let id = &provider.client.id;
    let secret = provider.client.secret.as_ref();
    let secret = secret.map_or("", SecretString::expose_secret);
    let profile = &provider.profile;
    let pair = match (profile.client_auth(), profile.client.basic_encoding) {
        (ClientAuth::SecretAsUsername, _) => format!("{secret}:"),
        (_, BasicEncoding::Raw) => format!("{id}:{secret}"),
        (_, BasicEncoding::Form) => return Ok(standard.clone()),
    };
    sensitive(&format!("Basic {}", BASE64_STANDARD.encode(pair)))
}

/// `DELETE` with the client in a Basic header and a token in the body.
pub(crate) fn delete_as_client(
    http: &reqwest::Client,
    provider: &Provider,
    address: &Url,
    (name, token): (&str, &SecretString),
) -> Result<reqwest::Request, Error> {
    let client = &provider.0.client;
    let secret = client.secret.as_ref();
    let secret = secret.map_or("", SecretString::expose_secret);
    let pair = BASE64_STANDARD.encode(format!("{}:{secret}", client.id));
    http.request(Method::DELETE, address.clone())
        .header(ACCEPT, "application/json")
        .header(AUTHORIZATION, sensitive(&format!("Basic {pair}"))?)
        .json(&serde_json::json!({ name: token.expose_secret() }))
        .build()
        .map_err(|_| unsendable())
}

/// A request without a body, signed with a token.
pub(crate) fn signed(
    http: &reqwest::Client,
    method: Method,
    address: &Url,
    signature: (http::HeaderName, HeaderValue),
) -> Result<reqwest::Request, Error> {
    http.request(method, address.clone())
        .header(ACCEPT, "application/json")
        .header(signature.0, signature.1)
        .build()
        .map_err(|_| unsendable())
}

/// A `DELETE` that nothing signs.
pub(crate) fn unsigned_delete(
    http: &reqwest::Client,
    address: &Url,
) -> Result<reqwest::Request, Error> {
    http.request(Method::DELETE, address.clone())
        .header(ACCEPT, "application/json")
        .build()
        .map_err(|_| unsendable())
}

fn sensitive(text: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(text).map_err(|_| unsendable())?;
    value.set_sensitive(true);
    Ok(value)
}

fn unsendable() -> Error {
    Error::BadClient {
        field: "client_secret",
        reason: "cannot be sent",
    }
}
