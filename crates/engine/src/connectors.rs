//! The connectors as the engine uses them, with their provider profiles read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::SystemTime;

use headwater_connectors::{Catalogue, Connector, Problem};
use headwater_oauth::Profile;

pub(crate) use crate::adding::files::Files;
use crate::adding::files::of_folder;
use crate::fault::{Code, Fault};
use crate::imported::{self, Refused};

/// The connectors at hand. A connector that came with the program is read when it is first asked for: most runs need few.
/// Those that were added may change while the program runs: whoever asks gets what there is then, and keeps it for as
/// long as it works with it.
pub(crate) struct Connectors {
    /// Those that came with the program or stand in further folders, by id: they stay as they are.
    base: BTreeMap<String, Shelved>,
    /// The folder of those that were added.
    folder: PathBuf,
    /// Those that were added, once they are asked for.
    added: RwLock<Option<Arc<Added>>>,
}

/// A connector that is read when it is first asked for.
struct Shelved {
    id: String,
    read: OnceLock<Result<Usable, Fault>>,
}

/// A connector, and its provider's profile where it uses OAuth.
#[derive(Clone)]
struct Usable {
    connector: Arc<Connector>,
    profile: Option<Arc<Profile>>,
}

/// The connectors that were added.
#[derive(Default)]
pub(crate) struct Added {
    usable: BTreeMap<String, Usable>,
    /// Those that cannot be used.
    refused: Vec<Refused>,
}

/// A connector with its provider's profile.
pub(crate) type Profiled = (Arc<Connector>, Arc<Profile>);

impl Connectors {
    /// The bundled catalogue, further folders, and the folder of those that were added: what is wrong with one of those is
    /// kept, and stops nothing.
    ///
    /// # Errors
    /// A fault that names file, line and reason of the first connector of a further folder that cannot be read.
    pub(crate) fn load(folders: &[PathBuf], added: &Path) -> Result<Self, Fault> {
        let bundled = Catalogue::bundled_ids().map(Shelved::unread);
        let mut base: BTreeMap<_, _> = bundled.map(|one| (one.id.clone(), one)).collect();
        for folder in folders {
            let catalogue = Catalogue::from_folder(folder).map_err(unreadable)?;
            for connector in catalogue.connectors() {
                let shelved = Shelved::read(Usable::of(connector)?);
                base.insert(connector.id.clone(), shelved);
            }
        }
        Ok(Self {
            base,
            folder: added.to_owned(),
            added: RwLock::default(),
        })
    }

    /// Reads those that were added again, when they are next asked for.
    pub(crate) fn reload(&self) {
        *self.added.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Those that were added.
    fn added(&self) -> Arc<Added> {
        let known = |shelf: &Option<Arc<Added>>| shelf.clone();
        if let Some(added) = known(&self.added.read().unwrap_or_else(PoisonError::into_inner)) {
            return added;
        }
        let mut place = self.added.write().unwrap_or_else(PoisonError::into_inner);
        let read = || {
            let taken = |id: &str| self.base.contains_key(id);
            Arc::new(imported::added(&self.folder, &taken))
        };
        Arc::clone(place.get_or_insert_with(read))
    }

    /// The folder of those that were added.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// When one was last added, replaced or removed, whoever did it.
    pub(crate) fn changed_at(&self) -> Option<SystemTime> {
        std::fs::metadata(&self.folder).ok()?.modified().ok()
    }

    /// Whether a connector was added, and did not come with the program.
    pub(crate) fn is_added(&self, id: &str) -> bool {
        !self.base.contains_key(id) && self.added().usable.contains_key(id)
    }

    /// Added connectors that cannot be used.
    pub(crate) fn refused(&self) -> Vec<Refused> {
        self.added().refused.clone()
    }

    /// All connectors that can be used, by id.
    pub(crate) fn all(&self) -> Vec<Arc<Connector>> {
        let base = self.base.values().filter_map(|one| one.get().ok());
        let added = self.added();
        let all = base.chain(added.usable.values());
        let mut all: Vec<_> = all.map(|one| Arc::clone(&one.connector)).collect();
        all.sort_by(|one, other| one.id.cmp(&other.id));
        all
    }

    /// The connectors with a profile that came with the program.
    pub(crate) fn bundled(&self) -> Vec<Profiled> {
        let base = self.base.values().filter_map(|one| one.get().ok());
        base.filter_map(|one| Some((Arc::clone(&one.connector), one.profile.clone()?)))
            .collect()
    }

    /// A connector.
    ///
    /// # Errors
    /// [`Code::UnknownItem`]; [`Code::ManifestFailed`] where it cannot be read.
    pub(crate) fn get(&self, id: &str) -> Result<Arc<Connector>, Fault> {
        self.usable(id).map(|one| one.connector)
    }

    fn usable(&self, id: &str) -> Result<Usable, Fault> {
        if let Some(shelved) = self.base.get(id) {
            return shelved.get().cloned();
        }
        let added = self.added().usable.get(id).cloned();
        added.ok_or_else(|| Fault::unknown("connector", id))
    }

    /// The provider profile of a connector that uses OAuth.
    pub(crate) fn profile(&self, id: &str) -> Option<Arc<Profile>> {
        self.usable(id).ok()?.profile
    }

    /// Whether a connector that is there signs its requests with what is entered, and knows no consent.
    pub(crate) fn signs_with_key(&self, id: &str) -> bool {
        self.usable(id).is_ok_and(|one| one.profile.is_none())
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

impl Shelved {
    fn unread(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            read: OnceLock::new(),
        }
    }

    fn read(usable: Usable) -> Self {
        let shelved = Self::unread(&usable.connector.id);
        // It is empty still.
        let _ = shelved.read.set(Ok(usable));
        shelved
    }

    fn get(&self) -> Result<&Usable, Fault> {
        let read = || {
            let found = Catalogue::bundled_connector(&self.id)
                .ok_or_else(|| Fault::unknown("connector", &self.id))?;
            Usable::of(&Arc::new(found.map_err(unreadable)?))
        };
        self.read.get_or_init(read).as_ref().map_err(Fault::clone)
    }
}

impl Usable {
    fn of(connector: &Arc<Connector>) -> Result<Self, Fault> {
        let profile = connector.oauth2.clone().map(Profile::parse).transpose();
        let profile =
            profile.map_err(|error| Fault::from(error).with("provider", &connector.name))?;
        Ok(Self {
            connector: Arc::clone(connector),
            profile: profile.map(Arc::new),
        })
    }
}

impl Added {
    /// Adds a connector.
    pub(crate) fn add(&mut self, connector: &Arc<Connector>, profile: Option<Profile>) {
        let usable = Usable {
            connector: Arc::clone(connector),
            profile: profile.map(Arc::new),
        };
        self.usable.insert(connector.id.clone(), usable);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Connectors are read when they are asked for, so nobody would see at the start that one of ours cannot be: each can.
    #[test]
    fn every_connector_that_comes_with_the_program_can_be_used() {
        let nowhere = Path::new("/nowhere");
        let connectors = Connectors::load(&[], nowhere).unwrap_or_else(|fault| panic!("{fault:?}"));
        for (id, shelved) in &connectors.base {
            assert!(shelved.read.get().is_none(), "{id} is read too early");
            shelved
                .get()
                .unwrap_or_else(|fault| panic!("{id}: {fault:?}"));
        }
        assert!(connectors.base.len() > 80);
    }
}
