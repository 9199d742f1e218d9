//! `TokenQuota`: requests that are counted together, and where the provider says what is left.

use jiff::Timestamp;
use serde_json::Value;

use super::quota::{Heard, Quota};
use crate::answer::Answer;
use crate::budget::MatcherTemplate;
use crate::fields::{Component, Fields};
use crate::moment::Moment;
use crate::value;

/// `TokenQuota`: a kind of requests that are counted together.
#[derive(Debug)]
pub(super) struct Pool {
    pub(super) name: String,
    left: Vec<String>,
    reset: Vec<String>,
    limit: Vec<String>,
    /// None: every request that no other pool takes.
    pub(super) matchers: Vec<MatcherTemplate>,
    left_header: Option<String>,
    reset_header: Option<String>,
    limit_header: Option<String>,
    /// Statuses that say that the pool is spent.
    spent: Vec<u16>,
}

impl Component for Pool {
    const DEFAULT: Option<&'static str> = Some("TokenQuota");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let (left, reset) = (fields.texts("remaining_path")?, fields.texts("reset_path")?);
        if left.is_empty() || reset.is_empty() {
            return fields.refuse("`remaining_path` and `reset_path` must not be empty");
        }
        Some(Pool {
            name: fields.required_text("name")?,
            left,
            reset,
            limit: fields.texts("limit_path")?,
            matchers: fields.list("matchers")?,
            left_header: fields.text("remaining_header")?,
            reset_header: fields.text("reset_header")?,
            limit_header: fields.text("limit_header")?,
            spent: statuses(fields, "exhaustion_status_codes")?,
        })
    }
}

/// A list of HTTP statuses.
pub(super) fn statuses(fields: &Fields<'_>, key: &'static str) -> Option<Vec<u16>> {
    let statuses = fields.texts(key)?;
    let parsed: Result<Vec<u16>, _> = statuses.iter().map(|status| status.parse()).collect();
    match parsed {
        Ok(statuses) => Some(statuses),
        Err(_) => fields.refuse(format!("`{key}` must be HTTP statuses")),
    }
}

impl Pool {
    /// What an answer says of it, or the path that leads nowhere.
    pub(super) fn quota(&self, answer: &Answer) -> Result<Quota, String> {
        let at = |path: &[String]| answer.json().and_then(|json| value::get(json, path));
        let missing = |path: &[String]| path.join(".");
        let number = |path: &[String]| at(path).and_then(whole).ok_or_else(|| missing(path));
        let left = number(&self.left)?;
        Ok(Quota {
            left,
            reset: at(&self.reset)
                .and_then(instant)
                .ok_or_else(|| missing(&self.reset))?,
            limit: match self.limit.is_empty() {
                true => left,
                false => number(&self.limit)?,
            },
        })
    }

    /// What the headers of an answer say of it.
    pub(super) fn heard(&self, answer: &Answer) -> Heard {
        let header = |name: &Option<String>| {
            let text = answer.header(name.as_deref()?)?;
            Some(Value::from(text.into_owned()))
        };
        Heard {
            left: header(&self.left_header).as_ref().and_then(whole),
            reset: header(&self.reset_header).as_ref().and_then(instant),
            limit: header(&self.limit_header).as_ref().and_then(whole),
            is_spent: self.spent.contains(&answer.status),
        }
    }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        value => value.as_i64(),
    }
}

/// A moment, in seconds since 1970 or in a form of ISO 8601.
fn instant(value: &Value) -> Option<Timestamp> {
    match whole(value) {
        Some(second) => Timestamp::from_second(second).ok(),
        None => Moment::from_iso(value.as_str()?).map(Moment::instant),
    }
}
