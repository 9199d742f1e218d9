//! Requirement 55: a *Reconnect* that another account answers changes nothing before the person decides.

use headwater_engine::view::{
    AccountDecision, AttemptPhase, ConnectionState, ConnectionView, Mode, WizardStep,
};
use headwater_sandbox::{Fault, Rule, Switches};
use secrecy::ExposeSecret as _;

use crate::desk::Desk;

fn signed_in(account: &str) -> Switches {
    Switches {
        account: account.to_owned(),
        ..Switches::default()
    }
}

/// A synced connection of Ada's whose *Reconnect* Bob has answered.
async fn answered_by_bob(desk: &Desk) -> ConnectionView {
    let before = desk
        .synced(&[
            ("contacts", Mode::IncrementalAppendDedupe),
            ("companies", Mode::FullRefreshReplace),
        ])
        .await;
    desk.switch(signed_in("bob"));
    let attempt = desk.engine.authorize(before.id.clone()).await.unwrap();
    assert!(
        attempt.url.contains("login_hint=ada%40sandbox.example"),
        "the provider is told whose consent is wanted: {}",
        attempt.url
    );
    desk.until(&before.id, |connection| {
        let phase = connection.attempt.as_ref().map(|attempt| attempt.phase);
        phase == Some(AttemptPhase::AccountDiffers)
    })
    .await;
    before
}

async fn revoked(desk: &Desk, times: u64) -> bool {
    for _ in 0..600 {
        let counters = desk.sandbox.counters().unwrap();
        if counters
            .requests
            .get("/oauth/revoke")
            .copied()
            .unwrap_or_default()
            >= times
        {
            return true;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    false
}

/// While the question waits, token, state and rows are those of the former account, and a sync goes on with them.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_changes_before_the_decision() {
    let desk = Desk::new().await;
    let before = answered_by_bob(&desk).await;
    let token = desk.engine.token(before.id.clone()).await.unwrap();
    let asked = desk.engine.connection(before.id.clone()).await.unwrap();
    let change = asked.attempt.unwrap().account_change.unwrap();
    assert_eq!(
        (change.expected.as_str(), change.found.as_str()),
        ("ada@sandbox.example", "bob@sandbox.example")
    );
    let fault = desk.engine.authorized(before.id.clone()).await.unwrap_err();
    assert_eq!(fault.seen_now().code, "wrong_account");
    let synced = desk.engine.sync_to_end(before.id.clone()).await.unwrap();
    assert_eq!((synced.account, synced.rows), (before.account, before.rows));
    let again = desk.engine.token(before.id.clone()).await.unwrap();
    assert_eq!(token.expose_secret(), again.expose_secret());
    let still = desk
        .engine
        .connection(before.id)
        .await
        .unwrap()
        .attempt
        .unwrap();
    assert_eq!(
        still.phase,
        AttemptPhase::AccountDiffers,
        "a sync that went well answers no question"
    );
}

/// *Cancel*: the new grant is given back at the provider, the connection is as it was.
#[tokio::test(flavor = "multi_thread")]
async fn cancel_gives_the_grant_back() {
    let desk = Desk::new().await;
    let before = answered_by_bob(&desk).await;
    let after = desk
        .engine
        .decide_account(before.id.clone(), AccountDecision::Cancel)
        .await
        .unwrap();
    assert!(revoked(&desk, 1).await, "the provider was told");
    assert_eq!(
        (after.state, after.account, after.rows),
        (ConnectionState::Active, before.account, before.rows)
    );
    assert!(
        desk.engine
            .test(before.id.clone())
            .await
            .unwrap()
            .iter()
            .all(|check| check.fault.is_none())
    );
    assert!(
        desk.engine
            .decide_account(before.id, AccountDecision::Replace)
            .await
            .is_err(),
        "it can be decided once"
    );
}

/// *Replace*: the same ID and tabs belong to the new account; what only the former one had is gone once all is read.
#[tokio::test(flavor = "multi_thread")]
async fn replace_reads_anew() {
    let desk = Desk::new().await;
    let before = answered_by_bob(&desk).await;
    desk.switch(Switches {
        data: vec![headwater_sandbox::Change {
            collection: headwater_sandbox::Collection::Contacts,
            add: 2,
            touch: 0,
            delete: 7,
        }],
        ..signed_in("bob")
    });
    let replaced = desk
        .engine
        .decide_account(before.id.clone(), AccountDecision::Replace)
        .await
        .unwrap();
    assert_eq!(
        (&replaced.id, replaced.account.as_deref()),
        (&before.id, Some("bob@sandbox.example"))
    );
    let after = desk
        .until(&before.id, |connection| connection.rows == before.rows - 5)
        .await;
    assert_eq!(after.streams[0].tab, before.streams[0].tab);
    let keys = desk.keys("contacts");
    let synced = desk.engine.sync_to_end(before.id).await.unwrap();
    assert_eq!((synced.trouble, desk.keys("contacts")), (None, keys));
}

/// *Add as new*: a connection of its own with the same inputs, client and ticked streams, which only lacks its entity;
/// the former one stays as it was.
#[tokio::test(flavor = "multi_thread")]
async fn add_as_new_makes_another_connection() {
    let desk = Desk::new().await;
    let before = answered_by_bob(&desk).await;
    let added = desk
        .engine
        .decide_account(before.id.clone(), AccountDecision::AddAsNew)
        .await
        .unwrap();
    assert_ne!(added.id, before.id);
    assert_eq!(
        (added.state, added.step, added.account.as_deref()),
        (
            ConnectionState::Active,
            WizardStep::Entity,
            Some("bob@sandbox.example")
        )
    );
    assert_eq!(
        added.name, "Sandbox – bob@sandbox.example",
        "told apart by its name"
    );
    let names = |view: &ConnectionView| {
        view.streams
            .iter()
            .map(|stream| stream.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!((names(&added), added.rows), (names(&before), 0));
    let former = desk.engine.connection(before.id.clone()).await.unwrap();
    assert_eq!(
        (former.account, former.rows, former.name),
        (before.account, before.rows, before.name)
    );
    let tokens = (
        desk.engine.token(before.id).await.unwrap(),
        desk.engine.token(added.id).await.unwrap(),
    );
    assert_ne!(tokens.0.expose_secret(), tokens.1.expose_secret());
    assert_eq!(
        desk.vault.labels().len(),
        2,
        "each has its own item in the keychain"
    );
}

/// An own client goes along with its secret: the new connection can renew its token.
#[tokio::test(flavor = "multi_thread")]
async fn the_own_client_goes_along() {
    let desk = Desk::new().await;
    let id = desk
        .engine
        .create_draft("sandbox".to_owned())
        .await
        .unwrap()
        .id;
    desk.own(&id, headwater_sandbox::OWN_CLIENT_SECRET).await;
    desk.engine.authorize(id.clone()).await.unwrap();
    desk.after_attempt(&id).await;
    desk.finish(&id, &[("companies", Mode::FullRefreshReplace)])
        .await;
    desk.switch(signed_in("bob"));
    desk.engine.authorize(id.clone()).await.unwrap();
    desk.until(&id, |connection| {
        connection.attempt.as_ref().unwrap().phase == AttemptPhase::AccountDiffers
    })
    .await;
    let added = desk
        .engine
        .decide_account(id, AccountDecision::AddAsNew)
        .await
        .unwrap();
    desk.engine.renew(added.id).await.unwrap();
}

/// A new attempt, a cancel, or the end of the app without a decision gives the grant back too.
#[tokio::test(flavor = "multi_thread")]
async fn undecided_grants_are_given_back() {
    let desk = Desk::new().await;
    let before = answered_by_bob(&desk).await;
    desk.engine.cancel_attempt(before.id.clone()).await.unwrap();
    assert!(revoked(&desk, 2).await, "after a cancel");
    desk.engine.authorize(before.id.clone()).await.unwrap();
    desk.until(&before.id, |connection| {
        connection.attempt.as_ref().unwrap().phase == AttemptPhase::AccountDiffers
    })
    .await;
    desk.engine.close();
    // The refresh and the access token of each.
    assert!(revoked(&desk, 4).await, "at the end of the app");
}

/// A connection that is deleted while its question waits takes both grants with it.
#[tokio::test(flavor = "multi_thread")]
async fn deleting_answers_the_question() {
    let desk = Desk::new().await;
    let before = answered_by_bob(&desk).await;
    let deleted = desk
        .engine
        .delete(before.id, headwater_engine::view::TableFate::Drop)
        .await
        .unwrap();
    assert_eq!(
        deleted.revocation,
        headwater_engine::view::Revocation::Revoked
    );
    // Each grant is revoked by its refresh and its access token.
    assert!(revoked(&desk, 4).await, "Ada's and Bob's");
    assert!(desk.vault.labels().is_empty());
}

/// A provider that cannot be reached is told later: the unwanted grant is in the keychain until then and not after.
#[tokio::test(flavor = "multi_thread")]
async fn an_unwanted_grant_is_revoked_later() {
    let desk = Desk::new().await;
    let before = answered_by_bob(&desk).await;
    desk.switch(Switches {
        faults: vec![Rule::new(
            "/oauth/revoke",
            Fault::Unavailable { retry_after: None },
        )],
        ..signed_in("bob")
    });
    desk.engine
        .decide_account(before.id, AccountDecision::Cancel)
        .await
        .unwrap();
    assert_eq!(desk.vault.labels().len(), 2);
    desk.switch(Switches::default());
    for _ in 0..600 {
        if desk.vault.labels().len() == 1 {
            return;
        }
        desk.clock.forward(60);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{:?}", desk.vault.labels());
}
