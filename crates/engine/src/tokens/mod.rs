//! The owner of tokens: hands out access tokens and renews them, one at a time per connection on the whole machine.
//!
//! The order is always the same. Lock, read the keychain again (another process may have renewed meanwhile), renew,
//! write the new grant, and only then hand its access token out. A new grant that could not be written is kept in
//! memory and written before anything else: the old one no longer counts, and asking with it could end the grant.

mod pasted;
mod receipt;
mod refresher;
mod refusal;
mod schedule;
mod shared;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use headwater_connectors::{AccessToken, TokenAsk, TokenSource};
use headwater_oauth::{Grant, GrantKind, Provider};
use headwater_store::{Change, Connection, ConnectionState};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use tokio_util::task::TaskTracker;

pub(crate) use pasted::Pasted;
use receipt::Receipt;
pub(crate) use refresher::Renewals;
pub(crate) use schedule::back_off;

use crate::engine::{Engine, locked};
use crate::fault::{Code, Fault};
use crate::granted;

/// Grants in memory and the timer.
#[derive(Default)]
pub(crate) struct Tokens {
    /// Grants as last read or written, to spare the keychain a call per request.
    known: Mutex<HashMap<String, Receipt>>,
    /// New grants that the keychain did not take.
    unsaved: Mutex<HashMap<String, Grant>>,
    /// Access tokens that were refused and could not be renewed yet: the timer's next try must not take them for good.
    refused: Mutex<HashMap<String, SecretString>>,
    /// One renewal at a time within this process; the file lock then does it between processes.
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    /// What is asked of keychain and provider now.
    pub(crate) asked: TaskTracker,
    /// Grants of clients that ask for themselves.
    shared: shared::Shared,
    /// When which connection is renewed.
    pub(crate) timer: Renewals,
}

/// Why a token is asked for.
#[derive(Clone, Debug)]
pub(crate) enum Need {
    /// To sign a request.
    Use,
    /// The provider refused this access token.
    Refused(SecretString),
    /// The timer says that it is time.
    Renewal,
}

impl Tokens {
    /// What the timer needs of a connection.
    fn need_of_timer(&self, id: &str) -> Need {
        match locked(&self.refused).get(id) {
            Some(token) => Need::Refused(token.clone()),
            None => Need::Renewal,
        }
    }
}

impl Need {
    /// Whether a grant serves this need now.
    fn is_served_by(&self, grant: &Grant, now: Timestamp) -> bool {
        let Some(expires) = grant.expires_at else {
            return !self.is_refused(grant);
        };
        let life = expires.duration_since(grant.obtained_at);
        if schedule::is_no_life(life) && now < grant.obtained_at + schedule::BETWEEN {
            return !self.is_refused(grant);
        }
        let spare = match self {
            Need::Renewal => schedule::earliest(life),
            Need::Use | Need::Refused(_) => schedule::reserve(life),
        };
        !self.is_refused(grant) && now + spare < expires
    }

    fn is_refused(&self, grant: &Grant) -> bool {
        matches!(self, Need::Refused(token) if token.expose_secret() == grant.access_token.expose_secret())
    }
}

impl Engine {
    /// A fresh access token of a connection, for other programs. Never a refresh token.
    ///
    /// # Errors
    /// As [`Engine::grant`].
    pub async fn token(&self, id: String) -> Result<SecretString, Fault> {
        Ok(self.grant(&id, Need::Use).await?.access_token)
    }

    /// Renews a connection's token now, whether or not it is due.
    ///
    /// # Errors
    /// As [`Engine::grant`].
    pub async fn renew(&self, id: String) -> Result<(), Fault> {
        let grant = self.grant(&id, Need::Use).await?;
        self.grant(&id, Need::Refused(grant.access_token)).await?;
        Ok(())
    }

    /// A grant that serves the need, renewed where it must be.
    ///
    /// # Errors
    /// The fault that keeps it from being had; it is also kept as the connection's trouble.
    pub(crate) async fn grant(&self, id: &str, need: Need) -> Result<Grant, Fault> {
        if let Some(grant) = self.known_grant(id, &need) {
            return Ok(grant);
        }
        // A task of its own: whoever asks may go away, as a cancelled sync does, but the answer with the next refresh
        // token must be kept when it comes.
        let (engine, id) = (self.clone(), id.to_owned());
        let asked = self
            .tokens
            .asked
            .spawn(async move { engine.grant_in_turn(&id, need).await });
        asked
            .await
            .unwrap_or_else(|error| Err(Fault::abnormal(error)))
    }

    /// Waits until no renewal and no delivery is on its way, for a process that is about to end: an answer that it does not wait for is
    /// lost, and with many providers the grant is lost with it. Renewals take 75 seconds at most, and rarely half a second;
    /// a delivery takes as long as its rows.
    pub async fn settled(&self) {
        self.tokens.asked.close();
        self.tokens.asked.wait().await;
        self.deliveries.settled().await;
    }

    async fn grant_in_turn(&self, id: &str, need: Need) -> Result<Grant, Fault> {
        let turn = Arc::clone(locked(&self.tokens.turns).entry(id.to_owned()).or_default());
        let _turn = turn.lock().await;
        let _held = self.locks.hold(id).await?;
        let connection = self.stored(id).await?;
        let outcome = self.grant_under_lock(&connection, need.clone()).await;
        match outcome {
            Ok(grant) => Ok(grant),
            Err(fault) => {
                if let Need::Refused(token) = need {
                    locked(&self.tokens.refused).insert(id.to_owned(), token);
                }
                Err(self.note_refusal(&connection, fault).await?)
            }
        }
    }

    async fn grant_under_lock(&self, connection: &Connection, need: Need) -> Result<Grant, Fault> {
        let id = &connection.id;
        self.save_unsaved(connection).await?;
        let mut secrets = self.keychain.read(id).await?;
        let Some(grant) = secrets.grant.take() else {
            return Err(Fault::new(Code::GrantMissing));
        };
        if need.is_served_by(&grant, self.time_of(id, &grant)) {
            self.keep_known(id, &grant);
            return Ok(grant);
        }
        if connection.state == ConnectionState::Reauthorize {
            // The provider has refused this grant for good; asking again cannot help and may lock the account.
            return Err(self
                .trouble_of(connection)
                .unwrap_or_else(|| Fault::new(Code::GrantRejected)));
        }
        let provider = self.provider_with(connection, &secrets).await?;
        let provider_name = self.connectors.name_of(&connection.connector);
        tracing::info!(connection = %id, "renewing the token");
        let http = self.http_of(&provider).await?;
        let ask = headwater_oauth::refresh(&http, &provider, &grant);
        let renewed = match grant.kind {
            GrantKind::ClientCredentials => {
                self.client_grant(&provider, &grant.asked, &need, ask).await
            }
            GrantKind::AuthorizationCode | GrantKind::DeviceCode => ask.await,
        };
        let renewed = renewed.map_err(|error| {
            let fault = Fault::from(error).with("provider", &provider_name);
            self.of_registered(fault, &secrets, &provider)
        })?;
        let renewed = receipt::received_over(&grant, renewed, self.now());
        secrets.grant = Some(renewed.clone());
        if let Err(fault) = self.keychain.write(id, &connection.name, &secrets).await {
            locked(&self.tokens.unsaved).insert(id.clone(), renewed);
            locked(&self.tokens.known).remove(id);
            return Err(refusal::not_saved(fault).with("provider", &provider_name));
        }
        if matches!(need, Need::Renewal) {
            self.tokens.timer.rest(id, &renewed);
        }
        self.keep_known(id, &renewed);
        self.note_renewal(connection, &renewed).await?;
        Ok(renewed)
    }

    /// Writes a grant that an earlier renewal could not write.
    async fn save_unsaved(&self, connection: &Connection) -> Result<(), Fault> {
        let Some(grant) = locked(&self.tokens.unsaved).get(&connection.id).cloned() else {
            return Ok(());
        };
        let provider = self.connectors.name_of(&connection.connector);
        let not_saved = |fault| refusal::not_saved(fault).with("provider", &provider);
        let mut secrets = self
            .keychain
            .read(&connection.id)
            .await
            .map_err(not_saved)?;
        // Another process may have consented anew in between: the later grant is the right one.
        if secrets
            .grant
            .as_ref()
            .is_none_or(|kept| kept.obtained_at < grant.obtained_at)
        {
            secrets.grant = Some(grant.clone());
            let written = self
                .keychain
                .write(&connection.id, &connection.name, &secrets)
                .await;
            written.map_err(not_saved)?;
            self.note_renewal(connection, &grant).await?;
        }
        locked(&self.tokens.unsaved).remove(&connection.id);
        Ok(())
    }

    /// Keeps the grant of a new consent. The caller holds no lock; former secrets stay beside it.
    ///
    /// # Errors
    /// The keychain's fault; the former grant is whole then.
    pub(crate) async fn keep_grant(
        &self,
        connection: &Connection,
        grant: &Grant,
    ) -> Result<(), Fault> {
        let _held = self.locks.hold(&connection.id).await?;
        let mut secrets = self.keychain.read(&connection.id).await?;
        secrets.grant = Some(grant.clone());
        self.keychain
            .write(&connection.id, &connection.name, &secrets)
            .await?;
        locked(&self.tokens.unsaved).remove(&connection.id);
        self.keep_known(&connection.id, grant);
        Ok(())
    }

    /// A grant that the keychain did not take.
    pub(crate) fn unsaved_grant(&self, id: &str) -> Option<Grant> {
        locked(&self.tokens.unsaved).get(id).cloned()
    }

    /// Forgets what is in memory of a connection.
    pub(crate) fn forget_tokens(&self, id: &str) {
        locked(&self.tokens.known).remove(id);
        locked(&self.tokens.unsaved).remove(id);
        locked(&self.tokens.refused).remove(id);
        self.tokens.timer.forget(id);
    }

    pub(crate) fn keep_known(&self, id: &str, grant: &Grant) {
        locked(&self.tokens.refused).remove(id);
        self.keep_receipt(id, grant);
        self.tokens.timer.plan(id, grant);
    }

    async fn note_renewal(&self, connection: &Connection, grant: &Grant) -> Result<(), Fault> {
        let mut changes = vec![
            Change::TokenExpiresAt(grant.expires_at),
            Change::TokenRefreshedAt(Some(grant.obtained_at)),
            granted::renewal(connection, grant),
        ];
        // A trouble of the grant is over with a new one; a sync's trouble is the sync's.
        if self
            .trouble_of(connection)
            .is_some_and(|fault| fault.is_temporary() || fault.code == Code::ClientRejected)
        {
            changes.push(Change::Trouble(None));
        }
        let id = connection.id.clone();
        self.store(move |store| store.change_connection(&id, &changes))
            .await?;
        self.connections_changed();
        Ok(())
    }

    /// What the manifest runtime asks for tokens.
    pub(crate) fn token_source(&self, id: &str, provider: Provider) -> TokenSource {
        let (engine, id) = (self.clone(), id.to_owned());
        Arc::new(move |ask| {
            let (engine, id, provider) = (engine.clone(), id.clone(), provider.clone());
            Box::pin(async move {
                let mut grant = engine.grant(&id, Need::Use).await?;
                if let TokenAsk::Refused(refused) = ask
                    && refused.expose_secret() == provider.signature(&grant).1.expose_secret()
                {
                    grant = engine.grant(&id, Need::Refused(grant.access_token)).await?;
                }
                Ok(signed(&provider, &grant)?)
            })
        })
    }
}

/// How a provider wants a grant's token to be sent.
///
/// # Errors
/// A header of the profile that the grant cannot fill.
pub(crate) fn signed(provider: &Provider, grant: &Grant) -> Result<AccessToken, Fault> {
    let (header, value) = provider.signature(grant);
    Ok(AccessToken {
        header,
        value,
        extra: provider.extra_headers(grant)?,
    })
}
