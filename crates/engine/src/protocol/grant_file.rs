//! The file that holds a server's own grant, where there is no keychain. Only its owner may read it, and what is renewed
//! is written back before it is used.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};

use crate::engine::blocking;
use crate::fault::Fault;
use crate::lock::{Held, Locks};
use crate::secrets::Secrets;

/// A grant's file.
#[derive(Clone, Debug)]
pub(crate) struct GrantFile(PathBuf);

impl GrantFile {
    pub(crate) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The folder that it is in.
    pub(crate) fn folder(&self) -> &Path {
        let parent = self.0.parent();
        parent
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."))
    }

    /// Whether there is one.
    pub(crate) fn is_there(&self) -> bool {
        self.0.exists()
    }

    /// What it holds.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) where it cannot be read or holds something else.
    pub(crate) fn read(&self) -> Result<Secrets, Fault> {
        let refused = |reason: String| {
            Fault::input(
                "The grant's file",
                format!("{}: {reason}", self.0.display()),
            )
        };
        let text = std::fs::read_to_string(&self.0).map_err(|error| refused(error.to_string()))?;
        Secrets::from_text(&SecretString::from(text))
            .map_err(|_| refused("it holds no grant of headwater authorize".to_owned()))
    }

    /// Waits until no other process renews it.
    ///
    /// # Errors
    /// [`Code::Locked`](crate::fault::Code::Locked).
    pub(crate) async fn hold(&self) -> Result<Held, Fault> {
        let name = self.0.file_name().unwrap_or_default().to_string_lossy();
        Locks::of(self.folder()).hold(&format!(".{name}")).await
    }

    /// Writes it whole or not at all, for its owner alone; once this returns it is durable.
    ///
    /// # Errors
    /// The file system's faults.
    pub(crate) async fn write(&self, secrets: &Secrets) -> Result<(), Fault> {
        let (place, text) = (self.0.clone(), secrets.to_text()?);
        let put = move || crate::file::put(&place, text.expose_secret().as_bytes());
        blocking(move || Ok(put()?)).await
    }
}
