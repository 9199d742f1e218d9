//! What a consent gave.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answer::text_of;
use crate::{Error, Values};

/// What a consent gave: tokens, how long they live, what they permit, whose they are.
///
/// Deliberately not serializable, so that it cannot cross into the window, a log or the database by
/// accident: the keychain gets [`Grant::to_secret`].
#[derive(Clone)]
pub struct Grant {
    /// Signs requests to the provider's API.
    pub access_token: SecretString,
    /// Gets the next access token; none: the grant ends with this one.
    pub refresh_token: Option<SecretString>,
    /// When the answer with this access token arrived, by this machine's clock.
    pub obtained_at: Timestamp,
    /// When the access token expires, counted from `obtained_at`; none: unknown or never.
    pub expires_at: Option<Timestamp>,
    /// When the refresh token expires, where the provider says or its profile knows.
    pub refresh_expires_at: Option<Timestamp>,
    /// The granted scopes; what was asked where the provider does not say (RFC 6749 section 5.1).
    pub scopes: Vec<String>,
    /// Who consented, where the provider tells.
    pub identity: Option<Identity>,
    /// What the profile's `capture` and `after_connect` name, by that name.
    pub captured: BTreeMap<String, Value>,
    /// Further tokens, by the paths in the profile's `capture.secrets`.
    pub secrets: BTreeMap<String, SecretString>,
    /// The redirect URI of the consent, where refreshes repeat it.
    pub redirect_uri: Option<String>,
}

/// Who consented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Identifies the account for good: two grants with the same subject are of the same account.
    pub subject: String,
    /// The person's or account's name.
    pub name: Option<String>,
    /// The person's e-mail address.
    pub email: Option<String>,
    /// The workspace, portal, shop or tenant.
    pub workspace: Option<String>,
}

impl Identity {
    /// The name under which people know the account: e-mail, else name, else workspace, else
    /// subject.
    pub fn label(&self) -> &str {
        self.email
            .as_deref()
            .or(self.name.as_deref())
            .or(self.workspace.as_deref())
            .unwrap_or(&self.subject)
    }
}

impl Grant {
    /// The grant as text for the keychain (JSON).
    pub fn to_secret(&self) -> SecretString {
        let stored = Stored {
            access_token: self.access_token.expose_secret().to_owned(),
            refresh_token: self
                .refresh_token
                .as_ref()
                .map(|token| token.expose_secret().to_owned()),
            obtained_at: self.obtained_at,
            expires_at: self.expires_at,
            refresh_expires_at: self.refresh_expires_at,
            scopes: self.scopes.clone(),
            identity: self.identity.clone(),
            captured: self.captured.clone(),
            secrets: (self.secrets.iter())
                .map(|(path, token)| (path.clone(), token.expose_secret().to_owned()))
                .collect(),
            redirect_uri: self.redirect_uri.clone(),
        };
        serde_json::json!(stored).to_string().into()
    }

    /// What was captured as templates name it: each name with `_` in the place of everything but
    /// letters and digits, and values that are texts, numbers or booleans.
    pub fn captured_values(&self) -> Values {
        template_values(&self.captured)
    }

    /// Reads what [`Grant::to_secret`] wrote.
    ///
    /// # Errors
    /// [`Error::BadGrant`] with the place of the fault, without any of the content.
    pub fn from_secret(secret: &SecretString) -> Result<Grant, Error> {
        let stored: Stored = serde_json::from_str(secret.expose_secret()).map_err(|error| {
            // serde_json's own text may quote the content.
            Error::BadGrant(format!(
                "{:?} error in line {}, column {}",
                error.classify(),
                error.line(),
                error.column()
            ))
        })?;
        Ok(Grant {
            access_token: stored.access_token.into(),
            refresh_token: stored.refresh_token.map(Into::into),
            obtained_at: stored.obtained_at,
            expires_at: stored.expires_at,
            refresh_expires_at: stored.refresh_expires_at,
            scopes: stored.scopes,
            identity: stored.identity,
            captured: stored.captured,
            secrets: (stored.secrets.into_iter())
                .map(|(path, token)| (path, token.into()))
                .collect(),
            redirect_uri: stored.redirect_uri,
        })
    }
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What was captured may be anything, so only its names are shown.
        f.debug_struct("Grant")
            .field("access_token", &self.access_token)
            .field("refresh_token", &self.refresh_token)
            .field("obtained_at", &self.obtained_at)
            .field("expires_at", &self.expires_at)
            .field("refresh_expires_at", &self.refresh_expires_at)
            .field("scopes", &self.scopes)
            .field("identity", &self.identity)
            .field("captured", &self.captured.keys())
            .field("secrets", &self.secrets.keys())
            .finish()
    }
}

/// The name of a captured value in templates: `accounts-server` is `captured.accounts_server`.
pub(crate) fn template_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    name.chars().map(plain).collect()
}

/// Captured values as templates name them.
pub(crate) fn template_values(captured: &BTreeMap<String, Value>) -> Values {
    let values = captured.iter();
    values
        .filter_map(|(name, value)| Some((template_name(name), text_of(value)?)))
        .collect()
}

/// A grant as the keychain holds it. Private: nothing else may write tokens in the clear.
#[derive(Serialize, Deserialize)]
struct Stored {
    access_token: String,
    refresh_token: Option<String>,
    obtained_at: Timestamp,
    expires_at: Option<Timestamp>,
    refresh_expires_at: Option<Timestamp>,
    scopes: Vec<String>,
    identity: Option<Identity>,
    #[serde(default)]
    captured: BTreeMap<String, Value>,
    #[serde(default)]
    secrets: BTreeMap<String, String>,
    #[serde(default)]
    redirect_uri: Option<String>,
}
