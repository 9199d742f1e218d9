//! Grants that are still to be revoked (requirement 56): the connection is gone, the grant waits in the keychain as
//! `revocation/ID` and is given back as soon as its provider can be reached. After a month it is given up, with a note.

use std::time::Duration;

use headwater_store::{Connection, ConnectionState, Revocation as Waiting, Step};
use jiff::SignedDuration;
use serde_json::json;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::secrets::Secrets;
use crate::tokens::back_off;
use crate::view::Revocation;

/// How often it is looked whether a try is due.
const LOOK: Duration = Duration::from_secs(15);

/// How long a revocation is tried.
const PATIENCE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The longest wait between two tries, once the first ones have failed.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);

/// Tries at growing waits before those at the longest.
const QUICK_TRIES: u32 = 8;

impl Engine {
    /// Revokes a grant that belongs to no connection, now or as soon as its provider can be reached.
    ///
    /// # Errors
    /// The keychain's and the store's faults.
    pub(crate) async fn revoke_or_queue(
        &self,
        connection: &Connection,
        secrets: &Secrets,
    ) -> Result<(), Fault> {
        if self.revoked(connection, secrets).await.revocation == Revocation::Queued {
            let waiting = self.keep_to_revoke(connection, secrets).await?;
            self.store(move |store| store.add_revocation(&waiting))
                .await?;
            self.revocations_changed();
        }
        Ok(())
    }

    /// Keeps the secrets of a grant that is to be revoked later; the caller stores what is given.
    ///
    /// # Errors
    /// The keychain's fault.
    pub(super) async fn keep_to_revoke(
        &self,
        connection: &Connection,
        secrets: &Secrets,
    ) -> Result<Waiting, Fault> {
        self.keychain
            .write_revocation(&connection.id, &connection.name, secrets)
            .await?;
        let now = self.now();
        Ok(Waiting {
            id: connection.id.clone(),
            name: connection.name.clone(),
            connector: connection.connector.clone(),
            inputs: connection.inputs.clone(),
            client: connection.client.clone(),
            since: now,
            tries: 1,
            next_at: now + back_off(1, None),
        })
    }

    /// Lets the next look be at once.
    pub(crate) fn revocations_changed(&self) {
        self.revoking.notify_one();
    }

    /// Revokes what waits, at the start and whenever a try is due.
    pub(crate) fn start_revoker(&self) {
        self.in_background(|engine| async move { engine.revoke_when_due().await });
    }

    /// Tries once to revoke what is due, for a process without a timer. What cannot be told now waits for the next one.
    ///
    /// # Errors
    /// The keychain's and the store's faults.
    pub async fn revoke_due(&self) -> Result<(), Fault> {
        self.revoke_waiting(false).await
    }

    async fn revoke_when_due(&self) {
        let mut at_start = true;
        loop {
            if let Err(fault) = self.revoke_waiting(at_start).await {
                tracing::warn!(%fault, "revocations wait");
            }
            at_start = false;
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = self.revoking.notified() => {}
            }
        }
    }

    async fn revoke_waiting(&self, at_start: bool) -> Result<(), Fault> {
        let now = self.now();
        for waiting in self.store(|store| store.revocations()).await? {
            // A wait beyond the longest is a clock that was set back.
            let due = waiting.next_at <= now || waiting.next_at > now + LONGEST_WAIT;
            if !(at_start || due) {
                continue;
            }
            let Some(_held) = self.locks.try_hold(&format!("revocation-{}", waiting.id))? else {
                continue;
            };
            self.revoke_again(waiting).await?;
        }
        Ok(())
    }

    async fn revoke_again(&self, waiting: Waiting) -> Result<(), Fault> {
        let id = waiting.id.clone();
        // What the deletion left behind, where its process ended early.
        self.keychain.remove(&id).await?;
        let secrets = self.keychain.read_revocation(&id).await?;
        let says = match self.revoked(&former(&waiting), &secrets).await.revocation {
            Revocation::Revoked => "revoked",
            // Nothing to revoke, or nobody to ask: more tries do not help.
            Revocation::NoGrant | Revocation::NotOffered => "revocation_ended",
            Revocation::Queued | Revocation::Failed => {
                if self.now() < waiting.since + PATIENCE {
                    let wait = match waiting.tries {
                        tries @ ..QUICK_TRIES => back_off(tries, None),
                        _ => LONGEST_WAIT,
                    };
                    let next = self.now() + wait;
                    return self
                        .store(move |store| store.put_off_revocation(&id, next))
                        .await;
                }
                "revocation_given_up"
            }
        };
        self.keychain.remove_revocation(&id).await?;
        let (now, detail) = (
            self.now(),
            json!({ "connector": waiting.connector, "name": waiting.name }),
        );
        self.store(move |store| {
            store.end_revocation(&id)?;
            store.add_activity(now, None, says, &detail)
        })
        .await
    }
}

/// The deleted connection, as far as its provider is to be found by it.
fn former(waiting: &Waiting) -> Connection {
    Connection {
        id: waiting.id.clone(),
        name: waiting.name.clone(),
        connector: waiting.connector.clone(),
        state: ConnectionState::Reauthorize,
        step: Step::Done,
        inputs: waiting.inputs.clone(),
        client: waiting.client.clone(),
        identity: None,
        trouble: None,
        token_expires_at: None,
        token_refreshed_at: None,
        declined: None,
        granted: None,
        approval: None,
        grant_kind: None,
        entity: None,
        created_at: waiting.since,
    }
}
