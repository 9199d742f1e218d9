//! The one HTTP client. Redirects are off: a token request must never be repeated elsewhere, and a data request that is
//! sent elsewhere would carry the token along.

use std::time::Duration;

use crate::fault::{Code, Fault};

/// Builds the client: system proxy and certificates, 10 s to connect, 60 s between two reads.
///
/// # Errors
/// [`Code::Unreachable`] when the system's certificates or proxy settings cannot be read.
pub(crate) fn client() -> Result<reqwest::Client, Fault> {
    builder().build().map_err(|error| {
        Fault::new(Code::Unreachable)
            .with(
                "reason",
                "The network settings of the system cannot be read",
            )
            .detail(error)
    })
}

/// What every HTTP client of ours is made from.
pub(crate) fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("Headwater/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(10))
        .read_timeout(Duration::from_secs(60))
        .pool_idle_timeout(Duration::from_secs(30))
}
