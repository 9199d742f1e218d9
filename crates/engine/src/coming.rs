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
    // slice 1: grants and clients
    pub async fn import_client(
        &self,
        id: String,
        text: SecretInput,
    ) -> Result<ConnectionView, Fault> {
        coming()
    }
    pub async fn check_client(&self, id: String) -> Result<ClientCheck, Fault> {
        coming()
    }
    pub async fn use_client_kind(
        &self,
        id: String,
        kind: ClientKind,
    ) -> Result<ConnectionView, Fault> {
        coming()
    }
    pub async fn use_grant(&self, id: String, grant: GrantKind) -> Result<ConnectionView, Fault> {
        coming()
    }
    // slice 3: life
    pub async fn decline_scopes(
        &self,
        id: String,
        scopes: Vec<String>,
    ) -> Result<ConnectionView, Fault> {
        coming()
    }
    pub async fn decide_account(
        &self,
        id: String,
        decision: AccountDecision,
    ) -> Result<ConnectionView, Fault> {
        coming()
    }
    pub async fn calendar(&self) -> Result<Vec<CalendarEntry>, Fault> {
        Ok(Vec::new())
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
