//! Other programs at our file: the recipes of `docs/reading.md`, while a sync runs.

use std::process::Command;

use headwater_engine::view::{Extent, Mode};
use headwater_sandbox::{Fault, Rule, Switches};

use crate::desk::Desk;

/// The counts that the document's Python prints for a table of a database.
fn counted(database: &str, table: &str) -> i64 {
    let text = include_str!("../../../docs/reading.md");
    let (_, code) = text.split_once("```python\n").unwrap();
    let (code, _) = code.split_once("```").unwrap();
    let code = code
        .replace("/home/ada/.local/share/headwater/headwater.db", database)
        .replace("hubspot_marketing__deals", table);
    let output = Command::new("python3")
        .args(["-c", &code])
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let counts = printed.lines().map(|line| line.rsplit(' ').next().unwrap());
    counts.map(|count| count.parse::<i64>().unwrap()).sum()
}

/// Python reads the file by our recipe while a sync writes into it: it waits for nobody, and sees all rows each time.
#[tokio::test(flavor = "multi_thread")]
async fn python_reads_while_a_sync_writes() {
    let desk = Desk::new().await;
    let streams = ["contacts", "orders"].map(|name| (name, Mode::FullRefreshReplace));
    let before = desk.synced(&streams).await;
    let path = desk.folder.path().join("headwater.db");
    let file = rusqlite::Connection::open(&path).unwrap();
    let (table, rows): (String, i64) = file
        .query_row(
            "SELECT \"table\", rows FROM tabs WHERE title = 'orders'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    drop(file);
    let stalled = Rule::new("/api/contacts", Fault::RateLimit { retry_after: 600 }).after(1);
    desk.switch(Switches {
        faults: vec![stalled],
        ..Switches::default()
    });
    desk.engine.sync(before.id.clone()).await.unwrap();
    loop {
        let now = desk.engine.connection(before.id.clone()).await.unwrap();
        assert_eq!(counted(path.to_str().unwrap(), &table), rows);
        if now.streams[1].synced_at != before.streams[1].synced_at {
            break;
        }
    }
    // Contacts still stall: the sync ran all the time.
    desk.engine.pause_sync(before.id.clone()).await.unwrap();
    let paused = desk.engine.connection(before.id).await.unwrap();
    assert!(paused.last_sync.unwrap().paused);
}

/// Before anything is read, one page tells how many rows there are: what the source counts is what a sync then brings.
#[tokio::test(flavor = "multi_thread")]
async fn rows_are_estimated_before_the_first_sync() {
    let desk = Desk::new().await;
    let id = desk.consented().await.id;
    desk.engine.streams(id.clone()).await.unwrap();
    let before = desk.asked("/api/contacts");
    let estimate = desk.engine.estimate_rows(id.clone(), "contacts".to_owned());
    let estimate = estimate.await.unwrap().unwrap();
    assert_eq!(desk.asked("/api/contacts") - before, 1, "one page");
    let synced = desk
        .finish(&id, &[("contacts", Mode::FullRefreshReplace)])
        .await;
    assert_eq!(
        (estimate.rows, estimate.extent),
        (synced.rows, Extent::About)
    );
}
