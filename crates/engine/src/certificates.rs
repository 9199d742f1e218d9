//! Client certificates (RFC 8705): a connection whose client has one talks over HTTP clients of its own.

use headwater_oauth::Provider;
use secrecy::{ExposeSecret as _, SecretString};

use crate::engine::Engine;
use crate::fault::Fault;

impl Engine {
    /// The HTTP client for a provider: the one of all, unless its OAuth client has a certificate.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for a certificate that cannot be used.
    pub(crate) async fn http_of(&self, provider: &Provider) -> Result<reqwest::Client, Fault> {
        let own = match &provider.client().certificate {
            Some(pem) => Some((provider.client_key(&[]), identity(pem)?)),
            None => None,
        };
        self.network.client(own).await
    }
}

/// Whether a text is a certificate with its private key.
///
/// # Errors
/// [`Code::InputInvalid`](crate::fault::Code::InputInvalid), without quoting it.
pub(crate) fn check(pem: &SecretString) -> Result<(), Fault> {
    // A client can be built without one, so what fails here is the certificate: the wrong key is noticed only now.
    let client = reqwest::Client::builder().identity(identity(pem)?).build();
    client.map(drop).map_err(|_| unusable())
}

fn identity(pem: &SecretString) -> Result<reqwest::Identity, Fault> {
    reqwest::Identity::from_pem(pem.expose_secret().as_bytes()).map_err(|_| unusable())
}

fn unusable() -> Fault {
    Fault::input(
        "The certificate",
        "It must be the certificate and the private key that belongs to it, both in PEM form, in one text",
    )
}
