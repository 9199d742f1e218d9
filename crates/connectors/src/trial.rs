//! A stream tried out: what was sent and what came back, told to whoever writes the manifest.
//!
//! Nothing secret is told. Headers and fields that hold secrets by their names are covered, and a
//! value that was covered once is covered wherever it stands afterwards.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use url::Url;

use crate::answer::Answer;
use crate::expression::Scope;
use crate::record::Record;
use crate::session::Session;

/// Bytes of a request's body that are told.
const REQUEST: usize = 16 * 1024;

/// Bytes of an answer's body that are told.
const ANSWER: usize = 64 * 1024;

/// Records of a page that are told.
const RECORDS: usize = 100;

/// What stands in place of a secret.
const COVERED: &str = "…";

/// What a trial tells, in the order in which it happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A request was sent, and was answered or not.
    Exchange {
        /// What was sent.
        request: ToldRequest,
        /// What came back; none where nothing did.
        answer: Option<ToldAnswer>,
    },
    /// Records were taken out of the answer that came last from this address.
    Records {
        /// The address.
        url: String,
        /// The slice that they belong to; null where the stream has none.
        slice: Value,
        /// The first records as they were extracted.
        before: Vec<Value>,
        /// The first records after filter and transformations.
        after: Vec<Value>,
        /// How many were extracted.
        extracted: usize,
        /// How many of them were kept.
        kept: usize,
    },
}

/// A request without its secrets.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// The address.
    pub url: String,
    /// Headers by name.
    pub headers: Vec<(String, String)>,
    /// The body, as much of it as is told.
    pub body: Option<String>,
}

/// An answer without secrets.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldAnswer {
    /// HTTP status.
    pub status: u16,
    /// Headers by name.
    pub headers: Vec<(String, String)>,
    /// The body, as much of it as is told.
    pub body: String,
    /// Bytes of the whole body.
    pub bytes: usize,
    /// How long it took.
    pub took: Duration,
}

/// Who is told; nobody, unless somebody asked.
#[derive(Default)]
pub(crate) struct Trial(OnceLock<Listener>);

struct Listener {
    sender: UnboundedSender<Told>,
    /// Values that were covered.
    covered: Mutex<Vec<SecretString>>,
}

impl Trial {
    /// Tells from now on. Only the first who asks is told.
    pub(crate) fn listen(&self, config: &Value) -> UnboundedReceiver<Told> {
        let (sender, receiver) = unbounded_channel();
        let listener = Listener {
            sender,
            covered: Mutex::default(),
        };
        // What the configuration calls a secret is one, whatever its specification says.
        listener.cover_fields(&mut config.clone());
        let _ = self.0.set(listener);
        receiver
    }

    /// A copy of a request to tell about later; none where nobody listens.
    pub(crate) fn copy(&self, request: &reqwest::RequestBuilder) -> Option<reqwest::Request> {
        self.0.get()?;
        request.try_clone()?.build().ok()
    }

    /// Tells about a request and its answer.
    pub(crate) fn exchange(
        &self,
        session: &Session,
        request: Option<reqwest::Request>,
        answer: Option<&Answer>,
        took: Duration,
    ) {
        let (Some(listener), Some(request)) = (self.0.get(), request) else {
            return;
        };
        // Headers first: what they hide is hidden in the address and the bodies too.
        let headers = listener.headers(session, request.headers());
        let body = request.body().and_then(reqwest::Body::as_bytes);
        let body = body.map(|body| listener.body(session, body, REQUEST));
        let answer = answer.map(|answer| {
            let headers = listener.headers(session, &answer.headers);
            ToldAnswer {
                status: answer.status,
                headers,
                body: listener.body(session, &answer.content.beginning(ANSWER), ANSWER),
                bytes: usize::try_from(answer.content.length()).unwrap_or(usize::MAX),
                took,
            }
        });
        let request = ToldRequest {
            method: request.method().to_string(),
            url: listener.address(session, request.url()),
            headers,
            body,
        };
        let _ = listener.sender.send(Told::Exchange { request, answer });
    }

    /// The first of some records, before anything is done to them; none where nobody listens.
    pub(crate) fn before(&self, records: &[Record]) -> Option<(usize, Vec<Value>)> {
        self.0.get()?;
        Some((records.len(), first(records)))
    }

    /// Tells about the records of an answer.
    pub(crate) fn records(
        &self,
        session: &Session,
        scope: &Scope<'_>,
        url: &Url,
        before: Option<(usize, Vec<Value>)>,
        records: &[Record],
    ) {
        let (Some(listener), Some((extracted, before))) = (self.0.get(), before) else {
            return;
        };
        let cover = |records: Vec<Value>| {
            let covered = records.into_iter().map(|record| {
                let text = listener.scrub(session, &record.to_string());
                serde_json::from_str(&text).unwrap_or_default()
            });
            covered.collect()
        };
        let slice = scope.get("stream_slice");
        let _ = listener.sender.send(Told::Records {
            url: listener.address(session, url),
            slice: slice.map(|slice| slice.json().clone()).unwrap_or_default(),
            before: cover(before),
            after: cover(first(records)),
            extracted,
            kept: records.len(),
        });
    }
}

fn first(records: &[Record]) -> Vec<Value> {
    records.iter().take(RECORDS).map(Record::to_value).collect()
}

impl Listener {
    fn cover(&self, value: &str) {
        // A text of a few letters would mangle every word.
        if value.len() >= 6 {
            let mut covered = self.covered.lock().unwrap_or_else(PoisonError::into_inner);
            if !covered.iter().any(|one| one.expose_secret() == value) {
                covered.push(value.to_owned().into());
            }
        }
    }

    fn scrub(&self, session: &Session, text: &str) -> String {
        let covered = self.covered.lock().unwrap_or_else(PoisonError::into_inner);
        session.scrub(text, &covered)
    }

    fn headers(&self, session: &Session, headers: &HeaderMap) -> Vec<(String, String)> {
        let told = headers.iter().map(|(name, value)| {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            if !is_secret(name.as_str()) {
                return (name.to_string(), text);
            }
            // The token without its scheme is as secret as the whole.
            let (scheme, token) = text.split_once(' ').unwrap_or(("", &text));
            self.cover(token);
            let shown = if scheme.is_empty() {
                COVERED.to_owned()
            } else {
                format!("{scheme} {COVERED}")
            };
            (name.to_string(), shown)
        });
        let told: Vec<_> = told.collect();
        let scrubbed = told
            .into_iter()
            .map(|(name, text)| (name, self.scrub(session, &text)));
        scrubbed.collect()
    }

    fn address(&self, session: &Session, url: &Url) -> String {
        let mut shown = url.clone();
        let _ = shown.set_username("");
        let _ = shown.set_password(None);
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        if pairs.iter().any(|(name, _)| is_secret(name)) {
            let mut query = shown.query_pairs_mut();
            query.clear();
            for (name, value) in &pairs {
                let value = match is_secret(name) {
                    true => {
                        self.cover(value);
                        COVERED
                    }
                    false => value,
                };
                query.append_pair(name, value);
            }
        }
        self.scrub(session, &shown.as_str().replace("%E2%80%A6", COVERED))
    }

    fn body(&self, session: &Session, body: &[u8], most: usize) -> String {
        let told = match serde_json::from_slice::<Value>(body) {
            Ok(mut json) => {
                self.cover_fields(&mut json);
                json.to_string()
            }
            Err(_) => self.form(&String::from_utf8_lossy(body)),
        };
        let mut told = self.scrub(session, &told);
        if told.len() > most {
            let mut end = most;
            while !told.is_char_boundary(end) {
                end -= 1;
            }
            told.truncate(end);
        }
        told
    }

    /// A body that is a form has its secrets covered; any other text is as it is.
    fn form(&self, text: &str) -> String {
        let is_form = text.contains('=') && !text.contains([' ', '\n', '<', '{']);
        if !is_form {
            return text.to_owned();
        }
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
            if is_secret(&name) {
                self.cover(&value);
            }
        }
        let pairs = text.split('&').map(|pair| match pair.split_once('=') {
            Some((name, _)) if is_secret(name) => format!("{name}={COVERED}"),
            _ => pair.to_owned(),
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    fn cover_fields(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.cover_fields(item)),
            Value::Object(fields) => self.cover_map(fields),
            _ => {}
        }
    }

    fn cover_map(&self, fields: &mut Map<String, Value>) {
        for (name, value) in fields {
            match value {
                Value::String(text) if is_secret(name) => {
                    self.cover(text);
                    *value = COVERED.into();
                }
                other => self.cover_fields(other),
            }
        }
    }
}

/// Whether something of this name holds a secret. Tokens of pages are none.
fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase().replace(['-', '_'], "");
    let of_pages = ["page", "next", "cursor", "sync", "continuation", "delta"];
    if of_pages.iter().any(|word| name.contains(word)) {
        return false;
    }
    let secret = [
        "authorization",
        "cookie",
        "token",
        "secret",
        "password",
        "passwd",
        "apikey",
        "appkey",
        "accesskey",
        "privatekey",
        "signature",
        "credential",
        "assertion",
    ];
    secret.iter().any(|word| name.contains(word))
        || matches!(name.as_str(), "key" | "auth" | "xauth")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What holds a secret is told by its name; what tells the next page is none.
    #[test]
    fn secrets_are_told_by_their_names() {
        for secret in [
            "Authorization",
            "X-Shopify-Access-Token",
            "api_key",
            "client_secret",
            "Set-Cookie",
            "key",
        ] {
            assert!(is_secret(secret), "{secret}");
        }
        for plain in [
            "next_page_token",
            "pageToken",
            "Content-Type",
            "id",
            "keyword",
            "continuationToken",
        ] {
            assert!(!is_secret(plain), "{plain}");
        }
    }
}
