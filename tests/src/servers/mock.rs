//! npm `oauth2-mock-server` 8: a provider of others that is right by itself, and wrong where a test says so.

use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use crate::error::{During, Result};
use crate::places;
use crate::process::{Process, leashed};

/// A running provider. It allows at once whatever is asked.
#[derive(Debug)]
pub struct Mock {
    _server: Process,
    started: Started,
    _folder: TempDir,
}

impl Mock {
    /// Starts it. The first time its npm packages are fetched, a few seconds.
    /// Errors: the preparation failed (its output is in the error), or the server did not come up.
    pub async fn start() -> Result<Mock> {
        let prepared = places::stand_in("mock")?;
        let folder = TempDir::with_prefix("hw-mock-").during("folder of the provider")?;
        let mut command = leashed("node");
        command.arg(prepared.join("server.mjs"));
        let log = folder.path().join("log");
        let mut server = Process::start("oauth2-mock-server", &mut command, log)?;
        let started = server.says(|line| serde_json::from_str(line).ok()).await?;
        Ok(Mock {
            _server: server,
            started,
            _folder: folder,
        })
    }

    /// Its address and issuer, `http://127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.started.address
    }

    /// What is wrong from now on: `status` and `fields` of token answers, fields `without` which they are, `claims` of
    /// ID tokens, fields of `userinfo`. An empty object is a provider that is right.
    pub async fn is_odd(&self, odd: &Value) -> Result<()> {
        let put = reqwest::Client::new().put(&self.started.bench).json(odd);
        put.send().await?.error_for_status()?;
        Ok(())
    }

    /// The token requests since then: their fields, and the header `authorization`.
    pub async fn asked(&self) -> Result<Vec<Value>> {
        Ok(reqwest::get(&self.started.bench).await?.json().await?)
    }
}

/// The line that the server says when it listens.
#[derive(Debug, Deserialize)]
struct Started {
    address: String,
    bench: String,
}
