//! The authorization endpoint (RFC 6749 section 4.1.1) and the consent.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Form, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use url::Url;

use super::page;
use crate::client::{self, Client, SCOPES};
use crate::register::Code;
use crate::server::Provider;

/// How long a consent page may stay open.
const PAGE_TTL: Duration = Duration::from_secs(600);

/// The consent pages that are open, by an identifier that only the page knows.
#[derive(Default)]
pub(crate) struct Pending(BTreeMap<String, (Instant, Asked)>);

impl Pending {
    fn add(&mut self, asked: Asked) -> String {
        self.0.retain(|_, (since, _)| since.elapsed() < PAGE_TTL);
        let id = client::random_token("");
        self.0.insert(id.clone(), (Instant::now(), asked));
        id
    }

    /// Each page is answered once.
    fn take(&mut self, id: &str) -> Option<Asked> {
        let (since, asked) = self.0.remove(id)?;
        (since.elapsed() < PAGE_TTL).then_some(asked)
    }
}

/// A good authorization request.
struct Asked {
    back: Back,
    client: &'static Client,
    challenge: String,
    scopes: Vec<&'static (&'static str, &'static str)>,
}

/// The way back to the client.
struct Back {
    redirect_uri: String,
    state: Option<String>,
}

impl Back {
    /// Sends the browser back with `answer`, the state as it came (RFC 6749 section 4.1.2) and the issuer (RFC
    /// 9207 section 2).
    fn with(&self, provider: &Provider, answer: &[(&str, &str)]) -> Response {
        let Ok(mut url) = Url::parse(&self.redirect_uri) else {
            return page::refused("The redirect address cannot be read.");
        };
        let mut query = url.query_pairs_mut();
        query.extend_pairs(answer);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        query.append_pair("iss", provider.issuer());
        drop(query);
        let headers = [
            (header::LOCATION, url.to_string()),
            (header::CACHE_CONTROL, "no-store".to_owned()),
            (header::REFERRER_POLICY, "no-referrer".to_owned()),
        ];
        (StatusCode::SEE_OTHER, headers).into_response()
    }

    fn refuse(&self, provider: &Provider, error: &str, description: &str) -> Response {
        self.with(
            provider,
            &[("error", error), ("error_description", description)],
        )
    }
}

/// Shows the consent page. What is wrong with client or redirect address is shown here, everything else goes
/// back to the client (RFC 6749 section 4.1.2.1).
pub(super) async fn ask(
    State(provider): State<Arc<Provider>>,
    RawQuery(query): RawQuery,
) -> Response {
    match read(&provider, query.as_deref().unwrap_or_default()) {
        Ok(asked) => {
            let client = asked.client;
            let scopes = asked.scopes.clone();
            let redirect_uri = asked.back.redirect_uri.clone();
            let id = provider.pending().add(asked);
            let account = provider.panel().switches().account.clone();
            page::consent(client, &scopes, &redirect_uri, &id, &account)
        }
        Err(answer) => answer,
    }
}

fn read(provider: &Provider, query: &str) -> Result<Asked, Response> {
    let mut parameters = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if parameters
            .insert(name.clone(), value.into_owned())
            .is_some()
        {
            return Err(page::refused(&format!("The parameter {name} comes twice.")));
        }
    }
    let get = |name: &str| parameters.get(name).map(String::as_str);

    let id = get("client_id").unwrap_or_default();
    let client = Client::find(id)
        .ok_or_else(|| page::refused(&format!("No client with the ID “{id}” is registered.")))?;
    let redirect_uri = get("redirect_uri").unwrap_or_default().to_owned();
    if !client.allows_redirect(&redirect_uri) {
        return Err(page::refused(&format!(
            "The redirect address “{redirect_uri}” is not registered. Allowed is \
             http://127.0.0.1:PORT/callback, with any port; localhost and [::1] too."
        )));
    }
    let back = Back {
        redirect_uri,
        state: get("state").map(str::to_owned),
    };

    if get("response_type") != Some("code") {
        let error = "unsupported_response_type";
        return Err(back.refuse(provider, error, "response_type must be code"));
    }
    if get("code_challenge_method") != Some("S256") {
        let description = "code_challenge_method must be S256";
        return Err(back.refuse(provider, "invalid_request", description));
    }
    let challenge = get("code_challenge").unwrap_or_default().to_owned();
    if challenge.len() != 43 {
        let description = "code_challenge must be a SHA-256 in base64url";
        return Err(back.refuse(provider, "invalid_request", description));
    }
    let mut scopes = Vec::new();
    for asked in get("scope").unwrap_or_default().split_whitespace() {
        match SCOPES.iter().find(|(scope, _)| *scope == asked) {
            Some(scope) if !scopes.contains(&scope) => scopes.push(scope),
            Some(_) => {}
            None => {
                let description = format!("there is no scope {asked}");
                return Err(back.refuse(provider, "invalid_scope", &description));
            }
        }
    }
    if scopes.is_empty() {
        return Err(back.refuse(provider, "invalid_scope", "no scope is asked for"));
    }
    Ok(Asked {
        back,
        client,
        challenge,
        scopes,
    })
}

/// What the consent page sends.
#[derive(Deserialize)]
pub(super) struct Answer {
    page: String,
    decision: String,
}

/// Takes the user's answer back to the client.
pub(super) async fn answer(
    State(provider): State<Arc<Provider>>,
    Form(answer): Form<Answer>,
) -> Response {
    let Some(asked) = provider.pending().take(&answer.page) else {
        return page::refused("This page is too old, or it has been answered already.");
    };
    let denied = provider.panel().switches().deny;
    if denied || answer.decision != "allow" {
        let description = "the user did not allow it";
        return asked.back.refuse(&provider, "access_denied", description);
    }
    let unticked = provider.panel().switches().untick.clone();
    let code = provider.register().issue_code(Code {
        client: asked.client,
        redirect_uri: asked.back.redirect_uri.clone(),
        challenge: asked.challenge,
        scopes: asked
            .scopes
            .iter()
            .map(|(scope, _)| (*scope).to_owned())
            .filter(|scope| !unticked.contains(scope))
            .collect(),
    });
    asked.back.with(&provider, &[("code", &code)])
}
