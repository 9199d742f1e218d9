//! Callers, the network ledger and the end of old activity.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use headwater_store::{Caller, HostCount, Store};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// A program is asked about once; the answer stays, may be changed, and goes with the connection.
#[test]
fn a_caller_is_asked_about_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path().join("headwater.db")).unwrap();
    store.add_connection(&support::connection("c1")).unwrap();
    let id = "c1".to_owned();
    let (asked, new) = store.ask_caller(&id, "/usr/bin/python3", at(1)).unwrap();
    assert!(new && asked.allowed.is_none());
    let (again, new) = store.ask_caller(&id, "/usr/bin/python3", at(2)).unwrap();
    assert!(!new && again == asked, "{again:?}");
    let (other, _) = store.ask_caller(&id, "/bin/bash", at(3)).unwrap();

    let decided = store.decide_caller(asked.id, true).unwrap().unwrap();
    assert_eq!(decided.allowed, Some(true));
    let all: Vec<Caller> = store.callers().unwrap();
    assert_eq!(all, [other, decided], "those that wait stand first");
    assert_eq!(store.decide_caller(99, true).unwrap(), None);
    assert!(store.ask_caller("gone", "/bin/bash", at(4)).is_err());

    store
        .delete_connection(&id, headwater_store::TableFate::Keep)
        .unwrap();
    assert_eq!(store.callers().unwrap(), []);
}

/// What two processes count adds up.
#[test]
fn requests_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path().join("headwater.db")).unwrap();
    let count = |host: &str, requests, failed, second| HostCount {
        host: host.to_owned(),
        requests,
        failed,
        last_at: at(second),
    };
    store
        .add_requests(&[count("a:443", 2, 0, 5), count("b:443", 1, 1, 6)])
        .unwrap();
    store.add_requests(&[count("a:443", 3, 1, 9)]).unwrap();
    assert_eq!(
        store.hosts().unwrap(),
        [count("a:443", 5, 1, 9), count("b:443", 1, 1, 6)]
    );
}

/// Old activity goes, younger activity stays.
#[test]
fn old_activity_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path().join("headwater.db")).unwrap();
    let now = at(1_800_000_000);
    for days in [100, 91, 89, 0] {
        let then = now - SignedDuration::from_hours(days * 24);
        store
            .add_activity(then, None, "synced", &json!({ "days": days }))
            .unwrap();
    }
    let forgotten = store
        .forget_activity(now - SignedDuration::from_hours(90 * 24))
        .unwrap();
    assert_eq!(forgotten, 2);
    let left: Vec<_> = store.activity(None, None, 10).unwrap();
    let days: Vec<_> = left
        .iter()
        .map(|one| one.detail["days"].as_i64().unwrap())
        .collect();
    assert_eq!(days, [0, 89]);
}
