//! A sync: each ticked stream is read from its state on, and its rows go to its tab.
//!
//! Rows and the state that covers them are committed together, so a sync may end anywhere: the next one goes on from
//! what is there. A stream that fails, fails alone.

mod again;
mod begin;
mod pause;
mod stream;

pub(crate) use again::Again;
use begin::Begun;
pub(crate) use pause::is_paused;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use headwater_connectors::Source;
use headwater_store::{Connection, ConnectionState, Stream};
use jiff::Timestamp;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::engine::{Engine, locked};
use crate::fault::{Code, Fault};
use crate::progress::Meter;
use crate::view::{ConnectionView, SyncView, Topic};

/// A sync that runs in this process.
#[derive(Clone)]
pub(crate) struct RunningSync {
    cancel: CancellationToken,
    started_at: Timestamp,
    /// How many it reads; 0 before that is known.
    streams: Arc<AtomicU32>,
    rows: Arc<AtomicU64>,
    failed: Arc<AtomicU32>,
    /// Whether it was stopped to go on later.
    paused: Arc<AtomicBool>,
    /// Cancelled when the sync has ended.
    ended: CancellationToken,
}

impl RunningSync {
    /// One that is about to begin.
    fn starting(cancel: CancellationToken, now: Timestamp) -> Self {
        Self {
            cancel,
            started_at: now,
            streams: Arc::default(),
            rows: Arc::default(),
            failed: Arc::default(),
            paused: Arc::default(),
            ended: CancellationToken::new(),
        }
    }

    fn streams(&self) -> u32 {
        self.streams.load(Ordering::Relaxed)
    }

    /// The sync as the window shows it.
    pub(crate) fn view(&self) -> SyncView {
        SyncView {
            started_at: self.started_at.to_string(),
            ended_at: None,
            rows: self.rows.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
            streams: self.streams(),
            paused: false,
        }
    }

    /// Waits for its end, and says whether it came there by itself and was not stopped.
    pub(crate) async fn end(&self) -> bool {
        self.ended.cancelled().await;
        !self.cancel.is_cancelled()
    }
}

/// How many streams of a connection are read side by side.
const SIDE_BY_SIDE: usize = 4;

impl Engine {
    /// Starts a sync of the ticked streams. One that runs already goes on.
    ///
    /// # Errors
    /// [`Code::NotNow`] for a connection that is not active or has no tabs yet; [`Code::Locked`] when another process
    /// syncs it.
    pub async fn sync(&self, id: String) -> Result<(), Fault> {
        self.start_sync(&id).await.map(|_| ())
    }

    /// Starts a sync and waits for its end.
    ///
    /// # Errors
    /// As [`Engine::sync`]; faults of single streams are in the connection that is given back.
    pub async fn sync_to_end(&self, id: String) -> Result<ConnectionView, Fault> {
        self.start_sync(&id).await?.ended.cancelled().await;
        self.connection(id).await
    }

    /// Stops the running sync and waits until it has stopped; rows read so far stay.
    ///
    /// # Errors
    /// None: nothing to stop is fine.
    pub async fn cancel_sync(&self, id: String) -> Result<(), Fault> {
        let running = locked(&self.syncs).get(&id).cloned();
        if let Some(running) = running {
            running.cancel.cancel();
            running.ended.cancelled().await;
        }
        Ok(())
    }

    /// Takes up the syncs that ended with their process.
    pub(crate) async fn take_up_interrupted_syncs(&self) -> Result<(), Fault> {
        // All in one question: with thousands of connections, one each would take seconds.
        let interrupted = self.store(|store| {
            let mut interrupted = Vec::new();
            for connection in store.connections()? {
                if connection.state == ConnectionState::Active
                    && let Some(last) = store.last_sync(&connection.id)?
                    && last.ended_at.is_none()
                {
                    interrupted.push(connection.id);
                }
            }
            Ok(interrupted)
        });
        for id in interrupted.await? {
            match self.start_sync(&id).await {
                Ok(_) => tracing::info!(connection = %id, "an interrupted sync goes on"),
                // The command line may be at it.
                Err(fault) => {
                    tracing::info!(connection = %id, %fault, "an interrupted sync was left alone")
                }
            }
        }
        Ok(())
    }

    /// The sync of a connection that runs in this process.
    pub(crate) fn running_sync(&self, id: &str) -> Option<RunningSync> {
        locked(&self.syncs).get(id).cloned()
    }

    async fn run_sync(self, begun: Begun, running: RunningSync) {
        let Begun {
            connection,
            number,
            streams,
            held,
        } = begun;
        let id = connection.id.clone();
        let synced = AssertUnwindSafe(self.sync_streams(&connection, number, streams, &running));
        // What panics in it must not leave a sync that nobody can end.
        let synced = synced.catch_unwind().await;
        let synced = synced.unwrap_or_else(|_| Err(Fault::abnormal("the sync panicked")));
        if let Err(fault) = synced {
            self.note_unkept(&id, &fault);
        }
        drop(held);
        locked(&self.syncs).remove(&id);
        match running.cancel.is_cancelled() {
            // Who stops a sync does not want it back in a minute.
            true => self.forget_again(&id),
            false => self.settle_again(&id),
        }
        if let Some(entity) = connection.entity {
            self.deliver_later(entity);
        }
        running.ended.cancel();
        self.events.changed(Topic::Workbooks);
        self.connections_changed();
    }

    async fn sync_streams(
        &self,
        connection: &Connection,
        number: i64,
        streams: Vec<Stream>,
        running: &RunningSync,
    ) -> Result<(), Fault> {
        let before = self.attempts.ended(&connection.id);
        let (mut trouble, mut through) = (None, Vec::new());
        match self.source(connection).await {
            Err(fault) => trouble = Some(self.plan_again(connection, fault)),
            Ok(source) => {
                let streams = self.as_they_are_now(connection, &source, streams).await;
                // Ends the others where they would fail alike.
                let stop = running.cancel.child_token();
                let mut waiting = streams.iter().enumerate();
                let mut reading = FuturesUnordered::new();
                loop {
                    while reading.len() < SIDE_BY_SIDE
                        && !stop.is_cancelled()
                        && let Some((index, stream)) = waiting.next()
                    {
                        let running = RunningSync {
                            cancel: stop.clone(),
                            ..running.clone()
                        };
                        let place = (number, index);
                        reading.push(self.sync_one(connection, &source, stream, place, running));
                    }
                    let Some((stream, synced)) = reading.next().await else {
                        break;
                    };
                    let Err(fault) = synced else {
                        through.push(stream.name.clone());
                        continue;
                    };
                    if fault.code == Code::Cancelled {
                        continue;
                    }
                    tracing::warn!(connection = %connection.id, stream = stream.name, %fault, "stream failed");
                    let fault = self.plan_again(connection, fault);
                    if stream::stops_the_rest(&fault) {
                        // It is the connection's, not this stream's: the others would have met it too.
                        stop.cancel();
                        trouble.get_or_insert(fault);
                        continue;
                    }
                    running.failed.fetch_add(1, Ordering::Relaxed);
                    self.keep_stream_fault(connection, stream, &fault).await?;
                }
            }
        }
        if running.failed.load(Ordering::Relaxed) == 0
            && trouble.is_none()
            && let Some(attempt) = before
        {
            self.attempts.forget(&connection.id, attempt);
        }
        let mut outcome = json!({ "failed": running.failed.load(Ordering::Relaxed), "streams": running.streams() });
        if running.paused.load(Ordering::Relaxed) {
            outcome["paused"] = true.into();
            outcome["through"] = json!(through);
        }
        // The owner of tokens has already kept a dead grant.
        let (now, trouble) = (self.now(), trouble.map(|fault| fault.to_json()));
        self.store(move |store| store.end_sync(number, now, &outcome, trouble.as_ref()))
            .await
    }

    /// The streams with what the source says of them now. Where it cannot be asked, what is kept holds: if it matters, the
    /// stream fails with its own fault.
    async fn as_they_are_now(
        &self,
        connection: &Connection,
        source: &Source,
        streams: Vec<Stream>,
    ) -> Vec<Stream> {
        match self.rediscover(connection, source).await {
            Ok(found) => found
                .into_iter()
                .filter(|found| streams.iter().any(|stream| stream.name == found.name))
                .collect(),
            Err(fault) => {
                tracing::info!(connection = %connection.id, %fault, "the streams were not looked at anew");
                streams
            }
        }
    }

    async fn sync_one<'s>(
        &self,
        connection: &Connection,
        source: &Source,
        stream: &'s Stream,
        (number, index): (i64, usize),
        running: RunningSync,
    ) -> (&'s Stream, Result<(), Fault>) {
        let meter = Meter::new(self, &connection.id, stream, index, running.streams());
        let synced = match self.scope_fault(connection, &stream.name) {
            Some(missing) => Err(missing),
            None => {
                self.sync_stream(connection, source, stream, number, &running, meter)
                    .await
            }
        };
        (stream, synced)
    }

    /// Remembers the store's own fault, which it cannot keep itself, until a sync can be begun again.
    pub(crate) fn note_unkept(&self, id: &str, fault: &Fault) {
        tracing::warn!(connection = %id, %fault, "the sync could not be kept in order");
        locked(&self.unkept).insert(id.to_owned(), fault.clone());
        self.connections_changed();
    }

    async fn keep_stream_fault(
        &self,
        connection: &Connection,
        stream: &Stream,
        fault: &Fault,
    ) -> Result<(), Fault> {
        let (id, name, fault) = (connection.id.clone(), stream.name.clone(), fault.to_json());
        self.store(move |store| store.set_stream_fault(&id, &name, Some(&fault)))
            .await
    }
}
