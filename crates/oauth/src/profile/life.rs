//! What is known about how long a grant lives, beyond what answers say.

use serde::Deserialize;

use super::{Profile, bad};
use crate::Error;

/// Whether refreshing makes a refresh token live longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshLifetime {
    /// It ends a fixed time after the consent, however often it is used.
    Fixed,
    /// Each refresh begins its time anew.
    Sliding,
}

/// Whether a refresh token is good for one refresh only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotation {
    /// Each refresh replaces it.
    SingleUse,
    /// It stays good: a refresh whose answer was lost costs nothing.
    Reusable,
}

/// When a grant ends by itself, as the provider's documentation says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GrantLife {
    /// After so many days without a refresh.
    pub idle_days: Option<u32>,
    /// So many days after the consent, in any case.
    pub fixed_days: Option<u32>,
    /// So many days after the consent while the app is in the provider's testing mode.
    pub testing_days: Option<u32>,
    /// What else ends it, one sentence for people.
    pub note: Option<String>,
}

pub(super) fn check(profile: &Profile) -> Result<(), Error> {
    let Some(life) = &profile.grant_life else {
        return Ok(());
    };
    for (key, days) in [
        ("idle_days", life.idle_days),
        ("fixed_days", life.fixed_days),
        ("testing_days", life.testing_days),
    ] {
        if days == Some(0) {
            return Err(bad(format!("grant_life.{key}"), "must be at least 1"));
        }
    }
    if profile.refresh_lifetime == Some(RefreshLifetime::Fixed) && life.idle_days.is_some() {
        return Err(bad(
            "grant_life.idle_days",
            "contradicts refresh_lifetime fixed",
        ));
    }
    match *life == GrantLife::default() {
        true => Err(bad("grant_life", "says nothing")),
        false => Ok(()),
    }
}
