//! The end of a connection: revoked at the provider, removed here. A provider that cannot be reached is told later.

use headwater_oauth::{Grant, Provider, Revoked};
use headwater_store::{Connection, TableFate as StoredFate};
use serde_json::json;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::secrets::Secrets;
use crate::view::{DeleteView, Revocation, TableFate, Topic};

impl Engine {
    /// Deletes a connection and revokes its grant at the provider (RFC 7009, or the provider's own way). A provider that
    /// cannot be reached does not keep the connection alive: it is told later, and the answer says so.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem), the keychain's and the store's faults.
    pub async fn delete(&self, id: String, tables: TableFate) -> Result<DeleteView, Fault> {
        let connection = self.stored(&id).await?;
        self.attempts.remove(&id).await;
        self.cancel_sync(id.clone()).await?;
        let held = self.locks.hold(&id).await?;
        let mut secrets = self.keychain.read(&id).await?;
        // A newer grant that the keychain did not take: revoking the former one may leave it alive.
        if let Some(newer) = self.unsaved_grant(&id) {
            secrets.grant = Some(newer);
        }
        let view = self.revoked(&connection, &secrets).await;
        let queued = match view.revocation {
            Revocation::Queued => Some(self.keep_to_revoke(&connection, &secrets).await?),
            // What is revoked goes first, so that nothing of it is left if this process ends here.
            _ => {
                self.keychain.remove(&id).await?;
                None
            }
        };
        self.forget_tokens(&id);
        let fate = match tables {
            TableFate::Keep => StoredFate::Keep,
            TableFate::Drop => StoredFate::Drop,
        };
        let (now, detail, deleted) = (
            self.now(),
            json!({ "connector": connection.connector, "revocation": view.revocation }),
            id.clone(),
        );
        self.store(move |store| {
            match queued {
                Some(waiting) => store.delete_to_revoke(fate, &waiting)?,
                None => store.delete_connection(&deleted, fate)?,
            }
            if let Some(entity) = connection.entity {
                store.forget_empty_entity(entity)?;
            }
            store.add_activity(now, None, "deleted", &detail)
        })
        .await?;
        // Of one whose revocation waits, the item of the connection goes last; where that fails, it goes with a try.
        if view.revocation == Revocation::Queued
            && let Err(fault) = self.keychain.remove(&id).await
        {
            tracing::warn!(connection = %id, %fault, "what is deleted is still in the keychain");
        }
        self.events.changed(Topic::Workbooks);
        self.connections_changed();
        drop(held);
        self.revocations_changed();
        Ok(view)
    }

    /// Revokes a grant, and says how that went. Nothing is kept or removed here.
    pub(super) async fn revoked(&self, connection: &Connection, secrets: &Secrets) -> DeleteView {
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
            Err(fault) if fault.is_temporary() => {
                tracing::info!(connection = %connection.id, %fault, "the grant is revoked later");
                DeleteView {
                    revocation: Revocation::Queued,
                    says: format!(
                        "{name} cannot be reached now. The permission will be revoked as soon as it can be; Headwater tries for 30 days."
                    ),
                }
            }
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
            match headwater_oauth::revoke(&self.http_of(provider).await?, provider, grant).await? {
                Revoked::Done | Revoked::AlreadyGone => true,
                Revoked::NotOffered => false,
            },
        )
    }
}
