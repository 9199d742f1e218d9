//! Drafts: what is entered before the consent.

use std::collections::BTreeMap;

use headwater_connectors::{Connector, Input};
use headwater_store::{Change, Connection, ConnectionState, Step, TableFate};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::engine::Engine;
use crate::fault::Fault;
use crate::view::ConnectionView;

/// Letters of an ID: no vowels and no look-alikes, so that none spells a word or is misread.
const ID_LETTERS: &[u8] = b"23456789bcdfghjkmnpqrstvwxyz";

impl Engine {
    /// A draft of a connector's connection. One that nothing is entered into is not listed and vanishes.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem).
    pub async fn create_draft(&self, connector: String) -> Result<ConnectionView, Fault> {
        let connector = self.connectors.get(&connector)?;
        let draft = Connection {
            id: new_id(),
            name: connector.name.clone(),
            connector: connector.id.clone(),
            state: ConnectionState::Draft,
            step: Step::Authorize,
            inputs: json!({}),
            client: None,
            grant_kind: None,
            identity: None,
            trouble: None,
            token_expires_at: None,
            token_refreshed_at: None,
            declined: None,
            granted: None,
            approval: None,
            entity: None,
            created_at: self.now(),
        };
        let id = draft.id.clone();
        self.store(move |store| store.add_connection(&draft))
            .await?;
        self.connection(id).await
    }

    /// Keeps inputs; absent ones stay, secret ones go to the keychain.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) naming the first field that does not fit; then nothing is
    /// kept. The keychain's faults.
    pub async fn save_inputs(
        &self,
        id: String,
        inputs: BTreeMap<String, String>,
    ) -> Result<ConnectionView, Fault> {
        let connection = self.stored(&id).await?;
        let connector = self.connectors.get(&connection.connector)?;
        let mut kept = connection.inputs.as_object().cloned().unwrap_or_default();
        let mut secret = BTreeMap::new();
        for (name, value) in inputs {
            let input = declared(&connector, &name)?;
            let value = value.trim().to_owned();
            connector
                .check_input(input, &value)
                .map_err(|reason| Fault::input(&input.title, reason))?;
            if input.secret {
                kept.insert(name.clone(), Value::Null);
                secret.insert(name, SecretString::from(value));
            } else {
                kept.insert(name, value.into());
            }
        }
        let mut changes = vec![Change::Inputs(kept.into())];
        if !secret.is_empty() {
            self.change_secrets(&connection, |secrets| secrets.inputs.extend(secret))
                .await?;
            // What signs with a key has no consent to wait for: its test comes next.
            let signs_with_key = self.connectors.signs_with_key(&connector.id);
            if signs_with_key && connection.step == Step::Authorize {
                changes.push(Change::Step(Step::Test));
            }
        }
        self.change(&id, changes).await?;
        self.connection(id).await
    }

    /// Changes a connection's keychain item under its lock.
    pub(crate) async fn change_secrets(
        &self,
        connection: &Connection,
        change: impl FnOnce(&mut crate::secrets::Secrets),
    ) -> Result<(), Fault> {
        let _held = self.locks.hold(&connection.id).await?;
        let mut secrets = self.keychain.read(&connection.id).await?;
        change(&mut secrets);
        self.keychain
            .write(&connection.id, &connection.name, &secrets)
            .await
    }

    /// Removes drafts that nothing was entered into.
    pub(crate) async fn forget_empty_drafts(&self) -> Result<(), Fault> {
        self.store(|store| {
            for connection in store
                .connections()?
                .iter()
                .filter(|connection| is_empty_draft(connection))
            {
                store.delete_connection(&connection.id, TableFate::Drop)?;
            }
            Ok(())
        })
        .await
    }
}

/// Whether nothing was entered yet.
pub(crate) fn is_empty_draft(connection: &Connection) -> bool {
    connection.state == ConnectionState::Draft
        && connection.step == Step::Authorize
        && connection.client.is_none()
        && connection.identity.is_none()
        && connection.approval.is_none()
        && connection
            .inputs
            .as_object()
            .is_none_or(serde_json::Map::is_empty)
}

/// A new ID of a connection.
pub(crate) fn new_id() -> String {
    let letter = |_| char::from(ID_LETTERS[rand::random_range(0..ID_LETTERS.len())]);
    (0..16).map(letter).collect()
}

fn declared<'a>(connector: &'a Connector, name: &str) -> Result<&'a Input, Fault> {
    let input = connector.inputs.iter().find(|input| input.name == name);
    input.ok_or_else(|| Fault::input(name, format!("{} does not ask for it", connector.name)))
}
