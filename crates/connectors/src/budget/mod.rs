//! `HTTPAPIBudget`: how many requests a provider allows in a time.
//!
//! One for all streams of a source. Whoever sends asks first and waits for its turn; the
//! provider's answers say how much is left. The first policy that matches a request counts.

mod counter;
mod matcher;
mod policy;

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::Notify;

use self::counter::{Counter, Turn};
pub(crate) use self::matcher::{Matcher, MatcherTemplate};
use self::policy::Policy;
use crate::answer::Answer;
use crate::error::Error;
use crate::expression::Scope;
use crate::fields::{Component, Fields};
use crate::session::Session;

/// The longest wait for a turn. Whoever has to wait longer gets an error that says so, and the
/// sync begins again from its state later.
const LONGEST_WAIT: Duration = Duration::from_secs(900);

/// A time in seconds above which it is a moment (Unix), below which a span from now.
const MOMENTS_BEGIN: u64 = 1_000_000_000;

/// The budget of a manifest.
#[derive(Debug)]
pub(crate) struct Budget {
    policies: Vec<Policy>,
    reset_header: String,
    remaining_header: String,
    hit: BTreeSet<u16>,
}

impl Component for Budget {
    const DEFAULT: Option<&'static str> = Some("HTTPAPIBudget");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.kind() != "HTTPAPIBudget" {
            return fields.refuse_kind("budget");
        }
        if fields.node("policies").is_none() {
            return fields.refuse("`policies` is missing");
        }
        let policies = fields.list("policies");
        let header = |key, default: &str| {
            let name = fields.text(key)?.filter(|name| !name.is_empty());
            Some(name.unwrap_or_else(|| default.to_owned()))
        };
        let reset_header = header("ratelimit_reset_header", "ratelimit-reset");
        let remaining_header = header("ratelimit_remaining_header", "ratelimit-remaining");
        let mut hit = BTreeSet::new();
        for code in fields.texts("status_codes_for_ratelimit_hit")? {
            match code.parse() {
                Ok(code) => hit.insert(code),
                Err(_) => return fields.refuse(format!("`{code}` is no HTTP status")),
            };
        }
        if hit.is_empty() {
            hit.insert(429);
        }
        Some(Budget {
            policies: policies?,
            reset_header: reset_header?,
            remaining_header: remaining_header?,
            hit,
        })
    }
}

impl Budget {
    /// The budget with its limits for one configuration.
    ///
    /// # Errors
    /// [`Error::Expression`]; [`Error::Manifest`] for a limit that lets nothing through.
    pub(crate) fn open(&self, scope: &Scope<'_>) -> Result<Ledger, Error> {
        let mut accounts = Vec::with_capacity(self.policies.len());
        for policy in &self.policies {
            let (matchers, counter) = policy.open(scope)?;
            accounts.push(Account {
                matchers,
                counter: Mutex::new(counter),
                answered: Notify::new(),
            });
        }
        Ok(Ledger {
            accounts,
            reset_header: self.reset_header.clone(),
            remaining_header: self.remaining_header.clone(),
            hit: self.hit.clone(),
        })
    }
}

/// What has been spent of a [`Budget`]; shared by all who send.
#[derive(Debug)]
pub(crate) struct Ledger {
    accounts: Vec<Account>,
    reset_header: String,
    remaining_header: String,
    hit: BTreeSet<u16>,
}

/// A policy and its count.
#[derive(Debug)]
struct Account {
    /// None: every request.
    matchers: Vec<Matcher>,
    counter: Mutex<Counter>,
    /// Told whenever a call was answered.
    answered: Notify,
}

/// A request that was let through, and the account it is counted on.
pub(crate) struct Call<'a> {
    ledger: &'a Ledger,
    account: &'a Account,
    weight: u64,
    is_answered: bool,
}

impl Ledger {
    /// Waits until `request` may be sent. `None` where no policy is about it.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where its turn is too far away, [`Error::Cancelled`].
    pub(crate) async fn enter(
        &self,
        session: &Session,
        request: &reqwest::Request,
    ) -> Result<Option<Call<'_>>, Error> {
        let Some((account, weight)) = self.account(request) else {
            return Ok(None);
        };
        loop {
            // Asked for before the turn, so that no answer in between is missed.
            let answered = account.answered.notified();
            let turn = account.counter().take(Instant::now(), weight);
            let wait = match turn {
                Turn::Now => {
                    return Ok(Some(Call {
                        ledger: self,
                        account,
                        weight,
                        is_answered: false,
                    }));
                }
                Turn::Answered => {
                    session.unless_cancelled(answered).await?;
                    continue;
                }
                Turn::After(wait) => wait,
            };
            let url = session.shown(request.url());
            if wait > LONGEST_WAIT {
                return Err(Error::RateLimited {
                    url,
                    retry_after: Some(wait),
                });
            }
            tracing::info!(
                url,
                wait_ms = wait.as_millis() as u64,
                "waiting for the budget"
            );
            session.pause(wait).await?;
        }
    }

    fn account(&self, request: &reqwest::Request) -> Option<(&Account, u64)> {
        self.accounts.iter().find_map(|account| {
            if account.matchers.is_empty() {
                return Some((account, 1));
            }
            let matcher = account.matchers.iter().find(|one| one.matches(request))?;
            Some((account, matcher.weight))
        })
    }
}

impl Account {
    fn counter(&self) -> MutexGuard<'_, Counter> {
        self.counter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Call<'_> {
    /// The head of the answer is there, so the request has reached the provider.
    pub(crate) fn answered(&mut self) {
        if !std::mem::replace(&mut self.is_answered, true) {
            let account = self.account;
            account.counter().answered(Instant::now(), self.weight);
            account.answered.notify_waiters();
        }
    }

    /// Learns from the answer how much is left, and until when.
    pub(crate) fn learn(&self, answer: &Answer) {
        let number = |name: &str| answer.header(name)?.trim().parse::<u64>().ok();
        let left = number(&self.ledger.remaining_header)
            .or_else(|| self.ledger.hit.contains(&answer.status).then_some(0));
        let now = Instant::now();
        // A moment beyond all clocks says as little as none.
        let reset = number(&self.ledger.reset_header);
        let reset = reset.and_then(|reset| now.checked_add(until(reset)));
        self.account.counter().learn(now, left, reset);
    }
}

impl Drop for Call<'_> {
    /// Without an answer nobody knows whether it arrived: it counts as if it had, now.
    fn drop(&mut self) {
        self.answered();
    }
}

/// How far away a provider's reset is: given as a moment, or as seconds from now.
fn until(reset: u64) -> Duration {
    if reset < MOMENTS_BEGIN {
        return Duration::from_secs(reset);
    }
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Duration::from_secs(reset).saturating_sub(now)
}
