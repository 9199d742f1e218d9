//! Destinations as the window shows them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FaultView, SecretInput};

/// Which kind of destination, and where it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum DestinationSettings {
    /// A folder of CSV files.
    Csv {
        /// The folder.
        folder: String,
        /// Whether files begin with a byte order mark.
        mark: bool,
        /// Whether texts that look like formulas get an apostrophe before them.
        guard: bool,
    },
    /// A folder of Parquet files.
    Parquet {
        /// The folder.
        folder: String,
        /// Whether each delivery adds a partition with what changed.
        partitions: bool,
    },
    /// A workbook's file for Excel and LibreOffice, with a sheet per tab.
    Xlsx {
        /// The file.
        file: String,
    },
    /// A schema of a PostgreSQL database.
    Postgres(PostgresSettings),
    /// A database of ClickHouse.
    ClickHouse(ClickHouseSettings),
    /// A bucket of an object storage with the S3 interface.
    Bucket(BucketSettings),
}

/// Where a PostgreSQL server is, and the schema that the tables stand in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PostgresSettings {
    /// Name or address; a path is the folder of a socket.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Database. It has to be there.
    pub database: String,
    /// User.
    pub user: String,
    /// The schema. It is made where it is not there.
    pub schema: String,
    /// Whether the connection is encrypted and the server's certificate checked.
    pub tls: bool,
    /// A file of authorities (PEM) that are trusted beside those of the machine and of the network settings.
    pub ca_file: Option<String>,
}

/// Where a ClickHouse server is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClickHouseSettings {
    /// Its HTTP interface, such as `https://host:8443`.
    pub url: String,
    /// Database. It has to be there.
    pub database: String,
    /// User.
    pub user: String,
}

/// Where a bucket is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BucketSettings {
    /// The storage's address where it is not AWS's own.
    pub endpoint: Option<String>,
    /// Region.
    pub region: String,
    /// Bucket. It has to be there.
    pub bucket: String,
    /// The folder in it; may be empty.
    pub prefix: String,
    /// Name of the access key.
    pub access_key: String,
}

/// A destination as entered.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DestinationInput {
    /// The one to change; absent: a new one.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub id: Option<String>,
    /// The entity whose workbook is delivered.
    pub entity: String,
    /// Name.
    pub name: String,
    /// Kind and place.
    pub settings: DestinationSettings,
    /// Its password or secret key; absent keeps what the keychain holds for the same server.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub secret: Option<SecretInput>,
}

/// A destination of a workbook.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DestinationView {
    /// ID.
    pub id: String,
    /// Name.
    pub name: String,
    /// Kind and place.
    pub settings: DestinationSettings,
    /// Whether the keychain holds its password or secret key.
    pub secret_kept: bool,
    /// Whether a delivery runs in this process.
    pub running: bool,
    /// When the workbook was last delivered.
    pub delivered_at: Option<String>,
    /// Why the last delivery failed.
    pub fault: Option<FaultView>,
}

/// What a test of a destination found.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DestinationTest {
    /// Which server answered, with its version; null for a folder.
    pub server: Option<String>,
    /// Where each tab's rows go, in the order of the tabs.
    pub tables: Vec<DestinationTable>,
}

/// Where a tab's rows go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DestinationTable {
    /// The table, folder or file.
    pub name: String,
    /// What it would be called if that were not another workbook's table; null where it is called so.
    pub instead_of: Option<String>,
}
