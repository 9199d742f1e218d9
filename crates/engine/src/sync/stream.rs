//! One stream of a sync: a reader that fetches, a writer that commits, and a channel of one place between them, so that
//! memory is bounded whatever the stream's size.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use headwater_connectors::{Batch, Record, Source};
use headwater_store::{Connection, Load, LoadOptions, Stream};
use jiff::{Timestamp, ToSpan as _};
use tokio::sync::mpsc;

use super::RunningSync;
use crate::engine::{Engine, blocking};
use crate::fault::{Code, Fault};
use crate::progress::Meter;

/// Records that are committed together: ten pages of a hundred cost half as much as ten commits.
const TOGETHER: usize = 1_000;

/// Rows never wait longer than this for others, so that a slow source is seen at once.
const AT_LEAST_EVERY: Duration = Duration::from_millis(400);

impl Engine {
    /// Reads a stream to its end into its tab.
    ///
    /// # Errors
    /// The stream's fault, with all that was read before it committed; [`Code::Cancelled`].
    pub(super) async fn sync_stream(
        &self,
        connection: &Connection,
        source: &Source,
        stream: &Stream,
        number: i64,
        running: &RunningSync,
        meter: Meter,
    ) -> Result<(), Fault> {
        let load = self.begin_load(connection, stream, number).await?;
        let state = load.state().cloned();
        let (send, receive) = mpsc::channel(1);
        let writer = tokio::spawn(write(self.clone(), load, receive, running.clone(), meter));
        let read = read(source, stream, state, running, send).await;
        // The writer's fault is the cause where both have one: the reader stops because nobody listens.
        let (load, meter) = writer.await.map_err(Fault::abnormal)??;
        let provider = self.connectors.name_of(&connection.connector);
        read.map_err(|fault| {
            fault
                .with("stream", &stream.name)
                .with("provider", provider)
        })?;
        let now = self.now();
        blocking(move || Ok(load.finish(now)?)).await?;
        meter.finish();
        Ok(())
    }

    async fn begin_load(
        &self,
        connection: &Connection,
        stream: &Stream,
        number: i64,
    ) -> Result<Load, Fault> {
        let hasher = match stream.choice.hashes() {
            true => Some(self.hasher().await?),
            false => None,
        };
        let (id, stream) = (connection.id.clone(), stream.clone());
        let load = self.store(move |store| {
            let options = LoadOptions {
                mode: stream.mode,
                key: stream.key.clone(),
                schema: &stream.schema,
                sync: number,
            };
            store.load(&id, &stream.name, options)
        });
        let load = load.await?;
        Ok(match hasher {
            Some(hasher) => load.hash_by(hasher),
            None => load,
        })
    }
}

/// Fetches batches and hands them over in groups. What was fetched before a fault is handed over too.
async fn read(
    source: &Source,
    stream: &Stream,
    state: Option<serde_json::Value>,
    running: &RunningSync,
    send: mpsc::Sender<Vec<Batch>>,
) -> Result<(), Fault> {
    let cancel = running.cancel.clone();
    let from = wanted_from(stream, state.as_ref());
    let mut batches = source.read_from(&stream.name, state, from, cancel);
    let mut group: Vec<Batch> = Vec::new();
    // The first page goes at once: its rows are what the user waits for.
    let (mut records, mut since) = (TOGETHER, Instant::now());
    let outcome = loop {
        match batches.next().await {
            None => break Ok(()),
            Some(Err(error)) => break Err(Fault::from(error)),
            Some(Ok(batch)) => {
                records += batch.records.len();
                group.push(batch);
            }
        }
        if records >= TOGETHER || since.elapsed() >= AT_LEAST_EVERY {
            (records, since) = (0, Instant::now());
            if send.send(std::mem::take(&mut group)).await.is_err() {
                return Ok(());
            }
        }
    };
    if !group.is_empty() {
        // Nobody listens only where the writer has failed, and then its fault is told.
        let _ = send.send(group).await;
    }
    outcome.and(match running.cancel.is_cancelled() {
        true => Err(Fault::new(Code::Cancelled)),
        false => Ok(()),
    })
}

/// From when on records are asked for, where a filter wants later ones only. A day early, because sources cut times to days
/// and count them in zones of their own: the filter itself is the store's.
///
/// All are asked for by a full refresh, where what does not come counts as gone at the source, and by a stream that is read
/// again into rows of another choice: those that do not meet this one go when they come.
fn wanted_from(stream: &Stream, state: Option<&serde_json::Value>) -> Option<Timestamp> {
    if stream.mode.is_full() || (state.is_none() && stream.rows > 0) {
        return None;
    }
    let after = stream.choice.after(stream.cursor.as_ref()?)?;
    after.checked_sub(24.hours()).ok()
}

/// Commits groups: their rows and the state that covers them together, or neither.
async fn write(
    engine: Engine,
    mut load: Load,
    mut receive: mpsc::Receiver<Vec<Batch>>,
    running: RunningSync,
    mut meter: Meter,
) -> Result<(Load, Meter), Fault> {
    while let Some(group) = receive.recv().await {
        let now = engine.now();
        let (after, rows) = blocking(move || {
            let records = group.iter().flat_map(|batch| &batch.records).map(stored);
            let state = group.iter().rev().find_map(|batch| batch.state.as_ref());
            let written = load.commit(records, state, now)?;
            Ok((load, written.rows))
        })
        .await?;
        load = after;
        running.rows.fetch_add(rows, Ordering::Relaxed);
        meter.add(rows);
    }
    Ok((load, meter))
}

fn stored(record: &Record) -> headwater_store::Record<'_> {
    match record {
        Record::Raw(raw) => headwater_store::Record::Fields(raw.get(), raw.fields()),
        Record::Map(fields) => headwater_store::Record::Map(fields),
    }
}

/// Whether the streams after this one would fail alike.
pub(super) fn stops_the_rest(fault: &Fault) -> bool {
    use Code::*;
    fault.needs_consent()
        || matches!(
            fault.code,
            ClientRejected
                | TokenNotSaved
                | KeychainAbsent
                | KeychainLocked
                | KeychainDenied
                | KeychainBroken
                | DiskFull
                | StoreReadOnly
                | StoreCorrupt
                | Unreachable
                | Unavailable
                | AnswerNotOAuth
        )
}
