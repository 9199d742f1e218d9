//! The file: opening it, bringing it up to date, one writer, a few readers.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection as Database, OpenFlags, Transaction, TransactionBehavior};

use crate::error::{Error, Result};
use crate::history::Latest;
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
];

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
    /// one up to date. The folder must exist.
    ///
    /// # Errors
    /// [`Error::Open`] where the file cannot be made or opened, [`Error::Newer`] where a later version of the app wrote
    /// it, [`Error::Corrupt`] where it is no database, [`Error::ReadOnly`], [`Error::Full`], [`Error::Busy`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_path_buf();
        make_private(&path)?;
        let mut writer = connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // NORMAL leaves out the sync of the log at each commit: a commit survives the death of the process; a power
        // cut may undo the last ones, rows and state together.
        writer.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = NORMAL;
             PRAGMA journal_size_limit = 67108864;
             PRAGMA cache_size = -16384;",
        )?;
        migrate(&mut writer)?;
        Ok(Self {
            shared: Arc::new(Shared {
                path,
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
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    /// Does `work` on a snapshot, beside a running write.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let idle = lock(&self.shared.readers).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => connect(&self.shared.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        };
        let value = work(&reader.transaction()?);
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
fn make_private(path: &Path) -> Result<()> {
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
                Error::ReadOnly
            }
            _ => Error::Open {
                path: path.to_path_buf(),
                reason: error.to_string(),
            },
        })
}

fn connect(path: &Path, access: OpenFlags) -> Result<Database> {
    let database = Database::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    database.busy_timeout(PATIENCE)?;
    database.set_prepared_statement_cache_capacity(64);
    text::register(&database)?;
    formula::register(&database)?;
    Ok(database)
}

fn migrate(database: &mut Database) -> Result<()> {
    let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = MIGRATIONS.len() as i64;
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
        assert!(matches!(write(), Err(Error::ReadOnly)));
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
        other.execute_batch("ROLLBACK").unwrap();

        assert_eq!(write().unwrap().id, 1, "the refused ones have left nothing");
    }
}
