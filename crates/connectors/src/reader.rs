//! Reading a stream: its slices, several at a time.
//!
//! A task of its own fetches; what it has goes through a channel with one place for each slice
//! that may be read at a time, and a slice asks for a page only when it has a place, of which it
//! takes one. So a page of each slice is fetched while the one before is used, and no more than
//! that is ever in memory.
//!
//! Pages of one slice come in order, those of different slices as they are there. A state is given
//! out with the last page of a slice: it counts the slices that are given out whole, and nothing
//! else.

use std::sync::Arc;

use futures::StreamExt;
use futures::stream::{self, BoxStream, FuturesUnordered};
use serde_json::{Map, Value};
use tokio_util::task::AbortOnDropHandle;

use crate::error::Error;
use crate::moment::Moment;
use crate::outlet::{self, Fetched, Last, Mouth, Outlet};
use crate::pages::Pages;
use crate::session::Session;
use crate::slice::{Partition, Slice};
use crate::slices::{Planned, Slices};
use crate::stream::Stream;

/// How a stream is read.
#[derive(Clone, Copy)]
enum Manner {
    /// For its own sake: so many slices at a time, of what is not older than a moment, and where one
    /// fails, the others go on.
    Own(usize, Option<Moment>),
    /// For the values in it: one slice after the other, to the first error.
    Values,
    /// As a parent: the same, and first comes the state in which it begins.
    Parent,
}

/// Begins to read a stream from `state` for the values in it, to the first error. Dropping the
/// result ends the reading.
pub(crate) fn open(
    session: &Session,
    stream: Arc<Stream>,
    state: Option<Value>,
) -> BoxStream<'static, Result<Fetched, Error>> {
    begin(session, stream, state, Manner::Values)
}

/// Begins to read a parent from `state`, to the first error: first the state in which it begins,
/// then as [`open`]. The last state says how a stream without a cursor was read, too.
pub(crate) fn open_parent(
    session: &Session,
    stream: Arc<Stream>,
    state: Option<Value>,
) -> BoxStream<'static, Result<Fetched, Error>> {
    begin(session, stream, state, Manner::Parent)
}

/// Begins to read a stream from `state`, `slices` at a time; where it has a cursor of time, what is
/// older than `from` is not wanted. Where a slice fails, the others are
/// read nevertheless; then comes the state, and the error after it. Dropping the result ends the
/// reading.
pub(crate) fn open_wide(
    session: &Session,
    stream: Arc<Stream>,
    state: Option<Value>,
    from: Option<Moment>,
    slices: usize,
) -> BoxStream<'static, Result<Fetched, Error>> {
    begin(session, stream, state, Manner::Own(slices.max(1), from))
}

fn begin(
    session: &Session,
    stream: Arc<Stream>,
    state: Option<Value>,
    manner: Manner,
) -> BoxStream<'static, Result<Fetched, Error>> {
    running(session, manner.slices(), |session, mouth| async move {
        if let Err(error) = read(&session, &stream, state, manner, &mouth).await {
            mouth.fail(error).await;
        }
    })
}

/// Begins to read one slice of a stream without a cursor for the values in it: that of a partition.
pub(crate) fn open_slice(
    session: &Session,
    stream: Arc<Stream>,
    partition: Partition,
) -> BoxStream<'static, Result<Fetched, Error>> {
    running(session, 1, |session, mouth| async move {
        let slice = Slice::new(partition, Map::new());
        let read = async {
            // Gone before an error is said, which needs its place.
            let mut out = mouth.outlet();
            let pages = Pages {
                session: &session,
                stream: &stream,
                depth: stream.depth(&session)?,
                turns: None,
                schema: Value::Null,
            };
            let last = pages.slice(&slice, &mut out, &mut None).await?;
            last.end(&session, &mut out, None).await
        };
        if let Err(error) = read.await {
            mouth.fail(error).await;
        }
    })
}

/// What `work` gives out through a channel with so many places. Dropping the result ends the work.
fn running<W: Future<Output = ()> + Send + 'static>(
    session: &Session,
    places: usize,
    work: impl FnOnce(Session, Mouth) -> W,
) -> BoxStream<'static, Result<Fetched, Error>> {
    let (mouth, inlet) = outlet::channel(places);
    let cancel = session.cancel.child_token();
    let guard = cancel.clone().drop_guard();
    let session = Session {
        shared: session.shared.clone(),
        cancel,
    };
    let task = AbortOnDropHandle::new(tokio::spawn(work(session, mouth)));
    stream::unfold(
        (inlet, task, guard),
        |(mut inlet, task, guard)| async move {
            if let Some(next) = inlet.next().await {
                return Some((next, (inlet, task, guard)));
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

impl Manner {
    fn slices(self) -> usize {
        match self {
            Manner::Own(slices, _) => slices,
            Manner::Values | Manner::Parent => 1,
        }
    }

    fn from(self) -> Option<Moment> {
        match self {
            Manner::Own(_, from) => from,
            Manner::Values | Manner::Parent => None,
        }
    }

    /// Whether its pages count for the source's limit. Those of parents do not: they are read while
    /// a page of their child waits for them.
    fn takes_turns(self) -> bool {
        matches!(self, Manner::Own(..))
    }

    /// Whether the other slices are read although one has failed.
    fn goes_on_after(self, error: &Error) -> bool {
        let concerns_all = matches!(
            error,
            Error::Cancelled
                | Error::Access(_)
                | Error::Unauthorized { .. }
                | Error::Unreachable { .. }
                | Error::RateLimited { .. }
        );
        matches!(self, Manner::Own(..)) && !concerns_all
    }

    /// Whether there is a state to give although something failed.
    fn ends_with_state(self) -> bool {
        matches!(self, Manner::Own(..))
    }
}

async fn read(
    session: &Session,
    stream: &Stream,
    state: Option<Value>,
    manner: Manner,
    mouth: &Mouth,
) -> Result<(), Error> {
    let state = match state {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(state)) => state,
        Some(_) => {
            return Err(Error::State {
                stream: stream.name().to_owned(),
                reason: "it is no JSON object".into(),
            });
        }
    };
    let (stream, state) = stream.resumed(session, state)?;
    let schema = match stream.retriever.selector.normalizes() {
        true => stream.schema(session).await?,
        false => Value::Null,
    };
    let pages = Pages {
        session,
        stream,
        depth: stream.depth(session)?,
        turns: manner
            .takes_turns()
            .then_some(session.shared.turns.get())
            .flatten(),
        schema,
    };
    let mut slices = Slices::begin(session, stream, &state, manner.from())?;
    let is_parent = matches!(manner, Manner::Parent);
    if is_parent {
        give(session, mouth, slices.state()).await?;
    }
    let failure = all(&pages, &mut slices, manner, mouth).await;
    let state = match &failure {
        Some(Error::Cancelled) => None,
        Some(_) if !manner.ends_with_state() => None,
        None if is_parent => Some(slices.finish_parent()),
        failure => slices.finish(failure.is_none()),
    };
    if let Some(state) = state {
        give(session, mouth, state).await?;
    }
    failure.map_or(Ok(()), Err)
}

/// Gives a state out.
async fn give(session: &Session, mouth: &Mouth, state: Value) -> Result<(), Error> {
    let last = Fetched {
        records: Vec::new(),
        partition: Map::new(),
        state: Some(state),
        files: Vec::new(),
    };
    mouth.outlet().give(session, last).await
}

/// Reads all slices. Gives the first error, which the others may have outlived.
async fn all(
    pages: &Pages<'_>,
    slices: &mut Slices,
    manner: Manner,
    mouth: &Mouth,
) -> Option<Error> {
    let mut running = FuturesUnordered::new();
    let mut failure = None;
    let mut more = true;
    loop {
        let error = tokio::select! {
            biased;
            Some(read) = running.next(), if !running.is_empty() => match read {
                Ok(read) => close(pages, slices, read).await.err(),
                Err(error) => Some(error),
            },
            next = slices.next(), if more && running.len() < manner.slices() => match next {
                Some(Ok(planned)) => {
                    running.push(slice(pages, planned, mouth.outlet()));
                    None
                }
                Some(Err(error)) => Some(error),
                None => {
                    more = false;
                    None
                }
            },
            else => return failure,
        };
        if let Some(error) = error {
            if !manner.goes_on_after(&error) {
                // What stops everything is the cause to tell, unless it is the caller's own wish.
                return Some(match failure {
                    Some(first) if !matches!(error, Error::Cancelled) => first,
                    _ => error,
                });
            }
            failure.get_or_insert(error);
        }
    }
}

/// A slice that was read, except that its last page is still held back.
struct Read {
    planned: Planned,
    last: Last,
    out: Outlet,
}

async fn slice(pages: &Pages<'_>, mut planned: Planned, mut out: Outlet) -> Result<Read, Error> {
    let last = pages
        .slice(&planned.slice, &mut out, &mut planned.watch)
        .await?;
    Ok(Read { planned, last, out })
}

/// Gives the last page out, with the state that now counts the slice.
async fn close(pages: &Pages<'_>, slices: &mut Slices, read: Read) -> Result<(), Error> {
    let Read {
        planned,
        last,
        mut out,
    } = read;
    let state = slices.close(planned);
    last.end(pages.session, &mut out, state).await
}
