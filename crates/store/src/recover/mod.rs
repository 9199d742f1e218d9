//! A damaged file: a copy of it is kept, what can be read goes into a new one, and what was kept and lost is told.
//!
//! Damage is noticed by SQLite, when the file is opened or while it is used; then a mark is left beside it, and whoever
//! opens the file next, and is the only one, recovers it. Steps, each of which may be the last before the process dies:
//! note the copy's name; copy; read into a file of another name; give it the name that says it is whole; take
//! the damaged one's marks and log away; rename. Who comes after begins at the first step that was not finished.

mod build;
mod salvage;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::OptionalExtension as _;
use serde::{Deserialize, Serialize};

use crate::database::{Store, make_private};
use crate::error::{Error, Result};

/// What became of a damaged file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// When it was recovered.
    pub at: Timestamp,
    /// What SQLite said of it.
    pub reason: String,
    /// The copy of the damaged file; its log, where there was one, lies beside it with `-wal` at the end of the name.
    pub copy: PathBuf,
    /// Connections that were kept.
    pub connections: u64,
    /// Every tab that was found. A stream whose rows were lost is read from its beginning by the next sync.
    pub tabs: Vec<RecoveredTab>,
    /// Tables of the app's own that could not be read whole, by their names: `connections`, `streams`, `history` …
    pub incomplete: Vec<String>,
}

/// What became of a tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveredTab {
    /// Its title.
    pub title: String,
    /// Rows that were kept.
    pub kept: u64,
    /// Rows that were lost.
    pub lost: u64,
}

/// The lock of those who have the file open: shared while it is used, whole while it is recovered.
#[derive(Debug)]
pub(crate) struct Hold(File);

impl Hold {
    /// Waits while the file is being recovered.
    pub(crate) fn shared(path: &Path) -> Result<Self> {
        let lock = beside(path, "-open");
        make_private(&lock)?;
        let failed = |error: std::io::Error| Error::Open {
            path: lock.clone(),
            reason: error.to_string(),
        };
        let file = File::open(&lock).map_err(failed)?;
        file.lock_shared().map_err(failed)?;
        Ok(Self(file))
    }

    /// Recovers the file, unless somebody else has it open.
    ///
    /// # Errors
    /// [`Error::Corrupt`] where somebody has; [`Error::Full`] and the others of every write: then the damaged file is as
    /// it was, and the next who opens it tries again.
    pub(crate) fn recover(&self, path: &Path, reason: String) -> Result<()> {
        let failed = |error: std::io::Error| from_io(path, &error);
        self.0.unlock().map_err(failed)?;
        match self.0.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Corrupt(reason)),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let whole = beside(path, "-recovered");
        if !whole.exists() {
            build::build(path, reason, &whole)?;
        }
        swap(path, &whole).map_err(failed)?;
        self.0.lock_shared().map_err(failed)
    }
}

/// Why the file is to be recovered, where somebody found it damaged, or did not come to the end of its recovery.
pub(crate) fn is_due(path: &Path) -> Option<String> {
    let marked = std::fs::read_to_string(beside(path, "-damaged")).ok();
    marked.or_else(|| {
        beside(path, "-recovered")
            .exists()
            .then(|| "its recovery was interrupted".to_owned())
    })
}

/// Leaves the mark. Where even that cannot be written, the next who meets the damage will.
pub(crate) fn mark(path: &Path, reason: &str) {
    let _ = std::fs::write(beside(path, "-damaged"), reason);
}

/// Puts the whole file in the place of the damaged one. Its marks go first: as long as the whole one waits, the recovery is
/// due, and afterwards they would be believed of a sound file. Then its log goes: it would be taken for the new file's.
fn swap(path: &Path, whole: &Path) -> std::io::Result<()> {
    for end in ["-damaged", "-copied", "-wal", "-shm"] {
        remove(&beside(path, end))?;
    }
    std::fs::rename(whole, path)
}

fn remove(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A file beside the database, by what its name ends with.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn from_io(path: &Path, error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::StorageFull => Error::Full,
        std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => {
            Error::ReadOnly(path.to_path_buf())
        }
        _ => Error::Open {
            path: path.to_path_buf(),
            reason: error.to_string(),
        },
    }
}

impl Store {
    /// What became of the damaged file that this one was made from, until [`Store::recovery_seen`].
    ///
    /// # Errors
    /// Those of every read.
    pub fn recovery(&self) -> Result<Option<Recovery>> {
        self.read(|tx| {
            let sql = "SELECT report FROM recoveries WHERE NOT seen ORDER BY id DESC LIMIT 1";
            let report: Option<String> = tx.query_row(sql, [], |row| row.get(0)).optional()?;
            let report = report.map(|report| serde_json::from_str(&report));
            report
                .transpose()
                .map_err(|error| Error::Unreadable(error.to_string()))
        })
    }

    /// A person has read what became of the damaged file.
    ///
    /// # Errors
    /// Those of every write.
    pub fn recovery_seen(&self) -> Result<()> {
        self.write(|tx| {
            tx.execute("UPDATE recoveries SET seen = 1", [])?;
            Ok(())
        })
    }

    /// Reads the file through for damage, which is left marked for whoever opens it next. Takes seconds for a large one.
    ///
    /// # Errors
    /// [`Error::Corrupt`] with what is wrong.
    pub fn check(&self) -> Result<()> {
        self.read(|tx| {
            let found: String = tx.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            match found.as_str() {
                "ok" => Ok(()),
                _ => Err(Error::Corrupt(found)),
            }
        })
    }
}
