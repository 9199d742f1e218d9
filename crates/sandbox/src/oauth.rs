//! The OAuth 2 server: consent, tokens, revocation, identity, metadata.

mod consent;
mod page;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde_json::json;

pub(crate) use consent::Pending;

use crate::client::SCOPES;
use crate::server::{self, Provider};

/// Name and e-mail address of an account.
fn person(account: &str) -> (String, String) {
    let name = match account {
        "ada" => "Ada Okonkwo",
        other => other,
    };
    (name.to_owned(), format!("{account}@sandbox.example"))
}

pub(crate) fn routes() -> Router<Arc<Provider>> {
    Router::new()
        .route("/.well-known/oauth-authorization-server", get(metadata))
        .route("/oauth/authorize", get(consent::ask))
        .route("/oauth/consent", post(consent::answer))
        .route("/oauth/consent.css", get(page::style))
        .route("/oauth/token", post(token::token))
        .route("/oauth/revoke", post(token::revoke))
        .route("/oauth/userinfo", get(userinfo))
}

/// Authorization server metadata (RFC 8414 section 3.2, RFC 9207 section 3).
async fn metadata(State(provider): State<Arc<Provider>>) -> Json<serde_json::Value> {
    let issuer = provider.issuer();
    let methods = ["none", "client_secret_basic", "client_secret_post"];
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth/authorize"),
        "token_endpoint": format!("{issuer}/oauth/token"),
        "revocation_endpoint": format!("{issuer}/oauth/revoke"),
        "userinfo_endpoint": format!("{issuer}/oauth/userinfo"),
        "scopes_supported": SCOPES.map(|(scope, _)| scope),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

/// Who is signed in: whose grant this is, right after its consent.
async fn userinfo(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    server::authorize(&provider, &headers, "profile")?;
    let account = provider.panel().switches().account.clone();
    let (name, email) = person(&account);
    Ok(
        Json(json!({ "sub": format!("user_{account}"), "name": name, "email": email }))
            .into_response(),
    )
}
