//! npm `oidc-provider` 9, a certified OpenID provider, behind our consent pages and a small paged data API.
//!
//! PKCE always; a refresh token is good once, and used twice it ends its grant. Any loopback port is a good redirect
//! (path `/callback`). Scopes `openid email profile offline_access notes:read`; for a refresh token the request says
//! `prompt=consent`. Data: `GET /api/notes?cursor=N`, 240 notes in pages of 50.

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tempfile::TempDir;

use crate::browser::{Answer, Browser};
use crate::error::{During, Result};
use crate::places;
use crate::process::{Process, leashed};

/// Guards `/bench` against a confused app, not against an enemy.
const BENCH_TOKEN: &str = "bench";

/// How the provider behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// Life of an access token in seconds.
    pub access_ttl: u32,
    /// The registered client.
    pub client_id: String,
    /// Its secret, sent by HTTP Basic.
    pub client_secret: String,
    /// What it calls itself, where that is not the address it listens at: it stands behind a proxy then.
    pub issuer: Option<String>,
    /// A public key as a JWK: the client `desk-signer` names itself by signing with it (RFC 7523).
    pub signer_key: Option<String>,
    /// Whether it takes no authorization request that was not pushed (RFC 9126).
    pub pushed: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            access_ttl: 3_600,
            client_id: "desk-client".to_owned(),
            client_secret: "desk-secret".to_owned(),
            issuer: None,
            signer_key: None,
            pushed: false,
        }
    }
}

/// What the provider has seen since it started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// Codes exchanged.
    pub issued: u32,
    /// Refreshes that were granted.
    pub refreshed: u32,
    /// Token requests that were refused.
    pub refused: u32,
    /// Grants that ended because a token of theirs was used twice or revoked.
    pub grants_revoked: u32,
}

/// A running provider.
#[derive(Debug)]
pub struct Oidc {
    server: Process,
    address: String,
    _folder: TempDir,
}

impl Oidc {
    /// Starts it. The first time its npm packages are fetched, a few seconds.
    /// Errors: the preparation failed (its output is in the error), or the server did not come up.
    pub async fn start(options: &Options) -> Result<Oidc> {
        let prepared = places::stand_in("oidc")?;
        let folder = TempDir::with_prefix("hw-oidc-").during("folder of the provider")?;
        let mut command = leashed("node");
        command
            .arg(prepared.join("server.mjs"))
            .env("ACCESS_TTL", options.access_ttl.to_string())
            .env("CLIENT_ID", &options.client_id)
            .env("CLIENT_SECRET", &options.client_secret)
            .env("BENCH_TOKEN", BENCH_TOKEN);
        if let Some(issuer) = &options.issuer {
            command.env("ISSUER", issuer);
        }
        if let Some(key) = &options.signer_key {
            command.env("SIGNER_KEY", key);
        }
        if options.pushed {
            command.env("PUSHED", "1");
        }
        let mut server = Process::start("oidc-provider", &mut command, folder.path().join("log"))?;
        let address = server
            .says(|line| serde_json::from_str::<Started>(line).ok())
            .await?
            .address;
        Ok(Oidc {
            server,
            address,
            _folder: folder,
        })
    }

    /// Its address and issuer, `http://127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What the server wrote, for a failing test to show.
    pub fn log(&self) -> String {
        self.server.output()
    }

    /// What it has seen so far.
    pub async fn seen(&self) -> Result<Seen> {
        self.bench(reqwest::Method::GET, "/bench").await
    }

    /// Removes every grant, as a person does who removes the application at the provider.
    pub async fn remove_grants(&self) -> Result<Seen> {
        self.bench(reqwest::Method::DELETE, "/bench/grants").await
    }

    /// Signs in as `ada`, where the browser is not yet, and answers the consent page at `url`.
    pub async fn consent(&self, browser: &Browser, url: &str, answer: Answer) -> Result<()> {
        browser.go(url).await?;
        browser.wait_for("#sign-in, #allow").await?;
        if browser.count("#sign-in").await? > 0 {
            browser.click("#sign-in").await?;
        }
        browser.click(answer.by_id()).await
    }

    /// SHA-256, as lower-case hexadecimal, of each refresh token that it would honour now.
    pub async fn good_refresh_tokens(&self) -> Result<HashSet<String>> {
        self.bench(reqwest::Method::GET, "/bench/refresh-tokens")
            .await
    }

    async fn bench<T: DeserializeOwned>(&self, method: reqwest::Method, path: &str) -> Result<T> {
        let url = format!("{}{path}", self.address);
        let request = reqwest::Client::new()
            .request(method, url)
            .header("bench-token", BENCH_TOKEN);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }
}

/// The line that the server says when it listens.
#[derive(Deserialize)]
struct Started {
    address: String,
}
