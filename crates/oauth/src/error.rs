//! What can go wrong between a person's click and a working grant.

use std::fmt;
use std::time::Duration;

use crate::paste::NotTaken;

/// Everything that this crate can fail with.
///
/// No variant ever holds a code, a token, a verifier, a state or a client secret; texts that a
/// provider sent are cut to a few hundred printable characters and cleared of every secret of the
/// request that they answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The profile (the `oauth2` part of a connector) is wrong; `path` names the key, for example
    /// `redirect.ports[1]`.
    #[error("oauth2.{path}: {reason}")]
    BadProfile {
        /// The key, relative to the profile.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// With these inputs an address of the profile is none that may be opened or called.
    #[error("{field}: {reason}")]
    BadAddress {
        /// The profile's key, for example `step1_authorize_url`.
        field: String,
        /// What is wrong with the address.
        reason: String,
    },
    /// The client credentials do not fit the profile.
    #[error("{field}: {reason}")]
    BadClient {
        /// `client_id` or `client_secret`.
        field: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// No port to listen on; the browser was not opened.
    #[error("{}", list(.0))]
    NoPort(
        /// Each port that was tried, with what kept us from it.
        Vec<RefusedPort>,
    ),
    /// The provider sent the browser back with an error instead of a code (RFC 6749 section
    /// 4.1.2.1).
    #[error("the provider answered {error}{}", tail(.description))]
    Denied {
        /// The provider's code, for example `access_denied`.
        error: String,
        /// The provider's explanation.
        description: Option<String>,
    },
    /// The provider wants an administrator's consent before this person's, as the profile's
    /// `errors` tell.
    #[error("an administrator has to approve first: {error}{}", tail(.description))]
    AdminApproval {
        /// The provider's code.
        error: String,
        /// The provider's explanation.
        description: Option<String>,
    },
    /// The answer names another issuer than the one asked, or none where one was promised (RFC 9207
    /// section 2.4).
    #[error("the answer came from {}, not from {expected}", .found.as_deref().unwrap_or("an unnamed issuer"))]
    IssuerMismatch {
        /// The profile's issuer.
        expected: String,
        /// The one that the answer named.
        found: Option<String>,
    },
    /// Nobody came back from the browser in time.
    #[error("no answer from the browser within {} seconds", .after.as_secs())]
    TimedOut {
        /// How long the attempt waited.
        after: Duration,
    },
    /// The attempt was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// A pasted address was not taken; the attempt goes on.
    #[error("the pasted address was not taken: {0}")]
    NotTaken(
        /// Why.
        NotTaken,
    ),
    /// The code was already exchanged: codes are single use.
    #[error("the authorization code was already used")]
    CodeSpent,
    /// The provider no longer honours the code or the refresh token: `invalid_grant` (RFC 6749
    /// section 5.2).
    #[error("the provider refused the grant: {error}{}{}", tail(.description), if *.after_lost_answer { " (an earlier answer was lost)" } else { "" })]
    Rejected {
        /// The provider's code.
        error: String,
        /// The provider's explanation.
        description: Option<String>,
        /// A finer code, for example Google's `invalid_rapt`.
        subtype: Option<String>,
        /// The answer to the try before was lost: the provider had most likely rotated the token
        /// already.
        after_lost_answer: bool,
    },
    /// The provider does not accept the client: `invalid_client`, `unauthorized_client` (RFC 6749
    /// section 5.2).
    #[error("the provider refused the client credentials: {error}{}", tail(.description))]
    Client {
        /// The provider's code.
        error: String,
        /// The provider's explanation.
        description: Option<String>,
    },
    /// The provider refused the request itself: `invalid_request`, `invalid_scope` and the like.
    #[error("the provider refused the request: {error}{}", tail(.description))]
    Refused {
        /// The provider's code.
        error: String,
        /// The provider's explanation.
        description: Option<String>,
    },
    /// No connection to the provider was made: nothing was sent.
    #[error("{host} cannot be reached: {why}")]
    Unreachable {
        /// Host of the address that was called.
        host: String,
        /// At which step it failed.
        why: Unreached,
    },
    /// The request went out and no whole answer came back: whether the provider acted on it is
    /// unknown.
    #[error("{host} did not answer in full")]
    AnswerLost {
        /// Host of the address that was called.
        host: String,
    },
    /// The provider is there but cannot serve now.
    #[error("the provider answered with status {status}")]
    Unavailable {
        /// HTTP status.
        status: u16,
        /// `Retry-After`, at most one hour.
        retry_after: Option<Duration>,
    },
    /// The provider wants the request elsewhere. A request that carries secrets is never sent on.
    #[error("the provider answered with a redirect (status {status})")]
    Redirected {
        /// HTTP status.
        status: u16,
    },
    /// The answer is no OAuth answer: a captive portal's page, a proxy's error, a body beyond all
    /// measure.
    #[error("not an OAuth answer: {reason} (status {status}, content type {})", .content_type.as_deref().unwrap_or("none"))]
    NotOAuth {
        /// HTTP status.
        status: u16,
        /// Content type, without parameters.
        content_type: Option<String>,
        /// What it is instead.
        reason: &'static str,
    },
    /// An answer lacks a field or holds one that cannot be used.
    #[error("the answer's {field} {reason}")]
    Answer {
        /// The field.
        field: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The ID token cannot be trusted and there is no other way to learn who consented (OpenID
    /// Connect Core section 3.1.3.7).
    #[error("the ID token's {claim} {reason}")]
    IdToken {
        /// The claim or header field.
        claim: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The grant has no refresh token: it ends with its access token.
    #[error("the provider gave no refresh token")]
    NoRefreshToken,
    /// The stored grant cannot be read.
    #[error("the stored grant cannot be read: {0}")]
    BadGrant(
        /// Where and why; never any of the content.
        String,
    ),
}

/// What an [`Error`] means for a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The grant is gone: only a new consent helps.
    Rejected,
    /// The client credentials are wrong: all connections of this client are concerned.
    Client,
    /// Trying again later may help; the grant is untouched.
    Temporary,
    /// Trying the same again will not help; the grant is untouched.
    Permanent,
}

impl Error {
    /// Whether the provider says that it does not know the redirect URI: another one is registered,
    /// or the app there is of a type that takes none on this machine.
    pub fn is_about_redirect(&self) -> bool {
        let (Error::Denied { error, description }
        | Error::Client { error, description }
        | Error::Refused { error, description }
        | Error::Rejected {
            error, description, ..
        }) = self
        else {
            return false;
        };
        let said = format!("{error} {}", description.as_deref().unwrap_or_default());
        let said = said.to_ascii_lowercase();
        let signs = [
            "redirect_uri",
            "redirect uri",
            "redirect url",
            "callback url",
            "aadsts50011",
        ];
        signs.iter().any(|sign| said.contains(sign))
    }

    /// Sorts the error by what helps.
    pub fn class(&self) -> Class {
        match self {
            Error::Rejected { .. } | Error::NoRefreshToken | Error::BadGrant(_) => Class::Rejected,
            Error::Client { .. } => Class::Client,
            Error::Denied { error, .. } => match error.as_str() {
                "temporarily_unavailable" | "server_error" => Class::Temporary,
                "unauthorized_client" => Class::Client,
                _ => Class::Permanent,
            },
            Error::Unreachable { .. }
            | Error::AnswerLost { .. }
            | Error::Unavailable { .. }
            | Error::NotOAuth { .. }
            | Error::NoPort(_)
            | Error::TimedOut { .. } => Class::Temporary,
            _ => Class::Permanent,
        }
    }
}

/// A port that could not be bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedPort {
    /// The port; 0 where the system was to choose one.
    pub port: u16,
    /// What kept us from it.
    pub cause: PortCause,
}

/// Why a port could not be bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortCause {
    /// Another program listens there.
    Taken,
    /// The system keeps it back (Windows reserves whole ranges for Hyper-V).
    Reserved,
    /// The system refused for another reason.
    Other(std::io::ErrorKind),
}

impl fmt::Display for RefusedPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cause {
            PortCause::Taken => write!(f, "port {} is taken by another program", self.port),
            PortCause::Reserved => write!(f, "port {} is reserved by the system", self.port),
            PortCause::Other(kind) => write!(f, "port {} cannot be used ({kind})", self.port),
        }
    }
}

/// The step at which a connection failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreached {
    /// The host name has no address.
    Dns,
    /// Nobody accepted the connection.
    Connect,
    /// The certificate or the handshake was refused.
    Tls,
    /// The connection was not made in time.
    TimedOut,
}

impl fmt::Display for Unreached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unreached::Dns => "its name was not found",
            Unreached::Connect => "the connection was refused",
            Unreached::Tls => "its certificate or the TLS handshake failed",
            Unreached::TimedOut => "the connection was not made in time",
        })
    }
}

fn list(refused: &[RefusedPort]) -> String {
    let each: Vec<String> = refused.iter().map(ToString::to_string).collect();
    each.join("; ")
}

fn tail(description: &Option<String>) -> String {
    description
        .as_ref()
        .map_or_else(String::new, |text| format!(" ({text})"))
}
