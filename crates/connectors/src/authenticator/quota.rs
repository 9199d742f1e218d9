//! What each of several tokens may still ask for, pool by pool, and whose turn it is.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The longest time by which the last calls before a reset are kept apart.
const LONGEST_DELAY: Duration = Duration::from_secs(10);

/// How far an answer's reset may lie before the known one and still mean the same window: the
/// provider's two ways to say it disagree by a little.
const SKEW: SignedDuration = SignedDuration::from_secs(60);

/// What a token may still ask for in one pool.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quota {
    pub(super) left: i64,
    pub(super) reset: Timestamp,
    pub(super) limit: i64,
}

/// What an answer says of a pool.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) left: Option<i64>,
    pub(super) reset: Option<Timestamp>,
    pub(super) limit: Option<i64>,
    /// Whether its status says that the pool is spent.
    pub(super) is_spent: bool,
}

/// How much of every quota is held back, so that the last calls are spread until the reset.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reserve {
    pub(super) fraction: f64,
    pub(super) least: f64,
}

/// What to do with a request.
#[derive(Debug, PartialEq)]
pub(super) enum Turn {
    /// Send it with this token, after a while.
    Go { token: usize, after: Duration },
    /// No token has any call left; the earliest reset is so far away.
    Spent(Duration),
}

/// The quotas of all tokens.
#[derive(Debug)]
pub(super) struct Quotas {
    /// By token, then by pool; none where the provider counts nothing.
    counts: Vec<Vec<Option<Quota>>>,
    active: usize,
    reserve: Reserve,
}

impl Quotas {
    /// Quotas as the provider told them, of one token at least.
    pub(super) fn new(counts: Vec<Vec<Option<Quota>>>, reserve: Reserve) -> Quotas {
        Quotas {
            counts,
            active: 0,
            reserve,
        }
    }

    /// Takes the provider's word for all of them again.
    pub(super) fn renew(&mut self, counts: Vec<Vec<Option<Quota>>>) {
        self.counts = counts;
    }

    /// Charges one call of a pool to the active token, or to the next one that has any.
    pub(super) fn take(&mut self, pool: usize, now: Timestamp) -> Turn {
        for _ in 0..self.counts.len() {
            let token = self.active;
            match self.quota(token, pool) {
                // Where nothing is counted, tokens go in turn: that spreads the load.
                None => {
                    self.next();
                    let after = Duration::ZERO;
                    return Turn::Go { token, after };
                }
                Some(quota) if quota.left > 0 => {
                    quota.left -= 1;
                    let after = self.delay(pool, now);
                    return Turn::Go { token, after };
                }
                Some(_) => self.next(),
            }
        }
        let resets = self.of_pool(pool).flatten().map(|quota| quota.reset);
        Turn::Spent(until(resets.min().unwrap_or(now), now))
    }

    /// Whether all tokens are spent.
    pub(super) fn are_spent(&self, pool: usize) -> bool {
        self.of_pool(pool)
            .all(|quota| quota.is_some_and(|quota| quota.left <= 0))
    }

    /// Whether a token is spent and another is not, so that it is no use to wait for it.
    pub(super) fn has_other(&self, token: usize, pool: usize) -> bool {
        let mut left = self
            .of_pool(pool)
            .map(|quota| quota.map(|quota| quota.left));
        let own = self.of_pool(pool).nth(token).flatten();
        own.is_some_and(|own| own.left <= 0) && left.any(|left| left.is_some_and(|left| left > 0))
    }

    /// Learns from the answer to a request that was charged to a token.
    ///
    /// Within a window the count only goes down: answers come out of order, and a late one has a
    /// higher count. One of a window that is over counts only if it is a refusal.
    pub(super) fn learn(&mut self, token: usize, pool: usize, heard: &Heard) {
        let Some(quota) = self.quota(token, pool) else {
            return;
        };
        let left = heard.left.or(heard.is_spent.then_some(0));
        let is_of_now = heard.reset.is_none_or(|reset| reset >= quota.reset);
        if let Some(limit) = heard.limit.filter(|limit| *limit > 0 && is_of_now) {
            quota.limit = limit;
        }
        match (heard.reset, left) {
            (Some(reset), left) if reset > quota.reset => {
                quota.reset = reset;
                quota.left = left.unwrap_or(quota.limit);
            }
            (reset, Some(left)) => {
                let is_near = reset.is_none_or(|reset| reset + SKEW >= quota.reset);
                if is_near || (left <= 0 && heard.is_spent) {
                    quota.left = quota.left.min(left);
                }
            }
            (_, None) => {}
        }
    }

    /// How long the call that was taken just now waits: not at all while any token is above its
    /// reserve.
    fn delay(&self, pool: usize, now: Timestamp) -> Duration {
        let (mut left, mut resets) = (0, now);
        for (token, quota) in self.of_pool(pool).enumerate() {
            let Some(quota) = quota else {
                return Duration::ZERO;
            };
            let reserve = (quota.limit as f64 * self.reserve.fraction).max(self.reserve.least);
            if quota.left as f64 > reserve {
                return Duration::ZERO;
            }
            left += u32::try_from(quota.left).unwrap_or(0);
            if token == self.active {
                resets = quota.reset;
            }
        }
        match left {
            0 => Duration::ZERO,
            left => (until(resets, now) / left).min(LONGEST_DELAY),
        }
    }

    fn quota(&mut self, token: usize, pool: usize) -> Option<&mut Quota> {
        self.counts.get_mut(token)?.get_mut(pool)?.as_mut()
    }

    fn of_pool(&self, pool: usize) -> impl Iterator<Item = Option<Quota>> {
        let counts = self.counts.iter();
        counts.map(move |pools| pools.get(pool).copied().flatten())
    }

    fn next(&mut self) {
        self.active = (self.active + 1) % self.counts.len().max(1);
    }
}

fn until(moment: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(moment.duration_since(now)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_750_000_000 + second).unwrap()
    }

    fn quotas(left: &[Option<i64>], reserve: f64) -> Quotas {
        let quota = |left: &Option<i64>| {
            let (reset, limit) = (at(100), 100);
            vec![left.map(|left| Quota { left, reset, limit })]
        };
        let counts = left.iter().map(quota).collect();
        let reserve = Reserve {
            fraction: 0.0,
            least: reserve,
        };
        Quotas::new(counts, reserve)
    }

    fn tokens(quotas: &mut Quotas, times: usize) -> Vec<Option<usize>> {
        let mut turn = || match quotas.take(0, at(0)) {
            Turn::Go { token, .. } => Some(token),
            Turn::Spent(_) => None,
        };
        (0..times).map(|_| turn()).collect()
    }

    /// A token is used up before the next one begins; when all are, the earliest reset is named.
    #[test]
    fn tokens_are_used_up_one_after_the_other() {
        let mut two = quotas(&[Some(2), Some(1)], 0.0);
        assert_eq!(tokens(&mut two, 4), [Some(0), Some(0), Some(1), None]);
        assert!(two.are_spent(0));
        assert_eq!(two.take(0, at(40)), Turn::Spent(Duration::from_secs(60)));
        assert_eq!(two.take(0, at(140)), Turn::Spent(Duration::ZERO));
        let mut uncounted = quotas(&[None, None], 0.0);
        assert_eq!(tokens(&mut uncounted, 3), [Some(0), Some(1), Some(0)]);
    }

    /// The last calls are spread over the time until the reset, once no token is above its reserve.
    #[test]
    fn the_reserve_is_spread() {
        let mut two = quotas(&[Some(11), Some(11)], 10.0);
        let after = |quotas: &mut Quotas| match quotas.take(0, at(90)) {
            Turn::Go { after, .. } => after,
            Turn::Spent(_) => panic!("there are calls left"),
        };
        assert_eq!(
            after(&mut two),
            Duration::ZERO,
            "the other token has more than its reserve"
        );
        two.learn(
            1,
            0,
            &Heard {
                left: Some(10),
                ..Heard::default()
            },
        );
        assert_eq!(
            after(&mut two),
            Duration::from_secs(10) / 19,
            "9 and 10 calls in 10 seconds"
        );
    }

    /// Answers lower a count and never raise it, but for a new window; a refusal spends the token.
    #[test]
    fn answers_correct_the_counts() {
        let left = |heard: Heard| {
            let mut one = quotas(&[Some(5), Some(5)], 0.0);
            one.learn(0, 0, &heard);
            (one.quota(0, 0).unwrap().left, one.has_other(0, 0))
        };
        let heard = |left: Option<i64>, reset: Option<i64>, is_spent| Heard {
            left,
            reset: reset.map(at),
            limit: Some(50),
            is_spent,
        };
        assert_eq!(left(heard(Some(3), Some(100), false)).0, 3);
        assert_eq!(left(heard(Some(9), Some(100), false)).0, 5, "a late answer");
        assert_eq!(left(heard(Some(9), Some(200), false)).0, 9, "a new window");
        assert_eq!(
            left(heard(None, Some(200), false)).0,
            50,
            "a whole new window"
        );
        assert_eq!(
            left(heard(Some(0), Some(10), false)).0,
            5,
            "a window that is over"
        );
        assert_eq!(
            left(heard(Some(0), Some(50), false)),
            (0, true),
            "nearly the same"
        );
        assert_eq!(left(heard(None, None, true)), (0, true), "a refusal");
    }
}
