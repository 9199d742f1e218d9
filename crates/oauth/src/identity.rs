//! Who consented: from an ID token, an address that tells, or the token answer itself.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::Method;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::answer::{at, read, text_of};
use crate::calls::filled_so_far;
use crate::profile::IdentityRule;
use crate::wire::{send, signed};
use crate::{Error, Grant, Identity, Provider};

/// How far a provider's clock and ours may differ.
const LEEWAY: i64 = 300;

/// Asks the provider who consented (OpenID Connect Core section 5.3 or the provider's own way).
/// `None` where the profile names no address to ask.
///
/// # Errors
/// The same as a refresh; [`Error::Answer`] naming the path of the subject where the answer lacks
/// it.
pub async fn identify(
    http: &reqwest::Client,
    provider: &Provider,
    grant: &Grant,
) -> Result<Option<Identity>, Error> {
    let provider = &provider.with_captured(grant)?;
    let (Some(rule), Some(address)) = (&provider.0.profile.identity, &provider.0.identity) else {
        return Ok(None);
    };
    let address = &address.clone()?;
    let mut request = signed(
        http,
        Method::GET,
        address,
        provider.signature_header(grant)?,
    )?;
    let further = &provider.0.profile.use_token.extra_headers;
    for (name, value) in filled_so_far(&provider.0, further)? {
        request.headers_mut().insert(name, value);
    }
    let reply = send(http, request).await?;
    if reply.status == 401 {
        // RFC 6750 section 3.1: the word is about the access token, not about the grant.
        return Err(Error::Refused {
            error: "invalid_token".to_owned(),
            description: None,
        });
    }
    let fields = read(&reply, &[grant.access_token.expose_secret()])?;
    identity(&Value::Object(fields), rule).map(Some)
}

/// Who consented, right after the exchange. What an ID token says is used only once all of its
/// checks have passed; what else can tell is asked where there is none, where it fails, or where it
/// names the account by number only.
///
/// A provider that does not answer now costs nothing but the name: the code is spent, so the grant
/// is kept without identity.
pub(crate) async fn after_exchange(
    http: &reqwest::Client,
    provider: &Provider,
    grant: &Grant,
    answer: &Value,
    nonce: Option<&SecretString>,
) -> Result<Option<Identity>, Error> {
    let Some(rule) = &provider.0.profile.identity else {
        return Ok(None);
    };
    let from_token = match (
        rule.id_token,
        answer.get("id_token").and_then(Value::as_str),
    ) {
        (true, Some(id_token)) => Some(verified(id_token, provider, nonce).and_then(|claims| {
            identity(
                &claims,
                &IdentityRule {
                    subject: "sub".to_owned(),
                    ..rule.clone()
                },
            )
        })),
        _ => None,
    };
    let known = match from_token {
        Some(Ok(identity)) if identity.email.is_some() || identity.name.is_some() => {
            return Ok(Some(identity));
        }
        Some(Err(error)) if provider.0.identity.is_none() => return Err(error),
        Some(Err(error)) => {
            tracing::warn!(%error, "the ID token is not used");
            None
        }
        Some(Ok(identity)) => Some(identity),
        None => None,
    };
    let told = if provider.0.identity.is_some() {
        identify(http, provider, grant).await
    } else if rule.id_token {
        Ok(None)
    } else {
        identity(answer, rule).map(Some)
    };
    match (known, told) {
        (Some(known), Ok(Some(told))) if rule.subject == "sub" && known.subject != told.subject => {
            Err(Error::IdToken {
                claim: "sub",
                reason: "is of another account than the one that the provider names",
            })
        }
        (known, Ok(told)) => Ok(told.or(known)),
        (known, Err(error)) => {
            tracing::warn!(%error, "the provider did not say who consented");
            Ok(known)
        }
    }
}

fn identity(value: &Value, rule: &IdentityRule) -> Result<Identity, Error> {
    let field = |path: &str| at(value, path).and_then(text_of);
    Ok(Identity {
        subject: field(&rule.subject).ok_or_else(|| Error::Answer {
            field: rule.subject.clone(),
            reason: "is missing: it names the account",
        })?,
        name: field(&rule.name),
        email: field(&rule.email),
        workspace: rule.workspace.as_deref().and_then(field),
    })
}

/// Checks an ID token (OpenID Connect Core section 3.1.3.7) and gives its claims.
///
/// Deliberately without its signature: the token came from the token endpoint itself over TLS,
/// which rule 6 of that section takes in its place. An ID token from anywhere else must never be
/// given to this function.
fn verified(
    id_token: &str,
    provider: &Provider,
    nonce: Option<&SecretString>,
) -> Result<Value, Error> {
    let fault = |claim, reason| Error::IdToken { claim, reason };
    let mut parts = id_token.split('.');
    let (Some(header), Some(claims), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(fault("form", "is not three parts"));
    };
    let header = part(header).ok_or_else(|| fault("header", "cannot be read"))?;
    let claims = part(claims).ok_or_else(|| fault("claims", "cannot be read"))?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);

    match header.get("alg").and_then(Value::as_str) {
        None => return Err(fault("alg", "is missing")),
        Some(alg) if alg.eq_ignore_ascii_case("none") => {
            return Err(fault("alg", "is none: it is not signed"));
        }
        Some(_) => {}
    }
    if text("iss") != provider.0.issuer.as_deref() {
        return Err(fault("iss", "is another issuer"));
    }
    let id = provider.0.client.id.as_str();
    let (for_us, alone) = match claims.get("aud") {
        Some(Value::String(audience)) => (audience == id, true),
        Some(Value::Array(audiences)) => (
            audiences.iter().any(|audience| audience == id),
            audiences.len() == 1,
        ),
        _ => (false, false),
    };
    if !for_us {
        return Err(fault("aud", "is another client"));
    }
    match text("azp") {
        Some(party) if party != id => return Err(fault("azp", "is another client")),
        None if !alone => return Err(fault("azp", "is missing beside several audiences")),
        _ => {}
    }
    let expires = claims
        .get("exp")
        .and_then(Value::as_i64)
        .ok_or_else(|| fault("exp", "is missing"))?;
    if expires.saturating_add(LEEWAY) < Timestamp::now().as_second() {
        return Err(fault(
            "exp",
            "has passed; this computer's clock may be wrong",
        ));
    }
    if text("nonce") != nonce.map(|nonce| nonce.expose_secret()) {
        return Err(fault("nonce", "belongs to another attempt"));
    }
    Ok(claims)
}

fn part(text: &str) -> Option<Value> {
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(text.trim_end_matches('='))
        .ok()?;
    serde_json::from_slice(&bytes).ok().filter(Value::is_object)
}
