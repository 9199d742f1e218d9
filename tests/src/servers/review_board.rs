//! Review Board 8.1: a real product with OAuth 2 (django-oauth-toolkit) over 137 review requests and 63 groups.
//!
//! It compares redirect URIs exactly, port included, rotates refresh tokens, and wants its scopes (`root:read`,
//! `review_request:read`, `group:read`, `user:read`, `session:read`). The 137 are those of `status=all`; 91 are pending.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::Deserialize;
use tempfile::TempDir;

use crate::browser::{Answer, Browser};
use crate::error::{During, Result};
use crate::places;
use crate::process::{Process, copy_folder, leashed};

/// An OAuth application as an administrator registers it.
#[derive(Clone, Debug)]
pub struct Application {
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`. Kept in plain text: a test chooses it in order to look for it afterwards.
    pub client_secret: String,
    /// The redirect URIs, exact to the character.
    pub redirect_uris: Vec<String>,
}

impl Default for Application {
    fn default() -> Application {
        Application {
            client_id: "desk-client".to_owned(),
            client_secret: "desk-secret".to_owned(),
            redirect_uris: Vec::new(),
        }
    }
}

/// How the server behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// Life of an access token in seconds.
    pub token_ttl: u32,
    /// Refuse an authorization without a code challenge.
    pub pkce_required: bool,
    /// The registered application.
    pub application: Application,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            token_ttl: 36_000,
            pkce_required: true,
            application: Application::default(),
        }
    }
}

/// A request to the token endpoint as the server got it.
#[derive(Clone, Debug, Deserialize)]
pub struct TokenRequest {
    /// The fields of its form, secrets and all.
    pub form: BTreeMap<String, String>,
    /// The JSON that it was answered with, tokens and all.
    pub answer: BTreeMap<String, serde_json::Value>,
}

/// A running Review Board with its own copy of the seeded site.
#[derive(Debug)]
pub struct ReviewBoard {
    server: Process,
    address: String,
    folder: TempDir,
}

impl ReviewBoard {
    /// Starts it. The first time on a machine it is installed and seeded, about a minute; after that a few seconds.
    /// Errors: the preparation failed (its output is in the error), or the server did not come up.
    pub async fn start(options: &Options) -> Result<ReviewBoard> {
        let prepared = places::stand_in("review-board")?;
        let folder = TempDir::with_prefix("hw-board-").during("folder of the board")?;
        let site = folder.path().join("site");
        copy_folder(&prepared.join("site"), &site)?;
        let settings = site.join("conf/settings_local.py");
        let text = std::fs::read_to_string(&settings).during("the board's settings")?;
        let moved = text.replace(
            &prepared.join("site").display().to_string(),
            &site.display().to_string(),
        );
        std::fs::write(&settings, moved).during("the board's settings")?;
        register(&database(&folder)?, &options.application)?;

        let mut command = leashed(prepared.join("venv/bin/gunicorn"));
        command
            // Threads: with one at a time a browser's idle spare connection would hold up everybody.
            .args([
                "--bind=127.0.0.1:0",
                "--worker-class=gthread",
                "--threads=8",
                "--no-control-socket",
            ])
            .arg("--chdir")
            .arg(places::stand_in_sources("review-board"))
            .arg("wsgi:application")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("REVIEWBOARD_SITEDIR", &site)
            .env("TOKEN_TTL", options.token_ttl.to_string())
            .env(
                "PKCE_REQUIRED",
                if options.pkce_required { "1" } else { "0" },
            );
        let mut server = Process::start("Review Board", &mut command, folder.path().join("log"))?;
        let address = server
            .says(|line| {
                line.split("Listening at: ")
                    .nth(1)?
                    .split(' ')
                    .next()
                    .map(str::to_owned)
            })
            .await?;
        Ok(ReviewBoard {
            server,
            address,
            folder,
        })
    }

    /// Its address, `http://127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What the server wrote, for a failing test to show.
    pub fn log(&self) -> String {
        self.server.output()
    }

    /// Registers another set of redirect URIs, secret or id, in place of the one before.
    pub fn register(&self, application: &Application) -> Result<()> {
        register(&database(&self.folder)?, application)
    }

    /// Registers the redirect URIs of the public application, `desk-public`.
    pub fn register_public(&self, redirect_uris: &[String]) -> Result<()> {
        let change = "UPDATE reviewboard_oauth_application SET redirect_uris = ? WHERE client_type = 'public'";
        database(&self.folder)?.execute(change, [redirect_uris.join(" ")])?;
        Ok(())
    }

    /// How many refresh tokens it would honour now.
    pub fn good_refresh_tokens(&self) -> Result<u32> {
        let count = "SELECT count(*) FROM oauth2_provider_refreshtoken WHERE revoked IS NULL";
        Ok(database(&self.folder)?.query_row(count, [], |row| row.get(0))?)
    }

    /// Removes every grant at the server, as an administrator does who no longer trusts the application: codes, access
    /// tokens and refresh tokens are gone. Gives how many refresh tokens there were.
    pub fn remove_grants(&self) -> Result<usize> {
        let mut database = database(&self.folder)?;
        let change = database.transaction()?;
        let refresh_tokens = change.execute("DELETE FROM oauth2_provider_refreshtoken", [])?;
        change.execute("DELETE FROM oauth2_provider_accesstoken", [])?;
        change.execute("DELETE FROM oauth2_provider_grant", [])?;
        change.commit()?;
        Ok(refresh_tokens)
    }

    /// All requests to its token endpoint so far, in the order of the answers.
    pub fn token_requests(&self) -> Result<Vec<TokenRequest>> {
        match std::fs::read_to_string(self.folder.path().join("site/token-requests")) {
            Ok(lines) => Ok(lines
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok())
                .collect()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error).during("the board's token requests"),
        }
    }

    /// Signs in as the administrator, where the browser is not yet, and answers the consent page at `url`.
    pub async fn consent(&self, browser: &Browser, url: &str, answer: Answer) -> Result<()> {
        browser.go(url).await?;
        browser.wait_for("#id_username, [name=allow]").await?;
        if browser.count("#id_username").await? > 0 {
            browser.fill("#id_username", "admin").await?;
            browser.fill("#id_password", "adminpw1").await?;
            browser
                .click(".auth-button-container [type=submit]")
                .await?;
        }
        let button = match answer {
            Answer::Allow => ".oauth-actions [name=allow]",
            Answer::Deny => ".oauth-actions [type=submit]:not([name])",
        };
        browser.click(button).await
    }
}

fn database(folder: &TempDir) -> Result<Connection> {
    let database = Connection::open(folder.path().join("site/data/reviewboard.db"))?;
    database.busy_timeout(std::time::Duration::from_secs(10))?;
    Ok(database)
}

/// Changes the confidential application of the seed.
fn register(database: &Connection, application: &Application) -> Result<()> {
    let uris = application.redirect_uris.join(" ");
    database.execute(
        "UPDATE reviewboard_oauth_application SET client_id = ?, client_secret = ?, redirect_uris = ?
         WHERE client_type = 'confidential'",
        (&application.client_id, &application.client_secret, &uris),
    )?;
    Ok(())
}
