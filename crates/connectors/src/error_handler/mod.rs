//! What to do with an answer: take it, ignore it, fail, or try again.

mod backoff;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

pub(crate) use self::backoff::{Wait, retry_after};

use self::backoff::Backoff;
use crate::answer::{Answer, words};
use crate::error::{Error, Wanted};
use crate::expression::{Bound, Missing, Scope, Takes, Template};
use crate::fields::{Component, Fields};

/// Tries after the first one, where the manifest says nothing.
const RETRIES: u32 = 5;

/// The wait after the first try, where neither manifest nor provider says anything; it doubles.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// What a handler makes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Success,
    Ignore,
    Fail,
    Retry,
    /// Try again; what is reported when it does not help is the rate limit.
    RateLimited,
    /// Ask for a new token, then try again.
    Refresh,
    /// Give up this page, and ask in another way.
    Page(Wanted),
}

/// An action, and the manifest's words for it.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) action: Action,
    pub(crate) message: Option<String>,
}

/// `DefaultErrorHandler`, or several of them (`CompositeErrorHandler`), the first that has an
/// opinion winning.
#[derive(Debug)]
pub(crate) struct ErrorHandler {
    filters: Vec<Vec<ResponseFilter>>,
    backoffs: Vec<Backoff>,
    retries: Option<Template>,
}

impl Default for ErrorHandler {
    fn default() -> ErrorHandler {
        ErrorHandler {
            filters: vec![Vec::new()],
            backoffs: Vec::new(),
            retries: None,
        }
    }
}

impl Component for ErrorHandler {
    const DEFAULT: Option<&'static str> = Some("DefaultErrorHandler");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "DefaultErrorHandler" => {
                let filters = fields.list("response_filters");
                let backoffs = fields.list("backoff_strategies");
                let retries = fields.template("max_retries");
                Some(ErrorHandler {
                    filters: vec![filters?],
                    backoffs: backoffs?,
                    retries: retries?,
                })
            }
            "CompositeErrorHandler" => {
                let handlers: Vec<ErrorHandler> = fields.list("error_handlers")?;
                if handlers.is_empty() {
                    return fields.refuse("`error_handlers` is empty");
                }
                let mut all = ErrorHandler {
                    filters: Vec::new(),
                    backoffs: Vec::new(),
                    retries: None,
                };
                for (index, handler) in handlers.into_iter().enumerate() {
                    all.filters.extend(handler.filters);
                    all.backoffs.extend(handler.backoffs);
                    // The format takes the number of retries from the first handler.
                    if index == 0 {
                        all.retries = handler.retries;
                    }
                }
                Some(all)
            }
            _ => fields.refuse_kind("error handler"),
        }
    }
}

impl ErrorHandler {
    /// Whether it looks into the bodies of successful answers.
    pub(crate) fn reads_bodies(&self) -> bool {
        self.filters
            .iter()
            .flatten()
            .any(|filter| filter.predicate.is_some() || filter.contains.is_some())
    }

    /// Whether it may ask for a page in another way.
    pub(crate) fn wants(&self, wanted: Wanted) -> bool {
        self.filters
            .iter()
            .flatten()
            .any(|filter| filter.action == Some(Action::Page(wanted)))
    }

    /// What to do with an answer.
    pub(crate) fn judge(&self, scope: &Scope<'_>, answer: &Answer) -> Result<Verdict, Error> {
        let sight = OnceCell::new();
        let mut last = None;
        for filters in &self.filters {
            let verdict = match filters
                .iter()
                .find_map(|filter| filter.judge(scope, answer, &sight).transpose())
            {
                Some(verdict) => verdict?,
                None => Verdict {
                    action: default_action(answer.status),
                    message: None,
                },
            };
            if matches!(
                verdict.action,
                Action::Success | Action::Retry | Action::Ignore | Action::Page(_)
            ) {
                return Ok(verdict);
            }
            last = Some(verdict);
        }
        Ok(last.unwrap_or(Verdict {
            action: default_action(answer.status),
            message: None,
        }))
    }

    /// How many tries follow the first one.
    pub(crate) fn retries(&self, scope: &Scope<'_>) -> Result<u32, Error> {
        let Some(retries) = &self.retries else {
            return Ok(RETRIES);
        };
        let value = retries.value(scope, Missing::IsNull, Takes::Anything)?;
        Ok(value
            .as_u64()
            .and_then(|number| u32::try_from(number).ok())
            .unwrap_or(RETRIES))
    }

    /// The wait after the `attempt`th try (from 1): the manifest's, or what `Retry-After` asks for
    /// where that is longer; where neither says anything, a second that doubles.
    pub(crate) fn wait(
        &self,
        scope: &Scope<'_>,
        answer: Option<&Answer>,
        attempt: u32,
    ) -> Result<Wait, Error> {
        let asked = answer.and_then(retry_after);
        for backoff in &self.backoffs {
            match backoff.wait(scope, answer, attempt)? {
                None => {}
                Some(Wait::For(time)) => return Ok(Wait::For(time.max(asked.unwrap_or_default()))),
                Some(too_long) => return Ok(too_long),
            }
        }
        let doubled = FIRST_WAIT.saturating_mul(1 << attempt.saturating_sub(1).min(10));
        Ok(Wait::For(asked.unwrap_or(doubled)))
    }
}

/// What is done with a status nobody filters.
fn default_action(status: u16) -> Action {
    match status {
        0..400 => Action::Success,
        400 | 401 | 403 | 404 | 405 => Action::Fail,
        429 => Action::RateLimited,
        // Nobody knows what it means here: it may pass.
        _ => Action::Retry,
    }
}

/// What expressions of a filter see. Made when the first of them looks: most answers are never
/// looked at, and parsing one costs more than all else that is done with it.
struct Sight {
    response: Arc<Bound>,
    headers: Bound,
    url: Bound,
}

impl Sight {
    fn of(answer: &Answer) -> Sight {
        let mut url = answer.url.clone();
        url.set_query(None);
        url.set_fragment(None);
        Sight {
            response: answer.response(),
            headers: answer.headers(),
            url: Value::String(url.into()).into(),
        }
    }

    fn scope<'a>(&'a self, scope: &Scope<'a>) -> Scope<'a> {
        scope
            .with("response", &self.response)
            .with("headers", &self.headers)
            .with("request_url", &self.url)
    }
}

/// `HttpResponseFilter`.
#[derive(Debug)]
struct ResponseFilter {
    action: Option<Action>,
    codes: BTreeSet<u16>,
    contains: Option<String>,
    predicate: Option<Template>,
    message: Option<Template>,
}

impl Component for ResponseFilter {
    const DEFAULT: Option<&'static str> = Some("HttpResponseFilter");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        // Only tells Airbyte's platform whom to blame.
        fields.accept(&["failure_type"]);
        let action = match fields.text("action")?.as_deref() {
            None => None,
            Some("SUCCESS") => Some(Action::Success),
            Some("IGNORE") => Some(Action::Ignore),
            Some("FAIL") => Some(Action::Fail),
            Some("RETRY") => Some(Action::Retry),
            Some("RATE_LIMITED") => Some(Action::RateLimited),
            Some("REFRESH_TOKEN_THEN_RETRY") => Some(Action::Refresh),
            Some("RESET_PAGINATION") => Some(Action::Page(Wanted::FirstPage)),
            Some("REDUCE_PAGE_SIZE") => Some(Action::Page(Wanted::SmallerPage)),
            Some("SPLIT_REQUEST_WINDOW") => Some(Action::Page(Wanted::SmallerWindow)),
            Some(other) => return fields.refuse(format!("the action {other} is not supported")),
        };
        let mut codes = BTreeSet::new();
        for code in fields.texts("http_codes")? {
            match code.parse() {
                Ok(code) => codes.insert(code),
                Err(_) => return fields.refuse(format!("`{code}` is no HTTP status")),
            };
        }
        Some(ResponseFilter {
            action,
            codes,
            contains: fields.text("error_message_contains")?,
            predicate: fields.template("predicate")?,
            message: fields.template("error_message")?,
        })
    }
}

impl ResponseFilter {
    fn judge(
        &self,
        scope: &Scope<'_>,
        answer: &Answer,
        sight: &OnceCell<Sight>,
    ) -> Result<Option<Verdict>, Error> {
        if !self.matches(scope, answer, sight)? {
            return Ok(None);
        }
        let Some(action) = self.action else {
            return Ok(None);
        };
        let message = self.message.as_ref().and_then(|message| {
            let sight = sight.get_or_init(|| Sight::of(answer));
            // A message that fails must not hide the failure it is about.
            message
                .text(&sight.scope(scope))
                .ok()
                .filter(|text| !text.is_empty())
        });
        Ok(Some(Verdict { action, message }))
    }

    fn matches(
        &self,
        scope: &Scope<'_>,
        answer: &Answer,
        sight: &OnceCell<Sight>,
    ) -> Result<bool, Error> {
        if self.codes.contains(&answer.status) {
            return Ok(true);
        }
        if let Some(predicate) = &self.predicate {
            let sight = sight.get_or_init(|| Sight::of(answer));
            if predicate.truth(&sight.scope(scope))? {
                return Ok(true);
            }
        }
        let Some(part) = &self.contains else {
            return Ok(false);
        };
        let said = match answer.json() {
            Some(json) => words(json).unwrap_or_default(),
            None => String::from_utf8_lossy(answer.body()).into_owned(),
        };
        Ok(said.contains(part.as_str()))
    }
}
