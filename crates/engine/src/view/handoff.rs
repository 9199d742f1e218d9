//! Moving a connection to a server: what goes, what does not, and what was written.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What runs the connection on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum HandoffTarget {
    /// A Python program with PyAirbyte.
    PyAirbyte,
    /// A Meltano project.
    Meltano,
    /// An image for Airbyte.
    Airbyte,
}

/// How the server signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ServerSignIn {
    /// With keys, which stand in its environment.
    Key,
    /// As the client: nobody consents.
    ClientCredentials,
    /// With a consent of its own.
    Consent,
}

/// What of a connection goes to a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandoffPlan {
    /// The ticked streams.
    pub streams: Vec<HandoffStream>,
    /// Names of the details that go, for people.
    pub inputs: Vec<String>,
    /// The variables of the environment that take the place of secrets.
    pub variables: Vec<String>,
    /// How the server signs in.
    pub sign_in: ServerSignIn,
}

/// A stream that a server is to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandoffStream {
    /// Its name.
    pub name: String,
    /// Whether the server goes on where the desktop is; else it reads everything.
    pub goes_on: bool,
    /// Whether columns or rows of it are left out or hashed here, which a server does not do.
    pub narrowed: bool,
}

/// A project that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HandoffView {
    /// Where it stands.
    pub folder: String,
    /// Its files, by their paths in it.
    pub files: Vec<String>,
}
