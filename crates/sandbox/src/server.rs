//! The provider at work: routes, and what stands before them all.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Json, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::data::{self, Changed, Source};
use crate::oauth::{self, Pending};
use crate::register::Register;
use crate::switches::{Counters, Fault, Panel, Switches};
use crate::{Error, client, folder};

/// Everything that answers need.
pub(crate) struct Provider {
    pub(crate) address: Url,
    nonce: String,
    /// Hash of the token that may turn the switches.
    admin: String,
    register: Mutex<Register>,
    source: Mutex<Source>,
    panel: Mutex<Panel>,
    pending: Mutex<Pending>,
    stop: CancellationToken,
}

/// What is behind the locks is changed in whole steps, so a panic elsewhere leaves nothing half done.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Provider {
    pub(crate) fn new(
        register: Register,
        admin: &str,
        switches: Switches,
        stop: CancellationToken,
    ) -> Result<Provider, Error> {
        let mut source = Source::new(register.born());
        for (at, change) in register.changes() {
            source.apply(change, *at)?;
        }
        let provider = Provider {
            address: folder::address(register.port())?,
            nonce: register.nonce().to_owned(),
            admin: client::hash(admin),
            register: Mutex::new(register),
            source: Mutex::new(source),
            panel: Mutex::new(Panel::new(Switches::default())),
            pending: Mutex::default(),
            stop,
        };
        provider.switch(switches)?;
        Ok(provider)
    }

    /// The issuer identifier (RFC 8414 section 2): the address without its final slash.
    pub(crate) fn issuer(&self) -> &str {
        self.address.as_str().trim_end_matches('/')
    }

    pub(crate) fn register(&self) -> MutexGuard<'_, Register> {
        hold(&self.register)
    }

    pub(crate) fn source(&self) -> MutexGuard<'_, Source> {
        hold(&self.source)
    }

    pub(crate) fn panel(&self) -> MutexGuard<'_, Panel> {
        hold(&self.panel)
    }

    pub(crate) fn pending(&self) -> MutexGuard<'_, Pending> {
        hold(&self.pending)
    }

    pub(crate) fn counters(&self) -> Counters {
        self.panel().counters.clone()
    }

    pub(crate) fn switch(&self, mut switches: Switches) -> Result<Vec<Changed>, Error> {
        let at = data::milliseconds(Timestamp::now());
        let changes = std::mem::take(&mut switches.data);
        let mut source = self.source();
        let mut register = self.register();
        let mut changed = Vec::new();
        if !changes.is_empty() {
            let mut next = source.clone();
            for change in &changes {
                changed.push(next.apply(change, at)?);
            }
            register.add_changes(at, changes)?;
            *source = next;
        }
        if std::mem::take(&mut switches.expire_access) {
            register.expire_access()?;
        }
        if std::mem::take(&mut switches.revoke_grants) {
            register.revoke_grants()?;
        }
        self.panel().set(switches);
        Ok(changed)
    }

    /// Waits, but no longer than the provider lives.
    async fn pause(&self, length: Option<Duration>) {
        let pause = async {
            match length {
                Some(length) => tokio::time::sleep(length).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = pause => {}
            () = self.stop.cancelled() => {}
        }
    }
}

/// Answers until the provider is stopped, and a second longer for answers under way.
pub(crate) async fn serve(listener: TcpListener, provider: Arc<Provider>) {
    let stop = provider.stop.clone();
    let routes = Router::new()
        .route("/", get(root))
        .route("/switches", post(switch))
        .route("/counters", get(counters))
        .merge(oauth::routes())
        .merge(data::routes())
        .layer(middleware::from_fn_with_state(
            Arc::clone(&provider),
            before_all,
        ))
        .with_state(provider);
    let server =
        axum::serve(listener, routes).with_graceful_shutdown(stop.clone().cancelled_owned());
    let last_call = async {
        stop.cancelled().await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    tokio::select! {
        outcome = server => {
            if let Err(error) = outcome {
                tracing::error!(%error, "sandbox ended");
            }
        }
        () = last_call => {}
    }
}

/// Checks the Host, counts, and lets the switched faults happen.
async fn before_all(
    State(provider): State<Arc<Provider>>,
    request: Request,
    next: Next,
) -> Response {
    let host = request.headers().get(header::HOST);
    let expected = format!("127.0.0.1:{}", provider.address.port().unwrap_or(80));
    if host.is_none_or(|host| host.as_bytes() != expected.as_bytes()) {
        // A name that points to this machine (DNS rebinding) is not this provider.
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let path = request.uri().path();
    if path == "/switches" || path == "/counters" {
        return next.run(request).await;
    }
    let fault = provider.panel().meet(path);
    match fault {
        None => next.run(request).await,
        Some(Fault::Delay { ms }) => {
            provider.pause(Some(Duration::from_millis(ms))).await;
            next.run(request).await
        }
        Some(Fault::Stall) => {
            provider.pause(None).await;
            no_answer()
        }
        Some(Fault::DropAnswer) => {
            next.run(request).await;
            no_answer()
        }
        Some(Fault::RateLimit { retry_after }) => later(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limited",
            Some(retry_after),
        ),
        Some(Fault::Unavailable { retry_after }) => {
            later(StatusCode::SERVICE_UNAVAILABLE, "unavailable", retry_after)
        }
        Some(Fault::Html) => Html(
            "<!doctype html><title>Sign in to the network</title>\
             <p>Please accept the terms of this network to go on.</p>",
        )
        .into_response(),
        Some(Fault::Answer { status, body }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
            let kind = [(header::CONTENT_TYPE, "application/json")];
            (status, kind, body).into_response()
        }
    }
}

/// Closes the connection without a byte: a body that fails before the head is flushed.
fn no_answer() -> Response {
    let lost = std::io::Error::other("the answer is dropped");
    let body = futures::stream::once(std::future::ready(Err::<Bytes, _>(lost)));
    Body::from_stream(body).into_response()
}

fn later(status: StatusCode, code: &str, retry_after: Option<u64>) -> Response {
    let mut response = error(status, code, "Try again later.");
    if let Some(seconds) = retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// An answer that says what is wrong, in the shape of the API.
pub(crate) fn error(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({ "error": { "code": code, "message": message } });
    (status, Json(body)).into_response()
}

/// The token of an `Authorization: Bearer` header (RFC 6750 section 2.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// Checks that the request's access token is good and covers `scope` (RFC 6750 section 3.1).
pub(crate) fn authorize(
    provider: &Provider,
    headers: &HeaderMap,
    scope: &str,
) -> Result<(), Response> {
    let refuse = |status, challenge: String, code, message: &str| {
        let mut response = error(status, code, message);
        if let Ok(challenge) = HeaderValue::from_str(&challenge) {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, challenge);
        }
        Err(response)
    };
    let unauthorized = StatusCode::UNAUTHORIZED;
    let Some(token) = bearer(headers) else {
        let challenge = "Bearer realm=\"sandbox\"".to_owned();
        return refuse(
            unauthorized,
            challenge,
            "no_token",
            "A bearer token is needed.",
        );
    };
    match provider.register().bearer(token) {
        None => {
            let challenge = "Bearer realm=\"sandbox\", error=\"invalid_token\"".to_owned();
            let message = "The access token is unknown, expired or revoked.";
            refuse(unauthorized, challenge, "invalid_token", message)
        }
        Some(scopes) if !scopes.iter().any(|granted| granted == scope) => {
            let challenge = format!(
                "Bearer realm=\"sandbox\", error=\"insufficient_scope\", scope=\"{scope}\""
            );
            let message = format!("This needs the scope {scope}.");
            refuse(
                StatusCode::FORBIDDEN,
                challenge,
                "insufficient_scope",
                &message,
            )
        }
        Some(_) => Ok(()),
    }
}

/// Who this is: how a second process knows that it may join.
async fn root(State(provider): State<Arc<Provider>>) -> Json<serde_json::Value> {
    Json(json!({ "name": "Headwater sandbox", "nonce": provider.nonce }))
}

fn check_admin(provider: &Provider, headers: &HeaderMap) -> Result<(), Response> {
    match bearer(headers) {
        Some(token) if client::hash(token) == provider.admin => Ok(()),
        _ => Err(StatusCode::UNAUTHORIZED.into_response()),
    }
}

async fn switch(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    check_admin(&provider, &headers)?;
    let bad = |message: String| error(StatusCode::BAD_REQUEST, "bad_switches", &message);
    let switches = serde_json::from_slice(&body).map_err(|error| bad(error.to_string()))?;
    let changed = provider
        .switch(switches)
        .map_err(|error| bad(error.to_string()))?;
    Ok(Json(json!({ "changed": changed })).into_response())
}

async fn counters(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
) -> Result<Json<Counters>, Response> {
    check_admin(&provider, &headers)?;
    Ok(Json(provider.counters()))
}
