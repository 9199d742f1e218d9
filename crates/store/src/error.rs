//! What can go wrong with the database. In every case a transaction that failed has left the state before it.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// Result of a call to the store.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong. No text of it carries a cell's value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No space is left where the database lives.
    #[error("the disk is full: nothing was written")]
    Full,
    /// The file or its folder cannot be written.
    #[error("the database cannot be written: {0} or its folder is read-only")]
    ReadOnly(PathBuf),
    /// The file cannot be opened or made.
    #[error("cannot open the database {path}: {reason}")]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The file is damaged, or is no database. Whoever opens it next, and is the only one, recovers it.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// A value in the database is not what it has to be.
    #[error("a kept value cannot be read: {0}")]
    Unreadable(String),
    /// Another program has kept the database locked for ten seconds.
    #[error("another program keeps the database locked")]
    Busy,
    /// A later version of the app has written the file.
    #[error(
        "the database has version {found}, this app knows versions up to {known}: update the app"
    )]
    Newer {
        /// Version of the file.
        found: i64,
        /// Latest version that this program knows.
        known: i64,
    },
    /// There is no such connection.
    #[error("no connection {0:?}")]
    NoConnection(String),
    /// A connection of this ID is there already.
    #[error("there is already a connection {0:?}")]
    ConnectionExists(String),
    /// The connection has no such stream.
    #[error("connection {connection:?} has no stream {stream:?}")]
    NoStream {
        /// The connection.
        connection: String,
        /// The stream.
        stream: String,
    },
    /// There is no such entity.
    #[error("no entity {0}")]
    NoEntity(i64),
    /// There is no such destination.
    #[error("no destination {0}")]
    NoDestination(i64),
    /// The stream has no tab yet (see [`Store::link`](crate::Store::link)), or its tab is gone.
    #[error("stream {stream:?} has no tab")]
    Unlinked {
        /// The stream.
        stream: String,
    },
    /// There is no such tab.
    #[error("no tab {0}")]
    NoTab(i64),
    /// The tab has no such column.
    #[error("no column {0:?}")]
    NoColumn(String),
    /// A column of the key cannot be left out or expanded: rows are told apart by it.
    #[error("column {0:?} is part of the key and cannot be left out")]
    KeyColumn(String),
    /// Columns are to be hashed, and the load was given nothing that hashes.
    #[error("columns are to be hashed, and there is no key for it")]
    NoHasher,
    /// The tab has no such user column, or it is a formula, which nobody writes into.
    #[error("no user column {0}")]
    NoUserColumn(i64),
    /// The tab's rows have no key, so that nothing can be bound to one of them.
    #[error("the rows of tab {0} have no key")]
    NoKey(i64),
    /// Another column of the tab has this name.
    #[error("there is already a column {0:?}")]
    NameTaken(String),
    /// A formula cannot be read.
    #[error("the formula has a mistake: {0:?}")]
    Formula(crate::formula::Mistake),
    /// There is no such sync of this connection, or it has ended.
    #[error("no running sync {0}")]
    NoSync(i64),
    /// A sync loads a stream once: rows that it does not see again are known by its number.
    #[error("sync {sync} or a later one has already loaded stream {stream:?}")]
    AlreadyLoaded {
        /// The stream.
        stream: String,
        /// The sync.
        sync: i64,
    },
    /// A record cannot be read as a JSON object.
    #[error("record {number} of the batch is no JSON object: {reason}")]
    Record {
        /// Which one, from 1.
        number: usize,
        /// What it is instead, without its content.
        reason: String,
    },
    /// A record has more fields than a table can have columns.
    #[error("table {table:?} would need more than {limit} columns")]
    TooWide {
        /// The table.
        table: String,
        /// How many columns it can have.
        limit: usize,
    },
    /// Anything else that SQLite refused.
    #[error("the database refused: {0}")]
    Sql(#[source] rusqlite::Error),
}

/// Extended code of a shared-memory file that could not grow: in practice, a full disk.
const SHARED_MEMORY_SIZE: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as Sql;
        match &error {
            Sql::FromSqlConversionFailure(..)
            | Sql::InvalidColumnType(..)
            | Sql::Utf8Error(..)
            | Sql::IntegralValueOutOfRange(..) => return Error::Unreadable(error.to_string()),
            _ => {}
        }
        let Some(failure) = error.sqlite_error() else {
            return Error::Sql(error);
        };
        match failure.code {
            ErrorCode::DiskFull => Error::Full,
            ErrorCode::SystemIoFailure if failure.extended_code == SHARED_MEMORY_SIZE => {
                Error::Full
            }
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Error::ReadOnly(PathBuf::new()),
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                Error::Corrupt(error.to_string())
            }
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy,
            _ => Error::Sql(error),
        }
    }
}
