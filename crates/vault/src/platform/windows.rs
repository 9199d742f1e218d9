//! Windows: the Credential Manager.

use std::collections::HashMap;
use std::error::Error as Cause;
use std::sync::Arc;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry};

use super::chain;
use crate::Error;

pub(crate) const NAME: &str = "Credential Manager";

/// CRED_MAX_CREDENTIAL_BLOB_SIZE: longer secrets go in parts.
pub(crate) const ITEM_LIMIT: Option<usize> = Some(2560);

/// Opens the store once for the process; it has no session that could be lost.
pub(crate) fn connect() -> Result<Arc<CredentialStore>, keyring::Error> {
    if let Err(error) = keyring::Entry::store_status() {
        return Err(keyring::Error::BadStoreFormat(error.to_string()));
    }
    keyring_core::get_default_store().ok_or(keyring::Error::NoDefaultStore)
}

/// A label is set on an item that exists, see [`relabel`].
pub(crate) fn label_modifier(_label: &str) -> Option<(&'static str, &str)> {
    None
}

/// What stands in for a label is the comment of the credential.
pub(crate) fn relabel(entry: &Entry, label: &str) -> Result<(), keyring::Error> {
    entry.update_attributes(&HashMap::from([("comment", label)]))
}

pub(super) fn explain(cause: &(dyn Cause + Send + Sync + 'static), _elapsed: Duration) -> Error {
    let reason = chain(cause);
    // Services and some remote sessions have no credential set at all.
    if reason.contains("ERROR_NO_SUCH_LOGON_SESSION") {
        Error::Absent { reason }
    } else {
        Error::Broken { reason }
    }
}
