//! The rules of what is read: token answers, and the errors of answers and callbacks.

use regex::Regex;
use serde::{Deserialize, Deserializer};

/// Where the fields of a token answer stand (RFC 6749 section 5.1) and what odd values mean. Paths
/// are dotted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ResponseRule {
    /// The refresh token.
    pub refresh_token_path: String,
    /// The granted scopes: a text or a list.
    pub scope_path: String,
    /// The end of the access token.
    pub expires_path: String,
    /// The end of the refresh token.
    pub refresh_expires_path: String,
    /// What the numbers of both ends mean.
    pub expires_unit: ExpiresUnit,
    /// What an end of zero or less means for the access token.
    pub zero_means: ZeroMeans,
    /// The access token's life in seconds where answers do not say.
    pub default_expires_in: Option<u32>,
    /// The refresh token's life in seconds where answers do not say.
    pub default_refresh_expires_in: Option<u32>,
    /// Accepted values of `token_type`, in any case.
    pub token_types: Vec<String>,
    /// An expression over the fields of the answer that holds where it is an error in spite of its
    /// status: `ok == false`.
    pub error_when: Option<String>,
    /// The provider's explanation of an error.
    pub error_path: Option<String>,
}

impl Default for ResponseRule {
    fn default() -> Self {
        ResponseRule {
            refresh_token_path: "refresh_token".to_owned(),
            scope_path: "scope".to_owned(),
            expires_path: "expires_in".to_owned(),
            refresh_expires_path: "refresh_token_expires_in".to_owned(),
            expires_unit: ExpiresUnit::Seconds,
            zero_means: ZeroMeans::Never,
            default_expires_in: None,
            default_refresh_expires_in: None,
            token_types: vec!["bearer".to_owned()],
            error_when: None,
            error_path: None,
        }
    }
}

/// What the number at the path of an end means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum ExpiresUnit {
    /// Seconds from now on, the standard.
    #[serde(rename = "s")]
    Seconds,
    /// Milliseconds from now on.
    #[serde(rename = "ms")]
    Milliseconds,
    /// The time itself: seconds since 1970, or a text as in RFC 3339.
    #[serde(rename = "absolute")]
    Absolute,
    /// The time itself, in milliseconds since 1970.
    #[serde(rename = "absolute_ms")]
    AbsoluteMilliseconds,
}

/// What an end of zero or less means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZeroMeans {
    /// The token does not expire.
    Never,
    /// The token is to be refreshed before it is used.
    Now,
}

/// What one of a provider's own errors means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorRule {
    /// A regular expression, searched for in the body of an answer that is an error, and in the
    /// `error` and `error_description` of a callback.
    #[serde(rename = "match", deserialize_with = "pattern")]
    pub pattern: Regex,
    /// What it means.
    pub kind: ErrorKind,
    /// A sentence for people in the place of the provider's explanation.
    #[serde(default)]
    pub text: Option<String>,
}

/// What an error means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The person said no: [`crate::Error::Denied`].
    Denied,
    /// An administrator has to approve first: [`crate::Error::AdminApproval`].
    AdminApproval,
    /// The client credentials are wrong: [`crate::Error::Client`].
    Client,
    /// The code or refresh token is no longer honoured: [`crate::Error::Rejected`].
    Rejected,
    /// Later it may go: [`crate::Error::Unavailable`], in a callback [`crate::Error::Denied`] as
    /// `temporarily_unavailable`.
    Temporary,
}

fn pattern<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Regex, D::Error> {
    Regex::new(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}
