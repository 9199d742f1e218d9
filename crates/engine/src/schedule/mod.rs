//! Schedules: connections that are synced by themselves. One process of the machine does it, whichever holds the lock;
//! what is due goes through the same door as a sync by hand.
//!
//! [`rule`] says which times count; here they are kept, waited for and turned into syncs. A sync that is due is first
//! written down as owed and then begun, so that one which waits for the network, for a place or for a restart is not
//! forgotten, and none begins twice.

mod rule;

use std::net::UdpSocket;
use std::sync::Arc;
use std::time::Duration;

use headwater_store::{Connection, ConnectionState, Schedule as Kept, Standing, Step};
use jiff::SignedDuration;
use tokio::sync::Semaphore;
use url::Url;

use self::rule::Rule;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::life::{inputs, text};
use crate::lock::Held;
use crate::notice::NoticeKind;
use crate::sandbox;
use crate::sync::RunningSync;
use crate::timer::{LOOK_AGAIN, Timer};
use crate::view::{ConnectionView, Schedule, ScheduleView};

/// Scheduled syncs at once, so that waking up with hundreds of connections does not fall over the network.
const AT_ONCE: usize = 4;

/// How often a process that does not run the schedules asks whether it is its turn.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// The name of the lock of the process that runs the schedules.
const LOCK: &str = "schedules";

/// When which connection is looked at next.
pub(crate) struct Schedules {
    timer: Timer,
    places: Arc<Semaphore>,
}

impl Default for Schedules {
    fn default() -> Self {
        Self {
            timer: Timer::default(),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Engine {
    /// Gives a connection a schedule, or takes it away.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem); [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for a schedule that cannot be used.
    pub async fn save_schedule(
        &self,
        id: String,
        schedule: Option<Schedule>,
    ) -> Result<ConnectionView, Fault> {
        self.stored(&id).await?;
        match schedule {
            None => {
                let gone = id.clone();
                self.store(move |store| store.remove_schedule(&gone))
                    .await?;
                self.schedules.timer.remove(&id);
            }
            Some(schedule) => {
                let now = self.now();
                let rule = Rule::new(&id, &schedule, self.clock.zone())?;
                let kept = Kept {
                    connection: id.clone(),
                    rule: serde_json::to_value(&schedule)?,
                    standing: rule.begun(now),
                };
                self.store(move |store| store.set_schedule(&kept)).await?;
                self.schedules.timer.set(&id, now);
            }
        }
        self.connections_changed();
        self.connection(id).await
    }

    /// The next three times at which a schedule would sync a connection, for whoever is about to choose it.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for a schedule that cannot be used.
    pub async fn next_times(&self, id: String, schedule: Schedule) -> Result<Vec<String>, Fault> {
        let rule = Rule::new(&id, &schedule, self.clock.zone())?;
        let times = std::iter::successors(rule.next(self.now()), |at| rule.next(*at));
        Ok(times
            .take(3)
            .map(|at| rule.begins(at).to_string())
            .collect())
    }

    /// A connection's schedule as the window shows it.
    pub(crate) fn seen_schedule(
        &self,
        connection: &Connection,
        kept: &Kept,
    ) -> Option<ScheduleView> {
        let schedule: Schedule = serde_json::from_value(kept.rule.clone()).ok()?;
        let rule = Rule::new(&connection.id, &schedule, self.clock.zone()).ok()?;
        let standing = kept.standing;
        let goes_on = is_ready(connection) && !self.general.settings().schedules_paused;
        let next_at = standing.next_at.filter(|_| goes_on);
        Some(ScheduleView {
            next_at: text(next_at.map(|at| rule.begins(at))),
            missed: standing.missed,
            missed_at: text(standing.missed_at),
            waits: goes_on && standing.owed > 0,
            schedule,
        })
    }

    /// Runs the schedules as soon as no other process does.
    pub(crate) fn start_schedules(&self) {
        self.in_background(|engine| async move {
            let _held = engine.turn_to_schedule().await;
            loop {
                if let Err(fault) = engine.look_at_schedules().await {
                    tracing::warn!(%fault, "the schedules could not be looked at");
                }
                // A clock that was set back is met by the rules, which keep the next time near.
                engine.schedules.timer.wait(&*engine.clock).await;
            }
        });
    }

    /// Looks at all schedules at once: something about them all has changed.
    pub(crate) fn schedules_changed(&self) {
        self.schedules.timer.set(LOCK, self.now());
    }

    async fn turn_to_schedule(&self) -> Held {
        loop {
            match self.locks.try_hold(LOCK) {
                Ok(Some(held)) => return held,
                Ok(None) => {}
                Err(fault) => tracing::warn!(%fault, "the schedules wait for their lock"),
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
    }

    async fn look_at_schedules(&self) -> Result<(), Fault> {
        // Whatever is due has its turn now and is set anew.
        while self.schedules.timer.pop_due(self.now()).is_some() {}
        let kept = self.store(|store| store.schedules()).await?;
        let paused = self.general.settings().schedules_paused;
        for schedule in kept {
            let id = schedule.connection.clone();
            if let Err(fault) = self.take_turn(schedule, paused).await {
                tracing::warn!(connection = %id, %fault, "a schedule was left for later");
                self.look_later(&id);
            }
        }
        Ok(())
    }

    /// One look at one schedule: what has passed is settled, what is owed begins if it can.
    async fn take_turn(&self, mut kept: Kept, paused: bool) -> Result<(), Fault> {
        let id = kept.connection.clone();
        let schedule: Schedule = serde_json::from_value(kept.rule.clone())?;
        let rule = Rule::new(&id, &schedule, self.clock.zone())?;
        let (before, now) = (kept.standing, self.now());
        let due = before.owed > 0 || before.next_at.is_none_or(|at| rule.begins(at) <= now);
        if due {
            let connection = self.stored(&id).await?;
            let mut begun = None;
            if paused || !is_ready(&connection) {
                kept.standing = rule.passed_over(before, now);
            } else {
                kept.standing = rule.settled(before, now);
                begun = self.place_for(&connection, kept.standing.owed);
                kept.standing.owed -= u32::from(begun.is_some());
            }
            if !self.keep_standing(&kept, before).await? {
                return Ok(());
            }
            match begun {
                Some(place) => self.begin(&id, place).await,
                None if kept.standing.owed > 0 => {
                    self.look_later(&id);
                    return Ok(());
                }
                None => {}
            }
        } else {
            // A clock that was set, or another zone, moves the time that was planned.
            kept.standing = rule.settled(before, now);
            self.keep_standing(&kept, before).await?;
        }
        match kept.standing.next_at {
            Some(at) => self.schedules.timer.set(&id, rule.begins(at)),
            None => self.schedules.timer.remove(&id),
        }
        Ok(())
    }

    /// Keeps a new standing; false where the schedule is another one by now and has its own turn.
    async fn keep_standing(&self, kept: &Kept, before: Standing) -> Result<bool, Fault> {
        if kept.standing == before {
            return Ok(true);
        }
        let moved = kept.clone();
        let kept = self.store(move |store| store.move_schedule(&moved)).await?;
        self.connections_changed();
        Ok(kept)
    }

    /// A place for a sync that is owed, unless it has to wait: for one that runs, for others, or for the network.
    fn place_for(&self, connection: &Connection, owed: u32) -> Option<Place> {
        if owed == 0 || self.running_sync(&connection.id).is_some() || !can_be_reached(connection) {
            return None;
        }
        Arc::clone(&self.schedules.places).try_acquire_owned().ok()
    }

    async fn begin(&self, id: &str, place: Place) {
        match self.start_sync(id).await {
            Ok(running) => {
                tracing::info!(connection = %id, "a scheduled sync begins");
                let (engine, id) = (self.clone(), id.to_owned());
                tokio::spawn(async move { engine.follow(&id, &running, place).await });
            }
            // Most likely the command line is at it, and then it is done.
            Err(fault) => {
                tracing::info!(connection = %id, %fault, "a scheduled sync did not begin")
            }
        }
    }

    /// Waits for the end of a scheduled sync, and says once when they begin to fail.
    async fn follow(&self, id: &str, running: &RunningSync, place: Place) {
        let by_itself = running.end().await;
        drop(place);
        if by_itself && let Err(fault) = self.tell_of_failure(id).await {
            tracing::debug!(connection = %id, %fault, "how a scheduled sync ended is not kept");
        }
        // Another may be owed, of this connection or of one that had no place.
        self.schedules_changed();
    }

    async fn tell_of_failure(&self, id: &str) -> Result<(), Fault> {
        let connection = self.connection(id.to_owned()).await?;
        let stored = self.stored(id).await?;
        let fault = (stored
            .trouble
            .as_ref()
            .and_then(|kept| self.kept_fault(kept)))
        .or_else(|| {
            connection
                .streams
                .into_iter()
                .find_map(|stream| stream.fault)
        });
        let (ended, failed) = (id.to_owned(), fault.is_some());
        let failed_before = self
            .store(move |store| store.end_scheduled(&ended, failed))
            .await?;
        // A dead grant is a notice of its own.
        match fault {
            Some(fault) if !failed_before && stored.state == ConnectionState::Active => {
                self.tell(id, NoticeKind::SyncFailed, fault.title).await
            }
            _ => Ok(()),
        }
    }

    fn look_later(&self, id: &str) {
        let later = SignedDuration::try_from(LOOK_AGAIN).unwrap_or(SignedDuration::ZERO);
        self.schedules.timer.set(id, self.now() + later);
    }
}

/// One of the few places for scheduled syncs; dropping it frees it.
type Place = tokio::sync::OwnedSemaphorePermit;

/// Whether a connection is synced at all.
fn is_ready(connection: &Connection) -> bool {
    connection.state == ConnectionState::Active && connection.step == Step::Done
}

/// Whether there is a way to the source. A source on this computer needs no network.
fn can_be_reached(connection: &Connection) -> bool {
    let is_here = |value: &String| {
        let host = Url::parse(value).ok();
        let host = host.as_ref().and_then(Url::host_str).unwrap_or_default();
        host == "localhost" || host == "[::1]" || host.starts_with("127.")
    };
    connection.connector == sandbox::CONNECTOR
        || inputs(connection).values().any(is_here)
        || has_network()
}

/// Whether the system knows a way out. Nothing is sent: connecting a UDP socket only asks for the route, and the addresses
/// are those that documents use as examples.
fn has_network() -> bool {
    let leads =
        |from: &str, to: &str| UdpSocket::bind(from).is_ok_and(|own| own.connect(to).is_ok());
    leads("0.0.0.0:0", "192.0.2.1:9") || leads("[::]:0", "[2001:db8::1]:9")
}
