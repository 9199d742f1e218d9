//! What was asked for from outside.

use serde::Serialize;
use ts_rs::TS;

/// A place of the window that was asked for from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LinkView {
    /// A connection, by its ID; it may be one that is not there.
    Connection(String),
    /// The file of a pack on this machine, whose plan is to be shown.
    Pack(String),
}
