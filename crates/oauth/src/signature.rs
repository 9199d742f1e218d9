//! Callbacks that prove whose they are, beyond their state. One adapter for each provider that does.

use aws_lc_rs::hmac;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

use crate::profile::CallbackSignature;

/// How far a provider's clock and ours may differ, in seconds.
const LEEWAY: i64 = 300;

/// What a callback has to be signed with.
pub(crate) struct Signature {
    pub rule: CallbackSignature,
    pub secret: SecretString,
}

impl Signature {
    /// Whether the parameters of a callback are signed as they should be, at most five minutes ago.
    pub(crate) fn is_good(&self, pairs: &[(String, String)], now: Timestamp) -> bool {
        match self.rule {
            CallbackSignature::ShopifyHmac => shopify(pairs, &self.secret, now.as_second()),
        }
    }
}

/// Shopify's: HMAC-SHA256 in hexadecimal over the other parameters, sorted by name and written as a query.
fn shopify(pairs: &[(String, String)], secret: &SecretString, now: i64) -> bool {
    let one = |name: &str| {
        let mut found = pairs.iter().filter(|(this, _)| this == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value.as_str()),
            _ => None,
        }
    };
    let (Some(given), Some(time)) = (one("hmac").and_then(unhex), one("timestamp")) else {
        return false;
    };
    let fresh = |time: i64| now.abs_diff(time) <= LEEWAY.unsigned_abs();
    if !time.parse().is_ok_and(fresh) {
        return false;
    }
    let mut signed: Vec<_> = (pairs.iter())
        .filter(|(name, _)| name != "hmac" && name != "signature")
        .collect();
    signed.sort();
    let encoded = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(signed.iter().map(|(name, value)| (name, value)))
        .finish();
    // Libraries of the provider's own differ in whether values are encoded before they are signed.
    let plain: Vec<_> = (signed.iter())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
    let verified = |text: &str| hmac::verify(&key, text.as_bytes(), &given).is_ok();
    verified(&encoded) || verified(&plain.join("&"))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |[high, low]: &[u8; 2]| u8::try_from(digit(*high)? * 16 + digit(*low)?).ok();
    match rest {
        [] => pairs.iter().map(byte).collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Shopify's own documentation gives as an example, signed with the secret `hush`.
    const EXAMPLE: [(&str, &str); 5] = [
        ("code", "0907a61c0c8d55e99db179b68161bc00"),
        (
            "hmac",
            "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf",
        ),
        ("shop", "some-shop.myshopify.com"),
        ("state", "0.6784241404160823"),
        ("timestamp", "1337178173"),
    ];

    fn judged(change: impl FnOnce(&mut Vec<(String, String)>), secret: &str, now: i64) -> bool {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let mut pairs: Vec<_> = EXAMPLE.into_iter().map(owned).collect();
        change(&mut pairs);
        shopify(&pairs, &secret.into(), now)
    }

    /// The vendor's example is good in any order and within five minutes; with any part changed, another secret, or
    /// later, it is not.
    #[test]
    fn shopifys_example() {
        assert!(judged(|_| {}, "hush", 1_337_178_173));
        assert!(judged(|pairs| pairs.reverse(), "hush", 1_337_178_473));
        assert!(!judged(|_| {}, "hush", 1_337_178_474), "too old");
        assert!(!judged(|_| {}, "hush", 1_337_177_872), "from the future");
        assert!(!judged(|_| {}, "other", 1_337_178_173));
        for index in 0..EXAMPLE.len() {
            let changed = |pairs: &mut Vec<(String, String)>| pairs[index].1.push('0');
            assert!(!judged(changed, "hush", 1_337_178_173), "{index} changed");
            let without = |pairs: &mut Vec<(String, String)>| drop(pairs.remove(index));
            assert!(!judged(without, "hush", 1_337_178_173), "{index} left out");
        }
        let twice = |pairs: &mut Vec<(String, String)>| pairs.push(pairs[1].clone());
        assert!(!judged(twice, "hush", 1_337_178_173), "two signatures");
    }
}
