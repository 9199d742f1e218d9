//! To be moved to their places by those who build them.
#![allow(
    unused_variables,
    clippy::unused_async,
    missing_docs,
    clippy::missing_errors_doc
)]

use crate::engine::Engine;
use crate::fault::Fault;
use crate::view::*;

fn coming<T>() -> Result<T, Fault> {
    Err(Fault::not_now("Not there yet", "Try again later."))
}

impl Engine {
    // slice 2: profile keys and redirects
    pub async fn paste_address(
        &self,
        id: String,
        address: SecretInput,
    ) -> Result<AttemptView, Fault> {
        coming()
    }
    pub async fn choose(&self, id: String, value: String) -> Result<AttemptView, Fault> {
        coming()
    }
    // slice 4: transport, doctor, activity
    pub async fn activity(&self, connection: Option<String>) -> Result<Vec<ActivityView>, Fault> {
        coming()
    }
    pub async fn callers(&self) -> Result<Vec<CallerView>, Fault> {
        Ok(Vec::new())
    }
    pub async fn decide_caller(
        &self,
        caller: String,
        decision: CallerDecision,
    ) -> Result<(), Fault> {
        coming()
    }
    pub async fn network(&self) -> Result<NetworkSettings, Fault> {
        coming()
    }
    pub async fn save_network(&self, settings: NetworkSettings) -> Result<NetworkSettings, Fault> {
        coming()
    }
    pub async fn ledger(&self) -> Result<Vec<HostView>, Fault> {
        coming()
    }
    pub async fn doctor(&self, connector: Option<String>) -> Result<Vec<Finding>, Fault> {
        coming()
    }
}
