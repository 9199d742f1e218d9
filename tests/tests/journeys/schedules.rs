//! Schedules: syncs begin by themselves, sleep is made up for as was chosen, and a failure is said once.

use headwater_engine::NoticeKind;
use headwater_engine::view::{CatchUp, ConnectionView, GeneralSettings, Mode, Rhythm, Schedule};
use headwater_sandbox::{Fault, Rule, Switches};

use crate::desk::Desk;

const HOUR: i64 = 3_600;

fn hourly(catch_up: CatchUp) -> Option<Schedule> {
    Some(Schedule {
        rhythm: Rhythm::Every { minutes: 60 },
        catch_up,
        spread_minutes: 0,
    })
}

/// How many syncs of a connection have ended, straight from the file.
fn syncs(desk: &Desk, id: &str) -> u64 {
    let file = desk.folder.path().join("headwater.db");
    let database = rusqlite::Connection::open(file).unwrap();
    let count = "SELECT count(*) FROM syncs WHERE connection = ?1 AND ended_at IS NOT NULL";
    let count: i64 = database.query_row(count, [id], |row| row.get(0)).unwrap();
    count.unsigned_abs()
}

/// Sets the clock forward and has the schedules looked at at once: by themselves they look within fifteen seconds.
async fn pass(desk: &Desk, seconds: i64) {
    desk.clock.forward(seconds);
    let settings = desk.engine.general().await.unwrap();
    desk.engine.save_general(settings).await.unwrap();
}

/// The next time that is kept of a connection's schedule, also while nothing is synced.
fn next_kept(desk: &Desk, id: &str) -> String {
    let file = desk.folder.path().join("headwater.db");
    let database = rusqlite::Connection::open(file).unwrap();
    let next = "SELECT next_at FROM schedules WHERE connection = ?1";
    database.query_row(next, [id], |row| row.get(0)).unwrap()
}

async fn until_synced(desk: &Desk, id: &str, count: u64) -> ConnectionView {
    desk.until(id, |connection| {
        let waits = connection
            .schedule
            .as_ref()
            .is_some_and(|schedule| schedule.waits);
        syncs(desk, id) >= count && !waits
    })
    .await
}

/// The machine sleeps over three hourly syncs of three connections: one skips them, one makes up for them once, one for
/// each. All three say that three were missed, and go on with the next hour.
#[tokio::test(flavor = "multi_thread")]
async fn sleep_is_made_up_for_as_was_chosen() {
    let desk = Desk::new().await;
    let mut connections = Vec::new();
    for (catch_up, made_up) in [(CatchUp::Skip, 0), (CatchUp::Once, 1), (CatchUp::All, 3)] {
        let id = desk
            .synced(&[("companies", Mode::IncrementalAppendDedupe)])
            .await
            .id;
        let saved = desk
            .engine
            .save_schedule(id.clone(), hourly(catch_up))
            .await;
        assert!(saved.unwrap().schedule.unwrap().next_at.is_some());
        connections.push((id, catch_up, made_up));
    }
    desk.clock.forward(3 * HOUR + HOUR / 3);
    for (id, catch_up, made_up) in connections.iter().rev() {
        let missed = |connection: &ConnectionView| connection.schedule.as_ref().unwrap().missed;
        desk.until(id, |connection| missed(connection) == 3).await;
        let connection = until_synced(&desk, id, 1 + made_up).await;
        assert_eq!(syncs(&desk, id), 1 + made_up, "{catch_up:?}");
        let schedule = connection.schedule.unwrap();
        assert!(
            schedule.missed_at.is_some() && schedule.next_at.is_some(),
            "{schedule:#?}"
        );
    }
    pass(&desk, HOUR - HOUR / 3).await;
    for (id, catch_up, made_up) in &connections {
        let connection = until_synced(&desk, id, 2 + made_up).await;
        assert_eq!(
            connection.schedule.unwrap().missed,
            0,
            "{catch_up:?}: met again"
        );
    }
}

/// A paused connection is not synced and misses nothing; a restart forgets no schedule; pausing all schedules stops them.
#[tokio::test(flavor = "multi_thread")]
async fn pauses_hold_and_a_restart_forgets_nothing() {
    let mut desk = Desk::new().await;
    let id = desk
        .synced(&[("companies", Mode::IncrementalAppendDedupe)])
        .await
        .id;
    desk.engine
        .save_schedule(id.clone(), hourly(CatchUp::All))
        .await
        .unwrap();
    let paused = desk.engine.pause(id.clone()).await.unwrap();
    assert_eq!(
        paused.schedule.unwrap().next_at,
        None,
        "nothing comes while it is paused"
    );
    let before = desk.engine.general().await.unwrap();
    let all_paused = GeneralSettings {
        schedules_paused: true,
        ..before
    };
    desk.engine.save_general(all_paused).await.unwrap();
    desk.engine.resume(id.clone()).await.unwrap();
    desk.restart().await;
    let kept = desk
        .engine
        .connection(id.clone())
        .await
        .unwrap()
        .schedule
        .unwrap();
    assert_eq!((kept.schedule.catch_up, kept.next_at), (CatchUp::All, None));
    // Two hours pass while nothing is wanted, and the schedule moves on by itself.
    let planned = next_kept(&desk, &id);
    desk.clock.forward(2 * HOUR);
    desk.until(&id, |_| next_kept(&desk, &id) > planned).await;
    desk.engine.save_general(before).await.unwrap();
    desk.until(&id, |connection| {
        connection
            .schedule
            .as_ref()
            .is_some_and(|schedule| schedule.next_at.is_some())
    })
    .await;
    desk.engine
        .save_schedule(id.clone(), hourly(CatchUp::Once))
        .await
        .unwrap();
    pass(&desk, HOUR).await;
    let connection = until_synced(&desk, &id, 2).await;
    assert_eq!(
        syncs(&desk, &id),
        2,
        "one sync by hand, one by the schedule"
    );
    assert_eq!(connection.schedule.unwrap().missed, 0);
}

/// A scheduled sync that fails is told once, however often it fails on; what heals in between is told anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_failing_schedule_is_told_once() {
    let desk = Desk::new().await;
    let id = desk
        .synced(&[("companies", Mode::IncrementalAppendDedupe)])
        .await
        .id;
    desk.engine
        .save_schedule(id.clone(), hourly(CatchUp::Once))
        .await
        .unwrap();
    let broken = || Switches {
        faults: vec![Rule::new("/api/companies", Fault::Html)],
        ..Switches::default()
    };
    let mut told = Vec::new();
    for (round, switches) in [broken(), broken(), Switches::default(), broken()]
        .into_iter()
        .enumerate()
    {
        desk.switch(switches);
        pass(&desk, HOUR).await;
        until_synced(&desk, &id, 2 + round as u64).await;
        // What is said of a sync comes right after its end.
        for _ in 0..20 {
            told.extend(
                desk.engine
                    .take_notices()
                    .await
                    .unwrap()
                    .into_iter()
                    .map(|_| round),
            );
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }
    assert_eq!(told, [0, 3]);
}

/// A grant that dies is told once, with the connection's name, whoever finds it out; and not at all to whoever wants quiet
/// or has reconnected meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_dead_grant_is_told_once() {
    let desk = Desk::new().await;
    let connection = desk
        .synced(&[("companies", Mode::IncrementalAppendDedupe)])
        .await;
    let other = desk.second_engine().await;
    desk.switch(Switches {
        revoke_grants: true,
        ..Switches::default()
    });
    assert!(other.renew(connection.id.clone()).await.is_err());
    assert!(other.renew(connection.id.clone()).await.is_err());
    let told = desk.engine.take_notices().await.unwrap();
    assert_eq!(told.len(), 1, "{told:#?}");
    let notice = (told[0].kind, told[0].name.as_str());
    assert_eq!(notice, (NoticeKind::GrantDied, connection.name.as_str()));
    assert_eq!(desk.engine.take_notices().await.unwrap(), []);
    let attention = desk.engine.attention().await.unwrap();
    assert_eq!(attention.reconnect, [(connection.id, connection.name)]);
}
