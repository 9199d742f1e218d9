//! A process that loads is killed with SIGKILL at random moments, many times.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use headwater_store::{Mode, Store};
use serde_json::{Value, json};
use support::{Bench, CONNECTION, Dice, STREAM, at, cells, schema};

const RECORDS: i64 = 6_000;
const BATCH: usize = 10;
const DATABASE: &str = "HEADWATER_TEST_DATABASE";
const MODE: &str = "HEADWATER_TEST_MODE";

/// The source of a keyed stream.
fn keyed() -> Vec<Value> {
    (0..RECORDS)
        .map(|id| json!({"id": id, "name": format!("Contact {id}"), "tags": [id]}))
        .collect()
}

/// The source of a stream without a key; each record is there several times.
fn keyless() -> Vec<Value> {
    (0..RECORDS)
        .map(|n| json!({"n": n % 700, "text": "equal among equals"}))
        .collect()
}

/// The process that is killed: loads from the kept state (incremental) or from the start (full) to the end.
#[test]
#[ignore = "started by the tests below"]
fn loader() {
    let Ok(database) = std::env::var(DATABASE) else {
        return;
    };
    let full = std::env::var(MODE).unwrap() == "full";
    let (mode, source) = if full {
        (Mode::FullRefreshReplace, keyless())
    } else {
        (Mode::IncrementalAppendDedupe, keyed())
    };
    let store = Store::open(database).unwrap();
    let state = store.stream(CONNECTION, STREAM).unwrap().state;
    let next = state
        .filter(|_| !full)
        .and_then(|state| state["next"].as_u64())
        .unwrap_or(0) as usize;
    let mut load = support::load(&store, mode);
    println!("loading");
    for (number, batch) in source[next..].chunks(BATCH).enumerate() {
        let covered = next + number * BATCH + batch.len();
        let records = batch.iter().filter_map(Value::as_object);
        load.commit(records, Some(&json!({"next": covered})), at())
            .unwrap();
    }
    load.finish(at()).unwrap();
}

/// A loader at work. Its output is kept open until its end: it ends where it cannot print.
struct Loader {
    process: Child,
    output: BufReader<ChildStdout>,
}

impl Loader {
    /// Returns when it has begun to load.
    fn start(bench: &Bench, mode: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "loader", "--nocapture"])
            .env(DATABASE, bench.path())
            .env(MODE, mode)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let began = output
            .by_ref()
            .lines()
            .map_while(Result::ok)
            .any(|line| line.contains("loading"));
        assert!(began, "the loader began");
        Self { process, output }
    }

    /// Kills it a while after it began; tells whether it was still at work.
    fn kill(mut self, after: Duration) -> bool {
        std::thread::sleep(after);
        let working = self.process.try_wait().unwrap().is_none();
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        working
    }

    /// Lets it come to its end.
    fn wait(mut self) -> ExitStatus {
        std::io::copy(&mut self.output, &mut std::io::sink()).unwrap();
        self.process.wait().unwrap()
    }
}

#[test]
fn an_incremental_sync_that_is_killed_has_exactly_the_rows_of_its_state() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer"), ("name", "string")]));
    let (mut dice, mut between) = (Dice(1), 0);
    for _ in 0..30 {
        let working =
            Loader::start(&bench, "incremental").kill(Duration::from_millis(dice.roll(8)));
        let stream = bench.store.stream(CONNECTION, STREAM).unwrap();
        let covered = stream
            .state
            .map_or(0, |state| state["next"].as_u64().unwrap());
        assert_eq!(stream.rows, covered, "as many rows as the state covers");
        let last = headwater_store::Query {
            offset: covered.saturating_sub(1_000),
            limit: 1_000,
            ..Default::default()
        };
        let window = bench.store.window(bench.tab, &last).unwrap();
        let ids: Vec<Value> = cells(&window).iter().map(|row| row[0].clone()).collect();
        let expected: Vec<Value> = (last.offset..covered).map(Value::from).collect();
        assert_eq!(
            (window.total, ids),
            (covered, expected),
            "the rows are the source's first ones"
        );
        between += u32::from(working && covered > 0 && covered < RECORDS as u64);
    }
    assert!(
        between >= 3,
        "only {between} kills came in the middle of the sync"
    );
    assert!(Loader::start(&bench, "incremental").wait().success());
    assert_eq!(
        bench.store.tab(bench.tab).unwrap().rows,
        RECORDS as u64,
        "the sync came to its end"
    );
}

#[test]
fn a_full_sync_that_is_killed_and_repeated_ends_exact() {
    let bench = Bench::new(&[], schema(&[("n", "integer"), ("text", "string")]));
    let before = [
        json!({"n": 1, "text": "equal among equals"}),
        json!({"n": -1, "text": "gone"}),
    ];
    bench.sync(Mode::FullRefreshReplace, &before);
    let (mut dice, mut between) = (Dice(2), 0);
    for _ in 0..12 {
        between +=
            u32::from(Loader::start(&bench, "full").kill(Duration::from_millis(dice.roll(40))));
    }
    assert!(
        between >= 6,
        "only {between} kills came in the middle of the sync"
    );
    assert!(Loader::start(&bench, "full").wait().success());

    let mut expected: BTreeMap<i64, u32> = BTreeMap::new();
    for record in keyless() {
        *expected.entry(record["n"].as_i64().unwrap()).or_default() += 1;
    }
    let mut found: BTreeMap<i64, u32> = BTreeMap::new();
    for offset in (0..RECORDS as u64).step_by(1_000) {
        let page = headwater_store::Query {
            offset,
            limit: 1_000,
            ..Default::default()
        };
        let window = bench.store.window(bench.tab, &page).unwrap();
        assert_eq!(
            window.total, RECORDS as u64,
            "none lost, none doubled, the old ones gone"
        );
        for row in cells(&window) {
            *found.entry(row[0].as_i64().unwrap()).or_default() += 1;
        }
    }
    assert_eq!(
        found, expected,
        "each record is there as often as at the source"
    );
}
