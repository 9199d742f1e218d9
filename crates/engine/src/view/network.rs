//! The network and this machine as the window shows them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::connection::Outcome;
use super::fault::Button;

/// How requests leave this machine. No secret: a proxy's password and a client certificate's key are in the keychain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NetworkSettings {
    /// Which proxy.
    pub proxy: ProxyRule,
    /// A PEM file of further certificate authorities.
    pub ca_file: Option<String>,
    /// A PEM file of this machine's client certificate and its key.
    pub certificate_file: Option<String>,
    /// Seconds to connect.
    pub connect_seconds: u32,
    /// Seconds between two reads.
    pub read_seconds: u32,
}

/// Which proxy requests take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum ProxyRule {
    /// The system's: environment or desktop settings.
    System,
    /// None.
    Direct,
    /// This one.
    #[serde(rename_all = "camelCase")]
    Explicit {
        /// Its address, without a password.
        url: String,
        /// Hosts that are reached directly.
        bypass: Vec<String>,
    },
    /// What a proxy auto-configuration file says.
    #[serde(rename_all = "camelCase")]
    Pac {
        /// The file's address or path.
        url: String,
    },
}

/// What the policy of this computer locks.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Managed {
    /// The policy's file; none where there is none.
    pub file: Option<String>,
    /// Names of the general settings that cannot be changed.
    pub general: Vec<String>,
    /// Names of the network's settings that cannot be changed.
    pub network: Vec<String>,
}

/// Requests to one host, as the network ledger counts them.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HostView {
    /// Host and port.
    pub host: String,
    /// Requests.
    pub requests: u64,
    /// Of them, those that were not answered.
    pub failed: u64,
    /// When the last one went out.
    pub last_at: String,
}

/// One thing that the doctor looked at.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What, for example `Keychain` or `Port 17390`.
    pub name: String,
    /// How it is. Skipped: could not be looked at.
    pub outcome: Outcome,
    /// What was seen.
    pub says: String,
    /// What mends it; empty where nothing is wrong.
    pub fix: String,
    /// What does it; absent where it is outside the app.
    pub button: Option<Button>,
}
