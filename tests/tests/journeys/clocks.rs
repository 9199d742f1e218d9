//! Requirement 42: machines sleep and clocks are set. Neither ends a grant, makes a loop, or leaves a token to die.

use headwater_engine::view::{ConnectionState, ConnectionView};
use headwater_sandbox::Switches;

use crate::desk::Desk;

const HOUR: i64 = 3_600;

fn refreshes(desk: &Desk) -> u64 {
    desk.sandbox.counters().unwrap().refreshes
}

/// Waits until the timer has renewed the token, which nobody uses.
async fn until_renewed(desk: &Desk, before: &ConnectionView) -> ConnectionView {
    desk.until(&before.id, |connection| {
        connection.token_refreshed_at != before.token_refreshed_at
    })
    .await
}

/// Eight hours of sleep: the timer sees it by itself when it looks again.
#[tokio::test(flavor = "multi_thread")]
async fn the_timer_renews_after_sleep() {
    let desk = Desk::new().await;
    let before = desk.consented().await;
    desk.clock.forward(8 * HOUR);
    let after = until_renewed(&desk, &before).await;
    assert_eq!(
        (after.state, after.trouble),
        (ConnectionState::Active, None)
    );
    assert_eq!(refreshes(&desk), 1);
}

/// A clock that was set back a day does not prolong a token of seconds: it is renewed by the time that really passed.
#[tokio::test(flavor = "multi_thread")]
async fn the_timer_renews_after_the_clock_was_set_back() {
    let desk = Desk::short_lived(6).await;
    let before = desk.consented().await;
    desk.clock.backward(24 * HOUR);
    let after = until_renewed(&desk, &before).await;
    assert_eq!(
        (after.state, after.trouble),
        (ConnectionState::Active, None)
    );
}

/// A clock that jumps a day forward and two days back costs one renewal, and no more however often a token is asked for.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_costs_one_renewal() {
    let desk = Desk::new().await;
    let id = desk.consented().await.id;
    desk.clock.forward(24 * HOUR);
    for _ in 0..50 {
        desk.engine.token(id.clone()).await.unwrap();
    }
    assert_eq!(refreshes(&desk), 1);
    desk.clock.backward(48 * HOUR);
    for _ in 0..50 {
        desk.engine.token(id.clone()).await.unwrap();
    }
    assert_eq!(
        refreshes(&desk),
        1,
        "the token lives by the time that really passed"
    );
    let checks = desk.engine.test(id).await.unwrap();
    assert!(
        checks.iter().all(|check| check.fault.is_none()),
        "{checks:#?}"
    );
}

/// After a restart under a clock that was set back, a dead token looks alive; the provider's 401 alone corrects that.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_at_the_start_is_corrected_by_the_provider() {
    let mut desk = Desk::new().await;
    let id = desk.consented().await.id;
    desk.clock.backward(24 * HOUR);
    desk.restart().await;
    desk.switch(Switches {
        expire_access: true,
        ..Switches::default()
    });
    let checks = desk.engine.test(id.clone()).await.unwrap();
    assert!(
        checks.iter().all(|check| check.fault.is_none()),
        "{checks:#?}"
    );
    assert_eq!(refreshes(&desk), 1);
    let after = desk.engine.connection(id).await.unwrap();
    assert_eq!(
        (after.state, after.trouble),
        (ConnectionState::Active, None)
    );
}
