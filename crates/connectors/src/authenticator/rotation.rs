//! `RateLimitedMultipleTokenAuthenticator`: several tokens that may be used for each other, each with
//! quotas of its own. Requests are charged to one until it is spent, then to the next.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SpanRelativeTo, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Mutex, MutexGuard};
use url::Url;

use super::Signature;
use super::pool::{Pool, statuses};
use super::quota::{Quota, Quotas, Reserve, Turn};
use crate::answer::Answer;
use crate::budget::Matcher;
use crate::error::{Error, Place};
use crate::exchange::{LONGEST_WAIT, failure};
use crate::expression::{Takes, Template};
use crate::fields::{Component, Fields};
use crate::moment;
use crate::node::Item;
use crate::request::{Inputs, header_map};
use crate::requester::is_post;
use crate::session::Session;

/// The shortest wait for a reset, so that one which is over already is not asked for at once again.
const SHORTEST_WAIT: Duration = Duration::from_secs(5);

/// A shorter delay is none.
const LEAST_DELAY: Duration = Duration::from_millis(100);

/// `RateLimitedMultipleTokenAuthenticator`.
#[derive(Debug)]
pub(crate) struct Rotation {
    place: Place,
    tokens: Vec<Template>,
    /// What parts the tokens of one text.
    delimiter: Option<String>,
    scheme: String,
    header: String,
    status: Status,
    pools: Vec<Arc<Pool>>,
    longest: Template,
    reserve: Reserve,
}

/// `QuotaStatusSource`: where the provider says what a token has left.
#[derive(Debug)]
struct Status {
    url: Template,
    post: bool,
    headers: Inputs,
    /// Statuses that say that nothing is counted.
    unavailable: Vec<u16>,
}

/// Tokens and what they have left; one for all streams that use the same tokens.
#[derive(Debug)]
pub(crate) struct Tokens {
    all: Vec<SecretString>,
    matchers: Vec<Vec<Matcher>>,
    quotas: Mutex<Option<Quotas>>,
}

/// The rotations of a source, by what they rotate.
pub(crate) type Rotations = Mutex<HashMap<u64, Arc<Tokens>>>;

/// The token and the pool a request was charged to.
#[derive(Debug)]
pub(crate) struct Charge {
    tokens: Arc<Tokens>,
    pool: Arc<Pool>,
    index: usize,
    token: usize,
}

impl Component for Status {
    const DEFAULT: Option<&'static str> = Some("QuotaStatusSource");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(Status {
            url: fields.required_template("url")?,
            post: is_post(fields)?,
            headers: Inputs::read(fields, "request_headers")?,
            unavailable: statuses(fields, "unavailable_status_codes")?,
        })
    }
}

impl Rotation {
    /// Reads its fields.
    pub(super) fn read(fields: &Fields<'_>) -> Option<Rotation> {
        let is_text = fields
            .node("tokens")
            .is_some_and(|node| matches!(node.item, Item::Text(_)));
        let delimiter = fields.text("token_delimiter")?;
        let delimiter = delimiter.filter(|text| !text.is_empty());
        let tokens = match is_text {
            true => vec![fields.required_template("tokens")?],
            false => fields.templates("tokens")?,
        };
        let pools: Vec<Pool> = fields.list("quotas")?;
        if pools.is_empty() {
            return fields.refuse("`quotas` is empty");
        }
        let or = |key, usual: &str| {
            let text = fields.text(key)?.filter(|text| !text.is_empty());
            Some(text.unwrap_or_else(|| usual.to_owned()))
        };
        Some(Rotation {
            place: fields.place(),
            tokens,
            delimiter: is_text.then(|| delimiter.unwrap_or_else(|| ",".into())),
            scheme: or("auth_method", "Bearer")?,
            header: or("header", "Authorization")?,
            status: fields.required("quota_status_source")?,
            pools: pools.into_iter().map(Arc::new).collect(),
            longest: fields.template_or("max_wait_time", "PT2H")?,
            reserve: Reserve {
                fraction: fields.number("budget_reserve_fraction")?.unwrap_or(0.1),
                least: fields.number("budget_min_reserve")?.unwrap_or(50.0),
            },
        })
    }

    /// Signs a request with a token that has a call left; waits for one where none has.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where that would take too long; what goes wrong where quotas are asked
    /// for.
    pub(super) async fn sign(
        &self,
        session: &Session,
        request: &reqwest::Request,
    ) -> Result<Signature, Error> {
        let tokens = self.tokens(session).await?;
        let index = tokens.pool(request);
        let longest = self.longest(session)?;
        let began = Instant::now();
        let token = loop {
            let turn = match &mut *self.quotas(session, &tokens).await? {
                Some(quotas) => quotas.take(index, Timestamp::now()),
                None => return Err(self.refused("its quotas are not known")),
            };
            let wait = match turn {
                Turn::Go { token, after } => {
                    if after >= LEAST_DELAY {
                        session.pause(after).await?;
                    }
                    break token;
                }
                Turn::Spent(wait) => wait,
            };
            let rest = longest.saturating_sub(began.elapsed());
            if wait >= rest {
                return Err(Error::RateLimited {
                    url: session.shown(request.url()),
                    retry_after: Some(wait),
                });
            }
            tracing::info!(wait_ms = wait.as_millis() as u64, "all tokens are spent");
            session.pause(wait.max(SHORTEST_WAIT).min(rest)).await?;
            self.renew(session, &tokens, index).await?;
        };
        let (Some(secret), Some(pool)) = (tokens.all.get(token), self.pools.get(index)) else {
            return Err(self.refused("there is no such token"));
        };
        let value = self.value(secret);
        let pool = pool.clone();
        Ok(Signature {
            charge: Some(Charge {
                tokens,
                pool,
                index,
                token,
            }),
            ..Signature::header(&self.header, value)
        })
    }

    fn value(&self, token: &SecretString) -> SecretString {
        let value = format!("{} {}", self.scheme, token.expose_secret());
        value.trim().to_owned().into()
    }

    /// The longest wait for a reset: the manifest's, but no longer than any wait here.
    fn longest(&self, session: &Session) -> Result<Duration, Error> {
        let text = self.longest.text(&session.scope())?;
        let day = SpanRelativeTo::days_are_24_hours();
        let span = moment::duration(&text).and_then(|span| span.to_duration(day).ok());
        let time = span.and_then(|time| Duration::try_from(time).ok());
        let wrong = || self.refused("`max_wait_time` is no duration of a fixed length");
        Ok(time.ok_or_else(wrong)?.min(LONGEST_WAIT))
    }

    /// The tokens of the configuration, with what is known of them.
    async fn tokens(&self, session: &Session) -> Result<Arc<Tokens>, Error> {
        let scope = session.scope();
        let mut all = Vec::new();
        for template in &self.tokens {
            let text = template.text(&scope)?;
            match &self.delimiter {
                Some(delimiter) => all.extend(text.split(delimiter).map(str::to_owned)),
                None => all.push(text),
            }
        }
        let trimmed = all.iter().map(|token| token.trim());
        let all: Vec<&str> = trimmed.filter(|token| !token.is_empty()).collect();
        if all.is_empty() {
            return Err(self.refused("the configuration has no token"));
        }
        let mut hasher = DefaultHasher::new();
        let pools: Vec<&str> = self.pools.iter().map(|pool| pool.name.as_str()).collect();
        (&all, &self.header, self.status.url.text(&scope)?, pools).hash(&mut hasher);
        let mut rotations = session.shared.rotations.lock().await;
        if let Some(tokens) = rotations.get(&hasher.finish()) {
            return Ok(tokens.clone());
        }
        let matchers = self.pools.iter().map(|pool| {
            let matchers = pool.matchers.iter().map(|matcher| matcher.open(&scope));
            matchers.collect::<Result<Vec<_>, _>>()
        });
        let tokens = Arc::new(Tokens {
            all: all.into_iter().map(SecretString::from).collect(),
            matchers: matchers.collect::<Result<_, _>>()?,
            quotas: Mutex::default(),
        });
        rotations.insert(hasher.finish(), tokens.clone());
        Ok(tokens)
    }

    /// What the tokens have left; the provider is asked the first time.
    async fn quotas<'a>(
        &self,
        session: &Session,
        tokens: &'a Tokens,
    ) -> Result<MutexGuard<'a, Option<Quotas>>, Error> {
        let mut quotas = tokens.quotas.lock().await;
        if quotas.is_none() {
            let counts = self.counts(session, tokens).await?;
            *quotas = Some(Quotas::new(counts, self.reserve));
        }
        Ok(quotas)
    }

    /// Asks the provider again after a wait, unless somebody else has done it meanwhile.
    async fn renew(&self, session: &Session, tokens: &Tokens, pool: usize) -> Result<(), Error> {
        let mut quotas = tokens.quotas.lock().await;
        if let Some(quotas) = quotas.as_mut().filter(|quotas| quotas.are_spent(pool)) {
            quotas.renew(self.counts(session, tokens).await?);
        }
        Ok(())
    }

    async fn counts(
        &self,
        session: &Session,
        tokens: &Tokens,
    ) -> Result<Vec<Vec<Option<Quota>>>, Error> {
        let mut counts = Vec::with_capacity(tokens.all.len());
        for token in &tokens.all {
            counts.push(self.count(session, token).await?);
        }
        Ok(counts)
    }

    /// What one token has left in each pool.
    async fn count(
        &self,
        session: &Session,
        token: &SecretString,
    ) -> Result<Vec<Option<Quota>>, Error> {
        let scope = session.scope();
        let url = Url::parse(&self.status.url.text(&scope)?);
        let url = url.map_err(|_| self.refused("the address of the quotas is none"))?;
        let http = &session.shared.http;
        let request = match self.status.post {
            true => http.post(url.clone()),
            false => http.get(url.clone()),
        };
        let headers = self.status.headers.eval(&scope, Takes::Anything)?;
        let headers = header_map(&headers, |_| false);
        let headers = headers
            .map_err(|name| self.refused(&format!("`{name}` cannot be sent as a header")))?;
        let request = request
            .headers(headers)
            .header(&self.header, self.value(token).expose_secret());
        let answer = Answer::get(session, request).await?;
        let answer = answer.map_err(|none| Error::Unreachable {
            url: session.shown(&url),
            kind: none.kind,
            cause: none.cause,
        })?;
        if self.status.unavailable.contains(&answer.status) {
            return Ok(vec![None; self.pools.len()]);
        }
        if !answer.is_success() {
            return Err(failure(session, &answer, None, std::slice::from_ref(token)));
        }
        let pools = self.pools.iter();
        pools
            .map(|pool| {
                let quota = pool.quota(&answer).map(Some);
                quota.map_err(|path| Error::BadAnswer {
                    url: session.shown(&url),
                    reason: format!("it does not say `{path}` of the quota `{}`", pool.name),
                })
            })
            .collect()
    }

    fn refused(&self, reason: &str) -> Error {
        Error::Request {
            place: self.place.clone(),
            reason: reason.to_owned(),
        }
    }
}

impl Tokens {
    /// The first pool that a request fits, else the first one without a rule, else the first.
    fn pool(&self, request: &reqwest::Request) -> usize {
        let fits = |matchers: &Vec<Matcher>| matchers.iter().any(|one| one.matches(request));
        let fit = self.matchers.iter().position(fits);
        let open = || self.matchers.iter().position(Vec::is_empty);
        fit.or_else(open).unwrap_or(0)
    }
}

impl Charge {
    /// Learns from the answer what the token has left.
    pub(crate) async fn learn(&self, answer: &Answer) {
        if let Some(quotas) = &mut *self.tokens.quotas.lock().await {
            quotas.learn(self.token, self.index, &self.pool.heard(answer));
        }
    }

    /// Whether its token is spent and another is not.
    pub(crate) async fn has_other(&self) -> bool {
        let quotas = self.tokens.quotas.lock().await;
        let quotas = quotas.as_ref();
        quotas.is_some_and(|quotas| quotas.has_other(self.token, self.index))
    }
}
