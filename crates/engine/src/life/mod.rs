//! The life of a connection: from draft to deletion, and what the window sees of it.

mod client;
mod delete;
mod draft;
mod revocation;
mod view;

pub(crate) use client::{Choice, chosen_client, relay};
pub(crate) use draft::{is_empty_draft, new_id};
pub(crate) use view::{mode, text};

use std::collections::BTreeMap;

use headwater_oauth::{Grant, Identity, Provider};
use headwater_store::{Change, Connection, ConnectionState};
use serde_json::Value;

use crate::authorize::identity;
use crate::connectors::defaults;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::sandbox;
use crate::secrets::Secrets;
use crate::view::ConnectionView;

impl Engine {
    /// A connection as the store holds it.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem).
    pub(crate) async fn stored(&self, id: &str) -> Result<Connection, Fault> {
        let id = id.to_owned();
        self.store(move |store| store.connection(&id)).await
    }

    /// Changes a connection and tells everybody.
    pub(crate) async fn change(&self, id: &str, changes: Vec<Change>) -> Result<(), Fault> {
        let id = id.to_owned();
        self.store(move |store| store.change_connection(&id, &changes))
            .await?;
        self.connections_changed();
        Ok(())
    }

    /// Adds a line to the activity log.
    pub(crate) async fn note(
        &self,
        id: &str,
        kind: &'static str,
        detail: Value,
    ) -> Result<(), Fault> {
        let (id, at) = (id.to_owned(), self.now());
        self.store(move |store| store.add_activity(at, Some(&id), kind, &detail))
            .await
    }

    /// What a connection's trouble was, as a fault again.
    pub(crate) fn trouble_of(&self, connection: &Connection) -> Option<Fault> {
        Fault::from_json(connection.trouble.as_ref()?)
    }

    /// The values that addresses and configuration are filled with: inputs, defaults, where the sandbox listens.
    pub(crate) async fn values(
        &self,
        connection: &Connection,
    ) -> Result<BTreeMap<String, String>, Fault> {
        let connector = self.connectors.get(&connection.connector)?;
        let mut values = defaults(&connector);
        values.extend(inputs(connection));
        if connection.connector == sandbox::CONNECTOR {
            values.insert(sandbox::ADDRESS.to_owned(), self.sandbox_address().await?);
        }
        Ok(values)
    }

    /// The provider of a connection, with its inputs and its client.
    ///
    /// # Errors
    /// [`Code::ClientMissing`](crate::fault::Code::ClientMissing), [`Code::AddressInvalid`](crate::fault::Code::AddressInvalid), [`Code::NotNow`](crate::fault::Code::NotNow) where the connector uses no OAuth.
    pub(crate) async fn provider_with(
        &self,
        connection: &Connection,
        secrets: &Secrets,
    ) -> Result<Provider, Fault> {
        let (profile, values) = self.whole_profile(connection).await?;
        let name = self.connectors.name_of(&connection.connector);
        let mut client = self
            .client_of(connection, secrets, &profile)
            .map_err(|fault| fault.with("provider", &name))?;
        if profile.client_secret
            && let Some(secret) = secrets.inputs.get("client_secret")
        {
            client.secret = Some(secret.clone());
        }
        Provider::new(profile, &values, client)
            .map_err(|error| Fault::from(error).with("provider", &name))
    }

    /// Pauses a connection: its token is kept alive, its streams are not synced.
    ///
    /// # Errors
    /// [`Code::NotNow`](crate::fault::Code::NotNow) for one that is not active.
    pub async fn pause(&self, id: String) -> Result<ConnectionView, Fault> {
        self.turn(
            id,
            ConnectionState::Active,
            ConnectionState::Paused,
            "Only an active connection can be paused",
        )
        .await
    }

    /// Ends a pause.
    ///
    /// # Errors
    /// [`Code::NotNow`](crate::fault::Code::NotNow) for one that is not paused.
    pub async fn resume(&self, id: String) -> Result<ConnectionView, Fault> {
        self.turn(
            id,
            ConnectionState::Paused,
            ConnectionState::Active,
            "This connection is not paused",
        )
        .await
    }

    async fn turn(
        &self,
        id: String,
        from: ConnectionState,
        to: ConnectionState,
        otherwise: &str,
    ) -> Result<ConnectionView, Fault> {
        if self.stored(&id).await?.state != from {
            return Err(Fault::not_now(otherwise, "Look at its state in the list."));
        }
        self.change(&id, vec![Change::State(to)]).await?;
        // Only now: none begins any more.
        if to == ConnectionState::Paused {
            self.cancel_sync(id.clone()).await?;
        }
        self.connection(id).await
    }

    /// Gives a connection another name. Its tables keep theirs; its keychain item gets the new one at the next renewal.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for an empty name.
    pub async fn rename(&self, id: String, name: String) -> Result<ConnectionView, Fault> {
        let name = name.trim().to_owned();
        if name.is_empty() {
            return Err(Fault::input("The name", "A connection needs a name"));
        }
        self.change(&id, vec![Change::Name(name)]).await?;
        self.connection(id).await
    }

    /// The name that a connection gets with its consent, while the user has not named it: the connector's, with the
    /// workspace. The account stands beside the name anyway, so it is added only where it tells two connections apart.
    pub(crate) async fn name_after_consent(
        &self,
        connection: &Connection,
        grant: &Grant,
    ) -> Result<String, Fault> {
        let connector = self.connectors.name_of(&connection.connector);
        let named = |identity: &Identity| {
            let whose = identity.workspace.as_deref();
            format!(
                "{connector} – {}",
                whose.unwrap_or_else(|| identity.label())
            )
        };
        let former = identity(connection).map(|identity| named(&identity));
        let is_proposed = connection.name == connector || Some(&connection.name) == former.as_ref();
        let Some(identity) = grant.identity.as_ref().filter(|_| is_proposed) else {
            return Ok(connection.name.clone());
        };
        let (id, of) = (connection.id.clone(), connection.connector.clone());
        let alone = self
            .store(move |store| {
                let all = store.connections()?;
                Ok(!all.iter().any(|other| {
                    other.id != id && other.connector == of && other.identity.is_some()
                }))
            })
            .await?;
        Ok(match alone && identity.workspace.is_none() {
            true => connector,
            false => named(identity),
        })
    }
}

/// The inputs that are not secret. Of a secret one the store knows the name only, with nothing as its value.
pub(crate) fn inputs(connection: &Connection) -> BTreeMap<String, String> {
    let all = connection.inputs.as_object().into_iter().flatten();
    all.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}
