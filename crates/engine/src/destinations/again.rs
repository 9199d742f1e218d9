//! A delivery that failed for a passing cause is done again by itself, after waits that grow. What was delivered before
//! stays, so the next one brings what is still lacking.

use std::collections::HashMap;
use std::sync::Mutex;

use headwater_store::Destination;
use jiff::Timestamp;
use serde_json::json;

use crate::engine::{Engine, locked};
use crate::fault::{Code, Fault};
use crate::tokens::back_off;

/// Deliveries in a row that failed for a passing cause, by destination.
#[derive(Default)]
pub(super) struct Again(Mutex<HashMap<i64, u32>>);

impl Engine {
    /// At the end of a delivery: plans the next one where the fault may pass by itself, gives the fault the time of it, and
    /// tells the log where it went otherwise than the one before.
    pub(super) async fn settle_delivery(
        &self,
        destination: &Destination,
        outcome: Result<(), Fault>,
    ) -> Result<(), Fault> {
        let (id, now) = (destination.id, self.now());
        let failures = self.count_failure(id, &outcome);
        let outcome = outcome.map_err(|mut fault| {
            if passes(fault.code) {
                let at = now + back_off(failures, None);
                fault.retry_at = Some(at);
                self.in_background(|engine| engine.deliver_at(id, at, failures));
            }
            fault
        });
        let before = destination.fault.as_ref().and_then(Fault::from_json);
        let kind = match (&before, &outcome) {
            (None, Ok(())) => return outcome,
            (Some(before), Err(fault)) if before.code == fault.code => return outcome,
            (_, Ok(())) => "delivery_well",
            (_, Err(fault)) if passes(fault.code) => "delivery_waits",
            (_, Err(_)) => "delivery_failed",
        };
        let why = outcome.as_ref().err().map(|fault| fault.view(now).title);
        let detail = json!({ "destination": destination.name, "why": why });
        let noted = self.store(move |store| store.add_activity(now, None, kind, &detail));
        if let Err(fault) = noted.await {
            tracing::warn!(destination = id, %fault, "the end of a delivery was not noted");
        }
        outcome
    }

    /// How many deliveries in a row have failed for a passing cause, this one included.
    fn count_failure(&self, id: i64, outcome: &Result<(), Fault>) -> u32 {
        let mut failures = locked(&self.deliveries.again.0);
        match outcome {
            Err(fault) if passes(fault.code) => {
                let count = failures.entry(id).or_default();
                *count += 1;
                *count
            }
            _ => {
                failures.remove(&id);
                0
            }
        }
    }

    /// Lets what is planned for a destination be.
    pub(super) fn forget_delivery(&self, id: i64) {
        locked(&self.deliveries.again.0).remove(&id);
    }

    /// Delivers at a time, unless a delivery in between has made that needless.
    async fn deliver_at(self, id: i64, at: Timestamp, failures: u32) {
        self.wait_until(at).await;
        let still = locked(&self.deliveries.again.0).get(&id).copied();
        if still == Some(failures) {
            self.deliver_one_later(id);
        }
    }

    /// After a start: deliveries that were to be done again are.
    ///
    /// # Errors
    /// The store's faults.
    pub(crate) async fn take_up_failed_deliveries(&self) -> Result<(), Fault> {
        for one in self.store(|store| store.all_destinations()).await? {
            let fault = one.fault.as_ref().and_then(Fault::from_json);
            if fault.is_some_and(|fault| passes(fault.code)) {
                self.deliver_one_later(one.id);
            }
        }
        Ok(())
    }
}

/// Whether a destination may be well again without anybody changing anything in Headwater.
fn passes(code: Code) -> bool {
    matches!(
        code,
        Code::DestinationUnreachable | Code::DestinationRaced | Code::DestinationOpen
    )
}
