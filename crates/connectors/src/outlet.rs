//! The way from the slices that are read to whoever uses them: one channel, with a place for each
//! slice that may be read at a time.
//!
//! A place is taken before a page is asked for, not after: otherwise a page would wait in the
//! channel and another one behind it. And a slice takes one place only, however many are free.

use std::sync::Arc;

use serde_json::{Map, Value};
use tokio::sync::mpsc::{self, OwnedPermit, Receiver, Sender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::Error;
use crate::file_uploader::FileReference;
use crate::record::Record;
use crate::session::Session;
use crate::slice::Slice;

/// A page of records with the partition they belong to.
pub(crate) struct Fetched {
    pub(crate) records: Vec<Record>,
    pub(crate) partition: Map<String, Value>,
    pub(crate) state: Option<Value>,
    /// The files of the records, where they stand for files and somebody keeps them.
    pub(crate) files: Vec<FileReference>,
}

/// The last page of a slice, held back until it is known which state goes with it.
pub(crate) struct Last(pub(crate) Fetched);

impl Last {
    /// A slice without a page.
    pub(crate) fn nothing(slice: &Slice) -> Last {
        Last(Fetched {
            records: Vec::new(),
            partition: slice.partition.key.clone(),
            state: None,
            files: Vec::new(),
        })
    }

    /// Gives the page out, with a state where there is one to give.
    pub(crate) async fn end(
        self,
        session: &Session,
        out: &mut Outlet,
        state: Option<Value>,
    ) -> Result<(), Error> {
        let fetched = Fetched { state, ..self.0 };
        if fetched.records.is_empty() && fetched.state.is_none() {
            return Ok(());
        }
        out.give(session, fetched).await
    }
}

/// What goes through the channel: a page, and its slice's leave to ask for the next one.
type Given = (Result<Fetched, Error>, Option<OwnedSemaphorePermit>);

/// A channel with so many places.
pub(crate) fn channel(places: usize) -> (Mouth, Inlet) {
    let (sender, receiver) = mpsc::channel(places);
    (Mouth(sender), Inlet(receiver))
}

/// Where outlets come from.
pub(crate) struct Mouth(Sender<Given>);

/// The receiving end.
pub(crate) struct Inlet(Receiver<Given>);

/// The sending end of one slice.
pub(crate) struct Outlet {
    sender: Sender<Given>,
    leave: Arc<Semaphore>,
    place: Option<(OwnedPermit<Given>, OwnedSemaphorePermit)>,
}

impl Mouth {
    /// The sending end for one slice.
    pub(crate) fn outlet(&self) -> Outlet {
        Outlet {
            sender: self.0.clone(),
            leave: Arc::new(Semaphore::new(1)),
            place: None,
        }
    }

    /// The last thing that is said; nobody may listen any more.
    pub(crate) async fn fail(&self, error: Error) {
        let _ = self.0.send((Err(error), None)).await;
    }
}

impl Inlet {
    /// The next page; its slice may ask for another one now.
    pub(crate) async fn next(&mut self) -> Option<Result<Fetched, Error>> {
        self.0.recv().await.map(|(page, _)| page)
    }
}

impl Outlet {
    /// Waits until there is room for a page.
    pub(crate) async fn ready(&mut self, session: &Session) -> Result<(), Error> {
        if self.place.is_none() {
            let (sender, leave) = (self.sender.clone(), self.leave.clone());
            let place = async {
                let leave = leave.acquire_owned().await.ok()?;
                Some((sender.reserve_owned().await.ok()?, leave))
            };
            let place = session.unless_cancelled(place).await?;
            self.place = Some(place.ok_or(Error::Cancelled)?);
        }
        Ok(())
    }

    /// Gives a page out.
    pub(crate) async fn give(&mut self, session: &Session, fetched: Fetched) -> Result<(), Error> {
        self.ready(session).await?;
        if let Some((place, leave)) = self.place.take() {
            place.send((Ok(fetched), Some(leave)));
        }
        Ok(())
    }
}
