//! Sending, and reading answers whole: bounded in time, size and reach.

use std::error::Error as _;
use std::time::Duration;

use http::HeaderValue;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use jiff::Timestamp;

use crate::Error;
use crate::error::Unreached;

/// From the first byte of the request to the last of the answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// A token answer has some kilobytes.
const LARGEST: usize = 1024 * 1024;
/// The longest wait that a provider's `Retry-After` may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// A provider's answer, read whole.
pub(crate) struct Reply {
    pub status: u16,
    pub content_type: Option<String>,
    pub retry_after: Option<Duration>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub fn not_oauth(&self, reason: &'static str) -> Error {
        Error::NotOAuth {
            status: self.status,
            content_type: self.content_type.clone(),
            reason,
        }
    }
}

/// Sends a request and reads the whole answer, within 30 seconds and 1 MiB.
///
/// A request is sent again only where no connection came about: then not one byte of it has left.
/// Redirects are refused, since what goes out here carries secrets.
pub(crate) async fn send(
    http: &reqwest::Client,
    mut request: reqwest::Request,
) -> Result<Reply, Error> {
    *request.timeout_mut() = Some(PATIENCE);
    let host = request.url().host_str().unwrap_or_default().to_owned();
    let again = request.try_clone();
    let mut sent = http.execute(request).await;
    if let (Err(error), Some(request)) = (&sent, again)
        && error.is_connect()
        && unreached(error) == Unreached::Connect
    {
        sent = http.execute(request).await;
    }
    let response = sent.map_err(|error| match error.is_connect() {
        true => Error::Unreachable {
            host: host.clone(),
            why: unreached(&error),
        },
        false => Error::AnswerLost { host: host.clone() },
    })?;
    tracing::debug!(
        host,
        status = response.status().as_u16(),
        "the provider answered"
    );
    if response.status().is_redirection() {
        return Err(Error::Redirected {
            status: response.status().as_u16(),
        });
    }
    read_whole(response, host).await
}

async fn read_whole(mut response: reqwest::Response, host: String) -> Result<Reply, Error> {
    let header = |name| {
        response
            .headers()
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let media_type = |value: &str| {
        value
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    };
    let mut reply = Reply {
        status: response.status().as_u16(),
        content_type: header(CONTENT_TYPE).map(media_type),
        retry_after: header(RETRY_AFTER).and_then(retry_after),
        body: Vec::new(),
    };
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|_| Error::AnswerLost { host: host.clone() })?
    {
        if reply.body.len() + chunk.len() > LARGEST {
            return Err(reply.not_oauth("larger than 1 MiB"));
        }
        reply.body.extend_from_slice(&chunk);
    }
    Ok(reply)
}

/// Reads `Retry-After`: seconds or a date (RFC 9110 section 10.2.3).
fn retry_after(text: &str) -> Option<Duration> {
    let wait = match text.trim().parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let at = jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp();
            Duration::try_from(at.duration_since(Timestamp::now())).unwrap_or_default()
        }
    };
    Some(wait.min(LONGEST_WAIT))
}

/// At which step a connection failed.
fn unreached(error: &reqwest::Error) -> Unreached {
    if error.is_dns() {
        return Unreached::Dns;
    }
    if error.is_timeout() {
        return Unreached::TimedOut;
    }
    let mut cause = error.source();
    while let Some(this) = cause {
        if this.is::<rustls::Error>() {
            return Unreached::Tls;
        }
        // An I/O error hides what it wraps from `source`.
        let wrapped = this.downcast_ref().and_then(std::io::Error::get_ref);
        cause = match wrapped {
            Some(inner) => Some(inner),
            None => this.source(),
        };
    }
    Unreached::Connect
}
