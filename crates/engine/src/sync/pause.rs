//! A pause: a sync that was stopped to go on later. What it leaves is in the store, so that it outlives the process.

use std::sync::atomic::Ordering;

use headwater_store::Sync;
use serde_json::Value;

use crate::engine::{Engine, locked};
use crate::fault::Fault;

impl Engine {
    /// Stops the running sync so that the next one goes on: from the state of each stream, and without the streams that
    /// are through.
    ///
    /// # Errors
    /// None: nothing to pause is fine.
    pub async fn pause_sync(&self, id: String) -> Result<(), Fault> {
        if let Some(running) = locked(&self.syncs).get(&id) {
            running.paused.store(true, Ordering::Relaxed);
        }
        self.cancel_sync(id).await
    }
}

/// Whether a sync was stopped to go on later.
pub(crate) fn is_paused(sync: &Sync) -> bool {
    let outcome = sync.outcome.as_ref();
    outcome.is_some_and(|outcome| outcome["paused"] == true)
}

/// The streams that a paused sync had come to the end of: the one that goes on leaves them out.
pub(super) fn through(sync: Option<&Sync>) -> Vec<String> {
    let outcome = sync.filter(|sync| is_paused(sync));
    let names = outcome.and_then(|sync| sync.outcome.as_ref()?["through"].as_array());
    let names = names.into_iter().flatten().filter_map(Value::as_str);
    names.map(str::to_owned).collect()
}
