//! SIGKILL in the middle of deliveries: nothing lost, nothing doubled.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use headwater_destinations::postgres::{Postgres, Settings};
use headwater_destinations::{Delivery, Rows};
use headwater_tests::servers::postgres::Postgres as Server;

use crate::postgres::{destination, settings};
use crate::tables::Source;

/// Where the worker delivers to.
const WORK: &str = "HEADWATER_BENCH_DELIVERY";
/// Kills of one run.
const KILLS: u32 = 12;
/// Syncs of the source, each delivered by itself.
const SYNCS: i64 = 12;

/// Delivers every sync that the target lacks, one after the other, and says each step.
async fn deliver_all(to: &Postgres, say: impl Fn(&str)) {
    let table = Source::table();
    loop {
        let at = to.delivered(&table.name, None).await.unwrap();
        let upto = at.unwrap_or(0) + 1;
        if upto > SYNCS {
            return say("done");
        }
        let rows = at.map_or(Rows::Whole, Rows::Since);
        let delivery = Delivery {
            table: table.clone(),
            rows,
            upto,
        };
        say("begin");
        let mut load = to.begin(&delivery).await.unwrap();
        for batch in Source::batches(at.unwrap_or(0), upto) {
            say("write");
            load.write(&batch).await.unwrap();
        }
        say("finish");
        load.finish().await.unwrap();
    }
}

/// Not a test by itself: the process that the next one kills.
#[tokio::test]
#[ignore = "the worker of a_killed_delivery_loses_and_doubles_nothing"]
async fn worker() {
    let settings: Settings = serde_json::from_str(&std::env::var(WORK).unwrap()).unwrap();
    deliver_all(&destination(settings), |step| {
        let mut out = std::io::stdout();
        writeln!(out, "step {step}")
            .and_then(|()| out.flush())
            .unwrap();
    })
    .await;
}

/// A process that is killed at a random step of a delivery, by the signal that nobody can catch; the one after it goes on
/// from what the target says. In the end every row is there once, as the last sync left it.
#[tokio::test]
async fn a_killed_delivery_loses_and_doubles_nothing() {
    let server = Server::start().await.unwrap();
    let settings = settings(&server, "public");
    let mut killed_at = Vec::new();
    for _ in 0..KILLS {
        let mut worker = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "kills::worker", "--nocapture"])
            .env(WORK, serde_json::to_string(&settings).unwrap())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let steps = BufReader::new(worker.stdout.take().unwrap()).lines();
        let mut steps = steps
            .map_while(Result::ok)
            .filter(|line| line.contains("step "));
        let last = steps.nth(rand::random_range(0..12));
        std::thread::sleep(std::time::Duration::from_micros(rand::random_range(
            0..20_000,
        )));
        worker.kill().unwrap();
        worker.wait().unwrap();
        killed_at.push(last.unwrap_or_default());
    }
    let to = destination(settings);
    deliver_all(&to, |_| {}).await;
    assert_eq!(
        to.delivered(&Source::table().name, None).await.unwrap(),
        Some(SYNCS)
    );
    let select = "SELECT count(*), count(DISTINCT _hw_key), sum(n) FROM counted";
    let (rows, keys, sum) = Source::expected(SYNCS);
    assert_eq!(
        server.ask("postgres", select).unwrap(),
        format!("{rows}|{keys}|{sum}"),
        "killed at {killed_at:?}"
    );
}
