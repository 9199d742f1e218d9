//! ClickHouse's engine (PyPI `chdb`) behind a small server with its HTTP interface: no registry carries the server itself.

use tempfile::TempDir;

use crate::error::{During, Result};
use crate::process::Process;

use super::stand_in;

/// The user and the password.
pub const USER: &str = "bench";
/// See [`USER`].
pub const PASSWORD: &str = "bench-password";

/// A running server with an empty database `sales`. Ended when dropped, its data gone.
#[derive(Debug)]
pub struct ClickHouse {
    _server: Process,
    address: String,
    _folder: TempDir,
}

impl ClickHouse {
    /// Starts it. The first time the engine is fetched, about 150 MB.
    /// Errors: the preparation failed (its output is in the error), or the server did not come up.
    pub async fn start() -> Result<ClickHouse> {
        let folder =
            TempDir::with_prefix("hw-clickhouse-").during("folder of the database server")?;
        let (server, address) = stand_in::start("clickhouse", "ClickHouse", folder.path()).await?;
        Ok(ClickHouse {
            _server: server,
            address,
            _folder: folder,
        })
    }

    /// The address of its HTTP interface.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The answer to a statement, columns apart by tabs; of one that fails, its exception.
    pub async fn ask(&self, statement: &str) -> Result<String> {
        let request = reqwest::Client::new()
            .post(&self.address)
            .body(statement.to_owned());
        let request = request
            .header("X-ClickHouse-User", USER)
            .header("X-ClickHouse-Key", PASSWORD);
        Ok(request.send().await?.text().await?.trim_end().to_owned())
    }
}
