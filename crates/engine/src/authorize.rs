//! From a click on *Authorize* or *Reconnect* to a kept grant.
//!
//! The keychain is asked first: a consent whose tokens cannot be kept would be spent for nothing. Then the listener is
//! bound, the link built, the browser opened. A foreign answer never ends an attempt and never goes unsaid.

mod account;
pub(crate) mod approval;
mod attempts;
mod choose;
mod consented;
mod paste;
mod told;

use headwater_oauth::{Attempt, AttemptOptions, Grant, Notice, Outcome, Paste};
use headwater_store::{Connection, Step};
use tokio_util::sync::CancellationToken;
use url::Url;

pub(crate) use attempts::Attempts;
use attempts::{Held, Running};
pub(crate) use consented::identity;
use told::{as_code_fault, said};

use crate::engine::{Engine, locked};
use crate::fault::{Code, Fault};
use crate::life::relay;
use crate::view::{AttemptPhase, AttemptView, ConnectionView, GrantKind};

impl Engine {
    /// Starts an authorization: the wizard's, or a *Reconnect*. One that already waits is replaced; its port is free
    /// before the new one binds.
    ///
    /// # Errors
    /// The keychain's faults, [`Code::ClientMissing`], [`Code::PortTaken`], [`Code::AddressInvalid`]. A browser that
    /// does not open is no error: the link is in the answer.
    pub async fn authorize(&self, id: String) -> Result<AttemptView, Fault> {
        self.begin_attempt(id, None, false).await
    }

    /// The same, where the provider is to let the person choose another account than the one that is signed in.
    ///
    /// # Errors
    /// As [`Engine::authorize`].
    pub async fn authorize_another(&self, id: String) -> Result<AttemptView, Fault> {
        self.begin_attempt(id, None, true).await
    }

    /// The same on a port of the caller's choice, for clients that have one registered.
    ///
    /// # Errors
    /// As [`Engine::authorize`].
    pub async fn authorize_on(&self, id: String, port: Option<u16>) -> Result<AttemptView, Fault> {
        self.begin_attempt(id, port, false).await
    }

    async fn begin_attempt(
        &self,
        id: String,
        port: Option<u16>,
        other_account: bool,
    ) -> Result<AttemptView, Fault> {
        let connection = self.stored(&id).await?;
        self.keychain.ready().await?;
        let secrets = self.keychain.read(&id).await?;
        let secrets = self.with_client(&connection, secrets).await?;
        let provider = self.provider_with(&connection, &secrets).await?;
        let provider_name = self.connectors.name_of(&connection.connector);
        // A code that could not be exchanged would be spent for nothing, too.
        let http = self.http_of(&provider).await?;
        self.attempts.remove(&id).await;
        let scopes = self.scopes_to_ask(&connection).await?;
        let kind = self.grant_kind(&connection);
        if kind != GrantKind::AuthorizationCode {
            let view = match kind {
                GrantKind::DeviceCode => {
                    self.begin_device(&connection, http, provider, scopes)
                        .await?
                }
                _ => self.ask_as_client(&connection, http, provider, scopes),
            };
            self.connections_changed();
            return Ok(view);
        }
        let (scopes, optional_scopes) = self.apart(&connection, scopes)?;
        let login_hint = secrets
            .grant
            .as_ref()
            .filter(|_| !other_account)
            .and_then(|grant| grant.identity.as_ref()?.email.clone());
        let options = AttemptOptions {
            scopes,
            optional_scopes,
            login_hint,
            other_account,
            port,
            relay: relay(&connection),
            ..AttemptOptions::default()
        };
        let attempt = Attempt::begin(&http, provider, options)
            .await
            .map_err(|error| Fault::from(error).with("provider", provider_name))?;
        let view = self.open_attempt(&connection, attempt, http);
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
            .and_then(|running| Some((running.url.clone()?, running.number)));
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
    fn open_attempt(
        &self,
        connection: &Connection,
        attempt: Attempt,
        http: reqwest::Client,
    ) -> AttemptView {
        let url = attempt.authorize_url().clone();
        let mut view = self.attempt_view(GrantKind::AuthorizationCode, Some(&url));
        view.redirect_uri = attempt.redirect_uri().to_string();
        view.paste = attempt.pastes();
        view.browser = self.open_browser(&url);
        view.expires_at = (self.now() + AttemptOptions::default().time_out).to_string();
        let (engine, kept) = (self.clone(), connection.clone());
        let paste = attempt.paste();
        let grant = |number, cancel| async move {
            engine.grant_of(&kept, attempt, http, number, cancel).await
        };
        self.run_attempt(connection, view, (Some(url), Some(paste)), grant)
    }

    /// Runs an attempt in the background: `grant` waits for it and keeps it.
    pub(crate) fn run_attempt<F>(
        &self,
        connection: &Connection,
        view: AttemptView,
        (url, paste): (Option<Url>, Option<Paste>),
        grant: impl FnOnce(u64, CancellationToken) -> F,
    ) -> AttemptView
    where
        F: Future<Output = Result<Grant, Fault>> + Send + 'static,
    {
        let (cancel, number) = (self.closing.child_token(), rand::random());
        let ended = CancellationToken::new();
        let running = Running {
            view: view.clone(),
            url,
            cancel: cancel.clone(),
            ended: ended.clone(),
            fault: None,
            other: Held::default(),
            paste,
            answer: None,
            number,
        };
        let replaced = locked(&self.attempts.0).insert(connection.id.clone(), running);
        if let Some(replaced) = replaced {
            // It began while this one was on its way here.
            replaced.cancel.cancel();
        }
        let (engine, connection) = (self.clone(), connection.clone());
        let (grant, ended) = (grant(number, cancel.clone()), ended.drop_guard());
        tokio::spawn(async move {
            engine.see_through(connection, grant, number, cancel).await;
            drop(ended);
        });
        view
    }

    /// Waits for the grant and keeps what comes of it.
    async fn see_through(
        &self,
        connection: Connection,
        grant: impl Future<Output = Result<Grant, Fault>>,
        number: u64,
        stop: CancellationToken,
    ) {
        let id = connection.id.clone();
        let outcome = match grant.await {
            Ok(grant) => {
                let after = self.after_connect(&connection, number, &stop).await;
                after.map(|()| grant)
            }
            failed => failed,
        };
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
            Err(fault) if fault.code == Code::WrongAccount => {
                self.await_decision(&connection, number, fault, stop).await
            }
            Err(fault) => {
                let fault = self.note_approval(&connection, fault).await;
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
        http: reqwest::Client,
        number: u64,
        cancel: CancellationToken,
    ) -> Result<Grant, Fault> {
        let provider_name = self.connectors.name_of(&connection.connector);
        let redirect = attempt.redirect_uri().to_string();
        let (engine, id) = (self.clone(), connection.id.clone());
        let notices = move |notice: Notice| {
            engine.attempts.change(&id, number, |running| {
                running.view.notices.push(said(notice))
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
        let kept = match arrival.exchange(&http).await {
            Ok(grant) => {
                let grant = grant.received(self.now());
                self.keep_consent(connection, number, grant).await
            }
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
            Err(fault) if fault.code == Code::WrongAccount => Outcome::Undecided,
            Err(fault) => {
                let view = self.seen(fault);
                Outcome::Failed {
                    title: view.title,
                    fix: view.fix,
                }
            }
        };
        arrival.tell(outcome);
        self.events.answered();
        kept
    }
}
