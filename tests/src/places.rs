//! Where the bench finds what was built and keeps what it makes.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{During, Error, Result};

/// The folder of this crate's sources, for the files that stand-ins are made from.
const SOURCES: &str = env!("CARGO_MANIFEST_DIR");

/// Names a folder of programs to take in the place of those that Cargo built, for example an installed package.
const PROGRAMS: &str = "HEADWATER_PROGRAMS";

/// The workspace's folder.
pub fn top() -> &'static Path {
    let own = Path::new(SOURCES);
    own.parent().unwrap_or(own)
}

/// Writes a file, and the folders that it stands in.
pub fn keep(path: &Path, text: &str) -> Result<()> {
    let doing = || format!("write {}", path.display());
    std::fs::create_dir_all(path.parent().unwrap_or(path)).during(doing())?;
    std::fs::write(path, text).during(doing())
}

/// Folder that Cargo builds programs into, such as `target/debug`: the one that the running test came from.
pub fn programs() -> Result<PathBuf> {
    let own = std::env::current_exe().during("own program")?;
    let beside = own.parent().unwrap_or(Path::new("."));
    Ok(match beside.ends_with("deps") {
        true => beside.parent().unwrap_or(beside).to_path_buf(),
        false => beside.to_path_buf(),
    })
}

/// Folder for everything that is made and may be deleted: Cargo's target folder.
pub fn target() -> Result<PathBuf> {
    let programs = programs()?;
    Ok(programs.parent().unwrap_or(&programs).to_path_buf())
}

/// A program of the workspace, such as `headwater-app`, already built; or one in the folder that `HEADWATER_PROGRAMS` names.
pub fn program(name: &str) -> Result<PathBuf> {
    let folder = match std::env::var_os(PROGRAMS) {
        Some(folder) => PathBuf::from(folder),
        None => programs()?,
    };
    let path = folder.join(name);
    match path.is_file() {
        true => Ok(path),
        false => Err(Error::Missing {
            what: path.display().to_string(),
            fix: "build it with `cargo xtask test`, or with `cargo build --package headwater-app --package headwater-cli \
                  --features headwater-app/custom-protocol`",
        }),
    }
}

/// The files that a stand-in is made from, a folder in `tests/stand-ins`.
pub fn stand_in_sources(name: &str) -> PathBuf {
    Path::new(SOURCES).join("stand-ins").join(name)
}

/// A stand-in ready to run, prepared by its own `prepare` script where it is not yet: downloads once, then cached.
/// Blocks; two at once wait for each other.
pub fn stand_in(name: &str) -> Result<PathBuf> {
    let folder = target()?.join("stand-ins").join(name);
    let output = Command::new(stand_in_sources(name).join("prepare"))
        .arg(&folder)
        .output()
        .during(format!("prepare stand-in {name}"))?;
    match output.status.success() {
        true => Ok(folder),
        false => Err(Error::Ended {
            what: format!("prepare of stand-in {name}"),
            why: format!("failed ({})", output.status),
            log: [output.stdout, output.stderr]
                .map(|text| String::from_utf8_lossy(&text).into_owned())
                .concat(),
        }),
    }
}
