//! Object storage with the S3 interface: PyPI `moto`, the widely used double of AWS, over HTTP.

use tempfile::TempDir;

use crate::error::{During, Result};
use crate::places;
use crate::process::{Process, leashed};

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
        let prepared = places::stand_in("bucket")?;
        let folder = TempDir::with_prefix("hw-bucket-").during("folder of the object storage")?;
        let mut command = leashed(prepared.join("venv/bin/python"));
        command
            .arg(places::stand_in_sources("bucket").join("server.py"))
            .env("PYTHONDONTWRITEBYTECODE", "1");
        let log = folder.path().join("log");
        let mut server = Process::start("object storage", &mut command, log)?;
        let address = server
            .says(|line| {
                line.trim_end()
                    .strip_prefix("listening on ")
                    .map(str::to_owned)
            })
            .await?;
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
