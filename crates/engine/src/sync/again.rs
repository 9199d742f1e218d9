//! A sync that failed for a passing cause is done again by itself: when the source asked to be asked again, else after
//! waits that grow. What was read before stays, so the next one goes on from there.

use std::collections::HashMap;
use std::sync::Mutex;

use headwater_store::Connection;
use jiff::{SignedDuration, Timestamp};

use crate::engine::{Engine, locked};
use crate::fault::{Code, Fault};
use crate::tokens::back_off;

/// The shortest wait: a source that has just refused several tries of one request wants peace.
const SHORTEST: SignedDuration = SignedDuration::from_secs(30);

/// Syncs that are to be done again, by connection.
#[derive(Default)]
pub(crate) struct Again(Mutex<HashMap<String, Plan>>);

#[derive(Clone, Copy, Default)]
struct Plan {
    /// Syncs in a row that failed for a passing cause.
    failures: u32,
    /// When the running or last one is done again; nothing where it did not fail so.
    at: Option<Timestamp>,
}

impl Engine {
    /// Plans another sync where the fault may pass by itself, and gives the fault with the time of it. Of several streams
    /// the last one's time counts: by then all may have passed.
    pub(super) fn plan_again(&self, connection: &Connection, mut fault: Fault) -> Fault {
        if !passes(&fault) {
            return fault;
        }
        let now = self.now();
        let mut plans = locked(&self.again.0);
        let plan = plans.entry(connection.id.clone()).or_default();
        let asked = fault.retry_at.map(|at| at.duration_since(now));
        let wait = back_off(plan.failures + 2, asked).max(SHORTEST);
        let at = plan.at.unwrap_or(now).max(now + wait);
        (plan.at, fault.retry_at) = (Some(at), Some(at));
        fault
    }

    /// Forgets what was planned.
    pub(super) fn forget_again(&self, id: &str) {
        locked(&self.again.0).remove(id);
    }

    /// At the end of a sync: waits for the next one where one is planned, and forgets the failures where none is.
    pub(super) fn settle_again(&self, id: &str) {
        let mut plans = locked(&self.again.0);
        let Some(plan) = plans.get_mut(id) else {
            return;
        };
        let Some(at) = plan.at.take() else {
            plans.remove(id);
            return;
        };
        plan.failures += 1;
        let (id, failures) = (id.to_owned(), plan.failures);
        self.in_background(|engine| async move { engine.sync_at(&id, at, failures).await });
    }

    /// Waits by the wall clock, looking often, so that a machine that slept is not late; and by the steady one, so that a
    /// clock that was set back is not waited for.
    pub(crate) async fn wait_until(&self, at: Timestamp) {
        let (wait, since) = (at.duration_since(self.now()), std::time::Instant::now());
        while self.now() < at
            && SignedDuration::try_from(since.elapsed()).is_ok_and(|gone| gone < wait)
        {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
    }

    async fn sync_at(&self, id: &str, at: Timestamp, failures: u32) {
        self.wait_until(at).await;
        // A sync in between, by hand or of another kind, has made this one needless.
        let still = locked(&self.again.0).get(id).map(|plan| plan.failures);
        if still != Some(failures) {
            return;
        }
        if let Err(fault) = self.sync(id.to_owned()).await {
            tracing::info!(connection = id, %fault, "the sync was not done again");
        }
    }
}

/// Whether the source may be well again without anybody doing anything.
fn passes(fault: &Fault) -> bool {
    matches!(
        fault.code,
        Code::Unreachable | Code::Unavailable | Code::RateLimited | Code::AnswerNotOAuth
    )
}
