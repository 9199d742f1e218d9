//! When a token is renewed.

use jiff::{SignedDuration, Timestamp};

/// What lies at least between two renewals of a token whose life says nothing; before that it is simply used, and the
/// provider's refusal decides.
pub(crate) const BETWEEN: SignedDuration = SignedDuration::from_secs(30);

const MINUTE: SignedDuration = SignedDuration::from_secs(60);

/// How long before its end a token of this life is renewed: a tenth of the life, at least one minute, at most five, and
/// never more than half the life, so that tokens of a few seconds work too.
pub(crate) fn margin(life: SignedDuration) -> SignedDuration {
    let tenth = life / 10;
    tenth.clamp(MINUTE, 5 * MINUTE).min(life / 2)
}

/// The earliest that the timer comes before a token's end: the margin with all of its jitter.
pub(crate) fn earliest(life: SignedDuration) -> SignedDuration {
    let margin = margin(life);
    margin + margin / 10
}

/// How long before its end a token is no longer handed out: it must survive the request that it is asked for. Two seconds
/// at least, since providers count in whole ones and from before their answer arrived here, but not more than half the
/// life.
pub(crate) fn reserve(life: SignedDuration) -> SignedDuration {
    let tenth = life / 10;
    tenth
        .clamp(SignedDuration::from_secs(2), SignedDuration::from_secs(10))
        .min(life / 2)
}

/// Whether a life says nothing: zero, negative, or shorter than providers count.
pub(crate) fn is_no_life(life: SignedDuration) -> bool {
    life < SignedDuration::from_secs(2)
}

/// When the timer renews a token that was obtained and ends at these times. Lives that are zero or negative in a
/// provider's answer must not make a loop: half a minute lies between two tries then.
pub(crate) fn due(obtained: Timestamp, expires: Timestamp) -> Timestamp {
    let life = expires.duration_since(obtained);
    if is_no_life(life) {
        return obtained + BETWEEN;
    }
    expires - margin(life) - jitter(margin(life))
}

/// Up to a tenth of the margin earlier, so that connections made together are not renewed together.
fn jitter(margin: SignedDuration) -> SignedDuration {
    let share: f64 = rand::random_range(0.0..0.1);
    SignedDuration::try_from_secs_f64(margin.as_secs_f64() * share).unwrap_or(SignedDuration::ZERO)
}

/// Wait after the nth failure in a row: 5 s, doubled up to 10 minutes, with jitter; the provider's word counts more.
pub(crate) fn back_off(failures: u32, asked: Option<SignedDuration>) -> SignedDuration {
    let cap = 60 * MINUTE;
    if let Some(asked) = asked {
        return asked.clamp(SignedDuration::from_secs(1), cap);
    }
    let wait = SignedDuration::from_secs(5 << failures.min(7)).min(10 * MINUTE);
    wait + jitter(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(n: i64) -> SignedDuration {
        SignedDuration::from_secs(n)
    }

    /// Requirement 41: the margin follows the life, between one and five minutes, and short lives still get half.
    #[test]
    fn margins_follow_the_life() {
        for (life, expected) in [
            (4, 2),
            (60, 30),
            (180, 60),
            (1_800, 180),
            (3_600, 300),
            (86_400, 300),
        ] {
            assert_eq!(margin(seconds(life)), seconds(expected), "life {life} s");
        }
    }

    /// A token that is handed out still lives for a moment, also where the provider's whole seconds took one of five; and
    /// the timer, which comes a margin before the end, comes before users would have to renew.
    #[test]
    fn a_token_is_not_handed_out_at_its_very_end() {
        for (life, expected) in [(2, 1), (5, 2), (60, 6), (3_600, 10)] {
            assert_eq!(reserve(seconds(life)), seconds(expected), "life {life} s");
            assert!(reserve(seconds(life)) <= margin(seconds(life)));
        }
    }

    /// Requirement 36: a life of zero or less never makes the timer spin.
    #[test]
    fn a_dead_life_waits_half_a_minute() {
        let now = Timestamp::UNIX_EPOCH;
        for life in [-5, 0, 1] {
            assert_eq!(
                due(now, now + seconds(life)),
                now + seconds(30),
                "life {life} s"
            );
        }
    }

    /// A token is renewed before it ends and not at once, whatever its life.
    #[test]
    fn renewal_lies_within_the_life() {
        let now = Timestamp::UNIX_EPOCH;
        for life in [4, 5, 60, 3_600, 1_000_000] {
            let at = due(now, now + seconds(life));
            assert!(at > now && at < now + seconds(life), "life {life} s: {at}");
        }
    }

    /// Requirement 49: `Retry-After` is honoured up to an hour, else waits grow and stay below eleven minutes.
    #[test]
    fn waits_grow_and_are_capped() {
        assert_eq!(back_off(0, Some(seconds(17))), seconds(17));
        assert_eq!(back_off(0, Some(seconds(100_000))), seconds(3_600));
        assert!(
            back_off(0, None) < seconds(6)
                && back_off(3, None) >= seconds(40)
                && back_off(60, None) <= seconds(661)
        );
    }
}
