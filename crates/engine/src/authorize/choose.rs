//! After the consent: what the provider is asked once more, and the choice of a workspace, portal or site where there are
//! several. The grant is kept before; the choice is kept with it.

use std::collections::BTreeMap;

use headwater_oauth::{Attempt, Grant, Question};
use headwater_store::Connection;
use serde_json::Value;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::Attempts;
use crate::engine::{Engine, locked};
use crate::fault::{Code, Fault};
use crate::tokens::Need;
use crate::view::{AttemptPhase, AttemptView, ChoiceView, InputOption};

/// Where the answer to the open question of an attempt goes.
pub(super) type Answer = oneshot::Sender<String>;

impl Engine {
    /// Answers the choice that an authorization waits for.
    ///
    /// # Errors
    /// [`Code::NotNow`] where none waits for one, [`Code::InputInvalid`] for a value that is not among the choices.
    pub async fn choose(&self, id: String, value: String) -> Result<AttemptView, Fault> {
        let offered = self.attempts.view(&id).and_then(|attempt| attempt.choice);
        let Some(choice) = offered else {
            return Err(Fault::not_now(
                "No authorization waits for a choice",
                "Start the authorization again.",
            ));
        };
        if !choice.options.iter().any(|option| option.value == value) {
            return Err(Fault::input(&choice.title, "It is none of the choices"));
        }
        if let Some(answer) = self.attempts.take_answer(&id) {
            // Whoever waited may have gone: then the attempt has ended, and its view says so.
            let _ = answer.send(value);
        }
        self.connections_changed();
        self.attempts
            .view(&id)
            .ok_or_else(|| Fault::unknown("authorization", &id))
    }

    /// The grant of an attempt, kept, and with what the profile asks after the consent.
    pub(super) async fn settled(
        &self,
        connection: &Connection,
        attempt: Attempt,
        number: u64,
        cancel: CancellationToken,
    ) -> Result<Grant, Fault> {
        let grant = self
            .grant_of(connection, attempt, number, cancel.clone())
            .await?;
        self.after_connect(connection, number, &cancel).await?;
        Ok(grant)
    }

    /// What the profile asks after the consent, with the person's choices. The grant is in the keychain by now; what comes
    /// of this is added to it.
    ///
    /// # Errors
    /// The provider's refusals, the keychain's faults, [`Code::Cancelled`].
    pub(crate) async fn after_connect(
        &self,
        connection: &Connection,
        number: u64,
        cancel: &CancellationToken,
    ) -> Result<(), Fault> {
        let id = &connection.id;
        let asks = self.connectors.profile(&connection.connector);
        if asks.is_none_or(|profile| profile.after_connect.is_empty()) {
            return Ok(());
        }
        let secrets = self.keychain.read(id).await?;
        let provider = self.provider_with(connection, &secrets).await?;
        let mut chosen = BTreeMap::new();
        for (name, value) in secrets.grant.iter().flat_map(|grant| &grant.captured) {
            if let Some(value) = value.as_str() {
                chosen.insert(name.clone(), value.to_owned());
            }
        }
        loop {
            // Somebody may take an hour to choose: the token is the one in force.
            let mut grant = self.grant(id, Need::Use).await?;
            let question =
                headwater_oauth::after_connect(&self.http, &provider, &mut grant, &chosen).await?;
            let Some(question) = question else {
                return self.keep_captured(connection, grant.captured).await;
            };
            let into = question.into.clone();
            let answer = self.ask(id, number, question);
            let value = tokio::select! {
                () = cancel.cancelled() => return Err(Fault::new(Code::Cancelled)),
                value = answer => value.map_err(|_| Fault::new(Code::Cancelled))?,
            };
            self.attempts.close_question(id, number);
            chosen.insert(into, value);
        }
    }

    /// Shows a question in the window.
    fn ask(&self, id: &str, number: u64, question: Question) -> oneshot::Receiver<String> {
        let options = question.options.into_iter();
        let choice = ChoiceView {
            title: question.label,
            options: options
                .map(|(value, title)| InputOption { value, title })
                .collect(),
        };
        let (answer, answered) = oneshot::channel();
        self.attempts.open_question(id, number, choice, answer);
        self.connections_changed();
        answered
    }

    /// Adds captured values to the grant in the keychain, whatever a refresh has made of it meanwhile.
    async fn keep_captured(
        &self,
        connection: &Connection,
        captured: BTreeMap<String, Value>,
    ) -> Result<(), Fault> {
        let _held = self.locks.hold(&connection.id).await?;
        let mut secrets = self.keychain.read(&connection.id).await?;
        let Some(grant) = &mut secrets.grant else {
            return Err(Fault::new(Code::GrantMissing));
        };
        grant.captured.extend(captured);
        let grant = grant.clone();
        self.keychain
            .write(&connection.id, &connection.name, &secrets)
            .await?;
        self.keep_known(&connection.id, &grant);
        Ok(())
    }

    /// Takes the choices of the grant before over into a new one: they hold until they are made anew.
    pub(crate) async fn with_earlier_choices(
        &self,
        connection: &Connection,
        mut grant: Grant,
    ) -> Result<Grant, Fault> {
        let Some(profile) = self.connectors.profile(&connection.connector) else {
            return Ok(grant);
        };
        let mut names = Vec::new();
        for call in &profile.after_connect {
            names.extend(call.choose.as_ref().map(|choose| choose.into.clone()));
        }
        if names.is_empty() {
            return Ok(grant);
        }
        let before = self.keychain.read(&connection.id).await?.grant;
        let mut before = before.map(|grant| grant.captured).unwrap_or_default();
        for name in names {
            if let Some(value) = before.remove(&name) {
                grant.captured.insert(name, value);
            }
        }
        Ok(grant)
    }
}

impl Attempts {
    /// Where the answer to an attempt's open question goes, once.
    fn take_answer(&self, id: &str) -> Option<Answer> {
        locked(&self.0).get_mut(id)?.answer.take()
    }

    fn open_question(&self, id: &str, number: u64, choice: ChoiceView, answer: Answer) {
        self.change(id, number, |running| {
            running.view.phase = AttemptPhase::Choosing;
            running.view.choice = Some(choice);
            running.answer = Some(answer);
        });
    }

    fn close_question(&self, id: &str, number: u64) {
        self.change(id, number, |running| {
            running.view.phase = AttemptPhase::Exchanging;
            running.view.choice = None;
        });
    }
}
