//! What the provider does wrong, when asked to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Change;

/// All switches. The default is an honest provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// How long an access token lives from now on, in seconds; 3,600 by default.
    pub access_ttl: u64,
    /// For how many seconds a refresh token may be used again after its first use. 0 by default: a second use
    /// ends the grant (RFC 9700 section 4.14.2).
    pub grace: u64,
    /// Every consent is denied, whichever button is pressed.
    pub deny: bool,
    /// Who is signed in at the provider, for consents from now on; `ada` by default.
    pub account: String,
    /// Scopes that the user unticks at consents from now on.
    pub untick: Vec<String>,
    /// Faults, the first rule that matches a request acts.
    pub faults: Vec<Rule>,
    /// Once: every access token is invalid from now on. Refresh tokens stay good.
    pub expire_access: bool,
    /// Once: every grant ends, as if the user had removed it in the account.
    pub revoke_grants: bool,
    /// Once: the sample data changes.
    pub data: Vec<Change>,
}

impl Default for Switches {
    fn default() -> Switches {
        Switches {
            access_ttl: 3600,
            grace: 0,
            deny: false,
            account: "ada".to_owned(),
            untick: Vec::new(),
            faults: Vec::new(),
            expire_access: false,
            revoke_grants: false,
            data: Vec::new(),
        }
    }
}

/// Which requests meet a fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Beginning of the path: `/api`, `/oauth/token`.
    pub path: String,
    /// Matching requests that are let through first.
    #[serde(default)]
    pub after: u64,
    /// From there on, every how many-th matching request meets the fault; 1 by default.
    #[serde(default = "one")]
    pub every: u64,
    /// How many requests meet it in all; without a number there is no end.
    #[serde(default)]
    pub times: Option<u64>,
    /// What happens to them.
    pub fault: Fault,
}

fn one() -> u64 {
    1
}

impl Rule {
    /// `fault` for every request whose path begins with `path`.
    pub fn new(path: impl Into<String>, fault: Fault) -> Rule {
        Rule {
            path: path.into(),
            after: 0,
            every: 1,
            times: None,
            fault,
        }
    }

    /// Lets the first `requests` through.
    #[must_use]
    pub fn after(mut self, requests: u64) -> Rule {
        self.after = requests;
        self
    }

    /// Only every `nth` request, beginning with the `nth`.
    #[must_use]
    pub fn every(mut self, nth: u64) -> Rule {
        self.every = nth;
        self
    }

    /// At most so many times.
    #[must_use]
    pub fn times(mut self, times: u64) -> Rule {
        self.times = Some(times);
        self
    }

    /// Whether the `number`-th matching request, counted from 1, meets the fault.
    fn acts(&self, number: u64) -> bool {
        let Some(number) = number.checked_sub(self.after).filter(|left| *left > 0) else {
            return false;
        };
        let every = self.every.max(1);
        number % every == 0 && self.times.is_none_or(|times| number / every <= times)
    }
}

/// What can happen to a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// 429 with `Retry-After` in seconds.
    RateLimit {
        /// Seconds.
        retry_after: u64,
    },
    /// 503, with `Retry-After` in seconds if given.
    Unavailable {
        /// Seconds.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// Answered, but late.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// Never answered; the connection stays open.
    Stall,
    /// Done, but the connection is closed instead of answering: a refresh token has rotated, and its successor
    /// is lost.
    DropAnswer,
    /// 200 with an HTML page, as a captive portal answers.
    Html,
    /// Any answer: a status and the text of a JSON body.
    Answer {
        /// HTTP status.
        status: u16,
        /// The body; may be empty.
        #[serde(default)]
        body: String,
    },
}

/// What has been asked of the provider since it started.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Requests per path, those that met a fault included.
    pub requests: BTreeMap<String, u64>,
    /// Access tokens issued.
    pub tokens: u64,
    /// Of these, those for a refresh token.
    pub refreshes: u64,
    /// Uses of a refresh token that had been used before.
    pub reuses: u64,
}

/// The switches as they stand, and what has been counted.
pub(crate) struct Panel {
    switches: Switches,
    /// For each rule, how many requests have matched it.
    matched: Vec<u64>,
    pub(crate) counters: Counters,
}

impl Panel {
    pub(crate) fn new(switches: Switches) -> Panel {
        let matched = vec![0; switches.faults.len()];
        Panel {
            switches,
            matched,
            counters: Counters::default(),
        }
    }

    pub(crate) fn switches(&self) -> &Switches {
        &self.switches
    }

    /// Replaces the switches; counting of matches begins anew.
    pub(crate) fn set(&mut self, switches: Switches) {
        self.matched = vec![0; switches.faults.len()];
        self.switches = switches;
    }

    /// Counts a request and says what happens to it.
    pub(crate) fn meet(&mut self, path: &str) -> Option<Fault> {
        *self.counters.requests.entry(path.to_owned()).or_default() += 1;
        let rules = self.switches.faults.iter().zip(&mut self.matched);
        for (rule, matched) in rules.filter(|(rule, _)| path.starts_with(&rule.path)) {
            *matched += 1;
            if rule.acts(*matched) {
                return Some(rule.fault.clone());
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_counts_from_its_first_match() {
        let rule = Rule::new("/api", Fault::Html).after(2).every(3).times(2);
        let hits: Vec<u64> = (1..=14).filter(|number| rule.acts(*number)).collect();
        assert_eq!(
            hits,
            [5, 8],
            "two pass, then every third, and after two times it is over"
        );
    }

    #[test]
    fn the_first_rule_that_acts_wins() {
        let mut panel = Panel::new(Switches {
            faults: vec![
                Rule::new("/api/deals", Fault::Stall).times(1),
                Rule::new("/api", Fault::Html),
            ],
            ..Switches::default()
        });
        assert_eq!(panel.meet("/oauth/token"), None, "no rule is about it");
        assert_eq!(panel.meet("/api/deals"), Some(Fault::Stall));
        assert_eq!(
            panel.meet("/api/deals"),
            Some(Fault::Html),
            "the first rule is used up"
        );
    }
}
