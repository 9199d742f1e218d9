//! What a schedule does over sleep, clock changes and a spread start.
#![allow(clippy::unwrap_used)]

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn rule(rhythm: Rhythm, catch_up: CatchUp, zone: &str) -> Rule {
    let schedule = Schedule {
        rhythm,
        catch_up,
        spread_minutes: 0,
    };
    Rule::new("c1", &schedule, TimeZone::get(zone).unwrap()).unwrap()
}

fn daily(time: &str, zone: &str) -> Rule {
    rule(
        Rhythm::Daily {
            at: time.to_owned(),
        },
        CatchUp::Once,
        zone,
    )
}

fn cron_rule(expression: &str, zone: &str) -> Rule {
    rule(
        Rhythm::Cron {
            expression: expression.to_owned(),
        },
        CatchUp::Once,
        zone,
    )
}

/// The first `count` times after a moment, in local words.
fn times(rule: &Rule, after: &str, count: usize) -> Vec<String> {
    let mut after = at(after);
    let mut times = Vec::new();
    for _ in 0..count {
        after = rule.next(after).unwrap();
        let local = after.to_zoned(rule.zone.clone());
        times.push(local.strftime("%m-%d %H:%M %:z").to_string());
    }
    times
}

/// A machine sleeps over three hourly times. Skipping syncs nothing until the next one, once makes up for them with one
/// sync, all with three; each says what was missed, and goes on with the next hour.
#[test]
fn three_missed_times_are_skipped_or_made_up_for() {
    for (catch_up, owed) in [(CatchUp::Skip, 0), (CatchUp::Once, 1), (CatchUp::All, 3)] {
        let rule = rule(Rhythm::Every { minutes: 60 }, catch_up, "UTC");
        let asleep = rule.begun(at("2026-03-01T08:00:00Z"));
        let awake = rule.settled(asleep, at("2026-03-01T11:20:00Z"));
        let expected = Standing {
            next_at: Some(at("2026-03-01T12:00:00Z")),
            owed,
            missed: 3,
            missed_at: Some(at("2026-03-01T11:00:00Z")),
        };
        assert_eq!(awake, expected, "{catch_up:?}");
        let met = rule.settled(Standing { owed: 0, ..awake }, at("2026-03-01T12:00:10Z"));
        assert_eq!(
            (met.owed, met.missed, met.missed_at),
            (1, 0, None),
            "{catch_up:?}"
        );
    }
}

/// A machine that wakes just after a time has met that one and missed only those before.
#[test]
fn a_time_just_passed_is_met() {
    for (catch_up, owed) in [(CatchUp::Skip, 1), (CatchUp::Once, 1), (CatchUp::All, 3)] {
        let rule = rule(Rhythm::Every { minutes: 60 }, catch_up, "UTC");
        let asleep = rule.begun(at("2026-03-01T08:00:00Z"));
        let awake = rule.settled(asleep, at("2026-03-01T11:01:00Z"));
        assert_eq!((awake.owed, awake.missed), (owed, 2), "{catch_up:?}");
    }
}

/// A sync that waits for the network stays owed, once, however many times pass meanwhile; unless all are wanted, and then
/// a day's worth at most, so that a month offline does not end in thousands of syncs.
#[test]
fn what_waits_does_not_pile_up() {
    for (catch_up, most) in [(CatchUp::Skip, 1), (CatchUp::Once, 1), (CatchUp::All, 24)] {
        let rule = rule(Rhythm::Every { minutes: 10 }, catch_up, "UTC");
        let mut standing = rule.begun(at("2026-03-01T08:00:00Z"));
        for minute in 1..600 {
            let now = at("2026-03-01T08:00:00Z") + SignedDuration::from_mins(minute);
            standing = rule.settled(standing, now);
        }
        assert_eq!((standing.owed, standing.missed), (most, 0), "{catch_up:?}");
        let later = rule.settled(standing, at("2026-04-01T08:05:00Z"));
        assert_eq!((later.owed, later.missed), (most, 1_000), "{catch_up:?}");
        assert_eq!(
            later.next_at,
            Some(at("2026-04-01T08:15:00Z")),
            "not in the past"
        );
    }
}

/// A time of day stays that time of day when the clocks change: 23 and 25 hours lie between two of them.
#[test]
fn a_time_of_day_outlives_clock_changes() {
    let rule = daily("08:00", "Europe/Berlin");
    assert_eq!(
        times(&rule, "2026-03-28T00:00:00Z", 2),
        ["03-28 08:00 +01:00", "03-29 08:00 +02:00"]
    );
    assert_eq!(
        times(&rule, "2026-10-24T12:00:00Z", 2),
        ["10-25 08:00 +01:00", "10-26 08:00 +01:00"]
    );
}

/// Half past two does not exist in the night when the clocks go forward: the sync of that day is not lost, it begins an
/// hour later on the clock. In the night when it exists twice, it is met once.
#[test]
fn gaps_and_overlaps_give_one_sync_a_day() {
    let rule = daily("02:30", "Europe/Berlin");
    assert_eq!(
        times(&rule, "2026-03-28T12:00:00Z", 2),
        ["03-29 03:30 +02:00", "03-30 02:30 +02:00"]
    );
    assert_eq!(
        times(&rule, "2026-10-24T12:00:00Z", 2),
        ["10-25 02:30 +02:00", "10-26 02:30 +01:00"]
    );
}

/// Cron expressions go by local time too, weekdays count as they do everywhere, and no night loses or doubles a daily
/// sync.
#[test]
fn cron_goes_by_local_time() {
    let work = cron_rule("0 8 * * 1-5", "America/New_York");
    assert_eq!(
        times(&work, "2026-03-06T12:00:00Z", 2),
        ["03-06 08:00 -05:00", "03-09 08:00 -04:00"],
        "a Friday, and the Monday after the clocks changed"
    );
    let night = cron_rule("30 2 * * *", "Europe/Berlin");
    for change in ["2026-03-28T12:00:00Z", "2026-10-24T12:00:00Z"] {
        let times = times(&night, change, 2);
        let day = |time: &String| time[..5].to_owned();
        assert_ne!(day(&times[0]), day(&times[1]), "{times:?}");
        let gap = night
            .next(night.next(at(change)).unwrap())
            .unwrap()
            .duration_since(at(change));
        assert!(
            gap < SignedDuration::from_hours(48),
            "no night is left out: {times:?}"
        );
    }
    assert_eq!(
        times(&cron_rule("@monthly", "UTC"), "2026-03-06T12:00:00Z", 1),
        ["04-01 00:00 +00:00"]
    );
}

/// What cannot be a rule is refused by name when it is typed, not when it should have run.
#[test]
fn unusable_rules_are_refused() {
    let refused = |rhythm| {
        let schedule = Schedule {
            rhythm,
            catch_up: CatchUp::Once,
            spread_minutes: 0,
        };
        let fault = Rule::new("c1", &schedule, TimeZone::UTC).unwrap_err();
        fault.values.get("field").cloned().unwrap_or_default()
    };
    let cron = |text: &str| {
        refused(Rhythm::Cron {
            expression: text.to_owned(),
        })
    };
    for text in [
        "",
        "* * * *",
        "61 * * * *",
        "0 0 30 2 *",
        "* * * * * *",
        "every day",
    ] {
        assert_eq!(cron(text), "The cron expression", "{text}");
    }
    for text in ["8", "24:00", "08:60", "8h", "-1:00"] {
        assert_eq!(
            refused(Rhythm::Daily {
                at: text.to_owned()
            }),
            "The time of day",
            "{text}"
        );
    }
    for minutes in [0, 10_081] {
        assert_eq!(
            refused(Rhythm::Every { minutes }),
            "The minutes between two syncs"
        );
    }
}

/// A spread start is the connection's own and always the same, lies within the spread, and differs between connections.
#[test]
fn starts_are_spread_and_stay_put() {
    let begins = |id: &str, spread_minutes| {
        let schedule = Schedule {
            rhythm: Rhythm::Daily {
                at: "08:00".to_owned(),
            },
            catch_up: CatchUp::Once,
            spread_minutes,
        };
        let rule = Rule::new(id, &schedule, TimeZone::UTC).unwrap();
        rule.begins(Timestamp::UNIX_EPOCH).as_second()
    };
    let all: Vec<_> = (0..50)
        .map(|n| begins(&format!("connection-{n}"), 30))
        .collect();
    assert!(
        all.iter().all(|later| (0..=1_800).contains(later)),
        "{all:?}"
    );
    let different: std::collections::BTreeSet<_> = all.iter().collect();
    assert!(different.len() > 40, "{different:?}");
    assert_eq!(begins("connection-7", 30), all[7]);
    assert_eq!(begins("connection-7", 0), 0);
}

/// A clock that was a year ahead for a while does not put the next sync off by a year.
#[test]
fn a_clock_that_was_ahead_is_forgotten() {
    let rule = daily("08:00", "UTC");
    let ahead = rule.begun(at("2027-03-01T12:00:00Z"));
    let back = rule.settled(ahead, at("2026-03-01T12:00:00Z"));
    assert_eq!(back, rule.begun(at("2026-03-01T12:00:00Z")));
}

/// While a connection is paused its times pass: none is owed or missed when it goes on.
#[test]
fn a_pause_misses_nothing() {
    let rule = rule(Rhythm::Every { minutes: 60 }, CatchUp::All, "UTC");
    let paused = rule.begun(at("2026-03-01T08:00:00Z"));
    let resumed = rule.passed_over(paused, at("2026-03-03T08:30:00Z"));
    assert_eq!((resumed.owed, resumed.missed), (0, 0));
    assert_eq!(resumed.next_at, Some(at("2026-03-03T09:30:00Z")));
}
