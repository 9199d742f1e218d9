//! A timer: which connection is due when, and the wait for the next one. The owner of tokens has one, and the schedules
//! have one.
//!
//! It goes by the wall's clock and looks at it often, so that a machine that slept is not late by more than that; and it
//! says when that clock was set back, so that what was planned by it can be moved along.

use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::engine::locked;

/// The timer looks at the wall's clock at least this often: after a machine slept or its clock was set, nothing is late
/// by more than that.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_secs(15);

/// How far the two clocks may drift apart before the wall's counts as set.
const DRIFT: SignedDuration = SignedDuration::from_secs(2);

/// Connections and when they are due.
#[derive(Debug, Default)]
pub(crate) struct Timer {
    queue: Mutex<Queue>,
    changed: Notify,
    /// Both clocks at the last look.
    looked: Mutex<Option<(Timestamp, Instant)>>,
}

impl Timer {
    /// Sets or moves a connection's time.
    pub(crate) fn set(&self, connection: &str, at: Timestamp) {
        locked(&self.queue).set(connection, at);
        self.changed.notify_one();
    }

    /// Takes a connection out.
    pub(crate) fn remove(&self, connection: &str) {
        locked(&self.queue).remove(connection);
    }

    /// Moves all times back.
    pub(crate) fn move_back(&self, by: SignedDuration) {
        locked(&self.queue).move_back(by);
    }

    /// Takes out the first connection that is due.
    pub(crate) fn pop_due(&self, now: Timestamp) -> Option<String> {
        locked(&self.queue).pop_due(now)
    }

    /// Waits until a connection may be due, and says by how much the wall's clock was set back since the last wait, where
    /// it was. Forward says nothing, since sleep looks the same, and then everything is due indeed.
    pub(crate) async fn wait(&self, clock: &dyn Clock) -> Option<SignedDuration> {
        locked(&self.looked).get_or_insert_with(|| (clock.now(), Instant::now()));
        loop {
            let next = locked(&self.queue).next();
            let wait = next.map_or(LOOK_AGAIN, |at| {
                at.duration_since(clock.now())
                    .try_into()
                    .unwrap_or(Duration::ZERO)
            });
            tokio::select! {
                () = tokio::time::sleep(wait.min(LOOK_AGAIN)) => break,
                () = self.changed.notified() => {}
            }
        }
        let now = clock.now();
        let (wall, steady) = locked(&self.looked).replace((now, Instant::now()))?;
        let gone = SignedDuration::try_from(steady.elapsed()).unwrap_or_default();
        let set_back = (wall + gone).duration_since(now);
        (set_back > DRIFT).then_some(set_back)
    }
}

/// Connections by the time at which they are due. One entry per connection.
#[derive(Debug, Default)]
struct Queue {
    sorted: BTreeSet<(Timestamp, String)>,
    at: HashMap<String, Timestamp>,
}

impl Queue {
    /// Sets or moves a connection's time.
    fn set(&mut self, connection: &str, at: Timestamp) {
        self.remove(connection);
        self.sorted.insert((at, connection.to_owned()));
        self.at.insert(connection.to_owned(), at);
    }

    /// Takes a connection out.
    fn remove(&mut self, connection: &str) {
        if let Some(at) = self.at.remove(connection) {
            self.sorted.remove(&(at, connection.to_owned()));
        }
    }

    /// Moves all times back.
    fn move_back(&mut self, by: SignedDuration) {
        for at in self.at.values_mut() {
            *at -= by;
        }
        let moved = self
            .at
            .iter()
            .map(|(connection, at)| (*at, connection.clone()));
        self.sorted = moved.collect();
    }

    /// Takes out the first connection that is due.
    fn pop_due(&mut self, now: Timestamp) -> Option<String> {
        let (at, connection) = self.sorted.first()?.clone();
        if at > now {
            return None;
        }
        self.remove(&connection);
        Some(connection)
    }

    /// The next time in the queue.
    fn next(&self) -> Option<Timestamp> {
        self.sorted.first().map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(n: i64) -> SignedDuration {
        SignedDuration::from_secs(n)
    }

    /// Requirement 42: what was planned by a clock that was set back since is moved with it, in the same order.
    #[test]
    fn the_queue_moves_with_the_clock() {
        let now = Timestamp::UNIX_EPOCH + seconds(86_400);
        let mut queue = Queue::default();
        queue.set("a", now + seconds(10));
        queue.set("b", now + seconds(5));
        queue.move_back(seconds(86_400));
        assert_eq!(queue.next(), Some(Timestamp::UNIX_EPOCH + seconds(5)));
        queue.set("b", Timestamp::UNIX_EPOCH + seconds(20));
        let taken: Vec<_> =
            std::iter::from_fn(|| queue.pop_due(Timestamp::UNIX_EPOCH + seconds(60))).collect();
        assert_eq!(taken, ["a", "b"], "each once");
    }

    /// A connection stands in the queue once; the earliest comes first and only when it is due.
    #[test]
    fn the_queue_is_sorted_and_single() {
        let now = Timestamp::UNIX_EPOCH;
        let mut queue = Queue::default();
        queue.set("a", now + seconds(10));
        queue.set("b", now + seconds(5));
        queue.set("a", now + seconds(1));
        assert_eq!(queue.pop_due(now), None);
        assert_eq!(queue.next(), Some(now + seconds(1)));
        let taken: Vec<_> = std::iter::from_fn(|| queue.pop_due(now + seconds(60))).collect();
        assert_eq!(taken, ["a", "b"]);
    }
}
