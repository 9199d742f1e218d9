//! The rows of the table of faults that are about what is kept: the keychain and the store.

/// Adds the faults of keeping to those that are given, and leaves the rest to `with_destinations`.
macro_rules! with_keeping {
    ($($row:tt)*) => {
        with_destinations! {
            $($row)*

            // Keychain.
            /// No Secret Service on the bus.
            KeychainAbsent = "keychain_absent" {
                title: "No keychain is running",
                cause: "Headwater keeps tokens in the keychain of the system only, and none answers on this machine.",
                fix: "Install and start one (GNOME Keyring or KWallet on Linux), then try again. Nothing was stored elsewhere.",
                button: RETRY,
            }
            /// Locked.
            KeychainLocked = "keychain_locked" {
                title: "The keychain is locked",
                cause: "{keychain} does not give its items out before it is unlocked.",
                fix: "Unlock it with your login password, then try again. Everything in it is kept.",
                button: RETRY,
            }
            /// The user or policy said no.
            KeychainDenied = "keychain_denied" {
                title: "The keychain refused access",
                cause: "Access to {keychain} was declined.",
                fix: "Try again and allow Headwater to use its items.",
                button: RETRY,
            }
            /// Anything else.
            KeychainBroken = "keychain_broken" {
                title: "The keychain failed",
                cause: "{keychain} answered: {reason}.",
                fix: "Try again. If it stays, restart the keychain. Nothing was stored elsewhere.",
                button: RETRY,
            }

            // Store.
            /// ENOSPC.
            DiskFull = "disk_full" {
                title: "The disk is full",
                cause: "The database could not grow. Everything written before is whole.",
                fix: "Free some space, then try again. The sync goes on where it stopped.",
                button: RETRY,
            }
            /// Read-only file or folder.
            StoreReadOnly = "store_read_only" {
                title: "The database cannot be written",
                cause: "{file} or its folder is read-only.",
                fix: "Give this user the right to write there, then try again.",
                button: RETRY,
            }
            /// Corrupt.
            StoreCorrupt = "store_corrupt" {
                title: "The database is damaged",
                cause: "SQLite reports: {reason}.",
                fix: "Close Headwater everywhere and open it again: it keeps a copy of the file and recovers what can be read. Tokens are safe in the keychain.",
                button: RETRY,
            }
            /// Written by a newer version.
            StoreNewer = "store_newer" {
                title: "The database belongs to a newer Headwater",
                cause: "It was last written by a version that this one does not know.",
                fix: "Install the newer version again.",
                button: RETRY,
            }
            /// Anything else.
            StoreFailed = "store_failed" {
                title: "The database failed",
                cause: "{reason}.",
                fix: "Try again. Everything written before is whole.",
                button: RETRY,
            }
        }
    };
}

pub(super) use with_keeping;
