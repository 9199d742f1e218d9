//! Connectors are added: a bare manifest gets its form, its consent and its rows; what is renewed is kept; packs are
//! checked; a stream is tried out without a secret being told.

mod rotating;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use headwater_engine::view::{
    ClientInput, ConnectionState, ConnectorPlan, ConnectorSource, FieldKind, Mode, Outcome,
    SecretInput, SignInKind,
};
use headwater_engine::{Engine, adding};
use headwater_sandbox::{Options, Sandbox};
use headwater_vault::Memory;
use serde_json::{Value, json};

use self::rotating::{engine, rotating_manifest};
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
        relay: None,
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
    let connection = desk
        .finish(&id, &[("companies", Mode::FullRefreshReplace)])
        .await;
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
