//! The grant of a client that asks for itself (RFC 6749 section 4.4): nobody consents, and nothing is refreshed.

use serde_json::Value;

use crate::authorize;
use crate::identity;
use crate::profile::{GrantKind, KeepOldToken, SendOn};
use crate::token::{granted, over};
use crate::wire::{Pairs, Purpose, ask, of_status};
use crate::{Error, Grant, Provider};

/// Asks for a token in the client's own name. `scopes` are what to ask; none: the profile's own.
///
/// # Errors
/// [`Error::Client`] where the provider does not accept the client, also where it speaks of a grant: there is no other
/// here. [`Error::Refused`], [`Error::Unreachable`], [`Error::AnswerLost`] (twice in a row), [`Error::Unavailable`],
/// [`Error::Redirected`], [`Error::NotOAuth`], [`Error::Answer`]; what the profile's `errors` say.
pub async fn client_credentials(
    http: &reqwest::Client,
    provider: &Provider,
    scopes: Vec<String>,
) -> Result<Grant, Error> {
    let none = Vec::new();
    let (asked, _) = authorize::scopes(provider, scopes, none, GrantKind::ClientCredentials);
    let (mut grant, answer) = request(http, provider, &asked).await?;
    grant.identity = identity::after_exchange(http, provider, &grant, &answer, None).await?;
    Ok(grant)
}

/// Asks anew for what a grant gave. Whose it is and what was captured stays known.
pub(crate) async fn again(
    http: &reqwest::Client,
    provider: &Provider,
    grant: &Grant,
) -> Result<Grant, Error> {
    let (new, _) = request(http, provider, &grant.asked).await?;
    Ok(over(grant, new, KeepOldToken::Never))
}

async fn request(
    http: &reqwest::Client,
    provider: &Provider,
    asked: &[String],
) -> Result<(Grant, Value), Error> {
    let answered = match once(http, provider, asked).await {
        // Nothing is spent by asking twice.
        Err(Error::AnswerLost { .. }) => once(http, provider, asked).await,
        answered => answered,
    };
    answered.map_err(|error| match error {
        Error::Rejected {
            error, description, ..
        } => Error::Client { error, description },
        error => error,
    })
}

async fn once(
    http: &reqwest::Client,
    provider: &Provider,
    asked: &[String],
) -> Result<(Grant, Value), Error> {
    let resolved = &provider.0;
    let rule = &resolved.profile.scopes;
    let mut pairs: Pairs = vec![("grant_type".to_owned(), "client_credentials".to_owned())];
    if !asked.is_empty() && rule.send_on.contains(&SendOn::ClientCredentials) {
        pairs.push((rule.param.clone(), asked.join(&rule.separator)));
    }
    let extra = resolved.client_extra.iter();
    pairs.extend(extra.filter(|(name, _)| *name != rule.param).cloned());
    let address = &resolved.client_token.clone()?;
    let (reply, secrets) = ask(http, provider, Purpose::ClientCredentials, address, pairs).await?;
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let (grant, answer) = granted(&reply, provider, asked, &secrets).map_err(of_status)?;
    let grant = Grant {
        kind: GrantKind::ClientCredentials,
        // RFC 6749 section 4.4.3: there should be none, and asking anew is always possible.
        refresh_token: None,
        refresh_expires_at: None,
        ..grant
    };
    Ok((grant, answer))
}
