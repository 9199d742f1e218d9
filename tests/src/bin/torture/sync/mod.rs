//! `cargo xtask torture sync`: a workbook under everything that can happen to the process that fills it.
//!
//! The command line syncs four streams, one in each mode, from a source that changes; it is killed at random moments, and
//! begun again. After every few kills the tabs are compared with the source, row by row. Then come a full disk, a disk that
//! cannot be written, and a damaged file; and the same kills where the workbook is delivered to PostgreSQL, whose tables are
//! compared with the tabs.

mod bench;
mod connect;
mod disasters;
mod moments;
mod report;
mod rounds;
mod server;

pub(crate) use connect::connect;

use headwater_tests::servers::postgres::Postgres;

use crate::Result;
use report::Report;

/// What to do.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Processes to kill in the middle of a sync.
    pub kills: usize,
    /// Processes to kill in the middle of a sync or of the delivery that follows it, with PostgreSQL as a destination.
    pub postgres: usize,
    /// The choices of the run.
    pub seed: u64,
}

impl Plan {
    /// Reads the command line; nothing where it cannot be read.
    pub(crate) fn of(words: &[&str]) -> Option<Self> {
        let mut plan = Self {
            kills: 1_000,
            postgres: 0,
            seed: 1,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut number = || words.next()?.parse::<u32>().ok();
            match *word {
                "--kills" => plan.kills = number()? as usize,
                "--postgres" => plan.postgres = number()? as usize,
                "--seed" => plan.seed = number()?.into(),
                _ => return None,
            }
        }
        Some(plan)
    }
}

/// Runs the plan.
pub(crate) async fn run(plan: &Plan) -> Result<Report> {
    let mut report = Report {
        seed: plan.seed,
        runs: Vec::new(),
        disasters: Vec::new(),
    };
    if plan.kills > 0 {
        report
            .runs
            .push(rounds::run(plan.kills, plan.seed, None).await?);
        report.disasters = disasters::run().await?;
    }
    if plan.postgres > 0 {
        let server = Postgres::start().await?;
        report
            .runs
            .push(rounds::run(plan.postgres, plan.seed, Some(&server)).await?);
    }
    Ok(report)
}
