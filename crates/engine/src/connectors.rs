//! The connectors as the engine uses them, with their provider profiles read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::SystemTime;

use headwater_connectors::{Catalogue, Connector, Problem};
use headwater_oauth::Profile;

pub(crate) use crate::adding::files::Files;
use crate::adding::files::of_folder;
use crate::fault::{Code, Fault};
use crate::imported::{self, Refused};

/// The connectors at hand. Those that were added may change while the program runs: whoever asks gets
/// what there is then, and keeps it for as long as it works with it.
pub(crate) struct Connectors {
    /// Those that came with the program or stand in further folders: they stay as they are.
    base: Shelf,
    /// The folder of those that were added.
    added: PathBuf,
    shelf: RwLock<Shelf>,
}

/// The connectors by id, with the profiles of those that use OAuth.
#[derive(Clone, Default)]
pub(crate) struct Shelf {
    connectors: BTreeMap<String, Arc<Connector>>,
    profiles: BTreeMap<String, Arc<Profile>>,
    /// Those that are in the folder of the application.
    added: BTreeSet<String>,
    /// Added ones that cannot be used.
    refused: Vec<Refused>,
}

/// A connector with its provider's profile.
pub(crate) type Profiled = (Arc<Connector>, Arc<Profile>);

impl Connectors {
    /// The bundled catalogue and further folders, and the folder of those that were added: what is
    /// wrong with one of those is kept, and stops nothing.
    ///
    /// # Errors
    /// A fault that names file, line and reason of the first connector that cannot be read.
    pub(crate) fn load(folders: &[PathBuf], added: &Path) -> Result<Self, Fault> {
        let base = Shelf::load(folders)?;
        let added = added.to_owned();
        let shelf = RwLock::new(base.with(&added));
        Ok(Self { base, added, shelf })
    }

    /// Reads those that were added again.
    pub(crate) fn reload(&self) {
        let fresh = self.base.with(&self.added);
        *self.shelf.write().unwrap_or_else(PoisonError::into_inner) = fresh;
    }

    fn shelf(&self) -> RwLockReadGuard<'_, Shelf> {
        self.shelf.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folder of those that were added.
    pub(crate) fn folder(&self) -> &Path {
        &self.added
    }

    /// When one was last added, replaced or removed, whoever did it.
    pub(crate) fn changed_at(&self) -> Option<SystemTime> {
        std::fs::metadata(&self.added).ok()?.modified().ok()
    }

    /// Whether a connector was added, and did not come with the program.
    pub(crate) fn is_added(&self, id: &str) -> bool {
        self.shelf().added.contains(id)
    }

    /// Added connectors that cannot be used.
    pub(crate) fn refused(&self) -> Vec<Refused> {
        self.shelf().refused.clone()
    }

    /// All connectors, by id.
    pub(crate) fn all(&self) -> Vec<Arc<Connector>> {
        self.shelf().connectors.values().cloned().collect()
    }

    /// The connectors with a profile that came with the program.
    pub(crate) fn bundled(&self) -> Vec<Profiled> {
        let shelf = self.shelf();
        let all = shelf
            .profiles
            .iter()
            .filter(|(id, _)| !shelf.added.contains(*id));
        let all = all.filter_map(|(id, profile)| {
            Some((shelf.connectors.get(id)?.clone(), Arc::clone(profile)))
        });
        all.collect()
    }

    /// A connector.
    ///
    /// # Errors
    /// [`Code::UnknownItem`].
    pub(crate) fn get(&self, id: &str) -> Result<Arc<Connector>, Fault> {
        let found = self.shelf().connectors.get(id).cloned();
        found.ok_or_else(|| Fault::unknown("connector", id))
    }

    /// The provider profile of a connector that uses OAuth.
    pub(crate) fn profile(&self, id: &str) -> Option<Arc<Profile>> {
        self.shelf().profiles.get(id).cloned()
    }

    /// Name for people; the id where the connector is gone.
    pub(crate) fn name_of(&self, id: &str) -> String {
        let found = self.get(id);
        found.map_or_else(|_| id.to_owned(), |connector| connector.name.clone())
    }

    /// Icon of a connector; empty where it is gone.
    pub(crate) fn icon_of(&self, id: &str) -> String {
        let found = self.get(id);
        found.map_or_else(|_| String::new(), |connector| connector.icon_svg.clone())
    }
}

impl Shelf {
    fn load(folders: &[PathBuf]) -> Result<Self, Fault> {
        let mut all = Self::default();
        let further = folders.iter().map(|folder| Catalogue::from_folder(folder));
        for catalogue in std::iter::once(Catalogue::bundled()).chain(further) {
            for connector in catalogue.map_err(unreadable)?.connectors() {
                (all.connectors).insert(connector.id.clone(), Arc::clone(connector));
            }
        }
        for connector in all.connectors.values() {
            if let Some(value) = &connector.oauth2 {
                let profile = Profile::parse(value.clone())
                    .map_err(|error| Fault::from(error).with("provider", &connector.name))?;
                all.profiles.insert(connector.id.clone(), Arc::new(profile));
            }
        }
        Ok(all)
    }

    /// The same with those that are in a folder.
    fn with(&self, added: &Path) -> Self {
        let mut all = self.clone();
        imported::join(added, &mut all);
        all
    }

    /// Whether there is a connector of this name.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.connectors.contains_key(id)
    }

    /// Adds a connector. One that is there already stays.
    pub(crate) fn add(&mut self, connector: &Arc<Connector>, profile: Option<Profile>) {
        let id = &connector.id;
        self.profiles
            .extend(profile.map(|profile| (id.clone(), Arc::new(profile))));
        self.connectors.insert(id.clone(), Arc::clone(connector));
        self.added.insert(id.clone());
    }

    /// Says that an added connector cannot be used.
    pub(crate) fn refuse(&mut self, refused: Refused) {
        tracing::warn!(
            file = refused.file,
            line = refused.line,
            reason = refused.reason,
            "an added connector is refused"
        );
        self.refused.push(refused);
    }
}

/// The files of a connector, as they stand.
///
/// # Errors
/// [`Code::InputInvalid`] where its folder cannot be read.
pub(crate) fn files(connector: &Connector) -> Result<Files, Fault> {
    let bundled = || {
        let files = Catalogue::bundled_files(&connector.id).into_iter();
        files.map(|(path, content)| (path, content.to_vec()))
    };
    match connector.folder() {
        Some(folder) => of_folder(folder),
        None => Ok(bundled().collect()),
    }
}

/// The values that a connection has before anything is entered.
pub(crate) fn defaults(connector: &Connector) -> BTreeMap<String, String> {
    let default =
        |input: &headwater_connectors::Input| Some((input.name.clone(), input.default.clone()?));
    connector.inputs.iter().filter_map(default).collect()
}

/// The first connector that cannot be read, by file and line.
fn unreadable(problems: Vec<Problem>) -> Fault {
    let all: Vec<_> = problems.iter().map(ToString::to_string).collect();
    let first = all.first().cloned().unwrap_or_default();
    Fault::new(Code::ManifestFailed)
        .with("reason", first)
        .detail(all.join("\n"))
}
