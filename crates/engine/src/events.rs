//! What the engine tells whoever listens: that something changed, and how far a sync is. An event carries no data that
//! a command does not give too, so a listener that missed one only has to ask again.

use std::time::Duration;

use tokio::sync::broadcast;

use crate::engine::Engine;
use crate::view::{Progress, Topic};

/// Something happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// What was asked before may read differently now.
    Changed(Topic),
    /// A sync went on.
    Progress(Progress),
    /// A person's answer came back from the browser, and the browser's page says so: what follows is in the window.
    Answered,
}

/// Sends events to all listeners.
#[derive(Clone, Debug)]
pub(crate) struct Events(broadcast::Sender<Event>);

impl Events {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(1024).0)
    }

    /// A listener from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }

    /// Says that a topic changed. Nobody listening is fine.
    pub(crate) fn changed(&self, topic: Topic) {
        let _ = self.0.send(Event::Changed(topic));
    }

    /// Says that an answer came back from the browser.
    pub(crate) fn answered(&self) {
        let _ = self.0.send(Event::Answered);
    }

    /// Says how far a sync is.
    pub(crate) fn progress(&self, progress: Progress) {
        let _ = self.0.send(Event::Progress(progress));
    }
}

/// How often it is asked whether another process changed the file.
const LOOK: Duration = Duration::from_secs(1);

impl Engine {
    /// Tells listeners what another process did, such as the command line beside the window: which of it concerns them is
    /// for them to ask.
    pub(crate) fn watch_others(&self) {
        self.in_background(|engine| async move { engine.tell_of_others().await });
    }

    async fn tell_of_others(&self) {
        let (mut known, mut folder) = (None, self.connectors.changed_at());
        loop {
            tokio::time::sleep(LOOK).await;
            let now = self.connectors.changed_at();
            if std::mem::replace(&mut folder, now) != now {
                self.connectors.reload();
                self.events.changed(Topic::Catalogue);
            }
            let Ok(seen) = self.store(|store| store.changed_by_others()).await else {
                continue;
            };
            if known.replace(seen).is_some_and(|known| known != seen) {
                self.events.changed(Topic::Workbooks);
                self.connections_changed();
            }
        }
    }
}
