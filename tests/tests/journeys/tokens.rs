//! The owner of tokens: the timer, two processes, lost answers, restarts.

use std::time::Duration;

use headwater_engine::view::{ConnectionState, GeneralSettings, Mode};
use headwater_sandbox::{Fault, Rule, Switches};
use secrecy::ExposeSecret as _;

use crate::desk::Desk;

/// Tokens of two seconds are renewed by the timer while nobody uses them, and the connection stays active.
#[tokio::test(flavor = "multi_thread")]
async fn the_timer_renews() {
    let desk = Desk::short_lived(4).await;
    let connection = desk.consented().await;
    let before = connection.token_refreshed_at.clone();
    let renewed = desk
        .until(&connection.id, |connection| {
            connection.token_refreshed_at != before
        })
        .await;
    assert_eq!(renewed.state, ConnectionState::Active);
    assert!(desk.sandbox.counters().unwrap().refreshes >= 1);
}

/// Where the person wants it so, the timer renews nothing ahead; who uses a token gets one that is good.
#[tokio::test(flavor = "multi_thread")]
async fn renewal_waits_for_a_use_where_it_is_wanted() {
    let desk = Desk::short_lived(2).await;
    let wanted = GeneralSettings {
        renew_on_use: true,
        ..GeneralSettings::default()
    };
    desk.engine.save_general(wanted).await.unwrap();
    let id = desk.consented().await.id;
    let before = desk.sandbox.counters().unwrap().refreshes;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let counters = || desk.sandbox.counters().unwrap().refreshes;
    assert_eq!(counters(), before, "nobody used it");
    desk.engine.token(id).await.unwrap();
    assert_eq!(counters(), before + 1);
}

/// Two engines on one keychain, as the window and the command line, ask for tokens of two seconds at once. The sandbox
/// ends a grant whose refresh token is used twice: it never is.
#[tokio::test(flavor = "multi_thread")]
async fn two_owners_never_renew_twice() {
    let desk = Desk::short_lived(2).await;
    let id = desk.consented().await.id;
    let other = desk.second_engine().await;
    let ask = |engine: headwater_engine::Engine, id: String| async move {
        for _ in 0..20 {
            engine.token(id.clone()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    };
    tokio::join!(
        ask(desk.engine.clone(), id.clone()),
        ask(other.clone(), id.clone()),
        ask(other, id.clone())
    );
    let counters = desk.sandbox.counters().unwrap();
    assert_eq!(counters.reuses, 0);
    assert_eq!(
        desk.engine.connection(id).await.unwrap().state,
        ConnectionState::Active
    );
}

/// Fifty callers at the moment of expiry cause one renewal.
#[tokio::test(flavor = "multi_thread")]
async fn many_callers_cause_one_renewal() {
    let desk = Desk::new().await;
    let id = desk.consented().await.id;
    desk.switch(Switches {
        expire_access: true,
        ..Switches::default()
    });
    let refused = desk.engine.token(id.clone()).await.unwrap();
    let before = desk.sandbox.counters().unwrap().refreshes;
    let callers: Vec<_> = (0..50)
        .map(|_| {
            tokio::spawn({
                let (engine, id) = (desk.engine.clone(), id.clone());
                async move { engine.sync_to_end(id).await.ok() }
            })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
    let fresh = desk.engine.test(id.clone()).await.unwrap();
    assert!(
        fresh.iter().all(|check| check.fault.is_none()),
        "{fresh:#?}"
    );
    assert_ne!(
        desk.engine.token(id).await.unwrap().expose_secret(),
        refused.expose_secret()
    );
    assert_eq!(desk.sandbox.counters().unwrap().refreshes, before + 1);
}

/// A provider that is away for a while costs nothing but time: the connection stays active with a trouble that names
/// the next try, and is whole again by itself.
#[tokio::test(flavor = "multi_thread")]
async fn an_outage_changes_nothing() {
    let desk = Desk::new().await;
    let id = desk.consented().await.id;
    let away = Rule::new(
        "/oauth/token",
        Fault::Unavailable {
            retry_after: Some(1),
        },
    )
    .times(1);
    desk.switch(Switches {
        access_ttl: 2,
        faults: vec![away],
        expire_access: true,
        ..Switches::default()
    });
    let refused = desk.engine.test(id.clone()).await.unwrap();
    assert!(
        refused.iter().any(|check| check
            .fault
            .as_ref()
            .is_some_and(|fault| fault.code == "unavailable")),
        "{refused:#?}"
    );
    let troubled = desk.engine.connection(id.clone()).await.unwrap();
    assert_eq!(troubled.state, ConnectionState::Active);
    assert!(
        troubled.trouble.unwrap().retry_at.is_some(),
        "the next try is named"
    );
    desk.until(&id, |connection| connection.trouble.is_none())
        .await;
}

/// An answer that is lost after the provider rotated: with a provider that allows a retry, the grant survives.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_asked_again() {
    let desk = Desk::new().await;
    let id = desk.consented().await.id;
    let lost = Rule::new("/oauth/token", Fault::DropAnswer).times(1);
    desk.switch(Switches {
        grace: 30,
        faults: vec![lost],
        expire_access: true,
        ..Switches::default()
    });
    let checks = desk.engine.test(id.clone()).await.unwrap();
    assert!(
        checks.iter().all(|check| check.fault.is_none()),
        "{checks:#?}"
    );
    assert_eq!(
        desk.engine.connection(id).await.unwrap().state,
        ConnectionState::Active
    );
}

/// The same without such a grace ends the grant at the provider: the connection says so, and with its true cause.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_that_ended_the_grant_is_named() {
    let desk = Desk::new().await;
    let id = desk.consented().await.id;
    let lost = Rule::new("/oauth/token", Fault::DropAnswer).times(1);
    desk.switch(Switches {
        faults: vec![lost],
        expire_access: true,
        ..Switches::default()
    });
    desk.engine.test(id.clone()).await.unwrap();
    let connection = desk.engine.connection(id).await.unwrap();
    assert_eq!(
        (connection.state, connection.trouble.unwrap().code.as_str()),
        (ConnectionState::Reauthorize, "answer_lost")
    );
}

/// Whoever asked may go away while the provider's answer is on its way, as a cancelled sync does: the answer is kept all
/// the same, and the next one asks with the new refresh token. The sandbox ends a grant whose token is used twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_goes_away_loses_nothing() {
    let desk = Desk::new().await;
    let id = desk.consented().await.id;
    let late = Rule::new("/oauth/token", Fault::Delay { ms: 500 }).times(1);
    desk.switch(Switches {
        faults: vec![late],
        ..Switches::default()
    });
    let before = desk.engine.token(id.clone()).await.unwrap();
    let caller = tokio::spawn({
        let (engine, id) = (desk.engine.clone(), id.clone());
        async move { engine.renew(id).await }
    });
    while desk.sandbox.counters().unwrap().requests["/oauth/token"] < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    caller.abort();
    assert!(caller.await.is_err(), "it went before the answer came");
    desk.engine.settled().await;
    let after = desk.second_engine().await.token(id.clone()).await.unwrap();
    assert_ne!(
        after.expose_secret(),
        before.expose_secret(),
        "the answer was kept"
    );
    desk.second_engine().await.renew(id).await.unwrap();
    assert_eq!(desk.sandbox.counters().unwrap().reuses, 0);
}

/// After a restart the connection is active and its token is there, without another consent.
#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_the_grant() {
    let mut desk = Desk::new().await;
    let before = desk
        .synced(&[("companies", Mode::FullRefreshReplace)])
        .await;
    desk.restart().await;
    let after = desk.engine.sync_to_end(before.id.clone()).await.unwrap();
    assert_eq!(
        (after.state, after.rows),
        (ConnectionState::Active, before.rows)
    );
}
