//! What is kept where no token could be had: whose fault it is, and when it is tried again.

use headwater_store::{Change, Connection, ConnectionState};
use jiff::{SignedDuration, Timestamp};

use crate::engine::{Engine, locked};
use crate::fault::{Code, Fault};
use crate::life::chosen_client;
use crate::notice::NoticeKind;
use crate::view::ClientView;

/// How often a provider may refuse without saying why before the grant counts as dead, …
const SILENT_REFUSALS: u32 = 3;

/// … and for how long it must have done so (requirement 49).
const SILENT_FOR: SignedDuration = SignedDuration::from_mins(10);

/// A new grant that the keychain did not take: it is in memory, and the person should know.
pub(super) fn not_saved(fault: Fault) -> Fault {
    let details = fault.details.clone();
    let reason = fault.seen_now().title;
    Fault::new(Code::TokenNotSaved)
        .with("reason", reason)
        .detail(details)
}

impl Engine {
    /// Keeps why no token could be had: a dead grant turns the connection to *Reauthorize*, all else leaves its state.
    /// Gives the fault as it is kept.
    pub(super) async fn note_refusal(
        &self,
        connection: &Connection,
        fault: Fault,
    ) -> Result<Fault, Fault> {
        tracing::warn!(connection = %connection.id, %fault, "no token");
        if connection.state == ConnectionState::Reauthorize {
            return Ok(fault);
        }
        let former = self.trouble_of(connection);
        let mut fault = doubted(former.as_ref(), fault, self.now());
        if fault.code == Code::ClientRejected {
            let names = self.connections_of_client(connection).await?;
            fault = fault.with("connections", names.join(", "));
        }
        let mut changes = Vec::new();
        if fault.needs_consent() {
            locked(&self.tokens.known).remove(&connection.id);
            self.tokens.timer.forget(&connection.id);
            changes.push(Change::State(ConnectionState::Reauthorize));
        } else {
            fault.retry_at = Some(
                self.tokens
                    .timer
                    .plan_again(&connection.id, &fault, self.now()),
            );
        }
        changes.push(Change::Trouble(Some(fault.to_json())));
        let id = connection.id.clone();
        self.store(move |store| store.change_connection(&id, &changes))
            .await?;
        self.connections_changed();
        if fault.needs_consent() {
            let says = fault.seen_now().cause;
            self.tell(&connection.id, NoticeKind::GrantDied, says)
                .await?;
        }
        Ok(fault)
    }

    /// Names of all connections that use the same client as this one (requirement 50).
    pub(crate) async fn connections_of_client(
        &self,
        connection: &Connection,
    ) -> Result<Vec<String>, Fault> {
        let all = self.store(|store| store.connections()).await?;
        let mut names: Vec<_> = all
            .into_iter()
            .filter(|other| other.connector == connection.connector)
            .filter(|other| client_id(other) == client_id(connection))
            .filter(|other| other.id == connection.id || other.state != ConnectionState::Draft)
            .map(|other| other.name)
            .collect();
        names.sort();
        Ok(names)
    }
}

/// The own client's ID; none for the pre-configured client.
fn client_id(connection: &Connection) -> Option<String> {
    match chosen_client(connection) {
        Some(ClientView::Own { client_id, .. }) => Some(client_id),
        _ => None,
    }
}

/// A refusal with status 400 and nothing else may pass, or may be how the provider says that the grant is dead: after three
/// in ten minutes or more it counts as that. What was counted so far stands in the trouble before, so it outlives a
/// restart.
fn doubted(former: Option<&Fault>, fault: Fault, now: Timestamp) -> Fault {
    let is_silent = |fault: &Fault| {
        fault.code == Code::Unavailable
            && fault
                .values
                .get("status")
                .is_some_and(|status| status == "400")
    };
    if !is_silent(&fault) {
        return fault;
    }
    let word = |name: &str| former.filter(|former| is_silent(former))?.values.get(name);
    let times = word("times")
        .and_then(|times| times.parse().ok())
        .unwrap_or(0)
        + 1;
    let since = word("since")
        .and_then(|since| since.parse().ok())
        .unwrap_or(now);
    if times >= SILENT_REFUSALS && now.duration_since(since) >= SILENT_FOR {
        return Fault::new(Code::GrantRejected)
            .with("reason", "nothing, it only refuses (status 400)")
            .with(
                "provider",
                fault.values.get("provider").cloned().unwrap_or_default(),
            )
            .detail(fault.details);
    }
    fault
        .with("times", times.to_string())
        .with("since", since.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silent() -> Fault {
        Fault::new(Code::Unavailable).with("status", "400")
    }

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    /// Requirement 49: three refusals without a word are not enough within ten minutes, and ten minutes are not enough for
    /// two of them.
    #[test]
    fn three_silent_refusals_in_ten_minutes_end_the_grant() {
        let first = doubted(None, silent(), at(0));
        let second = doubted(Some(&first), silent(), at(4));
        let third = doubted(Some(&second), silent(), at(8));
        assert_eq!(third.code, Code::Unavailable, "three within eight minutes");
        assert_eq!(
            doubted(Some(&third), silent(), at(10)).code,
            Code::GrantRejected
        );
        let late = doubted(Some(&first), silent(), at(60));
        assert_eq!(late.code, Code::Unavailable, "two in an hour");
    }

    /// Something else in between begins the count anew, and refusals that say something are never counted.
    #[test]
    fn only_silence_counts() {
        let first = doubted(None, silent(), at(0));
        let other = doubted(Some(&first), Fault::new(Code::Unreachable), at(5));
        assert_eq!((other.code, other.values.len()), (Code::Unreachable, 0));
        let again = doubted(Some(&other), silent(), at(20));
        assert_eq!(again.values["times"], "1");
        let busy = Fault::new(Code::Unavailable).with("status", "503");
        assert!(
            !doubted(Some(&first), busy, at(30))
                .values
                .contains_key("times")
        );
    }
}
