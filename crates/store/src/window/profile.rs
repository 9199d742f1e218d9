//! What a column holds, over the rows that the filters leave.

use jiff::Timestamp;
use rusqlite::params_from_iter;
use rusqlite::types::ValueRef;
use serde_json::Value;

use super::sum::{Extremes, Rank, Sum};
use super::{Query, filter, shown::shown, value};
use crate::cell::CellType;
use crate::database::Store;
use crate::error::Result;
use crate::table::{Table, quote};
use crate::user_column;

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// What its cells are meant to hold.
    pub cell: CellType,
    /// Rows that were read.
    pub rows: u64,
    /// 1: every row that the filters leave was read; otherwise each so-manieth of the tab.
    pub every: u64,
    /// Of the rows, those whose cell is null.
    pub nulls: u64,
    /// Those whose cell is an empty text.
    pub empty: u64,
    /// Those whose cell is no number or no time, though the column is one of numbers or times.
    pub odd: u64,
    /// Different values, other than null and empty text.
    pub distinct: u64,
    /// The least value: of numbers, times and texts; null of others, and where there is none.
    pub least: Value,
    /// The greatest, likewise.
    pub greatest: Value,
    /// Mean of the numbers.
    pub mean: Option<f64>,
    /// The most frequent values, the most frequent first; at most 10.
    pub frequent: Vec<Frequent>,
    /// How numbers or times are spread, from the least to the greatest; at most 20.
    pub bars: Vec<Bar>,
}

/// A value and how many rows hold it.
#[derive(Clone, Debug, PartialEq)]
pub struct Frequent {
    /// The value.
    pub value: Value,
    /// Rows.
    pub rows: u64,
}

/// A bar of a histogram.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Where it begins: a number, or a time as RFC 3339 text.
    pub from: Value,
    /// Where it ends. Whole numbers and times: its last value; others: where the next begins.
    pub to: Value,
    /// Rows in it.
    pub rows: u64,
}

/// How many of the most frequent values are told.
const FREQUENT: usize = 10;

/// How many bars a histogram has at most.
const BARS: u64 = 20;

/// Rows of a tab up to which all are read.
const ALL: u64 = 2_000_000;

impl Store {
    /// What a column of a tab holds in the rows that the filters of `query` leave. Takes the time of reading the tab
    /// once; of a tab of more than two million rows a part is read, and said so.
    ///
    /// # Errors
    /// As [`Store::window`].
    pub fn profile(&self, tab: i64, query: &Query, column: &str) -> Result<Profile> {
        self.read(|tx| {
            let table = Table::read(tx, tab)?;
            let user = user_column::columns(tx, tab, &table.columns)?;
            let columns = shown(&table, &user, query.today);
            let column = filter::find(&columns, column)?;
            let (condition, values) = filter::matching(query, &columns)?;
            let stored: i64 =
                tx.query_row("SELECT rows FROM tabs WHERE id = ?1", [tab], |row| {
                    row.get(0)
                })?;
            let every = stored.unsigned_abs().div_ceil(ALL).max(1);
            let sql = format!(
                "SELECT {}, count(*) FROM {} WHERE rowid % {every} = 0 AND {condition} GROUP BY 1",
                column.sql,
                quote(&table.name)
            );
            let mut statement = tx.prepare(&sql)?;
            let mut groups = statement.query(params_from_iter(values))?;
            let mut seen = Seen::new(column.cell, every);
            while let Some(group) = groups.next()? {
                seen.add(group.get_ref(0)?, group.get::<_, i64>(1)?.unsigned_abs());
            }
            Ok(seen.profile())
        })
    }
}

/// What was seen of a column so far.
struct Seen {
    profile: Profile,
    extremes: Extremes,
    sum: Sum,
    numbers: u64,
    /// Places on the line of numbers or times, and how many rows are there.
    places: Vec<(f64, u64)>,
}

impl Seen {
    fn new(cell: CellType, every: u64) -> Self {
        Self {
            profile: Profile {
                cell,
                rows: 0,
                every,
                nulls: 0,
                empty: 0,
                odd: 0,
                distinct: 0,
                least: Value::Null,
                greatest: Value::Null,
                mean: None,
                frequent: Vec::new(),
                bars: Vec::new(),
            },
            extremes: Extremes::default(),
            sum: Sum::default(),
            numbers: 0,
            places: Vec::new(),
        }
    }

    /// Sees a value that stands in so many rows. No value is seen twice.
    fn add(&mut self, stored: ValueRef<'_>, rows: u64) {
        let profile = &mut self.profile;
        profile.rows += rows;
        match stored {
            ValueRef::Null => return profile.nulls += rows,
            ValueRef::Text([]) => return profile.empty += rows,
            _ => profile.distinct += 1,
        }
        let shown = || value(stored, profile.cell);
        let frequent = &mut profile.frequent;
        if frequent.len() < FREQUENT || frequent.last().is_some_and(|last| rows > last.rows) {
            let place = frequent.partition_point(|known| known.rows >= rows);
            frequent.insert(
                place,
                Frequent {
                    value: shown(),
                    rows,
                },
            );
            frequent.truncate(FREQUENT);
        }
        let rank = Rank::of(stored, profile.cell);
        match &rank {
            Some(rank) => {
                self.extremes.see(rank, shown);
                self.places.extend(rank.number().map(|place| (place, rows)));
            }
            None if on_a_line(profile.cell) => profile.odd += rows,
            None => {}
        }
        if rank.is_some() && profile.cell != CellType::Time && self.sum.add(stored, rows) {
            self.numbers += rows;
        }
    }

    fn profile(self) -> Profile {
        let mut profile = self.profile;
        (profile.least, profile.greatest) = self.extremes.values();
        if self.numbers > 0 {
            profile.mean = Some(self.sum.number() / self.numbers as f64);
        }
        profile.bars = bars(&self.places, profile.cell);
        profile
    }
}

fn on_a_line(cell: CellType) -> bool {
    matches!(cell, CellType::Integer | CellType::Number | CellType::Time)
}

/// The bars of a histogram: all of one width, the last one maybe shorter.
fn bars(places: &[(f64, u64)], cell: CellType) -> Vec<Bar> {
    let least = places
        .iter()
        .map(|(place, _)| *place)
        .fold(f64::INFINITY, f64::min);
    let greatest = places
        .iter()
        .map(|(place, _)| *place)
        .fold(f64::NEG_INFINITY, f64::max);
    if !(greatest - least).is_finite() {
        return Vec::new();
    }
    let whole = cell != CellType::Number;
    let width = match whole {
        true => ((greatest - least + 1.0) / BARS as f64).ceil(),
        false => (greatest - least) / BARS as f64,
    };
    let count = match (whole, width > 0.0) {
        (true, _) => ((greatest - least + 1.0) / width).ceil() as usize,
        (false, true) => BARS as usize,
        (false, false) => 1,
    };
    let mut rows = vec![0; count];
    for (place, here) in places {
        let at = if width > 0.0 {
            ((place - least) / width) as usize
        } else {
            0
        };
        rows[at.min(count - 1)] += here;
    }
    let shown = |place: f64| match cell {
        CellType::Time => Timestamp::from_microsecond(place as i64)
            .map_or(Value::Null, |time| Value::from(time.to_string())),
        CellType::Integer => Value::from(place as i64),
        _ => Value::from(place),
    };
    let bar = |(at, rows): (usize, u64)| {
        let from = least + at as f64 * width;
        let to = if whole {
            from + width - 1.0
        } else {
            from + width
        };
        let to = if at + 1 == count { greatest } else { to };
        Bar {
            from: shown(from),
            to: shown(to),
            rows,
        }
    };
    rows.into_iter().enumerate().map(bar).collect()
}
