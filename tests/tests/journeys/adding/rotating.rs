//! A refresh token that was pasted, and a stream that is tried out, at a provider that rotates its tokens.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use headwater_engine::view::{
    Outcome, SignInKind, TrialAccess, TrialLimits, TrialTarget, WizardStep,
};
use headwater_engine::{Engine, OpenOptions};
use headwater_vault::Memory;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{inputs, inspected, secret};
use crate::desk::options;

/// A provider that nobody knows and that rotates its refresh tokens.
#[derive(Clone, Default)]
struct Rotating(Arc<Mutex<Vec<String>>>);

impl Rotating {
    async fn start() -> (Rotating, String) {
        let rotating = Rotating::default();
        let app = Router::new()
            .route("/token", post(token))
            .route("/items", get(items))
            .with_state(rotating.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        (rotating, address)
    }

    /// The refresh tokens that were sent, in their order.
    fn seen(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

async fn token(State(Rotating(seen)): State<Rotating>, body: String) -> Json<Value> {
    let mut seen = seen.lock().unwrap();
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect();
    seen.push(form.get("refresh_token").cloned().unwrap_or_default());
    let number = seen.len();
    Json(
        json!({"access_token": format!("access-canary-{number}"), "refresh_token": format!("refresh-canary-{number}"), "expires_in": 3600}),
    )
}

async fn items(headers: HeaderMap, Query(query): Query<BTreeMap<String, String>>) -> Json<Value> {
    let authorization = headers
        .get("authorization")
        .map(|value| value.to_str().unwrap().to_owned());
    assert!(authorization.is_some_and(|value| value.starts_with("Bearer access-canary")));
    let page: u32 = query
        .get("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1);
    let next = (page < 5).then_some(page + 1);
    Json(
        json!({"data": [{"id": page, "name": "x"}, {"id": page + 100, "name": "drop"}], "next": next}),
    )
}

pub(super) fn rotating_manifest(address: &str) -> String {
    json!({
        "version": "7.39.1", "type": "DeclarativeSource", "metadata": {"name": "Rotating"},
        "check": {"type": "CheckStream", "stream_names": ["items"]},
        "streams": [{
            "type": "DeclarativeStream", "name": "items", "primary_key": "id",
            "retriever": {
                "type": "SimpleRetriever",
                "requester": {"type": "HttpRequester", "url_base": address, "path": "/items", "http_method": "GET",
                    "authenticator": {"type": "OAuthAuthenticator", "token_refresh_endpoint": format!("{address}/token"),
                        "client_id": "{{ config['client_id'] }}", "client_secret": "{{ config['client_secret'] }}",
                        "refresh_token": "{{ config['refresh_token'] }}",
                        "refresh_token_updater": {"refresh_token_config_path": ["refresh_token"]}}},
                "record_selector": {"type": "RecordSelector",
                    "extractor": {"type": "DpathExtractor", "field_path": ["data"]},
                    "record_filter": {"type": "RecordFilter", "condition": "{{ record['name'] != 'drop' }}"}},
                "paginator": {"type": "DefaultPaginator",
                    "page_token_option": {"type": "RequestOption", "inject_into": "request_parameter", "field_name": "page"},
                    "pagination_strategy": {"type": "CursorPagination", "cursor_value": "{{ response['next'] }}",
                        "stop_condition": "{{ not response['next'] }}"}},
            },
            "transformations": [{"type": "AddFields", "fields": [{"path": ["source"], "value": "bench"}]}],
            "schema_loader": {"type": "InlineSchemaLoader", "schema": {"type": "object", "properties": {"id": {"type": "integer"}}}},
        }],
        "spec": {"type": "Spec", "connection_specification": {"type": "object",
            "required": ["client_id", "client_secret", "refresh_token"],
            "properties": {"client_id": {"type": "string"},
                "client_secret": {"type": "string", "airbyte_secret": true},
                "refresh_token": {"type": "string", "airbyte_secret": true}}}},
    })
    .to_string()
}

/// An engine without a browser, for connectors that need none.
pub(super) async fn engine(vault: Arc<Memory>) -> (TempDir, Engine) {
    let folder = tempfile::tempdir().unwrap();
    let browser = Arc::new(headwater_engine::browser::NoBrowser);
    let options: OpenOptions = options(folder.path(), vault, browser);
    let engine = Engine::open(options).await.unwrap();
    (folder, engine)
}

/// Where no provider is known, the refresh token is pasted, and each one that the provider rotates takes the place of the
/// last in the keychain: the next use begins with it. No secret stands in the database.
#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_token_is_kept_as_it_rotates() {
    let (rotating, address) = Rotating::start().await;
    let (folder, engine) = engine(Arc::new(Memory::new())).await;
    let plan = inspected(&engine, &rotating_manifest(&address)).await;
    assert_eq!(plan.sign_in.kind, SignInKind::Pasted);
    let id = engine.add_connector(plan.plan).await.unwrap().id;
    let connection = engine.create_draft(id).await.unwrap().id;
    let pasted = inputs(&[
        ("client_id", "c"),
        ("client_secret", "secret-canary"),
        ("refresh_token", "pasted-canary"),
    ]);
    engine
        .save_inputs(connection.clone(), pasted)
        .await
        .unwrap();
    let checks = engine.test(connection.clone()).await.unwrap();
    assert!(
        checks.iter().all(|check| check.outcome == Outcome::Passed),
        "{checks:#?}"
    );
    engine.settled().await;
    engine.close();
    drop(engine);
    assert_eq!(rotating.seen(), ["pasted-canary"]);
    let database = std::fs::read(folder.path().join("headwater.db")).unwrap();
    let text = String::from_utf8_lossy(&database);
    assert!(!text.contains("canary"), "a secret is in the database");
}

/// A key that was entered is a draft like any other, whether it signs by itself or goes along with a consent: it is listed,
/// and there after a start. One that vanished would leave its key in the keychain for good.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_alone_makes_a_draft() {
    let home = tempfile::tempdir().unwrap();
    let catalogue = home.path().join("catalogue");
    super::provider(&catalogue, "https://api.example.com");
    let described = catalogue.join("bench/connector.yaml");
    let mut yaml = std::fs::read_to_string(&described).unwrap();
    yaml.push_str("inputs:\n  - { name: developer_token, title: Developer token, secret: true }\n");
    std::fs::write(described, yaml).unwrap();
    let vault = Arc::new(Memory::new());
    let opened = |timer| {
        let browser = Arc::new(headwater_engine::browser::NoBrowser);
        Engine::open(OpenOptions {
            timer,
            catalogues: vec![catalogue.clone()],
            ..options(&home.path().join("data"), vault.clone(), browser)
        })
    };
    let engine = opened(false).await.unwrap();
    let manifest = rotating_manifest("https://api.example.com");
    let plan = inspected(&engine, &manifest).await;
    let pasted = engine.add_connector(plan.plan).await.unwrap().id;
    let mut drafts = Vec::new();
    for (connector, secret, step) in [
        (pasted.as_str(), "refresh_token", WizardStep::Test),
        ("bench", "developer_token", WizardStep::Authorize),
    ] {
        let empty = engine.create_draft(connector.to_owned()).await.unwrap();
        let draft = engine.create_draft(connector.to_owned()).await.unwrap();
        let entered = inputs(&[(secret, "pasted-canary")]);
        let kept = engine.save_inputs(draft.id.clone(), entered).await.unwrap();
        assert_eq!((empty.step, kept.step), (WizardStep::Authorize, step));
        drafts.push(draft.id);
    }
    engine.close();
    drop(engine);
    let window = opened(true).await.unwrap();
    let listed = window.connections().await.unwrap();
    let mut listed: Vec<_> = listed.into_iter().map(|one| one.id).collect();
    listed.sort();
    drafts.sort();
    assert_eq!(listed, drafts);
    window.close();
}

/// A key that is refused is to be entered again: there is no consent that could be asked for once more.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_key_is_entered_again() {
    let refuses = Router::new().fallback(|| async { axum::http::StatusCode::UNAUTHORIZED });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, refuses).await.unwrap() });
    let (_folder, engine) = engine(Arc::new(Memory::new())).await;
    let plan = inspected(&engine, &rotating_manifest(&address)).await;
    let id = engine.add_connector(plan.plan).await.unwrap().id;
    let draft = engine.create_draft(id).await.unwrap();
    assert!(!draft.signs_with_key, "nothing is entered yet");
    let entered = ["client_id", "client_secret", "refresh_token"].map(|name| (name, "canary"));
    let kept = engine
        .save_inputs(draft.id, inputs(&entered))
        .await
        .unwrap();
    assert!(kept.signs_with_key);
    let checks = engine.test(kept.id).await.unwrap();
    let fault = checks
        .iter()
        .find_map(|check| check.fault.as_ref())
        .unwrap();
    let button = fault.button.as_ref().unwrap();
    assert_eq!(
        (fault.code.as_str(), button.label.as_str()),
        ("key_not_accepted", "Enter another key")
    );
}

/// The token of the renewal before is the one that is sent next.
#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_token_is_used_next() {
    let (rotating, address) = Rotating::start().await;
    let vault = Arc::new(Memory::new());
    let (_folder, engine) = engine(vault).await;
    let plan = inspected(&engine, &rotating_manifest(&address)).await;
    let id = engine.add_connector(plan.plan).await.unwrap().id;
    let connection = engine.create_draft(id).await.unwrap().id;
    let pasted = inputs(&[
        ("client_id", "c"),
        ("client_secret", "secret-canary"),
        ("refresh_token", "pasted-canary"),
    ]);
    engine
        .save_inputs(connection.clone(), pasted)
        .await
        .unwrap();
    engine.test(connection.clone()).await.unwrap();
    engine.test(connection).await.unwrap();
    let seen = rotating.seen();
    assert_eq!(seen, ["pasted-canary", "refresh-canary-1"]);
}

/// The window and the command line at once: each renews with the token that the other got, so that none is sent twice. A
/// provider that sees one again takes it for stolen and ends the grant.
#[tokio::test(flavor = "multi_thread")]
async fn two_processes_send_no_token_twice() {
    let (rotating, address) = Rotating::start().await;
    let vault = Arc::new(Memory::new());
    let (folder, window) = engine(Arc::clone(&vault)).await;
    let plan = inspected(&window, &rotating_manifest(&address)).await;
    let id = window.add_connector(plan.plan).await.unwrap().id;
    let connection = window.create_draft(id).await.unwrap().id;
    let pasted = inputs(&[
        ("client_id", "c"),
        ("client_secret", "secret-canary"),
        ("refresh_token", "pasted-canary"),
    ]);
    window
        .save_inputs(connection.clone(), pasted)
        .await
        .unwrap();
    let browser = Arc::new(headwater_engine::browser::NoBrowser);
    let other = Engine::open(options(folder.path(), vault, browser));
    let other = other.await.unwrap();
    for _ in 0..5 {
        let both = tokio::join!(
            window.test(connection.clone()),
            other.test(connection.clone()),
        );
        for checks in [both.0.unwrap(), both.1.unwrap()] {
            let passed = checks.iter().all(|check| check.outcome == Outcome::Passed);
            assert!(passed, "{checks:#?}");
        }
    }
    let seen = rotating.seen();
    let different: BTreeSet<_> = seen.iter().collect();
    assert_eq!(different.len(), seen.len(), "{seen:?}");
    assert_eq!(seen.len(), 10);
}

/// A trial tells each request and answer, records before and after, and what it infers, and no secret; a mistake in the
/// manifest is told by its line.
#[tokio::test(flavor = "multi_thread")]
async fn a_trial_tells_everything_but_secrets() {
    let (_rotating, address) = Rotating::start().await;
    let (_folder, engine) = engine(Arc::new(Memory::new())).await;
    let config = json!({"client_id": "client-1", "client_secret": "secret-canary", "refresh_token": "pasted-canary"});
    let access = || TrialAccess {
        config: Some(secret(&config.to_string())),
        ..TrialAccess::default()
    };
    let limits = TrialLimits {
        pages: 2,
        records: 10,
    };
    let text = rotating_manifest(&address);
    let target = TrialTarget::Manifest(text.clone());
    let trial = engine
        .test_stream(target, "items".to_owned(), access(), limits)
        .await
        .unwrap();
    assert!(trial.faults.is_empty() && trial.cut, "{trial:#?}");
    let read: Vec<_> = trial
        .pages
        .iter()
        .filter(|page| page.slice.is_some())
        .collect();
    assert!(read.len() >= 2, "{trial:#?}");
    assert_eq!((read[0].extracted, read[0].kept), (2, 1));
    assert_eq!(read[0].before[0], json!({"id": 1, "name": "x"}));
    assert_eq!(
        read[0].after[0],
        json!({"id": 1, "name": "x", "source": "bench"})
    );
    assert!(
        read[1].request.url.ends_with("page=2"),
        "{}",
        read[1].request.url
    );
    assert_eq!(
        trial.inferred_schema["properties"]["id"],
        json!({"type": ["null", "integer"]})
    );
    let told = serde_json::to_string(&trial).unwrap();
    assert!(!told.contains("canary"), "{told}");
    assert!(
        told.contains("client-1"),
        "what is no secret is told: {told}"
    );

    let broken = text.replace("CursorPagination", "CursorPaginatoin");
    let target = TrialTarget::Manifest(broken.clone());
    let trial = engine
        .test_stream(target, "items".to_owned(), access(), limits)
        .await
        .unwrap();
    assert!(
        !trial.problems.is_empty() && trial.pages.is_empty(),
        "{trial:#?}"
    );
    assert_eq!(engine.check_manifest(broken).await.unwrap(), trial.problems);
}
