//! Rows of the store as batches.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, SchemaRef, TimeUnit};
use headwater_destinations::{BATCH, Delivery, Rows, Table};
use headwater_store::{Holds, OutgoingCell, OutgoingRow, Store};
use tokio::sync::mpsc::Sender;

use crate::fault::{Code, Fault};

/// What the reader of the store sends.
pub(super) enum Part {
    /// First: what comes.
    Begin(Delivery),
    /// Then its rows.
    Rows(RecordBatch),
}

/// Reads what a copy that is at the sync `delivered` lacks of a tab; sends nothing where it lacks nothing. Ends early
/// where nobody listens any more.
///
/// # Errors
/// The store's faults.
pub(super) fn read(
    store: &Store,
    tab: i64,
    (name, origin): (String, Option<String>),
    delivered: Option<i64>,
    takes_changes: bool,
    send: &Sender<Part>,
) -> Result<(), Fault> {
    store.outgoing(tab, delivered, |outgoing| {
        if outgoing.since() == Some(outgoing.upto()) {
            return Ok(());
        }
        let since = outgoing.since().filter(|_| takes_changes);
        let key = outgoing.columns().any(|(column, _)| column.key);
        let fields = outgoing
            .columns()
            .map(|(column, holds)| field(&column.stored_as, holds));
        let mut table = Table::new(name, key, fields.collect());
        table.origin = origin;
        let mut batch = Batch::new(
            Arc::clone(&table.schema),
            outgoing.columns().map(|(_, holds)| holds),
        );
        let delivery = Delivery {
            table,
            rows: since.map_or(Rows::Whole, Rows::Since),
            upto: outgoing.upto(),
        };
        if send.blocking_send(Part::Begin(delivery)).is_err() {
            return Ok(());
        }
        outgoing.each(since, |row| {
            batch.add(&row)?;
            if batch.rows == BATCH {
                pass_on(batch.take()?, send)?;
            }
            Ok::<_, Fault>(())
        })?;
        pass_on(batch.take()?, send)
    })
}

/// Sends a batch. That nobody listens is told as a cancellation: the listener has the cause.
fn pass_on(batch: RecordBatch, send: &Sender<Part>) -> Result<(), Fault> {
    if batch.num_rows() == 0 {
        return Ok(());
    }
    send.blocking_send(Part::Rows(batch))
        .map_err(|_| Fault::new(Code::Cancelled))
}

fn field(name: &str, holds: Holds) -> Field {
    let holds_type = match holds {
        Holds::Text | Holds::Json => DataType::Utf8,
        Holds::Integer => DataType::Int64,
        Holds::Number => DataType::Float64,
        Holds::Boolean => DataType::Boolean,
        Holds::Date => DataType::Date32,
        Holds::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
    };
    let field = Field::new(name, holds_type, true);
    match holds {
        Holds::Json => {
            field.with_metadata(HashMap::from([("format".to_owned(), "json".to_owned())]))
        }
        _ => field,
    }
}

/// A column that is being filled.
enum Filling {
    Text(StringBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
    Instant(TimestampMicrosecondBuilder),
}

impl Filling {
    fn new(holds: Holds) -> Self {
        match holds {
            Holds::Text | Holds::Json => Self::Text(StringBuilder::new()),
            Holds::Integer => Self::Integer(Int64Builder::new()),
            Holds::Number => Self::Number(Float64Builder::new()),
            Holds::Boolean => Self::Boolean(BooleanBuilder::new()),
            Holds::Date => Self::Date(Date32Builder::new()),
            Holds::Instant => Self::Instant(instants()),
        }
    }

    /// Adds a cell; one of another type than the column cannot come, and would be null.
    fn add(&mut self, cell: OutgoingCell<'_>) {
        match (self, cell) {
            (Self::Text(column), OutgoingCell::Text(text)) => column.append_value(text),
            (Self::Text(column), _) => column.append_null(),
            (Self::Integer(column), OutgoingCell::Integer(number)) => column.append_value(number),
            (Self::Integer(column), _) => column.append_null(),
            (Self::Number(column), OutgoingCell::Number(number)) => column.append_value(number),
            (Self::Number(column), _) => column.append_null(),
            (Self::Boolean(column), OutgoingCell::Boolean(truth)) => column.append_value(truth),
            (Self::Boolean(column), _) => column.append_null(),
            (Self::Date(column), OutgoingCell::Date(days)) => column.append_value(days),
            (Self::Date(column), _) => column.append_null(),
            (Self::Instant(column), OutgoingCell::Instant(at)) => column.append_value(at),
            (Self::Instant(column), _) => column.append_null(),
        }
    }

    fn take(&mut self) -> ArrayRef {
        match self {
            Self::Text(column) => Arc::new(column.finish()),
            Self::Integer(column) => Arc::new(column.finish()),
            Self::Number(column) => Arc::new(column.finish()),
            Self::Boolean(column) => Arc::new(column.finish()),
            Self::Date(column) => Arc::new(column.finish()),
            Self::Instant(column) => Arc::new(column.finish()),
        }
    }
}

fn instants() -> TimestampMicrosecondBuilder {
    TimestampMicrosecondBuilder::new().with_timezone("UTC")
}

/// A batch that is being filled.
struct Batch {
    schema: SchemaRef,
    cells: Vec<Filling>,
    key: StringBuilder,
    extracted_at: TimestampMicrosecondBuilder,
    sync: Int64Builder,
    deleted: Int64Builder,
    rows: usize,
}

impl Batch {
    fn new(schema: SchemaRef, holds: impl Iterator<Item = Holds>) -> Self {
        Self {
            schema,
            cells: holds.map(Filling::new).collect(),
            key: StringBuilder::new(),
            extracted_at: instants(),
            sync: Int64Builder::new(),
            deleted: Int64Builder::new(),
            rows: 0,
        }
    }

    fn add(&mut self, row: &OutgoingRow<'_>) -> Result<(), Fault> {
        for (at, column) in self.cells.iter_mut().enumerate() {
            column.add(row.cell(at)?);
        }
        self.key.append_value(row.key()?);
        self.extracted_at.append_value(row.extracted_at()?);
        self.sync.append_value(row.sync()?);
        self.deleted.append_option(row.deleted()?);
        self.rows += 1;
        Ok(())
    }

    /// The rows so far; the next batch begins empty.
    fn take(&mut self) -> Result<RecordBatch, Fault> {
        self.rows = 0;
        let mut columns: Vec<ArrayRef> = self.cells.iter_mut().map(Filling::take).collect();
        columns.push(Arc::new(self.key.finish()));
        columns.push(Arc::new(self.extracted_at.finish()));
        columns.push(Arc::new(self.sync.finish()));
        columns.push(Arc::new(self.deleted.finish()));
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .map_err(|error| Fault::new(Code::StoreFailed).detail(error))
    }
}
