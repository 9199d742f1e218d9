//! Tokens of clients that ask for themselves: connections of the same client, scopes and audience share one, and only
//! one of them asks at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use headwater_oauth::{Error, Grant, Provider};

use super::Need;
use crate::engine::{Engine, locked};

/// The grant of each such client, under the lock of whoever asks for it.
#[derive(Default)]
pub(crate) struct Shared(Mutex<HashMap<String, Arc<tokio::sync::Mutex<Option<Grant>>>>>);

impl Engine {
    /// The grant of a client that asks for itself: one that another connection got and that serves the need, else what
    /// `ask` gives.
    ///
    /// # Errors
    /// Those of `ask`.
    pub(crate) async fn client_grant(
        &self,
        provider: &Provider,
        asked: &[String],
        need: &Need,
        ask: impl Future<Output = Result<Grant, Error>>,
    ) -> Result<Grant, Error> {
        let key = provider.client_key(asked);
        let place = Arc::clone(locked(&self.tokens.shared.0).entry(key).or_default());
        let mut held = place.lock().await;
        if let Some(grant) = held
            .as_ref()
            .filter(|grant| need.is_served_by(grant, self.now()))
        {
            return Ok(grant.clone());
        }
        let grant = ask.await?;
        *held = Some(grant.clone());
        Ok(grant)
    }
}
