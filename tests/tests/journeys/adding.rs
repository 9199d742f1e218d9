//! Connectors are added: a bare manifest gets its form, its consent and its rows; what is renewed is kept; packs are
//! checked; a stream is tried out without a secret being told.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use headwater_engine::adding;
use headwater_engine::view::{
    ClientInput, ConnectionState, ConnectorPlan, ConnectorSource, FieldKind, Mode, Outcome,
    SecretInput, SignInKind, TrialAccess, TrialLimits, TrialTarget,
};
use headwater_engine::{Engine, OpenOptions};
use headwater_sandbox::{Options, Sandbox};
use headwater_vault::Memory;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::desk::{Desk, options};

fn secret(text: &str) -> SecretInput {
    serde_json::from_value(text.into()).unwrap()
}

fn inputs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    pairs.collect()
}

/// A manifest as others publish them: a pasted refresh token, one choice, one setting.
fn manifest(address: &str, advanced_auth: Value) -> String {
    let mut manifest = json!({
        "version": "7.39.1",
        "type": "DeclarativeSource",
        "check": {"type": "CheckStream", "stream_names": ["companies"]},
        "streams": [{
            "type": "DeclarativeStream",
            "name": "companies",
            "primary_key": "id",
            "retriever": {
                "type": "SimpleRetriever",
                "requester": {
                    "type": "HttpRequester", "url_base": address, "path": "/api/companies", "http_method": "GET",
                    "request_parameters": {"limit": "{{ config['page_size'] }}"},
                    "authenticator": {
                        "type": "OAuthAuthenticator",
                        "token_refresh_endpoint": format!("{address}/oauth/token"),
                        "client_id": "{{ config['credentials']['client_id'] }}",
                        "client_secret": "{{ config['credentials']['client_secret'] }}",
                        "refresh_token": "{{ config['credentials']['refresh_token'] }}",
                    },
                },
                "record_selector": {"type": "RecordSelector", "extractor": {"type": "DpathExtractor", "field_path": ["data"]}},
            },
            "schema_loader": {"type": "InlineSchemaLoader", "schema": {"type": "object", "properties": {"id": {"type": "string"}}}},
        }, {
            "type": "DeclarativeStream",
            "name": "odd",
            "retriever": {"type": "CustomRetriever", "class_name": "source_crm.Odd"},
        }],
        "spec": {"type": "Spec", "connection_specification": {
            "type": "object", "required": ["credentials"],
            "properties": {
                "page_size": {"type": "integer", "title": "Page size", "minimum": 1, "default": 7},
                "credentials": {"type": "object", "title": "Sign-in", "oneOf": [
                    {"title": "OAuth", "required": ["client_id", "client_secret", "refresh_token"], "properties": {
                        "kind": {"type": "string", "const": "oauth"},
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string", "airbyte_secret": true},
                        "refresh_token": {"type": "string", "airbyte_secret": true}}},
                    {"title": "Key", "required": ["key"], "properties": {
                        "kind": {"type": "string", "const": "key"},
                        "key": {"type": "string", "airbyte_secret": true}}}]}}}},
    });
    if !advanced_auth.is_null() {
        manifest["spec"]["advanced_auth"] = advanced_auth;
    }
    manifest.to_string()
}

/// A provider of the catalogue at the sandbox, in a folder of connectors.
fn provider(folder: &Path, address: &str) {
    let folder = folder.join("bench");
    std::fs::create_dir_all(&folder).unwrap();
    let connector = format!(
        "name: Bench\ncategory: Bench\nsummary: A provider.\nmaturity: new\nauth: oauth\nstreams: paths\napi: {address}\n\
         scopes:\n  - {{ scope: companies.read, says: Read companies, access: read, required: true }}\n\
         oauth2:\n  step1_authorize_url: {address}/oauth/authorize\n  step3_access_url: {address}/oauth/token\n"
    );
    for (name, text) in [
        ("connector.yaml", connector.as_str()),
        ("guide.md", "# Bench\n"),
        ("icon.svg", "<svg/>"),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

async fn sandbox(folder: &Path) -> (Sandbox, String) {
    let sandbox = Sandbox::start(&folder.join("sandbox"), Options::default())
        .await
        .unwrap();
    let address = sandbox.address().as_str().trim_end_matches('/').to_owned();
    (sandbox, address)
}

async fn inspected(engine: &Engine, text: &str) -> ConnectorPlan {
    let source = ConnectorSource::Text(text.to_owned());
    engine.inspect_connector(source).await.unwrap()
}

/// From an added manifest to rows: its consent in the browser with an own client, and no secret asked for.
async fn consent_to_rows(desk: &Desk, connector: &str) {
    let id = desk
        .engine
        .create_draft(connector.to_owned())
        .await
        .unwrap()
        .id;
    desk.engine
        .save_inputs(id.clone(), inputs(&[("page_size", "5")]))
        .await
        .unwrap();
    let client = ClientInput::Own {
        client_id: "sandbox-client".to_owned(),
        client_secret: Some(secret("sandbox-secret")),
        certificate: None,
    };
    desk.engine.save_client(id.clone(), client).await.unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    desk.engine
        .authorize_on(id.clone(), Some(port))
        .await
        .unwrap();
    let connection = desk.after_attempt(&id).await;
    assert_eq!(connection.state, ConnectionState::Active, "{connection:#?}");
    let checks = desk.engine.test(id.clone()).await.unwrap();
    assert!(
        checks.iter().all(|check| check.outcome == Outcome::Passed),
        "{checks:#?}"
    );
    let connection = desk.finish(&id, &[("companies", Mode::Full)]).await;
    assert_eq!(
        connection.rows, 5,
        "the entered page size counts: {connection:#?}"
    );
}

/// The token address of a bare manifest is that of a provider of the catalogue: it gets a real consent, asks for nothing
/// that the consent gives, says which stream cannot run and where, and is read without a restart.
#[tokio::test(flavor = "multi_thread")]
async fn a_bare_manifest_gets_the_providers_consent() {
    let folder = tempfile::tempdir().unwrap();
    let (_sandbox, address) = sandbox(folder.path()).await;
    provider(&folder.path().join("catalogue"), &address);
    let desk = Desk::with_catalogues(vec![folder.path().join("catalogue")]).await;
    let crm = folder.path().join("source-crm");
    std::fs::create_dir(&crm).unwrap();
    std::fs::write(crm.join("manifest.yaml"), manifest(&address, Value::Null)).unwrap();
    let source = ConnectorSource::Path(crm.display().to_string());
    let plan = desk.engine.inspect_connector(source).await.unwrap();
    assert_eq!((plan.id.as_str(), plan.name.as_str()), ("crm", "Crm"));
    assert_eq!(plan.sign_in.kind, SignInKind::OAuth);
    assert_eq!(plan.sign_in.provider.as_deref(), Some("bench"));
    let asked: Vec<_> = plan
        .form
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    assert_eq!(asked, ["page_size"], "the consent gives the rest");
    let odd = plan
        .streams
        .iter()
        .find(|stream| stream.name == "odd")
        .unwrap();
    assert!(
        !odd.runs && odd.reasons[0].reason.contains("Python"),
        "{odd:?}"
    );
    assert_eq!(odd.reasons[0].file, "crm/manifest.yaml");
    let host = address.trim_start_matches("http://");
    assert!(plan.hosts.iter().any(|one| one == host), "{:?}", plan.hosts);
    assert!(
        desk.engine.connector("crm".to_owned()).await.is_err(),
        "inspecting adds nothing"
    );

    desk.engine.add_connector(plan.plan.clone()).await.unwrap();
    assert!(
        desk.engine.add_connector(plan.plan).await.is_err(),
        "a plan is good once"
    );
    consent_to_rows(&desk, "crm").await;
    let refused = desk
        .engine
        .remove_connector("crm".to_owned())
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("not_now"),
        "a connection uses it: {refused}"
    );
}

/// A manifest that declares its consent gets it without any provider of the catalogue.
#[tokio::test(flavor = "multi_thread")]
async fn a_declared_consent_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let (_sandbox, address) = sandbox(folder.path()).await;
    let desk = Desk::new().await;
    let path =
        |name: &str| json!({"type": "string", "path_in_connector_config": ["credentials", name]});
    let advanced_auth = json!({
        "auth_flow_type": "oauth2.0", "predicate_key": ["credentials", "kind"], "predicate_value": "oauth",
        "oauth_config_specification": {
            "oauth_connector_input_specification": {
                "consent_url": format!("{address}/oauth/authorize?{{{{client_id_param}}}}&{{{{redirect_uri_param}}}}&response_type=code&{{{{scopes_param}}}}&{{{{state_param}}}}"),
                "scopes": [{"scope": "companies.read"}],
                "access_token_url": format!("{address}/oauth/token"),
                "access_token_headers": {"Content-Type": "application/x-www-form-urlencoded"},
                "access_token_params": {"grant_type": "authorization_code", "code": "{{ auth_code_value }}",
                    "client_id": "{{ client_id_value }}", "client_secret": "{{ client_secret_value }}",
                    "redirect_uri": "{{ redirect_uri_value }}"},
                "extract_output": ["refresh_token"]},
            "complete_oauth_output_specification": {"properties": {"refresh_token": path("refresh_token")}},
            "complete_oauth_server_output_specification": {"properties": {
                "client_id": path("client_id"), "client_secret": path("client_secret")}}}});
    let text = manifest(&address, advanced_auth).replace(
        "\"type\":\"DeclarativeSource\"",
        "\"type\":\"DeclarativeSource\",\"metadata\":{\"name\":\"Declared\"}",
    );
    let plan = inspected(&desk.engine, &text).await;
    assert_eq!(
        (plan.sign_in.kind, plan.sign_in.provider),
        (SignInKind::OAuth, None)
    );
    let id = desk.engine.add_connector(plan.plan).await.unwrap().id;
    assert_eq!(id, "declared");
    consent_to_rows(&desk, &id).await;
}

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

fn rotating_manifest(address: &str) -> String {
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
async fn engine(vault: Arc<Memory>) -> (TempDir, Engine) {
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
    assert_eq!(*rotating.0.lock().unwrap(), ["pasted-canary"]);
    let database = std::fs::read(folder.path().join("headwater.db")).unwrap();
    let text = String::from_utf8_lossy(&database);
    assert!(!text.contains("canary"), "a secret is in the database");
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
    for _ in 0..200 {
        engine.test(connection.clone()).await.unwrap();
        let seen = rotating.0.lock().unwrap().clone();
        if seen.iter().any(|one| one.starts_with("refresh-canary")) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!(
        "the rotated token was never sent: {:?}",
        rotating.0.lock().unwrap()
    );
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

/// Where the policy wants signatures, a manifest and an unsigned pack are refused, and a signed pack is added with the key
/// that signed it.
#[tokio::test(flavor = "multi_thread")]
async fn the_policy_wants_signed_packs() {
    let folder = tempfile::tempdir().unwrap();
    let pair = minisign::KeyPair::generate_unencrypted_keypair().unwrap();
    let key = folder.path().join("key");
    std::fs::write(&key, pair.sk.to_box(None).unwrap().to_string()).unwrap();
    let home = folder.path().join("home");
    std::fs::create_dir(&home).unwrap();
    let policy = format!(
        "[packs]\nrequire_signature = true\nkeys = [\"{}\"]\n",
        pair.pk.to_base64()
    );
    std::fs::write(home.join("policy.toml"), policy).unwrap();
    let browser = Arc::new(headwater_engine::browser::NoBrowser);
    let engine = Engine::open(options(&home, Arc::new(Memory::new()), browser))
        .await
        .unwrap();
    let connector = folder.path().join("crm");
    std::fs::create_dir(&connector).unwrap();
    std::fs::write(
        connector.join("manifest.yaml"),
        rotating_manifest("https://api.example.com"),
    )
    .unwrap();
    let source = |path: &Path| ConnectorSource::Path(path.display().to_string());
    assert!(
        engine.inspect_connector(source(&connector)).await.is_err(),
        "a folder"
    );
    let pack = folder.path().join("crm.hwpack");
    adding::pack(&connector, &pack, None, None).unwrap();
    assert!(
        engine.inspect_connector(source(&pack)).await.is_err(),
        "not signed"
    );
    adding::pack(&connector, &pack, Some(&key), None).unwrap();
    let plan = engine.inspect_connector(source(&pack)).await.unwrap();
    assert_eq!(
        (plan.origin.as_str(), plan.signed_by.is_some()),
        ("pack", true)
    );
    assert_eq!(engine.add_connector(plan.plan).await.unwrap().id, "crm");
    let again = engine.inspect_connector(source(&pack)).await.unwrap();
    assert_eq!(again.replaces.as_deref(), Some("Crm"));
    engine.remove_connector("crm".to_owned()).await.unwrap();
    assert!(engine.connector("crm".to_owned()).await.is_err());
    assert!(
        engine.remove_connector("hubspot".to_owned()).await.is_err(),
        "it came with the program"
    );
}

/// The form has the choice with its variants, each with its own fields, secrets marked.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_has_its_variants() {
    let (_folder, engine) = engine(Arc::new(Memory::new())).await;
    let plan = inspected(
        &engine,
        &manifest("https://api.unknown-provider.example", Value::Null),
    )
    .await;
    let id = engine.add_connector(plan.plan).await.unwrap().id;
    let form = engine.connector_form(id).await.unwrap();
    let choice = form
        .fields
        .iter()
        .find(|field| field.kind == FieldKind::Choice)
        .unwrap();
    assert_eq!(choice.name, "credentials.kind");
    let titles: Vec<_> = choice
        .variants
        .iter()
        .map(|one| one.title.as_str())
        .collect();
    assert_eq!(titles, ["OAuth", "Key"]);
    let key = &choice.variants[1].fields[0];
    assert_eq!(
        (key.name.as_str(), key.secret, key.required),
        ("credentials.key", true, true)
    );
}
