//! The grant calendar: when a grant ends by itself, why, and the warning a week before.
//!
//! Only what ends the *grant* counts; an access token that is renewed is no end. An end that is counted from the consent
//! stays where it is however often the token is renewed, so nothing here ever pretends a renewal.

use std::time::{Duration, Instant};

use headwater_oauth::profile::GrantLife;
use headwater_store::{Connection, ConnectionState};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::granted::Granted;
use crate::notice::NoticeKind;
use crate::view::{CalendarEntry, GrantEnd};

/// How long before its end a grant is warned of.
const WARNING: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How often it is looked whether a warning has begun.
const LOOK: Duration = Duration::from_secs(15);

/// How long nothing is asked of the store between two looks while the clock goes on as it should.
const BETWEEN: SignedDuration = SignedDuration::from_mins(10);

/// When a grant ends and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// When.
    pub at: Timestamp,
    /// Why, one sentence.
    pub why: String,
}

impl End {
    /// Whether it is near.
    pub(crate) fn warns(&self, now: Timestamp) -> bool {
        self.at <= now + WARNING
    }

    /// The end as the window shows it.
    pub(crate) fn view(&self, now: Timestamp) -> GrantEnd {
        GrantEnd {
            at: self.at.to_string(),
            why: self.why.clone(),
            warns: self.warns(now),
        }
    }
}

/// The nearest end of a grant, as far as is known: by its tokens, and by what the profile knows of the provider.
pub(crate) fn end(granted: &Granted, life: &GrantLife, in_testing: bool) -> Option<End> {
    let days = |from: Timestamp, days: u32| from + SignedDuration::from_hours(24 * i64::from(days));
    let tokens = match granted.renewable {
        true => granted.refresh_expires_at.map(|at| End {
            at,
            why: "The provider lets it be renewed until then.".to_owned(),
        }),
        false => granted.expires_at.map(|at| End {
            at,
            why: "The provider gave nothing to renew it with.".to_owned(),
        }),
    };
    let testing = life.testing_days.filter(|_| in_testing).map(|count| End {
        at: days(granted.consented_at, count),
        why: format!(
            "The app is in testing mode: there a permission ends {count} days after the consent."
        ),
    });
    let fixed = life.fixed_days.map(|count| End {
        at: days(granted.consented_at, count),
        why: format!("The provider ends every permission {count} days after the consent; renewing does not prolong it."),
    });
    let idle = life.idle_days.map(|count| End {
        at: days(granted.renewed_at, count),
        why: format!("The provider ends a permission that is not used for {count} days."),
    });
    let nearest = [tokens, testing, fixed, idle]
        .into_iter()
        .flatten()
        .min_by_key(|end| end.at);
    nearest.map(|end| End {
        why: match &life.note {
            Some(note) => format!("{} {note}", end.why),
            None => end.why,
        },
        ..end
    })
}

impl Engine {
    /// When grants end and why, the nearest first. Grants without a known end are left out.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn calendar(&self) -> Result<Vec<CalendarEntry>, Fault> {
        let now = self.now();
        let mut ends: Vec<_> = self
            .store(|store| store.connections())
            .await?
            .into_iter()
            .filter_map(|connection| Some((self.grant_end(&connection)?, connection)))
            .collect();
        ends.sort_by_key(|(end, _)| end.at);
        let entry = |(end, connection): (End, Connection)| CalendarEntry {
            connection: connection.id,
            name: connection.name,
            end: end.view(now),
        };
        Ok(ends.into_iter().map(entry).collect())
    }

    /// When the grant of a connection ends; nothing where none is known, or where it is dead already.
    pub(crate) fn grant_end(&self, connection: &Connection) -> Option<End> {
        if connection.state == ConnectionState::Reauthorize {
            return None;
        }
        let profile = self.connectors.profile(&connection.connector)?;
        let known = profile.grant_life.as_ref();
        let unknown = GrantLife::default();
        end(
            &Granted::of(connection)?,
            known.unwrap_or(&unknown),
            in_testing(connection),
        )
    }

    /// The notice of a grant that ends soon, for a connection that nothing else is wrong with.
    pub(crate) fn ending(&self, connection: &Connection) -> Option<Fault> {
        let end = self.grant_end(connection)?;
        end.warns(self.now()).then(|| ends_soon(&end))
    }

    /// Warns once of each grant whose end has come near.
    pub(crate) fn watch_calendar(&self) {
        self.in_background(|engine| async move { engine.warn_when_due().await });
    }

    async fn warn_when_due(&self) {
        let mut looked: Option<(Timestamp, Instant)> = None;
        loop {
            // By both clocks: a machine that slept has only the one of the wall to tell it.
            let due = looked.is_none_or(|(wall, since)| {
                self.now().duration_since(wall).abs() >= BETWEEN
                    || since.elapsed() >= BETWEEN.unsigned_abs()
            });
            if due {
                looked = Some((self.now(), Instant::now()));
                if let Err(fault) = self.warn_of_ends().await {
                    tracing::warn!(%fault, "the grant calendar could not be looked through");
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn warn_of_ends(&self) -> Result<(), Fault> {
        for connection in self.store(|store| store.connections()).await? {
            if self.unwarned(&connection).is_none() {
                continue;
            }
            // A renewal may have moved the end meanwhile.
            let _held = self.locks.hold(&connection.id).await?;
            let connection = self.stored(&connection.id).await?;
            let Some((end, granted)) = self.unwarned(&connection) else {
                continue;
            };
            let warned = Granted {
                warned_of: Some(end.at),
                ..granted
            };
            self.change(&connection.id, vec![warned.change()]).await?;
            let detail = json!({ "at": end.at.to_string(), "why": end.why });
            self.note(&connection.id, "grant_ends", detail).await?;
            self.tell(
                &connection.id,
                NoticeKind::GrantEnds,
                ends_soon(&end).seen_now().cause,
            )
            .await?;
        }
        Ok(())
    }

    /// The end of a grant that is near and not yet warned of. An end that moved on its own, as that of an idle grant does
    /// with each renewal, is the same warning until it is no longer near.
    fn unwarned(&self, connection: &Connection) -> Option<(End, Granted)> {
        let (end, granted) = (self.grant_end(connection)?, Granted::of(connection)?);
        let known = granted
            .warned_of
            .is_some_and(|warned| warned + WARNING > self.now());
        (end.warns(self.now()) && !known).then_some((end, granted))
    }
}

fn ends_soon(end: &End) -> Fault {
    Fault::new(Code::GrantEnds)
        .with("day", end.at.strftime("%-d %B, %H:%M UTC").to_string())
        .with("why", end.why.trim_end_matches('.'))
}

/// Whether a connection uses the development client of its connector.
fn in_testing(connection: &Connection) -> bool {
    let client = connection.client.as_ref();
    client.is_some_and(|client| client["used"] == "development")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600;
    const DAY: i64 = 24 * HOUR;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    /// A grant of the first day whose token was renewed on the third.
    fn granted() -> Granted {
        Granted {
            asked: Vec::new(),
            scopes: Vec::new(),
            renewable: true,
            identified: true,
            consented_at: at(0),
            renewed_at: at(3 * DAY),
            expires_at: Some(at(3 * DAY + HOUR)),
            refresh_expires_at: None,
            warned_of: None,
        }
    }

    fn end_at(granted: &Granted, life: &GrantLife, in_testing: bool) -> Option<i64> {
        end(granted, life, in_testing).map(|end| end.at.as_second())
    }

    /// Requirement 52: a renewal moves the end of a grant that dies of idleness and of no other; the end of a fixed life
    /// stays where the consent put it.
    #[test]
    fn only_idleness_is_prolonged_by_a_renewal() {
        let idle = GrantLife {
            idle_days: Some(90),
            ..GrantLife::default()
        };
        let fixed = GrantLife {
            fixed_days: Some(365),
            ..GrantLife::default()
        };
        assert_eq!(end_at(&granted(), &idle, false), Some(93 * DAY));
        assert_eq!(end_at(&granted(), &fixed, false), Some(365 * DAY));
        let both = GrantLife {
            idle_days: Some(90),
            ..fixed
        };
        let late = Granted {
            renewed_at: at(300 * DAY),
            ..granted()
        };
        assert_eq!(
            end_at(&late, &both, false),
            Some(365 * DAY),
            "the nearer one counts"
        );
    }

    /// The seven days of a client in testing concern only connections that use that client.
    #[test]
    fn testing_ends_grants_of_development_clients() {
        let life = GrantLife {
            testing_days: Some(7),
            ..GrantLife::default()
        };
        assert_eq!(end_at(&granted(), &life, true), Some(7 * DAY));
        assert_eq!(end_at(&granted(), &life, false), None);
    }

    /// Requirement 38: without a refresh token the access token's end is the grant's; with one, only the refresh token's
    /// own end is, where the provider names it.
    #[test]
    fn tokens_end_grants() {
        let life = GrantLife::default();
        assert_eq!(
            end_at(&granted(), &life, false),
            None,
            "an access token that is renewed is no end"
        );
        let spent = Granted {
            renewable: false,
            ..granted()
        };
        assert_eq!(end_at(&spent, &life, false), Some(3 * DAY + HOUR));
        let known = Granted {
            refresh_expires_at: Some(at(30 * DAY)),
            ..granted()
        };
        assert_eq!(end_at(&known, &life, false), Some(30 * DAY));
    }

    /// The warning begins seven days before the end and not earlier.
    #[test]
    fn the_warning_begins_a_week_before() {
        let end = End {
            at: at(30 * DAY),
            why: String::new(),
        };
        assert!(!end.warns(at(23 * DAY - 1)) && end.warns(at(23 * DAY)) && end.warns(at(31 * DAY)));
    }
}
