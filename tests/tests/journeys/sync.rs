//! Syncs: rows come once, changes come, what is gone goes, a failing stream fails alone.

use headwater_engine::view::{Filter, FilterOp, Mode, RowQuery, RowWindow, Sort, StreamChoice};
use headwater_sandbox::{Fault, Rule, Switches};
use serde_json::Value;

use crate::desk::Desk;

/// All four streams of the sandbox arrive whole, each in a tab.
#[tokio::test(flavor = "multi_thread")]
async fn every_stream_becomes_a_tab() {
    let desk = Desk::new().await;
    let streams = ["contacts", "companies", "deals", "orders"]
        .map(|name| (name, Mode::IncrementalAppendDedupe));
    let connection = desk.synced(&streams).await;
    assert!(
        connection
            .streams
            .iter()
            .all(|stream| stream.fault.is_none()),
        "{:#?}",
        connection.streams
    );
    let entity = desk.engine.entities().await.unwrap().remove(0);
    let titles: Vec<_> = entity.tabs.iter().map(|tab| tab.title.as_str()).collect();
    assert_eq!(titles, ["contacts", "companies", "deals", "orders"]);
    assert_eq!(
        connection.rows,
        entity.tabs.iter().map(|tab| tab.rows).sum::<u64>()
    );
    assert!(
        connection.rows > 5_000,
        "a few thousand rows, not {}",
        connection.rows
    );
}

/// An incremental sync reads what is new and changed, and no row twice.
#[tokio::test(flavor = "multi_thread")]
async fn incremental_reads_changes_only() {
    let desk = Desk::new().await;
    let before = desk
        .synced(&[("contacts", Mode::IncrementalAppendDedupe)])
        .await;
    desk.change_contacts(5, 7, 0);
    let after = desk.engine.sync_to_end(before.id.clone()).await.unwrap();
    assert_eq!(after.rows, before.rows + 5);
    let read = after.last_sync.unwrap().rows;
    assert!(
        (12..200).contains(&read),
        "read {read} of {} rows",
        after.rows
    );
    let mut keys = desk.keys("contacts");
    keys.dedup();
    assert_eq!(keys.len() as u64, after.rows);
}

/// A full sync marks what is gone at the source; the person drops it.
#[tokio::test(flavor = "multi_thread")]
async fn full_marks_what_is_gone() {
    let desk = Desk::new().await;
    let before = desk.synced(&[("contacts", Mode::FullRefreshReplace)]).await;
    desk.change_contacts(2, 0, 10);
    let after = desk.engine.sync_to_end(before.id.clone()).await.unwrap();
    assert_eq!(after.rows, before.rows + 2);
    let tab = desk
        .engine
        .entities()
        .await
        .unwrap()
        .remove(0)
        .tabs
        .remove(0);
    assert_eq!(tab.deleted, 10);
    assert_eq!(desk.engine.drop_deleted(tab.id.clone()).await.unwrap(), 10);
    let now = desk.engine.connection(before.id.clone()).await.unwrap();
    assert_eq!(now.rows, before.rows - 8);
    assert_eq!(desk.engine.restore_rows(tab.id).await.unwrap(), 10);
    let now = desk.engine.connection(before.id).await.unwrap();
    assert_eq!(now.rows, after.rows, "taken back");
}

/// A sync that is paused says so, and goes on when it is started again, without the streams that were through.
#[tokio::test(flavor = "multi_thread")]
async fn a_pause_keeps_its_place() {
    let desk = Desk::new().await;
    let before = desk
        .synced(&[
            ("contacts", Mode::FullRefreshReplace),
            ("companies", Mode::FullRefreshReplace),
        ])
        .await;
    let stalled = Rule::new("/api/contacts", Fault::RateLimit { retry_after: 600 }).after(1);
    desk.switch(Switches {
        faults: vec![stalled],
        ..Switches::default()
    });
    desk.engine.sync(before.id.clone()).await.unwrap();
    let read = |connection: &headwater_engine::view::ConnectionView| {
        connection.streams[1].synced_at != before.streams[1].synced_at
    };
    desk.until(&before.id, read).await;
    desk.engine.pause_sync(before.id.clone()).await.unwrap();
    let paused = desk.engine.connection(before.id.clone()).await.unwrap();
    assert!(paused.last_sync.unwrap().paused);

    desk.switch(Switches::default());
    let after = desk.engine.sync_to_end(before.id.clone()).await.unwrap();
    let sync = after.last_sync.unwrap();
    assert_eq!(
        (sync.paused, sync.streams),
        (false, 1),
        "companies were through"
    );
    assert_ne!(after.streams[0].synced_at, before.streams[0].synced_at);
}

/// A sync that begins while its connection is paused: it is refused or stopped, and none runs once the pause holds.
#[tokio::test(flavor = "multi_thread")]
async fn a_pause_meets_a_sync_that_begins() {
    let desk = Desk::new().await;
    let id = desk
        .synced(&[("contacts", Mode::FullRefreshReplace)])
        .await
        .id;
    let slow = Rule::new("/api/contacts", Fault::RateLimit { retry_after: 600 });
    desk.switch(Switches {
        faults: vec![slow],
        ..Switches::default()
    });
    for _ in 0..20 {
        let (begun, paused) =
            tokio::join!(desk.engine.sync(id.clone()), desk.engine.pause(id.clone()));
        let last = paused.unwrap().last_sync.unwrap();
        assert!(last.ended_at.is_some(), "begun: {begun:?}");
        let later = desk.engine.connection(id.clone()).await.unwrap();
        assert!(later.last_sync.unwrap().ended_at.is_some(), "{begun:?}");
        desk.engine.resume(id.clone()).await.unwrap();
    }
}

/// A stream whose answers are garbage fails with its fault; the others are read, and its rows of before stay.
#[tokio::test(flavor = "multi_thread")]
async fn a_failing_stream_fails_alone() {
    let desk = Desk::new().await;
    let before = desk
        .synced(&[
            ("contacts", Mode::FullRefreshReplace),
            ("companies", Mode::FullRefreshReplace),
        ])
        .await;
    desk.switch(Switches {
        faults: vec![Rule::new("/api/contacts", Fault::Html)],
        ..Switches::default()
    });
    let after = desk.engine.sync_to_end(before.id.clone()).await.unwrap();
    let codes: Vec<_> = after
        .streams
        .iter()
        .map(|stream| stream.fault.as_ref().map(|fault| fault.code.as_str()))
        .collect();
    assert_eq!(codes, [Some("answer_unreadable"), None]);
    assert_eq!(after.rows, before.rows);
}

/// A rate limit is waited for, and the sync goes on where it stopped.
#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_is_waited_for() {
    let desk = Desk::new().await;
    let limit = Rule::new("/api/contacts", Fault::RateLimit { retry_after: 1 })
        .after(3)
        .times(2);
    desk.switch(Switches {
        faults: vec![limit],
        ..Switches::default()
    });
    let connection = desk
        .synced(&[("contacts", Mode::IncrementalAppendDedupe)])
        .await;
    assert_eq!(
        connection.streams[0]
            .fault
            .as_ref()
            .map(|fault| fault.code.clone()),
        None
    );
    assert_eq!(desk.keys("contacts").len() as u64, connection.rows);
}

/// The tab is sorted and filtered by the store, and a window is where it says it is.
#[tokio::test(flavor = "multi_thread")]
async fn windows_are_sorted_and_filtered() {
    let desk = Desk::new().await;
    let connection = desk
        .synced(&[("companies", Mode::FullRefreshReplace)])
        .await;
    let tab = connection.streams[0].tab.clone().unwrap();
    let name = desk.engine.entities().await.unwrap()[0].tabs[0]
        .columns
        .iter()
        .position(|column| column.name == "name")
        .unwrap();
    let sort = Some(Sort {
        column: "name".to_owned(),
        descending: true,
    });
    let ask = |offset, filters| RowQuery {
        offset,
        limit: 50,
        sort: sort.clone(),
        filters,
        hide_deleted: false,
    };
    let all = desk
        .engine
        .rows(tab.clone(), ask(0, Vec::new()))
        .await
        .unwrap();
    assert_eq!(all.total, connection.rows);
    let names = names_in(&all, name);
    assert!(names.is_sorted_by(|one, next| one >= next), "{names:?}");
    let filter = Filter {
        column: Some("name".to_owned()),
        op: FilterOp::Contains,
        value: names[0].to_uppercase(),
    };
    let some = desk.engine.rows(tab, ask(0, vec![filter])).await.unwrap();
    let left = names_in(&some, name);
    assert!(some.total >= 1 && left.iter().all(|left| left.contains(&names[0])));
}

/// *Later than* on the cursor's column goes into the request: old pages are not read. Into a tab that has rows everything is
/// read, so that those that do not meet the filter go.
#[tokio::test(flavor = "multi_thread")]
async fn a_filter_by_time_is_asked_of_the_source() {
    let desk = Desk::new().await;
    let streams = [("contacts", Mode::IncrementalAppendDedupe)];
    let whole = desk.synced(&streams).await;
    let pages = || desk.asked("/api/contacts");
    let all = pages();
    let late = RowQuery {
        offset: 100,
        limit: 1,
        sort: Some(Sort {
            column: "updated_at".to_owned(),
            descending: true,
        }),
        filters: Vec::new(),
        hide_deleted: false,
    };
    let tab = whole.streams[0].tab.clone().unwrap();
    let entity = desk.engine.entities().await.unwrap().remove(0);
    let columns = &entity.tabs[0].columns;
    let place = columns
        .iter()
        .position(|column| column.name == "updated_at");
    let window = desk.engine.rows(tab, late).await.unwrap();
    let bound = names_in(&window, place.unwrap())[0].to_uppercase();
    let choice = StreamChoice {
        columns: Vec::new(),
        rows: vec![Filter {
            column: Some("updated_at".to_owned()),
            op: FilterOp::Greater,
            value: bound,
        }],
    };

    let other = desk.consented().await.id;
    desk.engine.streams(other.clone()).await.unwrap();
    let contacts = || "contacts".to_owned();
    let chosen = desk
        .engine
        .choose_columns(other.clone(), contacts(), choice.clone());
    chosen.await.unwrap();
    let before = pages();
    let narrow = desk.finish(&other, &streams).await;
    assert_eq!(narrow.rows, 100);
    // The test of the connection reads one page, too.
    assert!(pages() - before < all, "{} of {all}", pages() - before);

    let outdated = desk
        .engine
        .choose_columns(whole.id.clone(), contacts(), choice);
    assert!(outdated.await.unwrap().outdated);
    desk.engine
        .read_again(whole.id.clone(), contacts())
        .await
        .unwrap();
    let again = desk.engine.sync_to_end(whole.id).await.unwrap();
    assert_eq!(again.rows, 100);
}

/// The texts of a column of a window, without case.
fn names_in(window: &RowWindow, column: usize) -> Vec<String> {
    let rows: Vec<Vec<Value>> = serde_json::from_str(window.rows.get()).unwrap();
    rows.iter()
        .map(|row| row[column].as_str().unwrap().to_lowercase())
        .collect()
}

/// What another process does is told: the window shows a sync of the command line without being asked to look.
#[tokio::test(flavor = "multi_thread")]
async fn a_sync_of_another_process_is_told() {
    let desk = Desk::new().await;
    let before = desk
        .synced(&[("companies", Mode::FullRefreshReplace)])
        .await;
    let other = desk.second_engine().await;
    // The first look only learns how the file stands.
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    let mut events = desk.engine.listen();
    other.sync_to_end(before.id).await.unwrap();
    let told = async {
        while events.recv().await.unwrap()
            != headwater_engine::Event::Changed(headwater_engine::view::Topic::Workbooks)
        {}
    };
    let told = tokio::time::timeout(std::time::Duration::from_secs(10), told).await;
    assert!(told.is_ok(), "nothing was said within ten seconds");
}

/// A source that is away for a moment is asked again by itself, at the time that the fault names.
#[tokio::test(flavor = "multi_thread")]
async fn a_passing_fault_is_tried_again() {
    let desk = Desk::new().await;
    let before = desk
        .synced(&[("companies", Mode::FullRefreshReplace)])
        .await;
    let away = Rule::new("/oauth/token", Fault::Html);
    desk.switch(Switches {
        faults: vec![away],
        expire_access: true,
        ..Switches::default()
    });
    let troubled = desk.engine.sync_to_end(before.id.clone()).await.unwrap();
    assert!(troubled.trouble.unwrap().retry_at.is_some());
    desk.switch(Switches::default());
    let failed_at = troubled.last_sync.unwrap().started_at;
    desk.clock.forward(120);
    desk.until(&before.id, |connection| {
        let sync = connection.last_sync.as_ref();
        sync.is_some_and(|sync| sync.started_at != failed_at && sync.ended_at.is_some())
            && connection.trouble.is_none()
    })
    .await;
}
