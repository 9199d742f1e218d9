//! OAuth 2 for a desktop program.
//!
//! [`Attempt::begin`] listens on this machine and builds the address to open in the person's
//! browser; [`Attempt::wait`] waits for the provider's answer; [`Arrival::exchange`] turns it into
//! a [`Grant`]. Later, [`refresh`] renews the grant, [`identify`] asks whose it is and [`revoke`]
//! gives it back. All of them take a [`Provider`]: a [`Profile`] (the provider as data), the
//! connection's inputs and the OAuth client.
//!
//! Deliberately absent: storage, locks, timers and retries over time. Nothing here knows which
//! connection a grant belongs to.
//!
//! HTTP clients that are passed in should follow no redirects, give up connecting in less than 30
//! seconds and verify certificates; what is sent and read through them is bounded here.

mod address;
mod answer;
mod attempt;
mod authorize;
mod callback;
mod calls;
mod chain;
mod doors;
mod error;
mod grant;
mod identity;
mod listener;
mod page;
mod paste;
pub mod profile;
mod provider;
mod redirect;
mod revoke;
mod token;
mod wire;

pub use attempt::{Arrival, Attempt, AttemptOptions, Notice};
pub use calls::{Question, after_connect, verify};
pub use error::{Class, Error, PortCause, RefusedPort, Unreached};
pub use grant::{Grant, Identity};
pub use identity::identify;
pub use page::Outcome;
pub use paste::{NotTaken, Paste};
pub use profile::Profile;
pub use provider::{Client, Provider, Values};
pub use redirect::{PORTS, RedirectFinding, redirect_findings};
pub use revoke::{Revoked, revoke};
pub use token::refresh;
