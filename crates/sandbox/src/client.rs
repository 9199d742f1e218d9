//! Who may ask, and for what.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use url::Url;

/// The pre-configured client: public, no secret.
pub const CLIENT_ID: &str = "headwater-sandbox";

/// The client that stands for an own one, with [`OWN_CLIENT_SECRET`].
pub const OWN_CLIENT_ID: &str = "sandbox-client";

/// The secret of [`OWN_CLIENT_ID`]. Public knowledge, like everything here.
pub const OWN_CLIENT_SECRET: &str = "sandbox-secret";

/// The scopes there are, each with what it shares in plain words.
pub const SCOPES: [(&str, &str); 5] = [
    ("profile", "See your name and e-mail address"),
    ("contacts.read", "Read your contacts"),
    ("companies.read", "Read your companies"),
    ("deals.read", "Read your deals"),
    ("orders.read", "Read your orders"),
];

/// A registered client.
pub(crate) struct Client {
    pub(crate) id: &'static str,
    /// What the consent page calls it.
    pub(crate) name: &'static str,
    /// `None` for a public client (RFC 6749 section 2.1).
    pub(crate) secret: Option<&'static str>,
}

const CLIENTS: [Client; 2] = [
    Client {
        id: CLIENT_ID,
        name: "Headwater",
        secret: None,
    },
    Client {
        id: OWN_CLIENT_ID,
        name: "Your own app",
        secret: Some(OWN_CLIENT_SECRET),
    },
];

impl Client {
    pub(crate) fn find(id: &str) -> Option<&'static Client> {
        CLIENTS.iter().find(|client| client.id == id)
    }

    /// Whether `uri` is registered. Both clients are native apps: `http`, a loopback host, any port, the path
    /// `/callback` and nothing else (RFC 8252 section 7.3).
    pub(crate) fn allows_redirect(&self, uri: &str) -> bool {
        let Ok(url) = Url::parse(uri) else {
            return false;
        };
        // Compared as it was sent, not as it parses: `http:\\127.0.0.1` parses too.
        let plain = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("http://{host}:{port}/callback"),
            (Some(host), None) => format!("http://{host}/callback"),
            (None, _) => return false,
        };
        let loopback = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        loopback && uri == plain
    }
}

/// 256 bits from the system's generator, behind a prefix that says what it is.
pub(crate) fn random_token(prefix: &str) -> String {
    let bytes: [u8; 32] = rand::random();
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// SHA-256 as base64url without padding: of tokens, so that none is kept, and of PKCE verifiers (RFC 7636
/// section 4.2).
pub(crate) fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_loopback_callbacks_are_registered() {
        let client = Client::find(CLIENT_ID).unwrap();
        for uri in [
            "http://127.0.0.1:51234/callback",
            "http://localhost:9002/callback",
            "http://[::1]:9002/callback",
            "http://127.0.0.1/callback",
        ] {
            assert!(
                client.allows_redirect(uri),
                "{uri} differs in its port only"
            );
        }
        for uri in [
            "https://127.0.0.1:1/callback",
            "http://127.0.0.1:1/callback/",
            "http://127.0.0.1:1/callback?x=1",
            "http://127.0.0.1:1/callback#x",
            "http://user@127.0.0.1:1/callback",
            "http://127.0.0.1.example:1/callback",
            "http://2130706433/callback",
            "HTTP://127.0.0.1:1/callback",
            "http:\\\\127.0.0.1:1/callback",
            "headwater://callback",
            "",
        ] {
            assert!(
                !client.allows_redirect(uri),
                "{uri} is another address or hides one"
            );
        }
    }

    #[test]
    fn a_hash_is_the_challenge_of_rfc_7636_appendix_b() {
        assert_eq!(
            hash("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
