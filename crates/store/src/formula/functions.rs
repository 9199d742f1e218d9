//! The functions: names, how many arguments they take, and what they do.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::Expr;
use super::eval::{Row, compare, eval};
use super::value::{Failure, Value};

macro_rules! functions {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal $least:literal..=$most:expr,)+) => {
        /// A function of formulas.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Function {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Function {
            /// All of them.
            pub const ALL: &[Function] = &[$(Function::$name,)+];

            /// Its name, in lower case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// How many arguments it takes.
            pub fn takes(self) -> RangeInclusive<usize> {
                match self { $(Self::$name => $least..=$most,)+ }
            }
        }
    };
}

const ANY: usize = 60;

functions! {
    /// One of two values, by a condition.
    If = "if" 2..=3,
    /// Whether all hold.
    And = "and" 1..=ANY,
    /// Whether one holds.
    Or = "or" 1..=ANY,
    /// Whether it does not hold.
    Not = "not" 1..=1,
    /// Rounded to so many places, halves away from zero.
    Round = "round" 1..=2,
    /// Without its sign.
    Abs = "abs" 1..=1,
    /// The least; blanks do not count.
    Min = "min" 1..=ANY,
    /// The greatest; blanks do not count.
    Max = "max" 1..=ANY,
    /// Characters of a text.
    Len = "len" 1..=1,
    /// In lower case.
    Lower = "lower" 1..=1,
    /// In upper case.
    Upper = "upper" 1..=1,
    /// Without blanks at its ends, inner ones single.
    Trim = "trim" 1..=1,
    /// The first characters.
    Left = "left" 1..=2,
    /// The last characters.
    Right = "right" 1..=2,
    /// So many characters from a place on, counted from 1.
    Mid = "mid" 3..=3,
    /// Where a text stands in another, counted from 1.
    Find = "find" 2..=3,
    /// Texts put together.
    Concat = "concat" 1..=ANY,
    /// A day of year, month and day, or the day of a time.
    Date = "date" 1..=3,
    /// The year.
    Year = "year" 1..=1,
    /// The month, 1 to 12.
    Month = "month" 1..=1,
    /// The day of the month.
    Day = "day" 1..=1,
    /// Days from the second to the first.
    Days = "days" 2..=2,
    /// Today.
    Today = "today" 0..=0,
    /// The first that is not blank.
    Coalesce = "coalesce" 1..=ANY,
    /// A text as a number.
    Number = "number" 1..=1,
    /// A value as a text.
    Text = "text" 1..=1,
}

impl Function {
    /// The function of a name in lower case.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.name() == name)
    }

    pub(super) fn eval(self, arguments: &[Expr], row: &Row<'_>) -> Value {
        self.try_eval(arguments, row).unwrap_or_else(Value::from)
    }

    /// Those that look at an argument only where they need it; all others get values.
    fn try_eval(self, arguments: &[Expr], row: &Row<'_>) -> Result<Value, Failure> {
        match (self, arguments) {
            (Self::If, [condition, then, otherwise @ ..]) => {
                let chosen = match eval(condition, row).as_boolean()? {
                    true => Some(then),
                    false => otherwise.first(),
                };
                Ok(chosen.map_or(Value::Boolean(false), |chosen| eval(chosen, row)))
            }
            (Self::Coalesce, _) => {
                let mut values = arguments.iter().map(|argument| eval(argument, row));
                Ok(values
                    .find(|value| !value.is_blank())
                    .unwrap_or(Value::Blank))
            }
            (Self::Today, _) => Ok(Value::day(row.today)),
            _ => {
                let values: Vec<Value> = arguments.iter().map(|a| eval(a, row)).collect();
                if let Some(failure) = values.iter().find_map(|value| match value {
                    Value::Error(failure) => Some(*failure),
                    _ => None,
                }) {
                    return Err(failure);
                }
                self.of_values(&values)
            }
        }
    }

    fn of_values(self, values: &[Value]) -> Result<Value, Failure> {
        let first = values.first().unwrap_or(&Value::Blank);
        let text = || first.as_text();
        Ok(match self {
            Self::And => Value::Boolean(all(values, true)?),
            Self::Or => Value::Boolean(!all(values, false)?),
            Self::Not => Value::Boolean(!first.as_boolean()?),
            Self::Round => round(first.as_number()?, second(values, 0.0)?)?,
            Self::Abs => Value::number(first.as_number()?.abs()),
            Self::Min => extreme(values, std::cmp::Ordering::is_lt)?,
            Self::Max => extreme(values, std::cmp::Ordering::is_gt)?,
            Self::Len => Value::Number(text()?.chars().count() as f64),
            Self::Lower => Value::Text(text()?.to_lowercase()),
            Self::Upper => Value::Text(text()?.to_uppercase()),
            Self::Trim => Value::Text(text()?.split_whitespace().collect::<Vec<_>>().join(" ")),
            Self::Left => Value::Text(text()?.chars().take(count(second(values, 1.0)?)?).collect()),
            Self::Right => {
                let (text, count) = (text()?, count(second(values, 1.0)?)?);
                let skipped = text.chars().count().saturating_sub(count);
                Value::Text(text.chars().skip(skipped).collect())
            }
            Self::Mid => {
                let (from, length) = (place(values, 1)?, count(number(values, 2)?)?);
                Value::Text(text()?.chars().skip(from).take(length).collect())
            }
            Self::Find => find(values)?,
            Self::Concat => {
                let parts: Result<Vec<_>, _> = values.iter().map(Value::as_text).collect();
                Value::Text(parts?.concat())
            }
            Self::Number if first.is_blank() => Value::Blank,
            Self::Number => Value::number(first.as_number()?),
            Self::Text => Value::Text(text()?),
            Self::Date if values.len() > 1 => date(values)?,
            // Of nothing there is no date.
            _ if values.iter().any(Value::is_blank) => Value::Blank,
            Self::Date => Value::day(first.as_civil()?.date()),
            Self::Year => Value::Number(f64::from(first.as_civil()?.year())),
            Self::Month => Value::Number(f64::from(first.as_civil()?.month())),
            Self::Day => Value::Number(f64::from(first.as_civil()?.day())),
            Self::Days => {
                let earlier = values.get(1).unwrap_or(&Value::Blank);
                Value::number(first.days_since(earlier)?.floor())
            }
            Self::If | Self::Coalesce | Self::Today => Value::Blank,
        })
    }
}

/// Whether every value is `truth`.
fn all(values: &[Value], truth: bool) -> Result<bool, Failure> {
    let mut held = true;
    for value in values {
        held &= value.as_boolean()? == truth;
    }
    Ok(held)
}

fn number(values: &[Value], at: usize) -> Result<f64, Failure> {
    values.get(at).unwrap_or(&Value::Blank).as_number()
}

fn second(values: &[Value], otherwise: f64) -> Result<f64, Failure> {
    values.get(1).map_or(Ok(otherwise), Value::as_number)
}

/// A number of characters.
fn count(number: f64) -> Result<usize, Failure> {
    match number >= 0.0 {
        true => Ok(number as usize),
        false => Err(Failure::Value),
    }
}

/// A place counted from 1, as one counted from 0.
fn place(values: &[Value], at: usize) -> Result<usize, Failure> {
    match number(values, at)? {
        number if number >= 1.0 => Ok(number as usize - 1),
        _ => Err(Failure::Value),
    }
}

/// Through fifteen digits, so that 1.005 is what it says and not the binary number just below it.
fn round(number: f64, places: f64) -> Result<Value, Failure> {
    let scale = 10_f64.powi(places.clamp(-300.0, 300.0) as i32);
    let scaled = number * scale;
    if !scaled.is_finite() {
        return Ok(Value::Number(number));
    }
    let said: f64 = format!("{scaled:.14e}")
        .parse()
        .map_err(|_| Failure::Number)?;
    Ok(Value::number(said.round() / scale))
}

fn extreme(values: &[Value], better: fn(std::cmp::Ordering) -> bool) -> Result<Value, Failure> {
    let mut best: Option<&Value> = None;
    for value in values.iter().filter(|value| !value.is_blank()) {
        let wins = match best {
            Some(best) => compare(value, best)?.is_some_and(better),
            None => true,
        };
        best = if wins { Some(value) } else { best };
    }
    Ok(best.cloned().unwrap_or(Value::Blank))
}

fn find(values: &[Value]) -> Result<Value, Failure> {
    let text = |at: usize| values.get(at).unwrap_or(&Value::Blank).as_text();
    let (needle, hay) = (text(0)?, text(1)?);
    let from = if values.len() > 2 {
        place(values, 2)?
    } else {
        0
    };
    let skipped: usize = hay.chars().take(from).map(char::len_utf8).sum();
    let found = hay[skipped..].find(&needle).ok_or(Failure::Value)?;
    Ok(Value::Number(
        (hay[..skipped + found].chars().count() + 1) as f64,
    ))
}

/// Months and days beyond the end of theirs run on, as in spreadsheets: the 32nd of January is the 1st of February.
fn date(values: &[Value]) -> Result<Value, Failure> {
    let part = |at: usize| match values.get(at) {
        Some(value) => value.as_number(),
        None => Ok(1.0),
    };
    let (year, month, day) = (part(0)?, part(1)?, part(2)?);
    if ![year, month, day].iter().all(|part| part.abs() < 100_000.0) {
        return Err(Failure::Number);
    }
    let months = year as i64 * 12 + month as i64 - 1;
    let year = i16::try_from(months.div_euclid(12)).map_err(|_| Failure::Number)?;
    let first =
        Date::new(year, (months.rem_euclid(12) + 1) as i8, 1).map_err(|_| Failure::Number)?;
    Ok(Value::day(first).later(day.trunc() - 1.0))
}
