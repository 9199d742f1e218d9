//! Points in time as the format writes and reads them: Python's `strftime` and `strptime`
//! directives plus the format's own (`%s`, `%s_as_float`, `%ms`, `%_ms`, `%epoch_microseconds`).
//!
//! A [`Moment`] keeps the offset it was read with, because a state is written back in it;
//! comparisons look at the instant only. Locale is English, the zone of a text without offset UTC.

mod read;

use std::cmp::Ordering;
use std::fmt::Write;

use jiff::civil::{DateTime, Time, Weekday};
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

use self::read::Reader;

/// A point in time and the offset it is written in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    instant: Timestamp,
    offset: Offset,
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.instant == other.instant
    }
}

impl Eq for Moment {}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> Ordering {
        self.instant.cmp(&other.instant)
    }
}

impl Moment {
    /// The present, in UTC, in whole microseconds as Python has it.
    pub(crate) fn now() -> Moment {
        let micros = Timestamp::now().as_microsecond();
        Moment {
            instant: Timestamp::from_microsecond(micros).unwrap_or_default(),
            offset: Offset::UTC,
        }
    }

    /// An instant, in UTC.
    pub(crate) fn of(instant: Timestamp) -> Moment {
        Moment {
            instant,
            offset: Offset::UTC,
        }
    }

    /// The moment a clock with `offset` shows `civil`; `None` outside of the years −9999 to 9999.
    pub(crate) fn at(civil: DateTime, offset: Offset) -> Option<Moment> {
        let instant = offset.to_timestamp(civil).ok()?;
        Some(Moment { instant, offset })
    }

    /// The same moment, written in UTC.
    pub(crate) fn in_utc(self) -> Moment {
        Moment {
            offset: Offset::UTC,
            ..self
        }
    }

    /// What a clock with this moment's offset shows.
    pub(crate) fn civil(self) -> DateTime {
        self.offset.to_datetime(self.instant)
    }

    /// How far its clock is from UTC.
    pub(crate) fn offset(self) -> Offset {
        self.offset
    }

    /// The moment as such.
    pub(crate) fn instant(self) -> Timestamp {
        self.instant
    }

    /// What a clock shows at the midnight that began this moment's day.
    pub(crate) fn midnight(self) -> DateTime {
        self.civil().date().to_datetime(Time::midnight())
    }

    /// The moment at which a clock with this moment's offset shows `civil`.
    pub(crate) fn on(self, civil: DateTime) -> Option<Moment> {
        Moment::at(civil, self.offset)
    }

    /// Calendar arithmetic; `None` where the result has no date.
    pub(crate) fn plus(self, span: Span) -> Option<Moment> {
        Moment::at(self.civil().checked_add(span).ok()?, self.offset)
    }

    /// Calendar arithmetic; `None` where the result has no date.
    pub(crate) fn minus(self, span: Span) -> Option<Moment> {
        self.plus(span.negate())
    }

    /// Reads ISO 8601: a date, or a date and a time with or without offset.
    pub(crate) fn from_iso(text: &str) -> Option<Moment> {
        static PARSER: DateTimeParser = DateTimeParser::new();
        let pieces = PARSER.parse_pieces(text.trim()).ok()?;
        let civil = pieces.date().to_datetime(pieces.time().unwrap_or_default());
        Moment::at(civil, pieces.to_numeric_offset().unwrap_or(Offset::UTC))
    }

    /// Reads `text` by a format of the manifest; `None` where it does not match.
    pub(crate) fn parse(text: &str, format: &str) -> Option<Moment> {
        match format {
            "%s" => Moment::from_epoch(whole(text)?, 1_000_000),
            "%ms" => Moment::from_epoch(whole(text)?, 1_000),
            "%epoch_microseconds" => Moment::from_epoch(whole(text)?, 1),
            "%s_as_float" => {
                let seconds: f64 = text.trim().parse().ok()?;
                Moment::from_epoch((seconds * 1e6).round() as i64, 1)
            }
            _ if format.contains("%_ms") => Reader::read(text, &format.replace("%_ms", "%f")),
            _ => Reader::read(text, format),
        }
    }

    fn from_epoch(count: i64, micros: i64) -> Option<Moment> {
        let instant = Timestamp::from_microsecond(count.checked_mul(micros)?).ok()?;
        Some(Moment {
            instant,
            offset: Offset::UTC,
        })
    }

    /// Writes it by a format of the manifest.
    pub(crate) fn format(self, format: &str) -> String {
        match format {
            "%s" => self.instant.as_second().to_string(),
            // The reference goes over a float here, which may round down to the number before.
            "%ms" => ((self.instant.as_microsecond() as f64 / 1e6 * 1e3) as i64).to_string(),
            "%epoch_microseconds" => {
                ((self.instant.as_microsecond() as f64 / 1e6 * 1e6) as i64).to_string()
            }
            "%s_as_float" => {
                crate::expression::float_text(self.instant.as_microsecond() as f64 / 1e6)
            }
            _ if format.contains("%_ms") => {
                let millis = format!("{:03}", self.civil().subsec_nanosecond() / 1_000_000);
                self.strftime(&format.replace("%_ms", &millis))
            }
            _ => self.strftime(format),
        }
    }

    /// Python's `strftime`.
    pub(crate) fn strftime(self, format: &str) -> String {
        let mut out = String::with_capacity(format.len() + 16);
        let mut chars = format.chars();
        while let Some(char) = chars.next() {
            if char != '%' {
                out.push(char);
                continue;
            }
            match chars.next() {
                Some(directive) => self.write(&mut out, directive),
                None => out.push('%'),
            }
        }
        out
    }

    fn write(self, out: &mut String, directive: char) {
        let civil = self.civil();
        let hour12 = match civil.hour() % 12 {
            0 => 12,
            hour => hour,
        };
        // Writing into a `String` cannot fail.
        let _ = match directive {
            'Y' => write!(out, "{:04}", civil.year()),
            'm' => write!(out, "{:02}", civil.month()),
            'd' => write!(out, "{:02}", civil.day()),
            'e' => write!(out, "{:2}", civil.day()),
            'H' => write!(out, "{:02}", civil.hour()),
            'I' => write!(out, "{hour12:02}"),
            'M' => write!(out, "{:02}", civil.minute()),
            'S' => write!(out, "{:02}", civil.second()),
            'f' => write!(out, "{:06}", civil.subsec_nanosecond() / 1_000),
            'p' => write!(out, "{}", if civil.hour() < 12 { "AM" } else { "PM" }),
            'y' => write!(out, "{:02}", civil.year().rem_euclid(100)),
            'j' => write!(out, "{:03}", civil.day_of_year()),
            'b' | 'h' => write!(out, "{}", &month(civil.month())[..3]),
            'B' => write!(out, "{}", month(civil.month())),
            'a' => write!(out, "{}", &weekday(civil.weekday())[..3]),
            'A' => write!(out, "{}", weekday(civil.weekday())),
            'w' => write!(out, "{}", civil.weekday().to_sunday_zero_offset()),
            'u' => write!(out, "{}", civil.weekday().to_monday_one_offset()),
            'V' => write!(out, "{:02}", civil.date().iso_week_date().week()),
            'G' => write!(out, "{:04}", civil.date().iso_week_date().year()),
            's' => write!(out, "{}", self.instant.as_second()),
            'z' => write!(out, "{}", offset_text(self.offset, "")),
            'Z' => write!(out, "UTC"),
            'F' => write!(out, "{}", self.strftime("%Y-%m-%d")),
            'T' | 'X' => write!(out, "{}", self.strftime("%H:%M:%S")),
            'D' | 'x' => write!(out, "{}", self.strftime("%m/%d/%y")),
            'c' => write!(out, "{}", self.strftime("%a %b %e %H:%M:%S %Y")),
            '%' => write!(out, "%"),
            other => write!(out, "%{other}"),
        };
    }

    /// Python's `isoformat`: microseconds only where there are some, `separator` before the time.
    pub(crate) fn iso(self, separator: char) -> String {
        let civil = self.civil();
        let mut text = civil.date().to_string();
        text.push(separator);
        text += &self.strftime("%H:%M:%S");
        if civil.subsec_nanosecond() >= 1_000 {
            text += &self.strftime(".%f");
        }
        text + &offset_text(self.offset, ":")
    }
}

/// `+HHMM`, with `colon` between.
fn offset_text(offset: Offset, colon: &str) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{colon}{:02}", minutes / 60, minutes % 60)
}

/// A whole number, also where it is written as a float (`1700000000.0`).
fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    text.parse()
        .ok()
        .or_else(|| text.parse::<f64>().ok().map(|number| number as i64))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

fn month(number: i8) -> &'static str {
    usize::try_from(number - 1)
        .ok()
        .and_then(|index| MONTHS.get(index))
        .unwrap_or(&MONTHS[0])
}

fn weekday(day: Weekday) -> &'static str {
    let index = usize::try_from(day.to_monday_zero_offset()).unwrap_or_default();
    WEEKDAYS.get(index).unwrap_or(&WEEKDAYS[0])
}

/// Reads an ISO 8601 duration such as `P1Y2M`, `P30D` or `PT0.001S`.
pub(crate) fn duration(text: &str) -> Option<Span> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn the_formats_of_public_manifests_go_there_and_back() {
        for (format, text) in [
            ("%Y-%m-%dT%H:%M:%S.%fZ", "2024-02-29T23:59:58.123456Z"),
            ("%Y-%m-%dT%H:%M:%SZ", "2024-02-29T23:59:58Z"),
            ("%Y-%m-%d", "2024-02-29"),
            ("%s", "1700000000"),
            ("%ms", "1700000000123"),
            ("%epoch_microseconds", "1700000000123456"),
            ("%s_as_float", "1700000000.5"),
            ("%Y-%m-%dT%H:%M:%S.%_msZ", "2024-02-29T23:59:58.007Z"),
            ("%Y-%m-%dT%H:%M:%S%z", "2024-02-29T23:59:58-0330"),
            ("%d %b %Y, %I:%M %p", "29 Feb 2024, 11:59 PM"),
            ("%Y%m%d", "20240229"),
            ("%A, %B %d %Y", "Thursday, February 29 2024"),
        ] {
            let moment =
                Moment::parse(text, format).unwrap_or_else(|| panic!("{format} reads {text}"));
            assert_eq!(moment.format(format), text, "{format}");
        }
    }

    #[test]
    fn what_does_not_match_is_not_read() {
        for (format, text) in [
            ("%Y-%m-%d", "2024-02-30"),
            ("%Y-%m-%d", "2024-02-29T00:00:00"),
            ("%Y-%m-%dT%H:%M:%SZ", "2024-02-29T00:00:00+00:00"),
            ("%s", "yesterday"),
        ] {
            assert!(
                Moment::parse(text, format).is_none(),
                "{format} must not read {text}"
            );
        }
    }

    #[test]
    fn offsets_are_kept_and_do_not_change_the_order() {
        let east = Moment::parse("2024-01-01T02:00:00+0200", "%Y-%m-%dT%H:%M:%S%z").unwrap();
        let utc = Moment::from_iso("2024-01-01").unwrap();
        assert_eq!(east, utc);
        assert_eq!(
            east.format("%Y-%m-%dT%H:%M:%S%z"),
            "2024-01-01T02:00:00+0200"
        );
        assert_eq!(utc.iso('T'), "2024-01-01T00:00:00+00:00");
    }

    #[test]
    fn durations_follow_the_calendar() {
        let moment = Moment::from_iso("2024-01-31T00:00:00Z").unwrap();
        let later = moment.plus(duration("P1M").unwrap()).unwrap();
        assert_eq!(later.strftime("%Y-%m-%d"), "2024-02-29");
        let earlier = moment.minus(duration("PT0.000001S").unwrap()).unwrap();
        assert_eq!(earlier.strftime("%H:%M:%S.%f"), "23:59:59.999999");
        assert!(duration("a month").is_none());
    }
}
