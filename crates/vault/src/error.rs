//! What can keep a secret from being kept.

/// Why a store did not do what was asked. No variant carries a secret, nor text that a store made of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No keychain answers on this machine: no session bus, no Secret Service on it, or none set up yet.
    #[error("no keychain is available: {reason}")]
    Absent {
        /// What was looked for and not found.
        reason: String,
    },

    /// The keychain is there and locked, and nobody unlocked it in time.
    #[error("the keychain is locked: {reason}")]
    Locked {
        /// What was tried.
        reason: String,
    },

    /// The user refused: the keychain's prompt was dismissed.
    #[error("the keychain's prompt was dismissed")]
    Denied,

    /// The secret is longer than this store can keep.
    #[error("the secret has {bytes} bytes, the keychain keeps at most {limit}")]
    TooLong {
        /// Length of the secret in bytes.
        bytes: usize,
        /// Longest secret in bytes that can be kept.
        limit: usize,
    },

    /// A name for an item that no store could hold safely; see [`crate::ItemName::new`].
    #[error("item name {name:?}: {reason}")]
    BadName {
        /// The name as given.
        name: String,
        /// The rule that it breaks.
        reason: &'static str,
    },

    /// The keychain failed in a way that has no better name.
    #[error("the keychain failed: {reason}")]
    Broken {
        /// What the platform says.
        reason: String,
    },
}
