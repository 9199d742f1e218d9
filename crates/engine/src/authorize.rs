//! From a click on *Authorize* or *Reconnect* to a kept grant.
//!
//! The keychain is asked first: a consent whose tokens cannot be kept would be spent for nothing. Then the listener is
//! bound, the link built, the browser opened. A foreign answer never ends an attempt and never goes unsaid.

mod choose;
mod paste;

use std::collections::HashMap;
use std::sync::Mutex;

use self::choose::Answer;
use self::paste::noticed;
use headwater_oauth::{Attempt, AttemptOptions, Grant, Notice, Outcome, Paste};
use headwater_store::{Change, Connection, ConnectionState, Step};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::engine::{Engine, locked};
use crate::fault::{Code, Fault};
use crate::view::{AttemptPhase, AttemptView, BrowserState, ConnectionView, GrantKind};

/// The running and just ended authorizations by connection.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<HashMap<String, Running>>);

struct Running {
    view: AttemptView,
    url: Url,
    cancel: CancellationToken,
    /// Cancelled when the attempt has ended and its listener is gone.
    ended: CancellationToken,
    /// Why it ended, where it failed.
    fault: Option<Fault>,
    /// Takes the address that the browser ended at.
    paste: Paste,
    /// Takes the answer to the open question.
    answer: Option<Answer>,
    /// Tells a replaced attempt from the one that replaced it.
    number: u64,
}

impl Attempts {
    /// The attempt of a connection as the window shows it.
    pub(crate) fn view(&self, id: &str) -> Option<AttemptView> {
        locked(&self.0).get(id).map(|running| running.view.clone())
    }

    /// All attempts, by connection.
    pub(crate) fn views(&self) -> HashMap<String, AttemptView> {
        let all = locked(&self.0);
        all.iter()
            .map(|(id, running)| (id.clone(), running.view.clone()))
            .collect()
    }

    /// Forgets a connection's attempt, ends it and waits until its listener is gone.
    pub(crate) async fn remove(&self, id: &str) {
        let running = locked(&self.0).remove(id);
        if let Some(running) = running {
            running.cancel.cancel();
            running.ended.cancelled().await;
        }
    }

    /// Forgets a connection's attempt that has ended: what it said is over once a sync went well.
    pub(crate) fn forget_ended(&self, id: &str) {
        let mut all = locked(&self.0);
        if all
            .get(id)
            .is_some_and(|running| running.ended.is_cancelled())
        {
            all.remove(id);
        }
    }

    fn change(&self, id: &str, number: u64, change: impl FnOnce(&mut Running)) {
        if let Some(running) = locked(&self.0)
            .get_mut(id)
            .filter(|running| running.number == number)
        {
            change(running);
        }
    }
}

impl Engine {
    /// Starts an authorization: the wizard's, or a *Reconnect*. One that already waits is replaced; its port is free
    /// before the new one binds.
    ///
    /// # Errors
    /// The keychain's faults, [`Code::ClientMissing`], [`Code::PortTaken`], [`Code::AddressInvalid`]. A browser that
    /// does not open is no error: the link is in the answer.
    pub async fn authorize(&self, id: String) -> Result<AttemptView, Fault> {
        self.authorize_on(id, None).await
    }

    /// The same on a port of the caller's choice, for clients that have one registered.
    ///
    /// # Errors
    /// As [`Engine::authorize`].
    pub async fn authorize_on(&self, id: String, port: Option<u16>) -> Result<AttemptView, Fault> {
        let connection = self.stored(&id).await?;
        self.keychain.ready().await?;
        let secrets = self.keychain.read(&id).await?;
        let provider = self.provider_with(&connection, &secrets).await?;
        let provider_name = self.connectors.name_of(&connection.connector);
        self.attempts.remove(&id).await;
        let connector = self.connectors.get(&connection.connector)?;
        let scopes = connector
            .scopes
            .iter()
            .map(|scope| scope.scope.clone())
            .collect::<Vec<_>>();
        let (scopes, optional_scopes) = self.apart(&connection, scopes)?;
        let login_hint = secrets
            .grant
            .as_ref()
            .and_then(|grant| grant.identity.as_ref()?.email.clone());
        let options = AttemptOptions {
            scopes,
            optional_scopes,
            login_hint,
            port,
            ..AttemptOptions::default()
        };
        let attempt = Attempt::begin(provider, options)
            .await
            .map_err(|error| Fault::from(error).with("provider", provider_name))?;
        let view = self.open_attempt(&connection, attempt);
        self.connections_changed();
        Ok(view)
    }

    /// Opens the browser again at the running authorization's link.
    ///
    /// # Errors
    /// [`Code::NotNow`] when none waits.
    pub async fn open_again(&self, id: String) -> Result<AttemptView, Fault> {
        let waiting = locked(&self.attempts.0)
            .get(&id)
            .filter(|running| running.view.phase == AttemptPhase::Waiting)
            .map(|running| (running.url.clone(), running.number));
        let Some((url, number)) = waiting else {
            return Err(Fault::not_now(
                "No authorization is waiting",
                "Start it again.",
            ));
        };
        let browser = self.open_browser(&url);
        self.attempts
            .change(&id, number, |running| running.view.browser = browser);
        self.connections_changed();
        self.attempts
            .view(&id)
            .ok_or_else(|| Fault::unknown("authorization", &id))
    }

    /// Ends the running authorization. The listener is gone within a second; the connection is as it was.
    ///
    /// # Errors
    /// None: nothing to cancel is fine.
    pub async fn cancel_attempt(&self, id: String) -> Result<(), Fault> {
        self.attempts.remove(&id).await;
        self.connections_changed();
        Ok(())
    }

    /// Waits for the end of the running authorization.
    ///
    /// # Errors
    /// Why it failed; [`Code::Cancelled`].
    pub async fn authorized(&self, id: String) -> Result<ConnectionView, Fault> {
        let ended = locked(&self.attempts.0)
            .get(&id)
            .map(|running| running.ended.clone());
        if let Some(ended) = ended {
            ended.cancelled().await;
        }
        let outcome = locked(&self.attempts.0)
            .get(&id)
            .map(|running| (running.view.phase, running.fault.clone()));
        match outcome {
            Some((AttemptPhase::Done, _)) => self.connection(id).await,
            Some((_, Some(fault))) => Err(fault),
            _ => Err(Fault::new(Code::Cancelled)),
        }
    }

    /// Opens the browser and lets the attempt wait in the background.
    fn open_attempt(&self, connection: &Connection, attempt: Attempt) -> AttemptView {
        let url = attempt.authorize_url().clone();
        let now = self.now();
        let view = AttemptView {
            grant: GrantKind::AuthorizationCode,
            paste: attempt.pastes(),
            device: None,
            choice: None,
            account_change: None,
            host: url.host_str().unwrap_or_default().to_owned(),
            url: url.to_string(),
            redirect_uri: attempt.redirect_uri().to_string(),
            phase: AttemptPhase::Waiting,
            browser: self.open_browser(&url),
            started_at: now.to_string(),
            expires_at: (now + AttemptOptions::default().time_out).to_string(),
            notices: Vec::new(),
            fault: None,
        };
        let (cancel, number) = (self.closing.child_token(), rand::random());
        let ended = CancellationToken::new();
        let running = Running {
            view: view.clone(),
            url,
            cancel: cancel.clone(),
            ended: ended.clone(),
            fault: None,
            paste: attempt.paste(),
            answer: None,
            number,
        };
        locked(&self.attempts.0).insert(connection.id.clone(), running);
        let (engine, connection) = (self.clone(), connection.clone());
        tokio::spawn(async move {
            engine
                .see_through(connection, attempt, number, cancel)
                .await;
            ended.cancel();
        });
        view
    }

    fn open_browser(&self, url: &Url) -> BrowserState {
        match self.browser.open(url) {
            Ok(()) => BrowserState::Opened,
            Err(reason) => {
                tracing::warn!(reason, "the browser did not open");
                BrowserState::NotOpened
            }
        }
    }

    /// Waits for the browser's answer and keeps what comes of it.
    async fn see_through(
        &self,
        connection: Connection,
        attempt: Attempt,
        number: u64,
        cancel: CancellationToken,
    ) {
        let id = connection.id.clone();
        let outcome = self.settled(&connection, attempt, number, cancel).await;
        match outcome {
            Ok(grant) => {
                if let Err(fault) = self.note_consent(&connection, &grant).await {
                    return self.end_attempt(&id, number, AttemptPhase::Failed, Some(fault));
                }
                self.end_attempt(&id, number, AttemptPhase::Done, None);
                if connection.step == Step::Done
                    && let Err(fault) = self.sync(id).await
                {
                    tracing::warn!(%fault, "the sync after reconnecting did not start");
                }
            }
            Err(fault) if fault.code == Code::Cancelled => {
                self.end_attempt(&id, number, AttemptPhase::Cancelled, None)
            }
            Err(fault) => {
                tracing::warn!(connection = %id, %fault, "authorization failed");
                self.end_attempt(&id, number, AttemptPhase::Failed, Some(fault));
            }
        }
    }

    fn end_attempt(&self, id: &str, number: u64, phase: AttemptPhase, fault: Option<Fault>) {
        let seen = fault.as_ref().map(|fault| self.seen(fault));
        self.attempts.change(id, number, |running| {
            running.view.phase = phase;
            running.view.fault = seen;
            running.fault = fault;
        });
        self.connections_changed();
    }

    /// The grant of an attempt, written to the keychain. The browser's page says what came of it only then.
    async fn grant_of(
        &self,
        connection: &Connection,
        attempt: Attempt,
        number: u64,
        cancel: CancellationToken,
    ) -> Result<Grant, Fault> {
        let provider_name = self.connectors.name_of(&connection.connector);
        let redirect = attempt.redirect_uri().to_string();
        let (engine, id) = (self.clone(), connection.id.clone());
        let notices = move |notice: Notice| {
            engine.attempts.change(&id, number, |running| {
                running.view.notices.push(noticed(notice))
            });
            engine.connections_changed();
        };
        let tell = |error: headwater_oauth::Error| {
            Fault::from(error)
                .with("provider", &provider_name)
                .with("redirect", &redirect)
        };
        let mut arrival = attempt.wait(cancel, notices).await.map_err(tell)?;
        self.attempts.change(&connection.id, number, |running| {
            running.view.phase = AttemptPhase::Exchanging;
        });
        self.connections_changed();
        let kept = match arrival.exchange(&self.http).await {
            Ok(grant) => self.keep_consent(connection, grant).await,
            // At this point `invalid_grant` speaks of the code, not of a permission that has ended.
            Err(error) => Err(as_code_fault(tell(error))),
        };
        let outcome = match &kept {
            Ok(grant) => Outcome::Connected {
                account: grant
                    .identity
                    .as_ref()
                    .map(|identity| identity.label().to_owned()),
            },
            Err(fault) => {
                let view = self.seen(fault);
                Outcome::Failed {
                    title: view.title,
                    fix: view.fix,
                }
            }
        };
        arrival.tell(outcome);
        kept
    }

    /// Keeps the grant if it is of the account that the connection belongs to: rows of two accounts must not mix. Before
    /// there are rows, in the wizard, another account is a choice.
    async fn keep_consent(&self, connection: &Connection, grant: Grant) -> Result<Grant, Fault> {
        let before = identity(connection);
        if let (Some(before), Some(now)) = (&before, &grant.identity)
            && connection.step == Step::Done
            && before.subject != now.subject
        {
            return Err(Fault::new(Code::WrongAccount)
                .with("account", now.label())
                .with("expected", before.label()));
        }
        let grant = self.with_earlier_choices(connection, grant).await?;
        self.keep_grant(connection, &grant).await?;
        Ok(grant)
    }

    async fn note_consent(&self, connection: &Connection, grant: &Grant) -> Result<(), Fault> {
        let name = self.name_after_consent(connection, grant);
        let identity = grant
            .identity
            .as_ref()
            .and_then(|identity| serde_json::to_value(identity).ok());
        let step = if connection.step == Step::Authorize {
            Step::Test
        } else {
            connection.step
        };
        let changes = [
            Change::Name(name),
            Change::State(ConnectionState::Active),
            Change::Step(step),
            Change::Identity(identity),
            Change::Trouble(None),
            Change::TokenExpiresAt(grant.expires_at),
            Change::TokenRefreshedAt(Some(grant.obtained_at)),
        ];
        let id = connection.id.clone();
        self.store(move |store| store.change_connection(&id, &changes))
            .await?;
        self.note(
            &connection.id,
            "authorized",
            serde_json::json!({ "scopes": grant.scopes }),
        )
        .await
    }
}

/// Who consented to a connection.
pub(crate) fn identity(connection: &Connection) -> Option<headwater_oauth::Identity> {
    connection
        .identity
        .clone()
        .and_then(|identity| serde_json::from_value(identity).ok())
}

fn as_code_fault(mut fault: Fault) -> Fault {
    if fault.code == Code::GrantRejected {
        fault.code = Code::CodeRejected;
    }
    fault
}
