//! The person's choices about the app itself: they concern the tray, the start and what is said, and are kept in a file
//! of the data folder. What the desktop has to do for them is the shell's.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::engine::{Engine, blocking, locked};
use crate::fault::Fault;
use crate::policy::{Named, Policy};
use crate::view::{GeneralSettings, Topic};

/// The choices, and where they are kept.
pub(crate) struct General {
    file: PathBuf,
    policy: Arc<Policy>,
    known: Mutex<GeneralSettings>,
}

impl General {
    /// Those that are kept in `folder`, with what the policy says of them; the defaults where there are none, or where the
    /// file cannot be read: nothing in it is worth keeping Headwater closed for.
    pub(crate) fn in_folder(folder: &Path, policy: Arc<Policy>) -> Self {
        let file = folder.join("general.json");
        let kept = std::fs::read(&file).ok().and_then(|text| {
            serde_json::from_slice(&text)
                .and_then(|kept| policy.settings(kept))
                .inspect_err(|error| tracing::warn!(%error, "general.json cannot be read"))
                .ok()
        });
        let known = kept.or_else(|| policy.settings(Named::new()).ok());
        Self {
            file,
            policy,
            known: Mutex::new(known.unwrap_or_default()),
        }
    }

    /// The choices.
    pub(crate) fn settings(&self) -> GeneralSettings {
        *locked(&self.known)
    }
}

impl Engine {
    /// The person's choices about the app itself.
    ///
    /// # Errors
    /// None today; a command may fail.
    pub async fn general(&self) -> Result<GeneralSettings, Fault> {
        Ok(self.general.settings())
    }

    /// Keeps the person's choices about the app itself; they count at once.
    ///
    /// # Errors
    /// [`Code::NotNow`](crate::fault::Code::NotNow) for what the policy locks, why the file cannot be written; then the former
    /// choices count.
    pub async fn save_general(&self, settings: GeneralSettings) -> Result<GeneralSettings, Fault> {
        self.policy.allows(&settings)?;
        let file = self.general.file.clone();
        let text = serde_json::to_vec_pretty(&self.general.policy.to_keep(&settings))?;
        blocking(move || Ok(crate::file::put(&file, &text)?)).await?;
        *locked(&self.general.known) = settings;
        self.events.changed(Topic::General);
        self.connections_changed();
        self.schedules_changed();
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// A file of an earlier or later version keeps what both know, and a broken one keeps nobody out.
    #[test]
    fn other_files_are_read_as_far_as_they_go() {
        let folder = tempfile::tempdir().unwrap();
        let read = |text: &str| {
            std::fs::write(folder.path().join("general.json"), text).unwrap();
            General::in_folder(folder.path(), Arc::default()).settings()
        };
        let kept = read(r#"{ "closeToTray": true, "later": 1 }"#);
        assert!(kept.close_to_tray && !kept.autostart);
        assert_eq!(read("{"), GeneralSettings::default());
    }
}
