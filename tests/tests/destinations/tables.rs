//! Tables to deliver: one that grows and changes from sync to sync, whose every state can be computed.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field, TimeUnit};
use headwater_destinations::{BATCH, Table};

/// 2026-03-01T12:00:00Z in microseconds.
pub const NOON: i64 = 1_772_366_400_000_000;

/// The type of times.
pub fn time() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// A field of nested values.
pub fn json(name: &str) -> Field {
    let format = std::collections::HashMap::from([("format".to_owned(), "json".to_owned())]);
    Field::new(name, DataType::Utf8, true).with_metadata(format)
}

/// A batch of a table: columns of the source, then for each row its key, its sync and the sync that found it gone.
pub fn batch(
    table: &Table,
    mut columns: Vec<ArrayRef>,
    rows: &[(&str, i64, Option<i64>)],
) -> RecordBatch {
    let keys: StringArray = rows.iter().map(|row| Some(row.0)).collect();
    let at = TimestampMicrosecondArray::from(vec![NOON; rows.len()]).with_timezone("UTC");
    let syncs: Int64Array = rows.iter().map(|row| Some(row.1)).collect();
    let deleted: Int64Array = rows.iter().map(|row| row.2).collect();
    let own: [ArrayRef; 4] = [
        Arc::new(keys),
        Arc::new(at),
        Arc::new(syncs),
        Arc::new(deleted),
    ];
    columns.extend(own);
    RecordBatch::try_new(Arc::clone(&table.schema), columns).unwrap()
}

/// One delivery, whole. Destinations share their steps and no trait.
macro_rules! deliver {
    ($to:expr, $table:expr, $rows:expr, $upto:expr, $batches:expr) => {{
        let delivery = headwater_destinations::Delivery {
            table: $table.clone(),
            rows: $rows,
            upto: $upto,
        };
        let mut load = $to.begin(&delivery).await.unwrap();
        for batch in $batches {
            load.write(batch).await.unwrap();
        }
        load.finish().await.unwrap();
    }};
}
pub(crate) use deliver;

/// A table with a column of each type and names that are hard on a server.
pub fn typed() -> (Table, RecordBatch) {
    let columns = vec![
        Field::new("firstName", DataType::Utf8, true),
        Field::new("order", DataType::Int64, true),
        Field::new("Order", DataType::Float64, true),
        Field::new("is active?", DataType::Boolean, true),
        Field::new("day", DataType::Date32, true),
        Field::new("at", time(), true),
        json("address"),
    ];
    let table = Table::new("Order Lines", true, columns);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from(vec![Some("Zoë \"Z\"\0"), None])),
        Arc::new(Int64Array::from(vec![Some(i64::MIN), None])),
        Arc::new(Float64Array::from(vec![Some(0.1), None])),
        Arc::new(BooleanArray::from(vec![Some(true), None])),
        Arc::new(Date32Array::from(vec![Some(20_513), None])),
        Arc::new(TimestampMicrosecondArray::from(vec![Some(NOON + 1), None]).with_timezone("UTC")),
        Arc::new(StringArray::from(vec![
            Some(r#"{"city":"Ulm\u0000","no":[1,2]}"#),
            None,
        ])),
    ];
    let rows = batch(&table, columns, &[("a", 1, None), ("b", 1, None)]);
    (table, rows)
}

/// A source whose rows after each sync are known: more each time, a seventh of them changed.
pub struct Source;

impl Source {
    /// Rows that there are after a sync.
    pub fn count(sync: i64) -> i64 {
        12_000 + 3_000 * sync
    }

    /// The sync that wrote a row last, as it is after `upto`.
    fn written(row: i64, upto: i64) -> i64 {
        let came = (1..=upto)
            .find(|sync| row < Source::count(*sync))
            .unwrap_or(upto);
        (came..=upto)
            .rev()
            .find(|sync| *sync == came || row % 7 == sync % 7)
            .unwrap_or(came)
    }

    /// A row's value as the sync wrote it.
    fn value(row: i64, sync: i64) -> i64 {
        row * 1_000 + sync
    }

    /// The table.
    pub fn table() -> Table {
        let columns = vec![
            Field::new("n", DataType::Int64, true),
            Field::new("text", DataType::Utf8, true),
        ];
        Table::new("counted", true, columns)
    }

    /// Batches of the rows that syncs after `since` wrote, as they are after `upto`.
    pub fn batches(since: i64, upto: i64) -> Vec<RecordBatch> {
        let table = Source::table();
        let rows: Vec<(i64, i64)> = (0..Source::count(upto))
            .map(|row| (row, Source::written(row, upto)))
            .filter(|(_, sync)| *sync > since)
            .collect();
        let parts = rows.chunks(BATCH);
        parts
            .map(|rows| {
                let values: Int64Array = rows
                    .iter()
                    .map(|(row, sync)| Some(Source::value(*row, *sync)))
                    .collect();
                let texts: StringArray = rows
                    .iter()
                    .map(|(row, _)| Some(format!("row {row}")))
                    .collect();
                let keys: Vec<String> = rows.iter().map(|(row, _)| row.to_string()).collect();
                let own: Vec<_> = keys
                    .iter()
                    .zip(rows)
                    .map(|(key, (_, sync))| (key.as_str(), *sync, None))
                    .collect();
                batch(&table, vec![Arc::new(values), Arc::new(texts)], &own)
            })
            .collect()
    }

    /// Rows, keys and the sum of all values, as they have to be after a sync.
    pub fn expected(upto: i64) -> (i64, i64, i64) {
        let count = Source::count(upto);
        let sum = (0..count)
            .map(|row| Source::value(row, Source::written(row, upto)))
            .sum();
        (count, count, sum)
    }
}
