//! A delivery on its way: rows go into a staging table, the end makes them visible in one step.

use arrow_array::RecordBatch;
use arrow_ipc::writer::StreamWriter;

use super::ClickHouse;
use super::table::{declaration, plan, quoted};
use crate::error::{Error, Result};
use crate::table::{Delivery, Rows};

/// Bytes of a request's rows, about: large enough to be one part of a table, small enough to wait in memory.
const REQUEST: usize = 8 << 20;

/// A delivery that has begun. Dropped before [`Load::finish`], it leaves a staging table that nobody reads, which the
/// next delivery takes away.
pub struct Load {
    to: ClickHouse,
    delivery: Delivery,
    /// Quoted names: the table's and the staging table's.
    table: String,
    staging: String,
    /// Whether the table is there already.
    there: bool,
    columns: String,
    /// The request that is filled now.
    rows: StreamWriter<Vec<u8>>,
    filled: bool,
    sent: u32,
}

impl Load {
    pub(super) async fn begin(to: &ClickHouse, delivery: &Delivery) -> Result<Load> {
        let name = &delivery.table.name;
        let there = to.there(name).await?;
        let upto = there.as_ref().map(|there| there.upto);
        if matches!(delivery.rows, Rows::Since(since) if upto != Some(since)) {
            return Err(Error::Raced);
        }
        let (table, staging) = (
            to.named(name),
            to.named(&format!("{name}__headwater_staging")),
        );
        let before = there
            .as_ref()
            .map(|there| there.columns.as_slice())
            .unwrap_or_default();
        let columns = plan(&delivery.table, before);
        if delivery.rows != Rows::Whole {
            widen(to, &table, before, &columns).await?;
        }
        to.ask(&format!("DROP TABLE IF EXISTS {staging} SYNC"))
            .await?;
        let comment = to.comment(delivery.upto);
        to.ask(&format!(
            "CREATE TABLE {staging} {} COMMENT {comment}",
            declaration(&columns)
        ))
        .await?;
        let fields = delivery.table.schema.fields();
        let columns: Vec<String> = fields.iter().map(|field| quoted(field.name())).collect();
        Ok(Load {
            rows: writer(to, delivery)?,
            to: to.clone(),
            delivery: delivery.clone(),
            table,
            staging,
            there: there.is_some(),
            columns: columns.join(", "),
            filled: false,
            sent: 0,
        })
    }

    /// Takes a batch of the table's rows; sends them when there are enough for a request.
    ///
    /// # Errors
    /// Those of [`ClickHouse::test`]; [`Error::Batch`].
    pub async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        if batch.schema().fields() != self.delivery.table.schema.fields() {
            return Err(Error::Batch(self.delivery.table.name.clone()));
        }
        self.rows
            .write(batch)
            .map_err(|error| self.to.not_written(&error))?;
        self.filled = true;
        match self.rows.get_ref().len() >= REQUEST {
            true => self.send().await,
            false => Ok(()),
        }
    }

    async fn send(&mut self) -> Result<()> {
        let full = std::mem::replace(&mut self.rows, writer(&self.to, &self.delivery)?);
        let rows = full
            .into_inner()
            .map_err(|error| self.to.not_written(&error))?;
        let token = format!("{}-{}", self.delivery.upto, self.sent);
        self.sent += 1;
        self.filled = false;
        self.to
            .insert(&self.staging, &self.columns, &token, rows.into())
            .await
    }

    /// Makes what was sent visible, together with how far the target is: in one step where all rows come or the table is
    /// new, else rows first, so that a client that ends between the two sends rows again that replace themselves.
    ///
    /// # Errors
    /// Those of [`ClickHouse::test`].
    pub async fn finish(mut self) -> Result<()> {
        if self.filled {
            self.send().await?;
        }
        let (to, table, staging) = (&self.to, &self.table, &self.staging);
        match (self.there, self.delivery.rows) {
            (false, _) => {
                to.ask(&format!("RENAME TABLE {staging} TO {table}"))
                    .await?;
                return Ok(());
            }
            (true, Rows::Whole) => {
                to.ask(&format!("EXCHANGE TABLES {staging} AND {table}"))
                    .await?;
            }
            (true, Rows::Since(_)) => {
                to.ask(&format!(
                    "ALTER TABLE {table} ATTACH PARTITION tuple() FROM {staging}"
                ))
                .await?;
                let comment = to.comment(self.delivery.upto);
                to.ask(&format!("ALTER TABLE {table} MODIFY COMMENT {comment}"))
                    .await?;
            }
        }
        to.ask(&format!("DROP TABLE {staging} SYNC"))
            .await
            .map(drop)
    }
}

fn writer(to: &ClickHouse, delivery: &Delivery) -> Result<StreamWriter<Vec<u8>>> {
    let writer = StreamWriter::try_new(Vec::new(), &delivery.table.schema);
    writer.map_err(|error| to.not_written(&error))
}

/// Gives a table the columns and types that it lacks.
async fn widen(
    to: &ClickHouse,
    table: &str,
    before: &[(String, String)],
    after: &[(String, String)],
) -> Result<()> {
    for (name, of) in after {
        let kept = before.iter().find(|(there, _)| there == name);
        let change = match kept {
            Some((_, kept)) if kept == of => continue,
            Some(_) => "MODIFY COLUMN",
            None => "ADD COLUMN",
        };
        let name = quoted(name);
        to.ask(&format!(
            "ALTER TABLE {table} {change} {name} {of} SETTINGS alter_sync = 2"
        ))
        .await?;
    }
    Ok(())
}
