//! The way from the slices that are read to whoever uses them: one channel, with a place for each
//! slice that may be read at a time.
//!
//! A place is taken before a page is asked for, not after: otherwise a page would wait in the
//! channel and another one behind it. And a slice takes one place only, however many are free.

use std::sync::Arc;

use tokio::sync::mpsc::{self, OwnedPermit, Receiver, Sender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::Error;
use crate::pages::Fetched;
use crate::session::Session;

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
