//! What rows come to, as the window shows it: profiles of columns, totals of selections, charts.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// What a column holds in the rows that the filters leave.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileView {
    /// Rows that were read.
    pub rows: u64,
    /// 1: every row was read; otherwise each so-manieth.
    pub every: u64,
    /// Cells that are null.
    pub nulls: u64,
    /// Cells that are an empty text.
    pub empty: u64,
    /// Cells that are no number or no time in a column of them.
    pub odd: u64,
    /// Different values, other than null and empty text.
    pub distinct: u64,
    /// The least value of numbers, times or texts.
    #[ts(type = "string | number | null")]
    pub least: Value,
    /// The greatest.
    #[ts(type = "string | number | null")]
    pub greatest: Value,
    /// Mean of the numbers.
    pub mean: Option<f64>,
    /// The most frequent values, at most 10.
    pub frequent: Vec<FrequentView>,
    /// How numbers or times are spread, at most 20 bars of one width.
    pub bars: Vec<BarView>,
}

/// A value and how many rows hold it.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FrequentView {
    /// The value.
    #[ts(type = "string | number | boolean")]
    pub value: Value,
    /// Rows.
    pub rows: u64,
}

/// A bar of a histogram.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BarView {
    /// Where it begins: a number, or a time as RFC 3339 text.
    #[ts(type = "string | number")]
    pub from: Value,
    /// Where it ends.
    #[ts(type = "string | number")]
    pub to: Value,
    /// Rows in it.
    pub rows: u64,
}

/// What selected cells come to.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TotalsView {
    /// Cells that are neither null nor empty text.
    pub filled: u64,
    /// Of them, those that hold a number.
    pub numbers: u64,
    /// Sum of the numbers; text where JavaScript could not hold it.
    #[ts(type = "string | number")]
    pub sum: Value,
    /// Their mean.
    pub mean: Option<f64>,
    /// The least of them.
    #[ts(type = "string | number | null")]
    pub least: Value,
    /// The greatest.
    #[ts(type = "string | number | null")]
    pub greatest: Value,
}

/// What a chart shows.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChartQuery {
    /// The column that the bars stand for; one of times is shown over time.
    pub by: String,
    /// How long a bar is, over time; a longer one is taken where there would be more than 200.
    pub span: ChartSpan,
    /// The column of numbers that is added up; absent: rows are counted.
    pub sum: Option<String>,
}

/// A span of time, in UTC. A week begins on Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ChartSpan {
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
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChartView {
    /// How long a bar is, over time; absent where the bars are values.
    pub span: Option<ChartSpan>,
    /// The bars: over time without a gap, otherwise the largest first, at most 20.
    pub bars: Vec<ChartBar>,
    /// How many further values there are.
    pub others: u64,
    /// What they come to together.
    pub others_amount: f64,
    /// What the rows without a time come to, over time.
    pub undated: f64,
}

/// A bar of a chart.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChartBar {
    /// The value, or the first day of a span.
    #[ts(type = "string | number | boolean | null")]
    pub value: Value,
    /// Rows, or the sum.
    pub amount: f64,
}

/// How far the order of a tab's rows is.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OrderingView {
    /// Rows read.
    pub read: u64,
    /// Rows to read.
    pub rows: u64,
}
