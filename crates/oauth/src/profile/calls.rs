//! The rules of what is asked with the token once there is one: what to keep, what to choose, and
//! whether it works.

use std::collections::BTreeMap;

use http::{HeaderName, HeaderValue};
use serde::Deserialize;

use super::parameters::{Parameters, parameters};
use super::{Profile, bad};
use crate::Error;
use crate::address::check_syntax;
use crate::answer::check_condition;

/// A request after the consent, signed with the access token. Its answer tells values to keep, or
/// what the person may choose between.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The address. A template, which may name what was captured before.
    pub get: String,
    /// Further headers. The values are templates of the same kind.
    #[serde(default, deserialize_with = "parameters")]
    pub headers: Parameters,
    /// Values to keep by name, and their paths in the answer.
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    /// What the person chooses between.
    #[serde(default)]
    pub choose: Option<Choose>,
}

/// A choice after the consent: which organisation, site or portal the connection is for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choose {
    /// The path to the list in the answer; `$` is the answer itself.
    pub list: String,
    /// The path to the value to keep, in an entry of the list.
    pub value: String,
    /// The path to what the person reads; unset: the value.
    #[serde(default)]
    pub title: Option<String>,
    /// What is chosen, for people: `Organisation`.
    pub label: String,
    /// The name under which the value is kept.
    pub into: String,
}

/// A request that tells whether the connection works.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// The address to get. A template, which may name captured values. Where nothing comes out,
    /// nothing is asked.
    #[serde(default)]
    pub get: Option<String>,
    /// The address to post to, without a body, instead.
    #[serde(default)]
    pub post: Option<String>,
    /// Further headers. The values are templates of the same kind.
    #[serde(default, deserialize_with = "parameters")]
    pub headers: Parameters,
    /// The statuses that are good.
    #[serde(default = "good")]
    pub ok: Vec<u16>,
    /// An expression over the fields of the answer that holds where it is an error in spite of its
    /// status.
    #[serde(default)]
    pub error_when: Option<String>,
}

fn good() -> Vec<u16> {
    vec![200]
}

impl Verify {
    /// Its one address.
    pub(crate) fn address(&self) -> Option<&String> {
        self.get.as_ref().or(self.post.as_ref())
    }
}

/// Checks the calls of a profile. Their addresses and what they name are checked with all others.
pub(super) fn check(profile: &Profile) -> Result<(), Error> {
    for (index, call) in profile.after_connect.iter().enumerate() {
        let path = format!("after_connect[{index}]");
        if call.set.is_empty() && call.choose.is_none() {
            return Err(bad(path, "needs set or choose"));
        }
        headers(&format!("{path}.headers"), &call.headers)?;
    }
    headers("use_token.extra_headers", &profile.use_token.extra_headers)?;
    let Some(verify) = &profile.verify else {
        return Ok(());
    };
    headers("verify.headers", &verify.headers)?;
    if verify.get.is_some() == verify.post.is_some() {
        return Err(bad("verify", "needs either get or post"));
    }
    if let Some(index) = verify
        .ok
        .iter()
        .position(|status| !(200..600).contains(status))
    {
        return Err(bad(
            format!("verify.ok[{index}]"),
            "is no status of an answer",
        ));
    }
    if verify.ok.is_empty() {
        return Err(bad("verify.ok", "needs at least one status"));
    }
    match &verify.error_when {
        Some(condition) => {
            check_condition(condition).map_err(|reason| bad("verify.error_when", reason))
        }
        None => Ok(()),
    }
}

/// Headers of requests that the access token signs.
fn headers(path: &str, headers: &Parameters) -> Result<(), Error> {
    for (name, template) in headers {
        let path = format!("{path}.{name}");
        if HeaderName::from_bytes(name.as_bytes()).is_err() {
            return Err(bad(path, "is no header name"));
        }
        if ["authorization", "host", "content-length"].contains(&name.to_ascii_lowercase().as_str())
        {
            return Err(bad(path, "is set by the flow itself"));
        }
        check_syntax(template).map_err(|reason| bad(&path, reason))?;
        if !template.contains('{') && HeaderValue::from_str(template).is_err() {
            return Err(bad(path, "has characters that no header may have"));
        }
    }
    Ok(())
}
