//! Secrets in the keychain of the operating system.
//!
//! One item holds one secret: the grant of a connection, the secret of an own client. Items are named by the
//! program ([`ItemName`]) and labelled for the person who opens the keychain's own window.
//!
//! Two stores: [`Keychain`] keeps secrets where the platform keeps them, [`Memory`] keeps them for the length
//! of a test. There is deliberately no file: where no keychain answers, that is an [`Error`] for the user to
//! see, never a reason to write a secret somewhere else.

mod error;
mod item;
mod keychain;
mod memory;
mod parts;
mod platform;
mod session;

pub use error::Error;
pub use item::ItemName;
pub use keychain::Keychain;
pub use memory::Memory;

use secrecy::SecretString;

/// A place where secrets are kept.
///
/// Every call blocks until the store has answered; call it off the async threads. A keychain that waits for a
/// person is given up after a while ([`Keychain::patience`]), so no call blocks for ever.
pub trait Vault: Send + Sync {
    /// The secret kept under `item`, or `None` when there is none. A value is whole or absent, never half.
    ///
    /// # Errors
    /// Any [`Error`] but `TooLong`; the secret, wherever it is, stays as it was.
    fn get(&self, item: &ItemName) -> Result<Option<SecretString>, Error>;

    /// Keeps `secret` under `item`, in place of what was there. `label` is what people read in the keychain's
    /// window: "Headwater: HubSpot – Marketing".
    ///
    /// When this returns `Ok` the secret is durable and may be used (write before use).
    ///
    /// # Errors
    /// Any [`Error`]; what was kept before is then still whole, unless the store took the new value and lost
    /// only its answer: the new value is whole then.
    fn put(&self, item: &ItemName, label: &str, secret: &SecretString) -> Result<(), Error>;

    /// Forgets `item`. Forgetting what is not there is no error.
    ///
    /// # Errors
    /// Any [`Error`] but `TooLong`.
    fn delete(&self, item: &ItemName) -> Result<(), Error>;

    /// What people call this store: "Secret Service", "Keychain", "Credential Manager".
    fn name(&self) -> &'static str;

    /// Proves that a secret could be kept now, by keeping, reading and forgetting one. Lets the keychain ask
    /// for its password before a consent rather than after it.
    ///
    /// # Errors
    /// Any [`Error`] but `TooLong`.
    fn ready(&self) -> Result<(), Error>;
}
