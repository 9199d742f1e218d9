//! A store for tests.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;

use crate::{Error, ItemName, Vault};

/// Keeps secrets in this process's memory until it is dropped. Only for tests: the application never falls
/// back to it.
#[derive(Default)]
pub struct Memory {
    items: Mutex<BTreeMap<ItemName, (String, SecretString)>>,
}

impl Memory {
    /// An empty store.
    pub fn new() -> Memory {
        Memory::default()
    }

    /// The names and labels of everything kept, in order of name.
    pub fn labels(&self) -> Vec<(ItemName, String)> {
        self.items()
            .iter()
            .map(|(name, (label, _))| (name.clone(), label.clone()))
            .collect()
    }

    /// Every change is a single insert or remove, so a panic elsewhere leaves nothing half done.
    fn items(&self) -> MutexGuard<'_, BTreeMap<ItemName, (String, SecretString)>> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for Memory {
    fn get(&self, item: &ItemName) -> Result<Option<SecretString>, Error> {
        Ok(self.items().get(item).map(|(_, secret)| secret.clone()))
    }

    fn put(&self, item: &ItemName, label: &str, secret: &SecretString) -> Result<(), Error> {
        self.items()
            .insert(item.clone(), (label.to_owned(), secret.clone()));
        Ok(())
    }

    fn delete(&self, item: &ItemName) -> Result<(), Error> {
        self.items().remove(item);
        Ok(())
    }

    fn name(&self) -> &'static str {
        "memory"
    }

    fn ready(&self) -> Result<(), Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn it_behaves_as_a_keychain_does() {
        let memory = Memory::new();
        let item = ItemName::new("connection/01JTEST").unwrap();
        memory
            .put(&item, "Headwater: one", &"first".into())
            .unwrap();
        memory
            .put(&item, "Headwater: two", &"second".into())
            .unwrap();
        let kept = memory.get(&item).unwrap().unwrap();
        assert_eq!(
            kept.expose_secret(),
            "second",
            "a value takes the place of another"
        );
        assert_eq!(
            memory.labels(),
            [(item.clone(), "Headwater: two".to_owned())],
            "and so does its label"
        );
        memory.delete(&item).unwrap();
        memory.delete(&item).unwrap();
        assert!(
            memory.get(&item).unwrap().is_none(),
            "forgetting twice is no error"
        );
    }
}
