//! The end of a connection: revoked at the provider, removed here. Where the provider could not be told, the answer says so.

use headwater_oauth::{Grant, Provider, Revoked};
use headwater_store::{Connection, TableFate as StoredFate};
use serde_json::json;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::secrets::Secrets;
use crate::view::{DeleteView, Revocation, TableFate, Topic};

impl Engine {
    /// Deletes a connection and revokes its grant at the provider (RFC 7009, or the provider's own way). A provider that
    /// cannot be reached does not keep the connection alive: the token is deleted here, and the answer says so.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem), the keychain's and the store's faults.
    pub async fn delete(&self, id: String, tables: TableFate) -> Result<DeleteView, Fault> {
        let connection = self.stored(&id).await?;
        self.attempts.remove(&id).await;
        self.cancel_sync(id.clone()).await?;
        let _held = self.locks.hold(&id).await?;
        let secrets = self.keychain.read(&id).await?;
        let view = self.revoked(&connection, &secrets).await;
        self.keychain.remove(&id).await?;
        self.forget_tokens(&id);
        let fate = match tables {
            TableFate::Keep => StoredFate::Keep,
            TableFate::Drop => StoredFate::Drop,
        };
        let (now, detail) = (
            self.now(),
            json!({ "connector": connection.connector, "revocation": view.revocation }),
        );
        self.store(move |store| {
            store.delete_connection(&id, fate)?;
            if let Some(entity) = connection.entity {
                store.forget_empty_entity(entity)?;
            }
            store.add_activity(now, None, "deleted", &detail)
        })
        .await?;
        self.events.changed(Topic::Workbooks);
        self.connections_changed();
        Ok(view)
    }

    async fn revoked(&self, connection: &Connection, secrets: &Secrets) -> DeleteView {
        let name = self.connectors.name_of(&connection.connector);
        let Some(grant) = &secrets.grant else {
            return DeleteView {
                revocation: Revocation::NoGrant,
                says: "There was no permission to revoke.".to_owned(),
            };
        };
        let asked = match self.provider_with(connection, secrets).await {
            Ok(provider) => self.ask_to_revoke(&provider, grant).await,
            Err(fault) => Err(fault),
        };
        match asked {
            Ok(true) => DeleteView {
                revocation: Revocation::Revoked,
                says: format!("The permission was revoked at {name}."),
            },
            Ok(false) => DeleteView {
                revocation: Revocation::NotOffered,
                says: format!(
                    "{name} offers no way to revoke it from here. Remove Headwater from the connected apps of your account there."
                ),
            },
            Err(fault) => {
                tracing::warn!(connection = %connection.id, %fault, "the grant could not be revoked");
                DeleteView {
                    revocation: Revocation::Failed,
                    says: format!(
                        "{name} could not be told. The token was deleted on this computer; remove Headwater from the connected apps of your account at {name} too."
                    ),
                }
            }
        }
    }

    async fn ask_to_revoke(&self, provider: &Provider, grant: &Grant) -> Result<bool, Fault> {
        Ok(
            match headwater_oauth::revoke(&self.http().await?, provider, grant).await? {
                Revoked::Done | Revoked::AlreadyGone => true,
                Revoked::NotOffered => false,
            },
        )
    }
}
