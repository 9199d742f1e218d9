//! Errors in answers: under whatever status, in whatever form.

use serde_json::Value;

use super::condition::holds;
use super::{Fields, at, misses, parse, text_of};
use crate::Error;
use crate::profile::{ErrorKind, Profile};
use crate::wire::Reply;

/// How much of a provider's error text is kept.
const LONGEST_TEXT: usize = 300;

/// Reads an answer's fields or the error that it reports, under whatever status and content type.
/// `secrets` are cut out of error texts.
pub(crate) fn read(reply: &Reply, secrets: &[&str]) -> Result<Fields, Error> {
    read_with(reply, None, secrets)
}

/// The same of a token answer, where the profile knows more signs of an error and what they mean.
pub(crate) fn read_by(reply: &Reply, profile: &Profile, secrets: &[&str]) -> Result<Fields, Error> {
    let rule = &profile.response;
    let fields = read_with(reply, rule.error_path.as_deref(), secrets).and_then(|fields| {
        let Some(expression) = &rule.error_when else {
            return Ok(fields);
        };
        match holds(expression, &fields) {
            Some(false) => Ok(fields),
            Some(true) => Err(odd(&fields, rule.error_path.as_deref(), secrets)),
            None => Err(Error::BadProfile {
                path: "response.error_when".to_owned(),
                reason: "cannot be worked out for this answer".to_owned(),
            }),
        }
    });
    fields.map_err(|error| meant(error, reply, profile, secrets))
}

fn read_with(reply: &Reply, error_path: Option<&str>, secrets: &[&str]) -> Result<Fields, Error> {
    if matches!(reply.status, 408 | 429 | 500..) {
        return Err(unavailable(reply));
    }
    let fields = parse(&reply.body);
    if let Some(error) = fields
        .as_ref()
        .and_then(|fields| reported(reply, fields, error_path, secrets))
    {
        return Err(error);
    }
    match fields {
        Some(fields) if reply.is_success() => Ok(fields),
        None if reply.is_success() => Err(reply.not_oauth("neither JSON nor a form")),
        // A gateway's word, not the provider's.
        _ if reply.status == 403 || reply.body.is_empty() => Err(unavailable(reply)),
        _ => Err(reply.not_oauth("an error of another kind")),
    }
}

fn unavailable(reply: &Reply) -> Error {
    Error::Unavailable {
        status: reply.status,
        retry_after: reply.retry_after,
    }
}

/// The error that an answer reports, in the standard form or in one of the common others: an
/// `error` object or `ok: false`.
fn reported(
    reply: &Reply,
    fields: &Fields,
    error_path: Option<&str>,
    secrets: &[&str],
) -> Option<Error> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let code = match fields.get("error") {
        Some(Value::String(code)) if !code.is_empty() => Some(code.clone()),
        Some(Value::Object(inner)) => {
            let named = ["code", "type", "status"]
                .iter()
                .find_map(|name| inner.get(*name).and_then(text_of));
            Some(named.unwrap_or_else(|| "error".to_owned()))
        }
        Some(Value::Bool(true)) => Some("error".to_owned()),
        _ if fields.get("ok") == Some(&Value::Bool(false)) => Some("not ok".to_owned()),
        _ => None,
    }?;
    let description = explained(fields, error_path, secrets);
    let error = clean(&code, secrets);
    Some(match error.as_str() {
        "invalid_grant" => Error::Rejected {
            error,
            description,
            subtype: text("error_subtype").map(|text| clean(text, secrets)),
            after_lost_answer: false,
        },
        "invalid_client" | "unauthorized_client" => Error::Client { error, description },
        "temporarily_unavailable" | "server_error" | "slow_down" => unavailable(reply),
        _ => Error::Refused { error, description },
    })
}

/// The error of an answer that the profile's `error_when` calls one.
fn odd(fields: &Fields, error_path: Option<&str>, secrets: &[&str]) -> Error {
    let code = match fields.get("code").and_then(text_of) {
        Some(code) => format!("code {code}"),
        None => "error".to_owned(),
    };
    Error::Refused {
        error: clean(&code, secrets),
        description: explained(fields, error_path, secrets),
    }
}

/// The provider's explanation: where the profile says it stands, else where most have it.
fn explained(fields: &Fields, error_path: Option<&str>, secrets: &[&str]) -> Option<String> {
    let text = |name: &str| fields.get(name).and_then(text_of);
    error_path
        .and_then(|path| at(&Value::Object(fields.clone()), path).and_then(text_of))
        .or_else(|| text("error_description"))
        .or_else(|| text("message"))
        .or_else(|| fields.get("error")?.get("message").and_then(text_of))
        .map(|text| clean(&text, secrets))
}

/// An error as the profile's `errors` read it. They see the whole body: not every provider has a
/// code that could be found in it.
fn meant(error: Error, reply: &Reply, profile: &Profile, secrets: &[&str]) -> Error {
    let body = String::from_utf8_lossy(&reply.body);
    let matched =
        (profile.errors.iter()).find_map(|rule| Some((rule, rule.pattern.find(&body)?.as_str())));
    let Some((rule, found)) = matched else {
        return error;
    };
    let (error, description) = match error {
        Error::Rejected {
            error, description, ..
        }
        | Error::Client { error, description }
        | Error::Refused { error, description } => (error, description),
        _ => {
            let error_path = profile.response.error_path.as_deref();
            let fields = parse(&reply.body);
            let description = fields.and_then(|fields| explained(&fields, error_path, secrets));
            (clean(found, secrets), description)
        }
    };
    let description = rule.text.clone().or(description);
    of_kind(rule.kind, error, description, unavailable(reply))
}

/// The error of a kind. `later` is the one that says: try again.
pub(crate) fn of_kind(
    kind: ErrorKind,
    error: String,
    description: Option<String>,
    later: Error,
) -> Error {
    match kind {
        ErrorKind::Denied => Error::Denied {
            error: "access_denied".to_owned(),
            description: description.or(Some(error)),
        },
        ErrorKind::AdminApproval => Error::AdminApproval { error, description },
        ErrorKind::Client => Error::Client { error, description },
        ErrorKind::Rejected => Error::Rejected {
            error,
            description,
            subtype: None,
            after_lost_answer: false,
        },
        ErrorKind::Temporary => later,
    }
}

/// A provider's text made fit to show: without secrets and control characters, and short.
pub(crate) fn clean(text: &str, secrets: &[&str]) -> String {
    let mut text = text.to_owned();
    for secret in secrets {
        text = text.replace(secret, "[redacted]");
    }
    let words: Vec<&str> = text
        .split(|c: char| c.is_control() || c == ' ')
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").chars().take(LONGEST_TEXT).collect()
}

/// An answer without a token may name its reason by a `code` other than zero.
pub(super) fn no_token(whole: &Value, secrets: &[&str]) -> Error {
    match whole.get("code").and_then(Value::as_i64) {
        Some(code) if code != 0 => Error::Refused {
            error: format!("code {code}"),
            description: at(whole, "message")
                .and_then(Value::as_str)
                .map(|text| clean(text, secrets)),
        },
        _ => misses("access_token", "is missing"),
    }
}
