//! Pushed authorization requests (RFC 9126): the request goes to the provider first, and the browser carries only a
//! reference to it.

use serde_json::Value;
use url::Url;

use crate::answer::{at, misses, read_by};
use crate::profile::ParMode;
use crate::wire::{Pairs, Purpose, ask, of_status};
use crate::{Error, Provider};

/// The address for the browser: with a reference where the provider takes pushed requests, else as it was.
///
/// # Errors
/// What pushing fails with, where the profile requires it or the provider refuses the client or the request.
pub(crate) async fn pushed(
    http: &reqwest::Client,
    provider: &Provider,
    whole: Url,
) -> Result<Url, Error> {
    let (Some(rule), Some(address)) = (&provider.0.profile.par, &provider.0.par) else {
        return Ok(whole);
    };
    match push(http, provider, address, &whole).await {
        Ok(reference) => refer(provider, &reference),
        Err(error) if rule.mode == ParMode::Required => Err(error),
        Err(error @ (Error::Client { .. } | Error::Refused { .. })) => Err(error),
        Err(error) => {
            tracing::warn!(%error, "the request was not pushed: the browser carries it");
            Ok(whole)
        }
    }
}

/// Pushes a request (RFC 9126 section 2.1) and gives the reference to it.
async fn push(
    http: &reqwest::Client,
    provider: &Provider,
    address: &Url,
    whole: &Url,
) -> Result<String, Error> {
    let query = whole.fragment().and_then(|text| text.split_once('?'));
    let query = query.map_or_else(|| whole.query().unwrap_or_default(), |(_, query)| query);
    let profile = &provider.0.profile;
    let of_client = profile.authorize_name("client_id");
    // It is a parameter of the request (RFC 9126 section 2.1). Where the client is not named by a header, it names itself
    // in the same body.
    let by_header = provider.0.client_auth().is_header();
    let pairs: Pairs = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .filter(|(name, _)| by_header || name != of_client)
        .collect();
    let (reply, secrets) = ask(http, provider, Purpose::Push, address, pairs).await?;
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let fields = read_by(&reply, &provider.0.profile, &secrets).map_err(of_status)?;
    at(&Value::Object(fields), "request_uri")
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .ok_or_else(|| misses("request_uri", "is missing"))
}

/// The address with a reference (RFC 9126 section 4).
fn refer(provider: &Provider, reference: &str) -> Result<Url, Error> {
    let resolved = &provider.0;
    let mut address = resolved.authorize()?.clone();
    address
        .query_pairs_mut()
        .append_pair(
            resolved.profile.authorize_name("client_id"),
            &resolved.client.id,
        )
        .append_pair("request_uri", reference);
    Ok(address)
}
