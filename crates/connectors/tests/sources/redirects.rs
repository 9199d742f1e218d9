//! Answers that are elsewhere, and what goes along to there.

use serde_json::{Value, json};

use crate::server::{Reply, Server};
use crate::{load, manifest, stream};
use headwater_connectors::Source;

/// A source that signs and that leaves redirects to the runtime, as the application does.
fn source(server: &Server, changes: Value) -> Source {
    let mut signed = json!({"retriever": {"requester": {
        "authenticator": {"type": "BearerAuthenticator", "api_token": "secret-token"},
        "request_headers": {"X-Key": "secret-key"},
    }}});
    crate::lay_over(&mut signed, changes);
    let whole = manifest(vec![stream(server, signed)]);
    let redirects = reqwest::redirect::Policy::none();
    let http = reqwest::Client::builder().redirect(redirects);
    let http = http.build().unwrap();
    Source::new(std::sync::Arc::new(load(&whole)), json!({}), None, http).unwrap()
}

/// On the same origin a redirect takes the signature along; one to a file store elsewhere is
/// followed with no header of the manifest.
#[tokio::test]
async fn a_redirect_takes_nothing_to_another_host() {
    let store = Server::start(|_| Reply::json(json!({"data": [{"id": 7}]}))).await;
    let there = format!("{}/file?signed=1", store.url());
    let server = Server::start(move |asked| {
        let target = match asked.path.as_str() {
            "/items" => "/moved?to=1".to_owned(),
            _ => there.clone(),
        };
        Reply::status(302, json!({})).with("location", target)
    })
    .await;
    let source = source(&server, json!({}));
    let (records, _) = crate::read(&source, "items", None).await.unwrap();
    assert_eq!(records, [json!({"id": 7})]);
    assert_eq!(server.lines(), ["/items", "/moved?to=1"]);
    for asked in server.asked() {
        assert_eq!(asked.header("authorization"), "Bearer secret-token");
        assert_eq!(asked.header("x-key"), "secret-key");
    }
    assert_eq!(store.lines(), ["/file?signed=1"]);
    let headers = &store.asked()[0].headers;
    assert!(
        !format!("{headers:?}").contains("secret"),
        "nothing secret arrives: {headers:?}"
    );
}

/// 303 asks for the answer without the body; 307 sends the body again, but to no other host.
#[tokio::test]
async fn a_body_stays_on_its_host() {
    let post = json!({"retriever": {"requester": {"http_method": "POST", "request_body_json": {"key": "secret"}}}});
    for (status, body) in [(303, ""), (307, r#"{"key":"secret"}"#)] {
        let server = Server::start(move |asked| match asked.path.as_str() {
            "/items" => Reply::status(status, json!({})).with("location", "/answer"),
            _ => Reply::json(json!({"data": [{"id": 1}]})),
        })
        .await;
        let source = source(&server, post.clone());
        assert_eq!(
            crate::read(&source, "items", None).await.unwrap().0.len(),
            1
        );
        assert_eq!(server.asked()[1].body, body, "after {status}");
    }
    let store = Server::start(|_| Reply::json(json!({"data": []}))).await;
    let there = store.url();
    let server =
        Server::start(move |_| Reply::status(307, json!({})).with("location", there.clone())).await;
    let error = crate::read(&source(&server, post), "items", None).await;
    let error = error.unwrap_err().to_string();
    let named = format!("another host, {}", store.address);
    assert!(error.contains(&named), "{error}");
    assert!(store.asked().is_empty());
}

/// Redirects in a circle end.
#[tokio::test]
async fn a_circle_ends() {
    let server = Server::start(|_| Reply::status(301, json!({})).with("location", "/items")).await;
    let error = crate::read(&source(&server, json!({})), "items", None).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("without end"), "{error}");
    assert_eq!(server.lines().len(), 31);
}
