//! Rows of batches as rows of a sheet. Texts stand in their cells, so that no list of texts grows with the rows, and are
//! never formulas.

use std::fmt::Write as _;
use std::io::Write as _;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};

use super::names::{self, Area};
use super::sheet::Cells;
use super::xml::write_text;
use crate::error::{Error, Result};
use crate::time;

/// Most characters of a cell.
const LONGEST: usize = 32_767;
/// Whole numbers beyond have more digits than a spreadsheet keeps.
const LARGEST: u64 = 999_999_999_999_999;
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;
/// Days from 1899-12-30, from which spreadsheets count, to 1970-01-01, and from 1904-01-01.
const TO_1970: i64 = 25_569;
const FROM_1904: i64 = 1_462;
/// The first day that all programs count alike: 1900-03-01. Before it, some know a 29 February 1900.
const FIRST_DAY: i64 = 61;
/// The first day after 9999-12-31.
const END: i64 = 2_958_466;

/// Numbers of the formats of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Formats {
    pub whole: u32,
    pub date: u32,
    pub instant: u32,
}

/// What is written row by row.
pub(super) struct Rows {
    columns: Vec<String>,
    area: Area,
    formats: Formats,
    since_1904: bool,
    /// The row that comes next.
    next: u32,
    /// Cells of the user beside ours.
    kept: Cells,
}

impl Rows {
    pub fn new(area: Area, formats: Formats, since_1904: bool, kept: Cells) -> Self {
        let columns = area.left..area.left + area.width;
        Self {
            columns: columns.map(names::letters).collect(),
            area,
            formats,
            since_1904,
            next: 1,
            kept,
        }
    }

    /// The row that comes next.
    pub fn next(&self) -> u32 {
        self.next
    }

    /// Writes what the user has above the table, and its head.
    pub fn head(&mut self, to: &mut Vec<u8>, heads: &[String]) {
        self.theirs(to, self.area.top);
        self.begin(to);
        for (at, head) in heads.iter().enumerate() {
            self.text(to, at, head);
        }
        self.end(to);
    }

    /// Writes a row of a batch.
    ///
    /// # Errors
    /// [`Error::Batch`].
    pub fn row(&mut self, to: &mut Vec<u8>, batch: &RecordBatch, row: usize) -> Result<()> {
        self.begin(to);
        for (at, column) in batch.columns().iter().enumerate() {
            if column.is_valid(row) {
                self.cell(to, at, column.as_ref(), row)?;
            }
        }
        self.end(to);
        Ok(())
    }

    /// Writes a row without cells of ours.
    pub fn empty(&mut self, to: &mut Vec<u8>) {
        self.begin(to);
        self.end(to);
    }

    /// Writes what the user has in all rows before one.
    pub fn theirs(&mut self, to: &mut Vec<u8>, before: u32) {
        while let Some(row) = self.kept.keys().next().copied().filter(|row| *row < before) {
            self.next = row;
            self.begin(to);
            self.end(to);
        }
        self.next = self.next.max(before.min(names::ROWS + 1));
    }

    fn begin(&mut self, to: &mut Vec<u8>) {
        let _ = write!(to, "<row r=\"{}\">", self.next);
        self.beside(to, 0, self.area.left);
    }

    fn end(&mut self, to: &mut Vec<u8>) {
        self.beside(to, self.area.left, u32::MAX);
        to.extend_from_slice(b"</row>");
        self.kept.remove(&self.next);
        self.next += 1;
    }

    fn beside(&self, to: &mut Vec<u8>, from: u32, before: u32) {
        for (column, cell) in self.kept.get(&self.next).into_iter().flatten() {
            if (from..before).contains(column) {
                to.extend_from_slice(cell);
            }
        }
    }

    fn cell(&self, to: &mut Vec<u8>, at: usize, column: &dyn Array, row: usize) -> Result<()> {
        match column.data_type() {
            DataType::Utf8 => self.text(to, at, column.as_string::<i32>().value(row)),
            DataType::Int64 => {
                let number = column.as_primitive::<Int64Type>().value(row);
                match number.unsigned_abs() <= LARGEST {
                    true => self.number(to, at, Some(self.formats.whole), number),
                    false => self.text(to, at, &number.to_string()),
                }
            }
            DataType::Float64 => {
                let number = column.as_primitive::<Float64Type>().value(row);
                let size = number.abs();
                match number.is_finite() {
                    true if size < 1e15 && (size >= 1e-5 || size == 0.0) => {
                        self.number(to, at, None, number);
                    }
                    true => self.number(to, at, None, format_args!("{number:e}")),
                    false => self.text(to, at, &number.to_string()),
                }
            }
            DataType::Boolean => {
                let truth = u8::from(column.as_boolean().value(row));
                let name = &self.columns[at];
                let _ = write!(
                    to,
                    "<c r=\"{name}{}\" t=\"b\"><v>{truth}</v></c>",
                    self.next
                );
            }
            DataType::Date32 => {
                let days = column.as_primitive::<Date32Type>().value(row);
                match self.counted(i64::from(days)) {
                    Some(day) => self.number(to, at, Some(self.formats.date), day),
                    None => self.text(to, at, &time::date(days).to_string()),
                }
            }
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                let instant = column.as_primitive::<TimestampMicrosecondType>().value(row);
                match self.counted(instant.div_euclid(DAY)) {
                    Some(day) => {
                        // Below 2^53 for every day that can be counted.
                        let all = day * DAY + instant.rem_euclid(DAY);
                        let serial = all as f64 / DAY as f64;
                        self.number(to, at, Some(self.formats.instant), serial);
                    }
                    None => self.text(to, at, &time::instant(instant).to_string()),
                }
            }
            other => return Err(Error::Batch(format!("a column of {other}"))),
        }
        Ok(())
    }

    /// A day as the workbook counts it; nothing where programs count it differently or not at all.
    fn counted(&self, days: i64) -> Option<i64> {
        let day = days + TO_1970;
        let begin = if self.since_1904 { FROM_1904 } else { 0 };
        let first = if self.since_1904 {
            FROM_1904
        } else {
            FIRST_DAY
        };
        (first..END).contains(&day).then_some(day - begin)
    }

    fn number(
        &self,
        to: &mut Vec<u8>,
        at: usize,
        format: Option<u32>,
        number: impl std::fmt::Display,
    ) {
        let (name, row) = (&self.columns[at], self.next);
        let _ = match format {
            Some(format) => write!(
                to,
                "<c r=\"{name}{row}\" s=\"{format}\"><v>{number}</v></c>"
            ),
            None => write!(to, "<c r=\"{name}{row}\"><v>{number}</v></c>"),
        };
    }

    fn text(&self, to: &mut Vec<u8>, at: usize, text: &str) {
        let (name, row) = (&self.columns[at], self.next);
        let edge = |c: Option<char>| c.is_some_and(char::is_whitespace);
        let space =
            edge(text.chars().next()) || edge(text.chars().next_back()) || text.contains('\n');
        let space = if space { " xml:space=\"preserve\"" } else { "" };
        let _ = write!(to, "<c r=\"{name}{row}\" t=\"inlineStr\"><is><t{space}>");
        match text.len() > LONGEST {
            true => write_text(to, &fitted(text)),
            false => write_text(to, text),
        }
        to.extend_from_slice(b"</t></is></c>");
    }
}

/// A text that is longer than a cell can hold, cut, with a word about it at its end.
fn fitted(text: &str) -> String {
    let units = text.encode_utf16().count();
    if units <= LONGEST {
        return text.to_owned();
    }
    let mut end = String::new();
    let _ = write!(end, " [cut: {units} characters]");
    names::cut(text, LONGEST - end.len()) + &end
}
