//! Linux and the BSDs: the Secret Service on the session bus (GNOME Keyring, KWallet, KeePassXC).

use std::error::Error as Cause;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use keyring_core::{CredentialStore, Entry};
use secret_service::Error as Reason;
use zbus_secret_service_keyring_store::Store;
use zbus_secret_service_keyring_store::cred::Specifier;

use super::{causes, chain};
use crate::Error;

pub(crate) const NAME: &str = "Secret Service";

/// Items have no limit.
pub(crate) const ITEM_LIMIT: Option<usize> = None;

/// A prompt dismissed faster than this was dismissed by no person: where nothing can show a window, the
/// keyring's own prompter fails, and the service reports that as a dismissal.
const FASTEST_PERSON: Duration = Duration::from_millis(500);

/// Opens a session with the service. Not by `keyring`'s own entry: that opens one for the life of the process,
/// so a keyring that appears later, or restarts, would never be found.
pub(crate) fn connect() -> Result<Arc<CredentialStore>, keyring::Error> {
    Ok(Store::new()?)
}

pub(crate) fn label_modifier(label: &str) -> Option<(&'static str, &str)> {
    Some(("label", label))
}

/// A label given at creation stays; a renamed connection needs a new one.
pub(crate) fn relabel(entry: &Entry, label: &str) -> Result<(), keyring::Error> {
    match entry.as_any().downcast_ref::<Specifier>() {
        Some(item) if item.get_label()? != label => item.set_label(label),
        _ => Ok(()),
    }
}

pub(super) fn explain(cause: &(dyn Cause + Send + Sync + 'static), elapsed: Duration) -> Error {
    let absent = |reason: &str| Error::Absent {
        reason: reason.to_owned(),
    };
    let locked = |reason: &str| Error::Locked {
        reason: reason.to_owned(),
    };
    match cause.downcast_ref::<Reason>() {
        Some(Reason::Unavailable) => absent("there is no session bus"),
        Some(Reason::NoResult) => absent("the Secret Service has no default keyring"),
        Some(Reason::Prompt) if elapsed < FASTEST_PERSON => {
            locked("it cannot show a prompt for its password here")
        }
        Some(Reason::Prompt) => Error::Denied,
        Some(Reason::Locked) => locked("it must be unlocked first"),
        Some(Reason::PromptDisconnected) => locked("its prompt ended without an answer"),
        _ if causes(cause).any(|cause| cause.is::<io::Error>() || cause.is::<Arc<io::Error>>()) => {
            absent("the session bus cannot be reached")
        }
        _ => explain_bus(&chain(cause)),
    }
}

/// Errors of D-Bus are told apart by their registered names, which are part of its protocol.
fn explain_bus(text: &str) -> Error {
    const NO_SERVICE: [&str; 3] = [
        "org.freedesktop.DBus.Error.ServiceUnknown",
        "org.freedesktop.DBus.Error.NameHasNoOwner",
        "org.freedesktop.DBus.Error.Spawn.",
    ];
    if NO_SERVICE.iter().any(|name| text.contains(name)) {
        return Error::Absent {
            reason: "no Secret Service is on the session bus".to_owned(),
        };
    }
    if text.contains("org.freedesktop.Secret.Error.IsLocked") {
        return Error::Locked {
            reason: "it must be unlocked first".to_owned(),
        };
    }
    Error::Broken {
        reason: text.to_owned(),
    }
}
