//! The life of a grant beyond its tokens: its end and the warning before, an administrator's approval, a revocation that has
//! to wait.

use std::sync::Arc;
use std::time::Duration;

use headwater_engine::browser::NoBrowser;
use headwater_engine::view::{
    Action, AttemptPhase, ConnectionState, Mode, Revocation, Status, TableFate,
};
use headwater_engine::{Engine, OpenOptions};
use headwater_sandbox::{Fault, Rule, Switches};

use crate::desk::{Desk, options};

const DAY: i64 = 86_400;

/// What the activity log has of a kind.
fn noted(desk: &Desk, kind: &str) -> usize {
    let database = rusqlite::Connection::open(desk.folder.path().join("headwater.db")).unwrap();
    let sql = "SELECT count(*) FROM activity WHERE kind = ?1";
    let count: i64 = database.query_row(sql, [kind], |row| row.get(0)).unwrap();
    count.try_into().unwrap()
}

/// Waits until the log has so many of a kind.
async fn until_noted(desk: &Desk, kind: &str, count: usize) {
    for _ in 0..600 {
        if noted(desk, kind) >= count {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(noted(desk, kind), count, "{kind}");
}

/// Requirement 52: a refresh token of thirty days stands in the calendar with its end; a week before, the connection says
/// so, once in the log, and stays active. A consent moves the end.
#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_ends_is_warned_of_a_week_before() {
    let desk = Desk::with_profile("  response: { default_refresh_expires_in: 2592000 }\n").await;
    let before = desk
        .synced(&[("companies", Mode::FullRefreshReplace)])
        .await;
    assert_eq!(before.trouble, None);
    let end = before.grant.as_ref().unwrap().end.as_ref().unwrap();
    assert!(!end.warns && !end.why.is_empty());
    let calendar = desk.engine.calendar().await.unwrap();
    assert_eq!(
        (calendar.len(), &calendar[0].connection, &calendar[0].end.at),
        (1, &before.id, &end.at)
    );

    desk.clock.forward(24 * DAY);
    until_noted(&desk, "grant_ends", 1).await;
    let near = desk.engine.connection(before.id.clone()).await.unwrap();
    assert_eq!(
        (near.state, near.status),
        (ConnectionState::Active, Status::Active),
        "it works until then"
    );
    let notice = near.trouble.unwrap();
    assert_eq!(
        (notice.code.as_str(), notice.button.unwrap().action),
        ("grant_ends", Action::Reconnect)
    );
    assert!(near.grant.unwrap().end.unwrap().warns);

    desk.engine.authorize(before.id.clone()).await.unwrap();
    let renewed = desk
        .until(&before.id, |connection| {
            connection
                .grant
                .as_ref()
                .and_then(|grant| grant.end.as_ref())
                .is_some_and(|end| !end.warns)
        })
        .await;
    assert_eq!(renewed.id, before.id);
    assert_eq!(noted(&desk, "grant_ends"), 1, "warned once");
}

/// Without an end that is known there is nothing in the calendar, and an access token that is renewed is no end.
#[tokio::test(flavor = "multi_thread")]
async fn a_grant_without_an_end_has_none() {
    let desk = Desk::new().await;
    let connection = desk.consented().await;
    let grant = connection.grant.unwrap();
    assert!(grant.renewable && grant.end.is_none());
    assert_eq!(grant.scopes.len(), 5, "{:?}", grant.scopes);
    assert!(desk.engine.calendar().await.unwrap().is_empty());
}

/// A provider that wants an administrator first: the draft waits with a message that names app, client and permissions,
/// also after a restart; the consent that succeeds ends the waiting.
#[tokio::test(flavor = "multi_thread")]
async fn an_approval_waits_with_its_message() {
    let mut desk = Desk::with_profile(
        "  errors: [{ match: AADSTS90094, kind: admin_approval }]\nadmin_approval:\n  link: https://admin.example.com/approve?app={{ client_id }}\n  note: Only administrators can open it.\n",
    )
    .await;
    let refused = Fault::Answer {
        status: 400,
        body: r#"{"error":"invalid_grant","error_description":"AADSTS90094: needs permission"}"#
            .to_owned(),
    };
    desk.switch(Switches {
        faults: vec![Rule::new("/oauth/token", refused)],
        ..Switches::default()
    });
    let waiting = desk.consented().await;
    let fault = waiting.attempt.unwrap().fault.unwrap();
    assert_eq!(
        (fault.code.as_str(), fault.button.unwrap().action),
        ("admin_approval", Action::CopyApproval)
    );
    assert_eq!(waiting.state, ConnectionState::Draft);
    let approval = waiting.approval.unwrap();
    assert_eq!(
        approval.link.as_deref(),
        Some("https://admin.example.com/approve?app=headwater-sandbox")
    );
    for part in [
        "Sandbox",
        "headwater-sandbox",
        "Read the sample orders",
        "Only administrators",
        "https://admin.example.com",
    ] {
        assert!(
            approval.message.contains(part),
            "{part} is not in:\n{}",
            approval.message
        );
    }

    desk.restart().await;
    let kept = desk.engine.connections().await.unwrap().remove(0);
    assert_eq!(
        (&kept.id, kept.approval.as_ref()),
        (&waiting.id, Some(&approval)),
        "a restart forgets nothing"
    );
    desk.switch(Switches::default());
    desk.engine.authorize(kept.id.clone()).await.unwrap();
    let approved = desk.after_attempt(&kept.id).await;
    assert_eq!(
        (approved.state, approved.approval),
        (ConnectionState::Active, None)
    );
}

fn no_revocation() -> Switches {
    Switches {
        faults: vec![Rule::new(
            "/oauth/revoke",
            Fault::Unavailable { retry_after: None },
        )],
        ..Switches::default()
    }
}

/// Requirement 56: a provider that cannot be reached keeps no connection alive. The grant waits in the keychain, also over
/// a restart, and is revoked as soon as the provider is back; then nothing of it is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_waits_for_its_provider() {
    let mut desk = Desk::new().await;
    let connection = desk
        .synced(&[("companies", Mode::FullRefreshReplace)])
        .await;
    desk.switch(no_revocation());
    let deleted = desk
        .engine
        .delete(connection.id.clone(), TableFate::Keep)
        .await
        .unwrap();
    assert_eq!(deleted.revocation, Revocation::Queued, "{}", deleted.says);
    assert!(desk.engine.connections().await.unwrap().is_empty());
    assert_eq!(
        desk.vault.labels().len(),
        1,
        "the grant waits: {:?}",
        desk.vault.labels()
    );
    assert!(
        desk.engine
            .delete(connection.id, TableFate::Keep)
            .await
            .is_err(),
        "it is gone"
    );

    desk.restart().await;
    assert_eq!(desk.vault.labels().len(), 1, "a restart loses nothing");
    desk.switch(Switches::default());
    desk.clock.forward(3_600);
    until_noted(&desk, "revoked", 1).await;
    assert!(desk.vault.labels().is_empty(), "{:?}", desk.vault.labels());
    assert!(desk.sandbox.counters().unwrap().requests["/oauth/revoke"] >= 2);
}

/// Somebody who only ever uses the command line: a command without a timer tries what is due, too.
#[tokio::test(flavor = "multi_thread")]
async fn a_command_tells_the_provider_too() {
    let desk = Desk::new().await;
    let id = desk.consented().await.id;
    // The window is closed; it would be told first.
    desk.engine.close();
    desk.switch(no_revocation());
    let command = Engine::open(OpenOptions {
        clock: desk.clock.clone(),
        ..options(desk.folder.path(), desk.vault.clone(), Arc::new(NoBrowser))
    });
    let command = command.await.unwrap();
    let deleted = command.delete(id, TableFate::Drop).await.unwrap();
    assert_eq!(deleted.revocation, Revocation::Queued);
    desk.switch(Switches::default());
    command.revoke_due().await.unwrap();
    assert_eq!(desk.vault.labels().len(), 1, "not due yet");
    desk.clock.forward(3_600);
    command.revoke_due().await.unwrap();
    assert!(desk.vault.labels().is_empty(), "{:?}", desk.vault.labels());
}

/// A revocation that fails for a month is given up with a note, and nothing of the grant is kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_is_given_up_after_a_month() {
    let desk = Desk::new().await;
    let id = desk.consented().await.id;
    desk.switch(no_revocation());
    let deleted = desk.engine.delete(id, TableFate::Drop).await.unwrap();
    assert_eq!(deleted.revocation, Revocation::Queued);
    desk.clock.forward(31 * DAY);
    until_noted(&desk, "revocation_given_up", 1).await;
    assert!(desk.vault.labels().is_empty());
}

/// Requirement 12: who never comes back from the browser loses nothing: a cancel leaves an existing connection untouched.
#[tokio::test(flavor = "multi_thread")]
async fn a_reconnect_that_is_left_changes_nothing() {
    let desk = Desk::new().await;
    let before = desk
        .synced(&[("companies", Mode::FullRefreshReplace)])
        .await;
    desk.person(crate::desk::Person::Waits);
    desk.engine.authorize(before.id.clone()).await.unwrap();
    desk.engine.cancel_attempt(before.id.clone()).await.unwrap();
    let after = desk.engine.connection(before.id).await.unwrap();
    assert_eq!(
        (after.state, after.grant.unwrap().scopes.len()),
        (ConnectionState::Active, 5)
    );
    assert!(
        after
            .attempt
            .is_none_or(|attempt| attempt.phase == AttemptPhase::Cancelled)
    );
}
