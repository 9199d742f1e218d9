//! Dates and times of batches as people and files write them.

use jiff::civil::{Date, date as civil};
use jiff::{Span, Timestamp};

/// A date, from its days since 1970; what lies outside of the years −9999 to 9999 reads as the nearest one inside.
pub(crate) fn date(days: i32) -> Date {
    civil(1970, 1, 1).saturating_add(Span::new().try_days(days).unwrap_or_default())
}

/// A time, from its microseconds since 1970.
pub(crate) fn instant(microseconds: i64) -> Timestamp {
    let nearest = if microseconds < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    Timestamp::from_microsecond(microseconds).unwrap_or(nearest)
}
