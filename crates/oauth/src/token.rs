//! The token endpoint: exchanging a code, refreshing a grant.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, ExtraTokenFields, PkceCodeVerifier,
    RedirectUrl, RefreshToken, RequestTokenError, StandardRevocableToken, StandardTokenResponse,
    TokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answer::{at, misses, read_by, standard};
use crate::client_credentials;
use crate::error::Unreached;
use crate::profile::{
    ClientAuth, GrantKind, KeepOldToken, RefreshAnswer, RefreshBy, RefreshLifetime, Rotation,
    SendOn,
};
use crate::wire::{Purpose, Reply, Wire};
use crate::{Error, Grant, Provider};

/// A token answer in the standard form.
pub(crate) type Tokens = StandardTokenResponse<Beyond, BasicTokenType>;

/// The `oauth2` crate's client, speaking our token answers.
pub(crate) type StandardClient = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
>;

/// What a token answer holds beyond the standard.
#[derive(Serialize, Deserialize)]
pub(crate) struct Beyond {
    refresh_expires_in: Option<u64>,
    /// The answer as it came.
    pub answer: Value,
}

impl ExtraTokenFields for Beyond {}

impl fmt::Debug for Beyond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The answer holds the tokens.
        f.debug_struct("Beyond")
            .field("refresh_expires_in", &self.refresh_expires_in)
            .finish_non_exhaustive()
    }
}

/// What an exchange needs beside the provider.
pub(crate) struct Exchange<'a> {
    pub code: &'a SecretString,
    pub verifier: Option<&'a SecretString>,
    pub state: &'a SecretString,
    /// Exactly as it was sent with the authorization request.
    pub redirect_uri: &'a str,
    pub asked: &'a [String],
}

/// The standard client of a provider: with the secret only where the profile lets it out.
pub(crate) fn standard_client(provider: &Provider) -> StandardClient {
    let client = &provider.0.client;
    let auth = provider.0.client_auth();
    let standard =
        StandardClient::new(ClientId::new(client.id.clone())).set_auth_type(match auth {
            ClientAuth::Body
            | ClientAuth::None
            | ClientAuth::PrivateKeyJwt
            | ClientAuth::ClientSecretJwt
            | ClientAuth::TlsClientAuth => AuthType::RequestBody,
            ClientAuth::Basic | ClientAuth::SecretAsUsername | ClientAuth::BasicWithoutSecret => {
                AuthType::BasicAuth
            }
        });
    let secret = match (auth, &client.secret) {
        (ClientAuth::None | ClientAuth::TlsClientAuth, _) => None,
        // The wire adds what is signed with it.
        (ClientAuth::PrivateKeyJwt | ClientAuth::ClientSecretJwt, _) => None,
        (ClientAuth::BasicWithoutSecret, _) => Some(""),
        (_, secret) => secret.as_ref().map(SecretString::expose_secret),
    };
    match secret {
        Some(secret) => standard.set_client_secret(ClientSecret::new(secret.to_owned())),
        None => standard,
    }
}

/// Exchanges a code (RFC 6749 section 4.1.3, RFC 7636 section 4.5). Never repeated once it may have
/// reached the provider. Gives the grant, still without identity, and the answer as it came.
pub(crate) async fn exchange(
    http: &reqwest::Client,
    provider: &Provider,
    exchange: Exchange<'_>,
) -> Result<(Grant, Value), Error> {
    let resolved = &provider.0;
    let redirect =
        RedirectUrl::new(exchange.redirect_uri.to_owned()).map_err(|error| Error::BadAddress {
            field: "redirect".to_owned(),
            reason: error.to_string(),
        })?;
    let address = resolved.token.clone()?;
    let client = standard_client(provider).set_token_uri(TokenUrl::from_url(address.clone()));
    let mut request = client
        .exchange_code(AuthorizationCode::new(
            exchange.code.expose_secret().to_owned(),
        ))
        .set_redirect_uri(Cow::Owned(redirect));
    if let Some(verifier) = exchange.verifier {
        request =
            request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose_secret().to_owned()));
    }
    if resolved.profile.token.send_state {
        request = request.add_extra_param("state", exchange.state.expose_secret());
    }
    let scopes = &resolved.profile.scopes;
    if scopes.send_on.contains(&SendOn::Exchange) && !exchange.asked.is_empty() {
        let asked = exchange.asked.join(&scopes.separator);
        request = request.add_extra_param(scopes.param.as_str(), asked);
    }
    for (name, value) in &resolved.token_extra {
        request = request.add_extra_param(name, value);
    }
    let wire = Wire {
        http: http.clone(),
        provider: provider.clone(),
        address,
        purpose: Purpose::Exchange,
        lives_on: None,
    };
    let tokens = request.request_async(&wire).await.map_err(plain)?;
    let mut grant = to_grant(&tokens, provider, exchange.asked);
    if let Some(path) = &resolved.profile.use_token.token
        && !grant.secrets.contains_key(path)
    {
        return Err(Error::Answer {
            field: path.clone(),
            reason: "is missing: it signs requests",
        });
    }
    if resolved.profile.refresh.send_redirect_uri {
        grant.redirect_uri = Some(exchange.redirect_uri.to_owned());
    }
    Ok((grant, tokens.extra_fields().answer.clone()))
}

/// Gets a new access token (RFC 6749 section 6); that of a client in its own name is asked anew (section 4.4). What the answer does not renew is kept: refresh
/// token, scopes, identity, captured values. Nothing is stored here; store the new grant before its
/// access token is used, since the old refresh token may be dead by now.
///
/// Where the request went out but its answer was lost, it is sent once more at once: the provider
/// may have rotated the token, and most honour the old one a little longer.
///
/// # Errors
/// [`Error::NoRefreshToken`], [`Error::Rejected`] (with `after_lost_answer` where the first answer
/// was lost), [`Error::Client`], [`Error::Refused`], [`Error::Unreachable`], [`Error::AnswerLost`]
/// (twice in a row), [`Error::Unavailable`], [`Error::Redirected`], [`Error::NotOAuth`],
/// [`Error::Answer`]; where the profile's `errors` say so, [`Error::Denied`] and
/// [`Error::AdminApproval`]; [`Error::BadProfile`] where its `error_when` cannot be worked out.
pub async fn refresh(
    http: &reqwest::Client,
    provider: &Provider,
    grant: &Grant,
) -> Result<Grant, Error> {
    if grant.kind == GrantKind::ClientCredentials {
        return client_credentials::again(http, provider, grant).await;
    }
    let provider = &provider.with_captured(grant)?;
    let rule = &provider.0.profile.refresh;
    let token = match rule.by {
        RefreshBy::RefreshToken => grant.refresh_token.as_ref(),
        RefreshBy::AccessToken => Some(&grant.access_token),
    };
    let token = token.ok_or(Error::NoRefreshToken)?;
    let tokens = match ask_refresh(http, provider, token, grant).await {
        Err(Error::AnswerLost { host }) => {
            tracing::warn!(host, "the answer to a refresh was lost: asking once more");
            let again = ask_refresh(http, provider, token, grant).await;
            match rule.rotation {
                Some(Rotation::Reusable) => again.map_err(as_if_not_sent)?,
                _ => again.map_err(after_lost_answer)?,
            }
        }
        first => first?,
    };
    let new = to_grant(&tokens, provider, &grant.scopes);
    let mut renewed = over(grant, new, rule.keep_old_token);
    if provider.0.profile.refresh_lifetime == Some(RefreshLifetime::Fixed) {
        // Counted from the consent: a new refresh token ends when the first one would have.
        renewed.refresh_expires_at = (grant.refresh_expires_at.into_iter())
            .chain(renewed.refresh_expires_at)
            .min();
    }
    Ok(renewed)
}

/// A refresh token that stays good is lost with no answer.
fn as_if_not_sent(error: Error) -> Error {
    match error {
        Error::AnswerLost { host } => Error::Unreachable {
            host,
            why: Unreached::TimedOut,
        },
        error => error,
    }
}

/// A new grant over the one before: what an answer does not renew is kept.
pub(crate) fn over(old: &Grant, new: Grant, keep: KeepOldToken) -> Grant {
    let mut captured = old.captured.clone();
    captured.extend(new.captured);
    let mut secrets = old.secrets.clone();
    secrets.extend(new.secrets);
    let (refresh_token, refresh_expires_at) = match (keep, new.refresh_token) {
        (KeepOldToken::Auto, Some(token)) => (Some(token), new.refresh_expires_at),
        (KeepOldToken::Never, token) => (token, new.refresh_expires_at),
        // A refresh token that is not replaced keeps its own end.
        _ => (old.refresh_token.clone(), old.refresh_expires_at),
    };
    Grant {
        kind: old.kind,
        asked: old.asked.clone(),
        refresh_token,
        refresh_expires_at,
        identity: old.identity.clone(),
        captured,
        secrets,
        redirect_uri: old.redirect_uri.clone(),
        ..new
    }
}

async fn ask_refresh(
    http: &reqwest::Client,
    provider: &Provider,
    token: &SecretString,
    grant: &Grant,
) -> Result<Tokens, Error> {
    let resolved = &provider.0;
    let address = resolved.refresh.clone()?;
    let client = standard_client(provider).set_token_uri(TokenUrl::from_url(address.clone()));
    let token = RefreshToken::new(token.expose_secret().to_owned());
    let mut request = client.exchange_refresh_token(&token);
    let scopes = &resolved.profile.scopes;
    let repeats = resolved.profile.refresh.send_scope || scopes.send_on.contains(&SendOn::Refresh);
    if repeats && !grant.scopes.is_empty() {
        request =
            request.add_extra_param(scopes.param.as_str(), grant.scopes.join(&scopes.separator));
    }
    if let Some(redirect_uri) = &grant.redirect_uri {
        request = request.add_extra_param("redirect_uri", redirect_uri);
    }
    for (name, value) in &resolved.refresh_extra {
        request = request.add_extra_param(name, value);
    }
    let wire = Wire {
        http: http.clone(),
        provider: provider.clone(),
        address,
        purpose: Purpose::Refresh,
        lives_on: match resolved.profile.refresh.answer {
            RefreshAnswer::Tokens => None,
            RefreshAnswer::Nothing => Some(grant.access_token.clone()),
        },
    };
    request.request_async(&wire).await.map_err(plain)
}

fn after_lost_answer(error: Error) -> Error {
    match error {
        Error::Rejected {
            error,
            description,
            subtype,
            ..
        } => Error::Rejected {
            error,
            description,
            subtype,
            after_lost_answer: true,
        },
        error => error,
    }
}

/// Our own error again, from under the `oauth2` crate. The wire hands up only standard answers, so
/// the crate finds nothing to object to.
pub(crate) fn plain<T: oauth2::ErrorResponse + 'static>(
    error: RequestTokenError<Error, T>,
) -> Error {
    match error {
        RequestTokenError::Request(error) => error,
        _ => Error::Answer {
            field: "answer".to_owned(),
            reason: "cannot be read",
        },
    }
}

/// The grant in an answer that the standard client does not read, and the answer itself. `secrets` are never quoted.
pub(crate) fn granted(
    reply: &Reply,
    provider: &Provider,
    asked: &[String],
    secrets: &[&str],
) -> Result<(Grant, Value), Error> {
    let profile = &provider.0.profile;
    let fields = read_by(reply, profile, secrets)?;
    let answer = standard(fields, profile, None, secrets)?;
    let tokens: Tokens =
        serde_json::from_value(answer).map_err(|_| misses("answer", "cannot be read"))?;
    let grant = to_grant(&tokens, provider, asked);
    Ok((grant, tokens.extra_fields().answer.clone()))
}

pub(crate) fn to_grant(tokens: &Tokens, provider: &Provider, asked: &[String]) -> Grant {
    let obtained_at = Timestamp::now();
    let beyond = tokens.extra_fields();
    let end = |seconds: u64| obtained_at + SignedDuration::from_secs(seconds.cast_signed());
    let profile = &provider.0.profile;
    let captured: BTreeMap<String, Value> = (profile.capture.token.iter())
        .filter_map(|path| Some((path.clone(), at(&beyond.answer, path)?.clone())))
        .collect();
    let secrets = (profile.capture.secrets.iter())
        .filter_map(|path| Some((path.clone(), at(&beyond.answer, path)?.as_str()?.into())))
        .collect();
    let margin = SignedDuration::from_secs(profile.refresh.margin_s.into());
    Grant {
        kind: GrantKind::default(),
        asked: asked.to_vec(),
        access_token: tokens.access_token().secret().as_str().into(),
        refresh_token: tokens
            .refresh_token()
            .map(|token| token.secret().as_str().into()),
        obtained_at,
        expires_at: (tokens.expires_in())
            .map(|life| (end(life.as_secs()) - margin).max(obtained_at)),
        refresh_expires_at: beyond.refresh_expires_in.map(end),
        scopes: tokens.scopes().map_or_else(
            || asked.to_vec(),
            |scopes| scopes.iter().map(|scope| scope.to_string()).collect(),
        ),
        identity: None,
        captured,
        secrets,
        redirect_uri: None,
    }
}
