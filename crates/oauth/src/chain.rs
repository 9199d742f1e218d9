//! Exchanges after that of the code, as the profile's `exchange` lists them.

use secrecy::ExposeSecret;

use crate::answer::misses;
use crate::profile::{ExchangeStep, KeepOldToken, Ours};
use crate::provider::Step;
use crate::token::{granted, over};
use crate::wire::{Pairs, send, token_request};
use crate::{Error, Grant, Provider};

/// Takes a fresh grant through all further exchanges. The code is spent by now, so a failure ends
/// the attempt.
pub(crate) async fn follow(
    http: &reqwest::Client,
    provider: &Provider,
    mut grant: Grant,
) -> Result<Grant, Error> {
    let provider = &provider.with_captured(&grant)?;
    let resolved = &provider.0;
    for (rule, step) in resolved.profile.exchange.iter().zip(&resolved.steps) {
        let new = take(http, provider, &grant, rule, step).await?;
        grant = over(&grant, new, KeepOldToken::Auto);
    }
    Ok(grant)
}

async fn take(
    http: &reqwest::Client,
    provider: &Provider,
    grant: &Grant,
    rule: &ExchangeStep,
    step: &Step,
) -> Result<Grant, Error> {
    let resolved = &provider.0;
    let client = &resolved.client;
    let mut pairs: Pairs = step.extra.clone();
    let mut secrets = Vec::new();
    for (ours, name) in &rule.send {
        let secret = match ours {
            Ours::ClientId => {
                pairs.push((name.clone(), client.id.clone()));
                continue;
            }
            Ours::ClientSecret => client.secret.as_ref().ok_or(Error::BadClient {
                field: "client_secret",
                reason: "is missing: this provider needs one",
            })?,
            Ours::AccessToken => &grant.access_token,
            Ours::RefreshToken => (grant.refresh_token.as_ref())
                .ok_or_else(|| misses("refresh_token", "is missing"))?,
        };
        secrets.push(secret.expose_secret());
        pairs.push((name.clone(), secret.expose_secret().to_owned()));
    }
    let request = token_request(
        http,
        resolved,
        rule.method,
        &step.address.clone()?,
        &pairs,
        None,
    )?;
    let reply = send(http, request).await?;
    let (grant, _) = granted(&reply, provider, &grant.scopes, &secrets)?;
    Ok(grant)
}
