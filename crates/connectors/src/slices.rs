//! The slices of a stream: its partitions, and the windows of each, as they come to be read; and
//! the state that follows from those that are.

use std::iter::Peekable;
use std::sync::Arc;

use futures::StreamExt;
use futures::stream;
use serde_json::{Map, Value};

use crate::cursor::{Mark, Plan, Window, Windows};
use crate::error::Error;
use crate::moment::Moment;
use crate::parent::ParentStates;
use crate::partition::{Partitions, Routed};
use crate::partition_state::PartitionStates;
use crate::progress::{Progress, Watch, no_cursor};
use crate::session::Session;
use crate::slice::{Partition, Slice};
use crate::stream::Stream;

/// A slice to read.
pub(crate) struct Planned {
    pub(crate) slice: Slice,
    /// What its records are looked at with; nothing where there is no cursor.
    pub(crate) watch: Option<Watch>,
    window: Option<Window>,
    /// Its partition.
    number: u64,
}

/// What is known of a stream's reading.
enum Ledger {
    /// No cursor: nothing to know.
    None,
    Stream(Progress),
    Partitions(Box<PartitionStates>),
}

/// The slices of a stream, and how far they are read.
pub(crate) struct Slices {
    session: Session,
    partitions: Partitions,
    plan: Option<Arc<Plan>>,
    ledger: Ledger,
    /// Whether a state was given out.
    is_said: bool,
    current: Option<Current>,
}

/// The partition whose slices are given.
struct Current {
    partition: Partition,
    number: u64,
    windows: Spans,
}

enum Spans {
    /// All of it at once; not yet given.
    Whole,
    Windows(Box<Peekable<Windows>>, Mark),
    Done,
}

impl Slices {
    /// Begins a stream from a state; where it has a cursor of time, what is older than `from` is not
    /// wanted.
    ///
    /// # Errors
    /// [`Error::State`], [`Error::Expression`].
    pub(crate) fn begin(
        session: &Session,
        stream: &Stream,
        state: &Map<String, Value>,
        from: Option<Moment>,
    ) -> Result<Slices, Error> {
        let plan = match &stream.cursor {
            Some(cursor) => Some(Arc::new(Plan::new(cursor, session)?.not_before(from))),
            None => None,
        };
        let is_global = stream
            .cursor
            .as_ref()
            .is_some_and(|cursor| cursor.is_global);
        let given = Some(state).filter(|state| !state.is_empty());
        let name = stream.name();
        let mut parents = ParentStates {
            is_first: given.is_none(),
            ..ParentStates::default()
        };
        let ledger = match (&plan, &stream.retriever.router) {
            (None, _) => Ledger::None,
            (Some(plan), None) => Ledger::Stream(Progress::begin(plan, name, given, 0)?),
            (Some(plan), Some(router)) => {
                let states = PartitionStates::begin(plan.clone(), name, router, is_global, given)?;
                parents = states.parents();
                Ledger::Partitions(Box::new(states))
            }
        };
        let partitions = match &stream.retriever.router {
            Some(router) => router.partitions(session, &parents),
            None => stream::iter([Ok(Routed::Partition(Partition::default()))]).boxed(),
        };
        Ok(Slices {
            session: session.clone(),
            partitions,
            plan,
            ledger,
            is_said: false,
            current: None,
        })
    }

    /// The next slice to read. May be dropped while it waits: nothing is lost by it.
    pub(crate) async fn next(&mut self) -> Option<Result<Planned, Error>> {
        loop {
            if let Some(planned) = self.next_window() {
                return Some(Ok(planned));
            }
            let opened = match self.partitions.next().await? {
                Ok(Routed::Partition(partition)) => self.open(partition),
                Ok(Routed::ParentState(name, state)) => {
                    if let Ledger::Partitions(states) = &mut self.ledger {
                        states.parent(name, state);
                    }
                    continue;
                }
                Err(error) => Err(error),
            };
            if let Err(error) = opened {
                self.partitions = stream::empty().boxed();
                return Some(Err(error));
            }
        }
    }

    fn open(&mut self, partition: Partition) -> Result<(), Error> {
        let number = match &mut self.ledger {
            Ledger::None | Ledger::Stream(_) => 0,
            Ledger::Partitions(states) => match states.open(&partition)? {
                Some(number) => number,
                None => return Ok(()),
            },
        };
        let windows = match (self.progress(number), &self.plan) {
            (Some(progress), Some(plan)) => {
                let end = plan.end(&self.session)?;
                Spans::Windows(Box::new(progress.windows(end).peekable()), end)
            }
            _ => Spans::Whole,
        };
        self.current = Some(Current {
            partition,
            number,
            windows,
        });
        Ok(())
    }

    fn progress(&self, number: u64) -> Option<&Progress> {
        match &self.ledger {
            Ledger::None => None,
            Ledger::Stream(progress) => Some(progress),
            Ledger::Partitions(states) => states.progress(number),
        }
    }

    fn next_window(&mut self) -> Option<Planned> {
        let current = self.current.as_mut()?;
        let number = current.number;
        let window = match &mut current.windows {
            Spans::Whole => {
                current.windows = Spans::Done;
                None
            }
            Spans::Windows(windows, end) => match windows.next() {
                Some(window) => Some((window, *end, windows.peek().is_none())),
                None => {
                    self.current = None;
                    if let Ledger::Partitions(states) = &mut self.ledger {
                        states.end_windows(number);
                    }
                    return None;
                }
            },
            Spans::Done => {
                self.current = None;
                return None;
            }
        };
        let partition = current.partition.clone();
        let Some((window, end, is_last)) = window else {
            return Some(Planned {
                slice: Slice::new(partition, Map::new()),
                watch: None,
                window: None,
                number,
            });
        };
        if let Ledger::Partitions(states) = &mut self.ledger {
            states.begin_window(number, is_last);
        }
        Some(Planned {
            slice: Slice::new(partition, window.values.clone()),
            watch: self.progress(number).map(|progress| progress.watch(end)),
            window: Some(window),
            number,
        })
    }

    /// A slice was read to its end. Gives the state that follows, where it is time for one.
    pub(crate) fn close(&mut self, planned: Planned) -> Option<Value> {
        let window = planned.window?;
        let seen = planned.watch.and_then(|watch| watch.seen());
        match &mut self.ledger {
            Ledger::None => None,
            Ledger::Stream(progress) => {
                progress.close(&window, seen);
                self.is_said = true;
                Some(Value::Object(progress.state()))
            }
            Ledger::Partitions(states) => {
                states.close(planned.number, &window, seen);
                states.due()
            }
        }
    }

    /// The state in which a parent begins, for its children; without a cursor it says so.
    pub(crate) fn state(&self) -> Value {
        match &self.ledger {
            Ledger::None => no_cursor(),
            Ledger::Stream(progress) => Value::Object(progress.state()),
            Ledger::Partitions(states) => states.value(),
        }
    }

    /// The state at the end of a parent. Where it had no partitions, the states of its own
    /// parents stay as they were.
    pub(crate) fn finish_parent(&mut self) -> Value {
        match &mut self.ledger {
            Ledger::Partitions(states) if !states.is_untouched() => states.finish(true),
            _ => self.state(),
        }
    }

    /// The state at the end, where it is another one than the last; `is_whole` where all slices
    /// were given.
    pub(crate) fn finish(&mut self, is_whole: bool) -> Option<Value> {
        match &mut self.ledger {
            Ledger::None => None,
            Ledger::Stream(_) if self.is_said => None,
            Ledger::Stream(_) => Some(self.state()),
            Ledger::Partitions(states) => Some(states.finish(is_whole)),
        }
    }
}
