//! An answer of the provider: reading it, and what expressions see of it.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::{Map, Value, json};
use url::Url;

use crate::content::{Content, Intake};
use crate::error::{Error, Unreached};
use crate::expression::Bound;
use crate::session::Session;

/// How long the head of an answer may take.
const HEAD: Duration = Duration::from_secs(120);

/// How long the next piece of a body may take.
const PIECE: Duration = Duration::from_secs(60);

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) content: Content,
    json: OnceLock<Option<Arc<Bound>>>,
}

/// No answer.
pub(crate) struct NoAnswer {
    pub(crate) kind: Unreached,
    pub(crate) cause: String,
}

impl Answer {
    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// [`Error::Cancelled`] and [`Error::BadAnswer`] for one that is too long; network failures,
    /// which may pass, are the inner result.
    pub(crate) async fn get(
        session: &Session,
        request: reqwest::RequestBuilder,
    ) -> Result<Result<Answer, NoAnswer>, Error> {
        Answer::hear(session, request, false, || ()).await
    }

    /// The same; `heard` is called as soon as the head of the answer is there. A long content goes to a file where whoever
    /// reads it does so `in_pieces`.
    pub(crate) async fn hear(
        session: &Session,
        request: reqwest::RequestBuilder,
        in_pieces: bool,
        heard: impl FnOnce() + Send,
    ) -> Result<Result<Answer, NoAnswer>, Error> {
        let trial = &session.shared.trial;
        let (told, began) = (trial.copy(&request), Instant::now());
        let outcome = Answer::fetch(session, request, in_pieces, heard).await?;
        trial.exchange(session, told, outcome.as_ref().ok(), began.elapsed());
        Ok(outcome)
    }

    async fn fetch(
        session: &Session,
        request: reqwest::RequestBuilder,
        in_pieces: bool,
        heard: impl FnOnce() + Send,
    ) -> Result<Result<Answer, NoAnswer>, Error> {
        let (client, request) = request.build_split();
        let request = match request {
            Ok(request) => request,
            Err(error) => return Ok(Err(NoAnswer::from(error))),
        };
        let place = session.shared.hosts.place(request.url());
        let _place = session.unless_cancelled(place).await?;
        let head = tokio::time::timeout(HEAD, client.execute(request));
        let mut response = match session.unless_cancelled(head).await? {
            Err(_) => return Ok(Err(NoAnswer::timeout())),
            Ok(Err(error)) => return Ok(Err(NoAnswer::from(error))),
            Ok(Ok(response)) => response,
        };
        heard();
        // Of a failure the words are wanted, all at once.
        let in_pieces = in_pieces && response.status().is_success();
        let mut intake = Intake::new(response.content_length(), in_pieces);
        loop {
            match session
                .unless_cancelled(tokio::time::timeout(PIECE, response.chunk()))
                .await?
            {
                Err(_) => return Ok(Err(NoAnswer::timeout())),
                Ok(Err(error)) => return Ok(Err(NoAnswer::from(error))),
                Ok(Ok(None)) => break,
                Ok(Ok(Some(piece))) => intake.push(&piece).map_err(|reason| {
                    let url = session.shown(response.url());
                    Error::BadAnswer { url, reason }
                })?,
            }
        }
        Ok(Ok(Answer {
            url: response.url().clone(),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            content: intake.content(),
            json: OnceLock::new(),
        }))
    }

    /// An answer that came inside of another one.
    pub(crate) fn given(url: Url, json: &Value) -> Answer {
        Answer {
            url,
            status: 200,
            headers: HeaderMap::new(),
            content: Content::Held(json.to_string().into()),
            json: OnceLock::new(),
        }
    }

    /// The same answer once more, unparsed.
    pub(crate) fn again(&self) -> Answer {
        Answer {
            url: self.url.clone(),
            status: self.status,
            headers: self.headers.clone(),
            content: self.content.clone(),
            json: OnceLock::new(),
        }
    }

    /// Whether the status says success.
    pub(crate) fn is_success(&self) -> bool {
        self.status < 400
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.headers.get(name).map(text_of)
    }

    /// The body as JSON, where it is.
    pub(crate) fn json(&self) -> Option<&Value> {
        self.parsed().map(|bound| bound.json())
    }

    /// The body as expressions see it: an empty object where it is no JSON.
    pub(crate) fn response(&self) -> Arc<Bound> {
        self.parsed()
            .cloned()
            .unwrap_or_else(|| Arc::new(Value::Object(Map::new()).into()))
    }

    fn parsed(&self) -> Option<&Arc<Bound>> {
        let parse = || {
            serde_json::from_slice::<Value>(self.text())
                .ok()
                .map(|json| Arc::new(json.into()))
        };
        self.json.get_or_init(parse).as_ref()
    }

    /// The body; nothing where it is in a file, to be read in pieces.
    pub(crate) fn body(&self) -> &Bytes {
        self.content.bytes()
    }

    /// The body without a byte order mark.
    pub(crate) fn text(&self) -> &[u8] {
        let body = self.body();
        body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
    }

    /// The error for a body that is not what it should be.
    pub(crate) fn not_json(&self, session: &Session, error: &serde_json::Error) -> Error {
        let url = session.shown(&self.url);
        let looks_like_json = matches!(self.text().trim_ascii_start().first(), Some(b'{' | b'['));
        if looks_like_json {
            return Error::BadAnswer {
                url,
                reason: format!("the answer is no valid JSON: {error}"),
            };
        }
        let content_type = self
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or("nothing named").to_owned();
        Error::NotJson {
            url,
            status: self.status,
            content_type,
        }
    }

    /// The headers as expressions see them: each under its name in lower case and in title case,
    /// because manifests write either; `link` holds the links of RFC 8288 by their relation.
    pub(crate) fn headers(&self) -> Bound {
        let mut map = Map::new();
        for (name, value) in &self.headers {
            let text = text_of(value);
            map.insert(title_case(name.as_str()), text.clone().into());
            map.insert(name.as_str().to_owned(), text.into());
        }
        let links = self
            .header("link")
            .map(|text| links(&text))
            .unwrap_or_default();
        map.insert("link".to_owned(), Value::Object(links));
        Value::Object(map).into()
    }

    /// The provider's own words about what went wrong, looked for where providers put them.
    pub(crate) fn message(&self) -> String {
        let message = match self.json() {
            Some(json) => words(json).unwrap_or_default(),
            None if self
                .header("content-type")
                .is_some_and(|kind| kind.starts_with("text/plain")) =>
            {
                String::from_utf8_lossy(self.body()).into_owned()
            }
            None => String::new(),
        };
        message.trim().chars().take(300).collect()
    }
}

impl NoAnswer {
    fn timeout() -> NoAnswer {
        NoAnswer {
            kind: Unreached::Timeout,
            cause: "no answer in time".into(),
        }
    }
}

impl From<reqwest::Error> for NoAnswer {
    fn from(error: reqwest::Error) -> NoAnswer {
        let kind = if error.is_timeout() {
            Unreached::Timeout
        } else if error.is_connect() {
            Unreached::Connect
        } else {
            Unreached::Broken
        };
        // The outer text names the address, query and all; the innermost cause says what happened.
        let error = error.without_url();
        let mut cause: &dyn std::error::Error = &error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        NoAnswer {
            kind,
            cause: cause.to_string(),
        }
    }
}

fn title_case(name: &str) -> String {
    name.split('-')
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map_or_else(String::new, |first| {
                first.to_ascii_uppercase().to_string() + chars.as_str()
            })
        })
        .collect::<Vec<_>>()
        .join("-")
}

/// The links of a `Link` header by their relation.
fn links(header: &str) -> Map<String, Value> {
    let mut links = Map::new();
    for part in header
        .split(", <")
        .map(|part| part.trim_start_matches([' ', '<']))
    {
        let Some((url, parameters)) = part.split_once('>') else {
            continue;
        };
        let mut link = json!({ "url": url });
        for parameter in parameters.split(';') {
            if let Some((key, value)) = parameter.split_once('=') {
                link[key.trim()] = value.trim().trim_matches(['"', '\'']).into();
            }
        }
        let key = link["rel"].as_str().unwrap_or(url).to_owned();
        links.insert(key, link);
    }
    links
}

/// Keys under which providers put their words, in the order they are looked for.
const MESSAGE_KEYS: [&str; 13] = [
    "message",
    "messages",
    "error_description",
    "error",
    "errors",
    "failures",
    "failure",
    "detail",
    "err",
    "error_message",
    "msg",
    "reason",
    "status_message",
];

/// The first text under one of [`MESSAGE_KEYS`]; those of a list are joined.
pub(crate) fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            let words: Vec<String> = items.iter().filter_map(words).collect();
            (!words.is_empty()).then(|| words.join(", "))
        }
        Value::Object(map) => MESSAGE_KEYS
            .iter()
            .find_map(|key| words(map.get(*key)?))
            .filter(|text| !text.is_empty()),
        _ => None,
    }
}

/// A header's value as text. Bytes beyond ASCII are read one by one (ISO 8859-1), as the reference reads them: a link
/// with a name in it must not be lost.
pub(crate) fn text_of(value: &HeaderValue) -> Cow<'_, str> {
    match value.to_str() {
        Ok(text) => text.into(),
        Err(_) => value
            .as_bytes()
            .iter()
            .map(|byte| char::from(*byte))
            .collect::<String>()
            .into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn links_are_found_by_relation() {
        let links =
            links("<https://h/x?page=2&a=b,c>; rel=\"next\", <https://h/x?page=9>; rel=last");
        assert_eq!(links["next"]["url"], "https://h/x?page=2&a=b,c");
        assert_eq!(links["last"]["url"], "https://h/x?page=9");
    }

    #[test]
    fn words_are_found_where_providers_put_them() {
        for (body, expected) in [
            (
                json!({"error": {"message": "No such thing"}}),
                Some("No such thing"),
            ),
            (
                json!({"errors": [{"detail": "a"}, {"detail": "b"}]}),
                Some("a, b"),
            ),
            (
                json!({"error": "invalid_grant", "error_description": "Too old"}),
                Some("Too old"),
            ),
            (json!({"ok": false}), None),
        ] {
            assert_eq!(words(&body).as_deref(), expected, "{body}");
        }
    }
}
