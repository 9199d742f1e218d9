//! The system browser, a seam: the window opens it through its shell plugin, the command line by the platform's opener.

use std::process::{Command, Stdio};

use url::Url;

use crate::engine::Engine;
use crate::view::BrowserState;

/// Opens a link in the system browser. The link is always shown as well, so a failure never ends an attempt.
pub trait Browser: Send + Sync {
    /// Hands the link over as one argument, never through a shell.
    ///
    /// # Errors
    /// What the opener said.
    fn open(&self, url: &Url) -> Result<(), String>;

    /// What opens links, for people; asked by the doctor. Opens nothing.
    ///
    /// # Errors
    /// Why links cannot be opened.
    fn ready(&self) -> Result<String, String> {
        Ok("the system".to_owned())
    }
}

/// A program that takes the link as its only argument, for example `xdg-open`.
#[derive(Clone, Debug)]
pub struct Program(pub String);

impl Program {
    /// The program named by `HEADWATER_BROWSER`, where the user or a test set one.
    pub fn from_environment() -> Option<Self> {
        std::env::var("HEADWATER_BROWSER")
            .ok()
            .filter(|name| !name.is_empty())
            .map(Self)
    }

    /// The platform's opener.
    pub fn of_platform() -> Self {
        let name = if cfg!(target_os = "macos") {
            "open"
        } else if cfg!(windows) {
            "explorer"
        } else {
            "xdg-open"
        };
        Self(name.to_owned())
    }
}

impl Browser for Program {
    fn open(&self, url: &Url) -> Result<(), String> {
        let child = Command::new(&self.0)
            .arg(url.as_str())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{}: {error}", self.0))?;
        // Openers either hand over and end or stay as the browser itself: nobody waits for them here, a thread reaps.
        std::thread::spawn(move || {
            let mut child = child;
            let _ = child.wait();
        });
        Ok(())
    }

    fn ready(&self) -> Result<String, String> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let suffix = std::env::consts::EXE_SUFFIX;
        // A name with a folder in it replaces what it is joined to.
        let there = std::env::split_paths(&path)
            .chain([std::path::PathBuf::new()])
            .any(|folder| {
                let file = folder.join(&self.0);
                file.is_file() || folder.join(format!("{}{suffix}", self.0)).is_file()
            });
        match there {
            true => Ok(self.0.clone()),
            false => Err(format!("there is no program called {}", self.0)),
        }
    }
}

/// No browser: the link is only shown, for `--no-browser` and machines without a display.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _: &Url) -> Result<(), String> {
        Err("no browser was asked for".to_owned())
    }

    fn ready(&self) -> Result<String, String> {
        Err("no browser was asked for".to_owned())
    }
}

impl Engine {
    /// Sends the system browser to an address; says whether it went.
    pub(crate) fn open_browser(&self, url: &Url) -> BrowserState {
        match self.browser.open(url) {
            Ok(()) => BrowserState::Opened,
            Err(reason) => {
                tracing::warn!(reason, "the browser did not open");
                BrowserState::NotOpened
            }
        }
    }
}
