//! The authorizations that run or have just ended, and what is known of each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use headwater_oauth::{Grant, Paste};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::choose::Answer;
use crate::engine::locked;
use crate::fault::Fault;
use crate::view::{AttemptPhase, AttemptView};

/// The running and just ended authorizations by connection.
#[derive(Default)]
pub(crate) struct Attempts(pub(super) Mutex<HashMap<String, Running>>);

/// A grant that is not kept yet; whoever takes it out decides about it.
pub(super) type Held = Arc<Mutex<Option<Grant>>>;

/// One of them.
pub(super) struct Running {
    pub(super) view: AttemptView,
    /// Where the browser goes; none where nobody consents.
    pub(super) url: Option<Url>,
    pub(super) cancel: CancellationToken,
    /// Cancelled when the attempt has ended and its listener is gone.
    pub(super) ended: CancellationToken,
    /// Why it ended, where it failed.
    pub(super) fault: Option<Fault>,
    /// The grant of another account, until it is decided what becomes of it.
    pub(super) other: Held,
    /// Takes the address that the browser ended at, where a browser comes back.
    pub(super) paste: Option<Paste>,
    /// Takes the answer to the open question.
    pub(super) answer: Option<Answer>,
    /// Tells a replaced attempt from the one that replaced it.
    pub(super) number: u64,
}

impl Attempts {
    /// The attempt of a connection as the window shows it.
    pub(crate) fn view(&self, id: &str) -> Option<AttemptView> {
        locked(&self.0).get(id).map(|running| running.view.clone())
    }

    /// All attempts, by connection.
    pub(crate) fn views(&self) -> HashMap<String, AttemptView> {
        let all = locked(&self.0);
        all.iter()
            .map(|(id, running)| (id.clone(), running.view.clone()))
            .collect()
    }

    /// Forgets a connection's attempt, ends it and waits until its listener is gone.
    pub(crate) async fn remove(&self, id: &str) {
        let running = locked(&self.0).remove(id);
        if let Some(running) = running {
            running.cancel.cancel();
            running.ended.cancelled().await;
        }
    }

    /// The number of a connection's attempt that has ended, for [`Attempts::forget`].
    pub(crate) fn ended(&self, id: &str) -> Option<u64> {
        use AttemptPhase::{Cancelled, Done, Failed};
        let all = locked(&self.0);
        all.get(id)
            .filter(|running| matches!(running.view.phase, Done | Failed | Cancelled))
            .map(|running| running.number)
    }

    /// Forgets an attempt that had ended before a sync that went well: what it said is over. An attempt that ended
    /// meanwhile stays, since that sync read with the grant of before.
    pub(crate) fn forget(&self, id: &str, number: u64) {
        let mut all = locked(&self.0);
        if all
            .get(id)
            .is_some_and(|running| running.number == number && running.ended.is_cancelled())
        {
            all.remove(id);
        }
    }

    /// Changes an attempt, unless another has taken its place.
    pub(super) fn change(&self, id: &str, number: u64, change: impl FnOnce(&mut Running)) {
        if let Some(running) = locked(&self.0)
            .get_mut(id)
            .filter(|running| running.number == number)
        {
            change(running);
        }
    }
}
