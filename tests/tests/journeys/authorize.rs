//! Authorize, deny, cancel, reconnect, delete.

use headwater_engine::view::{
    AttemptPhase, CheckName, ConnectionState, ConnectionView, Mode, Outcome, Revocation, Status,
    TableFate, WizardStep,
};
use headwater_sandbox::{Fault, Rule, Switches};

use crate::desk::{Desk, Person};

/// The consent's yes makes the connection active, with its account shown, and every check of the test passes.
#[tokio::test(flavor = "multi_thread")]
async fn a_yes_makes_it_active() {
    let desk = Desk::new().await;
    let connection = desk.consented().await;
    assert_eq!(
        (connection.state, connection.step),
        (ConnectionState::Active, WizardStep::Test)
    );
    assert!(
        connection.account.unwrap().contains('@'),
        "the account is the e-mail address that the sandbox tells"
    );
    let checks = desk.engine.test(connection.id.clone()).await.unwrap();
    let outcomes: Vec<_> = checks
        .iter()
        .map(|check| (check.name, check.outcome))
        .collect();
    let passed = [
        CheckName::Reach,
        CheckName::Token,
        CheckName::Scopes,
        CheckName::Read,
    ]
    .map(|name| (name, Outcome::Passed));
    assert_eq!(outcomes, passed, "{checks:#?}");
}

/// The consent's no ends the attempt at once with its own fault; the draft stays a draft.
#[tokio::test(flavor = "multi_thread")]
async fn a_no_is_said() {
    let desk = Desk::new().await;
    desk.person(Person::Denies);
    let connection = desk.consented().await;
    let attempt = connection.attempt.unwrap();
    assert_eq!(
        (attempt.phase, attempt.fault.unwrap().code.as_str()),
        (AttemptPhase::Failed, "consent_denied")
    );
    assert_eq!(connection.state, ConnectionState::Draft);
}

/// Cancelling frees the attempt at any moment, and the next one works.
#[tokio::test(flavor = "multi_thread")]
async fn cancelled_and_started_again() {
    let desk = Desk::new().await;
    desk.person(Person::Waits);
    let draft = desk.engine.try_sample().await.unwrap();
    desk.engine.cancel_attempt(draft.id.clone()).await.unwrap();
    desk.person(Person::Allows);
    desk.engine.authorize(draft.id.clone()).await.unwrap();
    assert_eq!(
        desk.after_attempt(&draft.id).await.state,
        ConnectionState::Active
    );
}

/// Two clicks at the same instant begin two authorizations, of which one is shown. The other ends: a listener that nobody
/// waits for would take an answer for five minutes.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_at_once_one_is_left() {
    let desk = Desk::new().await;
    desk.person(Person::Waits);
    let draft = desk
        .engine
        .create_draft("sandbox".to_owned())
        .await
        .unwrap();
    let begin = || desk.engine.authorize(draft.id.clone());
    let (one, other) = tokio::join!(begin(), begin());
    let (one, other) = (one.unwrap().redirect_uri, other.unwrap().redirect_uri);
    if one == other {
        return; // One after the other: the second took the place of the first.
    }
    let connection = desk.engine.connection(draft.id.clone()).await.unwrap();
    let shown = connection.attempt.unwrap().redirect_uri;
    let gone = if shown == one { other } else { one };
    for _ in 0..600 {
        if reqwest::get(&gone).await.is_err() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{gone} is still listened at");
}

/// A foreign response is ignored, said, and the attempt goes on to its own answer.
#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_response_is_ignored_and_said() {
    let desk = Desk::new().await;
    desk.person(Person::Waits);
    let draft = desk.engine.try_sample().await.unwrap();
    let redirect = draft.attempt.unwrap().redirect_uri;
    let answer = reqwest::get(format!("{redirect}?code=stolen&state=not-ours"))
        .await
        .unwrap();
    assert_eq!(answer.status(), 400);
    let connection = desk
        .until(&draft.id, |connection| {
            !connection.attempt.as_ref().unwrap().notices.is_empty()
        })
        .await;
    assert_eq!(connection.attempt.unwrap().phase, AttemptPhase::Waiting);
    desk.person(Person::Allows);
    desk.engine.open_again(draft.id.clone()).await.unwrap();
    assert_eq!(
        desk.after_attempt(&draft.id).await.state,
        ConnectionState::Active
    );
}

/// A grant that is revoked at the provider turns the connection to Reauthorize with its cause; reconnecting heals it
/// under the same ID, with the same tabs and each row once.
#[tokio::test(flavor = "multi_thread")]
async fn reconnecting_heals_under_the_same_id() {
    let desk = Desk::new().await;
    let before = desk
        .synced(&[("contacts", Mode::IncrementalAppendDedupe)])
        .await;
    let keys = desk.keys("contacts");
    desk.switch(Switches {
        revoke_grants: true,
        ..Switches::default()
    });
    desk.engine.sync_to_end(before.id.clone()).await.unwrap();
    let dead = desk
        .until(&before.id, |connection| {
            connection.state == ConnectionState::Reauthorize
        })
        .await;
    assert_eq!(dead.trouble.unwrap().code, "grant_rejected");
    assert_eq!(
        (dead.status, dead.rows),
        (Status::Reauthorize, before.rows),
        "no row is lost by it"
    );

    desk.change_contacts(3, 0, 0);
    desk.engine.authorize(before.id.clone()).await.unwrap();
    let healed = desk
        .until(&before.id, |connection| connection.rows == before.rows + 3)
        .await;
    assert_eq!(
        (healed.id, healed.streams[0].tab.clone()),
        (before.id, before.streams[0].tab.clone())
    );
    let after = desk.keys("contacts");
    assert!(
        keys.iter().all(|key| after.contains(key)) && after.len() == keys.len() + 3,
        "each row once"
    );
}

/// Deleting revokes at the provider, says so, and leaves nothing in the keychain; kept tables stay readable.
#[tokio::test(flavor = "multi_thread")]
async fn deleting_revokes() {
    let desk = Desk::new().await;
    let connection = desk
        .synced(&[("companies", Mode::IncrementalAppendDedupe)])
        .await;
    let deleted = desk
        .engine
        .delete(connection.id.clone(), TableFate::Keep)
        .await
        .unwrap();
    assert_eq!(deleted.revocation, Revocation::Revoked);
    assert!(
        desk.vault.labels().is_empty(),
        "the keychain holds nothing of it"
    );
    assert!(desk.engine.connections().await.unwrap().is_empty());
    assert_eq!(desk.keys("companies").len() as u64, connection.rows);
}

/// A sync that was under way while a consent failed read with the grant of before: its success does not hush what the
/// attempt said, which the wizard would take for a consent that worked. The next sync's does.
#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_began_before_hushes_no_failed_attempt() {
    let desk = Desk::new().await;
    let connection = desk
        .synced(&[("companies", Mode::FullRefreshReplace)])
        .await;
    desk.switch(Switches {
        faults: vec![Rule::new("/api/companies", Fault::Delay { ms: 1_500 })],
        ..Switches::default()
    });
    desk.person(Person::Denies);
    let ended = |connection: &ConnectionView| {
        let sync = connection.last_sync.as_ref();
        sync.is_some_and(|sync| sync.ended_at.is_some())
    };
    desk.engine.sync(connection.id.clone()).await.unwrap();
    desk.engine.authorize(connection.id.clone()).await.unwrap();
    let failed = desk.after_attempt(&connection.id).await;
    assert!(!ended(&failed), "the sync is under way still");
    let synced = desk.until(&connection.id, ended).await;
    let attempt = synced.attempt.expect("what the attempt said stays");
    assert_eq!(attempt.fault.unwrap().code.as_str(), "consent_denied");

    desk.switch(Switches::default());
    let after = desk.engine.sync_to_end(connection.id).await.unwrap();
    assert!(after.attempt.is_none(), "a sync that began later says more");
}
