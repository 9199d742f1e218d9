//! Whose OAuth client a connection uses: its choice, own credentials by kind, their import and their dry run.

use headwater_connectors::Connector;
use headwater_oauth::{Client, Probed, Profile};
use headwater_store::{Change, Connection};
use regex::Regex;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::inputs;
use crate::certificates;
use crate::client_file;
use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::grants;
use crate::sandbox;
use crate::secrets::Secrets;
use crate::view::{
    ClientCheck, ClientInput, ClientKind, ClientView, ConnectionView, Outcome, SecretInput,
};

/// The clients of a connection as the store keeps them: one of each kind, and which is used.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Choice {
    /// The kind in use.
    pub used: ClientKind,
    /// The client for use.
    pub production: Option<ClientView>,
    /// The client for trying out.
    pub development: Option<ClientView>,
    /// The ID of the client that the provider registered.
    pub registered: Option<String>,
}

impl Choice {
    /// The choice of a connection. A client that was kept before there were kinds is for use.
    pub(crate) fn of(connection: &Connection) -> Choice {
        let kept = connection.client.clone().unwrap_or(Value::Null);
        if kept.get("kind").is_some() {
            return Choice {
                production: serde_json::from_value(kept).ok(),
                ..Choice::default()
            };
        }
        serde_json::from_value(kept).unwrap_or_default()
    }

    /// The client in use.
    pub(crate) fn client(&self) -> Option<&ClientView> {
        match self.used {
            ClientKind::Development => self.development.as_ref(),
            ClientKind::Production => self.production.as_ref(),
        }
    }

    fn set(&mut self, client: ClientView) {
        match self.used {
            ClientKind::Development => self.development = Some(client),
            ClientKind::Production => self.production = Some(client),
        }
    }
}

/// The client in use as the window shows it: the chosen one, else the one that the provider registered.
pub(super) fn seen_client(connection: &Connection) -> Option<ClientView> {
    let choice = Choice::of(connection);
    let registered = |client_id| ClientView::Registered { client_id };
    let chosen = choice.client().cloned();
    chosen.or_else(|| choice.registered.map(registered))
}

/// The address of the user's own that passes the browser's answer on, where the client in use has one.
pub(crate) fn relay(connection: &Connection) -> Option<Url> {
    match chosen_client(connection)? {
        ClientView::Own { relay, .. } => relay?.parse().ok(),
        _ => None,
    }
}

/// The chosen client of the kind in use.
pub(crate) fn chosen_client(connection: &Connection) -> Option<ClientView> {
    Choice::of(connection).client().cloned()
}

impl Engine {
    /// Keeps the choice of client, an own secret in the keychain. What is not given stays as it is.
    ///
    /// # Errors
    /// [`Code::InputInvalid`] for an ID or a certificate that does not fit, the keychain's faults.
    pub async fn save_client(
        &self,
        id: String,
        client: ClientInput,
    ) -> Result<ConnectionView, Fault> {
        let connection = self.stored(&id).await?;
        let mut choice = Choice::of(&connection);
        let client = match client {
            ClientInput::Preconfigured => ClientView::Preconfigured,
            own => self.keep_own(&connection, &choice, own).await?,
        };
        choice.set(client);
        self.change(&id, vec![Change::Client(Some(json!(choice)))])
            .await?;
        self.tokens.timer.try_soon(&id, self.now());
        self.connection(id).await
    }

    /// An own client as it is kept, its secrets in the keychain. A new secret is one for all connections of that client:
    /// those that the provider refused because of the former one get it too.
    async fn keep_own(
        &self,
        connection: &Connection,
        choice: &Choice,
        typed: ClientInput,
    ) -> Result<ClientView, Fault> {
        let ClientInput::Own {
            client_id,
            client_secret,
            certificate,
            relay,
        } = typed
        else {
            return Ok(ClientView::Preconfigured);
        };
        let connector = self.connectors.get(&connection.connector)?;
        let client_id = fitting_id(&connector, &client_id)?;
        let (secret, certificate) = (trimmed(client_secret), trimmed(certificate));
        if let Some(Some(pem)) = &certificate {
            certificates::check(pem)?;
        }
        let (had_secret, had_certificate, former_relay) = match choice.client() {
            Some(ClientView::Own {
                has_secret,
                has_certificate,
                relay,
                ..
            }) => (*has_secret, *has_certificate, relay.clone()),
            _ => (false, false, None),
        };
        let view = ClientView::Own {
            client_id: client_id.clone(),
            has_secret: secret.as_ref().map_or(had_secret, Option::is_some),
            has_certificate: certificate
                .as_ref()
                .map_or(had_certificate, Option::is_some),
            relay: match relay.as_deref().map(str::trim) {
                None => former_relay,
                Some("") => None,
                Some(address) => Some(headwater_oauth::relay(address)?.to_string()),
            },
        };
        let changed = (secret, certificate);
        self.keep_own_secrets(connection, choice.used, &changed)
            .await?;
        for sibling in self.refused_siblings(connection, &client_id).await? {
            let used = Choice::of(&sibling).used;
            self.keep_own_secrets(&sibling, used, &changed).await?;
            self.tokens.timer.try_soon(&sibling.id, self.now());
        }
        Ok(view)
    }

    async fn keep_own_secrets(
        &self,
        connection: &Connection,
        used: ClientKind,
        (secret, certificate): &(Option<Option<SecretString>>, Option<Option<SecretString>>),
    ) -> Result<(), Fault> {
        if secret.is_none() && certificate.is_none() {
            return Ok(());
        }
        self.change_secrets(connection, |secrets| {
            let own = secrets.own_mut(used);
            own.secret = secret.clone().unwrap_or(own.secret.take());
            own.certificate = certificate.clone().unwrap_or(own.certificate.take());
        })
        .await
    }

    /// Other connections of the same own client whose provider refuses it (requirement 50).
    async fn refused_siblings(
        &self,
        connection: &Connection,
        client_id: &str,
    ) -> Result<Vec<Connection>, Fault> {
        let mut all = self.store(|store| store.connections()).await?;
        all.retain(|other| {
            let own = chosen_client(other);
            let same =
                matches!(own, Some(ClientView::Own { client_id: id, .. }) if id == client_id);
            let refused = || {
                self.trouble_of(other)
                    .is_some_and(|fault| fault.code == Code::ClientRejected)
            };
            other.id != connection.id
                && other.connector == connection.connector
                && same
                && refused()
        });
        Ok(all)
    }

    /// Keeps a client from a provider's file: Google's `client_secret.json`, or any JSON with an ID and a secret.
    ///
    /// # Errors
    /// [`Code::InputInvalid`] saying what is wrong with the file or its client; the keychain's faults.
    pub async fn import_client(
        &self,
        id: String,
        text: SecretInput,
    ) -> Result<ConnectionView, Fault> {
        let connection = self.stored(&id).await?;
        let profile = self.connectors.profile(&connection.connector);
        let (client_id, secret) = client_file::read(&text.0, profile.as_deref())?;
        self.save_client(id, ClientInput::own(&client_id, secret))
            .await
    }

    /// Switches between the development and the production client. Both are kept.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn use_client_kind(
        &self,
        id: String,
        kind: ClientKind,
    ) -> Result<ConnectionView, Fault> {
        let mut choice = Choice::of(&self.stored(&id).await?);
        choice.used = kind;
        self.change(&id, vec![Change::Client(Some(json!(choice)))])
            .await?;
        self.tokens.timer.try_soon(&id, self.now());
        self.connection(id).await
    }

    /// Tries the client at the provider without a consent.
    ///
    /// # Errors
    /// [`Code::ClientMissing`], [`Code::AddressInvalid`], the keychain's faults; what the provider says is in the answer.
    pub async fn check_client(&self, id: String) -> Result<ClientCheck, Fault> {
        let connection = self.stored(&id).await?;
        let name = self.connectors.name_of(&connection.connector);
        let secrets = self.keychain.read(&id).await?;
        let provider = self.provider_with(&connection, &secrets).await?;
        let kind = grants::to_oauth(self.grant_kind(&connection));
        let http = self.http_of(&provider).await?;
        let told = headwater_oauth::probe(&http, &provider, kind).await;
        let check = |outcome, says: String, fault: Option<Fault>| ClientCheck {
            outcome,
            says,
            fault: fault.map(|fault| self.seen(&fault.with("provider", &name))),
        };
        let wrong = |says: String| {
            let fault = Fault::new(Code::ClientRejected).detail(&says);
            check(Outcome::Failed, says, Some(fault))
        };
        Ok(match told {
            Ok(Probed::Right) => check(Outcome::Passed, format!("{name} knows this client."), None),
            Ok(Probed::UnknownId) => wrong(format!("{name} does not know this client ID.")),
            Ok(Probed::WrongSecret) => wrong(format!(
                "The client secret is not the one that {name} has for this client ID."
            )),
            Ok(Probed::Wrong) => wrong(format!(
                "{name} does not accept this client ID with this secret."
            )),
            Ok(Probed::CannotTell(_)) => check(
                Outcome::Skipped,
                format!("{name} does not tell without a consent. Authorize to find out."),
                None,
            ),
            Err(error) => {
                let fault = Fault::from(error);
                let outcome = match fault.is_temporary() {
                    true => Outcome::Skipped,
                    false => Outcome::Failed,
                };
                let says = format!("{name} could not be asked.");
                check(outcome, says, Some(fault))
            }
        })
    }

    /// The client: the input of a profile that takes it from there, else the chosen one, else the pre-configured one,
    /// else the one that the provider registered.
    pub(crate) fn client_of(
        &self,
        connection: &Connection,
        secrets: &Secrets,
        profile: &Profile,
    ) -> Result<Client, Fault> {
        let choice = Choice::of(connection);
        let own = secrets.own(choice.used);
        let with = |id: String| Client {
            id,
            secret: own.secret.clone(),
            certificate: own.certificate.clone(),
        };
        let typed = inputs(connection).remove("client_id");
        if let Some(id) = typed.filter(|id| profile.client_id && !id.is_empty()) {
            return Ok(with(id));
        }
        if let Some(ClientView::Own { client_id, .. }) = choice.client() {
            return Ok(with(client_id.clone()));
        }
        if connection.connector == sandbox::CONNECTOR {
            return Ok(Client {
                id: headwater_sandbox::CLIENT_ID.to_owned(),
                ..Client::default()
            });
        }
        let preconfigured = self.clients.get(&connection.connector);
        let registered = secrets.registered.as_ref();
        preconfigured
            .map(|client| client.of(choice.used))
            .or_else(|| Some(registered?.client.clone()))
            .ok_or_else(|| Fault::new(Code::ClientMissing))
    }
}

/// A secret as typed, without blanks around it; an empty one takes away what there was.
fn trimmed(input: Option<SecretInput>) -> Option<Option<SecretString>> {
    let text = input?.0.expose_secret().trim().to_owned();
    Some((!text.is_empty()).then(|| text.into()))
}

fn fitting_id(connector: &Connector, id: &str) -> Result<String, Fault> {
    let id = id.trim();
    let pattern = (connector.client.as_ref()).and_then(|rule| rule.id_pattern.as_deref());
    // A pattern that cannot be read stops nobody: the loader has refused it.
    let pattern = pattern.and_then(|pattern| Regex::new(&format!("^(?:{pattern})$")).ok());
    if id.is_empty() {
        return Err(Fault::input("The client ID", "It is missing"));
    }
    if pattern.is_some_and(|pattern| !pattern.is_match(id)) {
        return Err(Fault::input(
            "The client ID",
            "It does not have the shape of this provider's client IDs",
        ));
    }
    Ok(id.to_owned())
}
