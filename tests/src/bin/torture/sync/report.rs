//! What the run says at its end.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use headwater_tests::data::Differences;

use super::moments::Moment;

/// All that was found.
pub(crate) struct Report {
    pub seed: u64,
    /// Of each run of kills.
    pub runs: Vec<Figures>,
    /// What else happened to the database, each with its lines.
    pub disasters: Vec<Disaster>,
}

/// The figures of a run of kills.
pub(crate) struct Figures {
    /// What was compared with the source.
    pub where_to: &'static str,
    pub took: Duration,
    /// Of one sync that nobody kills.
    pub length: Duration,
    pub killed: BTreeMap<Moment, usize>,
    /// Processes that had ended before their moment came.
    pub ended: usize,
    pub rounds: usize,
    pub found: Differences,
}

/// Something that happened to the database, and what came of it.
pub(crate) struct Disaster {
    /// What happened.
    pub what: &'static str,
    /// What was said and done; nothing where it could not be brought about here.
    pub came: Option<String>,
    /// After it had passed, and one more sync.
    pub found: Differences,
}

impl Report {
    /// Nothing was lost and nothing doubled.
    pub(crate) fn is_good(&self) -> bool {
        let runs = self.runs.iter().map(|run| run.found);
        let disasters = self.disasters.iter().map(|disaster| disaster.found);
        runs.chain(disasters)
            .all(|found| found.lost + found.doubled == 0)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}", self.seed)?;
        for run in &self.runs {
            write!(f, "\n{run}")?;
        }
        for disaster in &self.disasters {
            write!(f, "\n{disaster}")?;
        }
        let mut all = Differences::default();
        self.runs.iter().for_each(|run| all += run.found);
        writeln!(
            f,
            "\nrows lost: {}\nrows doubled: {}",
            all.lost, all.doubled
        )
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let killed: usize = self.killed.values().sum();
        writeln!(
            f,
            "{}: {killed} processes killed in {:.0} s; a sync that nobody kills takes {} ms",
            self.where_to,
            self.took.as_secs_f64(),
            self.length.as_millis(),
        )?;
        let mut line = |what: &str, count: usize| writeln!(f, "  {what:<58}{count:>8}");
        for moment in Moment::ALL {
            let count = self.killed.get(&moment).copied().unwrap_or_default();
            line(&format!("killed {}", moment.says()), count)?;
        }
        line("ended before the kill came", self.ended)?;
        line("comparisons with the source", self.rounds)?;
        line("rows compared", self.found.compared)?;
        line("rows lost", self.found.lost)?;
        line("rows doubled", self.found.doubled)
    }
}

impl fmt::Display for Disaster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:", self.what)?;
        let Some(came) = &self.came else {
            return writeln!(f, "  not tried: this user may not mount a disk");
        };
        let found = self.found;
        writeln!(f, "  {came}")?;
        writeln!(
            f,
            "  afterwards: {} rows compared, lost {}, doubled {}",
            found.compared, found.lost, found.doubled
        )
    }
}
