//! The client: what it is, and how it names itself in requests that the `oauth2` crate does not write.

use std::fmt;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use url::form_urlencoded::byte_serialize;

use crate::assertion;
use crate::profile::ClientAuth;
use crate::provider::Resolved;
use crate::wire::{Pairs, basic};
use crate::{Error, Provider};

/// OAuth client credentials.
#[derive(Clone, Default)]
pub struct Client {
    /// The client identifier (RFC 6749 section 2.2).
    pub id: String,
    /// The client secret; none for public clients. With `private_key_jwt` the private key in PEM form.
    pub secret: Option<SecretString>,
    /// The client's certificate and its key in PEM form (RFC 8705). It belongs to the HTTP client that is passed in;
    /// here it only tells clients apart.
    pub certificate: Option<SecretString>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("id", &self.id)
            .field("secret", &self.secret.is_some())
            .field("certificate", &self.certificate.is_some())
            .finish()
    }
}

impl Provider {
    /// The client in use.
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// Tells whose token the client credentials would give: the same for requests of the same client, scopes, audience
    /// and further parameters. A digest, from which no secret can be had.
    pub fn client_key(&self, scopes: &[String]) -> String {
        let resolved = &self.0;
        let client = &resolved.client;
        let plain = |secret: &Option<SecretString>| {
            let secret = secret.as_ref().map(SecretString::expose_secret);
            secret.unwrap_or_default().to_owned()
        };
        let mut scopes = scopes.to_vec();
        scopes.sort_unstable();
        let whole = serde_json::json!([
            resolved.client_token.as_ref().ok().map(url::Url::as_str),
            client.id,
            plain(&client.secret),
            plain(&client.certificate),
            scopes,
            resolved.client_extra,
            resolved.token_headers,
        ]);
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(whole.to_string()))
    }
}

/// Adds to a request what names the client, as the profile's `client.auth` says (RFC 6749 section 2.3.1). Gives the
/// `Authorization` header where it has one.
pub(crate) fn sign(provider: &Resolved, pairs: &mut Pairs) -> Result<Option<HeaderValue>, Error> {
    let client = &provider.client;
    let secret = client.secret.as_ref().map(SecretString::expose_secret);
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let auth = provider.client_auth();
    match auth {
        ClientAuth::Basic | ClientAuth::SecretAsUsername | ClientAuth::BasicWithoutSecret => {
            let sent = match auth {
                ClientAuth::BasicWithoutSecret => "",
                _ => secret.unwrap_or_default(),
            };
            let pair = format!("{}:{}", encoded(&client.id), encoded(sent));
            let header = format!("Basic {}", BASE64_STANDARD.encode(pair));
            let mut header = HeaderValue::from_str(&header).map_err(|_| Error::BadClient {
                field: "client_id",
                reason: "cannot be sent",
            })?;
            header.set_sensitive(true);
            return basic(provider, &header).map(Some);
        }
        ClientAuth::Body => {
            name(client, pairs);
            let secret = secret.map(|secret| ("client_secret".to_owned(), secret.to_owned()));
            pairs.extend(secret);
        }
        ClientAuth::None | ClientAuth::TlsClientAuth => name(client, pairs),
        ClientAuth::PrivateKeyJwt | ClientAuth::ClientSecretJwt => {
            name(client, pairs);
            assertion::attach(provider, pairs)?;
        }
    }
    Ok(None)
}

fn name(client: &Client, pairs: &mut Pairs) {
    pairs.push(("client_id".to_owned(), client.id.clone()));
}
