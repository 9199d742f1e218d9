//! The token that a client signs to name itself (RFC 7523 section 3, OpenID Connect Core section 9).

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, RsaEncoding, RsaKeyPair};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::Error;
use crate::attempt::random;
use crate::profile::SigningAlgorithm;
use crate::provider::Resolved;
use crate::wire::Pairs;

/// The type of such a token (RFC 7523 section 2.2).
const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What an assertion says beside the client, worked out.
#[derive(Debug)]
pub(crate) struct Assertion {
    pub alg: SigningAlgorithm,
    pub key_id: Option<String>,
    pub audience: String,
    /// None: the client.
    pub issuer: Option<String>,
    /// Seconds that it lives.
    pub lifetime: u32,
}

/// Adds a fresh assertion to a request. Each one is used once: it has an identifier of its own.
pub(crate) fn attach(provider: &Resolved, pairs: &mut Pairs) -> Result<(), Error> {
    let (Some(rule), Some(secret)) = (&provider.assertion, &provider.client.secret) else {
        return Err(Error::BadClient {
            field: "client_secret",
            reason: "is missing: the client signs with it",
        });
    };
    let now = Timestamp::now().as_second();
    let mut header = json!({ "alg": format!("{:?}", rule.alg), "typ": "JWT" });
    if let Some(key_id) = &rule.key_id {
        header["kid"] = key_id.as_str().into();
    }
    let claims = json!({
        "iss": rule.issuer.as_ref().unwrap_or(&provider.client.id),
        "sub": provider.client.id,
        "aud": rule.audience,
        "jti": random().expose_secret(),
        "iat": now,
        "exp": now + i64::from(rule.lifetime),
    });
    let part = |part: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let signature = sign(rule.alg, secret, message.as_bytes())?;
    let token = format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature));
    pairs.push(("client_assertion_type".to_owned(), TYPE.to_owned()));
    pairs.push(("client_assertion".to_owned(), token));
    Ok(())
}

/// Signs a message (RFC 7518 section 3).
fn sign(alg: SigningAlgorithm, secret: &SecretString, message: &[u8]) -> Result<Vec<u8>, Error> {
    use SigningAlgorithm::*;
    match alg {
        RS256 => by_rsa(&signature::RSA_PKCS1_SHA256, secret, message),
        RS384 => by_rsa(&signature::RSA_PKCS1_SHA384, secret, message),
        RS512 => by_rsa(&signature::RSA_PKCS1_SHA512, secret, message),
        PS256 => by_rsa(&signature::RSA_PSS_SHA256, secret, message),
        PS384 => by_rsa(&signature::RSA_PSS_SHA384, secret, message),
        PS512 => by_rsa(&signature::RSA_PSS_SHA512, secret, message),
        ES256 => by_ecdsa(&signature::ECDSA_P256_SHA256_FIXED_SIGNING, secret, message),
        ES384 => by_ecdsa(&signature::ECDSA_P384_SHA384_FIXED_SIGNING, secret, message),
        HS256 => {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
            Ok(hmac::sign(&key, message).as_ref().to_vec())
        }
    }
}

fn by_rsa(
    encoding: &'static dyn RsaEncoding,
    secret: &SecretString,
    message: &[u8],
) -> Result<Vec<u8>, Error> {
    let pair = match &key(secret)? {
        PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        _ => return Err(unfit()),
    };
    let pair = pair.map_err(|_| unfit())?;
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(encoding, &SystemRandom::new(), message, &mut signature)
        .map_err(|_| unfit())?;
    Ok(signature)
}

fn by_ecdsa(
    alg: &'static EcdsaSigningAlgorithm,
    secret: &SecretString,
    message: &[u8],
) -> Result<Vec<u8>, Error> {
    let pair = match &key(secret)? {
        PrivateKeyDer::Pkcs8(der) => EcdsaKeyPair::from_pkcs8(alg, der.secret_pkcs8_der()),
        PrivateKeyDer::Sec1(der) => EcdsaKeyPair::from_private_key_der(alg, der.secret_sec1_der()),
        _ => return Err(unfit()),
    };
    let signature = pair
        .map_err(|_| unfit())?
        .sign(&SystemRandom::new(), message)
        .map_err(|_| unfit())?;
    Ok(signature.as_ref().to_vec())
}

fn key(secret: &SecretString) -> Result<PrivateKeyDer<'static>, Error> {
    PrivateKeyDer::from_pem_slice(secret.expose_secret().as_bytes()).map_err(|_| Error::BadClient {
        field: "client_secret",
        reason: "is no private key in PEM form",
    })
}

fn unfit() -> Error {
    Error::BadClient {
        field: "client_secret",
        reason: "is not the kind of private key that this provider wants",
    }
}
