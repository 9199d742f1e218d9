//! A small honest provider with sample data: for a first try without an account, and for the tests.
//!
//! [`Sandbox::start`] runs it in this process, on a port of 127.0.0.1: an OAuth 2 server with a consent page,
//! PKCE, rotating refresh tokens and revocation, and an API with contacts, companies, deals and orders. It
//! follows the RFCs where a real provider might not; what real providers do wrong is turned on by
//! [`Switches`]. Grants live in a folder and survive a restart.
//!
//! Deliberately absent: accounts and passwords (everyone is Ada), TLS, and any address but loopback.

#![expect(
    clippy::result_large_err,
    reason = "a step that fails ends with the answer that says so, and axum's answers are large"
)]

mod client;
mod data;
mod error;
mod folder;
mod oauth;
mod register;
mod server;
mod switches;

pub use client::{CLIENT_ID, OWN_CLIENT_ID, OWN_CLIENT_SECRET, SCOPES};
pub use data::{Change, Changed, Collection};
pub use error::Error;
pub use switches::{Counters, Fault, Rule, Switches};

use std::path::Path;
use std::sync::Arc;

use secrecy::SecretString;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

use folder::Place;
use server::Provider;

/// How to start.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The port to listen on. Without one: the port of the last time if it is free, else one that the system
    /// chooses.
    pub port: Option<u16>,
    /// How the provider misbehaves from the start; by default not at all.
    pub switches: Switches,
}

/// A running provider, or the way to one that another process runs.
pub struct Sandbox {
    address: Url,
    run: Option<Run>,
}

/// What this process holds when it runs the provider itself.
struct Run {
    provider: Arc<Provider>,
    admin: SecretString,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Sandbox {
    /// Starts the provider of `folder`, creating the folder where there is none. When another process runs it
    /// already, that one is joined ([`Sandbox::owns`] is false then) and `options` are not looked at.
    ///
    /// # Errors
    /// [`Error::Folder`] when the folder cannot be used, [`Error::Port`] when the port asked for is taken,
    /// [`Error::Busy`] when another process holds the folder and does not answer.
    pub async fn start(folder: &Path, options: Options) -> Result<Sandbox, Error> {
        match folder::enter(folder).await? {
            Place::Taken(address) => Ok(Sandbox { address, run: None }),
            Place::Ours { lock, mut register } => {
                let listener = folder::listen(&mut register, options.port).await?;
                let stop = CancellationToken::new();
                let admin = client::random_token("sb_admin_");
                let provider = Arc::new(Provider::new(
                    register,
                    &admin,
                    options.switches,
                    stop.clone(),
                )?);
                let address = provider.address.clone();
                let serve = server::serve(listener, Arc::clone(&provider));
                let task = tokio::spawn(async move {
                    serve.await;
                    // Only now may another process have the folder.
                    drop(lock);
                });
                tracing::info!(%address, "sandbox started");
                let run = Run {
                    provider,
                    admin: admin.into(),
                    stop,
                    task,
                };
                Ok(Sandbox {
                    address,
                    run: Some(run),
                })
            }
        }
    }

    /// Where the provider answers: `http://127.0.0.1:PORT/`. Without the final slash it is the issuer.
    pub fn address(&self) -> &Url {
        &self.address
    }

    /// Whether this process runs the provider. When it does not, the provider ends with its owner.
    pub fn owns(&self) -> bool {
        self.run.is_some()
    }

    /// The bearer token for `POST /switches` and `GET /counters`, for tests that drive the provider from
    /// another process. Only the owner has it.
    pub fn admin_token(&self) -> Option<&SecretString> {
        self.run.as_ref().map(|run| &run.admin)
    }

    /// Replaces all switches: what is not named in `switches` is off again. The one-time ones (`expire_access`,
    /// `revoke_grants`, `data`) act now; what `data` did comes back, one entry per change.
    ///
    /// # Errors
    /// [`Error::NotOwner`]; [`Error::Change`] when a change is impossible, nothing has been switched then;
    /// [`Error::Folder`] when the change cannot be written down.
    pub fn switch(&self, switches: Switches) -> Result<Vec<Changed>, Error> {
        self.provider()?.switch(switches)
    }

    /// What has been asked of the provider since it started.
    ///
    /// # Errors
    /// [`Error::NotOwner`].
    pub fn counters(&self) -> Result<Counters, Error> {
        Ok(self.provider()?.counters())
    }

    /// Ends the provider if this process runs it: answers under way get a second, then port and folder are free.
    /// Dropping does the same without waiting.
    pub async fn stop(mut self) {
        if let Some(run) = self.run.take() {
            run.stop.cancel();
            // An end that fails has ended too.
            let _ = run.task.await;
        }
    }

    fn provider(&self) -> Result<&Provider, Error> {
        let run = self.run.as_ref().ok_or(Error::NotOwner)?;
        Ok(&run.provider)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(run) = &self.run {
            run.stop.cancel();
        }
    }
}
