//! Reading answers: from what a provider sent to what RFC 6749 section 5 says it should have sent.

mod condition;
mod refusal;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use crate::Error;
use crate::profile::{ExpiresUnit, Profile, RefreshBy, ZeroMeans};
pub(crate) use condition::{check as check_condition, holds};
use refusal::no_token;
pub(crate) use refusal::{clean, of_kind, read, read_by};

/// Where a life given in seconds is cut off: whatever lives ten years outlives this installation.
const LONGEST_LIFE: f64 = 10.0 * 365.0 * 86_400.0;

/// The fields of an answer.
pub(crate) type Fields = Map<String, Value>;

/// Reads a JSON object or a form, by its content: content types are often wrong.
fn parse(body: &[u8]) -> Option<Fields> {
    let body = body
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(body)
        .trim_ascii();
    if body.starts_with(b"{") {
        return serde_json::from_slice(body).ok();
    }
    let pairs =
        form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), Value::from(value)));
    let fields = Fields::from_iter(pairs);
    (fields.contains_key("access_token") || fields.contains_key("error")).then_some(fields)
}

/// Puts the fields of a token answer into the standard form, with the whole original beside them
/// under `answer`. `lives_on` is the access token of an answer without one.
pub(crate) fn standard(
    fields: Fields,
    profile: &Profile,
    lives_on: Option<&str>,
    secrets: &[&str],
) -> Result<Value, Error> {
    let whole = Value::Object(fields);
    let rule = &profile.response;
    let (near, access_token) = token_place(&whole, &profile.access_token_path);
    let field = |path: &str| {
        at(near, path)
            .or_else(|| at(&whole, path))
            .filter(|value| !value.is_null())
    };

    let access_token = match (access_token.filter(|value| !value.is_null()), lives_on) {
        (Some(value), _) => token("access_token", value)?,
        (None, Some(lives_on)) => lives_on,
        (None, None) => return Err(no_token(&whole, secrets)),
    };
    let by_access_token = profile.refresh.by == RefreshBy::AccessToken;
    let refresh_token = match field(&rule.refresh_token_path) {
        _ if by_access_token => Some(access_token),
        Some(Value::String(text)) if text.is_empty() => None,
        Some(value) => Some(token("refresh_token", value)?),
        None => None,
    };
    let known = |text: &str| {
        rule.token_types
            .iter()
            .any(|kind| kind.eq_ignore_ascii_case(text))
    };
    if let Some(value) = field("token_type")
        && !value.as_str().is_some_and(known)
    {
        return Err(misses(
            "token_type",
            "is not bearer: this program cannot sign requests in another way",
        ));
    }
    let expires_in = field(&rule.expires_path).map_or_else(
        || rule.default_expires_in.map(u64::from),
        |value| seconds(value, rule.expires_unit, rule.zero_means),
    );
    let refresh_expires_in = field(&rule.refresh_expires_path).map_or_else(
        // A token that renews itself can do so only while it lives.
        || match by_access_token {
            true => rule
                .default_refresh_expires_in
                .map(u64::from)
                .or(expires_in),
            false => rule.default_refresh_expires_in.map(u64::from),
        },
        |value| seconds(value, rule.expires_unit, ZeroMeans::Never),
    );
    Ok(json!({
        "access_token": access_token,
        "token_type": "bearer",
        "expires_in": expires_in,
        "refresh_token": refresh_token,
        "refresh_expires_in": refresh_expires_in,
        "scope": field(&rule.scope_path).and_then(scopes),
        "answer": &whole,
    }))
}

/// Where the token fields stand, and the access token among them. A path that ends at an object
/// names that place itself.
fn token_place<'a>(whole: &'a Value, path: &str) -> (&'a Value, Option<&'a Value>) {
    match at(whole, path) {
        Some(place @ Value::Object(_)) => (place, place.get("access_token")),
        token => {
            let place = path
                .rsplit_once('.')
                .and_then(|(place, _)| at(whole, place));
            (place.unwrap_or(whole), token)
        }
    }
}

/// What stands at a dotted path; numbers index lists, and `$.` may stand before it.
pub(crate) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let path = path.strip_prefix("$.").unwrap_or(path);
    path.split('.').try_fold(value, |value, step| match value {
        Value::Object(fields) => fields.get(step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// A text, number or boolean as text.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!text.is_empty()).then(|| text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// A token: visible characters and blanks only (RFC 6749 appendix A.12), so that it can never break
/// out of a header.
fn token<'a>(field: &str, value: &'a Value) -> Result<&'a str, Error> {
    let text = value.as_str().ok_or_else(|| misses(field, "is no text"))?;
    if text.trim().is_empty() {
        return Err(misses(field, "is empty"));
    }
    if !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Err(misses(field, "has characters that no token may have"));
    }
    Ok(text)
}

/// A life in seconds, from `3600`, `"3600"` or `3600.0` in the profile's unit. What cannot be read
/// counts as not said.
fn seconds(value: &Value, unit: ExpiresUnit, zero_means: ZeroMeans) -> Option<u64> {
    let time = || {
        Some(
            value
                .as_str()?
                .trim()
                .parse::<Timestamp>()
                .ok()?
                .as_second() as f64,
        )
    };
    let number = value
        .as_f64()
        .or_else(|| value.as_str()?.trim().parse().ok())
        .or_else(|| time().filter(|_| unit == ExpiresUnit::Absolute))
        .filter(|number| !number.is_nan());
    let Some(number) = number else {
        tracing::debug!("a lifetime in the token answer is no number: taken as unknown");
        return None;
    };
    if number <= 0.0 {
        return match zero_means {
            ZeroMeans::Never => None,
            ZeroMeans::Now => Some(0),
        };
    }
    let now = || Timestamp::now().as_second() as f64;
    let life = match unit {
        ExpiresUnit::Seconds => number,
        ExpiresUnit::Milliseconds => number / 1000.0,
        ExpiresUnit::Absolute => number - now(),
        ExpiresUnit::AbsoluteMilliseconds => number / 1000.0 - now(),
    };
    // In range: between zero and ten years.
    Some(life.clamp(0.0, LONGEST_LIFE) as u64)
}

/// Scopes as blank-separated text, from a text with blanks or commas or from a list; nothing where
/// none are named.
fn scopes(value: &Value) -> Option<String> {
    let names: Vec<&str> = match value {
        Value::String(text) => text.split([' ', ',']).map(str::trim).collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
    (!names.is_empty()).then(|| names.join(" "))
}

pub(crate) fn misses(field: &str, reason: &'static str) -> Error {
    Error::Answer {
        field: field.to_owned(),
        reason,
    }
}
