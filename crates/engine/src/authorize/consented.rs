//! What a consent changes of its connection.

use headwater_oauth::Grant;
use headwater_store::{Change, Connection, ConnectionState, Step};

use crate::engine::Engine;
use crate::fault::Fault;

impl Engine {
    /// Keeps what a consent gave, beside the grant itself: state, account, how the wizard goes on.
    ///
    /// # Errors
    /// The store's faults.
    pub(super) async fn note_consent(
        &self,
        connection: &Connection,
        grant: &Grant,
    ) -> Result<(), Fault> {
        let name = self.name_after_consent(connection, grant).await?;
        let identity = grant
            .identity
            .as_ref()
            .and_then(|identity| serde_json::to_value(identity).ok());
        let step = if connection.step == Step::Authorize {
            Step::Test
        } else {
            connection.step
        };
        let mut changes = self.consent_changes(connection, grant).await?;
        changes.extend([
            Change::Name(name),
            Change::State(ConnectionState::Active),
            Change::Step(step),
            Change::Identity(identity),
            Change::Trouble(None),
            Change::TokenExpiresAt(grant.expires_at),
            Change::TokenRefreshedAt(Some(grant.obtained_at)),
        ]);
        let id = connection.id.clone();
        self.store(move |store| store.change_connection(&id, &changes))
            .await?;
        self.note(
            &connection.id,
            "authorized",
            serde_json::json!({ "scopes": grant.scopes }),
        )
        .await
    }
}

/// Who consented to a connection.
pub(crate) fn identity(connection: &Connection) -> Option<headwater_oauth::Identity> {
    connection
        .identity
        .clone()
        .and_then(|identity| serde_json::from_value(identity).ok())
}
