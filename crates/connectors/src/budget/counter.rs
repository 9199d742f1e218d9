//! How a policy counts.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

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
        /// The weight of the calls under way. Each reaches the provider at some time before its
        /// answer comes, nobody knows when: until then it counts in every stretch.
        under_way: u64,
        /// Answered calls of the longest stretch with their weights, the oldest first.
        calls: VecDeque<(Instant, u64)>,
    },
}

/// Whether a call may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Now; it is counted.
    Now,
    /// Ask again after this time.
    After(Duration),
    /// Ask again when a call that is under way was answered.
    Answered,
}

impl Counter {
    /// Counts a call of this weight, where there is room for it. A call that weighs more than the
    /// limit counts as the limit: it goes alone.
    pub(super) fn take(&mut self, now: Instant, weight: u64) -> Turn {
        match self {
            Counter::Unlimited => Turn::Now,
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
                    let reset = reset.unwrap_or(now);
                    return Turn::After(reset.saturating_duration_since(now));
                }
                *used += weight;
                Turn::Now
            }
            Counter::Moving {
                rates,
                under_way,
                calls,
            } => {
                let longest = rates.iter().map(|(_, interval)| *interval).max();
                while let Some((at, _)) = calls.front()
                    && longest.is_none_or(|longest| now.duration_since(*at) >= longest)
                {
                    calls.pop_front();
                }
                let weight = at_most(rates, weight);
                let turns = rates.iter();
                let mut turns = turns.map(|rate| turn(*rate, *under_way, calls, now, weight));
                let latest = turns.try_fold(Duration::ZERO, |latest, turn| match turn {
                    Turn::Now => Some(latest),
                    Turn::After(wait) => Some(latest.max(wait)),
                    Turn::Answered => None,
                });
                match latest {
                    None => Turn::Answered,
                    Some(Duration::ZERO) => {
                        *under_way += weight;
                        Turn::Now
                    }
                    Some(wait) => Turn::After(wait),
                }
            }
        }
    }

    /// A call of this weight was answered, or never will be: from now on its stretch runs.
    pub(super) fn answered(&mut self, now: Instant, weight: u64) {
        if let Counter::Moving {
            rates,
            under_way,
            calls,
        } = self
        {
            let weight = at_most(rates, weight);
            *under_way = under_way.saturating_sub(weight);
            calls.push_back((now, weight));
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
            Counter::Moving {
                rates,
                under_way,
                calls,
            } if left == Some(0) && until.is_none() => {
                let rates = rates.iter();
                let free = rates.map(|rate| free(*rate, *under_way, calls, now)).min();
                if let Some(free) = free.filter(|free| *free > 0) {
                    calls.push_back((now, free));
                }
            }
            Counter::Moving { .. } => {}
        }
    }
}

/// The weight of a call that weighs more than a limit: that limit.
fn at_most(rates: &[(u64, Duration)], weight: u64) -> u64 {
    let limits = rates.iter().map(|(limit, _)| *limit);
    limits.fold(weight, u64::min)
}

/// How much of a rate is free now.
fn free(
    (limit, interval): (u64, Duration),
    under_way: u64,
    calls: &VecDeque<(Instant, u64)>,
    now: Instant,
) -> u64 {
    let recent = calls
        .iter()
        .filter(|(at, _)| now.duration_since(*at) < interval);
    let used: u64 = recent.map(|(_, weight)| weight).sum();
    limit.saturating_sub(used + under_way)
}

/// When a rate has room for `weight`.
fn turn(
    rate: (u64, Duration),
    under_way: u64,
    calls: &VecDeque<(Instant, u64)>,
    now: Instant,
    weight: u64,
) -> Turn {
    let mut free = free(rate, under_way, calls, now);
    if free >= weight {
        return Turn::Now;
    }
    let recent = calls
        .iter()
        .filter(|(at, _)| now.duration_since(*at) < rate.1);
    for (at, weighs) in recent {
        free += weighs;
        if free >= weight {
            return Turn::After((*at + rate.1).saturating_duration_since(now));
        }
    }
    Turn::Answered
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn moving(rates: &[(u64, Duration)]) -> Counter {
        Counter::Moving {
            rates: rates.to_vec(),
            under_way: 0,
            calls: VecDeque::new(),
        }
    }

    /// A call that is answered at once.
    fn call(counter: &mut Counter, now: Instant, weight: u64) -> Turn {
        let turn = counter.take(now, weight);
        if turn == Turn::Now {
            counter.answered(now, weight);
        }
        turn
    }

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
        assert_eq!(counter.take(start, 2), Turn::Now);
        let wait = counter.take(start + SECOND, 2);
        assert_eq!(wait, Turn::After(SECOND * 9));
        assert_eq!(counter.take(start + SECOND, 1), Turn::Now);
        let new = counter.take(start + SECOND * 10, 1);
        assert_eq!(new, Turn::Now, "a new window");
        // The provider knows of more calls than we do, and says until when.
        counter.learn(start + SECOND * 10, Some(0), Some(start + SECOND * 40));
        let wait = counter.take(start + SECOND * 15, 1);
        assert_eq!(wait, Turn::After(SECOND * 25));
        // That more is left than thought is not believed: the manifest may ask for less than the
        // provider allows.
        counter.learn(start + SECOND * 16, Some(100), None);
        let wait = counter.take(start + SECOND * 16, 1);
        assert_eq!(wait, Turn::After(SECOND * 24));
    }

    /// A moving window counts the last stretch of each of its rates; the call that has to leave
    /// first says how long to wait.
    #[test]
    fn a_moving_window_counts_the_last_stretch() {
        let start = Instant::now();
        let mut counter = moving(&[(2, SECOND), (3, SECOND * 10)]);
        let mut call = |at, weight| call(&mut counter, start + at, weight);
        assert_eq!(call(Duration::ZERO, 1), Turn::Now);
        assert_eq!(call(SECOND / 4, 1), Turn::Now);
        assert_eq!(call(SECOND / 2, 1), Turn::After(SECOND / 2));
        assert_eq!(call(SECOND, 1), Turn::Now);
        assert_eq!(call(SECOND * 2, 1), Turn::After(SECOND * 8));
        assert_eq!(call(SECOND * 10, 1), Turn::Now);
    }

    /// A call leaves the window an interval after its answer, not after it was let through: it may
    /// have reached the provider late, and then more calls than the limit would arrive within a
    /// stretch. While it is under way, nobody knows how long to wait.
    #[test]
    fn a_call_counts_until_an_interval_after_its_answer() {
        let start = Instant::now();
        let mut counter = moving(&[(2, SECOND)]);
        assert_eq!(counter.take(start, 1), Turn::Now);
        assert_eq!(counter.take(start, 1), Turn::Now);
        assert_eq!(counter.take(start + SECOND * 3, 1), Turn::Answered);
        counter.answered(start + SECOND * 3, 1);
        let wait = counter.take(start + SECOND * 3, 1);
        assert_eq!(wait, Turn::After(SECOND));
        assert_eq!(counter.take(start + SECOND * 4, 1), Turn::Now);
        let other = counter.take(start + SECOND * 9, 1);
        assert_eq!(other, Turn::Answered, "two are under way");
    }

    /// A provider that says that nothing is left fills the window.
    #[test]
    fn a_limit_that_was_hit_fills_a_moving_window() {
        let start = Instant::now();
        let mut counter = moving(&[(10, SECOND)]);
        assert_eq!(call(&mut counter, start, 1), Turn::Now);
        counter.learn(start, Some(0), None);
        let wait = call(&mut counter, start + SECOND / 2, 1);
        assert_eq!(wait, Turn::After(SECOND / 2));
        assert_eq!(call(&mut counter, start + SECOND, 1), Turn::Now);
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
        assert_eq!(counter.take(start, 5), Turn::Now);
        assert_eq!(counter.take(start, 1), Turn::After(SECOND));
        let mut counter = moving(&[(3, SECOND)]);
        assert_eq!(call(&mut counter, start, 5), Turn::Now);
        assert_eq!(call(&mut counter, start, 1), Turn::After(SECOND));
    }
}
