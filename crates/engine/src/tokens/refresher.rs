//! The timer: renews each connection's token before it ends, whether or not anybody uses it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use headwater_oauth::Grant;
use headwater_store::ConnectionState;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;

use super::{Need, schedule};
use crate::engine::{Engine, locked};
use crate::fault::{Code, Fault};
use crate::timer::Timer;

/// Renewals at once, so that waking up with a thousand connections does not fall over the network.
const AT_ONCE: usize = 4;

/// The timer never renews one connection twice within this time, whatever life its tokens name (requirement 36): who uses
/// it asks for itself.
const REST: Duration = Duration::from_secs(30);

/// How long the timer waits before it looks whether it is to renew ahead again, where the person wants it not to.
const PUT_OFF: SignedDuration = SignedDuration::from_mins(5);

/// When which connection is renewed, and the failures.
#[derive(Default)]
pub(crate) struct Renewals {
    timer: Timer,
    failures: Mutex<HashMap<String, u32>>,
    /// When the timer last renewed a connection.
    renewed: Mutex<HashMap<String, (Instant, Duration)>>,
}

impl Renewals {
    /// Plans the renewal of a grant. Grants without an end or without a way to renew are left alone: the first are
    /// renewed when the provider refuses them, the second end.
    pub(crate) fn plan(&self, id: &str, grant: &Grant) {
        locked(&self.failures).remove(id);
        match (grant.expires_at, grant.is_renewable()) {
            (Some(expires), true) => self.set(id, schedule::due(grant.obtained_at, expires)),
            (Some(expires), false) => self.set(id, expires),
            (None, _) => self.forget(id),
        }
    }

    /// Plans the next try after a failure and says when.
    pub(crate) fn plan_again(&self, id: &str, fault: &Fault, now: Timestamp) -> Timestamp {
        let failures = {
            let mut all = locked(&self.failures);
            let count = all.entry(id.to_owned()).or_default();
            *count += 1;
            *count
        };
        let asked = fault.retry_at.map(|at| at.duration_since(now));
        // Wrong client credentials do not mend themselves; the hourly try is for those that were mended elsewhere.
        let asked = if fault.code == Code::ClientRejected {
            Some(SignedDuration::from_hours(1))
        } else {
            asked
        };
        let at = now + schedule::back_off(failures - 1, asked);
        self.set(id, at);
        at
    }

    /// Takes a connection off the timer.
    pub(crate) fn forget(&self, id: &str) {
        self.timer.remove(id);
        locked(&self.failures).remove(id);
        locked(&self.renewed).remove(id);
    }

    /// Lets the timer rest after it renewed a connection: half a minute, or half the life of tokens that live shorter than
    /// a minute. A life of next to nothing is no reason to hurry.
    pub(crate) fn rest(&self, id: &str, renewed: &Grant) {
        let life = renewed
            .expires_at
            .map(|expires| expires.duration_since(renewed.obtained_at))
            .and_then(|life| Duration::try_from(life).ok())
            .filter(|life| *life >= Duration::from_secs(2));
        let rest = life.map_or(REST, |life| (life / 2).min(REST));
        locked(&self.renewed).insert(id.to_owned(), (Instant::now(), rest));
    }

    /// How long the timer still has to rest.
    fn rests_for(&self, id: &str) -> Option<SignedDuration> {
        let (renewed, rest) = *locked(&self.renewed).get(id)?;
        let left = rest.checked_sub(renewed.elapsed())?;
        SignedDuration::try_from(left).ok()
    }

    /// Tries a connection at once that failed before: its credentials were changed.
    pub(crate) fn try_soon(&self, id: &str, now: Timestamp) {
        if locked(&self.failures).remove(id).is_some() {
            self.set(id, now);
        }
    }

    fn set(&self, id: &str, at: Timestamp) {
        self.timer.set(id, at);
    }
}

impl Engine {
    /// Plans the renewal of all connections and starts the timer's task.
    ///
    /// # Errors
    /// The store's faults.
    pub(crate) async fn start_refresher(&self) -> Result<(), Fault> {
        for connection in self.store(|store| store.connections()).await? {
            let alive = matches!(
                connection.state,
                ConnectionState::Active | ConnectionState::Paused
            );
            if let (true, Some(expires)) = (alive, connection.token_expires_at) {
                let obtained = connection
                    .token_refreshed_at
                    .unwrap_or(connection.created_at);
                self.tokens
                    .timer
                    .set(&connection.id, schedule::due(obtained, expires));
            }
        }
        self.in_background(|engine| async move { engine.renew_when_due().await });
        Ok(())
    }

    async fn renew_when_due(&self) {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let timer = &self.tokens.timer.timer;
        loop {
            // What was planned by a clock that was set back would be late by as much.
            if let Some(by) = timer.wait(&*self.clock).await {
                tracing::info!(seconds = by.as_secs(), "the clock was set back");
                timer.move_back(by);
            }
            loop {
                let due = timer.pop_due(self.now());
                let Some(id) = due else { break };
                let need = self.tokens.need_of_timer(&id);
                let waits = self.general.settings().renew_on_use.then_some(PUT_OFF);
                let rest = self.tokens.timer.rests_for(&id).or(waits);
                if let (Need::Renewal, Some(rest)) = (&need, rest) {
                    self.tokens.timer.set(&id, self.now() + rest);
                    continue;
                }
                let Ok(place) = Arc::clone(&places).acquire_owned().await else {
                    return;
                };
                let engine = self.clone();
                tokio::spawn(async move {
                    let _place = place;
                    // A failure is kept as the connection's trouble and planned again where that happens.
                    if let Err(fault) = engine.grant(&id, need).await {
                        tracing::debug!(connection = %id, %fault, "renewal put off");
                    }
                });
            }
        }
    }
}
