//! A delivery on its way: rows go into a table of the session, the end merges them and commits.

use std::pin::Pin;

use arrow_array::RecordBatch;
use bytes::Bytes;
use futures::SinkExt as _;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, CopyInSink};

use super::columns::ColumnType;
use super::names::quoted;
use super::refusal::At as _;
use super::target::{self, STATE, Target};
use super::{Postgres, rows};
use crate::error::{Error, Result};
use crate::table::{Delivery, KEY, Rows};

/// The table of the session that rows come into.
const STAGING: &str = "pg_temp._headwater_staging";

/// How long to wait for another delivery of the same workbook to end.
const PATIENCE: &str = "30s";

/// A delivery that has begun. Dropped before [`Load::finish`], it changes nothing.
pub struct Load {
    of: Postgres,
    client: Client,
    rows: Pin<Box<CopyInSink<Bytes>>>,
    types: Vec<ColumnType>,
    delivery: Delivery,
    target: Target,
    /// Whether rows go straight into the table, which was made a moment ago.
    fresh: bool,
}

impl Load {
    pub(super) async fn begin(of: &Postgres, client: Client, delivery: &Delivery) -> Result<Load> {
        // Types are turned into text by the session's rules: let them be the same everywhere.
        let begin = format!(
            "BEGIN; SET LOCAL lock_timeout = '{PATIENCE}'; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'"
        );
        client.batch_execute(&begin).await.at(of)?;
        let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text";
        let place = of.named(STATE);
        client
            .query_typed(lock, &[(&place, Type::TEXT)])
            .await
            .at(of)?;
        target::prepare(&client, of).await?;
        let table = &delivery.table;
        let origin = table.origin.as_deref();
        let known = target::known(&client, of, &table.name, origin).await?;
        let upto = known.as_ref().and_then(|known| known.upto);
        if matches!(delivery.rows, Rows::Since(since) if upto != Some(since)) {
            return Err(Error::Raced);
        }
        let target = target::ready(&client, of, table, known.as_ref()).await?;
        let fresh = known.is_none();
        let columns: Vec<&str> = target
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let into = match fresh {
            true => target.name.as_str(),
            false => {
                let declared = target.columns.iter();
                let declared: Vec<String> = declared
                    .map(|column| format!("{} {}", column.name, column.sent.name()))
                    .collect();
                let make = format!(
                    "CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP",
                    STAGING,
                    declared.join(", ")
                );
                client.batch_execute(&make).await.at(of)?;
                STAGING
            }
        };
        let copy = format!(
            "COPY {into} ({}) FROM STDIN (FORMAT binary)",
            columns.join(", ")
        );
        let mut rows = Box::pin(client.copy_in::<_, Bytes>(&copy).await.at(of)?);
        rows.send(Bytes::from_static(rows::HEAD)).await.at(of)?;
        Ok(Load {
            of: of.clone(),
            client,
            rows,
            types: target.columns.iter().map(|column| column.sent).collect(),
            delivery: delivery.clone(),
            target,
            fresh,
        })
    }

    /// Sends a batch of the table's rows.
    ///
    /// # Errors
    /// Those of [`Postgres::test`]; [`Error::Batch`].
    pub async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        if batch.schema().fields() != self.delivery.table.schema.fields() {
            return Err(Error::Batch(self.delivery.table.name.clone()));
        }
        self.rows
            .send(rows::rows(batch, &self.types))
            .await
            .at(&self.of)
    }

    /// Merges what was sent, notes how far the target is, and commits both. An error leaves open whether they are
    /// committed where the connection broke at that moment: [`Postgres::delivered`] tells.
    ///
    /// # Errors
    /// Those of [`Postgres::test`].
    pub async fn finish(mut self) -> Result<()> {
        self.rows
            .send(Bytes::from_static(rows::END))
            .await
            .at(&self.of)?;
        self.rows.as_mut().finish().await.at(&self.of)?;
        if !self.fresh {
            self.client
                .batch_execute(&self.merge())
                .await
                .at(&self.of)?;
        }
        target::note(&self.client, &self.of, &self.delivery, &self.target.plain).await?;
        self.client.batch_execute("COMMIT").await.at(&self.of)
    }

    /// Staging into the target: new rows inserted, changed ones replaced, those that are as they were left alone; of a
    /// whole delivery, rows that did not come go.
    fn merge(&self) -> String {
        let (target, columns, key) = (&self.target.name, &self.target.columns, quoted(KEY));
        let each = |form: &dyn Fn(&target::TargetColumn) -> String| -> String {
            columns.iter().map(form).collect::<Vec<_>>().join(", ")
        };
        let names = each(&|column| column.name.clone());
        let values = each(&|column| format!("{}::{}", column.name, column.kept));
        let sets = each(&|column| format!("{0} = excluded.{0}", column.name));
        let before = each(&|column| format!("t.{}", column.name));
        let after = each(&|column| format!("excluded.{}", column.name));
        let mut merge = format!(
            "ANALYZE {STAGING};
             INSERT INTO {target} AS t ({names}) SELECT {values} FROM {STAGING}
             ON CONFLICT ({key}) DO UPDATE SET {sets} WHERE ROW({before}) IS DISTINCT FROM ROW({after});"
        );
        if self.delivery.rows == Rows::Whole {
            merge += &format!(
                "DELETE FROM {target} t WHERE NOT EXISTS (SELECT FROM {STAGING} s WHERE s.{key} = t.{key})"
            );
        }
        merge
    }
}
