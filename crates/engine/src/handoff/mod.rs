//! Moving a connection to a server: a folder with all that another program needs to read the same streams from where the
//! desktop is.
//!
//! No secret goes along. Keys are taken from the server's environment, and the server gets a grant of its own: a refresh
//! token that two programs use is one that soon neither can use.

mod pages;
mod project;
mod readme;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use headwater_import::clear;
use secrecy::{ExposeSecret as _, SecretString};

use crate::engine::{Engine, blocking};
use crate::fault::Fault;
use crate::secrets::Secrets;
use crate::view::{HandoffPlan, HandoffTarget, HandoffView};

/// A secret that is shorter stands in texts by chance.
const TELLING: usize = 6;

/// The files of a project, by their paths in it.
type Files = BTreeMap<String, Vec<u8>>;

impl Engine {
    /// What of a connection goes to a server, and what does not.
    ///
    /// # Errors
    /// [`Code::NotNow`](crate::fault::Code::NotNow) where a server could not run it, the keychain's faults.
    pub async fn handoff_plan(&self, id: String) -> Result<HandoffPlan, Fault> {
        let secrets = self.keychain.read(&id).await?;
        Ok(self.project(&id, &secrets).await?.plan())
    }

    /// Writes a project into a folder that is new or empty.
    ///
    /// # Errors
    /// As [`Engine::handoff_plan`]; [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for the folder, and where a secret stands among what would be written.
    pub async fn hand_off(
        &self,
        id: String,
        target: HandoffTarget,
        folder: String,
    ) -> Result<HandoffView, Fault> {
        let place = PathBuf::from(folder.trim());
        if !place.is_absolute() {
            let reason = "It has to be a full path, from the root or drive on";
            return Err(Fault::input("The folder", reason));
        }
        let secrets = self.keychain.read(&id).await?;
        let project = self.project(&id, &secrets).await?;
        let files = pages::files(&project, target)?;
        refuse_secrets(&files, &secrets)?;
        let view = HandoffView {
            folder: place.display().to_string(),
            files: files.keys().cloned().collect(),
        };
        blocking(move || write(&place, &files)).await?;
        Ok(view)
    }
}

/// Refuses to write what holds a secret of the connection: one may have been typed where none belongs.
fn refuse_secrets(files: &Files, secrets: &Secrets) -> Result<(), Fault> {
    let mut values: Vec<&SecretString> = secrets.inputs.values().collect();
    for own in [&secrets.production, &secrets.development] {
        values.extend(own.secret.iter().chain(&own.certificate));
    }
    if let Some(grant) = &secrets.grant {
        values.push(&grant.access_token);
        values.extend(grant.refresh_token.iter().chain(grant.secrets.values()));
    }
    if let Some(registered) = &secrets.registered {
        values.extend(registered.client.secret.iter().chain(&registered.token));
    }
    let mut telling = Vec::new();
    for value in values.into_iter().map(|value| value.expose_secret()) {
        if value.len() >= TELLING {
            // In a file of JSON a key with line ends stands otherwise.
            let quoted = serde_json::to_string(value)?;
            let inside = quoted[1..quoted.len() - 1].to_owned();
            telling.extend([value.to_owned(), inside]);
        }
    }
    let holds = |content: &[u8]| {
        let mut each = telling.iter().map(String::as_bytes);
        each.any(|value| content.windows(value.len()).any(|part| part == value))
    };
    match files.iter().find(|(_, content)| holds(content)) {
        None => Ok(()),
        Some((file, _)) => Err(Fault::input(
            "What would be written",
            format!(
                "A secret of this connection stands in {file}, so nothing was written. It was entered where none belongs; change the connection's details"
            ),
        )),
    }
}

/// Writes the files: the folder is whole or not there.
fn write(place: &Path, files: &Files) -> Result<(), Fault> {
    let refused = |reason: String| Fault::input("The folder", reason);
    let taken = std::fs::read_dir(place).is_ok_and(|mut inside| inside.next().is_some());
    if taken || place.is_file() {
        return Err(refused("It is not empty. Choose a new one".to_owned()));
    }
    let (Some(parent), Some(name)) = (place.parent(), place.file_name()) else {
        return Err(refused("It has no name".to_owned()));
    };
    let beside = parent.join(format!(".{}.writing", name.to_string_lossy()));
    let written = || -> std::io::Result<()> {
        clear(&beside)?;
        for (path, content) in files {
            let file = beside.join(path);
            std::fs::create_dir_all(file.parent().unwrap_or(&beside))?;
            std::fs::write(&file, content)?;
            if content.starts_with(b"#!") {
                executable(&file)?;
            }
        }
        clear(place)?;
        std::fs::rename(&beside, place)
    };
    written().map_err(|error| {
        let _ = clear(&beside);
        refused(format!("It could not be written: {error}"))
    })
}

#[cfg(unix)]
fn executable(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn executable(_file: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// A key stands in JSON with its line ends written out, and is found there, too.
    #[test]
    fn secrets_are_found_as_they_are_written() {
        let mut secrets = Secrets::default();
        let key = "-----BEGIN-----\nab\"cd\n-----END-----";
        secrets.inputs.insert("key".to_owned(), key.into());
        let quoted = serde_json::to_vec(&[key]).unwrap();
        for (content, is_refused) in [
            (key.into(), true),
            (quoted, true),
            ("-----BEGIN-----".into(), false),
        ] {
            let files = Files::from([("config.json".to_owned(), content)]);
            assert_eq!(refuse_secrets(&files, &secrets).is_err(), is_refused);
        }
    }
}
