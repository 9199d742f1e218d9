//! macOS: the user's login keychain.

use std::error::Error as Cause;
use std::sync::Arc;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry};

use super::chain;
use crate::Error;

pub(crate) const NAME: &str = "Keychain";

/// Items have no limit that a secret of ours could reach.
pub(crate) const ITEM_LIMIT: Option<usize> = None;

/// Opens the keychain once for the process; it has no session that could be lost.
pub(crate) fn connect() -> Result<Arc<CredentialStore>, keyring::Error> {
    if let Err(error) = keyring::Entry::store_status() {
        return Err(keyring::Error::BadStoreFormat(error.to_string()));
    }
    keyring_core::get_default_store().ok_or(keyring::Error::NoDefaultStore)
}

/// The keychain's window shows the service, "Headwater"; `keyring` offers no label there.
pub(crate) fn label_modifier(_label: &str) -> Option<(&'static str, &str)> {
    None
}

pub(crate) fn relabel(_entry: &Entry, _label: &str) -> Result<(), keyring::Error> {
    Ok(())
}

pub(super) fn explain(cause: &(dyn Cause + Send + Sync + 'static), _elapsed: Duration) -> Error {
    let reason = chain(cause);
    let code = cause
        .downcast_ref::<security_framework::base::Error>()
        .map(|error| error.code());
    match code {
        // errSecUserCanceled.
        Some(-128) => Error::Denied,
        // errSecAuthFailed, errSecInteractionNotAllowed.
        Some(-25293 | -25308) => Error::Locked { reason },
        // errSecNotAvailable, errSecNoSuchKeychain, errSecNoDefaultKeychain.
        Some(-25291 | -25294 | -25307) => Error::Absent { reason },
        _ => Error::Broken { reason },
    }
}
