//! Charts of a tab: rows counted, or a column added up, over time or by the values of a column.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use rusqlite::types::{Value as SqlValue, ValueRef};
use rusqlite::{Connection as Database, params_from_iter};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::shown::{Shown, shown};
use super::sum::Sum;
use super::{Query, filter, value};
use crate::cell::CellType;
use crate::database::Store;
use crate::error::{Error, Result};
use crate::table::{Table, quote};
use crate::text::instant;
use crate::user_column;

/// What a chart shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// The column that the bars stand for. One of times is shown over time.
    pub by: String,
    /// How long a bar is, over time; a longer one is taken where there would be more than 200.
    pub span: Span,
    /// The column of numbers that is added up; absent: rows are counted.
    pub sum: Option<String>,
}

/// A span of time, in UTC. A week begins on Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Span {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// A chart over the rows that the filters leave.
#[derive(Clone, Debug, PartialEq)]
pub struct Charted {
    /// How long a bar is, over time; absent where the bars are values.
    pub span: Option<Span>,
    /// The bars: over time from the first to the last without a gap, each named by its first day; by value the largest
    /// first, at most 20.
    pub bars: Vec<(Value, Value)>,
    /// How many further values there are, and what they come to together.
    pub others: Option<(u64, Value)>,
    /// What the rows without a time come to; over time only.
    pub undated: Value,
}

/// The most bars over time.
const MAX_BARS: usize = 200;

/// How many values have a bar of their own.
const TOP: usize = 20;

impl Store {
    /// Draws a chart of a tab, in one pass over it.
    ///
    /// # Errors
    /// As [`Store::window`]; [`Error::NoColumn`] also where the column to add up is none of numbers.
    pub fn chart(&self, tab: i64, query: &Query, chart: &Chart) -> Result<Charted> {
        self.read(|tx| {
            let table = Table::read(tx, tab)?;
            let user = user_column::columns(tx, tab, &table.columns)?;
            let columns = shown(&table, &user, query.today);
            let by = filter::find(&columns, &chart.by)?;
            let summed = match &chart.sum {
                None => "1".to_owned(),
                Some(name) => match filter::find(&columns, name)? {
                    Shown {
                        cell: CellType::Integer | CellType::Number,
                        sql,
                        ..
                    } => sql.clone(),
                    _ => return Err(Error::NoColumn(name.clone())),
                },
            };
            let (condition, values) = filter::matching(query, &columns)?;
            let rows = format!("{} WHERE {condition}", quote(&table.name));
            let asked = Asked {
                by,
                summed,
                rows,
                values,
            };
            match by.cell {
                CellType::Time => over_time(tx, asked, chart.span),
                _ => by_value(tx, asked),
            }
        })
    }
}

/// The question in SQL.
struct Asked<'c> {
    by: &'c Shown,
    /// What is added up in each row.
    summed: String,
    /// Table and condition.
    rows: String,
    values: Vec<SqlValue>,
}

fn by_value(database: &Database, asked: Asked<'_>) -> Result<Charted> {
    let Asked {
        by,
        summed,
        rows,
        values,
    } = asked;
    let ordered = format!("SELECT {}, {summed} FROM {rows} ORDER BY 1", by.sql);
    let mut statement = database.prepare(&ordered)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut largest = Largest::default();
    let mut group: Option<(SqlValue, Sum)> = None;
    while let Some(row) = rows.next()? {
        let stored = row.get_ref(0)?;
        let (_, sum) = match &mut group {
            Some((last, sum)) if ValueRef::from(&*last) == stored => (last, sum),
            _ => {
                let ended = group.replace((row.get(0)?, Sum::default()));
                largest.see(ended, by.cell);
                let Some((last, sum)) = &mut group else {
                    continue;
                };
                (last, sum)
            }
        };
        sum.add(row.get_ref(1)?, 1);
    }
    largest.see(group, by.cell);
    let bars = largest.bars.into_iter();
    Ok(Charted {
        span: None,
        bars: bars.map(|(value, sum)| (value, sum.value())).collect(),
        others: (largest.others > 0).then(|| (largest.others, largest.rest.value())),
        undated: Value::from(0),
    })
}

/// The values whose amounts are the largest; the others are only counted and added up, since there may be any number.
#[derive(Default)]
struct Largest {
    bars: Vec<(Value, Sum)>,
    others: u64,
    rest: Sum,
}

impl Largest {
    fn see(&mut self, group: Option<(SqlValue, Sum)>, cell: CellType) {
        let Some((stored, sum)) = group else { return };
        let before = |(_, known): &(Value, Sum)| known.number() >= sum.number();
        let place = self.bars.partition_point(before);
        self.bars
            .insert(place, (value(ValueRef::from(&stored), cell), sum));
        if self.bars.len() > TOP
            && let Some((_, least)) = self.bars.pop()
        {
            self.others += 1;
            self.rest.join(least);
        }
    }
}

fn over_time(database: &Database, asked: Asked<'_>, span: Span) -> Result<Charted> {
    let Asked {
        by,
        summed,
        rows,
        values,
    } = asked;
    let mut statement = database.prepare(&format!("SELECT {}, {summed} FROM {rows}", by.sql))?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut days: BTreeMap<Date, Sum> = BTreeMap::new();
    let mut undated = Sum::default();
    while let Some(row) = rows.next()? {
        let sum = match row.get_ref(0)? {
            ValueRef::Text(text) => match std::str::from_utf8(text).ok().and_then(day) {
                Some(day) => days.entry(day).or_default(),
                None => &mut undated,
            },
            _ => &mut undated,
        };
        sum.add(row.get_ref(1)?, 1);
    }
    let (span, bars) = coarsened(&days, span);
    Ok(Charted {
        span: Some(span),
        bars,
        others: None,
        undated: undated.value(),
    })
}

fn day(text: &str) -> Option<Date> {
    let time = Timestamp::from_microsecond(instant(text)?).ok()?;
    Some(time.to_zoned(TimeZone::UTC).date())
}

/// Bars without a gap, of the least span from `span` on that makes few enough. Of times that lie further apart than
/// that many years, only those that are there.
fn coarsened(days: &BTreeMap<Date, Sum>, span: Span) -> (Span, Vec<(Value, Value)>) {
    let spans = [Span::Day, Span::Week, Span::Month, Span::Year];
    for span in spans.into_iter().filter(|known| *known >= span) {
        let mut bars: BTreeMap<Date, Sum> = BTreeMap::new();
        for (day, sum) in days {
            bars.entry(first_of(*day, span)).or_default().join(*sum);
        }
        let (Some(first), Some(last)) = (bars.keys().next().copied(), bars.keys().last().copied())
        else {
            return (span, Vec::new());
        };
        let mut next = Some(first);
        let mut places = Vec::new();
        while let Some(place) = next.filter(|place| *place <= last && places.len() <= MAX_BARS) {
            places.push(place);
            next = after(place, span);
        }
        if places.len() <= MAX_BARS {
            for place in places {
                bars.entry(place).or_default();
            }
        } else if span != Span::Year {
            continue;
        }
        let named = |(day, sum): (Date, Sum)| (Value::from(day.to_string()), sum.value());
        return (span, bars.into_iter().map(named).collect());
    }
    (span, Vec::new())
}

/// The first day of the span that a day lies in.
fn first_of(day: Date, span: Span) -> Date {
    match span {
        Span::Day => day,
        Span::Week => {
            let since = i64::from(day.weekday().to_monday_zero_offset());
            day.checked_sub(since.days()).unwrap_or(day)
        }
        Span::Month => day.first_of_month(),
        Span::Year => day.first_of_year(),
    }
}

/// The first day of the next span.
fn after(day: Date, span: Span) -> Option<Date> {
    let step = match span {
        Span::Day => 1.day(),
        Span::Week => 1.week(),
        Span::Month => 1.month(),
        Span::Year => 1.year(),
    };
    day.checked_add(step).ok()
}
