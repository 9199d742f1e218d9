//! Access tokens from outside: where the connection's grant comes from a consent, the application
//! gives the tokens, and it alone refreshes them.

use std::sync::Arc;

use futures::future::BoxFuture;
use secrecy::SecretString;

use crate::error::AccessError;

/// A token, ready to be sent.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// Name of the header, `Authorization` unless the provider wants another one.
    pub header: String,
    /// The whole value of the header, scheme included: `Bearer …` (RFC 6750, section 2.1).
    pub value: SecretString,
    /// Further headers of the request, which are no secrets.
    pub extra: Vec<(String, String)>,
}

/// What is asked of a [`TokenSource`].
#[derive(Clone, Debug)]
pub enum TokenAsk {
    /// The token in force.
    Current,
    /// A better token than this one (the whole header value), which the provider refused with 401.
    Refused(SecretString),
}

/// Gives access tokens. It is asked before each request, and once more after a 401.
pub type TokenSource =
    Arc<dyn Fn(TokenAsk) -> BoxFuture<'static, Result<AccessToken, AccessError>> + Send + Sync>;
