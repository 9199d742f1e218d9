//! When a grant was received, by two clocks (requirement 42).
//!
//! A token's life is counted from its receipt here, never by the provider's clock. The clock of the wall knows of a machine
//! that slept and may be set; the steady one cannot be set and may stand still during sleep. A token is over as soon as
//! either says so: the worst that a wrong clock does is one renewal too many, or one that the provider's 401 asks for.

use std::time::Instant;

use headwater_oauth::Grant;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;

use super::Need;
use crate::engine::{Engine, locked};

/// A grant, and when it was first seen here.
#[derive(Clone)]
pub(super) struct Receipt {
    grant: Grant,
    seen: Timestamp,
    since: Instant,
}

impl Receipt {
    /// What time it is for this grant.
    fn time(&self, wall: Timestamp) -> Timestamp {
        let gone = SignedDuration::try_from(self.since.elapsed()).unwrap_or_default();
        wall.max(self.seen + gone)
    }

    fn is_of(&self, grant: &Grant) -> bool {
        self.grant.access_token.expose_secret() == grant.access_token.expose_secret()
    }
}

impl Engine {
    /// The grant in memory, where it serves the need.
    pub(super) fn known_grant(&self, id: &str, need: &Need) -> Option<Grant> {
        let known = locked(&self.tokens.known);
        let receipt = known.get(id)?;
        let served = need.is_served_by(&receipt.grant, receipt.time(self.now()));
        served.then(|| receipt.grant.clone())
    }

    /// What time it is for a grant: by the wall, or later where more has gone by since its receipt.
    pub(super) fn time_of(&self, id: &str, grant: &Grant) -> Timestamp {
        let known = locked(&self.tokens.known);
        let receipt = known.get(id).filter(|receipt| receipt.is_of(grant));
        receipt.map_or_else(|| self.now(), |receipt| receipt.time(self.now()))
    }

    /// Keeps a grant in memory; one that is there already keeps its receipt.
    pub(super) fn keep_receipt(&self, id: &str, grant: &Grant) {
        let mut known = locked(&self.tokens.known);
        let former = known
            .get(id)
            .filter(|receipt| receipt.is_of(grant))
            .cloned();
        let (seen, since) = match former {
            Some(receipt) => (receipt.seen, receipt.since),
            None => (self.now(), Instant::now()),
        };
        let receipt = Receipt {
            grant: grant.clone(),
            seen,
            since,
        };
        known.insert(id.to_owned(), receipt);
    }
}

/// A renewed grant as received now. A refresh token that was not replaced keeps its own end.
pub(super) fn received_over(old: &Grant, renewed: Grant, now: Timestamp) -> Grant {
    let kept = renewed.refresh_expires_at == old.refresh_expires_at;
    let received = renewed.received(now);
    match kept {
        true => Grant {
            refresh_expires_at: old.refresh_expires_at,
            ..received
        },
        false => received,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(life: SignedDuration) -> Grant {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1_000);
        Grant {
            obtained_at: now,
            expires_at: Some(now + life),
            refresh_expires_at: Some(now + life * 10),
            ..blank()
        }
    }

    fn blank() -> Grant {
        let text = r#"{"access_token":"a","refresh_token":"r","obtained_at":"1970-01-01T00:00:00Z","expires_at":null,"refresh_expires_at":null,"scopes":[],"identity":null}"#;
        Grant::from_secret(&text.to_owned().into()).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Requirement 42: a clock that is set back a day does not prolong a token, one that is set forward a day ends it, and
    /// sleep, during which the steady clock may stand still, ends it too.
    #[test]
    fn a_token_is_over_as_soon_as_one_clock_says_so() {
        let minutes = SignedDuration::from_mins;
        let received = grant(minutes(60));
        let at = received.obtained_at;
        let ago = |gone: u64| Receipt {
            grant: received.clone(),
            seen: at,
            since: Instant::now() - std::time::Duration::from_secs(gone),
        };
        let served =
            |receipt: &Receipt, wall| Need::Use.is_served_by(&received, receipt.time(wall));
        assert!(
            served(&ago(60), at + minutes(1)),
            "both clocks agree that it lives"
        );
        assert!(
            !served(&ago(3_600), at - minutes(24 * 60)),
            "the wall's was set back"
        );
        assert!(
            served(&ago(60), at - minutes(24 * 60)),
            "set back, and still alive"
        );
        assert!(
            !served(&ago(60), at + minutes(8 * 60)),
            "the machine slept for eight hours"
        );
    }

    /// Requirement 36: a token whose life is said to be zero is used for half a minute, so that no request causes a renewal
    /// of its own; one that the provider refused is not.
    #[test]
    fn a_life_that_says_nothing_makes_no_loop() {
        let received = grant(SignedDuration::ZERO);
        let after = |seconds| received.obtained_at + SignedDuration::from_secs(seconds);
        assert!(Need::Use.is_served_by(&received, after(29)));
        assert!(!Need::Use.is_served_by(&received, after(30)));
        let refused = Need::Refused(received.access_token.clone());
        assert!(!refused.is_served_by(&received, after(1)));
    }

    /// Lives are counted from the receipt by our clock; an end that a renewal did not move stays where it was.
    #[test]
    fn lives_are_counted_from_the_receipt() {
        let old = grant(SignedDuration::from_mins(60));
        let now = old.obtained_at + SignedDuration::from_hours(24);
        let moved = Grant {
            refresh_expires_at: Some(old.obtained_at + SignedDuration::from_hours(2)),
            ..old.clone()
        };
        let received = received_over(&old, old.clone(), now);
        assert_eq!(
            received.expires_at,
            Some(now + SignedDuration::from_mins(60))
        );
        assert_eq!(
            received.refresh_expires_at, old.refresh_expires_at,
            "the same token, the same end"
        );
        let received = received_over(&old, moved, now);
        assert_eq!(
            received.refresh_expires_at,
            Some(now + SignedDuration::from_hours(2)),
            "a new token, a new end"
        );
    }
}
