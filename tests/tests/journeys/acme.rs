//! A provider on loopback that answers from a script, a connector of its own whose `oauth2` part the test writes, and an
//! engine with a draft of it.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use headwater_engine::browser::NoBrowser;
use headwater_engine::view::{AttemptPhase, ClientInput, ConnectionView};
use headwater_engine::{Engine, OpenOptions};
use headwater_tests::connector;
use headwater_vault::{Memory, Vault};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::desk::options;

/// A path with its answers, status and body.
type Answers = (String, VecDeque<(u16, Value)>);

/// A provider that takes the next answer that waits for a path; the last one stays.
#[derive(Clone, Default)]
pub struct Acme {
    pub address: String,
    answers: Arc<Mutex<Vec<Answers>>>,
    seen: Arc<Mutex<Vec<(String, String)>>>,
}

impl Acme {
    async fn start() -> Acme {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let acme = Acme {
            address: format!("http://{}", listener.local_addr().unwrap()),
            ..Acme::default()
        };
        let app = Router::new().fallback(answer).with_state(acme.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        acme
    }

    /// From now on this path answers so.
    pub fn answers(&self, path: &str, answers: impl IntoIterator<Item = (u16, Value)>) {
        let mut all = self.answers.lock().unwrap();
        all.retain(|(known, _)| known != path);
        all.push((path.to_owned(), answers.into_iter().collect()));
    }

    /// The bodies that a path was sent.
    pub fn bodies(&self, path: &str) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        let of_path = seen.iter().filter(|(known, _)| known == path);
        of_path.map(|(_, body)| body.clone()).collect()
    }
}

async fn answer(State(acme): State<Acme>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let mut body = String::from_utf8(body.to_vec()).unwrap();
    if let Some(token) = headers.get("authorization") {
        body += token.to_str().unwrap();
    }
    acme.seen
        .lock()
        .unwrap()
        .push((uri.path().to_owned(), body));
    let mut all = acme.answers.lock().unwrap();
    let found = all.iter_mut().find(|(path, _)| path == uri.path());
    let Some((_, answers)) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (status, value) = match answers.len() {
        1 => answers[0].clone(),
        _ => answers.pop_front().unwrap(),
    };
    (StatusCode::from_u16(status).unwrap(), axum::Json(value)).into_response()
}

/// An engine with the connector, and a draft of it.
pub struct Bench {
    pub acme: Acme,
    pub engine: Engine,
    pub id: String,
    pub vault: Arc<Memory>,
    pub folder: TempDir,
}

impl Bench {
    /// The connector's `oauth2` part is this text; the person is at no browser.
    pub async fn new(oauth2: &str) -> Bench {
        let acme = Acme::start().await;
        acme.answers("/api/notes", [(200, json!({"data": [{"id": 1}]}))]);
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("catalogue/acme");
        connector::notes(&place, &["notes"], oauth2).unwrap();
        let vault = Arc::new(Memory::new());
        let engine = engine(folder.path(), vault.clone()).await;
        let id = draft(&engine, &acme).await;
        Bench {
            acme,
            engine,
            id,
            vault,
            folder,
        }
    }

    /// Gives the draft a client of its own.
    pub async fn own(&self, id: &str, secret: &str) -> ConnectionView {
        own(&self.engine, &self.id, id, secret).await
    }

    /// Authorizes and waits for the end.
    pub async fn authorized(&self, id: &str) -> ConnectionView {
        self.engine.authorize(id.to_owned()).await.unwrap();
        until(&self.engine, id, |connection| {
            let phase = connection.attempt.as_ref().map(|attempt| attempt.phase);
            matches!(
                phase,
                Some(AttemptPhase::Done | AttemptPhase::Failed | AttemptPhase::Cancelled)
            )
        })
        .await
    }
}

/// Another engine on the same folder and keychain.
pub async fn engine(folder: &Path, vault: Arc<dyn Vault>) -> Engine {
    let options = OpenOptions {
        catalogues: vec![folder.join("catalogue")],
        ..options(folder, vault, Arc::new(NoBrowser))
    };
    Engine::open(options).await.unwrap()
}

/// One more draft.
pub async fn draft(engine: &Engine, acme: &Acme) -> String {
    let id = engine.create_draft("acme".to_owned()).await.unwrap().id;
    let inputs = [("address".to_owned(), acme.address.clone())].into();
    engine.save_inputs(id.clone(), inputs).await.unwrap();
    id
}

/// Gives a draft a client of its own.
pub async fn own(engine: &Engine, id: &str, client: &str, secret: &str) -> ConnectionView {
    let client = ClientInput::own(client, Some(secret.into()));
    engine.save_client(id.to_owned(), client).await.unwrap()
}

async fn until(
    engine: &Engine,
    id: &str,
    wanted: impl Fn(&ConnectionView) -> bool,
) -> ConnectionView {
    for _ in 0..600 {
        let connection = engine.connection(id.to_owned()).await.unwrap();
        if wanted(&connection) {
            return connection;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("waited 30 s: {:#?}", engine.connection(id.to_owned()).await);
}

/// A connector whose client may ask for itself.
pub const BY_CLIENT: &str = "grants: [client_credentials, authorization_code]
step1_authorize_url: '{{ address }}/authorize'
step3_access_url: '{{ address }}/token'";

/// A token answer.
pub fn token(name: &str) -> (u16, Value) {
    (200, json!({"access_token": name, "expires_in": 3600}))
}
