//! Connectors out of files of other programs: read, checked as if they were ours, and kept in the
//! folder `connectors` of the application, where the next start finds them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use headwater_connectors::{Catalogue, Connector, Problem};
use headwater_import::{FileKind, Import, Imported, Note, Tally, Written};
use headwater_oauth::Profile;
use serde::Serialize;

use crate::connectors::Added;
use crate::engine::{Engine, home};
use crate::fault::Fault;

/// What an import did.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// What the file is: `catalogue`, `openapi` or `postman`.
    pub file: &'static str,
    /// The folder that the connectors are in.
    pub folder: String,
    /// The connectors that can be used.
    pub connectors: Vec<ImportedView>,
    /// Those that cannot.
    pub refused: Vec<Refused>,
    /// What did not come over, with lines of the file.
    pub notes: Vec<Note>,
    /// How far it went, by the way of signing in.
    pub modes: BTreeMap<String, Tally>,
}

/// A connector that came out of a file.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportedView {
    /// Name of its folder.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Nothing that matters to getting and renewing a grant is lost.
    pub whole: bool,
    /// `new`, `replaced`, or `kept`: one of this name was there and was left alone.
    pub outcome: &'static str,
}

/// An imported connector that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The file in the folder of connectors, for example `crm/connector.yaml`.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

impl fmt::Display for ImportReport {
    /// The report for people, several lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self
            .connectors
            .iter()
            .filter(|one| one.outcome == "kept")
            .count();
        let written = self.connectors.len() - kept;
        writeln!(f, "{written} connectors written to {}", self.folder)?;
        if kept > 0 {
            writeln!(f, "{kept} were there already and were left alone")?;
        }
        for (mode, tally) in &self.modes {
            let part = tally.translated - tally.whole;
            let left = tally.entries - tally.translated;
            writeln!(
                f,
                "  {mode}: {} whole, {part} in part, {left} not translated",
                tally.whole
            )?;
        }
        for note in &self.notes {
            let Note {
                line,
                entry,
                key,
                says,
                ..
            } = note;
            writeln!(f, "line {line}: {entry}, {key}: {says}")?;
        }
        for Refused { file, line, reason } in &self.refused {
            writeln!(f, "not kept: {file}:{line} {reason}")?;
        }
        Ok(())
    }
}

impl From<&Problem> for Refused {
    fn from(problem: &Problem) -> Self {
        Self {
            file: problem.place.file.to_string(),
            line: problem.place.line,
            reason: format!("{}: {}", problem.component, problem.reason),
        }
    }
}

impl Engine {
    /// Imported connectors that cannot be used, and why. They stop nothing else.
    pub fn refused_connectors(&self) -> Vec<Refused> {
        self.connectors.refused()
    }
}

/// The folder of imported connectors.
pub(crate) fn folder(home: &Path) -> PathBuf {
    home.join("connectors")
}

/// Imports a file into the application's own folder. `replace` says what happens to an imported
/// connector of the same name.
///
/// # Errors
/// As [`import`].
pub fn import_at_home(file: &Path, replace: bool) -> Result<ImportReport, Fault> {
    import(&home(), file, replace)
}

/// Imports a file into an application's folder.
///
/// # Errors
/// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for a file that cannot be read or is of no known kind,
/// [`Code::StoreFailed`](crate::fault::Code::StoreFailed) where the connectors cannot be written.
pub fn import(home: &Path, file: &Path, replace: bool) -> Result<ImportReport, Fault> {
    let (kind, mut import) = headwater_import::read(&text(file)?)?;
    import.rename(&|id| Catalogue::bundled_ids().any(|bundled| bundled == id));
    let folder = folder(home);
    let (usable, refused) = usable(home, &import)?;
    let mut connectors = Vec::new();
    for connector in import
        .connectors
        .iter()
        .filter(|one| usable.contains(&one.id))
    {
        let outcome = match headwater_import::write(&folder, connector, replace)? {
            Written::New => "new",
            Written::Replaced => "replaced",
            Written::Kept => "kept",
        };
        connectors.push(view(connector, outcome));
    }
    Ok(ImportReport {
        file: match kind {
            FileKind::Catalogue => "catalogue",
            FileKind::OpenApi => "openapi",
            FileKind::Postman => "postman",
        },
        folder: folder.display().to_string(),
        connectors,
        refused,
        notes: import.notes,
        modes: import.modes,
    })
}

fn view(connector: &Imported, outcome: &'static str) -> ImportedView {
    let name = connector.connector["name"].as_str().unwrap_or_default();
    ImportedView {
        id: connector.id.clone(),
        name: name.to_owned(),
        whole: connector.whole,
        outcome,
    }
}

/// The text of a file, unless it is too long.
fn text(file: &Path) -> Result<String, Fault> {
    let failed = |error: std::io::Error| Fault::input("The file", error.to_string());
    let bytes = std::fs::metadata(file).map_err(failed)?.len();
    if bytes > headwater_import::MAX_BYTES as u64 {
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        let most = headwater_import::MAX_BYTES;
        return Err(headwater_import::Error::TooLong { bytes, most }.into());
    }
    let bytes = std::fs::read(file).map_err(failed)?;
    String::from_utf8(bytes).map_err(|_| Fault::input("The file", "it is no text in UTF-8"))
}

/// The connectors that load as ours do, tried in a folder beside so that no broken one is ever in
/// the folder that counts.
fn usable(home: &Path, import: &Import) -> Result<(BTreeSet<String>, Vec<Refused>), Fault> {
    let trial = home.join(format!(".import-{}", std::process::id()));
    let written = import
        .connectors
        .iter()
        .try_for_each(|connector| headwater_import::write(&trial, connector, true).map(drop));
    let (catalogue, problems) = Catalogue::readable(&trial);
    // What cannot be taken away now is taken for half-done work next time.
    let _ = std::fs::remove_dir_all(&trial);
    written?;
    let mut refused: Vec<Refused> = problems.iter().map(Refused::from).collect();
    let mut usable = BTreeSet::new();
    for connector in catalogue.connectors() {
        match profile(connector) {
            Ok(_) => {
                usable.insert(connector.id.clone());
            }
            Err(found) => refused.push(found),
        }
    }
    Ok((usable, refused))
}

/// A connector's profile, if it has one.
pub(crate) fn profile(connector: &Connector) -> Result<Option<Profile>, Refused> {
    let value = connector.oauth2.clone();
    value
        .map(Profile::parse)
        .transpose()
        .map_err(|error| Refused {
            file: format!("{}/connector.yaml", connector.id),
            line: 1,
            reason: match error {
                headwater_oauth::Error::BadProfile { path, reason } => {
                    format!("oauth2.{path}: {reason}")
                }
                other => other.to_string(),
            },
        })
}

/// The connectors of a folder. One of a name that is taken is refused.
pub(crate) fn added(folder: &Path, taken: &dyn Fn(&str) -> bool) -> Added {
    let mut all = Added::default();
    let (catalogue, problems) = Catalogue::readable(folder);
    problems
        .iter()
        .for_each(|problem| all.refuse(problem.into()));
    for connector in catalogue.connectors() {
        match profile(connector) {
            Ok(_) if taken(&connector.id) => all.refuse(Refused {
                file: format!("{}/connector.yaml", connector.id),
                line: 1,
                reason: "a connector of this name comes with Headwater".to_owned(),
            }),
            Ok(profile) => all.add(connector, profile),
            Err(refused) => all.refuse(refused),
        }
    }
    all
}

#[cfg(test)]
mod tests;
