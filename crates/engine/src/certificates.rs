//! Client certificates (RFC 8705): a connection whose client has one talks over HTTP clients of its own.

use std::collections::HashMap;
use std::sync::Mutex;

use headwater_oauth::Provider;
use secrecy::{ExposeSecret as _, SecretString};

use crate::engine::{Engine, locked};
use crate::fault::Fault;
use crate::http;

/// HTTP clients by the client that they speak for, so that connections are kept between requests.
#[derive(Default)]
pub(crate) struct Certificates(Mutex<HashMap<String, reqwest::Client>>);

impl Engine {
    /// The HTTP client for a provider: the one of all, unless its OAuth client has a certificate.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for a certificate that cannot be used.
    pub(crate) fn http_of(&self, provider: &Provider) -> Result<reqwest::Client, Fault> {
        let Some(pem) = &provider.client().certificate else {
            return Ok(self.http.clone());
        };
        let key = provider.client_key(&[]);
        if let Some(http) = locked(&self.certificates.0).get(&key) {
            return Ok(http.clone());
        }
        let http = client(pem)?;
        locked(&self.certificates.0).insert(key, http.clone());
        Ok(http)
    }
}

/// Whether a text is a certificate with its private key.
///
/// # Errors
/// [`Code::InputInvalid`](crate::fault::Code::InputInvalid), without quoting it.
pub(crate) fn check(pem: &SecretString) -> Result<(), Fault> {
    client(pem).map(drop)
}

/// The HTTP client of a certificate. Without one such a client can be built, so what fails here is the certificate.
fn client(pem: &SecretString) -> Result<reqwest::Client, Fault> {
    reqwest::Identity::from_pem(pem.expose_secret().as_bytes())
        .and_then(|identity| http::builder().identity(identity).build())
        .map_err(|_| {
            Fault::input(
                "The certificate",
                "It must be the certificate and the private key that belongs to it, both in PEM form, in one text",
            )
        })
}
