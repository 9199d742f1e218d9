//! The configuration as a sync has changed it: a provider that rotates its refresh tokens gives a
//! new one with each answer, and the old one is dead. The new one is kept before it is used.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use futures::future::BoxFuture;
use serde_json::{Map, Value};

use crate::error::{AccessError, Error};
use crate::value;

/// Whoever keeps a configuration whose tokens are renewed. What goes through it holds secrets.
pub trait Keeper: Send + Sync {
    /// Waits until nobody else renews, and puts into the configuration what was kept meanwhile.
    ///
    /// # Errors
    /// Why nothing can be kept. The provider is not asked then: its answer would be lost.
    fn hold<'a>(
        &'a self,
        config: &'a mut Value,
    ) -> BoxFuture<'a, Result<Box<dyn Hold>, AccessError>>;
}

/// The right to renew, until it is dropped.
pub trait Hold: Send {
    /// Keeps a configuration with new tokens.
    fn keep<'a>(&'a mut self, config: &'a Value) -> BoxFuture<'a, ()>;
}

/// A configuration that tokens are renewed in.
pub(crate) struct Renewed {
    config: Mutex<Value>,
    keeper: OnceLock<Arc<dyn Keeper>>,
}

impl Renewed {
    pub(crate) fn new(config: Value) -> Renewed {
        Renewed {
            config: Mutex::new(config),
            keeper: OnceLock::new(),
        }
    }

    /// Names whoever keeps the configuration; the first one stays.
    pub(crate) fn kept_by(&self, keeper: Arc<dyn Keeper>) {
        let _ = self.keeper.set(keeper);
    }

    /// A value of the configuration as it is now.
    pub(crate) fn get(&self, path: &[String]) -> Option<Value> {
        value::get(&self.config(), path).cloned()
    }

    /// Waits for the right to renew, where somebody keeps the configuration.
    pub(crate) async fn hold(&self) -> Result<Option<Box<dyn Hold>>, Error> {
        let Some(keeper) = self.keeper.get() else {
            return Ok(None);
        };
        let mut config = self.config().clone();
        let hold = keeper.hold(&mut config).await?;
        *self.config() = config;
        Ok(Some(hold))
    }

    /// Puts values at paths, and gives the configuration as it is then.
    pub(crate) fn put(&self, values: impl IntoIterator<Item = (Vec<String>, Value)>) -> Value {
        let mut config = self.config();
        if !config.is_object() {
            *config = Value::Object(Map::new());
        }
        if let Value::Object(map) = &mut *config {
            for (path, value) in values {
                value::put(map, &path, value);
            }
        }
        config.clone()
    }

    fn config(&self) -> MutexGuard<'_, Value> {
        self.config.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Renewed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Renewed")
    }
}
