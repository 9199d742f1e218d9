//! What differs from platform to platform: how a store is opened, how it shows a label, what its errors mean,
//! how long an item may be.

#[cfg(target_os = "macos")]
#[path = "platform/macos.rs"]
mod this;
#[cfg(all(unix, not(target_os = "macos")))]
#[path = "platform/secret_service.rs"]
mod this;
#[cfg(windows)]
#[path = "platform/windows.rs"]
mod this;

use std::time::Duration;

use crate::Error;

pub(crate) use this::{ITEM_LIMIT, NAME, connect, label_modifier, relabel};

/// The error of `keyring` in our words, after an operation that took `elapsed`. Only texts that name places
/// and causes are taken over: some of its errors carry the bytes of a secret.
pub(crate) fn explain(error: keyring::Error, elapsed: Duration) -> Error {
    use keyring::Error as Theirs;
    let broken = |reason: &str| Error::Broken {
        reason: reason.to_owned(),
    };
    match error {
        Theirs::PlatformFailure(cause) | Theirs::NoStorageAccess(cause) => {
            this::explain(cause.as_ref(), elapsed)
        }
        Theirs::NoEntry => broken("an item vanished while it was written"),
        Theirs::Ambiguous(entries) => Error::Broken {
            reason: format!("{} items have the same name", entries.len()),
        },
        Theirs::BadEncoding(_) | Theirs::BadDataFormat(..) => broken("an item cannot be read"),
        Theirs::BadStoreFormat(reason) | Theirs::NotSupportedByStore(reason) => broken(&reason),
        Theirs::TooLong(what, _) => broken(&format!("the {what} of an item is too long for it")),
        Theirs::Invalid(what, reason) => broken(&format!("the {what} of an item {reason}")),
        Theirs::NoDefaultStore => broken("it could not be opened"),
        _ => broken("for a reason that it does not name"),
    }
}

/// An error and what caused it, outermost first.
pub(crate) fn causes<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| error.source())
}

/// The text of an error and of those of its causes that it does not tell itself.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    causes(error).fold(String::new(), |text, cause| {
        let cause = cause.to_string();
        if text.is_empty() {
            cause
        } else if text.contains(&cause) {
            text
        } else {
            format!("{text}: {cause}")
        }
    })
}
