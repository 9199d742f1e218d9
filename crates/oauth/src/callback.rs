//! Judging what came back: is it the answer to our question?

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Error;
use crate::answer::{clean, of_kind};
use crate::profile::{CallbackValue, ErrorRule};

/// The longest code that is believed.
const LONGEST_CODE: usize = 4096;
/// Parameters that must not be repeated (RFC 6749 section 3.1), beside state and code.
const SINGLE: [&str; 3] = ["error", "error_description", "iss"];

/// What makes an answer ours.
pub(crate) struct Expected {
    pub state: SecretString,
    /// The parameter that holds the state.
    pub state_name: String,
    /// The parameters that may hold the code, the best first.
    pub code_names: Vec<String>,
    pub issuer: Option<String>,
    /// The provider promises `iss` (RFC 9207).
    pub iss_promised: bool,
    /// Parameters to keep.
    pub capture: Vec<CallbackValue>,
    /// What the provider's own errors mean.
    pub errors: Vec<ErrorRule>,
}

/// The provider's yes.
pub(crate) struct Consent {
    pub code: SecretString,
    pub captured: BTreeMap<String, Value>,
}

/// What a request to the callback path is.
pub(crate) enum Verdict {
    /// Not an answer to this attempt. Whoever sent it must not be able to end the attempt.
    Foreign,
    /// It carries our state but nothing that can be used.
    Unusable(&'static str),
    /// The provider's answer.
    Answer(Result<Consent, Error>),
}

/// Judges the query of a callback (RFC 6749 sections 4.1.2 and 4.1.2.1, RFC 9207 section 2.4).
pub(crate) fn judge(query: &str, expected: &Expected) -> Verdict {
    let Some(pairs) = pairs(query) else {
        return Verdict::Foreign;
    };
    let count = |name: &str| pairs.iter().filter(|(this, _)| this == name).count();
    let one = |name: &str| {
        pairs
            .iter()
            .find(|(this, _)| this == name)
            .map(|(_, value)| value.as_str())
    };

    let ours =
        |state: &str| Sha256::digest(state) == Sha256::digest(expected.state.expose_secret());
    let state = expected.state_name.as_str();
    if count(state) != 1 || !one(state).is_some_and(ours) {
        return Verdict::Foreign;
    }
    let codes = expected.code_names.iter().map(String::as_str);
    if SINGLE.into_iter().chain(codes).any(|name| count(name) > 1) {
        return Verdict::Unusable("a parameter is given twice");
    }
    let unfit = |value: &CallbackValue| {
        let found = one(&value.name);
        let pattern = value.pattern.as_ref();
        count(&value.name) > 1
            || pattern
                .zip(found)
                .is_some_and(|(pattern, found)| !pattern.is_match(found))
    };
    if expected.capture.iter().any(unfit) {
        return Verdict::Unusable("it names an address that is not this provider's");
    }
    if let Some(issuer) = &expected.issuer
        && (expected.iss_promised || one("iss").is_some())
        && one("iss") != Some(issuer)
    {
        return Verdict::Answer(Err(Error::IssuerMismatch {
            expected: issuer.clone(),
            found: one("iss").map(|found| clean(found, &[])),
        }));
    }
    match (
        expected.code_names.iter().find_map(|name| one(name)),
        one("error"),
    ) {
        (Some(_), Some(_)) => Verdict::Unusable("it holds both a code and an error"),
        (None, None) => Verdict::Unusable("it holds neither a code nor an error"),
        (None, Some("")) => Verdict::Unusable("its error is empty"),
        (None, Some(error)) => {
            let description = one("error_description").map(|text| clean(text, &[]));
            Verdict::Answer(Err(refusal(
                clean(error, &[]),
                description,
                &expected.errors,
            )))
        }
        (Some(""), None) => Verdict::Unusable("its code is empty"),
        (Some(code), None) if code.len() > LONGEST_CODE => {
            Verdict::Unusable("its code is too long")
        }
        // RFC 6749 appendix A.11.
        (Some(code), None) if !code.bytes().all(|byte| (b' '..=b'~').contains(&byte)) => {
            Verdict::Unusable("its code has characters that no code may have")
        }
        (Some(code), None) => Verdict::Answer(Ok(Consent {
            code: code.into(),
            captured: (expected.capture.iter())
                .filter_map(|value| Some((value.name.clone(), one(&value.name)?.into())))
                .collect(),
        })),
    }
}

/// The provider's no, as the profile reads it.
fn refusal(error: String, description: Option<String>, rules: &[ErrorRule]) -> Error {
    let said = format!("{error} {}", description.as_deref().unwrap_or_default());
    let rule = rules.iter().find(|rule| rule.pattern.is_match(&said));
    let Some(rule) = rule else {
        return Error::Denied { error, description };
    };
    let description = rule.text.clone().or(description);
    let later = Error::Denied {
        error: "temporarily_unavailable".to_owned(),
        description: description.clone().or_else(|| Some(error.clone())),
    };
    of_kind(rule.kind, error, description, later)
}

/// Decodes a query strictly: broken percent-encoding, invalid UTF-8 and NUL are errors, not
/// guesses.
fn pairs(query: &str) -> Option<Vec<(String, String)>> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decode(name)?, decode(value)?))
        })
        .collect()
}

/// Percent-decodes a name or value of a query.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        bytes.push(match first {
            b'+' => b' ',
            b'%' => {
                let (digits, after) = rest.split_at_checked(2)?;
                rest = after;
                hex(digits[0])? << 4 | hex(digits[1])?
            }
            byte => *byte,
        });
    }
    String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
}

fn hex(digit: u8) -> Option<u8> {
    // One hexadecimal digit is below 16.
    char::from(digit).to_digit(16).map(|digit| digit as u8)
}
