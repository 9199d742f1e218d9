//! Signatures of JSON Web Tokens (RFC 7518, section 3; RFC 8037 for Ed25519).

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, RsaEncoding, RsaKeyPair,
};
use pkcs8::der::SecretDocument;
use pkcs8::{EncryptedPrivateKeyInfoRef, der::Decode as _};
use secrecy::{ExposeSecret, SecretString};

/// How a token is signed.
#[derive(Clone, Copy)]
pub(super) struct Algorithm(&'static str, Kind);

#[derive(Clone, Copy)]
enum Kind {
    Hmac(fn() -> hmac::Algorithm),
    Rsa(&'static dyn RsaEncoding),
    Ecdsa(&'static EcdsaSigningAlgorithm),
    Ed25519,
}

/// Why a key cannot sign; it names nothing of the key.
#[derive(Debug)]
pub(super) struct Unfit(pub(super) &'static str);

const ALGORITHMS: [Algorithm; 14] = [
    Algorithm("HS256", Kind::Hmac(|| hmac::HMAC_SHA256)),
    Algorithm("HS384", Kind::Hmac(|| hmac::HMAC_SHA384)),
    Algorithm("HS512", Kind::Hmac(|| hmac::HMAC_SHA512)),
    Algorithm("RS256", Kind::Rsa(&signature::RSA_PKCS1_SHA256)),
    Algorithm("RS384", Kind::Rsa(&signature::RSA_PKCS1_SHA384)),
    Algorithm("RS512", Kind::Rsa(&signature::RSA_PKCS1_SHA512)),
    Algorithm("PS256", Kind::Rsa(&signature::RSA_PSS_SHA256)),
    Algorithm("PS384", Kind::Rsa(&signature::RSA_PSS_SHA384)),
    Algorithm("PS512", Kind::Rsa(&signature::RSA_PSS_SHA512)),
    Algorithm(
        "ES256",
        Kind::Ecdsa(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
    ),
    Algorithm(
        "ES256K",
        Kind::Ecdsa(&signature::ECDSA_P256K1_SHA256_FIXED_SIGNING),
    ),
    Algorithm(
        "ES384",
        Kind::Ecdsa(&signature::ECDSA_P384_SHA384_FIXED_SIGNING),
    ),
    Algorithm(
        "ES512",
        Kind::Ecdsa(&signature::ECDSA_P521_SHA512_FIXED_SIGNING),
    ),
    Algorithm("EdDSA", Kind::Ed25519),
];

impl Algorithm {
    /// The algorithm of a name.
    pub(super) fn named(name: &str) -> Option<Algorithm> {
        ALGORITHMS.into_iter().find(|known| known.0 == name)
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        self.0
    }

    /// Signs `message`: `key` is the shared secret, or a private key in PEM form, which
    /// `passphrase` opens where it is encrypted (PKCS #8).
    pub(super) fn sign(
        self,
        key: &SecretString,
        passphrase: Option<&SecretString>,
        message: &[u8],
    ) -> Result<Vec<u8>, Unfit> {
        let unfit = || Unfit("`secret_key` is not the kind of key that `algorithm` needs");
        if let Kind::Hmac(hash) = self.1 {
            let key = hmac::Key::new(hash(), key.expose_secret().as_bytes());
            return Ok(hmac::sign(&key, message).as_ref().to_vec());
        }
        let (label, document) = private_key(key, passphrase)?;
        let der = document.as_bytes();
        match self.1 {
            Kind::Rsa(encoding) => {
                let pair = match label.as_str() {
                    "RSA PRIVATE KEY" => RsaKeyPair::from_der(der),
                    _ => RsaKeyPair::from_pkcs8(der),
                };
                let pair = pair.map_err(|_| unfit())?;
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &SystemRandom::new(), message, &mut signature)
                    .map_err(|_| unfit())?;
                Ok(signature)
            }
            Kind::Ecdsa(algorithm) => {
                let pair = EcdsaKeyPair::from_private_key_der(algorithm, der);
                let signature = pair
                    .map_err(|_| unfit())?
                    .sign(&SystemRandom::new(), message)
                    .map_err(|_| unfit())?;
                Ok(signature.as_ref().to_vec())
            }
            Kind::Ed25519 | Kind::Hmac(_) => {
                let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map_err(|_| unfit())?;
                Ok(pair.sign(message).as_ref().to_vec())
            }
        }
    }
}

impl std::fmt::Debug for Algorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// A private key out of its PEM form, with the label it stands under.
fn private_key(
    key: &SecretString,
    passphrase: Option<&SecretString>,
) -> Result<(String, SecretDocument), Unfit> {
    // A configuration that came through JSON twice has `\n` where lines end.
    let text = key.expose_secret().trim().replace("\\n", "\n") + "\n";
    let (label, document) = SecretDocument::from_pem(&text)
        .map_err(|_| Unfit("`secret_key` is no private key in PEM form"))?;
    if label != "ENCRYPTED PRIVATE KEY" {
        return Ok((label.to_owned(), document));
    }
    let Some(passphrase) = passphrase else {
        return Err(Unfit(
            "`secret_key` is encrypted, and there is no `passphrase`",
        ));
    };
    let opened = EncryptedPrivateKeyInfoRef::from_der(document.as_bytes())
        .map_err(|_| Unfit("`secret_key` is no encrypted private key"))?
        .decrypt(passphrase.expose_secret())
        .map_err(|_| Unfit("`passphrase` does not open `secret_key`"))?;
    Ok(("PRIVATE KEY".into(), opened))
}
