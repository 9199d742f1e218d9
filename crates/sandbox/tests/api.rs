#![allow(clippy::unwrap_used)]
//! Pages, order, changes since: the API over the sample data.

mod support;

use std::collections::BTreeSet;

use headwater_sandbox::{Change, Collection, Switches};
use reqwest::StatusCode;
use serde_json::Value;
use support::Bench;

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

fn changes(change: Change) -> Switches {
    Switches {
        data: vec![change],
        ..Switches::default()
    }
}

#[tokio::test]
async fn pages_give_every_row_exactly_once() {
    let bench = Bench::start().await;
    let (token, _) = bench.sign_in().await;
    for (path, count) in [
        ("/api/contacts?limit=500", 2_400),
        ("/api/companies?limit=7", 480),
        ("/api/deals?limit=400", 1_200), // The last page is full: no empty one may follow, nor be missing.
        ("/api/orders?limit=499", 3_600),
    ] {
        let rows = bench.read(path, &token).await;
        let different: BTreeSet<&str> = ids(&rows).into_iter().collect();
        assert_eq!((rows.len(), different.len()), (count, count), "{path}");
        let (_, page) = bench.get(path, &token).await;
        assert_eq!(page["total"], count);
    }
}

#[tokio::test]
async fn rows_that_come_and_go_between_pages_shift_no_other() {
    let bench = Bench::start().await;
    let (token, _) = bench.sign_in().await;
    let (_, first) = bench.get("/api/orders?limit=500", &token).await;
    let change = Change {
        collection: Collection::Orders,
        add: 10,
        touch: 20,
        delete: 300,
    };
    let changed = bench.sandbox.switch(changes(change)).unwrap().remove(0);
    let mut rest = Vec::new();
    let mut next = first["next"].clone();
    while let Some(cursor) = next.as_str() {
        let path = format!("/api/orders?limit=500&cursor={cursor}");
        let (_, page) = bench.get(&path, &token).await;
        rest.extend(page["data"].as_array().unwrap().iter().cloned());
        next = page["next"].clone();
    }
    let seen: Vec<&str> = ids(first["data"].as_array().unwrap())
        .into_iter()
        .chain(ids(&rest))
        .collect();
    let different: BTreeSet<&str> = seen.iter().copied().collect();
    assert_eq!(seen.len(), different.len(), "no row twice");
    let now = bench.read("/api/orders?limit=500", &token).await;
    assert_eq!(now.len(), 3_600 - 300 + 10);
    assert!(
        ids(&now).iter().all(|id| different.contains(id)),
        "no row that is there is missed"
    );
    assert!(
        changed
            .added
            .iter()
            .all(|id| different.contains(id.as_str()))
    );
}

#[tokio::test]
async fn updated_since_gives_what_changed_in_order() {
    let bench = Bench::start().await;
    let (token, _) = bench.sign_in().await;
    let all = bench.read("/api/contacts?limit=500", &token).await;
    let mut times: Vec<&str> = all
        .iter()
        .map(|row| row["updated_at"].as_str().unwrap())
        .collect();
    times.sort_unstable();
    let middle = times[1_200];
    let path = format!("/api/contacts?limit=83&updated_since={middle}");
    let rows = bench.read(&path, &token).await;
    assert_eq!(
        rows.len(),
        times.iter().filter(|time| **time >= middle).count(),
        "a row of that very moment is among them: a client that has it can see that"
    );
    let key = |row: &Value| (row["updated_at"].to_string(), row["id"].to_string());
    assert!(rows.is_sorted_by_key(key));

    let change = Change {
        collection: Collection::Contacts,
        add: 4,
        touch: 6,
        delete: 2,
    };
    let changed = bench.sandbox.switch(changes(change)).unwrap().remove(0);
    let newest = *times.last().unwrap();
    let path = format!("/api/contacts?limit=3&updated_since={newest}");
    let rows = bench.read(&path, &token).await;
    let mut expected: BTreeSet<&str> = changed
        .added
        .iter()
        .chain(&changed.touched)
        .map(String::as_str)
        .collect();
    let last = all.iter().find(|row| row["updated_at"] == newest).unwrap();
    expected.insert(last["id"].as_str().unwrap());
    for gone in &changed.deleted {
        expected.remove(gone.as_str());
    }
    assert_eq!(
        ids(&rows).into_iter().collect::<BTreeSet<_>>(),
        expected,
        "ten rows of one moment, over four pages"
    );
}

#[tokio::test]
async fn a_bad_parameter_is_named() {
    let bench = Bench::start().await;
    let (token, _) = bench.sign_in().await;
    let (status, body) = bench.get("/api/contacts?limit=501", &token).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        body["error"]["message"]
            .as_str()
            .unwrap()
            .starts_with("limit:")
    );
}

#[tokio::test]
async fn a_row_has_the_shapes_that_real_rows_have() {
    let bench = Bench::start().await;
    let (token, _) = bench.sign_in().await;
    let contacts = bench.read("/api/contacts?limit=500", &token).await;
    for (what, seen) in [
        (
            "a nested address",
            contacts
                .iter()
                .all(|row| row["address"]["city"].is_string()),
        ),
        (
            "a list of tags",
            contacts.iter().all(|row| row["tags"].is_array()),
        ),
        ("a null", contacts.iter().any(|row| row["phone"].is_null())),
        (
            "a number",
            contacts.iter().all(|row| row["lifetime_value"].is_number()),
        ),
        (
            "a truth value",
            contacts.iter().all(|row| row["subscribed"].is_boolean()),
        ),
        (
            "a letter with a mark",
            contacts
                .iter()
                .any(|row| !row["first_name"].to_string().is_ascii()),
        ),
    ] {
        assert!(seen, "{what}");
    }
}
