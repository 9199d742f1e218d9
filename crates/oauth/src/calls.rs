//! What is asked with the token once there is one: the profile's `after_connect` and `verify`.

use http::{HeaderName, HeaderValue, Method};
use serde_json::Value;

use crate::address::parameter;
use crate::answer::{at, holds, misses, read, text_of};
use crate::profile::{Choose, Parameters, is_late};
use crate::provider::Resolved;
use crate::wire::{Reply, send, signed};
use crate::{Error, Grant, Provider, Values};

/// What the person has to choose before the connection can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The name under which the answer is kept.
    pub into: String,
    /// What is chosen, for example `Organisation`.
    pub label: String,
    /// What there is to choose from: the values, and what the person reads. At least two.
    pub options: Vec<(String, String)>,
}

/// Asks the provider what its profile wants to know right after the consent, and keeps it with the
/// grant. `chosen` holds earlier answers by name: one that is still offered is taken again, and
/// where there is nothing to choose from but one, that one is.
///
/// Gives the first question that is still open. Calling this again with its answer goes on; what
/// was asked before is asked again, which changes nothing at the provider.
///
/// # Errors
/// The same as a refresh; [`Error::Answer`] naming the path that an answer lacks, or the list that
/// is empty.
pub async fn after_connect(
    http: &reqwest::Client,
    provider: &Provider,
    grant: &mut Grant,
    chosen: &Values,
) -> Result<Option<Question>, Error> {
    for (index, call) in provider.0.profile.after_connect.iter().enumerate() {
        let here = provider.with_captured(grant)?;
        let field = format!("after_connect[{index}]");
        let reply = ask(
            http,
            &here,
            grant,
            Method::GET,
            (&field, &call.get, &call.headers),
        )
        .await?;
        let answer = whole(&reply)?;
        for (name, path) in &call.set {
            let value = inside(&answer, path).filter(|value| !value.is_null());
            let value = value.ok_or_else(|| misses(path, "is missing"))?;
            grant.captured.insert(name.clone(), value.clone());
        }
        if let Some(rule) = &call.choose {
            let mut options = options(&answer, rule)?;
            let known = |value: &String| options.iter().any(|(option, _)| option == value);
            let before = chosen.get(&rule.into).filter(|value| known(value)).cloned();
            let value = match (before, options.len()) {
                (Some(value), _) => value,
                (None, 0) => {
                    return Err(misses(
                        &rule.list,
                        "is empty: there is nothing to connect to",
                    ));
                }
                (None, 1) => options.remove(0).0,
                (None, _) => {
                    return Ok(Some(Question {
                        into: rule.into.clone(),
                        label: rule.label.clone(),
                        options,
                    }));
                }
            };
            grant.captured.insert(rule.into.clone(), value.into());
        }
    }
    Ok(None)
}

/// Asks whether the connection works. Gives the host that said so; nothing where the profile names
/// no request, or none for these inputs.
///
/// # Errors
/// The same as a refresh; [`Error::Refused`] with the status where it is none of the good ones.
pub async fn verify(
    http: &reqwest::Client,
    provider: &Provider,
    grant: &Grant,
) -> Result<Option<String>, Error> {
    let Some(rule) = &provider.0.profile.verify else {
        return Ok(None);
    };
    let here = provider.with_captured(grant)?;
    let (method, template) = match (&rule.get, &rule.post) {
        (Some(get), _) => (Method::GET, get),
        (None, Some(post)) => (Method::POST, post),
        (None, None) => return Ok(None),
    };
    // An address that comes out empty is not asked.
    let is_empty = parameter(template, &here.0.values).is_ok_and(|text| text.trim().is_empty());
    if is_empty {
        return Ok(None);
    }
    let reply = ask(
        http,
        &here,
        grant,
        method,
        ("verify", template, &rule.headers),
    )
    .await?;
    let odd = || Error::Refused {
        error: format!("status {}", reply.status),
        description: None,
    };
    if !rule.ok.contains(&reply.status) {
        return Err(read(&reply, &[]).err().unwrap_or_else(odd));
    }
    // Without a body there is nothing that could speak against the status.
    if let Some(condition) = &rule.error_when
        && !reply.body.is_empty()
    {
        let fields = match whole(&reply)? {
            Value::Object(fields) => fields,
            _ => Default::default(),
        };
        match holds(condition, &fields) {
            Some(false) => {}
            Some(true) => return Err(odd()),
            None => {
                return Err(Error::BadProfile {
                    path: "verify.error_when".to_owned(),
                    reason: "cannot be worked out for this answer".to_owned(),
                });
            }
        }
    }
    let (_, url) = here.0.rendered("verify", template)?;
    Ok(url.host_str().map(str::to_owned))
}

/// Sends a request without a body, signed as requests to the provider's API are.
async fn ask(
    http: &reqwest::Client,
    provider: &Provider,
    grant: &Grant,
    method: Method,
    (field, template, headers): (&str, &str, &Parameters),
) -> Result<Reply, Error> {
    let resolved: &Resolved = &provider.0;
    let (_, address) = resolved.rendered(field, template)?;
    let mut request = signed(http, method, &address, provider.signature_header(grant)?)?;
    let further = &resolved.profile.use_token.extra_headers;
    let further = filled_so_far(resolved, further)?.into_iter();
    for (name, value) in further.chain(filled(resolved, headers)?) {
        request.headers_mut().insert(name, value);
    }
    let reply = send(http, request).await?;
    match reply.status {
        // RFC 6750 section 3.1: the word is about the access token, not about the grant.
        401 => Err(Error::Refused {
            error: "invalid_token".to_owned(),
            description: None,
        }),
        _ => Ok(reply),
    }
}

/// Headers of a request, filled in. Before everything is captured, those that wait for it are left
/// out.
pub(crate) fn filled_so_far(
    resolved: &Resolved,
    headers: &Parameters,
) -> Result<Vec<(HeaderName, HeaderValue)>, Error> {
    let mut known = headers.clone();
    known.retain(|_, template| !is_late(template) || parameter(template, &resolved.values).is_ok());
    filled(resolved, &known)
}

/// Headers of a request, filled in.
pub(crate) fn filled(
    resolved: &Resolved,
    headers: &Parameters,
) -> Result<Vec<(HeaderName, HeaderValue)>, Error> {
    let unusable = |name: &str, reason: String| Error::BadAddress {
        field: format!("the header {name}"),
        reason,
    };
    let filled = headers.iter().map(|(name, template)| {
        let value =
            parameter(template, &resolved.values).map_err(|reason| unusable(name, reason))?;
        let sendable = HeaderName::try_from(name)
            .ok()
            .zip(HeaderValue::try_from(value).ok());
        sendable.ok_or_else(|| unusable(name, "has characters that no header may have".to_owned()))
    });
    filled.collect()
}

/// The answer as JSON, or the error that it reports.
fn whole(reply: &Reply) -> Result<Value, Error> {
    let json = serde_json::from_slice(&reply.body).ok();
    match json {
        Some(Value::Array(items)) if reply.is_success() => Ok(Value::Array(items)),
        _ => read(reply, &[]).map(Value::Object),
    }
}

fn inside<'a>(answer: &'a Value, path: &str) -> Option<&'a Value> {
    match path {
        "$" => Some(answer),
        path => at(answer, path),
    }
}

/// What an answer offers: values, and what the person reads.
fn options(answer: &Value, rule: &Choose) -> Result<Vec<(String, String)>, Error> {
    let list = inside(answer, &rule.list).and_then(Value::as_array);
    let list = list.ok_or_else(|| misses(&rule.list, "is missing"))?;
    let option = |entry: &Value| {
        let value = inside(entry, &rule.value).and_then(text_of);
        let value = value.ok_or_else(|| misses(&rule.value, "is missing"))?;
        let title = rule
            .title
            .as_ref()
            .and_then(|path| inside(entry, path))
            .and_then(text_of);
        Ok((value.clone(), title.unwrap_or(value)))
    };
    list.iter().map(option).collect()
}
