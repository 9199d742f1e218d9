//! What a source has changed about a stream, as the window shows it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A change of a stream at the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum SchemaChange {
    /// A field that was not there before: it has got a column.
    FieldNew {
        /// Its name.
        field: String,
    },
    /// A field that is no longer there: its column stays.
    FieldGone {
        /// Its name.
        field: String,
    },
    /// A field of another type: its column is widened where values do not fit.
    FieldRetyped {
        /// Its name.
        field: String,
        /// Type before, a word such as `integer`.
        from: String,
        /// Type now.
        to: String,
    },
    /// Records are known by another key. Rows keep theirs until somebody decides.
    KeyChanged {
        /// Fields of the key that rows have.
        from: Vec<String>,
        /// Fields of the key that the source names.
        to: Vec<String>,
    },
    /// The source no longer offers the stream: its rows stay.
    StreamGone,
}
