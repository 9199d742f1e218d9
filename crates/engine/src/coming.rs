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
}
