//! How long to wait before a request is tried again.

use std::time::Duration;

use regex::Regex;
use serde_json::Value;

use crate::answer::Answer;
use crate::error::Error;
use crate::expression::{Missing, Scope, Takes, Template};
use crate::fields::{Component, Fields};
use crate::moment::Moment;

/// A backoff strategy of an error handler.
#[derive(Debug)]
pub(crate) enum Backoff {
    Constant {
        seconds: Template,
        jitter: f64,
    },
    Exponential {
        factor: Option<Template>,
        jitter: f64,
    },
    FromHeader {
        header: Template,
        regex: Option<Template>,
        most: Option<Template>,
    },
    UntilHeader {
        header: Template,
        regex: Option<Template>,
        least: Option<Template>,
        most: Option<Template>,
    },
    FromResponse {
        seconds: Template,
        most: Option<Template>,
    },
}

/// What a strategy says.
#[derive(Debug, PartialEq)]
pub(crate) enum Wait {
    /// Wait so long.
    For(Duration),
    /// The wait asked for is longer than the manifest allows.
    TooLong(Duration),
}

impl Component for Backoff {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "ConstantBackoffStrategy" => Some(Backoff::Constant {
                seconds: fields.required_template("backoff_time_in_seconds")?,
                jitter: fields.number("jitter_range_in_seconds")?.unwrap_or(0.0),
            }),
            "ExponentialBackoffStrategy" => Some(Backoff::Exponential {
                factor: fields.template("factor")?,
                jitter: fields.number("jitter_range_in_seconds")?.unwrap_or(0.0),
            }),
            "WaitTimeFromHeader" => Some(Backoff::FromHeader {
                header: fields.required_template("header")?,
                regex: fields.template("regex")?,
                most: fields.template("max_waiting_time_in_seconds")?,
            }),
            "WaitUntilTimeFromHeader" => Some(Backoff::UntilHeader {
                header: fields.required_template("header")?,
                regex: fields.template("regex")?,
                least: fields.template("min_wait")?,
                most: fields.template("max_waiting_time_in_seconds")?,
            }),
            "WaitTimeFromResponse" => Some(Backoff::FromResponse {
                seconds: fields.required_template("wait_time_in_seconds")?,
                most: fields.template("max_waiting_time_in_seconds")?,
            }),
            _ => fields.refuse_kind("backoff strategy"),
        }
    }
}

impl Backoff {
    /// The wait after the `attempt`th try (from 1), where this strategy has one.
    pub(crate) fn wait(
        &self,
        scope: &Scope<'_>,
        answer: Option<&Answer>,
        attempt: u32,
    ) -> Result<Option<Wait>, Error> {
        match self {
            Backoff::Constant { seconds, jitter } => Ok(wait(
                number(seconds, scope)?.unwrap_or(0.0) + spread(*jitter),
                None,
            )),
            Backoff::Exponential { factor, jitter } => {
                let factor = match factor {
                    Some(factor) => number(factor, scope)?.unwrap_or(5.0),
                    None => 5.0,
                };
                let exponent = i32::try_from(attempt.min(30)).unwrap_or(30);
                Ok(wait(factor * 2_f64.powi(exponent) + spread(*jitter), None))
            }
            Backoff::FromHeader {
                header,
                regex,
                most,
            } => {
                let seconds = from_header(answer, header, regex.as_ref(), scope)?;
                Ok(wait(seconds.unwrap_or(0.0), limit(most.as_ref(), scope)?))
            }
            Backoff::UntilHeader {
                header,
                regex,
                least,
                most,
            } => {
                let now = Moment::now().instant().as_microsecond() as f64 / 1e6;
                let until =
                    from_header(answer, header, regex.as_ref(), scope)?.map(|until| until - now);
                let least = match least {
                    Some(least) => number(least, scope)?,
                    None => None,
                };
                let seconds = until.unwrap_or(0.0).max(least.unwrap_or(0.0));
                Ok(wait(seconds, limit(most.as_ref(), scope)?))
            }
            Backoff::FromResponse { seconds, most } => {
                let response = answer.map(Answer::response).unwrap_or_default();
                let headers = answer.map(Answer::headers).unwrap_or_default();
                let scope = scope.with("response", &response).with("headers", &headers);
                // An answer of another shape is left to the next strategy.
                let seconds = number(seconds, &scope).unwrap_or(None);
                Ok(wait(seconds.unwrap_or(0.0), limit(most.as_ref(), &scope)?))
            }
        }
    }
}

/// A wait of that many seconds; none where it is not above zero.
fn wait(seconds: f64, most: Option<f64>) -> Option<Wait> {
    let time = Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|time| !time.is_zero())?;
    Some(if most.is_some_and(|most| seconds >= most) {
        Wait::TooLong(time)
    } else {
        Wait::For(time)
    })
}

fn limit(most: Option<&Template>, scope: &Scope<'_>) -> Result<Option<f64>, Error> {
    most.map_or(Ok(None), |most| number(most, scope))
}

fn number(template: &Template, scope: &Scope<'_>) -> Result<Option<f64>, Error> {
    Ok(
        match template.value(scope, Missing::IsNull, Takes::Anything)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        },
    )
}

/// A random share of the jitter, so that many who wait do not come back together.
fn spread(jitter: f64) -> f64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    if jitter == 0.0 {
        return 0.0;
    }
    let random = RandomState::new().build_hasher().finish() as f64 / u64::MAX as f64;
    random * jitter * 2.0
}

/// The number in a header, or in what `regex` matches at its beginning.
fn from_header(
    answer: Option<&Answer>,
    header: &Template,
    regex: Option<&Template>,
    scope: &Scope<'_>,
) -> Result<Option<f64>, Error> {
    let name = header.text(scope)?;
    let Some(text) = answer.and_then(|answer| answer.header(&name)) else {
        return Ok(None);
    };
    let mut text = text.trim();
    if let Some(regex) = regex {
        let pattern = Regex::new(&regex.text(scope)?);
        if let Some(found) = pattern
            .ok()
            .and_then(|pattern| pattern.find(text))
            .filter(|found| found.start() == 0)
        {
            text = found.as_str();
        }
    }
    Ok(text.parse().ok())
}

/// The wait a `Retry-After` header asks for (RFC 9110, section 10.2.3): seconds, or a date.
pub(crate) fn retry_after(answer: &Answer) -> Option<Duration> {
    let text = answer.header("retry-after")?;
    let text = text.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Duration::try_from(date.duration_since(Moment::now().instant())).ok()
}
