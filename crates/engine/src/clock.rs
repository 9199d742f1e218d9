//! The clock, a seam: tests set it, the app takes the system's.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Tells the time. Waiting is not part of it: the timers wake often and look again, so that a machine that slept or a
/// clock that was set costs seconds, not hours.
pub trait Clock: Send + Sync {
    /// Now, by the wall.
    fn now(&self) -> Timestamp;

    /// The time zone that days are counted in.
    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
