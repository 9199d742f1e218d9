//! Why a file gives nothing.

use std::path::PathBuf;

/// Why nothing can be imported, or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// More bytes than are read.
    #[error("the file has {bytes} bytes; at most {most} are read")]
    TooLong {
        /// What it has.
        bytes: usize,
        /// What is read.
        most: usize,
    },
    /// Neither YAML nor JSON, or nested or repeated without end.
    #[error("line {line}: {reason}")]
    Unreadable {
        /// Where reading ended; the first line is 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// None of the kinds of file that are known.
    #[error(
        "this is no catalogue of providers, no OpenAPI or Swagger document and no Postman collection"
    )]
    UnknownKind,
    /// A connector's folder cannot be made.
    #[error("{}: {reason}", path.display())]
    Unwritable {
        /// The folder or file.
        path: PathBuf,
        /// What the system says, or that it is there already.
        reason: String,
    },
}
