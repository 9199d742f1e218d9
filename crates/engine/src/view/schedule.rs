//! Schedules as the window shows them, and the person's choices about the app itself.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// When a connection is synced by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    /// How often.
    pub rhythm: Rhythm,
    /// What becomes of times that pass while the computer sleeps or Headwater is closed.
    pub catch_up: CatchUp,
    /// Begin up to so many minutes later, 0 to 60; each connection has its own share of them.
    pub spread_minutes: u32,
}

/// How often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Rhythm {
    /// Every so many minutes.
    Every {
        /// 1 to 10080.
        minutes: u32,
    },
    /// Each day at a time of day.
    Daily {
        /// `08:05`, local time.
        at: String,
    },
    /// As a cron expression says.
    Cron {
        /// Five fields, local time.
        expression: String,
    },
}

/// What becomes of missed times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CatchUp {
    /// Nothing: the next time counts.
    Skip,
    /// One sync makes up for all of them.
    Once,
    /// Each is made up for, one after the other, 24 at most.
    All,
}

/// A connection's schedule, and where it stands.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleView {
    /// The schedule.
    pub schedule: Schedule,
    /// When it is synced next; absent while nothing is synced because the connection or all schedules are paused.
    pub next_at: Option<String>,
    /// Times that passed without a sync since the last one that did not.
    pub missed: u32,
    /// The last of them.
    pub missed_at: Option<String>,
    /// A sync is due and waits until the network is back, or until others are done.
    pub waits: bool,
}

/// The person's choices about the app itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct GeneralSettings {
    /// Closing the window leaves Headwater in the tray, where there is one.
    pub close_to_tray: bool,
    /// Headwater starts when the person signs in.
    pub autostart: bool,
    /// No notification is shown.
    pub quiet: bool,
    /// No sync begins by its schedule.
    pub schedules_paused: bool,
    /// Tokens are renewed when they are used, and not ahead of that by the timer.
    pub renew_on_use: bool,
}
