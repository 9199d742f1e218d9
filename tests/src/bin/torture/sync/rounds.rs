//! The kills, in rounds: the source changes, a few processes are killed, one comes to its end, and all is compared.

use std::collections::BTreeMap;
use std::time::Instant;

use headwater_tests::data::{Data, Differences};
use headwater_tests::servers::postgres::Postgres;
use headwater_tests::{App, Keyring, Session};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use super::bench::{self, Bench, said};
use super::moments::{Moment, measure};
use super::report::Figures;
use super::server;
use crate::Result;

/// Kills of a round.
const KILLS: usize = 12;
/// More processes that end before their moment than this, one after the other, and something is wrong.
const TOO_EARLY: usize = 40;

/// Does as many rounds as so many kills need; with a server, each sync is followed by a delivery to it.
pub(super) async fn run(kills: usize, seed: u64, server: Option<&Postgres>) -> Result<Figures> {
    let session = Session::start(Keyring::Unlocked).await?;
    let app = App::new(&session)?.with_catalogue(bench::catalogue(&session)?);
    let bench = Bench::new(&app, server).await?;
    let mut run = Run {
        length: measure(&bench)?,
        bench,
        server,
        dice: StdRng::seed_from_u64(seed),
        killed: BTreeMap::new(),
        ended: 0,
        found: Differences::default(),
    };
    let began = Instant::now();
    let mut rounds = 0;
    while run.kills() < kills {
        // In every third round the source changes while it is read, too.
        let (left, restless) = (kills - run.kills(), rounds % 3 == 2);
        run.round(left.min(KILLS), restless).await?;
        rounds += 1;
        if rounds % 10 == 0 {
            eprintln!("… {} kills, {:?}", run.kills(), run.found);
        }
    }
    Ok(Figures {
        where_to: server.map_or("the workbook", |_| "the workbook and PostgreSQL"),
        took: began.elapsed(),
        length: run.length,
        killed: run.killed,
        ended: run.ended,
        rounds,
        found: run.found,
    })
}

struct Run<'app> {
    bench: Bench<'app>,
    server: Option<&'app Postgres>,
    dice: StdRng,
    /// How long a sync takes that nobody kills.
    length: std::time::Duration,
    killed: BTreeMap<Moment, usize>,
    /// Processes that were to be killed and had ended.
    ended: usize,
    found: Differences,
}

impl Run<'_> {
    fn kills(&self) -> usize {
        self.killed.values().sum()
    }

    async fn round(&mut self, kills: usize, restless: bool) -> Result<()> {
        let since = Data::of(self.bench.app)?.last_sync()? + 1;
        let changes = json!({"data": self.changes()});
        self.bench.switch(changes).await?;
        let (until, mut early) = (self.kills() + kills, 0);
        while self.kills() < until {
            let moment = Moment::any(&mut self.dice, self.server.is_some());
            match self.one(moment, restless).await? {
                true => early = 0,
                false => early += 1,
            }
            if early > TOO_EARLY {
                return Err("processes end before they can be killed".into());
            }
        }
        self.bench.switch(json!({})).await?;
        self.bench.sync_well()?;
        if restless {
            // What changed while it was read comes with the next sync, once the source rests.
            self.bench.sync_well()?;
        }
        self.found += self.bench.compare(since, restless).await?;
        if let Some(server) = self.server {
            self.found += server::compare(&self.bench, server)?;
        }
        Ok(())
    }

    /// Starts a process and kills it, unless it has ended before its moment came.
    async fn one(&mut self, moment: Moment, restless: bool) -> Result<bool> {
        let mut switches = moment.switches();
        if restless {
            switches["data"] = self.changes();
        }
        self.bench.switch(switches).await?;
        let began = Instant::now();
        let mut child = self.bench.start()?;
        let waited = moment
            .wait(&self.bench, &mut child, self.length, &mut self.dice)
            .await;
        let ended = child.try_wait()?;
        if ended.is_none() {
            child.kill()?;
        }
        let output = child.wait_with_output()?;
        waited?;
        match ended {
            None => {
                *self.killed.entry(moment).or_default() += 1;
                Ok(true)
            }
            Some(status) if status.success() => {
                self.ended += 1;
                // The machine may have been busier when it was measured.
                self.length = self.length.min(began.elapsed());
                Ok(false)
            }
            Some(_) => Err(said("a sync failed", &output).into()),
        }
    }

    /// New, changed and gone rows at the source. More come than go, or a long run would have none left.
    fn changes(&mut self) -> Value {
        let mut up_to = |most: u32| self.dice.random_range(0..=most);
        json!([
            {"collection": "contacts", "add": up_to(6), "touch": up_to(300)},
            {"collection": "deals", "add": up_to(3), "touch": up_to(60)},
            {"collection": "orders", "add": up_to(30), "touch": up_to(100), "delete": up_to(20)},
            {"collection": "companies", "add": up_to(1), "touch": up_to(100)},
        ])
    }
}
