//! What the keychain holds of a connection: one item with the grant, the own client secret and the secret inputs.
//!
//! The item is read and written whole. Whoever changes it holds the connection's lock, so that the window and the
//! command line never overwrite each other.

use std::collections::BTreeMap;
use std::sync::Arc;

use headwater_oauth::Grant;
use headwater_vault::{ItemName, Vault};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value, json};

use crate::fault::{Code, Fault};

/// A connection's secrets. `Debug` shows which there are, never what they are.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    /// The grant of the last consent, as refreshed since.
    pub grant: Option<Grant>,
    /// Secret of the user's own client.
    pub client_secret: Option<SecretString>,
    /// Inputs that are secret, for example an API key.
    pub inputs: BTreeMap<String, SecretString>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets")
            .field("grant", &self.grant.is_some())
            .field("client_secret", &self.client_secret.is_some())
            .field("inputs", &self.inputs.keys().collect::<Vec<_>>())
            .finish()
    }
}

impl Secrets {
    fn to_text(&self) -> Result<SecretString, Fault> {
        let mut item = Map::new();
        if let Some(grant) = &self.grant {
            let text = grant.to_secret();
            item.insert(
                "grant".into(),
                serde_json::from_str(text.expose_secret()).map_err(|_| unreadable())?,
            );
        }
        if let Some(secret) = &self.client_secret {
            item.insert("client_secret".into(), json!(secret.expose_secret()));
        }
        if !self.inputs.is_empty() {
            let inputs: Map<_, _> = self
                .inputs
                .iter()
                .map(|(name, value)| (name.clone(), json!(value.expose_secret())))
                .collect();
            item.insert("inputs".into(), Value::Object(inputs));
        }
        Ok(SecretString::from(Value::Object(item).to_string()))
    }

    fn from_text(text: &SecretString) -> Result<Self, Fault> {
        let item: Map<String, Value> =
            serde_json::from_str(text.expose_secret()).map_err(|_| unreadable())?;
        let secret = |value: &Value| value.as_str().map(SecretString::from);
        let grant = match item.get("grant") {
            Some(grant) => Some(
                Grant::from_secret(&SecretString::from(grant.to_string()))
                    .map_err(|_| unreadable())?,
            ),
            None => None,
        };
        let inputs = item
            .get("inputs")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        Ok(Self {
            grant,
            client_secret: item.get("client_secret").and_then(secret),
            inputs: inputs
                .filter_map(|(name, value)| Some((name.clone(), secret(value)?)))
                .collect(),
        })
    }
}

fn unreadable() -> Fault {
    Fault::new(Code::KeychainBroken).with("reason", "the item is not one of Headwater's")
}

/// The keychain, asked off the async threads: its calls block, and an unlock prompt can block for long.
#[derive(Clone)]
pub(crate) struct Keychain(Arc<dyn Vault>);

impl Keychain {
    pub(crate) fn new(vault: Arc<dyn Vault>) -> Self {
        Self(vault)
    }

    /// Name of the keychain for people.
    pub(crate) fn name(&self) -> &'static str {
        self.0.name()
    }

    /// Whether the keychain can be used now.
    ///
    /// # Errors
    /// Why it cannot.
    pub(crate) async fn ready(&self) -> Result<(), Fault> {
        self.ask(|vault| vault.ready()).await
    }

    /// The secrets of a connection; none yet reads as empty.
    ///
    /// # Errors
    /// The keychain's fault.
    pub(crate) async fn read(&self, connection: &str) -> Result<Secrets, Fault> {
        let item = item(connection)?;
        match self.ask(move |vault| vault.get(&item)).await? {
            Some(text) => Secrets::from_text(&text),
            None => Ok(Secrets::default()),
        }
    }

    /// Writes the secrets of a connection; once this returns they are durable.
    ///
    /// # Errors
    /// The keychain's fault; the former item is whole then.
    pub(crate) async fn write(
        &self,
        connection: &str,
        name: &str,
        secrets: &Secrets,
    ) -> Result<(), Fault> {
        let (item, text, label) = (
            item(connection)?,
            secrets.to_text()?,
            format!("Headwater: {name}"),
        );
        self.ask(move |vault| vault.put(&item, &label, &text)).await
    }

    /// Removes the secrets of a connection.
    ///
    /// # Errors
    /// The keychain's fault.
    pub(crate) async fn remove(&self, connection: &str) -> Result<(), Fault> {
        let item = item(connection)?;
        self.ask(move |vault| vault.delete(&item)).await
    }

    /// A secret that belongs to no connection.
    ///
    /// # Errors
    /// The keychain's fault.
    pub(crate) async fn get(&self, item: ItemName) -> Result<Option<SecretString>, Fault> {
        self.ask(move |vault| vault.get(&item)).await
    }

    /// Keeps a secret that belongs to no connection, labelled for people.
    ///
    /// # Errors
    /// The keychain's fault.
    pub(crate) async fn put(
        &self,
        item: ItemName,
        label: &'static str,
        secret: SecretString,
    ) -> Result<(), Fault> {
        self.ask(move |vault| vault.put(&item, label, &secret))
            .await
    }

    /// Forgets a secret that belongs to no connection.
    ///
    /// # Errors
    /// The keychain's fault.
    pub(crate) async fn delete(&self, item: ItemName) -> Result<(), Fault> {
        self.ask(move |vault| vault.delete(&item)).await
    }

    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Vault) -> Result<T, headwater_vault::Error> + Send + 'static,
    ) -> Result<T, Fault> {
        let vault = Arc::clone(&self.0);
        let name = self.name();
        match tokio::task::spawn_blocking(move || question(&*vault)).await {
            Ok(answer) => answer.map_err(|error| Fault::from(error).with("keychain", name)),
            Err(_) => Err(Fault::new(Code::KeychainBroken)
                .with("keychain", name)
                .with("reason", "its call ended abnormally")),
        }
    }
}

fn item(connection: &str) -> Result<ItemName, Fault> {
    ItemName::new(format!("connection/{connection}")).map_err(Fault::from)
}
