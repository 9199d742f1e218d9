//! ClickHouse over HTTP: tables that follow a workbook's tabs.
//!
//! Rows travel as Arrow streams, the form that they have here already, so that nothing is spelled out and parsed again;
//! and they travel through the client that all requests take, with its proxies and authorities, which a driver's own client
//! would pass by. The server knows no transactions: what comes goes into a staging table, and one step that is atomic there
//! (`EXCHANGE TABLES`, `ATTACH PARTITION`) makes it visible. Tables are `ReplacingMergeTree` by
//! [`KEY`](crate::KEY), so that rows that come again replace themselves. How far a table is stands in its comment.

mod load;
mod table;

use arrow_schema::ArrowError;
use reqwest::StatusCode;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

pub use load::Load;

use crate::error::{Error, Result};
use crate::table::Delivery;
use table::{literal, quoted};

/// The header that names what went wrong.
const EXCEPTION: &str = "x-clickhouse-exception-code";

/// How often a request is sent whose answer did not come. A repeated insert is told by its token.
const TRIES: u32 = 3;

/// Where the rows go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The HTTP interface, such as `https://host:8443`.
    pub url: Url,
    /// Database. It has to be there.
    pub database: String,
    /// User.
    pub user: String,
}

/// A database that tables are delivered to.
#[derive(Clone, Debug)]
pub struct ClickHouse {
    settings: Settings,
    password: SecretString,
    workbook: String,
    http: reqwest::Client,
}

impl ClickHouse {
    /// The destination of a workbook. `workbook` is what the target knows it by, and must stay the same; all requests
    /// go through `http`.
    pub fn new(
        settings: Settings,
        password: Option<SecretString>,
        workbook: impl Into<String>,
        http: reqwest::Client,
    ) -> Self {
        Self {
            settings,
            password: password.unwrap_or_default(),
            workbook: workbook.into(),
            http,
        }
    }

    /// Signs in and makes a table, which it takes away again; gives the server's name and version.
    ///
    /// # Errors
    /// What is wrong: [`Error::Unreachable`], [`Error::SignIn`], [`Error::Missing`], [`Error::Forbidden`].
    pub async fn test(&self) -> Result<String> {
        let version = self.ask("SELECT version()").await?;
        let find = format!(
            "SELECT count() FROM system.databases WHERE name = {}",
            literal(&self.settings.database)
        );
        if self.ask(&find).await? == "0" {
            return Err(self.no_database());
        }
        let probe = self.named("_headwater_test");
        let engine = "ENGINE = ReplacingMergeTree ORDER BY n";
        self.ask(&format!(
            "CREATE TABLE IF NOT EXISTS {probe} (n Int64) {engine}"
        ))
        .await?;
        self.ask(&format!("DROP TABLE {probe}")).await?;
        Ok(format!("ClickHouse {version}"))
    }

    /// What each of the workbook's tables is called there, with its database.
    ///
    /// # Errors
    /// Those of [`ClickHouse::delivered`].
    pub async fn tables(&self, names: &[String]) -> Result<Vec<String>> {
        for name in names {
            self.there(name).await?;
        }
        let database = &self.settings.database;
        let names = names.iter();
        Ok(names.map(|name| format!("{database}.{name}")).collect())
    }

    /// The last sync whose rows the target has of a table; none where it has to be delivered whole.
    ///
    /// # Errors
    /// Those of [`ClickHouse::test`]; [`Error::Taken`] where the table is not ours.
    pub async fn delivered(&self, table: &str) -> Result<Option<i64>> {
        let there = self.there(table).await?;
        Ok(there.map(|there| there.upto))
    }

    /// Begins a delivery, with a staging table that takes the place of one that was left behind.
    ///
    /// # Errors
    /// Those of [`ClickHouse::delivered`]; [`Error::Raced`] where somebody else has delivered meanwhile.
    pub async fn begin(&self, delivery: &Delivery) -> Result<Load> {
        Load::begin(self, delivery).await
    }

    /// The answer to a statement, tab-separated.
    async fn ask(&self, statement: &str) -> Result<String> {
        let parameters = [("default_format", "TSVRaw"), ("wait_end_of_query", "1")];
        let text = self
            .send(&parameters, statement.to_owned().into(), true)
            .await?;
        Ok(text.trim_end().to_owned())
    }

    /// Sends rows. One that the server took already, by its token, is taken as done.
    async fn insert(
        &self,
        table: &str,
        columns: &str,
        token: &str,
        rows: bytes::Bytes,
    ) -> Result<()> {
        let statement = format!("INSERT INTO {table} ({columns}) FORMAT ArrowStream");
        let parameters = [
            ("query", statement.as_str()),
            ("insert_deduplication_token", token),
        ];
        self.send(&parameters, rows, false).await.map(drop)
    }

    async fn send(
        &self,
        parameters: &[(&str, &str)],
        body: bytes::Bytes,
        tells: bool,
    ) -> Result<String> {
        let mut url = self.settings.url.clone();
        url.query_pairs_mut().extend_pairs(parameters);
        let unreachable = |error: &reqwest::Error| Error::Unreachable {
            host: self.host(),
            reason: words(error),
        };
        let mut key =
            HeaderValue::from_str(self.password.expose_secret()).map_err(|_| Error::SignIn {
                host: self.host(),
                reason: "the password has characters that a header cannot carry".to_owned(),
            })?;
        key.set_sensitive(true);
        let mut tries = 1;
        let answer = loop {
            let request = self.http.post(url.clone()).body(body.clone());
            let request = request
                .header("X-ClickHouse-User", &self.settings.user)
                .header("X-ClickHouse-Key", key.clone());
            match request.send().await {
                Ok(answer) => break answer,
                Err(_) if tries < TRIES => tries += 1,
                Err(error) => return Err(unreachable(&error)),
            }
        };
        let status = answer.status();
        let code = answer
            .headers()
            .get(EXCEPTION)
            .and_then(|code| code.to_str().ok()?.parse().ok());
        let text = answer.text().await.map_err(|error| unreachable(&error))?;
        match (status, code) {
            (StatusCode::OK, None) => Ok(text),
            _ => Err(self.refusal(status, code, &text, tells)),
        }
    }

    /// What the server said. `tells` is false where its text could show a cell's value.
    fn refusal(&self, status: StatusCode, code: Option<u32>, text: &str, tells: bool) -> Error {
        let host = self.host();
        let said = text.lines().next().unwrap_or_default();
        let said = said
            .split_once("DB::Exception: ")
            .map_or(said, |(_, said)| said);
        let said: String = said.chars().take(300).collect();
        match code {
            // REQUIRED_PASSWORD, WRONG_PASSWORD, UNKNOWN_USER, AUTHENTICATION_FAILED.
            Some(192..=194 | 516) => Error::SignIn {
                host,
                reason: "user or password is wrong".to_owned(),
            },
            // ACCESS_DENIED.
            Some(497) => Error::Forbidden { host, right: said },
            Some(81) => self.no_database(),
            Some(code) => Error::Refused {
                host,
                reason: if tells { said } else { format!("error {code}") },
            },
            None => Error::Refused {
                host,
                reason: format!(
                    "it answered with status {}; is this ClickHouse's HTTP interface?",
                    status.as_u16()
                ),
            },
        }
    }

    fn no_database(&self) -> Error {
        Error::Missing {
            host: self.host(),
            what: format!("database {}", self.settings.database),
        }
    }

    /// A table of the database, quoted.
    fn named(&self, table: &str) -> String {
        format!("{}.{}", quoted(&self.settings.database), quoted(table))
    }

    fn host(&self) -> String {
        self.settings.url.host_str().unwrap_or_default().to_owned()
    }

    fn not_written(&self, error: &ArrowError) -> Error {
        Error::Batch(error.to_string())
    }
}

/// An error with its causes; the address, which has the statement in it, is left out.
fn words(error: &reqwest::Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |error| error.source());
    let texts: Vec<String> = causes.map(ToString::to_string).collect();
    match texts.is_empty() {
        true => "no answer came".to_owned(),
        false => texts.join(": "),
    }
}
