//! What can keep the sandbox from running.

use std::path::PathBuf;

use crate::Collection;

/// Why the sandbox did not start or switch.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder, or a file in it, cannot be read or written.
    #[error("the sandbox folder {}: {reason}", path.display())]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system or the parser says.
        reason: String,
    },

    /// No port to listen on.
    #[error("port {port} of 127.0.0.1: {reason}")]
    Port {
        /// The port asked for; 0 when any would have done.
        port: u16,
        /// What the system says.
        reason: String,
    },

    /// Another process holds the folder, and its provider does not answer.
    #[error("another process holds the sandbox folder {} and does not answer", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },

    /// Switches are the owner's: another process runs this provider.
    #[error("another process runs this sandbox")]
    NotOwner,

    /// A change of the sample data asks for more rows than there are.
    #[error("cannot {what} {asked} rows of {collection}: {possible} can be")]
    Change {
        /// `touch` or `delete`.
        what: &'static str,
        /// Of which collection.
        collection: Collection,
        /// Rows asked for.
        asked: usize,
        /// Rows there are; for `delete` only those that no other row refers to.
        possible: usize,
    },
}
