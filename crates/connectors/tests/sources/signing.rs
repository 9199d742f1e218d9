//! How requests are signed, and what happens when the signature is refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::FutureExt;
use headwater_connectors::{AccessError, AccessToken, Error, Source, TokenAsk, TokenSource};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::server::{Reply, Server};
use crate::{ids, load, manifest, read, source, stream};

fn signed(authenticator: Value) -> Value {
    json!({"retriever": {"requester": {"authenticator": authenticator}}})
}

fn good() -> Reply {
    Reply::json(json!({"data": [{"id": 1}]}))
}

#[tokio::test]
async fn each_authenticator_signs_where_it_should() {
    let config = json!({"key": "k-1", "user": "u", "password": "p", "kind": "b"});
    let option = |part: &str, name: &str| json!({"type": "RequestOption", "inject_into": part, "field_name": name});
    for (authenticator, header, query) in [
        (
            json!({"type": "BearerAuthenticator", "api_token": "{{ config['key'] }}"}),
            ("authorization", "Bearer k-1"),
            "",
        ),
        (
            json!({"type": "BasicHttpAuthenticator", "username": "{{ config['user'] }}", "password": "{{ config['password'] }}"}),
            ("authorization", "Basic dTpw"),
            "",
        ),
        (
            json!({"type": "ApiKeyAuthenticator", "api_token": "{{ config['key'] }}", "inject_into": option("header", "X-Key")}),
            ("x-key", "k-1"),
            "",
        ),
        (
            json!({"type": "ApiKeyAuthenticator", "api_token": "{{ config['key'] }}", "header": "X-Old"}),
            ("x-old", "k-1"),
            "",
        ),
        (
            json!({"type": "ApiKeyAuthenticator", "api_token": "{{ config['key'] }}", "inject_into": option("request_parameter", "key")}),
            ("authorization", ""),
            "k-1",
        ),
        (json!({"type": "NoAuth"}), ("authorization", ""), ""),
        (
            json!({"type": "SelectiveAuthenticator", "authenticator_selection_path": ["kind"], "authenticators": {
                "a": {"type": "NoAuth"}, "b": {"type": "BearerAuthenticator", "api_token": "chosen"}}}),
            ("authorization", "Bearer chosen"),
            "",
        ),
    ] {
        let server = Server::start(|_| good()).await;
        let source = source(
            vec![stream(&server, signed(authenticator.clone()))],
            config.clone(),
        );
        read(&source, "items", None).await.unwrap();
        let asked = &server.asked()[0];
        assert_eq!(asked.header(header.0), header.1, "{authenticator}");
        assert_eq!(asked.param("key"), query, "{authenticator}");
    }
}

/// A token source that gives `token-1`, and after a refusal `token-2`; counts its questions.
fn access(asks: Arc<AtomicUsize>, refusals: Arc<AtomicUsize>) -> TokenSource {
    Arc::new(move |ask| {
        asks.fetch_add(1, Ordering::SeqCst);
        if let TokenAsk::Refused(token) = &ask {
            assert_eq!(
                token.expose_secret(),
                "Bearer token-1",
                "the refused header value comes back"
            );
            refusals.fetch_add(1, Ordering::SeqCst);
        }
        let number = 1 + refusals.load(Ordering::SeqCst);
        let value = format!("Bearer token-{number}").into();
        async move {
            Ok(AccessToken {
                header: "Authorization".into(),
                value,
                extra: Vec::new(),
            })
        }
        .boxed()
    })
}

fn with_access(server: &Server, access: TokenSource) -> Source {
    let manifest = load(&manifest(vec![stream(
        server,
        signed(json!({"type": "OAuthAuthenticator", "refresh_token_updater": {}})),
    )]));
    Source::new(
        Arc::new(manifest),
        json!({}),
        Some(access),
        reqwest::Client::new(),
    )
    .unwrap()
}

#[tokio::test]
async fn a_refused_token_is_refreshed_exactly_once() {
    let server = Server::start(|asked| match asked.header("authorization") {
        "Bearer token-2" => good(),
        _ => Reply::status(401, json!({})),
    })
    .await;
    let (asks, refusals) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let source = with_access(&server, access(asks.clone(), refusals.clone()));
    assert_eq!(ids(&read(&source, "items", None).await.unwrap().0), [1]);
    assert_eq!(
        (asks.load(Ordering::SeqCst), refusals.load(Ordering::SeqCst)),
        (2, 1)
    );

    let stubborn =
        Server::start(|_| Reply::status(401, json!({"message": "who are you, token-2?"}))).await;
    let (asks, refusals) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let source = with_access(&stubborn, access(asks, refusals.clone()));
    let error = read(&source, "items", None).await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized { .. }), "{error}");
    assert_eq!(stubborn.asked().len(), 2, "one try and one repeat");
    assert_eq!(refusals.load(Ordering::SeqCst), 1);
    assert!(
        !error.to_string().contains("token-2"),
        "the provider's words come without the token: {error}"
    );
}

#[tokio::test]
async fn the_applications_error_passes_through() {
    #[derive(Debug, PartialEq, thiserror::Error)]
    #[error("needs a new consent")]
    struct Reauthorize;

    let server = Server::start(|_| good()).await;
    let access: TokenSource =
        Arc::new(|_| async { Err(AccessError(Box::new(Reauthorize))) }.boxed());
    let error = read(&with_access(&server, access), "items", None)
        .await
        .unwrap_err();
    let Error::Access(AccessError(inner)) = error else {
        panic!("{error}")
    };
    assert_eq!(inner.downcast_ref::<Reauthorize>(), Some(&Reauthorize));
    assert!(server.asked().is_empty(), "nothing is sent without a token");
}

#[tokio::test]
async fn another_header_than_authorization_is_possible() {
    let server = Server::start(|_| good()).await;
    let access: TokenSource = Arc::new(|_| {
        async {
            Ok(AccessToken {
                header: "X-Shopify-Access-Token".into(),
                value: "shp".to_owned().into(),
                extra: Vec::new(),
            })
        }
        .boxed()
    });
    read(&with_access(&server, access), "items", None)
        .await
        .unwrap();
    assert_eq!(server.asked()[0].header("x-shopify-access-token"), "shp");
}

fn oauth(server: &Server) -> Value {
    signed(json!({
        "type": "OAuthAuthenticator",
        "client_id": "{{ config['client_id'] }}", "client_secret": "{{ config['client_secret'] }}",
        "refresh_token": "{{ config['refresh_token'] }}", "scopes": ["a", "b"],
        "refresh_request_body": {"audience": "x"}, "token_refresh_endpoint": format!("{}/token", server.url()),
    }))
}

#[tokio::test]
async fn without_a_grant_the_manifest_refreshes_by_itself() {
    let server =
        Server::start(
            |asked| match (asked.path.as_str(), asked.header("authorization")) {
                ("/token", _) => Reply::json(
                    json!({"access_token": format!("t{}", asked.index), "expires_in": "3600"}),
                ),
                (_, "Bearer t0") if asked.index < 3 => good(),
                (_, "Bearer t0") => Reply::status(401, json!({})),
                _ => good(),
            },
        )
        .await;
    let config = json!({"client_id": "id", "client_secret": "se cret", "refresh_token": "re"});
    let source = source(vec![stream(&server, oauth(&server))], config);
    read(&source, "items", None).await.unwrap();
    read(&source, "items", None).await.unwrap();
    assert_eq!(
        server.lines(),
        ["/token", "/items", "/items"],
        "the token is kept for the source"
    );
    let body = String::from_utf8(server.asked()[0].body.to_vec()).unwrap();
    assert_eq!(
        body,
        "grant_type=refresh_token&client_id=id&client_secret=se+cret&refresh_token=re&scopes=a&scopes=b&audience=x"
    );
    read(&source, "items", None).await.unwrap();
    assert_eq!(
        server.lines()[3..],
        ["/items", "/token", "/items"],
        "a 401 asks for a new one"
    );
}

#[tokio::test]
async fn a_refused_refresh_says_so_without_secrets() {
    let server = Server::start(|_| {
        Reply::status(
            400,
            json!({"error": "invalid_grant", "error_description": "refresh-canary is too old"}),
        )
    })
    .await;
    let config = json!({"client_id": "id", "client_secret": "secret-canary", "refresh_token": "refresh-canary"});
    let source = source(vec![stream(&server, oauth(&server))], config);
    let error = read(&source, "items", None).await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized { .. }), "{error}");
    let text = format!("{error} {error:?}");
    assert!(
        text.contains("is too old") && !text.contains("canary"),
        "{text}"
    );
}

#[tokio::test]
async fn a_session_token_comes_from_a_login() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/login" => Reply::json(json!({"auth": {"session": format!("s-{}", asked.json()["user"].as_str().unwrap_or(""))}})),
        _ if asked.header("x-session") == "Token s-u" => good(),
        _ => Reply::status(403, json!({})),
    })
    .await;
    let authenticator = json!({
        "type": "SessionTokenAuthenticator",
        "login_requester": {"type": "HttpRequester", "url_base": server.url(), "path": "/login", "http_method": "POST",
            "request_body_json": {"user": "{{ config['user'] }}"}},
        "session_token_path": ["auth", "session"], "expiration_duration": "PT1H",
        "request_authentication": {"type": "ApiKey", "api_token": "Token {{ session_token }}",
            "inject_into": {"type": "RequestOption", "inject_into": "header", "field_name": "X-Session"}},
    });
    let source = source(
        vec![stream(&server, signed(authenticator))],
        json!({"user": "u"}),
    );
    read(&source, "items", None).await.unwrap();
    read(&source, "items", None).await.unwrap();
    assert_eq!(
        server.lines(),
        ["/login", "/items", "/items"],
        "one login serves both"
    );
}

#[tokio::test]
async fn secrets_of_the_configuration_are_not_in_errors() {
    let server =
        Server::start(|_| Reply::status(400, json!({"message": "bad key canary-key"}))).await;
    let mut whole = manifest(vec![stream(
        &server,
        json!({"retriever": {"requester": {"path": "/bot{{ config['key'] }}/items"}}}),
    )]);
    whole["spec"] = json!({"type": "Spec", "connection_specification": {"properties": {"key": {"type": "string", "airbyte_secret": true}}}});
    let source = Source::new(
        Arc::new(load(&whole)),
        json!({"key": "canary-key"}),
        None,
        reqwest::Client::new(),
    )
    .unwrap();
    let error = read(&source, "items", None).await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("/bot") && !text.contains("canary"), "{text}");
}
