//! What can go wrong in the bench itself, said so that the reader knows which part of it to look at.

use thiserror::Error;

/// A fault of the bench or of what it drives.
#[derive(Debug, Error)]
pub enum Error {
    /// A program did not start, or ended before it was asked to.
    #[error("{what} {why}; its output:\n{log}")]
    Ended {
        /// Which program, in the bench's words.
        what: String,
        /// How it ended.
        why: String,
        /// The last lines of its output.
        log: String,
    },
    /// Something of this machine or of the build is missing.
    #[error("{what} is missing: {fix}")]
    Missing {
        /// What.
        what: String,
        /// What brings it.
        fix: &'static str,
    },
    /// Something that had to come did not.
    #[error("waited {seconds} s for {what}; {instead}")]
    NotSeen {
        /// What was waited for.
        what: String,
        /// For how long.
        seconds: u64,
        /// What was there instead.
        instead: String,
    },
    /// A file of the bench could not be read or written.
    #[error("{what}: {source}")]
    File {
        /// Which, and what was to be done.
        what: String,
        /// The system's word.
        source: std::io::Error,
    },
    /// The WebDriver refused a command.
    #[error("{doing}: {source}")]
    Driver {
        /// The step that it was part of.
        doing: String,
        /// The driver's word.
        source: thirtyfour::error::WebDriverError,
    },
    /// The session's bus refused something.
    #[error("{doing}: {source}")]
    Bus {
        /// The step that it was part of.
        doing: String,
        /// The bus's word.
        source: Box<zbus::Error>,
    },
    /// A stand-in's own interface did not answer as it should.
    #[error("stand-in: {0}")]
    Http(#[from] reqwest::Error),
    /// The sandbox did not do as it was told.
    #[error("sandbox: {0}")]
    Sandbox(#[from] headwater_sandbox::Error),
    /// A stand-in's database could not be changed.
    #[error("stand-in's database: {0}")]
    Database(#[from] rusqlite::Error),
}

/// A result of the bench.
pub type Result<T> = std::result::Result<T, Error>;

/// Names the file work that an `io::Error` comes from.
pub(crate) trait During<T> {
    /// Says what was being done.
    fn during(self, what: impl Into<String>) -> Result<T>;
}

impl<T> During<T> for std::io::Result<T> {
    fn during(self, what: impl Into<String>) -> Result<T> {
        self.map_err(|source| Error::File {
            what: what.into(),
            source,
        })
    }
}

impl<T> During<T> for thirtyfour::error::WebDriverResult<T> {
    fn during(self, what: impl Into<String>) -> Result<T> {
        self.map_err(|source| Error::Driver {
            doing: what.into(),
            source,
        })
    }
}

impl<T> During<T> for zbus::Result<T> {
    fn during(self, what: impl Into<String>) -> Result<T> {
        self.map_err(|source| Error::Bus {
            doing: what.into(),
            source: Box::new(source),
        })
    }
}
