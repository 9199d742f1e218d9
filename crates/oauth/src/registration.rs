//! Clients that the provider registers by itself (RFC 7591): one for this installation, without anybody's console.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::address::address;
use crate::answer::{at, misses, read};
use crate::profile::{ClientAuth, GrantKind, Profile, SecretRule};
use crate::wire::send;
use crate::{Client, Error, Values};

/// The most seconds since 1970 that are believed: the year 2286.
const LATEST: i64 = 9_999_999_999;

/// A registered client. Not serializable: the keychain gets [`Registered::to_secret`].
#[derive(Clone, Debug)]
pub struct Registered {
    /// Its ID and secret.
    pub client: Client,
    /// When its secret ends; none: never.
    pub secret_expires_at: Option<Timestamp>,
    /// What manages the registration (RFC 7592).
    pub token: Option<SecretString>,
}

/// As the keychain holds it.
#[derive(Serialize, Deserialize)]
struct Stored {
    id: String,
    secret: Option<String>,
    secret_expires_at: Option<Timestamp>,
    token: Option<String>,
}

impl Registered {
    /// The registration as text for the keychain (JSON).
    pub fn to_secret(&self) -> SecretString {
        let plain = |secret: &Option<SecretString>| {
            let secret = secret.as_ref().map(SecretString::expose_secret);
            secret.map(str::to_owned)
        };
        let stored = Stored {
            id: self.client.id.clone(),
            secret: plain(&self.client.secret),
            secret_expires_at: self.secret_expires_at,
            token: plain(&self.token),
        };
        json!(stored).to_string().into()
    }

    /// Reads what [`Registered::to_secret`] wrote; none where it is something else.
    pub fn from_secret(secret: &SecretString) -> Option<Registered> {
        let stored: Stored = serde_json::from_str(secret.expose_secret()).ok()?;
        Some(Registered {
            client: Client {
                id: stored.id,
                secret: stored.secret.map(Into::into),
                certificate: None,
            },
            secret_expires_at: stored.secret_expires_at,
            token: stored.token.map(Into::into),
        })
    }

    /// Whether its secret has ended.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.secret_expires_at.is_some_and(|end| end <= now)
    }
}

/// Registers a client (RFC 7591 section 3). `values` fill the address, `scopes` are what the client will ask for.
///
/// # Errors
/// [`Error::BadProfile`] where there is no address to register at, [`Error::BadAddress`], [`Error::Refused`], [`Error::Unreachable`],
/// [`Error::AnswerLost`], [`Error::Unavailable`], [`Error::Redirected`], [`Error::NotOAuth`]; [`Error::Answer`] where the
/// answer has no client.
pub async fn register(
    http: &reqwest::Client,
    profile: &Profile,
    values: &Values,
    scopes: &[String],
) -> Result<Registered, Error> {
    let rule = profile.registration.as_ref();
    let template = rule.and_then(|rule| rule.url.as_ref());
    let template = template.ok_or_else(|| Error::BadProfile {
        path: "registration.url".to_owned(),
        reason: "is missing: discovery did not tell it".to_owned(),
    })?;
    let (_, address) = address(template, values).map_err(|reason| Error::BadAddress {
        field: "registration.url".to_owned(),
        reason,
    })?;
    let request = http
        .post(address)
        .header(http::header::ACCEPT, "application/json")
        .json(&metadata(profile, scopes))
        .build()
        .map_err(|_| misses("request", "cannot be written"))?;
    let reply = send(http, request).await?;
    let answer = Value::Object(read(&reply, &[])?);
    let text = |name: &str| {
        at(&answer, name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    Ok(Registered {
        client: Client {
            id: text("client_id")
                .ok_or_else(|| misses("client_id", "is missing"))?
                .to_owned(),
            secret: text("client_secret").map(SecretString::from),
            certificate: None,
        },
        secret_expires_at: at(&answer, "client_secret_expires_at").and_then(time),
        token: text("registration_access_token").map(SecretString::from),
    })
}

/// What the provider is told of the client (RFC 7591 section 2).
fn metadata(profile: &Profile, scopes: &[String]) -> Value {
    let auth = match (profile.client.secret, profile.client_auth()) {
        (SecretRule::None, _) | (_, ClientAuth::None | ClientAuth::BasicWithoutSecret) => "none",
        (_, ClientAuth::Basic | ClientAuth::SecretAsUsername) => "client_secret_basic",
        _ => "client_secret_post",
    };
    let grants = profile.grants();
    let mut names: Vec<&str> = (grants.iter())
        .map(|grant| match grant {
            GrantKind::AuthorizationCode => "authorization_code",
            GrantKind::ClientCredentials => "client_credentials",
            GrantKind::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
        })
        .collect();
    if grants != [GrantKind::ClientCredentials] {
        names.push("refresh_token");
    }
    let rule = profile.registration.as_ref();
    let name = rule.and_then(|rule| rule.name.as_deref());
    let mut metadata = json!({
        "client_name": name.unwrap_or("Headwater"),
        "application_type": "native",
        "token_endpoint_auth_method": auth,
        "grant_types": names,
    });
    if grants.contains(&GrantKind::AuthorizationCode) {
        metadata["redirect_uris"] = json!(profile.redirect_uris());
        metadata["response_types"] = json!(["code"]);
    } else {
        metadata["redirect_uris"] = json!([]);
        metadata["response_types"] = json!([]);
    }
    if !scopes.is_empty() {
        metadata["scope"] = scopes.join(" ").into();
    }
    metadata
}

/// Seconds since 1970, as a number or a text; zero is never (RFC 7591 section 3.2.1).
fn time(value: &Value) -> Option<Timestamp> {
    let seconds = value
        .as_f64()
        .or_else(|| value.as_str()?.trim().parse().ok())
        .filter(|seconds| *seconds > 0.0)?;
    // In range: between zero and LATEST.
    Timestamp::from_second(seconds.min(LATEST as f64) as i64).ok()
}
