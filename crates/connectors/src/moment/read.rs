//! Python's `strptime`.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::{MONTHS, Moment, WEEKDAYS};

/// Python's `strptime`, one directive after the other.
pub(super) struct Reader<'a> {
    rest: &'a str,
    year: i16,
    month: i8,
    day: i8,
    ordinal: Option<i16>,
    hour: i8,
    minute: i8,
    second: i8,
    nanosecond: i32,
    afternoon: Option<bool>,
    offset: Offset,
}

impl<'a> Reader<'a> {
    /// Reads the whole of `text`; `None` where it does not match.
    pub(super) fn read(text: &'a str, format: &str) -> Option<Moment> {
        let mut reader = Reader {
            rest: text,
            year: 1900,
            month: 1,
            day: 1,
            ordinal: None,
            hour: 0,
            minute: 0,
            second: 0,
            nanosecond: 0,
            afternoon: None,
            offset: Offset::UTC,
        };
        let mut chars = format.chars();
        while let Some(char) = chars.next() {
            match char {
                '%' => reader.directive(chars.next()?)?,
                char if char.is_whitespace() => reader.rest = reader.rest.trim_start(),
                char => reader.rest = reader.rest.strip_prefix(char)?,
            }
        }
        if reader.rest.is_empty() {
            reader.finish()
        } else {
            None
        }
    }

    fn finish(self) -> Option<Moment> {
        let hour = match (self.afternoon, self.hour) {
            (None, hour) => hour,
            (Some(false), 12) => 0,
            (Some(true), 12) => 12,
            (Some(true), hour) => hour + 12,
            (Some(false), hour) => hour,
        };
        let mut date = Date::new(self.year, self.month, self.day).ok()?;
        if let Some(ordinal) = self.ordinal {
            date = date.with().day_of_year(ordinal).build().ok()?;
        }
        // A leap second is the last second jiff knows.
        let time = Time::new(hour, self.minute, self.second.min(59), self.nanosecond).ok()?;
        Moment::at(date.to_datetime(time), self.offset)
    }

    fn directive(&mut self, directive: char) -> Option<()> {
        match directive {
            'Y' => self.year = self.number(4, 4)? as i16,
            'm' => self.month = self.number(1, 2)? as i8,
            'd' | 'e' => self.day = self.number(1, 2)? as i8,
            'H' | 'I' => self.hour = self.number(1, 2)? as i8,
            'M' => self.minute = self.number(1, 2)? as i8,
            'S' => self.second = self.number(1, 2)? as i8,
            'j' => self.ordinal = Some(self.number(1, 3)? as i16),
            'y' => {
                let short = self.number(2, 2)? as i16;
                self.year = if short < 69 {
                    2000 + short
                } else {
                    1900 + short
                };
            }
            'f' => {
                let digits = self.digits(1, 6)?;
                self.nanosecond = format!("{digits:0<9}").parse().ok()?;
            }
            'b' | 'B' | 'h' => self.month = self.name(&MONTHS)? as i8 + 1,
            'a' | 'A' => {
                self.name(&WEEKDAYS)?;
            }
            'p' => self.afternoon = Some(self.name(&["AM", "PM"])? == 1),
            'z' => self.offset = self.zone()?,
            'Z' => {
                self.rest = self
                    .rest
                    .strip_prefix("UTC")
                    .or_else(|| self.rest.strip_prefix("GMT"))?
            }
            'T' => return "H:M:S".chars().try_for_each(|char| self.part(char)),
            'F' => return "Y-m-d".chars().try_for_each(|char| self.part(char)),
            '%' => self.rest = self.rest.strip_prefix('%')?,
            _ => return None,
        }
        Some(())
    }

    fn part(&mut self, char: char) -> Option<()> {
        if char.is_ascii_alphabetic() {
            return self.directive(char);
        }
        self.rest = self.rest.strip_prefix(char)?;
        Some(())
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<&'a str> {
        let count = self
            .rest
            .bytes()
            .take(most)
            .take_while(u8::is_ascii_digit)
            .count();
        if count < least {
            return None;
        }
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        Some(digits)
    }

    fn number(&mut self, least: usize, most: usize) -> Option<i32> {
        self.digits(least, most)?.parse().ok()
    }

    /// Which of `names` stands here, whole or by its first three letters, in any case.
    fn name(&mut self, names: &[&str]) -> Option<usize> {
        let starts = |name: &str| {
            self.rest
                .get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        let whole = names.iter().position(|name| starts(name));
        let index = whole.or_else(|| {
            names
                .iter()
                .position(|name| name.len() > 3 && starts(&name[..3]))
        })?;
        let length = if whole.is_some() {
            names[index].len()
        } else {
            3
        };
        self.rest = &self.rest[length..];
        Some(index)
    }

    fn zone(&mut self) -> Option<Offset> {
        if let Some(rest) = self.rest.strip_prefix('Z') {
            self.rest = rest;
            return Some(Offset::UTC);
        }
        let negative = self.rest.starts_with('-');
        self.rest = self.rest.strip_prefix(['+', '-'])?;
        let hours = self.number(2, 2)?;
        self.rest = self.rest.strip_prefix(':').unwrap_or(self.rest);
        let minutes = self.number(2, 2)?;
        let seconds = (hours * 60 + minutes) * 60;
        Offset::from_seconds(if negative { -seconds } else { seconds }).ok()
    }
}
