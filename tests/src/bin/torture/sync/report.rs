//! What the run says at its end.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use headwater_tests::data::Differences;

use super::Plan;
use super::moments::Moment;

/// The figures of a run.
pub(crate) struct Report {
    pub plan: Plan,
    pub took: Duration,
    /// Of one sync that nobody kills.
    pub length: Duration,
    pub killed: BTreeMap<Moment, usize>,
    /// Processes that had ended before their moment came.
    pub ended: usize,
    pub rounds: usize,
    pub found: Differences,
    /// What else happened to the database, each with its lines.
    pub disasters: Vec<Disaster>,
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
        let all = self.disasters.iter().map(|disaster| disaster.found);
        [self.found]
            .into_iter()
            .chain(all)
            .all(|found| found.lost + found.doubled == 0)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let killed: usize = self.killed.values().sum();
        writeln!(
            f,
            "{killed} processes killed in {:.0} s; seed {}; a sync that nobody kills takes {} ms\n",
            self.took.as_secs_f64(),
            self.plan.seed,
            self.length.as_millis(),
        )?;
        let mut line = |what: &str, count: usize| writeln!(f, "  {what:<58}{count:>8}");
        for moment in Moment::ALL {
            let count = self.killed.get(&moment).copied().unwrap_or_default();
            line(&format!("killed {}", moment.says()), count)?;
        }
        line("ended before the kill came", self.ended)?;
        line("comparisons with the source", self.rounds)?;
        line("rows of the source compared", self.found.compared)?;
        for disaster in &self.disasters {
            writeln!(f, "\n{}:", disaster.what)?;
            match &disaster.came {
                None => writeln!(f, "  not tried: this user may not mount a disk")?,
                Some(came) => {
                    writeln!(f, "  {came}")?;
                    let Differences {
                        compared,
                        lost,
                        doubled,
                    } = disaster.found;
                    writeln!(
                        f,
                        "  afterwards: {compared} rows compared, lost {lost}, doubled {doubled}"
                    )?;
                }
            }
        }
        writeln!(
            f,
            "\nrows lost: {}\nrows doubled: {}",
            self.found.lost, self.found.doubled
        )
    }
}
