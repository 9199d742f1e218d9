//! The policies of a budget, and how they count.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::matcher::{Matcher, MatcherTemplate, too_small};
use crate::error::Error;
use crate::expression::{Scope, Template};
use crate::fields::{Component, Fields};
use crate::job::whole;
use crate::moment;

/// A policy of the manifest.
#[derive(Debug)]
pub(crate) struct Policy {
    matchers: Vec<MatcherTemplate>,
    rule: Rule,
}

#[derive(Debug)]
enum Rule {
    /// `UnlimitedCallRatePolicy`
    Unlimited,
    /// `FixedWindowCallRatePolicy`: so many calls in a period, then the next period.
    Fixed { limit: Template, period: Duration },
    /// `MovingWindowCallRatePolicy`: so many calls in any stretch of that length.
    Moving(Vec<Rate>),
}

/// `Rate`: a limit and its stretch.
#[derive(Debug)]
struct Rate {
    limit: Template,
    interval: Duration,
}

impl Component for Rate {
    const DEFAULT: Option<&'static str> = Some("Rate");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(Rate {
            limit: fields.required_template("limit")?,
            interval: duration(fields, "interval")?,
        })
    }
}

fn duration(fields: &Fields<'_>, key: &'static str) -> Option<Duration> {
    let text = fields.required_text(key)?;
    let span = moment::duration(&text).and_then(|span| {
        // A period is a length, not a date: months and years have the days of the ISO's average.
        let days = f64::from(span.get_years()) * 365.0
            + f64::from(span.get_months()) * 30.0
            + f64::from(span.get_weeks()) * 7.0
            + f64::from(span.get_days());
        let hours = days * 24.0 + f64::from(span.get_hours());
        let seconds = hours * 3600.0
            + span.get_minutes() as f64 * 60.0
            + span.get_seconds() as f64
            + span.get_milliseconds() as f64 / 1e3
            + span.get_microseconds() as f64 / 1e6;
        Duration::try_from_secs_f64(seconds).ok()
    });
    match span.filter(|span| !span.is_zero()) {
        Some(span) => Some(span),
        None => fields.refuse(format!("`{text}` is no ISO 8601 duration")),
    }
}

impl Component for Policy {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let rule = match fields.kind() {
            "UnlimitedCallRatePolicy" => Rule::Unlimited,
            "FixedWindowCallRatePolicy" => Rule::Fixed {
                limit: fields.required_template("call_limit")?,
                period: duration(fields, "period")?,
            },
            "MovingWindowCallRatePolicy" => {
                let rates: Vec<Rate> = fields.list("rates")?;
                if rates.is_empty() {
                    return fields.refuse("`rates` is empty");
                }
                Rule::Moving(rates)
            }
            _ => return fields.refuse_kind("call rate policy"),
        };
        Some(Policy {
            matchers: fields.list("matchers")?,
            rule,
        })
    }
}

impl Policy {
    /// The policy with its limits for one configuration, nothing spent.
    pub(super) fn open(&self, scope: &Scope<'_>) -> Result<(Vec<Matcher>, Counter), Error> {
        let matchers = self
            .matchers
            .iter()
            .map(|matcher| matcher.open(scope))
            .collect::<Result<_, _>>()?;
        let limit = |template: &Template, component: &str| match whole(template, scope)? {
            Some(number) if number > 0 => Ok(number),
            _ => Err(too_small(template, component, "the limit")),
        };
        let counter = match &self.rule {
            Rule::Unlimited => Counter::Unlimited,
            Rule::Fixed {
                limit: most,
                period,
            } => Counter::Fixed {
                limit: limit(most, "FixedWindowCallRatePolicy")?,
                period: *period,
                used: 0,
                reset: None,
            },
            Rule::Moving(rates) => Counter::Moving {
                rates: rates
                    .iter()
                    .map(|rate| Ok((limit(&rate.limit, "Rate")?, rate.interval)))
                    .collect::<Result<_, Error>>()?,
                calls: VecDeque::new(),
            },
        };
        Ok((matchers, counter))
    }
}

/// What was spent of a policy.
#[derive(Debug)]
pub(super) enum Counter {
    Unlimited,
    Fixed {
        limit: u64,
        period: Duration,
        used: u64,
        /// When the window ends; it begins with its first call.
        reset: Option<Instant>,
    },
    Moving {
        rates: Vec<(u64, Duration)>,
        /// Calls of the longest stretch with their weights, the oldest first.
        calls: VecDeque<(Instant, u64)>,
    },
}

impl Counter {
    /// Counts a call of this weight; or how long to wait before asking again. A call that weighs
    /// more than the limit counts as the limit: it goes alone.
    pub(super) fn take(&mut self, now: Instant, weight: u64) -> Option<Duration> {
        match self {
            Counter::Unlimited => None,
            Counter::Fixed {
                limit,
                period,
                used,
                reset,
            } => {
                if reset.is_none_or(|reset| now >= reset) {
                    *used = 0;
                    *reset = Some(now + *period);
                }
                let weight = weight.min(*limit);
                if *used + weight > *limit {
                    return reset.map(|reset| reset.saturating_duration_since(now));
                }
                *used += weight;
                None
            }
            Counter::Moving { rates, calls } => {
                let longest = rates.iter().map(|(_, interval)| *interval).max();
                while let Some((at, _)) = calls.front()
                    && longest.is_none_or(|longest| now.duration_since(*at) >= longest)
                {
                    calls.pop_front();
                }
                let lowest = rates.iter().map(|(limit, _)| *limit).min();
                let weight = weight.min(lowest.unwrap_or(weight));
                let wait = rates
                    .iter()
                    .filter_map(|rate| room(*rate, calls, now, weight))
                    .max();
                if wait.is_none() {
                    calls.push_back((now, weight));
                }
                wait
            }
        }
    }

    /// Takes over what the provider says is left, where that is less than thought. `reset`: when
    /// it will be all again.
    pub(super) fn learn(&mut self, now: Instant, left: Option<u64>, until: Option<Instant>) {
        match self {
            Counter::Unlimited => {}
            Counter::Fixed {
                limit, used, reset, ..
            } => {
                if let Some(left) = left.filter(|left| *left < limit.saturating_sub(*used)) {
                    *used = *limit - left;
                }
                if until.is_some() {
                    *reset = until;
                }
            }
            // With a moving window a moment of reset says nothing; that nothing is left does.
            Counter::Moving { rates, calls } if left == Some(0) && until.is_none() => {
                let free = rates.iter().map(|rate| free(*rate, calls, now)).min();
                if let Some(free) = free.filter(|free| *free > 0) {
                    calls.push_back((now, free));
                }
            }
            Counter::Moving { .. } => {}
        }
    }
}

/// How much of a rate is free now.
fn free((limit, interval): (u64, Duration), calls: &VecDeque<(Instant, u64)>, now: Instant) -> u64 {
    let used: u64 = calls
        .iter()
        .filter(|(at, _)| now.duration_since(*at) < interval)
        .map(|(_, weight)| weight)
        .sum();
    limit.saturating_sub(used)
}

/// How long until a rate has room for `weight`, where it has none now.
fn room(
    rate: (u64, Duration),
    calls: &VecDeque<(Instant, u64)>,
    now: Instant,
    weight: u64,
) -> Option<Duration> {
    let mut free = free(rate, calls, now);
    if free >= weight {
        return None;
    }
    let mut wait = Duration::ZERO;
    for (at, weighs) in calls
        .iter()
        .filter(|(at, _)| now.duration_since(*at) < rate.1)
    {
        wait = (*at + rate.1).saturating_duration_since(now);
        free += weighs;
        if free >= weight {
            break;
        }
    }
    Some(wait)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A fixed window lets its limit through, then waits for its end; answers shorten what is left
    /// and move the end.
    #[test]
    fn a_fixed_window_counts_until_its_end() {
        let start = Instant::now();
        let mut counter = Counter::Fixed {
            limit: 3,
            period: SECOND * 10,
            used: 0,
            reset: None,
        };
        assert_eq!(counter.take(start, 2), None);
        assert_eq!(counter.take(start + SECOND, 2), Some(SECOND * 9));
        assert_eq!(counter.take(start + SECOND, 1), None);
        assert_eq!(counter.take(start + SECOND * 10, 1), None, "a new window");
        // The provider knows of more calls than we do, and says until when.
        counter.learn(start + SECOND * 10, Some(0), Some(start + SECOND * 40));
        assert_eq!(counter.take(start + SECOND * 15, 1), Some(SECOND * 25));
        // That more is left than thought is not believed: the manifest may ask for less than the
        // provider allows.
        counter.learn(start + SECOND * 16, Some(100), None);
        assert_eq!(counter.take(start + SECOND * 16, 1), Some(SECOND * 24));
    }

    /// A moving window counts the last stretch of each of its rates; the call that has to leave
    /// first says how long to wait.
    #[test]
    fn a_moving_window_counts_the_last_stretch() {
        let start = Instant::now();
        let mut counter = Counter::Moving {
            rates: vec![(2, SECOND), (3, SECOND * 10)],
            calls: VecDeque::new(),
        };
        assert_eq!(counter.take(start, 1), None);
        assert_eq!(counter.take(start + SECOND / 4, 1), None);
        assert_eq!(counter.take(start + SECOND / 2, 1), Some(SECOND / 2));
        assert_eq!(counter.take(start + SECOND, 1), None);
        assert_eq!(counter.take(start + SECOND * 2, 1), Some(SECOND * 8));
        assert_eq!(counter.take(start + SECOND * 10, 1), None);
    }

    /// A provider that says that nothing is left fills the window.
    #[test]
    fn a_limit_that_was_hit_fills_a_moving_window() {
        let start = Instant::now();
        let mut counter = Counter::Moving {
            rates: vec![(10, SECOND)],
            calls: VecDeque::new(),
        };
        assert_eq!(counter.take(start, 1), None);
        counter.learn(start, Some(0), None);
        assert_eq!(counter.take(start + SECOND / 2, 1), Some(SECOND / 2));
        assert_eq!(counter.take(start + SECOND, 1), None);
    }

    /// A call that weighs more than the limit goes alone instead of never.
    #[test]
    fn a_call_above_the_limit_goes_alone() {
        let start = Instant::now();
        let mut counter = Counter::Fixed {
            limit: 3,
            period: SECOND,
            used: 0,
            reset: None,
        };
        assert_eq!(counter.take(start, 5), None);
        assert_eq!(counter.take(start, 1), Some(SECOND));
    }
}
