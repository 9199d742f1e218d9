//! A dry run of client credentials: a request that cannot succeed for any reason but the client's own tells whether the
//! provider knows the client, before anybody is sent to a consent page.

use secrecy::SecretString;

use crate::attempt::random;
use crate::profile::{GrantKind, RedirectPolicy};
use crate::token::{Exchange, exchange};
use crate::{Device, Error, Provider, client_credentials};

/// What a dry run told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probed {
    /// The provider knows the client.
    Right,
    /// It does not know the client's ID.
    UnknownId,
    /// It knows the ID; the secret is another.
    WrongSecret,
    /// It does not accept the client and does not say which of both is wrong.
    Wrong,
    /// It does not tell without a consent; what it said instead.
    CannotTell(String),
}

/// Tries the client: with the first request where the grant is had without a browser that comes back, else by exchanging
/// a code that nobody gave (RFC 6749 section 5.2: `invalid_client` comes before `invalid_grant`).
///
/// # Errors
/// [`Error::Unreachable`], [`Error::AnswerLost`], [`Error::Unavailable`], [`Error::Redirected`], [`Error::NotOAuth`]:
/// then nothing is known. [`Error::BadClient`] where the request could not even be signed.
pub async fn probe(
    http: &reqwest::Client,
    provider: &Provider,
    kind: GrantKind,
) -> Result<Probed, Error> {
    let outcome = match kind {
        GrantKind::ClientCredentials => client_credentials(http, provider, Vec::new())
            .await
            .map(drop),
        GrantKind::AuthorizationCode => bogus(http, provider).await,
        GrantKind::DeviceCode => Device::begin(http, provider.clone(), Vec::new())
            .await
            .map(drop),
    };
    match outcome {
        Ok(()) => Ok(Probed::Right),
        Err(Error::Rejected { .. }) => Ok(Probed::Right),
        // RFC 6749 section 5.2: the client is known, but may not do this.
        Err(Error::Client { error, .. }) if error == "unauthorized_client" => {
            Ok(Probed::CannotTell(error))
        }
        Err(Error::Client { error, description }) => {
            Ok(which(provider, &error, description.as_deref()))
        }
        Err(
            error @ (Error::Unreachable { .. }
            | Error::AnswerLost { .. }
            | Error::Unavailable { .. }
            | Error::Redirected { .. }
            | Error::NotOAuth { .. }
            | Error::BadClient { .. }
            | Error::BadAddress { .. }),
        ) => Err(error),
        Err(error) => Ok(Probed::CannotTell(error.to_string())),
    }
}

/// A redirect URI where the profile has none of its own: the code is refused before it is compared.
const SOMEWHERE: &str = "https://localhost/callback";

/// Exchanges a code that nobody gave.
async fn bogus(http: &reqwest::Client, provider: &Provider) -> Result<(), Error> {
    let profile = &provider.0.profile;
    let redirect = &profile.redirect;
    let uri = match redirect.policy {
        RedirectPolicy::AnyPort => {
            format!("http://{}:17390{}", redirect.host.as_str(), redirect.path)
        }
        RedirectPolicy::FixedPorts | RedirectPolicy::Relay | RedirectPolicy::Paste => {
            let mut uris = profile.redirect_uris().into_iter();
            uris.next().unwrap_or_else(|| SOMEWHERE.to_owned())
        }
    };
    let (code, state, verifier): (SecretString, _, _) = (random(), random(), random());
    let with_proof = profile.pkce.mode != crate::profile::PkceMode::Off;
    let question = Exchange {
        code: &code,
        verifier: with_proof.then_some(&verifier),
        state: &state,
        redirect_uri: &uri,
        asked: &[],
    };
    exchange(http, provider, question).await.map(drop)
}

/// Which part of the client is wrong, as far as the provider's words tell.
fn which(provider: &Provider, error: &str, description: Option<&str>) -> Probed {
    let said = format!("{error} {}", description.unwrap_or_default()).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let unknown = [
        "not found",
        "not exist",
        "no such",
        "unknown client",
        "client unknown",
        "client is unknown",
        "not registered",
        "unregistered",
        "was deleted",
        "invalid client id",
        "invalid client_id",
        "client_id is invalid",
    ];
    if has(&["secret", "assertion", "signature", "password"])
        && !has(&["or client_id", "or client id", "id or"])
    {
        return Probed::WrongSecret;
    }
    if has(&unknown) || provider.0.client.secret.is_none() {
        return Probed::UnknownId;
    }
    Probed::Wrong
}
