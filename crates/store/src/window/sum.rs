//! Sums and comparisons of cells, exact where the cells are.

use rusqlite::types::ValueRef;
use serde_json::Value;

use crate::cell::CellType;
use crate::text::{fold, instant};

/// Numbers added up: whole ones exactly, others with what rounding loses kept beside.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    whole: i128,
    real: f64,
    lost: f64,
    is_real: bool,
}

impl Sum {
    /// Adds a cell `times` times, and says whether it is a number.
    pub fn add(&mut self, cell: ValueRef<'_>, times: u64) -> bool {
        match cell {
            ValueRef::Integer(number) => self.whole += i128::from(number) * i128::from(times),
            ValueRef::Real(number) => self.add_real(number * times as f64),
            _ => return false,
        }
        true
    }

    /// Adds another sum.
    pub fn join(&mut self, other: Sum) {
        self.whole += other.whole;
        if other.is_real {
            self.add_real(other.real);
            self.lost += other.lost;
        }
    }

    fn add_real(&mut self, number: f64) {
        // Neumaier: the smaller of the two loses its low digits, which are kept.
        let total = self.real + number;
        self.lost += if self.real.abs() >= number.abs() {
            (self.real - total) + number
        } else {
            (number - total) + self.real
        };
        (self.real, self.is_real) = (total, true);
    }

    /// The sum; a whole number where only those were added and it is one that cells hold.
    pub fn value(self) -> Value {
        match i64::try_from(self.whole) {
            Ok(whole) if !self.is_real => Value::from(whole),
            _ => Value::from(self.number()),
        }
    }

    /// The sum as a floating-point number.
    pub fn number(self) -> f64 {
        self.whole as f64 + (self.real + self.lost)
    }
}

/// What a cell is compared by; only ranks of one column are compared.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub(super) enum Rank {
    Whole(i64),
    Real(f64),
    Text(String),
}

impl Rank {
    /// Of a cell; `None` for null, truth, nested values, and what is no value of the column's type.
    pub fn of(stored: ValueRef<'_>, cell: CellType) -> Option<Self> {
        match (cell, stored) {
            (CellType::Integer, ValueRef::Integer(number)) => Some(Rank::Whole(number)),
            (CellType::Integer | CellType::Number, ValueRef::Real(number)) => {
                Some(Rank::Real(number))
            }
            (CellType::Number, ValueRef::Integer(number)) => Some(Rank::Real(number as f64)),
            (CellType::Time, ValueRef::Text(text)) => {
                instant(std::str::from_utf8(text).ok()?).map(Rank::Whole)
            }
            (CellType::Text, ValueRef::Text(text)) => {
                Some(Rank::Text(fold(&String::from_utf8_lossy(text))))
            }
            _ => None,
        }
    }

    /// As a place on a line, where it has one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Rank::Whole(number) => Some(*number as f64),
            Rank::Real(number) => Some(*number),
            Rank::Text(_) => None,
        }
    }
}

/// The least and the greatest of the cells that were seen, each with its rank.
#[derive(Clone, Debug, Default)]
pub(super) struct Extremes {
    least: Option<(Rank, Value)>,
    greatest: Option<(Rank, Value)>,
}

impl Extremes {
    /// Sees a cell.
    pub fn see(&mut self, rank: &Rank, shown: impl Fn() -> Value) {
        if self.least.as_ref().is_none_or(|(least, _)| rank < least) {
            self.least = Some((rank.clone(), shown()));
        }
        if self.greatest.as_ref().is_none_or(|(most, _)| rank > most) {
            self.greatest = Some((rank.clone(), shown()));
        }
    }

    /// The least and the greatest cell; null where none was seen.
    pub fn values(self) -> (Value, Value) {
        let shown = |end: Option<(Rank, Value)>| end.map_or(Value::Null, |(_, value)| value);
        (shown(self.least), shown(self.greatest))
    }
}
