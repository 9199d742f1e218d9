//! Giving a grant back.

use http::Method;
use oauth2::{AccessToken, RefreshToken, RevocationUrl, StandardRevocableToken};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::answer::read_by;
use crate::profile::{RefreshBy, RevokeStyle, RevokedToken};
use crate::token::{plain, standard_client};
use crate::wire::{Purpose, Wire, delete_as_client, send, signed, unsigned_delete};
use crate::{Error, Grant, Provider};

/// What became of a grant that was given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoked {
    /// The provider honours it no longer.
    Done,
    /// The provider did not honour it any more as it was.
    AlreadyGone,
    /// The provider offers no revocation: the person can only take the permission back in their
    /// account there.
    NotOffered,
}

/// Gives a grant back (RFC 7009), the refresh token first: with it most providers drop the access
/// token too.
///
/// # Errors
/// [`Error::Unreachable`], [`Error::AnswerLost`], [`Error::Unavailable`] and [`Error::NotOAuth`]
/// are worth another try later; [`Error::Client`], [`Error::Refused`], [`Error::Redirected`],
/// [`Error::Denied`], [`Error::AdminApproval`], [`Error::BadProfile`] are not.
pub async fn revoke(
    http: &reqwest::Client,
    provider: &Provider,
    grant: &Grant,
) -> Result<Revoked, Error> {
    let provider = &provider.with_captured(grant)?;
    let (Some(rule), Some(address)) = (&provider.0.profile.revoke, &provider.0.revoke) else {
        return Ok(Revoked::NotOffered);
    };
    let address = &address.clone()?;
    let refresh = (grant.refresh_token.as_ref())
        .filter(|_| rule.token == RevokedToken::Refresh)
        .filter(|_| provider.0.profile.refresh.by == RefreshBy::RefreshToken);
    let named = refresh.unwrap_or(&grant.access_token);
    let by_signature = |method| signed(http, method, address, provider.signature_header(grant)?);
    let request = match rule.style {
        RevokeStyle::Rfc7009 => return by_the_book(http, provider, grant, address, refresh).await,
        RevokeStyle::Delete => by_signature(Method::DELETE)?,
        RevokeStyle::Post => by_signature(Method::POST)?,
        RevokeStyle::Get => by_signature(Method::GET)?,
        RevokeStyle::DeletePath => unsigned_delete(http, &with_segment(address, named))?,
        RevokeStyle::DeleteAsClient => {
            delete_as_client(http, provider, address, (rule.param.as_str(), named))?
        }
    };
    // There a 401 is about the client.
    let as_client = rule.style == RevokeStyle::DeleteAsClient;
    let reply = send(http, request).await?;
    let secrets = [grant.access_token.expose_secret(), named.expose_secret()];
    match (reply.status, read_by(&reply, &provider.0.profile, &secrets)) {
        // Without a body there is nothing that could speak against the status.
        (200..300, Ok(_) | Err(Error::NotOAuth { .. })) => Ok(Revoked::Done),
        (401, _) if as_client => Err(Error::Client {
            error: "status 401".to_owned(),
            description: None,
        }),
        // The token that signs the request is the one to revoke.
        (401 | 404, _) => Ok(Revoked::AlreadyGone),
        (_, Err(Error::Rejected { .. })) => Ok(Revoked::AlreadyGone),
        (_, read) => read.map(|_| Revoked::Done),
    }
}

/// RFC 7009: the refresh token, and then the access token.
async fn by_the_book(
    http: &reqwest::Client,
    provider: &Provider,
    grant: &Grant,
    address: &Url,
    refresh: Option<&SecretString>,
) -> Result<Revoked, Error> {
    let access = || StandardRevocableToken::from(AccessToken::new(plain_text(&grant.access_token)));
    let Some(refresh) = refresh else {
        return name_token(http, provider, address, access()).await;
    };
    let refresh = StandardRevocableToken::from(RefreshToken::new(plain_text(refresh)));
    let revoked = name_token(http, provider, address, refresh).await?;
    // Not worth a failure: the access token alone dies within the hour.
    if let Err(error) = name_token(http, provider, address, access()).await {
        tracing::debug!(%error, "the access token was not revoked on its own");
    }
    Ok(revoked)
}

/// RFC 7009 section 2.1. An unknown token is a success there (section 2.2); some providers call it
/// an error all the same.
async fn name_token(
    http: &reqwest::Client,
    provider: &Provider,
    address: &Url,
    token: StandardRevocableToken,
) -> Result<Revoked, Error> {
    let client =
        standard_client(provider).set_revocation_url(RevocationUrl::from_url(formal(address)));
    let request = client
        .revoke_token(token)
        .map_err(|error| Error::BadAddress {
            field: "revoke.url".to_owned(),
            reason: error.to_string(),
        })?;
    let wire = Wire {
        http: http.clone(),
        provider: provider.clone(),
        address: address.clone(),
        purpose: Purpose::Revocation,
        lives_on: None,
    };
    match request.request_async(&wire).await.map_err(plain) {
        Ok(()) => Ok(Revoked::Done),
        Err(Error::Rejected { .. }) => Ok(Revoked::AlreadyGone),
        Err(Error::Refused { error, .. }) if error == "invalid_token" => Ok(Revoked::AlreadyGone),
        Err(error) => Err(error),
    }
}

/// The address as the `oauth2` crate accepts it, https even on this machine. The wire sends to the
/// real one.
fn formal(address: &Url) -> Url {
    let mut formal = address.clone();
    // Between http and https a change of scheme cannot fail.
    let _ = formal.set_scheme("https");
    formal
}

/// The address with a token as one more segment of its path.
fn with_segment(address: &Url, token: &SecretString) -> Url {
    let mut address = address.clone();
    if let Ok(mut segments) = address.path_segments_mut() {
        segments.pop_if_empty().push(token.expose_secret());
    }
    address
}

fn plain_text(secret: &SecretString) -> String {
    secret.expose_secret().to_owned()
}
