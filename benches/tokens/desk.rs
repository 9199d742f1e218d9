//! An engine with the bench's connector, and a person whose browser comes back at once.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use headwater_engine::browser::Browser;
use headwater_engine::clock::SystemClock;
use headwater_engine::{Engine, OpenOptions, Url, commands};
use headwater_vault::Vault;
use serde_json::json;

use crate::Result;

const CONNECTOR: &str = "\
name: Bench
category: Bench
summary: A provider of the bench
maturity: new
entity: Note
auth: oauth
inputs:
  - {name: address, title: Address, required: true}
client: {app_type: Native}
oauth2:
  step1_authorize_url: \"{{ address }}/authorize\"
  step3_access_url: \"{{ address }}/token\"
";

const MANIFEST: &str = "\
version: 6.0.0
type: DeclarativeSource
check: {type: CheckStream, stream_names: [notes]}
streams:
  - type: DeclarativeStream
    name: notes
    retriever:
      type: SimpleRetriever
      requester: {type: HttpRequester, url_base: 'http://127.0.0.1:1', path: /notes, authenticator: {type: OAuthAuthenticator}}
      record_selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: [notes]}}
    schema_loader: {type: InlineSchemaLoader, schema: {type: object, properties: {id: {type: string}}}}
";

/// Remembers the link that it was to open.
#[derive(Default)]
pub(crate) struct Link(Mutex<Option<Url>>);

impl Link {
    /// Where the browser is sent back to, with a code.
    pub(crate) fn back(&self) -> Result<Url> {
        let link = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let link = link.as_ref().ok_or("no link was opened")?;
        let value = |name: &str| {
            let mut pairs = link.query_pairs();
            pairs.find_map(|(this, value)| (this == name).then(|| value.into_owned()))
        };
        let mut back: Url = value("redirect_uri").ok_or("no redirect")?.parse()?;
        back.query_pairs_mut()
            .append_pair("code", "a-code")
            .append_pair("state", &value("state").ok_or("no state")?);
        Ok(back)
    }
}

impl Browser for Link {
    fn open(&self, url: &Url) -> std::result::Result<(), String> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(url.clone());
        Ok(())
    }
}

/// Opens an engine in a folder.
pub(crate) async fn open(
    folder: &Path,
    vault: Arc<dyn Vault>,
    browser: Arc<dyn Browser>,
    timer: bool,
) -> Result<Engine> {
    let catalogue = folder.join("catalogue");
    let files = [
        ("connector.yaml", CONNECTOR),
        ("manifest.yaml", MANIFEST),
        ("guide.md", "# Bench\n"),
        ("icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ];
    std::fs::create_dir_all(catalogue.join("bench"))?;
    for (name, text) in files {
        std::fs::write(catalogue.join("bench").join(name), text)?;
    }
    let options = OpenOptions {
        folder: folder.join("data"),
        vault,
        browser,
        clock: Arc::new(SystemClock),
        catalogues: vec![catalogue],
        timer,
    };
    Ok(Engine::open(options).await?)
}

/// A draft, ready to be authorized at the provider.
pub(crate) async fn draft(engine: &Engine, provider: &str) -> Result<String> {
    let id = engine.create_draft("bench".to_owned()).await?.id;
    let inputs = json!({"id": id, "inputs": {"address": provider}});
    commands::call(engine, "save_inputs", inputs).await?;
    let client = json!({"kind": "own", "clientId": "bench", "clientSecret": "a-secret"});
    commands::call(engine, "save_client", json!({"id": id, "client": client})).await?;
    Ok(id)
}
