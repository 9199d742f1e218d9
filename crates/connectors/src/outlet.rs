//! The way from the task that fetches to whoever reads: a channel with one place for each slice that
//! may be read at a time.
//!
//! A place is taken before a page is asked for, not after: otherwise a page would wait in the
//! channel and another one behind it.

use tokio::sync::mpsc::{OwnedPermit, Sender};

use crate::error::Error;
use crate::pages::Fetched;
use crate::session::Session;

/// The sending end.
pub(crate) struct Outlet {
    sender: Sender<Result<Fetched, Error>>,
    permit: Option<OwnedPermit<Result<Fetched, Error>>>,
}

impl Outlet {
    pub(crate) fn new(sender: Sender<Result<Fetched, Error>>) -> Outlet {
        Outlet {
            sender,
            permit: None,
        }
    }

    /// Waits until there is room for a page.
    pub(crate) async fn ready(&mut self, session: &Session) -> Result<(), Error> {
        if self.permit.is_none() {
            let permit = session
                .unless_cancelled(self.sender.clone().reserve_owned())
                .await?;
            self.permit = Some(permit.map_err(|_| Error::Cancelled)?);
        }
        Ok(())
    }

    /// Gives a page out.
    pub(crate) async fn give(&mut self, session: &Session, fetched: Fetched) -> Result<(), Error> {
        self.ready(session).await?;
        if let Some(permit) = self.permit.take() {
            permit.send(Ok(fetched));
        }
        Ok(())
    }
}
