//! What the keychain holds of a connection: one item with the grant, the own client secret and the secret inputs.
//!
//! The item is read and written whole. Whoever changes it holds the connection's lock, so that the window and the
//! command line never overwrite each other.

use std::collections::BTreeMap;
use std::sync::Arc;

use headwater_oauth::{Grant, Registered};
use headwater_vault::{ItemName, Vault};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value, json};

use crate::fault::{Code, Fault};
use crate::view::ClientKind;

/// A connection's secrets. `Debug` shows which there are, never what they are.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    /// The grant of the last consent, as refreshed since.
    pub grant: Option<Grant>,
    /// Secrets of the user's own client for use.
    pub production: OwnSecrets,
    /// Secrets of the user's own client for trying out.
    pub development: OwnSecrets,
    /// The client that the provider registered for this connection.
    pub registered: Option<Registered>,
    /// Inputs that are secret, for example an API key.
    pub inputs: BTreeMap<String, SecretString>,
}

/// The secrets of one of the user's own clients.
#[derive(Clone, Default)]
pub(crate) struct OwnSecrets {
    /// The client secret, or the private key in its place.
    pub secret: Option<SecretString>,
    /// The certificate with its private key.
    pub certificate: Option<SecretString>,
}

impl OwnSecrets {
    fn is_empty(&self) -> bool {
        self.secret.is_none() && self.certificate.is_none()
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets")
            .field("grant", &self.grant.is_some())
            .field("production", &!self.production.is_empty())
            .field("development", &!self.development.is_empty())
            .field("registered", &self.registered.is_some())
            .field("inputs", &self.inputs.keys().collect::<Vec<_>>())
            .finish()
    }
}

impl Secrets {
    /// Those of one of the user's own clients.
    pub(crate) fn own(&self, kind: ClientKind) -> &OwnSecrets {
        match kind {
            ClientKind::Development => &self.development,
            ClientKind::Production => &self.production,
        }
    }

    /// The same to be changed.
    pub(crate) fn own_mut(&mut self, kind: ClientKind) -> &mut OwnSecrets {
        match kind {
            ClientKind::Development => &mut self.development,
            ClientKind::Production => &mut self.production,
        }
    }

    /// The item's text, JSON.
    pub(crate) fn to_text(&self) -> Result<SecretString, Fault> {
        let mut item = Map::new();
        if let Some(grant) = &self.grant {
            let text = grant.to_secret();
            item.insert(
                "grant".into(),
                serde_json::from_str(text.expose_secret()).map_err(|_| unreadable())?,
            );
        }
        for (name, secret) in [
            ("client_secret", &self.production.secret),
            ("client_certificate", &self.production.certificate),
            ("development_secret", &self.development.secret),
            ("development_certificate", &self.development.certificate),
        ] {
            if let Some(secret) = secret {
                item.insert(name.into(), json!(secret.expose_secret()));
            }
        }
        if let Some(registered) = &self.registered {
            let text = registered.to_secret();
            item.insert("registered".into(), json!(text.expose_secret()));
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

    /// Reads what [`Secrets::to_text`] wrote.
    pub(crate) fn from_text(text: &SecretString) -> Result<Self, Fault> {
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
            production: OwnSecrets {
                secret: item.get("client_secret").and_then(secret),
                certificate: item.get("client_certificate").and_then(secret),
            },
            development: OwnSecrets {
                secret: item.get("development_secret").and_then(secret),
                certificate: item.get("development_certificate").and_then(secret),
            },
            registered: item
                .get("registered")
                .and_then(secret)
                .and_then(|text| Registered::from_secret(&text)),
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
        self.read_item(item("connection", connection)?).await
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
        let label = format!("Headwater: {name}");
        self.write_item(item("connection", connection)?, label, secrets)
            .await
    }

    /// Removes the secrets of a connection.
    ///
    /// # Errors
    /// The keychain's fault.
    pub(crate) async fn remove(&self, connection: &str) -> Result<(), Fault> {
        let item = item("connection", connection)?;
        self.ask(move |vault| vault.delete(&item)).await
    }

    /// The secrets of a grant that is to be revoked; empty where there is none.
    ///
    /// # Errors
    /// The keychain's fault.
    pub(crate) async fn read_revocation(&self, id: &str) -> Result<Secrets, Fault> {
        self.read_item(item("revocation", id)?).await
    }

    /// Writes the secrets of a grant that is to be revoked.
    ///
    /// # Errors
    /// The keychain's fault.
    pub(crate) async fn write_revocation(
        &self,
        id: &str,
        name: &str,
        secrets: &Secrets,
    ) -> Result<(), Fault> {
        let label = format!("Headwater: {name} (to be revoked)");
        self.write_item(item("revocation", id)?, label, secrets)
            .await
    }

    /// Removes the secrets of a grant that was revoked.
    ///
    /// # Errors
    /// The keychain's fault.
    pub(crate) async fn remove_revocation(&self, id: &str) -> Result<(), Fault> {
        let item = item("revocation", id)?;
        self.ask(move |vault| vault.delete(&item)).await
    }

    async fn read_item(&self, item: ItemName) -> Result<Secrets, Fault> {
        match self.ask(move |vault| vault.get(&item)).await? {
            Some(text) => Secrets::from_text(&text),
            None => Ok(Secrets::default()),
        }
    }

    async fn write_item(
        &self,
        item: ItemName,
        label: String,
        secrets: &Secrets,
    ) -> Result<(), Fault> {
        let text = secrets.to_text()?;
        self.ask(move |vault| vault.put(&item, &label, &text)).await
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

fn item(kind: &str, id: &str) -> Result<ItemName, Fault> {
    ItemName::new(format!("{kind}/{id}")).map_err(Fault::from)
}
