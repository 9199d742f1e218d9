//! The file: opening it, bringing it up to date, one writer, a few readers.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection as Database, OpenFlags, Transaction, TransactionBehavior};

use crate::error::{Error, Result};
use crate::history::Latest;
use crate::recover::{self, Hold};
use crate::window::Orders;
use crate::{formula, table, text};

/// Every shape that the file has had, in order; `user_version` counts how many of them it has been through.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/1.sql"),
    include_str!("../migrations/2.sql"),
    include_str!("../migrations/3.sql"),
    include_str!("../migrations/4.sql"),
    include_str!("../migrations/5.sql"),
    include_str!("../migrations/6.sql"),
    include_str!("../migrations/7.sql"),
    include_str!("../migrations/8.sql"),
    include_str!("../migrations/9.sql"),
    include_str!("../migrations/recoveries.sql"),
    include_str!("../migrations/removed.sql"),
];

/// Bytes of a page of a new file; one that is there keeps its own. Rows come in thousands, and what goes through the log is
/// written page by page: at SQLite's own 4,096 bytes a sync costs a fifth more, beyond these it gains nothing.
pub(crate) const PAGE: u16 = 16_384;

/// How long to wait for another program that holds the write lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// Readers that are kept open; more are opened when they are needed and closed afterwards.
const IDLE_READERS: usize = 4;

/// The database: connections, streams, workbooks and rows in one SQLite file. Cloning gives another handle on the same
/// file; all handles may be used from any thread. Every call blocks until it is done.
///
/// Writes go through one connection, one after the other; reads run beside them on a snapshot each. What a call
/// wrote survives the death of the process the moment the call returns. No method takes or gives a secret.
///
/// Beside the errors that a method names, any may end with [`Error::Corrupt`], [`Error::Open`] or [`Error::Sql`], and
/// one that writes with [`Error::Full`], [`Error::ReadOnly`] or [`Error::Busy`]; then nothing was written.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    /// Nobody recovers the file while we use it.
    _hold: Hold,
    recovered: bool,
    writer: Mutex<Database>,
    readers: Mutex<Vec<Database>>,
    orders: Orders,
    changes: Latest,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("path", &self.shared.path)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the database at `path`, makes it where there is none (readable by its owner only), and brings an older
    /// one up to date. The folder must exist. A file that is damaged is recovered: see [`Store::recovery`].
    ///
    /// # Errors
    /// [`Error::Open`] where the file cannot be made or opened, [`Error::Newer`] where a later version of the app wrote
    /// it, [`Error::Corrupt`] where it is damaged and open elsewhere, [`Error::ReadOnly`], [`Error::Full`],
    /// [`Error::Busy`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_path_buf();
        let hold = Hold::shared(&path)?;
        let opened = match recover::is_due(&path) {
            Some(reason) => Err(Error::Corrupt(reason)),
            None => open_writer(&path),
        };
        let recovered = matches!(opened, Err(Error::Corrupt(_)));
        let writer = match opened {
            Err(Error::Corrupt(reason)) => {
                hold.recover(&path, reason)?;
                open_writer(&path)?
            }
            opened => opened.map_err(|error| placed(error, &path))?,
        };
        Ok(Self {
            shared: Arc::new(Shared {
                path,
                _hold: hold,
                recovered,
                writer: Mutex::new(writer),
                readers: Mutex::default(),
                orders: Orders::default(),
                changes: Latest::default(),
            }),
        })
    }

    /// Does `work` in one write transaction: all of it happens, or, on an error, nothing.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut writer = lock(&self.shared.writer);
        let written = || {
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        written().map_err(|error| self.noted(error))
    }

    /// An error with the file that it is about; damage is marked for whoever opens the file next.
    fn noted(&self, error: Error) -> Error {
        if let Error::Corrupt(reason) = &error {
            recover::mark(&self.shared.path, reason);
        }
        placed(error, &self.shared.path)
    }

    /// Does `work` on a snapshot, beside a running write.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let idle = lock(&self.shared.readers).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => connect(&self.shared.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        };
        let read = reader.transaction().map_err(Error::from);
        let value = read
            .and_then(|transaction| work(&transaction))
            .map_err(|error| self.noted(error));
        let mut readers = lock(&self.shared.readers);
        if readers.len() < IDLE_READERS {
            readers.push(reader);
        }
        value
    }

    /// The orders of rows that windows have asked for.
    pub(crate) fn orders(&self) -> &Orders {
        &self.shared.orders
    }

    /// The changes that were asked for last.
    pub(crate) fn latest_changes(&self) -> &Latest {
        &self.shared.changes
    }

    /// A number that changes when another process has changed the file. What this process writes goes through the one
    /// writer and does not count.
    ///
    /// # Errors
    /// Those of every read.
    pub fn changed_by_others(&self) -> Result<i64> {
        let writer = lock(&self.shared.writer);
        Ok(writer.query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// Whether the file was damaged and this call of [`Store::open`] recovered it.
    pub fn was_recovered(&self) -> bool {
        self.shared.recovered
    }

    /// Changes how the writer works, so that tests can make it meet a full disk or a file that cannot be written.
    #[cfg(test)]
    pub(crate) fn set_writer(&self, pragma: &str) {
        let done = lock(&self.shared.writer).execute_batch(&format!("PRAGMA {pragma}"));
        assert_eq!(done, Ok(()), "{pragma}");
    }
}

/// Takes a lock. A panic in another thread rolled its transaction back, so what it guarded is whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the file, where there is none, so that other users of the machine cannot read it; SQLite gives its side files
/// the same permissions.
pub(crate) fn make_private(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
        .open(path)
        .map(drop)
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::StorageFull => Error::Full,
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => {
                Error::ReadOnly(path.to_path_buf())
            }
            _ => Error::Open {
                path: path.to_path_buf(),
                reason: error.to_string(),
            },
        })
}

/// The error, with the file where it lacks it.
fn placed(error: Error, path: &Path) -> Error {
    match error {
        Error::ReadOnly(unknown) if unknown.as_os_str().is_empty() => {
            Error::ReadOnly(path.to_path_buf())
        }
        error => error,
    }
}

/// The connection that writes, on a file that is there and up to date then.
fn open_writer(path: &Path) -> Result<Database> {
    make_private(path)?;
    let mut writer = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // NORMAL leaves out the sync of the log at each commit: a commit survives the death of the process; a power
    // cut may undo the last ones, rows and state together.
    writer.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = NORMAL;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA cache_size = -16384;",
    )?;
    migrate(&mut writer)?;
    Ok(writer)
}

pub(crate) fn connect(path: &Path, access: OpenFlags) -> Result<Database> {
    let database = Database::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    database.busy_timeout(PATIENCE)?;
    database.pragma_update(None, "page_size", PAGE)?;
    database.set_prepared_statement_cache_capacity(64);
    text::register(&database)?;
    formula::register(&database)?;
    Ok(database)
}

pub(crate) fn migrate(database: &mut Database) -> Result<()> {
    let known = MIGRATIONS.len() as i64;
    let version = |database: &Database| {
        database.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))
    };
    // Without a lock: who only opens the file does not wait for another program's write.
    if version(database)? == known {
        return Ok(());
    }
    let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have brought it up to date meanwhile.
    let found = version(&transaction)?;
    if found > known {
        return Err(Error::Newer { found, known });
    }
    for migration in MIGRATIONS.iter().skip(found as usize) {
        transaction.execute_batch(migration)?;
    }
    if found < known {
        table::add_marks(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_write_that_is_refused_is_named_and_can_be_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("headwater.db");
        let store = Store::open(&path).unwrap();
        let write = || store.add_entity("Customer", Timestamp::UNIX_EPOCH);

        store.set_writer("query_only = ON");
        let refused = write().unwrap_err();
        assert!(
            matches!(&refused, Error::ReadOnly(file) if *file == path),
            "names the file: {refused}"
        );
        store.set_writer("query_only = OFF");

        store.set_writer("busy_timeout = 1");
        let other = Database::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert!(matches!(write(), Err(Error::Busy)));
        assert_eq!(
            store.entities().unwrap(),
            [],
            "reading goes on beside another's write"
        );
        assert!(
            Store::open(&path).is_ok(),
            "and whoever opens a file that is up to date does not wait for it"
        );
        other.execute_batch("ROLLBACK").unwrap();

        assert_eq!(write().unwrap().id, 1, "the refused ones have left nothing");
    }
}
