//! Object storage with the S3 interface: PyPI `moto`, the widely used double of AWS, over HTTP.

use tempfile::TempDir;

use crate::error::{During, Result};
use crate::process::Process;

use super::stand_in;

/// A running server with one bucket, `lake`. Ended when dropped, its objects gone.
#[derive(Debug)]
pub struct Bucket {
    _server: Process,
    address: String,
    _folder: TempDir,
}

impl Bucket {
    /// Starts it. The first time its packages are fetched.
    /// Errors: the preparation failed (its output is in the error), or the server did not come up.
    pub async fn start() -> Result<Bucket> {
        let folder = TempDir::with_prefix("hw-bucket-").during("folder of the object storage")?;
        let (server, address) = stand_in::start("bucket", "object storage", folder.path()).await?;
        Ok(Bucket {
            _server: server,
            address,
            _folder: folder,
        })
    }

    /// Its address, `http://127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }
}
