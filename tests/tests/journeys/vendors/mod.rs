//! The three flagship connectors with own credentials, the whole way: authorization address, token request, account,
//! streams, rows. The servers here answer in the vendors' documented shapes, each with what is peculiar to it; what the
//! vendors' own material says of the requests was checked where the catalogue was written (see `docs/connectors.md`).

mod google;
mod hubspot;
mod shopify;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use headwater_engine::browser::Browser;
use headwater_engine::view::{ClientInput, ConnectionView, EntityTarget, Mode, StreamSelection};
use headwater_engine::{Engine, Url};
use headwater_vault::Memory;
use serde_json::Value;
use tempfile::TempDir;

use crate::desk::options;

/// A request as the vendor saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub path: String,
    pub query: BTreeMap<String, String>,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Seen {
    /// The form of its body.
    pub fn form(&self) -> BTreeMap<String, String> {
        url::form_urlencoded::parse(&self.body)
            .into_owned()
            .collect()
    }

    /// The JSON of its body.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }
}

/// How a vendor answers; nothing is its 404.
type Answers = fn(&Vendor, &Seen) -> Option<Value>;

/// A vendor on loopback, and the person at the browser who says yes there.
#[derive(Clone)]
pub struct Vendor {
    pub address: String,
    pub seen: Arc<Mutex<Vec<Seen>>>,
    answers: Answers,
}

impl Vendor {
    async fn start(answers: Answers) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let vendor = Self {
            address,
            seen: Arc::default(),
            answers,
        };
        let app = Router::new().fallback(answer).with_state(vendor.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        vendor
    }

    /// The first request to a path that ends so.
    pub fn request_to(&self, end: &str) -> Seen {
        let seen = self.seen.lock().unwrap();
        let found = seen.iter().find(|seen| seen.path.ends_with(end)).cloned();
        found.unwrap_or_else(|| {
            panic!(
                "nobody asked for …{end}; asked for {:?}",
                seen.iter().map(|seen| &seen.path).collect::<Vec<_>>()
            )
        })
    }
}

async fn answer(
    State(vendor): State<Vendor>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let query = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .into_owned()
        .collect();
    let seen = Seen {
        path: uri.path().to_owned(),
        query,
        headers,
        body,
    };
    vendor.seen.lock().unwrap().push(seen.clone());
    if seen.query.contains_key("redirect_uri") {
        // The consent page of a person who says yes at once.
        let mut back: Url = seen.query["redirect_uri"].parse().unwrap();
        back.query_pairs_mut()
            .append_pair("code", "code-1")
            .append_pair("state", &seen.query["state"]);
        if seen.path.starts_with("/admin/") {
            shopify::sign(&mut back);
        }
        return (StatusCode::FOUND, [(header::LOCATION, back.to_string())]).into_response();
    }
    match (vendor.answers)(&vendor, &seen) {
        Some(value) => axum::Json(value).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A browser that goes where it is sent.
struct Follows;

impl Browser for Follows {
    fn open(&self, url: &Url) -> Result<(), String> {
        let url = url.clone();
        tokio::spawn(async move { reqwest::get(url).await });
        Ok(())
    }
}

/// A connector of the catalogue, connected to a vendor with own credentials and synced.
pub struct Connected {
    pub engine: Engine,
    pub connection: ConnectionView,
    _folder: TempDir,
}

impl Connected {
    async fn new(connector: &str, client_id: &str, inputs: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let vault = Arc::new(Memory::new());
        let options = options(folder.path(), vault, Arc::new(Follows));
        let engine = Engine::open(options).await.unwrap();
        let id = engine.create_draft(connector.to_owned()).await.unwrap().id;
        let inputs = inputs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        engine.save_inputs(id.clone(), inputs).await.unwrap();
        let client = ClientInput::own(client_id, Some("own-secret".into()));
        engine.save_client(id.clone(), client).await.unwrap();
        engine.authorize(id.clone()).await.unwrap();
        for _ in 0..200 {
            let attempt = engine
                .connection(id.clone())
                .await
                .unwrap()
                .attempt
                .unwrap();
            assert!(attempt.fault.is_none(), "{:#?}", attempt.fault);
            if attempt.phase == headwater_engine::view::AttemptPhase::Done {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let checks = engine.test(id.clone()).await.unwrap();
        assert!(
            checks.iter().all(|check| check.fault.is_none()),
            "{checks:#?}"
        );
        let connection = engine.connection(id).await.unwrap();
        Self {
            engine,
            connection,
            _folder: folder,
        }
    }

    /// The streams that discovery offers.
    async fn streams(&self) -> Vec<String> {
        let streams = self
            .engine
            .streams(self.connection.id.clone())
            .await
            .unwrap();
        streams.into_iter().map(|stream| stream.name).collect()
    }

    /// Syncs these streams and gives each one's rows as columns by name.
    async fn rows(&self, streams: &[&str]) -> Vec<Vec<BTreeMap<String, Value>>> {
        let id = self.connection.id.clone();
        let offered = self.engine.streams(id.clone()).await.unwrap();
        let chosen = offered
            .into_iter()
            .filter(|stream| streams.contains(&stream.name.as_str()));
        let selection: Vec<_> = chosen
            .map(|stream| StreamSelection {
                name: stream.name,
                mode: stream.mode,
            })
            .collect();
        self.engine
            .select_streams(id.clone(), selection)
            .await
            .unwrap();
        self.engine
            .link(
                id.clone(),
                EntityTarget::New {
                    name: "Entity".to_owned(),
                },
            )
            .await
            .unwrap();
        let mut connection = self.engine.connection(id.clone()).await.unwrap();
        while connection
            .last_sync
            .as_ref()
            .is_none_or(|sync| sync.ended_at.is_none())
        {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            connection = self.engine.connection(id.clone()).await.unwrap();
        }
        assert!(connection.trouble.is_none(), "{:#?}", connection.trouble);
        assert!(
            connection
                .streams
                .iter()
                .all(|stream| stream.fault.is_none()),
            "{:#?}",
            connection.streams
        );
        let mut all = Vec::new();
        for tab in self.engine.entities().await.unwrap().remove(0).tabs {
            let query = headwater_engine::view::RowQuery {
                offset: 0,
                limit: 1_000,
                sort: None,
                filters: Vec::new(),
                hide_deleted: false,
            };
            let window = self.engine.rows(tab.id, query).await.unwrap();
            let named = |row: Vec<Value>| {
                tab.columns
                    .iter()
                    .map(|column| column.name.clone())
                    .zip(row)
                    .collect()
            };
            let rows: Vec<Vec<Value>> = serde_json::from_str(window.rows.get()).unwrap();
            all.push(rows.into_iter().map(named).collect());
        }
        all
    }

    /// The mode that a stream was proposed in.
    async fn mode(&self, stream: &str) -> Mode {
        let streams = self
            .engine
            .streams(self.connection.id.clone())
            .await
            .unwrap();
        streams
            .into_iter()
            .find(|offered| offered.name == stream)
            .unwrap()
            .mode
    }
}
