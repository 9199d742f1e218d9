//! Files beside a manifest: JSON schemas.

use std::path::{Component, Path, PathBuf};

use include_dir::Dir;

/// Where the files beside a manifest are.
#[derive(Clone, Debug)]
pub(crate) enum Files {
    /// Nowhere: the manifest came as text.
    None,
    Folder(PathBuf),
    /// In the program itself.
    Bundled(&'static Dir<'static>),
}

impl Files {
    /// The text of a file by its relative path; `None` where there is none, or where the path
    /// leads out of the folder.
    pub(crate) fn read(&self, path: &str) -> Option<String> {
        let path = Path::new(path);
        let inside = path
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !inside {
            return None;
        }
        match self {
            Files::None => None,
            Files::Folder(folder) => std::fs::read_to_string(folder.join(path)).ok(),
            Files::Bundled(dir) => {
                let clean: PathBuf = path
                    .components()
                    .filter(|part| matches!(part, Component::Normal(_)))
                    .collect();
                dir.get_file(dir.path().join(clean))?
                    .contents_utf8()
                    .map(str::to_owned)
            }
        }
    }
}
