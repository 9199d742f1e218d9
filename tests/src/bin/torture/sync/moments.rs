//! When a process is killed: anywhere, or where it hurts.

use std::process::Child;
use std::time::{Duration, Instant};

use headwater_tests::data::Data;
use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _};
use serde_json::{Value, json};

use super::bench::Bench;
use crate::Result;

/// How often a wait looks again: a commit takes less than a millisecond.
const LOOK: Duration = Duration::from_micros(200);

/// What a kill aims at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Moment {
    /// Any moment of a sync, each as likely.
    Any,
    /// While or right after something is written to the database.
    Commit,
    /// Between two pages.
    Page,
    /// In the renewal of the access token.
    Renewal,
    /// In the delivery after the sync, where there is a destination.
    Delivery,
}

impl Moment {
    pub(super) const ALL: [Moment; 5] = [
        Moment::Any,
        Moment::Commit,
        Moment::Page,
        Moment::Renewal,
        Moment::Delivery,
    ];

    /// Of ten kills three meet any moment, four a commit, two a page, one a renewal; where rows are `delivered`, every other
    /// meets the delivery.
    pub(super) fn any(dice: &mut StdRng, delivered: bool) -> Self {
        if delivered && dice.random() {
            return Moment::Delivery;
        }
        match dice.random_range(0..10) {
            0..3 => Moment::Any,
            3..7 => Moment::Commit,
            7..9 => Moment::Page,
            _ => Moment::Renewal,
        }
    }

    pub(super) fn says(self) -> &'static str {
        match self {
            Moment::Any => "at any moment",
            Moment::Commit => "at a commit",
            Moment::Page => "between two pages",
            Moment::Renewal => "in the renewal of a token",
            Moment::Delivery => "in a delivery",
        }
    }

    /// What the source has to do for it.
    pub(super) fn switches(self) -> Value {
        let slow = |path: &str, ms: u64| json!([{"path": path, "fault": {"delay": {"ms": ms}}}]);
        match self {
            Moment::Any | Moment::Commit | Moment::Delivery => json!({}),
            Moment::Page => json!({"faults": slow("/api", 10)}),
            Moment::Renewal => json!({"faults": slow("/oauth/token", 20), "expire_access": true}),
        }
    }

    /// Waits for the moment; `length` is that of a whole sync. Returns early where the process ends before it.
    pub(super) async fn wait(
        self,
        bench: &Bench<'_>,
        child: &mut Child,
        length: Duration,
        dice: &mut StdRng,
    ) -> Result<()> {
        match self {
            Moment::Any => {
                let until = Instant::now() + length.mul_f64(dice.random_range(0.0..1.0));
                while Instant::now() < until && child.try_wait()?.is_none() {
                    tokio::time::sleep(LOOK).await;
                }
            }
            Moment::Commit => {
                let commits = dice.random_range(1..24);
                let log = bench.app.home().join("headwater.db-wal");
                let (mut seen, mut changes) = (written(&log), 0);
                while changes < commits && child.try_wait()?.is_none() {
                    let now = written(&log);
                    changes += u32::from(now != seen);
                    seen = now;
                    std::thread::sleep(LOOK);
                }
                std::thread::sleep(Duration::from_micros(dice.next_u64() % 1_500));
            }
            Moment::Delivery => {
                let before = Data::of(bench.app)?.last_sync()?;
                let delivers = || -> Result<bool> {
                    let data = Data::of(bench.app)?;
                    Ok(data.last_sync()? > before && !data.sync_is_open()?)
                };
                while !delivers()? && child.try_wait()?.is_none() {
                    std::thread::sleep(LOOK);
                }
                std::thread::sleep(Duration::from_micros(dice.next_u64() % 200_000));
            }
            Moment::Page | Moment::Renewal => {
                let (path, most) = match self {
                    Moment::Page => (["/api/contacts", "/api/orders"][dice.random_range(0..2)], 5),
                    _ => ("/oauth/token", 2),
                };
                let until = bench.sandbox.asked(path).await? + dice.random_range(1..most);
                while bench.sandbox.asked(path).await? < until && child.try_wait()?.is_none() {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                std::thread::sleep(Duration::from_micros(dice.next_u64() % 30_000));
            }
        }
        Ok(())
    }
}

/// What changes with each write to a file.
fn written(path: &std::path::Path) -> Option<(u64, std::time::SystemTime)> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.len(), about.modified().ok()?))
}

/// How long one sync takes from start to end.
pub(super) fn measure(bench: &Bench<'_>) -> Result<Duration> {
    let began = Instant::now();
    bench.sync_well()?;
    Ok(began.elapsed())
}
