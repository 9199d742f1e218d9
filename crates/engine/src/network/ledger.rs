//! The network ledger: requests per host, counted under the client, so that no caller can forget to.
//!
//! reqwest has no middleware, but it asks two things of everyone: the cookie store, for each request before it leaves,
//! and the retry policy, for each answer or error. The ledger stands in both places. It keeps no cookie, and repeats only
//! what HTTP/2 says was never looked at, as reqwest does by itself. A request whose caller stopped waiting ends without a
//! word to anyone; it counts as failed once no answer can come any more.

use std::collections::{HashMap, VecDeque};
use std::error::Error as StdError;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use headwater_store::HostCount;
use jiff::Timestamp;
use reqwest::header::HeaderValue;
use url::Url;

use crate::clock::Clock;
use crate::engine::{Engine, locked};
use crate::fault::Fault;
use crate::view::HostView;

/// When an answer is no longer expected: no time-out of ours is longer.
const NO_MORE: Duration = Duration::from_secs(300);

/// How often what was counted goes to the database.
const FLUSH: Duration = Duration::from_secs(60);

/// How long the activity log reaches back, and how often it is cut.
const RETENTION: Duration = Duration::from_secs(90 * 86_400);
const CUT: Duration = Duration::from_secs(86_400);
/// How long what a person removed can be brought back.
const RESTORABLE: Duration = Duration::from_secs(86_400);

/// What was counted since it last went to the database.
pub(crate) struct Ledger {
    clock: Arc<dyn Clock>,
    hosts: Mutex<HashMap<String, Count>>,
}

#[derive(Default)]
struct Count {
    requests: u64,
    failed: u64,
    last_at: Timestamp,
    /// When each request left that nothing came back to yet.
    open: VecDeque<Timestamp>,
}

impl Ledger {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            hosts: Mutex::default(),
        }
    }

    fn left(&self, host: String) {
        let now = self.clock.now();
        let mut hosts = locked(&self.hosts);
        let count = hosts.entry(host).or_default();
        count.requests += 1;
        count.last_at = now;
        count.open.push_back(now);
    }

    fn ended(&self, host: String, failed: bool) {
        let mut hosts = locked(&self.hosts);
        let count = hosts.entry(host).or_default();
        if count.open.pop_front().is_none() {
            // A request that carries a cookie of its own is not announced.
            count.requests += 1;
            count.last_at = self.clock.now();
        }
        count.failed += u64::from(failed);
    }

    /// Takes what was counted; `all`: nothing more is waited for.
    pub(crate) fn take(&self, all: bool) -> Vec<HostCount> {
        let now = self.clock.now();
        let mut hosts = locked(&self.hosts);
        let mut taken = Vec::new();
        for (host, count) in hosts.iter_mut() {
            let waited = |left: &Timestamp| {
                Duration::try_from(now.duration_since(*left)).unwrap_or_default()
            };
            while count
                .open
                .front()
                .is_some_and(|left| all || waited(left) >= NO_MORE)
            {
                count.open.pop_front();
                count.failed += 1;
            }
            if count.requests + count.failed > 0 {
                taken.push(HostCount {
                    host: host.clone(),
                    requests: std::mem::take(&mut count.requests),
                    failed: std::mem::take(&mut count.failed),
                    last_at: count.last_at,
                });
            }
        }
        hosts.retain(|_, count| !count.open.is_empty());
        taken
    }

    /// Puts back what could not be kept.
    fn put_back(&self, counts: Vec<HostCount>) {
        let mut hosts = locked(&self.hosts);
        for count in counts {
            let entry = hosts.entry(count.host).or_default();
            entry.requests += count.requests;
            entry.failed += count.failed;
            entry.last_at = entry.last_at.max(count.last_at);
        }
    }
}

impl reqwest::cookie::CookieStore for Ledger {
    fn set_cookies(&self, _: &mut dyn Iterator<Item = &HeaderValue>, _: &Url) {}

    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        self.left(super::settings::place(url));
        None
    }
}

/// The retry policy that counts.
pub(super) fn counting(ledger: &Arc<Ledger>) -> reqwest::retry::Builder {
    struct Every;
    impl PartialEq<&str> for Every {
        fn eq(&self, _: &&str) -> bool {
            true
        }
    }
    let ledger = Arc::clone(ledger);
    reqwest::retry::for_host(Every)
        .no_budget()
        .classify_fn(move |request| {
            if request.error().is_some_and(was_not_looked_at) {
                return request.retryable();
            }
            let scheme = request.uri().scheme_str();
            let standard = if scheme == Some("https") { 443 } else { 80 };
            let port = request.uri().port_u16().unwrap_or(standard);
            let host = request.uri().host().unwrap_or_default();
            ledger.ended(format!("{host}:{port}"), request.error().is_some());
            request.success()
        })
}

/// Whether the server says that it did nothing with the request (RFC 9113 section 8.7).
fn was_not_looked_at(error: &(dyn StdError + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(this) = cause {
        if let Some(error) = this.downcast_ref::<h2::Error>() {
            let gone = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
            let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
            return error.is_remote() && (gone || refused);
        }
        cause = this.source();
    }
    false
}

impl Engine {
    /// Requests per host, the last one first: what this and other processes have sent since the beginning.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn ledger(&self) -> Result<Vec<HostView>, Fault> {
        self.flush_ledger().await?;
        let hosts = self.store(|store| store.hosts()).await?;
        let view = |host: HostCount| HostView {
            host: host.host,
            requests: host.requests,
            failed: host.failed,
            last_at: host.last_at.to_string(),
        };
        Ok(hosts.into_iter().map(view).collect())
    }

    /// Keeps the ledger and cuts the activity log now and then, for a process that stays.
    pub(crate) fn keep_books(&self) {
        self.in_background(|engine| async move { engine.go_on_keeping().await });
    }

    async fn go_on_keeping(&self) {
        let mut next_cut = self.now();
        loop {
            if self.now() >= next_cut {
                let (activity, removed) = (self.now() - RETENTION, self.now() - RESTORABLE);
                let cut = self.store(move |store| {
                    store.forget_activity(activity)?;
                    store.forget_removed(removed)
                });
                if let Err(fault) = cut.await {
                    tracing::warn!(%fault, "what is too old could not be cut");
                }
                next_cut = self.now() + CUT;
            }
            tokio::time::sleep(FLUSH).await;
            if let Err(fault) = self.flush_ledger().await {
                tracing::warn!(%fault, "the ledger could not be kept");
            }
        }
    }

    async fn flush_ledger(&self) -> Result<(), Fault> {
        let counts = self.network.ledger().take(false);
        if counts.is_empty() {
            return Ok(());
        }
        let kept = counts.clone();
        let flushed = self.store(move |store| store.add_requests(&kept)).await;
        if flushed.is_err() {
            self.network.ledger().put_back(counts);
        }
        flushed
    }
}
