//! The keychain that the processes share, and what each of them did with it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use headwater_vault::{Error, ItemName, Keychain, Vault};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::Result;

/// Opens the shared keychain: the system's, or files in `folder`.
pub(crate) fn open(folder: &Path, keyring: bool) -> Result<Arc<dyn Vault>> {
    Ok(match keyring {
        true => Arc::new(Keychain::open(Keychain::SERVICE)?),
        false => Arc::new(Files::in_folder(folder)?),
    })
}

/// A keychain of files, for speed. Like a real one it keeps an item whole or not at all, whenever its user is killed.
struct Files(PathBuf);

impl Files {
    fn in_folder(folder: &Path) -> std::io::Result<Self> {
        let folder = folder.join("keychain");
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    fn path(&self, item: &ItemName) -> PathBuf {
        self.0.join(item.as_str().replace('/', "-"))
    }
}

impl Vault for Files {
    fn get(&self, item: &ItemName) -> std::result::Result<Option<SecretString>, Error> {
        match std::fs::read_to_string(self.path(item)) {
            Ok(text) => Ok(Some(text.into())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(broken(&error)),
        }
    }

    fn put(
        &self,
        item: &ItemName,
        _: &str,
        secret: &SecretString,
    ) -> std::result::Result<(), Error> {
        let path = self.path(item);
        let new = path.with_extension(std::process::id().to_string());
        // A keychain takes a moment, and a moment is when a process is killed.
        std::thread::sleep(Duration::from_millis(1));
        std::fs::write(&new, secret.expose_secret())
            .and_then(|()| {
                std::thread::sleep(Duration::from_millis(1));
                std::fs::rename(&new, &path)
            })
            .map_err(|error| broken(&error))
    }

    fn delete(&self, item: &ItemName) -> std::result::Result<(), Error> {
        match std::fs::remove_file(self.path(item)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(broken(&error)),
            _ => Ok(()),
        }
    }

    fn name(&self) -> &'static str {
        "files of the bench"
    }

    fn ready(&self) -> std::result::Result<(), Error> {
        Ok(())
    }
}

fn broken(error: &std::io::Error) -> Error {
    Error::Broken {
        reason: error.to_string(),
    }
}

/// Says on standard output which grant was read and written when, so that the bench knows what a killed process held.
pub(crate) struct Journaled(pub Arc<dyn Vault>);

impl Vault for Journaled {
    fn get(&self, item: &ItemName) -> std::result::Result<Option<SecretString>, Error> {
        let began = micros();
        let found = self.0.get(item)?;
        say(&format!("read {} {began}", connection_of(item)));
        Ok(found)
    }

    fn put(
        &self,
        item: &ItemName,
        label: &str,
        secret: &SecretString,
    ) -> std::result::Result<(), Error> {
        self.0.put(item, label, secret)?;
        say(&format!("wrote {} {}", connection_of(item), micros()));
        Ok(())
    }

    fn delete(&self, item: &ItemName) -> std::result::Result<(), Error> {
        self.0.delete(item)
    }

    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn ready(&self) -> std::result::Result<(), Error> {
        self.0.ready()
    }
}

/// A line for the bench. Where it is gone, nobody needs the line.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn connection_of(item: &ItemName) -> &str {
    item.as_str()
        .rsplit('/')
        .next()
        .unwrap_or_else(|| item.as_str())
}

/// SHA-256 of the refresh token that the keychain holds for a connection.
pub(crate) fn kept_token(vault: &dyn Vault, connection: &str) -> Result<Option<String>> {
    let item = ItemName::new(format!("connection/{connection}"))?;
    let Some(secret) = vault.get(&item)? else {
        return Ok(None);
    };
    let item: Value = serde_json::from_str(secret.expose_secret())?;
    Ok(item["grant"]["refresh_token"].as_str().map(hash))
}

/// SHA-256 of a token, in hexadecimal.
pub(crate) fn hash(token: &str) -> String {
    let digest = Sha256::digest(token.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Microseconds since 1970, the same for all processes of this machine, whatever clock the engine is shown.
pub(crate) fn micros() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}
