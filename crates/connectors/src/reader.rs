//! Reading a stream: its partitions, and the windows of each.
//!
//! A task of its own fetches; what it has goes through a channel of one place, and it asks for
//! the next page only when that place is free. So one page is fetched while the one before is
//! used, and no more than that is ever in memory.

use std::sync::Arc;

use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use serde_json::{Map, Value};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use crate::cursor::DatetimeCursor;
use crate::error::Error;
use crate::outlet::Outlet;
use crate::pages::{Fetched, Pages, Watch};
use crate::parent::ParentStates;
use crate::partition::{PartitionRouter, Routed};
use crate::partition_state::PartitionStates;
use crate::progress::Progress;
use crate::session::Session;
use crate::slice::{Partition, Slice};
use crate::stream::Stream;

/// Begins to read a stream from `state`. Dropping the result ends the reading.
pub(crate) fn open(
    session: &Session,
    stream: Arc<Stream>,
    state: Option<Value>,
) -> BoxStream<'static, Result<Fetched, Error>> {
    let (sender, receiver) = mpsc::channel(1);
    let cancel = session.cancel.child_token();
    let guard = cancel.clone().drop_guard();
    let session = Session {
        shared: session.shared.clone(),
        cancel,
    };
    let task = AbortOnDropHandle::new(tokio::spawn(async move {
        let mut outlet = Outlet::new(sender);
        if let Err(error) = read(&session, &stream, state, &mut outlet).await {
            outlet.fail(error).await;
        }
    }));
    stream::unfold(
        (receiver, task, guard),
        |(mut receiver, task, guard)| async move {
            if let Some(next) = receiver.recv().await {
                return Some((next, (receiver, task, guard)));
            }
            // A reading that panicked must not look like one that came to its end.
            if let Err(failure) = task.await
                && failure.is_panic()
            {
                std::panic::resume_unwind(failure.into_panic());
            }
            None
        },
    )
    .boxed()
}

async fn read(
    session: &Session,
    stream: &Stream,
    state: Option<Value>,
    out: &mut Outlet,
) -> Result<(), Error> {
    let state = match state {
        None | Some(Value::Null) => None,
        Some(Value::Object(state)) => Some(state),
        Some(_) => {
            return Err(Error::State {
                stream: stream.name().to_owned(),
                reason: "it is no JSON object".into(),
            });
        }
    };
    let schema = match stream.retriever.selector.normalizes() {
        true => stream.schema(session).await?,
        false => Value::Null,
    };
    let pages = Pages {
        session,
        stream,
        depth: stream.depth(session)?,
        schema,
    };
    match (&stream.retriever.router, &stream.cursor) {
        (None, None) => {
            let whole = Slice::new(Partition::default(), Map::new());
            pages
                .slice(&whole, out, &mut Watch::None)
                .await?
                .end(session, out, None)
                .await
        }
        (None, Some(cursor)) => pages.windows(cursor, state.as_ref(), out).await,
        (Some(router), None) => pages.partitions(router, out).await,
        (Some(router), Some(cursor)) => {
            pages
                .partitioned_windows(router, cursor, state.as_ref(), out)
                .await
        }
    }
}

impl Pages<'_> {
    /// A stream with a cursor and without partitions: the state moves on after each window.
    async fn windows(
        &self,
        cursor: &Arc<DatetimeCursor>,
        state: Option<&Map<String, Value>>,
        out: &mut Outlet,
    ) -> Result<(), Error> {
        let mut progress = Progress::begin(cursor, self.session, self.stream.name(), state, 0)?;
        let mut read_any = false;
        for window in progress.windows() {
            let slice = Slice::new(Partition::default(), window);
            let last = self
                .slice(&slice, out, &mut Watch::Stream(&mut progress))
                .await?;
            progress.close();
            read_any = true;
            last.end(self.session, out, Some(Value::Object(progress.state())))
                .await?;
        }
        if read_any {
            return Ok(());
        }
        let state = Some(Value::Object(progress.state()));
        out.give(
            self.session,
            Fetched {
                records: Vec::new(),
                partition: Map::new(),
                state,
            },
        )
        .await
    }

    /// A stream with partitions and without a cursor.
    async fn partitions(
        &self,
        router: &Arc<PartitionRouter>,
        out: &mut Outlet,
    ) -> Result<(), Error> {
        let mut partitions = router.partitions(self.session, &ParentStates::default());
        while let Some(routed) = partitions.try_next().await? {
            if let Routed::Partition(partition) = routed {
                let slice = Slice::new(partition, Map::new());
                self.slice(&slice, out, &mut Watch::None)
                    .await?
                    .end(self.session, out, None)
                    .await?;
            }
        }
        Ok(())
    }

    /// A stream with both: each partition has its own windows.
    async fn partitioned_windows(
        &self,
        router: &Arc<PartitionRouter>,
        cursor: &Arc<DatetimeCursor>,
        state: Option<&Map<String, Value>>,
        out: &mut Outlet,
    ) -> Result<(), Error> {
        let mut states = PartitionStates::begin(cursor, self.session, self.stream.name(), state)?;
        let mut partitions = router.partitions(self.session, &states.parents());
        while let Some(routed) = partitions.try_next().await? {
            let partition = match routed {
                Routed::Partition(partition) => partition,
                Routed::ParentState(name, state) => {
                    states.keep_parent(name, state);
                    continue;
                }
            };
            let Some(mut progress) = states.open(self.session, &partition)? else {
                continue;
            };
            let mut windows = progress.windows().peekable();
            while let Some(window) = windows.next() {
                let slice = Slice::new(partition.clone(), window);
                let last = self
                    .slice(
                        &slice,
                        out,
                        &mut Watch::Partition(&mut progress, &mut states),
                    )
                    .await?;
                progress.close();
                states.close(&partition, &progress, windows.peek().is_none());
                let due = states.due();
                last.end(self.session, out, due).await?;
            }
        }
        let state = Some(states.finish(router.followed()));
        out.give(
            self.session,
            Fetched {
                records: Vec::new(),
                partition: Map::new(),
                state,
            },
        )
        .await
    }
}
