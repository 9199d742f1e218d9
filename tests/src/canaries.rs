//! The search for secrets where none may be: command lines, the window's document, and every file of the session, which
//! are the app's log, database and web data, the logs of all programs, and the keychain at rest.
//!
//! A search that finds nothing proves something only if it can find: a journey also looks for a value that it knows to be
//! there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{During, Result};
use crate::process::LOOK;
use crate::session::Session;
use crate::window::Window;

/// A watch over a session. Command lines are noted from its start on, by looking twenty times a second at all processes
/// of the machine: which of them are the session's need not be asked, a secret has no place in any.
#[derive(Debug)]
pub struct Watch {
    folder: PathBuf,
    command_lines: Arc<Mutex<BTreeSet<String>>>,
    documents: Mutex<Vec<String>>,
    over: Arc<AtomicBool>,
}

impl Watch {
    /// Begins to watch.
    pub fn start(session: &Session) -> Watch {
        let watch = Watch {
            folder: session.folder().to_owned(),
            command_lines: Arc::default(),
            documents: Mutex::default(),
            over: Arc::default(),
        };
        let (seen, over) = (Arc::clone(&watch.command_lines), Arc::clone(&watch.over));
        std::thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                let now = command_lines();
                seen.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .extend(now);
                std::thread::sleep(LOOK);
            }
        });
        watch
    }

    /// Notes the window's document as it is now, with what its fields hold.
    pub async fn look(&self, window: &Window) -> Result<()> {
        let document = window.document().await?;
        self.documents
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(document);
        Ok(())
    }

    /// The places where a value is or was, as `file log/headwater.log`, `document 2` (the second that was looked at) or
    /// `command line …`. It is looked for as it is and percent-encoded.
    pub fn find(&self, value: &str) -> Result<Vec<String>> {
        let shapes = BTreeSet::from([value.to_owned(), percent_encoded(value)]);
        let has = |text: &[u8]| {
            let mut shapes = shapes.iter();
            shapes.any(|shape| {
                text.windows(shape.len())
                    .any(|part| part == shape.as_bytes())
            })
        };
        let mut places = Vec::new();
        let lines = self
            .command_lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let found = lines.iter().filter(|line| has(line.as_bytes()));
        places.extend(found.map(|line| format!("command line {line}")));
        let documents = self
            .documents
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let found = documents
            .iter()
            .enumerate()
            .filter(|(_, text)| has(text.as_bytes()));
        places.extend(found.map(|(index, _)| format!("document {}", index + 1)));
        for path in files(&self.folder)? {
            let text = std::fs::read(&path).during(path.display().to_string())?;
            if has(&text) {
                let inside = path.strip_prefix(&self.folder).unwrap_or(&path);
                places.push(format!("file {}", inside.display()));
            }
        }
        Ok(places)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

/// The command lines of all processes that run now, arguments joined by blanks.
fn command_lines() -> Vec<String> {
    let Ok(all) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    all.flatten()
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| !line.is_empty())
        .collect()
}

/// All files below a folder but those of the user's own browser: the provider sends the code through its address line, so
/// its history has it, and it was exchanged before that was written.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).during(folder.display().to_string())? {
            let entry = entry.during(folder.display().to_string())?;
            let kind = entry.file_type().during(folder.display().to_string())?;
            let of_browser = entry
                .file_name()
                .to_string_lossy()
                .contains("org.chromium.Chromium");
            match kind {
                kind if kind.is_dir() && !of_browser => folders.push(entry.path()),
                kind if kind.is_file() => found.push(entry.path()),
                // Sockets and links.
                _ => {}
            }
        }
    }
    Ok(found)
}

/// All but letters, digits and `-._~` as `%XX` (RFC 3986 section 2.3).
fn percent_encoded(value: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    value.bytes().map(encode).collect()
}
