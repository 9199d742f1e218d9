//! Which proxy a request takes.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use secrecy::SecretString;
use url::{Host, Url};

use super::pac::Pac;
use super::{settings, with_password};
use crate::fault::Fault;
use crate::view::ProxyRule;

/// A way out. This machine itself is always reached directly: the callback and the sample data are there.
pub(super) enum Route {
    /// No proxy.
    Direct,
    /// As the environment or the desktop says.
    System(Matcher),
    /// One proxy for all but some hosts.
    Explicit {
        /// Matches the hosts that take it.
        takes_it: Matcher,
        /// The proxy, with its password.
        proxy: Url,
    },
    /// As a script says.
    Pac(Pac),
}

impl Route {
    /// The way that a rule describes.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for an address that is none; those of [`Pac::load`].
    pub(super) async fn by(
        rule: &ProxyRule,
        password: Option<&SecretString>,
    ) -> Result<Self, Fault> {
        Ok(match rule {
            ProxyRule::Direct => Self::Direct,
            ProxyRule::System => Self::System(Matcher::from_system()),
            ProxyRule::Explicit { url, bypass } => {
                let proxy = settings::proxy_address(url)?;
                let hosts: Vec<_> = bypass
                    .iter()
                    .map(|host| host.trim_start_matches('*'))
                    .collect();
                let takes_it = Matcher::builder()
                    .all(settings::place(&proxy))
                    .no(hosts.join(","))
                    .build();
                Self::Explicit {
                    takes_it,
                    proxy: with_password(proxy, password),
                }
            }
            ProxyRule::Pac { url } => Self::Pac(Pac::load(url).await?),
        })
    }

    /// The proxy that requests to `url` take; none: directly.
    pub(super) fn proxy_for(&self, url: &Url) -> Option<Url> {
        if is_this_machine(url) {
            return None;
        }
        let uri = url.as_str().parse().ok()?;
        match self {
            Self::Direct => None,
            Self::System(matcher) => address(&matcher.intercept(&uri)?),
            Self::Explicit { takes_it, proxy } => takes_it.intercept(&uri).map(|_| proxy.clone()),
            Self::Pac(pac) => pac.proxy_for(url),
        }
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A proxy of the system as an address, with the user and password that the environment gave.
fn address(intercept: &Intercept) -> Option<Url> {
    let mut url: Url = intercept.uri().to_string().parse().ok()?;
    let basic = intercept.basic_auth().and_then(|header| {
        let text = header.to_str().ok()?.strip_prefix("Basic ")?;
        let pair = String::from_utf8(BASE64_STANDARD.decode(text).ok()?).ok()?;
        let (user, password) = pair.split_once(':')?;
        Some((user.to_owned(), password.to_owned()))
    });
    let raw = intercept
        .raw_auth()
        .map(|(user, password)| (user.to_owned(), password.to_owned()));
    if let Some((user, password)) = basic.or(raw) {
        // The address percent-encodes everything but the percent sign itself.
        let _ = url.set_username(&user.replace('%', "%25"));
        let _ = url.set_password(Some(&password.replace('%', "%25")));
    }
    Some(url)
}
