//! The files of a connector on their way in: from a folder or a pack, bounded in number and size,
//! without links, under plain names that lead nowhere else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use headwater_import::{clear, put};

use crate::fault::Fault;

/// Files by their path in the connector's folder, with `/` between the parts.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The most files of a connector.
pub(crate) const MOST_FILES: usize = 500;

/// The most bytes of all files of a connector.
pub(crate) const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Deepest folder in a connector's folder.
const DEEPEST: usize = 6;

/// Reads a connector's folder. What is no file of a connector is passed over: programs, other
/// folders' metadata, names that begin with a dot.
///
/// # Errors
/// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for a link and for too much of anything.
pub(crate) fn of_folder(folder: &Path) -> Result<Files, Fault> {
    let mut files = Files::new();
    let mut bytes = 0;
    let mut open = vec![(folder.to_owned(), String::new(), 0)];
    while let Some((place, prefix, depth)) = open.pop() {
        for entry in fs::read_dir(&place).map_err(|error| refused(error.to_string()))? {
            let entry = entry.map_err(|error| refused(error.to_string()))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || name == "__pycache__" {
                continue;
            }
            let path = format!("{prefix}{name}");
            let kind = entry
                .file_type()
                .map_err(|error| refused(error.to_string()))?;
            if kind.is_symlink() {
                return Err(refused(format!("`{path}` is a link; only files are taken")));
            }
            if kind.is_dir() {
                if depth < DEEPEST {
                    open.push((entry.path(), format!("{path}/"), depth + 1));
                }
                continue;
            }
            if !belongs(&path) {
                continue;
            }
            check_name(&path)?;
            bytes += entry.metadata().map_or(0, |found| found.len() as usize);
            check_size(files.len() + 1, bytes)?;
            let content = fs::read(entry.path()).map_err(|error| refused(error.to_string()))?;
            files.insert(path, content);
        }
    }
    Ok(files)
}

/// Whether a file is one of a connector: its description, its manifest with schemas, guide, icon.
pub(crate) fn belongs(path: &str) -> bool {
    matches!(path, "guide.md" | "icon.svg")
        || [".yaml", ".yml", ".json"]
            .iter()
            .any(|end| path.ends_with(end))
}

/// Refuses a name that leads out of the folder, or that some system reads as something else.
///
/// # Errors
/// [`Code::InputInvalid`](crate::fault::Code::InputInvalid).
pub(crate) fn check_name(path: &str) -> Result<(), Fault> {
    let plain = |part: &str| {
        let letters = part
            .chars()
            .all(|c| c.is_alphanumeric() || "._- ".contains(c));
        let ends = part.ends_with(['.', ' ']) || part.starts_with(['.', ' ']);
        // Names that Windows keeps for devices, whatever follows the first dot.
        let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
        let is_device = match stem.split_at_checked(3) {
            Some(("aux" | "con" | "nul" | "prn", rest)) => rest.is_empty(),
            Some(("com" | "lpt", port)) => matches!(port.as_bytes(), [b'0'..=b'9']),
            _ => false,
        };
        letters && !ends && !is_device && !part.is_empty() && part.len() <= 120
    };
    let parts: Vec<&str> = path.split('/').collect();
    match parts.len() <= DEEPEST + 1 && parts.iter().all(|part| plain(part)) {
        true => Ok(()),
        false => Err(refused(format!(
            "`{path}` is no name of a file in a connector"
        ))),
    }
}

/// Refuses too many files, or too many bytes.
///
/// # Errors
/// [`Code::InputInvalid`](crate::fault::Code::InputInvalid).
pub(crate) fn check_size(files: usize, bytes: usize) -> Result<(), Fault> {
    if files > MOST_FILES {
        return Err(refused(format!("it has more than {MOST_FILES} files")));
    }
    if bytes > MOST_BYTES {
        let most = MOST_BYTES / 1024 / 1024;
        return Err(refused(format!("it has more than {most} MiB")));
    }
    Ok(())
}

/// Writes a connector's folder. It appears whole or not at all, in place of one of that name.
///
/// # Errors
/// [`Code::StoreFailed`](crate::fault::Code::StoreFailed).
pub(crate) fn write(folder: &Path, id: &str, files: &Files) -> Result<PathBuf, Fault> {
    let failed = |error: std::io::Error| {
        Fault::new(crate::fault::Code::StoreFailed).with(
            "reason",
            format!("the connector could not be written: {error}"),
        )
    };
    let beside = folder.join(format!(".{id}.new"));
    let place = folder.join(id);
    clear(&beside).map_err(failed)?;
    for (path, content) in files {
        check_name(path)?;
        let file = path
            .split('/')
            .fold(beside.clone(), |at, part| at.join(part));
        let inside = file.parent().unwrap_or(&beside);
        fs::create_dir_all(inside).map_err(failed)?;
        fs::write(&file, content).map_err(failed)?;
    }
    put(&beside, &place).map_err(failed)?;
    Ok(place)
}

/// What is wrong with the files of a connector.
pub(crate) fn refused(reason: impl Into<String>) -> Fault {
    Fault::input("The connector", reason)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// No name leads out of the folder, hides in it, or means something else on another system.
    #[test]
    fn names_stay_inside() {
        for good in [
            "manifest.yaml",
            "schemas/items.json",
            "a b/c-d_e.json",
            "com.json",
            "null.json",
        ] {
            assert!(check_name(good).is_ok(), "{good}");
        }
        let long = "a/".repeat(9);
        for bad in [
            "../x",
            "/etc/x",
            "a//b",
            "a/../b",
            "C:\\x",
            "a\\b",
            ".x",
            "a/.b",
            "x.",
            "",
            &long,
            "a\0b",
            "schemas/NUL.json",
            "com1",
        ] {
            assert!(check_name(bad).is_err(), "{bad:?}");
        }
    }

    /// A link in a folder is refused, a program in it passed over.
    #[cfg(unix)]
    #[test]
    fn links_are_refused_and_programs_left_out() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("manifest.yaml"), "x").unwrap();
        fs::write(folder.path().join("components.py"), "x").unwrap();
        let files = of_folder(folder.path()).unwrap();
        assert_eq!(files.into_keys().collect::<Vec<_>>(), ["manifest.yaml"]);
        std::os::unix::fs::symlink("/etc/hostname", folder.path().join("guide.md")).unwrap();
        assert!(of_folder(folder.path()).is_err());
    }
}
