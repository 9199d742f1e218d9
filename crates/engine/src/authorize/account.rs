//! A *Reconnect* that another account answered (requirement 55): rows of two accounts must not mix, so nothing is changed
//! before the person decides. Until then the new grant waits in memory only; whatever ends the waiting without a
//! decision, a cancel, a new attempt, the end of the app, gives it back to the provider.

use std::sync::Arc;

use headwater_oauth::Grant;
use headwater_store::{Change, Connection, ConnectionState, Step};
use tokio_util::sync::CancellationToken;

use super::{Attempts, Held, identity};
use crate::engine::{Engine, locked};
use crate::fault::{Code, Fault};
use crate::life::new_id;
use crate::secrets::Secrets;
use crate::view::{AccountChange, AccountDecision, AttemptPhase, ConnectionView};

impl Attempts {
    /// Where the running attempt holds the grant of another account, and the attempt's number.
    fn held(&self, id: &str) -> Option<(Held, u64)> {
        let all = locked(&self.0);
        all.get(id)
            .map(|running| (Arc::clone(&running.other), running.number))
    }

    /// Holds the grant of another account until somebody decides.
    fn hold(&self, id: &str, number: u64, grant: Grant, change: AccountChange) {
        self.change(id, number, |running| {
            *locked(&running.other) = Some(grant);
            running.view.account_change = Some(change);
        });
    }

    /// Ends the attempt, and with it the waiting for a decision.
    fn settle(&self, id: &str, number: u64, phase: AttemptPhase) {
        self.change(id, number, |running| {
            running.view.phase = phase;
            running.view.account_change = None;
            running.fault = None;
            running.cancel.cancel();
        });
    }
}

impl Engine {
    /// Keeps the grant if it is of the account that the connection belongs to. Before there are rows, in the wizard,
    /// another account is a choice.
    pub(crate) async fn keep_consent(
        &self,
        connection: &Connection,
        number: u64,
        grant: Grant,
    ) -> Result<Grant, Fault> {
        let before = identity(connection);
        if let (Some(before), Some(now)) = (&before, &grant.identity)
            && connection.step == Step::Done
            && before.subject != now.subject
        {
            let change = AccountChange {
                expected: before.label().to_owned(),
                found: now.label().to_owned(),
            };
            let fault = Fault::new(Code::WrongAccount)
                .with("account", &change.found)
                .with("expected", &change.expected);
            self.attempts.hold(&connection.id, number, grant, change);
            return Err(fault);
        }
        let grant = self.with_earlier_choices(connection, grant).await?;
        self.keep_grant(connection, &grant).await?;
        Ok(grant)
    }

    /// Waits until it is decided what becomes of another account's grant, and gives it back where nobody decided.
    pub(super) async fn await_decision(
        &self,
        connection: &Connection,
        number: u64,
        fault: Fault,
        cancel: CancellationToken,
    ) {
        let id = &connection.id;
        // Held here too: a new attempt forgets this one, and a deletion the secrets of the client.
        let held = self.attempts.held(id);
        let secrets = self.keychain.read(id).await.unwrap_or_default();
        self.attempts.change(id, number, |running| {
            running.view.phase = AttemptPhase::AccountDiffers;
            running.fault = Some(fault);
            running.ended.cancel();
        });
        self.connections_changed();
        cancel.cancelled().await;
        let undecided = held.and_then(|(held, _)| locked(&held).take());
        if let Some(grant) = undecided {
            self.give_back(connection, secrets, grant).await;
        }
    }

    /// Says what becomes of the consent of another account.
    ///
    /// # Errors
    /// [`Code::NotNow`] when none waits for it; the keychain's and the store's faults, after which it still waits.
    pub async fn decide_account(
        &self,
        id: String,
        decision: AccountDecision,
    ) -> Result<ConnectionView, Fault> {
        let connection = self.stored(&id).await?;
        let waiting = self.attempts.held(&id);
        let taken = waiting.and_then(|(held, number)| {
            let grant = locked(&held).take()?;
            Some((grant, held, number))
        });
        let Some((grant, held, number)) = taken else {
            return Err(Fault::not_now(
                "No other account waits for a decision",
                "Reconnect again.",
            ));
        };
        let done = match decision {
            AccountDecision::Replace => self.replace_account(&connection, number, &grant).await,
            AccountDecision::AddAsNew => self.add_account(&connection, number, &grant).await,
            AccountDecision::Cancel => match self.keychain.read(&id).await {
                Ok(secrets) => {
                    self.give_back(&connection, secrets, grant.clone()).await;
                    Ok(id.clone())
                }
                Err(fault) => Err(fault),
            },
        };
        let shown = match done {
            Ok(shown) => shown,
            Err(fault) => {
                *locked(&held) = Some(grant);
                return Err(fault);
            }
        };
        let phase = match decision {
            AccountDecision::Replace => AttemptPhase::Done,
            AccountDecision::AddAsNew | AccountDecision::Cancel => AttemptPhase::Cancelled,
        };
        self.attempts.settle(&id, number, phase);
        if decision == AccountDecision::Replace
            && let Err(fault) = self.sync(id).await
        {
            tracing::warn!(%fault, "the sync of the new account did not start");
        }
        self.connections_changed();
        self.connection(shown).await
    }

    /// The connection belongs to the new account from now on. Its streams begin anew before the grant is kept: whatever
    /// ends the process in between, a state of one account never meets the other's rows.
    async fn replace_account(
        &self,
        connection: &Connection,
        number: u64,
        grant: &Grant,
    ) -> Result<String, Fault> {
        let id = connection.id.clone();
        self.cancel_sync(id.clone()).await?;
        let anew = id.clone();
        self.store(move |store| store.begin_streams_anew(&anew))
            .await?;
        self.keep_grant(connection, grant).await?;
        self.note_consent(connection, grant).await?;
        // The new account has workspaces of its own.
        self.after_connect(connection, number, &self.closing)
            .await?;
        Ok(id)
    }

    /// The consent becomes a connection of its own, with the same connector, inputs, client and ticked streams. It is a
    /// draft until its secrets are kept.
    async fn add_account(
        &self,
        connection: &Connection,
        number: u64,
        grant: &Grant,
    ) -> Result<String, Fault> {
        let (id, from) = (new_id(), connection.id.clone());
        let added = Connection {
            id: id.clone(),
            name: self.connectors.name_of(&connection.connector),
            state: ConnectionState::Draft,
            step: Step::Authorize,
            identity: None,
            trouble: None,
            token_expires_at: None,
            token_refreshed_at: None,
            granted: None,
            approval: None,
            entity: None,
            created_at: self.now(),
            ..connection.clone()
        };
        let (row, to) = (added.clone(), id.clone());
        let chosen = self
            .store(move |store| {
                store.add_connection(&row)?;
                store.copy_streams(&from, &to)?;
                Ok(store.streams(&to)?.iter().any(|stream| stream.selected))
            })
            .await?;
        let secrets = Secrets {
            grant: None,
            ..self.keychain.read(&connection.id).await?
        };
        self.keychain.write(&id, &added.name, &secrets).await?;
        self.keep_grant(&added, grant).await?;
        self.note_consent(&added, grant).await?;
        // No attempt shows a question of the new connection: where there is one, its wizard begins with the consent.
        let whole = self.after_connect(&added, number, &self.closing).await;
        let step = match (whole, chosen) {
            (Err(_), _) => Step::Authorize,
            (Ok(()), true) => Step::Entity,
            (Ok(()), false) => Step::Streams,
        };
        self.change(&id, vec![Change::Step(step)]).await?;
        Ok(id)
    }

    /// Gives a grant that nobody wants back to the provider, later where it cannot be reached. Not where another
    /// connection is of the same account: many providers end all grants of an account and a client at once.
    async fn give_back(&self, connection: &Connection, secrets: Secrets, grant: Grant) {
        let whose = grant
            .identity
            .as_ref()
            .map(|identity| identity.subject.clone());
        let connector = connection.connector.clone();
        let connections = self.store(|store| store.connections()).await;
        let shared = connections.unwrap_or_default().iter().any(|other| {
            other.connector == connector
                && whose.is_some()
                && identity(other).map(|identity| identity.subject) == whose
        });
        if shared {
            return;
        }
        let secrets = Secrets {
            grant: Some(grant),
            ..secrets
        };
        let as_own = Connection {
            id: new_id(),
            ..connection.clone()
        };
        if let Err(fault) = self.revoke_or_queue(&as_own, &secrets).await {
            tracing::warn!(%fault, "an unwanted grant was dropped without being revoked");
        }
    }
}
