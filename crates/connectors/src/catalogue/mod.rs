//! The catalogue: one folder for each connector, with `connector.yaml`, `guide.md`, `icon.svg` and,
//! unless its streams come from paths that the user names, `manifest.yaml`.

mod approval;
mod connector;
mod given;
mod input;
mod paths;
mod read;
mod specification;

use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

pub use self::approval::AdminApproval;
pub use self::connector::{Access, Auth, ClientRule, Connector, Maturity, Scope, Source};
pub use self::given::Given;
pub use self::input::{Choice, Input};
pub use self::specification::{Asked, Kind as AskedKind, Variant, asked};

use crate::error::{Place, Problem};
use crate::files::Files;

static BUNDLED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../catalogue");

/// The connectors at hand. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Catalogue {
    connectors: Arc<[Arc<Connector>]>,
}

impl Catalogue {
    /// The connectors that come with the program.
    ///
    /// # Errors
    /// All that is wrong with them, with file and line.
    pub fn bundled() -> Result<Catalogue, Vec<Problem>> {
        let folders = BUNDLED.dirs().map(|dir| {
            (
                dir.path().to_string_lossy().into_owned(),
                Files::Bundled(dir),
            )
        });
        Catalogue::from_folders(folders.collect())
    }

    /// The names of the folders of the connectors that come with the program.
    pub fn bundled_ids() -> impl Iterator<Item = &'static str> {
        BUNDLED.dirs().filter_map(|dir| dir.path().to_str())
    }

    /// One of the connectors that come with the program, by the name of its folder; the others are not read.
    ///
    /// # Errors
    /// All that is wrong with it, with file and line.
    #[must_use]
    pub fn bundled_connector(id: &str) -> Option<Result<Connector, Vec<Problem>>> {
        let dir = BUNDLED.get_dir(id)?;
        Some(Connector::load(id, Files::Bundled(dir)))
    }

    /// The files of one of the connectors that come with the program, as they stand, by their paths in its folder.
    #[must_use]
    pub fn bundled_files(id: &str) -> Vec<(String, &'static [u8])> {
        let Some(dir) = BUNDLED.get_dir(id) else {
            return Vec::new();
        };
        let (mut files, mut open) = (Vec::new(), vec![dir]);
        while let Some(folder) = open.pop() {
            open.extend(folder.dirs());
            files.extend(folder.files().filter_map(|file| {
                let path = file.path().strip_prefix(dir.path()).ok()?;
                let path = path.to_string_lossy().replace('\\', "/");
                Some((path, file.contents()))
            }));
        }
        files
    }

    /// The connectors in the folders of a folder. Names of files in problems begin with the
    /// connector's folder.
    ///
    /// # Errors
    /// All that is wrong with them, with file and line, or that the folder cannot be read.
    pub fn from_folder(path: &Path) -> Result<Catalogue, Vec<Problem>> {
        let unreadable = |error: std::io::Error| {
            let place = Place {
                file: path.display().to_string().into(),
                line: 1,
                path: String::new(),
            };
            vec![Problem {
                place,
                component: "catalogue".into(),
                reason: error.to_string(),
            }]
        };
        let mut folders = Vec::new();
        for entry in std::fs::read_dir(path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            if entry.path().is_dir() {
                folders.push((
                    entry.file_name().to_string_lossy().into_owned(),
                    Files::Folder(entry.path()),
                ));
            }
        }
        Catalogue::from_folders(folders)
    }

    /// The connectors in the folders of a folder that can be read, and what is wrong with the
    /// others. Folders whose name begins with a dot are somebody's half-done work.
    #[must_use]
    pub fn readable(path: &Path) -> (Catalogue, Vec<Problem>) {
        let mut connectors = Vec::new();
        let mut problems = Vec::new();
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            let id = entry.file_name().to_string_lossy().into_owned();
            if id.starts_with('.') || !entry.path().is_dir() {
                continue;
            }
            match Connector::load(&id, Files::Folder(entry.path())) {
                Ok(connector) => connectors.push(Arc::new(connector)),
                Err(found) => problems.extend(found),
            }
        }
        connectors.sort_by_key(|connector| connector.name.to_lowercase());
        let connectors = connectors.into();
        (Catalogue { connectors }, problems)
    }

    fn from_folders(folders: Vec<(String, Files)>) -> Result<Catalogue, Vec<Problem>> {
        let mut connectors = Vec::with_capacity(folders.len());
        let mut problems = Vec::new();
        for (id, files) in folders {
            match Connector::load(&id, files) {
                Ok(connector) => connectors.push(Arc::new(connector)),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        connectors.sort_by_key(|connector| connector.name.to_lowercase());
        Ok(Catalogue {
            connectors: connectors.into(),
        })
    }

    /// All connectors, by name.
    #[must_use]
    pub fn connectors(&self) -> &[Arc<Connector>] {
        &self.connectors
    }

    /// A connector by the name of its folder.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Connector>> {
        self.connectors.iter().find(|connector| connector.id == id)
    }
}

/// Whether a text reads as a `connector.yaml`.
#[cfg(feature = "fuzzing")]
pub(crate) fn reads(text: &str) -> bool {
    read::read(text, "connector.yaml", &Files::Folder("/nowhere".into())).is_ok()
}

#[cfg(test)]
mod tests;
