//! Configurations that changed while a source was used: a provider that rotates refresh tokens makes the one that was given
//! worthless, and whoever keeps configurations is to keep the new one.

use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use serde_json::Value;

use crate::error::AccessError;
use crate::renewed::{Hold, Keeper};

/// The newest configuration, until it is taken. Clones are the same.
#[derive(Clone, Default)]
pub struct ConfigChanges(Arc<Mutex<Option<Value>>>);

impl ConfigChanges {
    /// Says what the configuration is now.
    pub fn say(&self, config: Value) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(config);
    }

    /// The configuration as it is now, if it changed since the last call. It holds secrets.
    #[must_use]
    pub fn take(&self) -> Option<Value> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Keeper for ConfigChanges {
    fn hold<'a>(&'a self, _: &'a mut Value) -> BoxFuture<'a, Result<Box<dyn Hold>, AccessError>> {
        let hold: Box<dyn Hold> = Box::new(self.clone());
        Box::pin(async { Ok(hold) })
    }
}

impl Hold for ConfigChanges {
    fn keep<'a>(&'a mut self, config: &'a Value) -> BoxFuture<'a, ()> {
        self.say(config.clone());
        Box::pin(async {})
    }
}
