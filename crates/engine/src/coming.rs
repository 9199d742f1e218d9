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
}
