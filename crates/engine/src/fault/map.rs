//! The parts' errors as faults: the only place where an error of a part is looked at to decide what a person reads.

use std::time::Duration;

use headwater_connectors::{AccessError, Error as SourceError};
use headwater_destinations::Error as DestinationError;
use headwater_import::Error as ImportError;
use headwater_oauth::Error as OAuthError;
use headwater_store::Error as StoreError;
use headwater_vault::Error as VaultError;

use super::{Code, Fault};

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        let details = error.to_string();
        let fault = match error {
            VaultError::Absent { .. } => Fault::new(Code::KeychainAbsent),
            VaultError::Locked { .. } => Fault::new(Code::KeychainLocked),
            VaultError::Denied => Fault::new(Code::KeychainDenied),
            other => Fault::new(Code::KeychainBroken).with("reason", other.to_string()),
        };
        fault.detail(details)
    }
}

impl From<ImportError> for Fault {
    fn from(error: ImportError) -> Self {
        let reason = error.to_string();
        match error {
            ImportError::Unwritable { .. } => Fault::new(Code::StoreFailed).with("reason", reason),
            _ => Fault::input("The file", reason),
        }
    }
}

impl From<OAuthError> for Fault {
    fn from(error: OAuthError) -> Self {
        let details = error.to_string();
        if error.is_about_redirect() {
            let reason = "it does not know the callback URL: another one is registered there, or the app is of a type that \
                          takes none on this computer";
            return Fault::new(Code::ConsentFailed)
                .with("reason", reason)
                .detail(details);
        }
        let fault = match error {
            OAuthError::Denied { error, description } => denied(&error, description.as_deref()),
            OAuthError::AdminApproval { .. } => Fault::new(Code::AdminApproval),
            OAuthError::TimedOut { after } => {
                Fault::new(Code::ConsentTimedOut).with("minutes", minutes(after))
            }
            OAuthError::DeviceExpired { after } => {
                Fault::new(Code::ConsentTimedOut).with("minutes", minutes(after))
            }
            OAuthError::Cancelled => Fault::new(Code::Cancelled),
            OAuthError::IssuerMismatch { .. } => Fault::new(Code::IssuerMismatch),
            OAuthError::NoPort(refused) => {
                let ports: Vec<_> = refused.iter().map(|port| port.port.to_string()).collect();
                Fault::new(Code::PortTaken).with("ports", ports.join(", "))
            }
            OAuthError::BadAddress { field, reason } => Fault::new(Code::AddressInvalid)
                .with("field", field)
                .with("reason", reason),
            OAuthError::BadClient { field, reason } => Fault::input(field, reason),
            OAuthError::BadProfile { path, reason } => {
                Fault::new(Code::ManifestFailed).with("reason", format!("oauth2.{path}: {reason}"))
            }
            OAuthError::CodeSpent => {
                Fault::new(Code::CodeRejected).with("reason", "it was already used")
            }
            OAuthError::Rejected {
                after_lost_answer: true,
                ..
            } => Fault::new(Code::AnswerLost),
            OAuthError::Rejected {
                error, description, ..
            } => Fault::new(Code::GrantRejected).with("reason", said(&error, description)),
            OAuthError::Client { .. } => Fault::new(Code::ClientRejected),
            OAuthError::Refused { error, description } => {
                Fault::new(Code::TokenRefused).with("reason", said(&error, description))
            }
            OAuthError::Unreachable { host, why } => Fault::new(Code::Unreachable)
                .with("host", host)
                .with("reason", sentence(&why.to_string())),
            OAuthError::AnswerLost { host } => Fault::new(Code::Unreachable)
                .with("host", host)
                .with("reason", "The connection broke before the answer arrived"),
            OAuthError::Unavailable {
                status: 429,
                retry_after,
            } => later(Fault::new(Code::RateLimited), retry_after),
            OAuthError::Unavailable {
                status,
                retry_after,
            } => later(
                Fault::new(Code::Unavailable).with("status", status.to_string()),
                retry_after,
            ),
            OAuthError::Redirected { status } => Fault::new(Code::AnswerNotOAuth).with(
                "what",
                format!("a redirect to another address (status {status})"),
            ),
            OAuthError::NotOAuth {
                status,
                content_type,
                ..
            } => {
                let what = content_type.map_or_else(
                    || "an answer without a type".to_owned(),
                    |kind| format!("“{kind}” with status {status}"),
                );
                Fault::new(Code::AnswerNotOAuth).with("what", what)
            }
            OAuthError::Answer { field, reason } => Fault::new(Code::TokenUnusable)
                .with("field", field)
                .with("reason", reason),
            OAuthError::IdToken { claim, reason } => Fault::new(Code::TokenUnusable)
                .with("field", format!("the ID token's {claim}"))
                .with("reason", reason),
            OAuthError::NoRefreshToken => Fault::new(Code::CannotRenew),
            OAuthError::BadGrant(_) => Fault::new(Code::GrantMissing),
            other => Fault::new(Code::TokenRefused).with("reason", other.to_string()),
        };
        fault.detail(details)
    }
}

/// An error in the callback (RFC 6749 section 4.1.2.1 and OpenID Connect Core section 3.1.2.6).
fn denied(error: &str, description: Option<&str>) -> Fault {
    match error {
        "access_denied"
        | "consent_required"
        | "interaction_required"
        | "login_required"
        | "user_denied"
        | "user_cancelled_login"
        | "user_cancelled_authorize" => Fault::new(Code::ConsentDenied),
        "unauthorized_client" | "invalid_client" => Fault::new(Code::ClientRejected),
        _ => Fault::new(Code::ConsentFailed)
            .with("reason", said(error, description.map(str::to_owned))),
    }
}

fn later(mut fault: Fault, retry_after: Option<Duration>) -> Fault {
    fault.retry_at = retry_after.and_then(|wait| jiff::Timestamp::now().checked_add(wait).ok());
    fault
}

/// The provider's own words, its code where it has no others.
fn said(error: &str, description: Option<String>) -> String {
    let text = description.unwrap_or_else(|| error.replace('_', " "));
    text.trim().trim_end_matches('.').to_owned()
}

fn minutes(after: Duration) -> String {
    after.as_secs().div_ceil(60).to_string()
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind::*;
        let fault = match error.kind() {
            StorageFull | QuotaExceeded => Fault::new(Code::DiskFull),
            ReadOnlyFilesystem | PermissionDenied => Fault::new(Code::StoreReadOnly),
            _ => Fault::new(Code::StoreFailed).with("reason", error.kind().to_string()),
        };
        fault.detail(error)
    }
}

/// A value of ours that cannot be kept, or that somebody else has kept.
impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Fault::new(Code::StoreFailed)
            .with("reason", "a kept value cannot be read")
            .detail(error)
    }
}

impl From<SourceError> for Fault {
    fn from(error: SourceError) -> Self {
        let details = error.to_string();
        let fault = match error {
            SourceError::Access(error) => return passed_through(error),
            SourceError::Cancelled => Fault::new(Code::Cancelled),
            SourceError::Input { input, reason } => Fault::input(&input, plain(&reason)),
            SourceError::Unauthorized { url, granted, .. } => {
                let code = match granted {
                    true => Code::TokenNotAccepted,
                    false => Code::KeyNotAccepted,
                };
                Fault::new(code).with("host", host(&url))
            }
            SourceError::Forbidden { url, .. } => {
                Fault::new(Code::PermissionMissing).with("host", host(&url))
            }
            SourceError::NotFound { url, .. } => {
                Fault::new(Code::SourceNotFound).with("host", host(&url))
            }
            SourceError::RateLimited { url, retry_after } => later(
                Fault::new(Code::RateLimited).with("host", host(&url)),
                retry_after,
            ),
            SourceError::Unavailable { url, status, .. } => Fault::new(Code::Unavailable)
                .with("host", host(&url))
                .with("status", status.to_string()),
            SourceError::Refused {
                url,
                status,
                message,
            } => {
                let reason = if message.is_empty() {
                    format!("It answered with status {status}")
                } else {
                    message
                };
                Fault::new(Code::SourceRefused)
                    .with("host", host(&url))
                    .with("reason", plain(&reason))
            }
            SourceError::Unreachable { url, kind, .. } => Fault::new(Code::Unreachable)
                .with("host", host(&url))
                .with("reason", unreached(kind)),
            SourceError::NotJson {
                url,
                status,
                content_type,
            } => Fault::new(Code::AnswerUnreadable)
                .with("host", host(&url))
                .with(
                    "reason",
                    format!("It sent “{content_type}” with status {status} instead of data"),
                ),
            SourceError::BadAnswer { url, reason } => Fault::new(Code::AnswerUnreadable)
                .with("host", host(&url))
                .with("reason", plain(&reason)),
            SourceError::UnknownStream(stream) => {
                Fault::new(Code::StreamGone).with("stream", stream)
            }
            SourceError::Refusal(refusal) => {
                let reasons: Vec<_> = refusal.problems.iter().map(ToString::to_string).collect();
                Fault::new(Code::ManifestUnsupported)
                    .with("stream", refusal.stream)
                    .with("reason", reasons.join("; "))
            }
            other => Fault::new(Code::ManifestFailed).with("reason", plain(&other.to_string())),
        };
        fault.detail(details)
    }
}

/// On its way through the runtime, as the reason why there is no token.
impl From<Fault> for AccessError {
    fn from(fault: Fault) -> Self {
        Self(Box::new(fault))
    }
}

/// The engine's own fault, where it comes out again.
fn passed_through(error: AccessError) -> Fault {
    match error.0.downcast::<Fault>() {
        Ok(fault) => *fault,
        Err(other) => Fault::new(Code::GrantMissing).detail(other),
    }
}

fn unreached(kind: headwater_connectors::Unreached) -> &'static str {
    match kind {
        headwater_connectors::Unreached::Connect => "No connection could be made",
        headwater_connectors::Unreached::Timeout => "It did not answer in time",
        headwater_connectors::Unreached::Broken => {
            "The connection broke before the answer was whole"
        }
    }
}

fn host(url: &str) -> String {
    url.parse::<url::Url>()
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_else(|| url.to_owned())
}

/// A reason as the start of a sentence without its full stop: the texts set that.
fn plain(reason: &str) -> String {
    sentence(reason.trim().trim_end_matches('.'))
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        let details = error.to_string();
        let fault = match error {
            StoreError::Full => Fault::new(Code::DiskFull),
            StoreError::ReadOnly(path) => {
                Fault::new(Code::StoreReadOnly).with("file", path.display().to_string())
            }
            StoreError::Corrupt(reason) => {
                Fault::new(Code::StoreCorrupt).with("reason", plain(&reason))
            }
            StoreError::Newer { .. } => Fault::new(Code::StoreNewer),
            StoreError::NoConnection(id) => Fault::unknown("connection", &id),
            StoreError::NoStream { stream, .. } => {
                Fault::new(Code::StreamGone).with("stream", stream)
            }
            StoreError::NoEntity(id) => Fault::unknown("entity", &id.to_string()),
            StoreError::NoDestination(id) => Fault::unknown("destination", &id.to_string()),
            StoreError::NoTab(id) => Fault::unknown("tab", &id.to_string()),
            StoreError::NoUserColumn(id) => Fault::unknown("column", &id.to_string()),
            StoreError::NoKey(_) => Fault::not_now(
                "The rows of this tab have no key, so nothing can be bound to one of them",
                "Use a tab whose stream has a key: it is shown with a key sign in the header.",
            ),
            StoreError::NameTaken(name) => Fault::input(
                "The column",
                format!("There is already one called “{name}”"),
            ),
            StoreError::Formula(_) => {
                Fault::input("The formula", "It has a mistake, which is shown below it")
            }
            StoreError::NoColumn(column) => Fault::unknown("column", &column),
            StoreError::KeyColumn(column) => {
                let reason = "It is part of the key: rows are told apart by it, so it has to stay";
                Fault::input(&format!("Column “{column}”"), reason)
            }
            other => Fault::new(Code::StoreFailed).with("reason", plain(&other.to_string())),
        };
        fault.detail(details)
    }
}

impl From<DestinationError> for Fault {
    fn from(error: DestinationError) -> Self {
        let details = error.to_string();
        let at = |code: Code, path: &std::path::Path| {
            Fault::new(code).with("place", path.display().to_string())
        };
        let fault = match &error {
            DestinationError::Full => Fault::new(Code::DiskFull),
            DestinationError::Denied(path) => at(Code::DestinationDenied, path),
            DestinationError::Gone(path) => at(Code::DestinationGone, path),
            DestinationError::Open(path) => at(Code::DestinationOpen, path),
            DestinationError::Raced => Fault::new(Code::DestinationRaced),
            DestinationError::Unreachable { host, reason } => {
                refused(Code::DestinationUnreachable, host, "reason", reason)
            }
            DestinationError::Untrusted { host, reason } => {
                refused(Code::DestinationUntrusted, host, "reason", reason)
            }
            DestinationError::SignIn { host, reason } => {
                refused(Code::DestinationSignIn, host, "reason", reason)
            }
            DestinationError::Forbidden { host, right } => {
                refused(Code::DestinationForbidden, host, "right", right)
            }
            DestinationError::Missing { host, what } => {
                refused(Code::DestinationMissing, host, "item", what)
            }
            DestinationError::Taken { host, table } => {
                refused(Code::DestinationTaken, host, "table", table)
            }
            DestinationError::Refused { host, reason } => {
                refused(Code::DestinationRefused, host, "reason", reason)
            }
            other => Fault::new(Code::DestinationUnfit).with("reason", plain(&other.to_string())),
        };
        fault.detail(details)
    }
}

/// A fault of a destination's server, with the one word that it is about.
fn refused(code: Code, host: &str, word: &str, value: &str) -> Fault {
    let value = match word {
        "reason" => plain(value),
        _ => value.to_owned(),
    };
    Fault::new(code).with("host", host).with(word, value)
}
