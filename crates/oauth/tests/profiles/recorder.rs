//! A provider of axum that records every request and answers with exactly what a row says, and the
//! whole way against it: consent, exchange, refresh.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header::CONTENT_TYPE};
use axum::response::IntoResponse;
use headwater_oauth::{Attempt, AttemptOptions, Client, Error, Grant, Profile, Provider, Values};
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

use crate::support::{get, http, parameter, port, wait};

/// Stands for the recorder's address in the profile of a row.
pub const SERVER: &str = "http://SERVER";

#[derive(Clone, Default)]
pub struct Recorder {
    pub address: String,
    seen: Arc<Mutex<Vec<Value>>>,
    answers: Arc<Mutex<VecDeque<(u16, Value)>>>,
}

impl Recorder {
    /// Starts a provider that gives these answers, one after the other.
    pub async fn start(answers: impl IntoIterator<Item = (u16, Value)>) -> Recorder {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let recorder = Recorder {
            address: format!("http://{}", listener.local_addr().unwrap()),
            seen: Arc::default(),
            answers: Arc::new(Mutex::new(answers.into_iter().collect())),
        };
        let app = Router::new().fallback(record).with_state(recorder.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        recorder
    }

    /// Gives one more answer.
    pub fn answer(&self, status: u16, body: Value) {
        self.answers.lock().unwrap().push_back((status, body));
    }

    /// The requests so far: parameters by name, and about the request `:method`, `:path`, `:in`
    /// (query, form, json or nothing) and its headers, as in `:accept`.
    pub fn seen(&self) -> Vec<Value> {
        self.seen.lock().unwrap().clone()
    }
}

async fn record(
    State(recorder): State<Recorder>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let mut seen = Map::new();
    let mut place = "nothing";
    let pairs = |text: &[u8]| -> Vec<(String, Value)> {
        url::form_urlencoded::parse(text)
            .map(|(name, value)| (name.into_owned(), value.into()))
            .collect()
    };
    if let Some(query) = uri.query() {
        seen.extend(pairs(query.as_bytes()));
        place = "query";
    }
    if headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/json")
    {
        let fields: Map<String, Value> = serde_json::from_slice(&body).unwrap();
        seen.extend(fields);
        place = "json";
    } else if !body.is_empty() {
        seen.extend(pairs(&body));
        place = "form";
    }
    for (name, value) in &headers {
        seen.insert(format!(":{name}"), value.to_str().unwrap().into());
    }
    seen.insert(":method".to_owned(), method.as_str().into());
    seen.insert(":path".to_owned(), uri.path().into());
    seen.insert(":in".to_owned(), place.into());
    recorder.seen.lock().unwrap().push(Value::Object(seen));
    let answer = recorder.answers.lock().unwrap().pop_front();
    let (status, body) = answer.expect("a request beyond the row");
    let body = match body {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    let status = StatusCode::from_u16(status).unwrap();
    (status, [(CONTENT_TYPE, "application/json")], body)
}

/// One oddity: the profile's key, what goes out under it and how the answer is read. Expectations
/// are parts: what they do not name is not looked at, and null means that it must not be there.
pub struct Row {
    pub key: &'static str,
    pub profile: Value,
    pub inputs: &'static [(&'static str, &'static str)],
    pub scopes: &'static [&'static str],
    /// The callback's query; `STATE` stands for the state.
    pub callback: &'static str,
    /// The authorization URL: its parameters, and `:url`, a part that it has as it stands.
    pub authorize: Value,
    /// The answers to the token request and to those after it.
    pub answers: Vec<Value>,
    /// The requests: the code exchange, then what follows it, a refresh the last one.
    pub requests: Vec<Value>,
    /// The grants after the exchange and after the refresh.
    pub grants: Vec<Value>,
}

impl Row {
    pub fn new(key: &'static str, profile: Value) -> Row {
        Row {
            key,
            profile,
            inputs: &[],
            scopes: &["read"],
            callback: "code=code-1&state=STATE",
            authorize: json!({}),
            answers: vec![tokens("1"), tokens("2")],
            requests: Vec::new(),
            grants: Vec::new(),
        }
    }

    /// Runs the row and compares.
    pub async fn check(self) {
        let recorder = Recorder::start([]).await;
        let here = |text: &str| text.replace(SERVER, &recorder.address);
        for answer in &self.answers {
            recorder.answer(
                200,
                serde_json::from_str(&here(&answer.to_string())).unwrap(),
            );
        }
        let provider = provider_with(&recorder, &self.profile, self.inputs).unwrap();
        let attempt = begin(&provider, self.scopes).await;
        let url = attempt.authorize_url();
        let mut asked: Map<String, Value> = Map::new();
        let query = match url.fragment() {
            Some(fragment) => fragment.split_once('?').unwrap().1,
            None => url.query().unwrap(),
        };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            asked.insert(name.into_owned(), value.into());
        }
        let mut wanted = self.authorize.clone();
        if let Some(part) = wanted.as_object_mut().unwrap().remove(":url") {
            assert!(
                url.as_str().contains(part.as_str().unwrap()),
                "{}: {url}",
                self.key
            );
        }
        fits(self.key, &wanted, &Value::Object(asked));

        let grant = come_back(attempt, &here(self.callback))
            .await
            .unwrap_or_else(|error| panic!("{}: {error}; saw {:#?}", self.key, recorder.seen()));
        let refreshed = headwater_oauth::refresh(&http(), &provider, &grant).await;
        let refreshed = refreshed.unwrap_or_else(|error| panic!("{}: {error}", self.key));

        let seen = recorder.seen();
        assert_eq!(
            seen.len(),
            self.answers.len(),
            "{}: every answer is used",
            self.key
        );
        for (wanted, seen) in self.requests.iter().zip(&seen) {
            fits(self.key, wanted, seen);
        }
        for (wanted, grant) in self.grants.iter().zip([&grant, &refreshed]) {
            fits(self.key, wanted, &told(grant));
        }
    }
}

/// A plain token answer.
pub fn tokens(number: &str) -> Value {
    json!({"access_token": format!("access-{number}"), "refresh_token": format!("refresh-{number}"), "token_type": "bearer", "expires_in": 3600})
}

pub fn profile_of(address: &str, more: &Value) -> Result<Profile, Error> {
    let mut whole = json!({
        "step1_authorize_url": format!("{SERVER}/authorize"),
        "step3_access_url": format!("{SERVER}/token"),
    });
    for (key, part) in more.as_object().unwrap() {
        whole[key] = part.clone();
    }
    Profile::parse(serde_json::from_str(&whole.to_string().replace(SERVER, address)).unwrap())
}

pub fn provider_with(
    recorder: &Recorder,
    more: &Value,
    inputs: &[(&str, &str)],
) -> Result<Provider, Error> {
    let inputs: Values = (inputs.iter())
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect();
    let client = Client {
        id: "client-1".to_owned(),
        secret: Some("secret-1".into()),
    };
    Provider::new(profile_of(&recorder.address, more)?, &inputs, client)
}

pub async fn begin(provider: &Provider, scopes: &[&str]) -> Attempt {
    let options = AttemptOptions {
        scopes: scopes.iter().map(|scope| scope.to_string()).collect(),
        ..AttemptOptions::default()
    };
    Attempt::begin(provider.clone(), options).await.unwrap()
}

/// The browser comes back with this query; the grant or error that follows.
pub async fn come_back(attempt: Attempt, callback: &str) -> Result<Grant, Error> {
    let state = ["state", "customField"].map(|name| parameter(&attempt, name));
    let state = match state.into_iter().flatten().next() {
        Some(state) => state,
        // Behind a fragment.
        None => {
            let (_, after) = attempt
                .authorize_url()
                .as_str()
                .split_once("state=")
                .unwrap();
            after.split('&').next().unwrap().to_owned()
        }
    };
    let query = callback.replace("STATE", &state);
    get(port(&attempt), &format!("/callback?{query}")).await;
    wait(attempt).await?.exchange(&http()).await
}

/// A grant as rows see it. Lives are rounded to ten seconds.
fn told(grant: &Grant) -> Value {
    let life = |end: Option<jiff::Timestamp>| {
        let seconds = end?.duration_since(grant.obtained_at).as_secs_f64();
        Some((seconds / 10.0).round() as i64 * 10)
    };
    json!({
        "access_token": grant.access_token.expose_secret(),
        "refresh_token": grant.refresh_token.as_ref().map(ExposeSecret::expose_secret),
        "expires_in": life(grant.expires_at),
        "refresh_expires_in": life(grant.refresh_expires_at),
        "scopes": grant.scopes,
        "captured": grant.captured,
        "secrets": (grant.secrets.iter())
            .map(|(path, token)| (path.clone(), token.expose_secret().into()))
            .collect::<Map<String, Value>>(),
    })
}

fn fits(key: &str, wanted: &Value, found: &Value) {
    for (name, wanted) in wanted.as_object().unwrap() {
        let of_found = found.get(name).unwrap_or(&Value::Null);
        assert_eq!(of_found, wanted, "{key}: {name} in {found:#}");
    }
}
