//! The app itself.

use serde::Serialize;
use ts_rs::TS;

/// Where the app stands on this machine.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppInfo {
    /// Version.
    pub version: String,
    /// Folder of the database and logs.
    pub data_folder: String,
}

/// The latest version, as the address says it that the policy names.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UpdateView {
    /// Who was asked.
    pub host: String,
    /// The latest version.
    pub version: String,
    /// It is newer than this one.
    pub is_newer: bool,
    /// Where it is to be had.
    pub page: Option<String>,
}
