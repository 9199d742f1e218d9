//! One owner of tokens per machine: an OS file lock per connection, so that the window, the command line and a second
//! window never refresh the same grant twice. A server with reuse detection would end the grant for it.
//!
//! The operating system releases the lock when its process ends, however it ends; no stale lock file can block.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::fault::{Code, Fault};

/// How often a held lock is asked for again. Short, since a refresh usually takes a few hundred milliseconds.
const ASK_AGAIN: Duration = Duration::from_millis(20);

/// How long a lock is waited for: longer than the longest refresh (30 s, once repeated).
const GIVE_UP: Duration = Duration::from_secs(75);

/// The folder of the locks.
#[derive(Clone, Debug)]
pub(crate) struct Locks {
    folder: PathBuf,
}

/// A held lock; dropping it releases it.
#[derive(Debug)]
pub(crate) struct Held {
    _file: File,
}

impl Locks {
    /// Locks in `folder`/locks.
    pub(crate) fn in_folder(folder: &Path) -> std::io::Result<Self> {
        let folder = folder.join("locks");
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// Locks in a folder that is there.
    pub(crate) fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Waits for the lock named `name`.
    ///
    /// # Errors
    /// [`Code::Locked`] when another process holds it for too long, [`Code::StoreFailed`] when the file cannot be made.
    pub(crate) async fn hold(&self, name: &str) -> Result<Held, Fault> {
        let path = self.folder.join(format!("{name}.lock"));
        let deadline = tokio::time::Instant::now() + GIVE_UP;
        loop {
            if let Some(held) = self.try_path(&path)? {
                return Ok(held);
            }
            if tokio::time::Instant::now() >= deadline {
                return Err(Fault::new(Code::Locked));
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
    }

    /// The lock named `name`, or nothing where another process holds it.
    ///
    /// # Errors
    /// [`Code::StoreFailed`] when the file cannot be made.
    pub(crate) fn try_hold(&self, name: &str) -> Result<Option<Held>, Fault> {
        self.try_path(&self.folder.join(format!("{name}.lock")))
    }

    fn try_path(&self, path: &Path) -> Result<Option<Held>, Fault> {
        let failed = |error: std::io::Error| Fault::from(error);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Held { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}
