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
    /// Its password; absent keeps what the keychain holds.
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
    /// Whether a delivery runs in this process.
    pub running: bool,
    /// When the workbook was last delivered.
    pub delivered_at: Option<String>,
    /// Why the last delivery failed.
    pub fault: Option<FaultView>,
}
