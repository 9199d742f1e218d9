//! What can go wrong: in a manifest (a [`Problem`]), and while a source is read (an [`Error`]).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Where something stands in a manifest or a catalogue file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name of the file, as it was given to the loader.
    pub file: Arc<str>,
    /// Line in that file, from 1.
    pub line: usize,
    /// Path in the resolved document, such as `streams[2].retriever.requester`.
    pub path: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if self.path.is_empty() {
            return Ok(());
        }
        write!(f, " {}", self.path)
    }
}

/// One thing in a manifest or a catalogue file that cannot be taken as it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {component}: {reason}")]
pub struct Problem {
    /// Where it stands.
    pub place: Place,
    /// Type of the component it belongs to, such as `DatetimeBasedCursor`.
    pub component: String,
    /// What is wrong or not supported, in plain words.
    pub reason: String,
}

/// A stream of a manifest that cannot run here, with the first reason and all others.
///
/// The manifest's other streams run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Name of the stream, or of the dynamic stream.
    pub stream: String,
    /// Everything in it that cannot be taken; never empty.
    pub problems: Vec<Problem>,
}

/// Why no access token could be had; the application's own error, passed through untouched.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct AccessError(#[from] pub Box<dyn std::error::Error + Send + Sync>);

/// Why the provider could not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreached {
    /// No connection: name not found, refused, or TLS failed.
    Connect,
    /// No answer in time, or an answer that stopped coming.
    Timeout,
    /// The connection broke in the middle.
    Broken,
}

/// In which other way a page is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// From the first page on again.
    FirstPage,
    /// With fewer records.
    SmallerPage,
    /// For a shorter time.
    SmallerWindow,
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Wanted::FirstPage => "a new beginning",
            Wanted::SmallerPage => "a smaller page",
            Wanted::SmallerWindow => "a shorter window",
        })
    }
}

/// Why a check, a discovery or a read ended.
///
/// Addresses (`url`) are printed without query and fragment; no text holds a header value or a
/// secret of the configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The provider refused the credentials (401), also after one refresh.
    #[error("{url} refuses the credentials (401){}", says(.message))]
    Unauthorized {
        /// The address asked.
        url: String,
        /// The provider's own words, or empty.
        message: String,
        /// Whether they were of a grant; otherwise of what was entered.
        granted: bool,
    },
    /// The credentials do not allow this (403): a scope or a permission is missing.
    #[error("{url} does not permit this (403){}", says(.message))]
    Forbidden {
        /// The address asked.
        url: String,
        /// The provider's own words, or empty.
        message: String,
    },
    /// Nothing there (404).
    #[error("{url} does not exist (404){}", says(.message))]
    NotFound {
        /// The address asked.
        url: String,
        /// The provider's own words, or empty.
        message: String,
    },
    /// Too many requests, still after the retries or with a wait longer than we take.
    #[error("{url} limits the rate of requests{}", wait(.retry_after))]
    RateLimited {
        /// The address asked.
        url: String,
        /// How long the provider wants us to wait, where it said.
        retry_after: Option<Duration>,
    },
    /// The provider fails (5xx, or an answer the manifest retries), still after the retries.
    #[error("{url} is not available ({status}){}", says(.message))]
    Unavailable {
        /// The address asked.
        url: String,
        /// HTTP status of the last answer.
        status: u16,
        /// The provider's own words, or empty.
        message: String,
    },
    /// Any other refusal (400, 405, …), or an answer the manifest declares a failure.
    #[error("{url} refused the request ({status}){}", says(.message))]
    Refused {
        /// The address asked.
        url: String,
        /// HTTP status.
        status: u16,
        /// The provider's or the manifest's words, or empty.
        message: String,
    },
    /// The manifest wants the page in another way, and there is none left.
    #[error("{url} wants {wanted}, and there is none to give{}", says(.message))]
    Page {
        /// The address asked.
        url: String,
        /// What it wants.
        wanted: Wanted,
        /// The provider's or the manifest's words, or empty.
        message: String,
    },
    /// No answer at all, still after the retries.
    #[error("{url} cannot be reached: {cause}")]
    Unreachable {
        /// The address asked.
        url: String,
        /// What kind of failure.
        kind: Unreached,
        /// The network's words, without the address.
        cause: String,
    },
    /// The answer is no JSON.
    #[error("{url} answered {content_type} instead of JSON (status {status})")]
    NotJson {
        /// The address asked.
        url: String,
        /// HTTP status.
        status: u16,
        /// Content type of the answer, or `nothing named`.
        content_type: String,
    },
    /// The answer is JSON, but not what the manifest says, or pages never end.
    #[error("{url}: {reason}")]
    BadAnswer {
        /// The address asked.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An expression of the manifest could not be evaluated.
    #[error("{place}: the expression `{template}` {reason}")]
    Expression {
        /// The expression as written.
        template: String,
        /// Where it stands.
        place: Place,
        /// What happened.
        reason: String,
    },
    /// A request the manifest asks for cannot be built.
    #[error("{place}: {reason}")]
    Request {
        /// Where the requester stands.
        place: Place,
        /// What is wrong.
        reason: String,
    },
    /// An input of the connection is missing or cannot be used.
    #[error("{input}: {reason}")]
    Input {
        /// Its title.
        input: String,
        /// What is wrong, for people.
        reason: String,
    },
    /// A job at the provider (a report, an export) did not complete, after all its tries.
    #[error("{place}: the job of stream `{stream}` {reason}")]
    Job {
        /// The stream.
        stream: String,
        /// Where its retriever stands.
        place: Place,
        /// What became of the job.
        reason: String,
    },
    /// No access token could be had.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The caller cancelled, or no longer listens.
    #[error("cancelled")]
    Cancelled,
    /// The stream uses something that is not supported.
    #[error("stream `{}` cannot run here: {}", .0.stream, first(.0))]
    Refusal(Refusal),
    /// The manifest, or a stream made from its template, is not valid.
    #[error(transparent)]
    Manifest(#[from] Problem),
    /// The manifest's check cannot be run as it is written.
    #[error("{0}")]
    Check(Problem),
    /// The source has no streams at all.
    #[error("there are no streams to connect to")]
    NoStreams,
    /// A stream is divided into partitions and there are none: a check could read nothing.
    #[error("stream `{0}` has nothing to read from: there are no partitions")]
    NoPartitions(String),
    /// No stream of that name.
    #[error("there is no stream named `{0}`")]
    UnknownStream(String),
    /// The given state does not fit the stream.
    #[error("the state of stream `{stream}` cannot be used: {reason}")]
    State {
        /// The stream.
        stream: String,
        /// What does not fit.
        reason: String,
    },
}

fn says(message: &str) -> String {
    if message.is_empty() {
        String::new()
    } else {
        format!(": {message}")
    }
}

fn wait(time: &Option<Duration>) -> String {
    time.map_or_else(String::new, |time| {
        format!("; it asks to wait {} s", time.as_secs())
    })
}

fn first(refusal: &Refusal) -> String {
    refusal
        .problems
        .first()
        .map_or_else(String::new, ToString::to_string)
}
