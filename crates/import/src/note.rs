//! What a person should know of an import.

use serde::Serialize;

/// Something in the file that did not come over, or not as it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Where it stands; the first line is 1.
    pub line: usize,
    /// The entry, scheme or request that it belongs to.
    pub entry: String,
    /// The key.
    pub key: String,
    /// What did not come over, and what that means.
    pub says: String,
    /// What it is about.
    pub kind: Kind,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Getting and renewing a grant. A connector with such a note is not whole.
    Dance,
    /// What happens once, after the consent.
    After,
    /// Requests to the API.
    Api,
    /// A way of signing in that is not translated at all.
    Mode,
}
