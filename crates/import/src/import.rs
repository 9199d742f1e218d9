//! What comes out of a file.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::draft::Imported;
use crate::note::{Kind, Note};

/// What comes out of a file.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// The connectors, in the order of the file.
    pub connectors: Vec<Imported>,
    /// What did not come over, in the order of the file.
    pub notes: Vec<Note>,
    /// How far it went, by the way of signing in, as the file names it.
    pub modes: BTreeMap<String, Tally>,
}

/// How far the entries of one way of signing in came over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Entries of the file.
    pub entries: usize,
    /// Those that became a connector.
    pub translated: usize,
    /// Those of which nothing about the dance is lost.
    pub whole: usize,
}

impl Import {
    /// Counts an entry; `whole` is none where it did not become a connector.
    pub(crate) fn count(&mut self, mode: &str, whole: Option<bool>) {
        let tally = self.modes.entry(mode.to_owned()).or_default();
        tally.entries += 1;
        tally.translated += usize::from(whole.is_some());
        tally.whole += usize::from(whole == Some(true));
    }

    /// How many notes there are of a kind.
    #[must_use]
    pub fn notes_of(&self, kind: Kind) -> usize {
        self.notes.iter().filter(|note| note.kind == kind).count()
    }

    /// Gives connectors another name whose name is taken, by `taken` or by one before it.
    pub fn rename(&mut self, taken: &dyn Fn(&str) -> bool) {
        let mut given = BTreeSet::new();
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        for connector in &mut self.connectors {
            let wanted = connector.id.clone();
            let number = numbers.entry(wanted.clone()).or_insert(1);
            while taken(&connector.id) || given.contains(&connector.id) {
                connector.id = match number {
                    1 => format!("{wanted}-imported"),
                    _ => format!("{wanted}-imported-{number}"),
                };
                *number += 1;
            }
            given.insert(connector.id.clone());
        }
    }
}
