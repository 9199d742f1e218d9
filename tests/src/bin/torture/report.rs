//! What the run says at its end.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::ends::End;
use crate::run::Plan;

/// The figures of a run.
pub(crate) struct Report {
    pub plan: Plan,
    pub took: Duration,
    /// As the provider counts them.
    pub rotations: u64,
    pub killed: usize,
    pub answers_lost: u64,
    pub cut_before: u64,
    pub unavailable: u64,
    pub slow: u64,
    pub jumps: u64,
    /// Failures that the processes took for passing ones, by code.
    pub later: BTreeMap<String, u64>,
    pub ends: Vec<End>,
    /// Grants that were whole and renewed once more when it was over.
    pub alive: usize,
}

impl Report {
    /// Nothing was lost that could have been kept.
    pub(crate) fn is_good(&self) -> bool {
        self.count(End::Lost) == 0 && self.count(End::Ours) == 0
    }

    fn count(&self, end: End) -> usize {
        self.ends.iter().filter(|this| **this == end).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plan = &self.plan;
        let keychain = match plan.keyring {
            true => "the Secret Service of a private desktop",
            false => "files",
        };
        let seconds = self.took.as_secs_f64();
        writeln!(
            f,
            "{} rotations of {} grants by {} processes in {seconds:.0} s ({:.0} a second); seed {}, keychain: {keychain}\n",
            self.rotations,
            plan.grants,
            plan.processes,
            self.rotations as f64 / seconds,
            plan.seed,
        )?;
        let mut line = |what: &str, count: u64| writeln!(f, "  {what:<58}{count:>8}");
        line("processes killed", self.killed as u64)?;
        line(
            "answers lost after the provider had rotated",
            self.answers_lost,
        )?;
        line(
            "lines cut before the provider saw the request",
            self.cut_before,
        )?;
        line("503s", self.unavailable)?;
        line("requests or answers held back", self.slow)?;
        line("jumps of a clock, by up to a day", self.jumps)?;
        line(
            "asks that failed for a while",
            self.later.values().copied().sum(),
        )?;
        for (code, count) in &self.later {
            line(&format!("  {code}"), *count)?;
        }
        line(
            "grants that ended, and were consented anew",
            self.ends.len() as u64,
        )?;
        line(
            "  the only answer with the new token was lost",
            self.count(End::AnswerLost) as u64,
        )?;
        line(
            "  killed between the provider's answer and its write",
            self.count(End::Killed) as u64,
        )?;
        line(
            "  avoidable: a token used twice, or an answer not kept",
            self.count(End::Ours) as u64,
        )?;
        line(
            "grants whole at the end, and renewed once more",
            self.alive as u64,
        )?;
        writeln!(
            f,
            "\ngrants lost that the server still honoured: {}",
            self.count(End::Lost)
        )
    }
}
