//! The app's own sandbox, started before the app does it: the app joins it, and the test holds its switches. It outlives
//! an app that is killed.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app::App;
use crate::error::{During, Result};
use crate::places;
use crate::process::{Process, until};

/// What it has rows of: each is a stream of its connector.
pub const COLLECTIONS: [&str; 4] = ["contacts", "companies", "deals", "orders"];

/// Clients of the sandbox's API ask for this many rows at once.
const PAGE: usize = 500;

/// A running sandbox.
#[derive(Debug)]
pub struct Sandbox {
    _server: Process,
    /// With the final slash.
    address: String,
    admin_token: String,
}

/// The line that it says when it listens.
#[derive(Deserialize)]
struct Started {
    address: String,
    admin_token: String,
}

/// A page of the API.
#[derive(Deserialize)]
struct PageOfRows {
    data: Vec<Map<String, Value>>,
    next: Option<String>,
}

impl Sandbox {
    /// Starts it for an app that does not run yet. Its folder lies beside the app's, so that a disk that is full for the
    /// app is not for the provider.
    /// Errors: it is not built, or did not come up.
    pub async fn start(app: &App<'_>) -> Result<Sandbox> {
        let folder = app.session().folder().join("sandbox");
        std::fs::create_dir(&folder).during("folder of the sandbox")?;
        std::os::unix::fs::symlink(&folder, app.home().join("sandbox"))
            .during("folder of the sandbox")?;
        let mut command = app.session().leashed(places::program("headwater-sandbox")?);
        command.arg("--folder").arg(&folder);
        let log = app.session().log("sandbox.log");
        let mut server = Process::start("headwater-sandbox", &mut command, log)?;
        let started: Started = server.says(|line| serde_json::from_str(line).ok()).await?;
        Ok(Sandbox {
            _server: server,
            address: started.address,
            admin_token: started.admin_token,
        })
    }

    /// Where it listens, `http://127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        self.address.trim_end_matches('/')
    }

    /// Replaces all switches; `switches` is its `Switches`.
    pub async fn switch(&self, switches: &impl Serialize) -> Result<()> {
        let request = reqwest::Client::new()
            .post(format!("{}/switches", self.address()))
            .bearer_auth(&self.admin_token)
            .json(switches);
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// How many requests came to a path so far, those that met a fault included.
    pub async fn asked(&self, path: &str) -> Result<u64> {
        let request = reqwest::Client::new()
            .get(format!("{}/counters", self.address()))
            .bearer_auth(&self.admin_token);
        let counters: Value = request.send().await?.error_for_status()?.json().await?;
        Ok(counters["requests"][path].as_u64().unwrap_or_default())
    }

    /// Waits until a path was asked `times` in all.
    pub async fn until_asked(&self, path: &str, times: u64) -> Result<()> {
        let what = format!("request {times} of {path}");
        until(&what, Duration::from_secs(30), async || {
            let asked = self.asked(path).await.unwrap_or_default();
            (asked >= times).then_some(())
        })
        .await
    }

    /// All rows of a collection as its API gives them: what a tab has to hold.
    /// Errors: the token is not accepted.
    pub async fn rows(&self, collection: &str, token: &str) -> Result<Vec<Map<String, Value>>> {
        let mut rows = Vec::new();
        let mut cursor = String::new();
        loop {
            let url = format!("{}/api/{collection}?limit={PAGE}{cursor}", self.address());
            let request = reqwest::Client::new().get(url).bearer_auth(token);
            let page: PageOfRows = request.send().await?.error_for_status()?.json().await?;
            rows.extend(page.data);
            match page.next {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(rows),
            }
        }
    }
}
