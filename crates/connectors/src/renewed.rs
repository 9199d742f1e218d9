//! The configuration as a sync has changed it: a provider that rotates its refresh tokens gives a
//! new one with each answer, and the old one is dead. The new one is used at once, and told to
//! whoever keeps the configuration.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::{Map, Value};

use crate::value;

/// Takes a configuration whose tokens have just been renewed, to be kept before the old one is
/// used again. It holds secrets.
pub type ConfigSink = Arc<dyn Fn(&Value) + Send + Sync>;

/// A configuration that tokens are renewed in.
pub(crate) struct Renewed {
    config: Mutex<Value>,
    sink: OnceLock<ConfigSink>,
}

impl Renewed {
    pub(crate) fn new(config: Value) -> Renewed {
        Renewed {
            config: Mutex::new(config),
            sink: OnceLock::new(),
        }
    }

    /// Names whoever keeps the configuration; the first one stays.
    pub(crate) fn tell(&self, sink: ConfigSink) {
        let _ = self.sink.set(sink);
    }

    /// A value of the configuration as it is now.
    pub(crate) fn get(&self, path: &[String]) -> Option<Value> {
        let config = self.config.lock().unwrap_or_else(PoisonError::into_inner);
        value::get(&config, path).cloned()
    }

    /// Puts values at paths, and tells.
    pub(crate) fn put(&self, values: impl IntoIterator<Item = (Vec<String>, Value)>) {
        let mut config = self.config.lock().unwrap_or_else(PoisonError::into_inner);
        if !config.is_object() {
            *config = Value::Object(Map::new());
        }
        if let Value::Object(map) = &mut *config {
            for (path, value) in values {
                value::put(map, &path, value);
            }
        }
        if let Some(sink) = self.sink.get() {
            sink(&config);
        }
    }
}

impl fmt::Debug for Renewed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Renewed")
    }
}
