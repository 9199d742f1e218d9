//! A wide table: thirty columns as an order has them, delivered as the same batch again and again.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field, TimeUnit};
use headwater_benches::Result;
use headwater_destinations::{BATCH, Table};

/// Columns of the source; our own come behind them.
pub const COLUMNS: usize = 30;
/// 2026-03-01T12:00:00Z in microseconds.
const NOON: i64 = 1_772_366_400_000_000;

/// Rows to deliver.
pub struct Batches {
    batch: RecordBatch,
    rows: usize,
}

impl Batches {
    /// So many rows.
    pub fn new(rows: usize) -> Self {
        let table = table();
        let numbers = || (0..BATCH as i64).map(|row| row * 37 % 100_000);
        let text = |column: usize| -> ArrayRef {
            let texts = numbers().map(|n| Some(format!("company {n} of column {column}")));
            Arc::new(texts.collect::<StringArray>())
        };
        let times = || {
            let all = numbers().map(|n| NOON + n * 1_000_000);
            TimestampMicrosecondArray::from_iter_values(all).with_timezone("UTC")
        };
        let mut columns: Vec<ArrayRef> = (0..COLUMNS)
            .map(|column| match column % 6 {
                0 => Arc::new(Int64Array::from_iter_values(numbers())) as ArrayRef,
                1 => Arc::new(Float64Array::from_iter_values(
                    numbers().map(|n| n as f64 / 100.0),
                )),
                2 => Arc::new(
                    numbers()
                        .map(|n| Some(n % 3 == 0))
                        .collect::<BooleanArray>(),
                ),
                3 => Arc::new(
                    numbers()
                        .map(|n| Some(20_000 + n as i32 % 500))
                        .collect::<Date32Array>(),
                ),
                4 => Arc::new(times()),
                _ => text(column),
            })
            .collect();
        columns.push(text(COLUMNS));
        columns.push(Arc::new(times()));
        columns.push(Arc::new(Int64Array::from(vec![1; BATCH])));
        columns.push(Arc::new(Int64Array::from(vec![None; BATCH])));
        // The columns are those of the table, so this cannot fail; an empty batch would show.
        let batch = RecordBatch::try_new(Arc::clone(&table.schema), columns)
            .unwrap_or_else(|_| RecordBatch::new_empty(Arc::clone(&table.schema)));
        Self { batch, rows }
    }

    /// The table that the rows are of.
    pub fn table(&self) -> Table {
        table()
    }

    /// Gives all rows, batch by batch.
    pub fn each(&self, mut write: impl FnMut(&RecordBatch) -> Result<()>) -> Result<()> {
        let mut left = self.rows;
        while left > 0 {
            let rows = left.min(BATCH);
            write(&self.batch.slice(0, rows))?;
            left -= rows;
        }
        Ok(())
    }
}

fn table() -> Table {
    let time = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let types = [
        DataType::Int64,
        DataType::Float64,
        DataType::Boolean,
        DataType::Date32,
        time,
        DataType::Utf8,
    ];
    let columns = (0..COLUMNS)
        .map(|column| Field::new(format!("column_{column}"), types[column % 6].clone(), true));
    Table::new("orders", true, columns.collect())
}
