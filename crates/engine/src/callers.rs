//! Other programs that want access tokens: none gets one before the owner has allowed it, and each use is noted.
//!
//! This tells programs apart by their file, so it keeps order and a record; it is no wall. A program that runs as the
//! same user can ask through another one.

use headwater_store::Caller;
use secrecy::SecretString;
use serde_json::json;

use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::view::{CallerDecision, CallerView};

impl Engine {
    /// A fresh access token for a program that the owner has allowed; the use is in the activity log before the token is
    /// out. A program that asks for the first time becomes a question for the owner. Never a refresh token.
    ///
    /// # Errors
    /// [`Code::CallerNotAllowed`] while the owner has not answered or has refused; those of [`Engine::token`].
    pub async fn token_for(&self, id: String, program: &str) -> Result<SecretString, Fault> {
        let caller = self.ask_caller(&id, program).await?;
        if caller.allowed != Some(true) {
            return Err(self.not_allowed(&caller).await?);
        }
        let token = self.token(id.clone()).await?;
        self.note(&id, "token", json!({ "program": program }))
            .await?;
        Ok(token)
    }

    /// What the owner says to a program; asks, where the program is new.
    ///
    /// # Errors
    /// [`Code::UnknownItem`] for a connection that is not there.
    pub async fn ask_caller(&self, id: &str, program: &str) -> Result<CallerView, Fault> {
        let (connection, file, now) = (id.to_owned(), program.to_owned(), self.now());
        let (caller, new) = self
            .store(move |store| store.ask_caller(&connection, &file, now))
            .await?;
        if new {
            self.note(id, "caller_asked", json!({ "program": program }))
                .await?;
            self.connections_changed();
        }
        Ok(view(caller))
    }

    /// Programs that asked for tokens, those that wait first.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn callers(&self) -> Result<Vec<CallerView>, Fault> {
        let callers = self.store(|store| store.callers()).await?;
        Ok(callers.into_iter().map(view).collect())
    }

    /// Allows or refuses a program's question; may be changed later.
    ///
    /// # Errors
    /// [`Code::UnknownItem`] for a question that is not there.
    pub async fn decide_caller(
        &self,
        caller: String,
        decision: CallerDecision,
    ) -> Result<(), Fault> {
        let unknown = || Fault::unknown("question", &caller);
        let number = caller.parse().map_err(|_| unknown())?;
        let allowed = decision == CallerDecision::Allow;
        let decided = self
            .store(move |store| store.decide_caller(number, allowed))
            .await?
            .ok_or_else(unknown)?;
        let kind = match decision {
            CallerDecision::Allow => "caller_allowed",
            CallerDecision::Refuse => "caller_refused",
        };
        self.note(
            &decided.connection,
            kind,
            json!({ "program": decided.program }),
        )
        .await?;
        self.connections_changed();
        Ok(())
    }

    async fn not_allowed(&self, caller: &CallerView) -> Result<Fault, Fault> {
        let connection = self.stored(&caller.connection).await?.name;
        let (reason, fix) = match caller.allowed {
            Some(_) => (
                "You refused it",
                "Allow it in Headwater's window under Settings, Programs, if you changed your mind.",
            ),
            None => (
                "You have not allowed it yet",
                "Answer the question in Headwater's window, or run `headwater allow` with the connection and the program, then ask again.",
            ),
        };
        Ok(Fault::new(Code::CallerNotAllowed)
            .with("program", &caller.program)
            .with("connection", connection)
            .with("reason", reason)
            .with("fix", fix))
    }
}

fn view(caller: Caller) -> CallerView {
    CallerView {
        id: caller.id.to_string(),
        connection: caller.connection,
        program: caller.program,
        asked_at: caller.asked_at.to_string(),
        allowed: caller.allowed,
    }
}
