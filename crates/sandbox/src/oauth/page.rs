//! The pages that people see.

use axum::http::{HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use url::Url;

use super::person;
use crate::client::Client;

const CONSENT: &str = include_str!("consent.html");
const REFUSED: &str = include_str!("refused.html");
const STYLE: &str = include_str!("consent.css");

/// Asks whether `client` may have `scopes`. The answer is sent with the identifier `id`.
pub(super) fn consent(
    client: &Client,
    scopes: &[&(&str, &str)],
    redirect_uri: &str,
    id: &str,
    account: &str,
) -> Response {
    let (name, email) = person(account);
    let scopes: String = scopes
        .iter()
        .map(|(scope, says)| format!("<li>{says} <code>{scope}</code></li>\n"))
        .collect();
    let html = CONSENT
        .replace("{client}", &escape(client.name))
        .replace("{scopes}", &scopes)
        .replace("{name}", &escape(&name))
        .replace("{email}", &escape(&email))
        .replace("{page}", id);
    // A browser applies form-action to where the answer redirects, too.
    let back = Url::parse(redirect_uri)
        .map_or_else(|_| String::new(), |url| url.origin().ascii_serialization());
    page(StatusCode::OK, &back, html)
}

/// Says why there is nothing to consent to.
pub(super) fn refused(reason: &str) -> Response {
    let html = REFUSED.replace("{reason}", &escape(reason));
    page(StatusCode::BAD_REQUEST, "", html)
}

pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css")], STYLE).into_response()
}

/// A page without scripts that no other page can frame.
fn page(status: StatusCode, form_target: &str, html: String) -> Response {
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {form_target}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let headers: [(HeaderName, String); 4] = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (status, headers, Html(html)).into_response()
}

/// Text as it may stand in HTML, in quotes too.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
