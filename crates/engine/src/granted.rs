//! What a consent gave, without its secrets: what the store keeps of a grant, so that the window can be told without
//! asking the keychain.

use headwater_connectors::Scope;
use headwater_oauth::Grant;
use headwater_store::{Change, Connection};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::view::GrantView;

/// What a consent gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Granted {
    /// The scopes that were asked.
    pub asked: Vec<String>,
    /// The scopes that were granted, in the provider's words; those asked where it does not say.
    pub scopes: Vec<String>,
    /// Whether the access token can be renewed without the person.
    pub renewable: bool,
    /// Whether the provider said who consented.
    pub identified: bool,
    /// When the person consented.
    pub consented_at: Timestamp,
    /// When the access token was last had.
    pub renewed_at: Timestamp,
    /// When the access token ends.
    pub expires_at: Option<Timestamp>,
    /// When the refresh token ends, where that is known.
    pub refresh_expires_at: Option<Timestamp>,
    /// The end that the user has been warned of.
    #[serde(default)]
    pub warned_of: Option<Timestamp>,
}

impl Granted {
    /// What a connection was given; nothing before its first consent.
    pub(crate) fn of(connection: &Connection) -> Option<Self> {
        serde_json::from_value(connection.granted.clone()?).ok()
    }

    /// What a new consent gave.
    pub(crate) fn consented(grant: &Grant, asked: Vec<String>) -> Self {
        Self {
            asked,
            scopes: grant.scopes.clone(),
            renewable: grant.is_renewable(),
            identified: grant.identity.is_some(),
            consented_at: grant.obtained_at,
            renewed_at: grant.obtained_at,
            expires_at: grant.expires_at,
            refresh_expires_at: grant.refresh_expires_at,
            warned_of: None,
        }
    }

    /// The same after a renewal. The day of the consent stays: what ends by it is not prolonged.
    pub(crate) fn renewed(self, grant: &Grant) -> Self {
        Self {
            asked: self.asked,
            consented_at: self.consented_at,
            warned_of: self.warned_of,
            ..Self::consented(grant, Vec::new())
        }
    }

    /// The change that keeps it.
    pub(crate) fn change(&self) -> Change {
        Change::Granted(serde_json::to_value(self).ok())
    }
}

/// What a renewal changes of what the store keeps of a grant. A grant from before the store kept any is counted from the
/// day the connection was made: no later than its consent.
pub(crate) fn renewal(connection: &Connection, grant: &Grant) -> Change {
    let before = Granted::of(connection).unwrap_or_else(|| Granted {
        consented_at: connection.created_at,
        ..Granted::consented(grant, grant.scopes.clone())
    });
    before.renewed(grant).change()
}

/// What the person chose of the scopes that may be declined.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Declined {
    /// Those not to be asked for.
    pub scopes: Vec<String>,
    /// All that there were to choose from.
    pub known: Vec<String>,
}

impl Declined {
    /// The choice that the store keeps; nothing is declined where there is none.
    fn of(connection: &Connection) -> Self {
        let kept = connection.declined.clone().unwrap_or(Value::Null);
        // Earlier versions kept the declined ones alone.
        let alone = serde_json::from_value(kept.clone()).map(|scopes| Self {
            scopes,
            known: Vec::new(),
        });
        alone
            .or_else(|_| serde_json::from_value(kept))
            .unwrap_or_default()
    }
}

/// The scopes that are not asked for: those that the person declined, and those that came to the connector after the
/// consent. An own app may not have these: the provider would refuse the whole request, and *Reconnect* would heal nothing.
pub(crate) fn declined(connection: &Connection, scopes: &[Scope]) -> Vec<String> {
    let Declined {
        scopes: mut declined,
        known,
    } = Declined::of(connection);
    let Some(granted) = Granted::of(connection) else {
        return declined;
    };
    let optional = scopes.iter().filter(|scope| !scope.required);
    let came_later = optional.map(|scope| &scope.scope).filter(|scope| {
        let before = [&granted.asked, &known, &declined];
        before.iter().all(|before| !before.contains(scope))
    });
    let came_later: Vec<String> = came_later.cloned().collect();
    declined.extend(came_later);
    declined
}

impl Engine {
    /// What a new consent changes: what was given, and that nothing waits for an administrator any more.
    ///
    /// # Errors
    /// The store's faults.
    pub(crate) async fn consent_changes(
        &self,
        connection: &Connection,
        grant: &Grant,
    ) -> Result<Vec<Change>, Fault> {
        let asked = self.scopes_to_ask(connection).await?;
        let granted = Granted::consented(grant, asked);
        Ok(vec![granted.change(), Change::Approval(None)])
    }

    /// What a connection was given, as the window shows it.
    pub(crate) fn seen_grant(
        &self,
        connection: &Connection,
        streams: &[headwater_store::Stream],
    ) -> Option<GrantView> {
        let granted = Granted::of(connection)?;
        Some(GrantView {
            kind: self.grant_kind(connection),
            missing: self.missing_scopes(connection, &granted, streams),
            renewable: granted.renewable,
            end: self.grant_end(connection).map(|end| end.view(self.now())),
            scopes: granted.scopes,
        })
    }
}
