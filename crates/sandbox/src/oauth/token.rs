//! The token endpoint (RFC 6749 section 3.2) and revocation (RFC 7009).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::client::Client;
use crate::register::{Refusal, Tokens};
use crate::server::Provider;

type Parameters = BTreeMap<String, String>;

/// Issues tokens for a code or a refresh token.
pub(super) async fn token(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let outcome = parameters(&headers, &body).and_then(|parameters| {
        let client = authenticate(&headers, &parameters)?;
        grant(&provider, client, &parameters)
    });
    let response = match outcome {
        Ok(tokens) => Json(json!({
            "access_token": tokens.access,
            "token_type": "Bearer",
            "expires_in": tokens.expires_in,
            "refresh_token": tokens.refresh,
            "scope": tokens.scopes.join(" "),
        }))
        .into_response(),
        Err(response) => response,
    };
    uncached(response)
}

/// Revokes a token; a token that is unknown is revoked already (RFC 7009 section 2.2).
pub(super) async fn revoke(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let outcome = parameters(&headers, &body).and_then(|parameters| {
        let client = authenticate(&headers, &parameters)?;
        let token = needed(&parameters, "token")?;
        let revoked = provider.register().revoke(token, client);
        revoked.map_err(|error| server_error(&error.to_string()))
    });
    uncached(outcome.map_or_else(|response| response, IntoResponse::into_response))
}

/// Answers that carry tokens are kept nowhere (RFC 6749 section 5.1).
fn uncached(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn refuse(status: StatusCode, error: &str, description: &str) -> Response {
    let body = json!({ "error": error, "error_description": description });
    (status, Json(body)).into_response()
}

fn invalid_request(description: &str) -> Response {
    refuse(StatusCode::BAD_REQUEST, "invalid_request", description)
}

fn server_error(description: &str) -> Response {
    refuse(
        StatusCode::INTERNAL_SERVER_ERROR,
        "server_error",
        description,
    )
}

/// The form of the body: each parameter once (RFC 6749 section 3.2).
fn parameters(headers: &HeaderMap, body: &str) -> Result<Parameters, Response> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let kind = headers.get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(FORM.as_bytes())) {
        return Err(invalid_request(&format!("the content type must be {FORM}")));
    }
    let mut parameters = Parameters::new();
    for (name, value) in url::form_urlencoded::parse(body.as_bytes()) {
        let twice = format!("the parameter {name} comes twice");
        if parameters
            .insert(name.into_owned(), value.into_owned())
            .is_some()
        {
            return Err(invalid_request(&twice));
        }
    }
    Ok(parameters)
}

fn needed<'a>(parameters: &'a Parameters, name: &str) -> Result<&'a str, Response> {
    match parameters.get(name) {
        Some(value) if !value.is_empty() => Ok(value),
        _ => Err(invalid_request(&format!("the parameter {name} is missing"))),
    }
}

/// Client authentication by header or by body, never both (RFC 6749 section 2.3).
fn authenticate(headers: &HeaderMap, parameters: &Parameters) -> Result<&'static Client, Response> {
    let by_header = headers.contains_key(header::AUTHORIZATION);
    let (id, secret) = if by_header {
        if parameters.contains_key("client_secret") {
            return Err(invalid_request("the client authenticates in two ways"));
        }
        basic(headers).ok_or_else(|| invalid_client(true, "the Basic header cannot be read"))?
    } else {
        let id = needed(parameters, "client_id")?.to_owned();
        (id, parameters.get("client_secret").cloned())
    };
    if parameters
        .get("client_id")
        .is_some_and(|named| *named != id)
    {
        return Err(invalid_request("client_id and the Basic header differ"));
    }
    let Some(client) = Client::find(&id) else {
        return Err(invalid_client(by_header, "no such client is registered"));
    };
    match (client.secret, secret.as_deref()) {
        (Some(right), Some(given)) if right == given => Ok(client),
        (Some(_), Some(_)) => Err(invalid_client(by_header, "the client secret is wrong")),
        (Some(_), None) => Err(invalid_client(by_header, "the client secret is missing")),
        (None, None) => Ok(client),
        (None, Some("")) if by_header => Ok(client),
        (None, Some(_)) => Err(invalid_client(by_header, "this client has no secret")),
    }
}

/// 401, with a challenge if the client came by header (RFC 6749 section 5.2).
fn invalid_client(by_header: bool, description: &str) -> Response {
    let mut response = refuse(StatusCode::UNAUTHORIZED, "invalid_client", description);
    if by_header {
        let challenge = HeaderValue::from_static("Basic realm=\"sandbox\"");
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

/// ID and secret of a Basic header, each form-encoded (RFC 6749 section 2.3.1).
fn basic(headers: &HeaderMap) -> Option<(String, Option<String>)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credentials) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let credentials = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
    let (id, secret) = credentials.split_once(':')?;
    Some((form_decoded(id), Some(form_decoded(secret))))
}

fn form_decoded(text: &str) -> String {
    let pairs = url::form_urlencoded::parse(text.as_bytes());
    pairs.map(|(name, _)| name).collect()
}

fn grant(
    provider: &Provider,
    client: &Client,
    parameters: &Parameters,
) -> Result<Tokens, Response> {
    let switches = provider.panel().switches().clone();
    let refreshes = match needed(parameters, "grant_type")? {
        "authorization_code" => false,
        "refresh_token" => true,
        _ => {
            let description = "grant_type must be authorization_code or refresh_token";
            let error = "unsupported_grant_type";
            return Err(refuse(StatusCode::BAD_REQUEST, error, description));
        }
    };
    let outcome = if refreshes {
        let token = needed(parameters, "refresh_token")?;
        let scopes = parameters.get("scope").map(|scopes| {
            let scopes = scopes.split_whitespace();
            scopes.map(str::to_owned).collect()
        });
        provider
            .register()
            .refresh(token, client, scopes, &switches)
    } else {
        let code = needed(parameters, "code")?;
        let redirect_uri = needed(parameters, "redirect_uri")?;
        let verifier = needed(parameters, "code_verifier")?;
        let mut register = provider.register();
        register.redeem(code, client, redirect_uri, verifier, &switches)
    };
    let mut panel = provider.panel();
    let invalid_grant = |description| refuse(StatusCode::BAD_REQUEST, "invalid_grant", description);
    match outcome {
        Ok(tokens) => {
            panel.counters.tokens += 1;
            panel.counters.refreshes += u64::from(refreshes);
            Ok(tokens)
        }
        Err(Refusal::Reuse) => {
            panel.counters.reuses += 1;
            let description = "the refresh token has been used before; the grant has ended";
            Err(invalid_grant(description))
        }
        Err(Refusal::Grant(description)) => Err(invalid_grant(description)),
        Err(Refusal::Scope) => {
            let description = "the scope goes beyond what was granted";
            Err(refuse(
                StatusCode::BAD_REQUEST,
                "invalid_scope",
                description,
            ))
        }
        Err(Refusal::Unsaved(error)) => Err(server_error(&error.to_string())),
    }
}
