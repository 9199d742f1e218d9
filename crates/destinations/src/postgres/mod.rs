//! PostgreSQL: typed tables that follow a workbook's tabs.
//!
//! One delivery is one transaction: rows come by binary COPY into a table of the session, are merged into the target by
//! [`KEY`](crate::KEY), and the row of `_headwater_state` that says how far the target is changes with them. A client that is killed at
//! any point leaves the target as it was, since nobody commits for it.

mod columns;
mod load;
mod names;
mod refusal;
mod rows;
mod target;

use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Config, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

pub use load::Load;

use crate::error::{Error, Result};
use crate::table::{Delivery, Place};
use crate::trust;
use refusal::At as _;

/// How long the server may take to answer at the beginning.
const CONNECT: Duration = Duration::from_secs(15);

/// How long a packet may stay unanswered before the connection counts as broken.
const SILENCE: Duration = Duration::from_secs(60);

/// Where the rows go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Name or address; a path is the folder of a socket.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Database.
    pub database: String,
    /// User.
    pub user: String,
    /// The schema that the tables stand in. It is made where it is not there.
    pub schema: String,
    /// Whether the connection is encrypted, the server's certificate checked.
    pub tls: bool,
    /// A file of authorities (PEM) that are trusted beside those of the machine.
    pub ca_file: Option<PathBuf>,
}

/// A schema of a database that tables are delivered to.
#[derive(Clone, Debug)]
pub struct Postgres {
    settings: Settings,
    password: Option<SecretString>,
    workbook: String,
    others: Vec<String>,
    authorities: Vec<PathBuf>,
}

impl Postgres {
    /// The destination of a workbook. `workbook` is what the target knows it by, and must stay the same; `authorities` are
    /// files (PEM) that are trusted as well.
    pub fn new(
        settings: Settings,
        password: Option<SecretString>,
        workbook: impl Into<String>,
        mut authorities: Vec<PathBuf>,
    ) -> Self {
        authorities.extend(settings.ca_file.clone());
        Self {
            settings,
            password,
            workbook: workbook.into(),
            others: Vec::new(),
            authorities,
        }
    }

    /// The same, with what the targets know other workbooks by whose tables stay theirs. Without, a table of the same
    /// origin is taken for one that this workbook had before.
    #[must_use]
    pub fn beside(mut self, others: Vec<String>) -> Self {
        self.others = others;
        self
    }

    /// Signs in and looks whether tables can be made there; gives the server's name and version.
    ///
    /// # Errors
    /// What is wrong: [`Error::Unreachable`], [`Error::Untrusted`], [`Error::SignIn`], [`Error::Missing`],
    /// [`Error::Forbidden`].
    pub async fn test(&self) -> Result<String> {
        let client = self.connect().await?;
        let row = client
            .query_typed(
                "SELECT current_setting('server_version'), pg_is_in_recovery(),
                        has_database_privilege(current_database(), 'TEMPORARY'),
                        has_database_privilege(current_database(), 'CREATE'),
                        (SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = $1)",
                &[(&self.settings.schema, Type::TEXT)],
            )
            .await
            .at(self)?;
        let row = row.first().ok_or_else(|| self.refused("no answer"))?;
        let version: String = row.try_get(0).at(self)?;
        let [replica, temporary, in_database]: [bool; 3] = [
            row.try_get(1).at(self)?,
            row.try_get(2).at(self)?,
            row.try_get(3).at(self)?,
        ];
        let in_schema: Option<bool> = row.try_get(4).at(self)?;
        let (database, schema) = (&self.settings.database, &self.settings.schema);
        let missing = match (replica, temporary, in_schema) {
            (true, ..) => return Err(self.refused("it is a replica, which nobody can write to")),
            (_, false, _) => format!("TEMPORARY on database {database}"),
            (_, _, Some(false)) => format!("CREATE on schema {schema}"),
            (_, _, None) if !in_database => {
                format!("CREATE on database {database}, as there is no schema {schema}")
            }
            _ => {
                let version = version.split(' ').next().unwrap_or_default();
                return Ok(format!("PostgreSQL {version}"));
            }
        };
        Err(Error::Forbidden {
            host: self.settings.host.clone(),
            right: missing,
        })
    }

    /// What each of the workbook's tables, by name and origin, is called there, or would be if it were delivered now, with
    /// its schema.
    ///
    /// # Errors
    /// Those of [`Postgres::test`]; [`Error::Taken`] where a table of that name is not ours.
    pub async fn tables(&self, tables: &[(String, Option<String>)]) -> Result<Vec<Place>> {
        let client = self.connect().await?;
        target::places(&client, self, tables).await
    }

    /// The last sync whose rows the target has of a table; none where it has to be delivered whole, as after it was found
    /// again by its origin.
    ///
    /// # Errors
    /// Those of [`Postgres::test`].
    pub async fn delivered(&self, table: &str, origin: Option<&str>) -> Result<Option<i64>> {
        let client = self.connect().await?;
        let known = target::known(&client, self, table, origin).await?;
        Ok(known.and_then(|known| known.upto))
    }

    /// Begins a delivery: the target has every column that it needs afterwards, as far as this transaction sees it.
    ///
    /// # Errors
    /// Those of [`Postgres::test`]; [`Error::Taken`] where another table has the name; [`Error::Raced`] where somebody
    /// else delivers or has delivered meanwhile.
    pub async fn begin(&self, delivery: &Delivery) -> Result<Load> {
        Load::begin(self, self.connect().await?, delivery).await
    }

    async fn connect(&self) -> Result<Client> {
        let settings = &self.settings;
        let mut config = Config::new();
        config
            .host(&settings.host)
            .port(settings.port)
            .dbname(&settings.database)
            .user(&settings.user)
            .application_name("Headwater")
            .connect_timeout(CONNECT)
            .tcp_user_timeout(SILENCE)
            .keepalives_idle(SILENCE);
        if let Some(password) = &self.password {
            config.password(password.expose_secret());
        }
        if !settings.tls {
            return self.sign_in(config.ssl_mode(SslMode::Disable), NoTls).await;
        }
        let tls = MakeRustlsConnect::new(trust::config(&self.authorities)?);
        self.sign_in(config.ssl_mode(SslMode::Require), tls).await
    }

    async fn sign_in<T>(&self, config: &Config, tls: T) -> Result<Client>
    where
        T: MakeTlsConnect<Socket>,
        T::Stream: Send + 'static,
    {
        let (client, connection) = config.connect(tls).await.at(self)?;
        tokio::spawn(connection);
        Ok(client)
    }

    fn refused(&self, reason: &str) -> Error {
        Error::Refused {
            host: self.settings.host.clone(),
            reason: reason.to_owned(),
        }
    }
}
