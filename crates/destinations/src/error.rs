//! What can go wrong with a destination. In every case the target is as it was before the delivery.

use std::io;
use std::path::{Path, PathBuf};

/// Result of a call to a destination.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong. No text of it carries a cell's value or a password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No space is left where the file goes.
    #[error("the disk is full")]
    Full,
    /// The file or folder may not be written.
    #[error("{0} cannot be written")]
    Denied(PathBuf),
    /// The folder, or a file that was there before, is gone.
    #[error("{0} is not there")]
    Gone(PathBuf),
    /// Another program has the file open.
    #[error("{0} is open in another program")]
    Open(PathBuf),
    /// What stands at the target is not what we wrote, or cannot be read.
    #[error("{path} cannot be used: {reason}")]
    Foreign {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The table does not fit the format.
    #[error("table {table:?} does not fit: {reason}")]
    Unfit {
        /// The table's name.
        table: String,
        /// Why.
        reason: String,
    },
    /// Anything else that the system said about a file.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The server cannot be reached, or the way to it broke.
    #[error("{host} cannot be reached: {reason}")]
    Unreachable {
        /// Its host.
        host: String,
        /// What happened.
        reason: String,
    },
    /// The connection cannot be encrypted, or the server's certificate is not to be believed.
    #[error("the connection to {host} is not safe: {reason}")]
    Untrusted {
        /// Its host.
        host: String,
        /// What is wrong.
        reason: String,
    },
    /// The server does not know the user, the password or the key.
    #[error("{host} refuses the sign-in: {reason}")]
    SignIn {
        /// Its host.
        host: String,
        /// What it said.
        reason: String,
    },
    /// The user may not do what a delivery needs.
    #[error("{host}: a right is missing: {right}")]
    Forbidden {
        /// The server's host.
        host: String,
        /// Which right.
        right: String,
    },
    /// The database or bucket is not there.
    #[error("{host}: there is no {what}")]
    Missing {
        /// The server's host.
        host: String,
        /// Which.
        what: String,
    },
    /// A table of that name stands there, and we did not make it.
    #[error("{host}: {table} is there already")]
    Taken {
        /// The server's host.
        host: String,
        /// Its name there.
        table: String,
    },
    /// Somebody else delivers to the same place, or did meanwhile.
    #[error("another delivery was faster")]
    Raced,
    /// The server refused for any other reason.
    #[error("{host} refuses: {reason}")]
    Refused {
        /// Its host.
        host: String,
        /// What it said.
        reason: String,
    },
    /// A batch that does not have the table's schema: a mistake in the caller.
    #[error("a batch does not fit its table: {0}")]
    Batch(String),
}

impl Error {
    /// An error of the system about a file or folder.
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        use io::ErrorKind::*;
        match source.kind() {
            StorageFull | QuotaExceeded => Self::Full,
            NotFound => Self::Gone(path.into()),
            PermissionDenied | ReadOnlyFilesystem => Self::Denied(path.into()),
            ResourceBusy | ExecutableFileBusy => Self::Open(path.into()),
            _ => Self::Io {
                path: path.into(),
                source,
            },
        }
    }
}
