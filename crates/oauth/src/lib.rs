//! OAuth 2 for a desktop program.
//!
//! [`Attempt::begin`] listens on this machine and builds the address to open in the person's
//! browser; [`Attempt::wait`] waits for the provider's answer; [`Arrival::exchange`] turns it into
//! a [`Grant`]. Later, [`refresh`] renews the grant, [`identify`] asks whose it is and [`revoke`]
//! gives it back. [`client_credentials`] and [`Device`] are
//! the ways to a grant without a browser that comes back. All of them take a [`Provider`]: a [`Profile`] (the provider as data), the
//! connection's inputs and the OAuth client.
//!
//! Deliberately absent: storage, locks, timers and retries over time. Nothing here knows which
//! connection a grant belongs to.
//!
//! HTTP clients that are passed in should follow no redirects, give up connecting in less than 30
//! seconds and verify certificates; what is sent and read through them is bounded here.

mod address;
mod answer;
mod assertion;
mod attempt;
mod authorize;
mod callback;
mod calls;
mod chain;
mod client;
mod client_credentials;
mod device;
mod discovery;
mod doors;
mod error;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod grant;
mod identity;
mod listener;
mod page;
mod par;
mod paste;
mod probe;
pub mod profile;
mod provider;
mod redirect;
mod registration;
mod revoke;
mod signature;
mod token;
mod wire;

pub use attempt::{Arrival, Attempt, AttemptOptions, Notice};
pub use calls::{Question, after_connect, verify};
pub use client::Client;
pub use client_credentials::client_credentials;
pub use device::Device;
pub use discovery::{Metadata, discover, issuer};
pub use error::{Class, Error, PortCause, RefusedPort, Unreached};
pub use grant::{Grant, Identity};
pub use identity::identify;
pub use page::Outcome;
pub use paste::{NotTaken, Paste};
pub use probe::{Probed, probe};
pub use profile::{GrantKind, Profile};
pub use provider::{Provider, Values};
pub use redirect::{PORTS, RedirectFinding, redirect_findings, relay, relay_ports};
pub use registration::{Registered, register};
pub use revoke::{Revoked, revoke};
pub use token::refresh;
