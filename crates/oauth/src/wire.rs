//! The wire: where standard requests meet one provider's ways.
//!
//! The `oauth2` crate writes the request and reads the answer by the book; [`Wire`] stands under
//! it, turns the request into what the profile asks for and the answer into what the book says. A
//! provider's oddity is handled here and nowhere else.

mod request;
mod send;

use std::pin::Pin;

use http::HeaderValue;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use crate::answer::{self, Fields};
use crate::profile::RequestMethod;
use crate::provider::Resolved;
use crate::{Error, Provider, assertion, client};
pub(crate) use request::{Pairs, basic, delete_as_client, signed, token_request, unsigned_delete};
pub(crate) use send::{Reply, send};

/// What a request is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A code goes, tokens come back.
    Exchange,
    /// A token goes, tokens come back.
    Refresh,
    /// A token goes (RFC 7009).
    Revocation,
    /// The client asks for itself (RFC 6749 section 4.4).
    ClientCredentials,
    /// A device code is asked for (RFC 8628 section 3.1).
    Device,
    /// A device code goes (RFC 8628 section 3.4).
    DevicePoll,
    /// An authorization request goes ahead of the browser (RFC 9126).
    Push,
}

/// Carries the requests of the `oauth2` crate to one address. It owns what it needs (cheap clones),
/// so that the futures of this crate are `Send` for callers that spawn them.
pub(crate) struct Wire {
    pub http: reqwest::Client,
    pub provider: Provider,
    /// Where requests go. The one that a request names itself is not read: the `oauth2` crate takes
    /// only https for revocation, but on this machine http is right (RFC 8252 section 8.3).
    pub address: Url,
    pub purpose: Purpose,
    /// The access token that lives on where a refresh answers with nothing.
    pub lives_on: Option<SecretString>,
}

impl<'c> AsyncHttpClient<'c> for Wire {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.carry(request))
    }
}

impl Wire {
    async fn carry(&self, request: HttpRequest) -> Result<HttpResponse, Error> {
        let resolved = &self.provider.0;
        let mut pairs: Pairs = form_urlencoded::parse(request.body())
            .into_owned()
            .collect();
        if resolved.assertion.is_some() {
            assertion::attach(resolved, &mut pairs)?;
        }
        let secrets = secrets(&pairs);
        let outgoing = token_request(
            &self.http,
            resolved,
            method(resolved, self.purpose),
            &self.address,
            &request::renamed(resolved, self.purpose, pairs),
            (request.headers().get(AUTHORIZATION))
                .map(|standard| request::basic(resolved, standard))
                .transpose()?,
        )?;
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        let reply = send(&self.http, outgoing).await?;
        let fields = answer::read_by(&reply, &resolved.profile, &secrets).map_err(of_status);
        let fields = match fields {
            Err(_) if self.lives_on.is_some() && reply.is_success() && reply.body.is_empty() => {
                Ok(Fields::new())
            }
            fields => fields,
        };
        let body = match self.purpose {
            // The body of a success means nothing (RFC 7009 section 2.2), unless it is an error: not
            // every provider says so by its status.
            Purpose::Revocation => match fields {
                Err(Error::NotOAuth { .. }) if reply.is_success() => Vec::new(),
                fields => fields.map(|_| Vec::new())?,
            },
            _ => {
                let lives_on = self.lives_on.as_ref().map(SecretString::expose_secret);
                answer::standard(fields?, &resolved.profile, lives_on, &secrets)?
                    .to_string()
                    .into_bytes()
            }
        };
        let mut standard = HttpResponse::new(body);
        standard
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(standard)
    }
}

/// Sends a request that the `oauth2` crate does not write, signed as the client. Gives the answer, and the request's
/// secrets, to be cut out of error texts.
pub(crate) async fn ask(
    http: &reqwest::Client,
    provider: &Provider,
    purpose: Purpose,
    address: &Url,
    mut pairs: Pairs,
) -> Result<(Reply, Vec<String>), Error> {
    let resolved = &provider.0;
    let basic = client::sign(resolved, &mut pairs)?;
    let secrets = secrets(&pairs);
    let wanted = request::renamed(resolved, purpose, pairs);
    let method = method(resolved, purpose);
    let request = match purpose {
        Purpose::Push => request::form(http, address, &wanted, basic)?,
        _ => token_request(http, resolved, method, address, &wanted, basic)?,
    };
    Ok((send(http, request).await?, secrets))
}

fn method(provider: &Resolved, purpose: Purpose) -> RequestMethod {
    let profile = &provider.profile;
    match purpose {
        Purpose::Exchange | Purpose::ClientCredentials | Purpose::DevicePoll => {
            profile.request_method
        }
        Purpose::Refresh => profile.refresh.method.unwrap_or(profile.request_method),
        Purpose::Revocation | Purpose::Device | Purpose::Push => RequestMethod::Post,
    }
}

/// Where nothing else says what is wrong, the status 401 alone does (RFC 6749 section 5.2).
pub(crate) fn of_status(error: Error) -> Error {
    match error {
        Error::NotOAuth { status: 401, .. } | Error::Unavailable { status: 401, .. } => {
            Error::Client {
                error: "status 401".to_owned(),
                description: None,
            }
        }
        error => error,
    }
}

/// Values of a standard request that a provider's error text might repeat.
fn secrets(pairs: &Pairs) -> Vec<String> {
    const NAMES: [&str; 8] = [
        "client_assertion",
        "device_code",
        "code",
        "code_verifier",
        "client_secret",
        "refresh_token",
        "state",
        "token",
    ];
    let of_interest = pairs
        .iter()
        .filter(|(name, value)| NAMES.contains(&name.as_str()) && !value.is_empty());
    of_interest.map(|(_, value)| value.clone()).collect()
}
