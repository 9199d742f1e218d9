//! A session with the platform's store, opened when needed and again when it was lost.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use keyring_core::{CredentialStore, Entry};
use secrecy::zeroize::Zeroizing;

use crate::Error;
use crate::parts::{Bytes, Items};
use crate::platform;

/// The store as the keychain's thread holds it.
#[derive(Default)]
pub(crate) struct Session {
    store: Option<Arc<CredentialStore>>,
}

impl Session {
    /// Does `work` with the store. A store that was opened earlier may have ended since (its daemon restarted,
    /// the user logged in anew): then it is opened again and the work, which may be repeated, done once more.
    pub(crate) fn with<T>(
        &mut self,
        work: impl Fn(&CredentialStore) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if let Some(store) = &self.store {
            match work(store.as_ref()) {
                Err(Error::Absent { .. } | Error::Broken { .. }) => self.store = None,
                outcome => return outcome,
            }
        }
        let begun = Instant::now();
        let store =
            platform::connect().map_err(|error| platform::explain(error, begun.elapsed()))?;
        let outcome = work(store.as_ref());
        self.store = Some(store);
        outcome
    }
}

/// The items of one service in a store.
pub(crate) struct Service<'a> {
    pub(crate) store: &'a CredentialStore,
    pub(crate) name: &'a str,
}

impl Service<'_> {
    fn entry(&self, key: &str, label: Option<&str>) -> Result<Entry, keyring::Error> {
        let modifiers: HashMap<&str, &str> = label
            .into_iter()
            .filter_map(platform::label_modifier)
            .collect();
        self.store.build(self.name, key, Some(&modifiers))
    }
}

/// `None` where the platform says that there is no such item.
fn found<T>(begun: Instant, outcome: Result<T, keyring::Error>) -> Result<Option<T>, Error> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(error) => Err(platform::explain(error, begun.elapsed())),
    }
}

impl Items for Service<'_> {
    fn read(&self, key: &str) -> Result<Option<Bytes>, Error> {
        let begun = Instant::now();
        let outcome = self.entry(key, None).and_then(|entry| entry.get_secret());
        Ok(found(begun, outcome)?.map(Zeroizing::new))
    }

    fn write(&self, key: &str, label: &str, bytes: &[u8]) -> Result<(), Error> {
        let begun = Instant::now();
        self.entry(key, Some(label))
            .and_then(|entry| {
                entry.set_secret(bytes)?;
                platform::relabel(&entry, label)
            })
            .map_err(|error| platform::explain(error, begun.elapsed()))
    }

    fn remove(&self, key: &str) -> Result<(), Error> {
        let begun = Instant::now();
        let outcome = self
            .entry(key, None)
            .and_then(|entry| entry.delete_credential());
        found(begun, outcome).map(|_| ())
    }
}
