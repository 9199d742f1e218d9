//! The sandbox connector: the app starts its own small provider when one of its connections is used, and fills in where
//! it listens. Its port may change from run to run, so the address is never stored.

use headwater_sandbox::{Options, Sandbox};

use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::view::ConnectionView;

/// The connector's id in the catalogue.
pub(crate) const CONNECTOR: &str = "sandbox";

/// The connector's input that holds where the sandbox listens.
pub(crate) const ADDRESS: &str = "address";

impl Engine {
    /// A draft of the sandbox connection, already waiting for the browser.
    ///
    /// # Errors
    /// As [`Engine::create_draft`] and [`Engine::authorize`]; [`Code::SandboxFailed`].
    pub async fn try_sample(&self) -> Result<ConnectionView, Fault> {
        let draft = self.create_draft(CONNECTOR.to_owned()).await?;
        self.authorize(draft.id.clone()).await?;
        self.connection(draft.id).await
    }

    /// Where the sandbox listens, started if it is not yet. One that another process started ends with that process:
    /// then it is started here.
    pub(crate) async fn sandbox_address(&self) -> Result<String, Fault> {
        let mut place = self.sandbox.lock().await;
        let running = match place.take() {
            Some(sandbox) if sandbox.owns() || answers(&sandbox).await => sandbox,
            _ => Sandbox::start(&self.folder.join("sandbox"), Options::default())
                .await
                .map_err(|error| {
                    Fault::new(Code::SandboxFailed).with("reason", error.to_string())
                })?,
        };
        let address = running.address().as_str().trim_end_matches('/').to_owned();
        *place = Some(running);
        Ok(address)
    }
}

/// Whether somebody still listens there.
async fn answers(sandbox: &Sandbox) -> bool {
    match sandbox.address().socket_addrs(|| None) {
        Ok(addresses) => tokio::net::TcpStream::connect(&*addresses).await.is_ok(),
        Err(_) => false,
    }
}
