//! `cargo xtask torture sync`: a workbook under everything that can happen to the process that fills it.
//!
//! The command line syncs four streams, one in each mode, from a source that changes; it is killed at random moments, and
//! begun again. After every few kills the tabs are compared with the source, row by row. Then come a full disk, a disk that
//! cannot be written, and a damaged file.

mod bench;
mod connect;
mod disasters;
mod moments;
mod report;
mod rounds;

pub(crate) use connect::connect;

use crate::Result;
use report::Report;

/// What to do.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Processes to kill in the middle of a sync.
    pub kills: usize,
    /// The choices of the run.
    pub seed: u64,
}

impl Plan {
    /// Reads the command line; nothing where it cannot be read.
    pub(crate) fn of(words: &[&str]) -> Option<Self> {
        let mut plan = Self {
            kills: 1_000,
            seed: 1,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut number = || words.next()?.parse::<u32>().ok();
            match *word {
                "--kills" => plan.kills = number()? as usize,
                "--seed" => plan.seed = number()?.into(),
                _ => return None,
            }
        }
        Some(plan)
    }
}

/// Runs the plan.
pub(crate) async fn run(plan: &Plan) -> Result<Report> {
    let mut report = rounds::run(plan).await?;
    report.disasters = disasters::run().await?;
    Ok(report)
}
