//! The rule of a schedule: which times it names, and what becomes of those that have passed. No store, no network and no
//! waiting stand here, so that a year of sleeping and clock changes takes a test no time.

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use headwater_store::Standing;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::fault::Fault;
use crate::view::{CatchUp, Rhythm, Schedule};

/// A time that is met this late is still met: the timer looks every few seconds, and starting up takes a moment.
const GRACE: SignedDuration = SignedDuration::from_mins(2);

/// So many syncs are made up for at most where all are wanted.
const MOST_OWED: u32 = 24;

/// So many missed times are counted at most; after that it is only known that there were more.
const MOST_COUNTED: u32 = 1_000;

/// What the minutes between two syncs may be: a week at most.
const MINUTES: std::ops::RangeInclusive<u32> = 1..=7 * 24 * 60;

/// How far a start may be spread, in minutes.
const SPREAD: std::ops::RangeInclusive<u32> = 0..=60;

/// A schedule as it is reckoned with, for one connection in one time zone.
#[derive(Debug)]
pub(crate) struct Rule {
    times: Times,
    catch_up: CatchUp,
    /// How much later than the named time this connection begins.
    later: SignedDuration,
    zone: TimeZone,
}

#[derive(Debug)]
enum Times {
    Every(SignedDuration),
    Daily(Time),
    Cron(Box<Cron>),
}

impl Rule {
    /// The rule of a schedule, for the connection `id`.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid), which names what cannot be used.
    pub(crate) fn new(id: &str, schedule: &Schedule, zone: TimeZone) -> Result<Self, Fault> {
        if !SPREAD.contains(&schedule.spread_minutes) {
            return Err(Fault::input(
                "The spread",
                "Write a number of minutes from 0 to 60",
            ));
        }
        let times = match &schedule.rhythm {
            Rhythm::Every { minutes } if MINUTES.contains(minutes) => {
                Times::Every(SignedDuration::from_mins(i64::from(*minutes)))
            }
            Rhythm::Every { .. } => {
                return Err(Fault::input(
                    "The minutes between two syncs",
                    "Write a number from 1 to 10080, which is a week",
                ));
            }
            Rhythm::Daily { at } => Times::Daily(time_of_day(at)?),
            Rhythm::Cron { expression } => Times::Cron(Box::new(cron(expression)?)),
        };
        let mut spread = SignedDuration::from_mins(i64::from(schedule.spread_minutes));
        if let Times::Every(between) = &times {
            spread = spread.min(*between / 2);
        }
        Ok(Self {
            times,
            catch_up: schedule.catch_up,
            later: share(id, spread),
            zone,
        })
    }

    /// The first time that the rule names after `after`. Where the clocks go forward, a time that does not exist is the
    /// same span after the last one that does; where they go back, a time of day is met once.
    pub(crate) fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let here = after.to_zoned(self.zone.clone());
        match &self.times {
            Times::Every(between) => after.checked_add(*between).ok(),
            Times::Daily(time) => (0..=2).find_map(|days| {
                let date = here.date().checked_add(jiff::Span::new().days(days)).ok()?;
                let at = date.to_datetime(*time).to_zoned(self.zone.clone()).ok()?;
                (at.timestamp() > after).then(|| at.timestamp())
            }),
            Times::Cron(cron) => {
                let at = cron.find_next_occurrence(&here, false).ok()?;
                (at.timestamp() > after).then(|| at.timestamp())
            }
        }
    }

    /// When this connection begins for a time that the rule names.
    pub(crate) fn begins(&self, at: Timestamp) -> Timestamp {
        at + self.later
    }

    /// A schedule that begins now.
    pub(crate) fn begun(&self, now: Timestamp) -> Standing {
        Standing {
            next_at: self.next(now),
            ..Standing::default()
        }
    }

    /// Where the schedule stands once the times that have passed are dealt with: the one that is met now is owed, and of
    /// those that were missed none, one or all, as is wanted.
    pub(crate) fn settled(&self, before: Standing, now: Timestamp) -> Standing {
        let mut standing = self.kept_near(before, now);
        let (mut passed, mut last) = (0, None);
        while let Some(at) = standing.next_at
            && self.begins(at) <= now
        {
            (passed, last) = (passed + 1, Some(at));
            let from = if passed < MOST_COUNTED { at } else { now };
            standing.next_at = self.next(from);
        }
        let Some(last) = last else {
            return standing;
        };
        let met = self.begins(last) + GRACE >= now;
        let late = passed - u32::from(met);
        let (due, most) = match self.catch_up {
            CatchUp::Skip => (u32::from(met), 1),
            CatchUp::Once => (1, 1),
            CatchUp::All => (passed, MOST_OWED),
        };
        standing.owed = (standing.owed + due).min(most);
        match late {
            0 => (standing.missed, standing.missed_at) = (0, None),
            _ => {
                standing.missed = (standing.missed + late).min(MOST_COUNTED);
                standing.missed_at = Some(last);
            }
        }
        standing
    }

    /// Where the schedule stands while nothing is to be synced: times pass and are not missed.
    pub(crate) fn passed_over(&self, before: Standing, now: Timestamp) -> Standing {
        let mut standing = self.kept_near(before, now);
        standing.owed = 0;
        if standing.next_at.is_some_and(|at| self.begins(at) <= now) {
            standing.next_at = self.next(now);
        }
        standing
    }

    /// A next time that is further away than the rule ever puts it was reckoned by another clock, or in another zone.
    fn kept_near(&self, mut standing: Standing, now: Timestamp) -> Standing {
        let soonest = self.next(now);
        if standing.next_at.is_none() || soonest < standing.next_at {
            standing.next_at = soonest;
        }
        standing
    }
}

/// `08:05` as a time.
fn time_of_day(text: &str) -> Result<Time, Fault> {
    let parts = text.trim().split_once(':');
    let number = |text: &str| text.parse::<i8>().ok();
    parts
        .and_then(|(hour, minute)| Time::new(number(hour)?, number(minute)?, 0, 0).ok())
        .ok_or_else(|| Fault::input("The time of day", "Write it like 08:00"))
}

/// An expression of five fields; of seconds and years nothing is said.
fn cron(expression: &str) -> Result<Cron, Fault> {
    let unusable = |reason: String| Fault::input("The cron expression", reason);
    let parser = CronParser::builder()
        .seconds(Seconds::Disallowed)
        .year(Year::Disallowed)
        .build();
    let cron = parser.parse(expression).map_err(|error| {
        unusable(format!(
            "It has five fields: minute, hour, day, month and weekday, as in 0 8 * * 1-5 ({error})"
        ))
    })?;
    // The 30th of February is well written and never comes.
    let now = Timestamp::now().to_zoned(TimeZone::UTC);
    match cron.find_next_occurrence(&now, false) {
        Ok(_) => Ok(cron),
        Err(_) => Err(unusable("It names a time that never comes".to_owned())),
    }
}

/// A connection's own share of a span, always the same, so that connections with one rule do not begin together.
fn share(id: &str, spread: SignedDuration) -> SignedDuration {
    let seconds = u64::try_from(spread.as_secs()).unwrap_or_default();
    // FNV-1a: fixed for ever, which the hasher of the standard library is not.
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let share = hash % (seconds + 1);
    SignedDuration::from_secs(i64::try_from(share).unwrap_or_default())
}

#[cfg(test)]
#[path = "rule_tests.rs"]
mod tests;
