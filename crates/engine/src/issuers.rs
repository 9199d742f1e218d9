//! What issuers tell about themselves, and the clients that they register: the parts of a profile that are only known
//! once somebody was asked.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use headwater_oauth::{Metadata, Probed, Profile, Provider};
use headwater_store::{Change, Connection};
use jiff::{SignedDuration, Timestamp};

use crate::engine::{Engine, locked};
use crate::fault::{Code, Fault};
use crate::grants;
use crate::life::{Choice, chosen_client};
use crate::sandbox;
use crate::secrets::Secrets;

/// How long an issuer's word is believed without asking again.
const BELIEVED: SignedDuration = SignedDuration::from_hours(1);

/// Metadata by issuer, with the time at which it was asked.
#[derive(Default)]
pub(crate) struct Issuers(Mutex<HashMap<String, (Timestamp, Metadata)>>);

impl Engine {
    /// The profile of a connection with what its issuer tells, and the values that fill it.
    ///
    /// # Errors
    /// [`Code::NotNow`] where the connector uses no OAuth; what discovery fails with.
    pub(crate) async fn whole_profile(
        &self,
        connection: &Connection,
    ) -> Result<(Profile, BTreeMap<String, String>), Fault> {
        let Some(profile) = self.connectors.profile(&connection.connector) else {
            return Err(Fault::not_now(
                "This connector signs in with a key, not in the browser",
                "Enter the key in its details.",
            ));
        };
        let values = self.values(connection).await?;
        let name = self.connectors.name_of(&connection.connector);
        let told = |error: headwater_oauth::Error| Fault::from(error).with("provider", &name);
        let Some(issuer) = headwater_oauth::issuer(&profile, &values).map_err(told)? else {
            return Ok((Profile::clone(&profile), values));
        };
        let now = self.now();
        let known = locked(&self.issuers.0).get(&issuer).cloned();
        let fresh = known.filter(|(at, _)| now.duration_since(*at).abs() < BELIEVED);
        let metadata = match fresh {
            Some((_, metadata)) => metadata,
            None => {
                let metadata = headwater_oauth::discover(&self.http().await?, &issuer)
                    .await
                    .map_err(told)?;
                locked(&self.issuers.0).insert(issuer, (now, metadata.clone()));
                metadata
            }
        };
        Ok((metadata.complete(&profile), values))
    }

    /// The secrets of a connection with a registered client among them, where it needs one. A client that has ended, or
    /// that the provider no longer knows, is registered anew, once.
    ///
    /// # Errors
    /// What the registration fails with; the keychain's faults.
    pub(crate) async fn with_client(
        &self,
        connection: &Connection,
        secrets: Secrets,
    ) -> Result<Secrets, Fault> {
        let has_other = chosen_client(connection).is_some()
            || connection.connector == sandbox::CONNECTOR
            || self.clients.get(&connection.connector).is_some();
        if has_other || self.connectors.profile(&connection.connector).is_none() {
            return Ok(secrets);
        }
        let (profile, values) = self.whole_profile(connection).await?;
        if profile.registration.is_none() || self.still_knows(connection, &secrets).await {
            return Ok(secrets);
        }
        let name = self.connectors.name_of(&connection.connector);
        let connector = self.connectors.get(&connection.connector)?;
        let scopes = connector.scopes.iter().map(|scope| scope.scope.clone());
        let scopes: Vec<String> = scopes.collect();
        tracing::info!(connection = %connection.id, "registering a client");
        let registered = headwater_oauth::register(&self.http().await?, &profile, &values, &scopes)
            .await
            .map_err(|error| Fault::from(error).with("provider", &name))?;
        let choice = Choice {
            registered: Some(registered.client.id.clone()),
            ..Choice::of(connection)
        };
        self.change_secrets(connection, |secrets| {
            secrets.registered = Some(registered);
        })
        .await?;
        let client = Change::Client(Some(serde_json::json!(choice)));
        self.change(&connection.id, vec![client]).await?;
        self.keychain.read(&connection.id).await
    }

    /// Whether the registered client can be used: a provider that was set up anew has forgotten it, and would tell so
    /// only on its own page in the browser.
    async fn still_knows(&self, connection: &Connection, secrets: &Secrets) -> bool {
        let usable = secrets.registered.as_ref();
        if usable.is_none_or(|registered| registered.is_over(self.now())) {
            return false;
        }
        let Ok(provider) = self.provider_with(connection, secrets).await else {
            return true;
        };
        let kind = grants::to_oauth(self.grant_kind(connection));
        let Ok(http) = self.http_of(&provider).await else {
            return true;
        };
        let told = headwater_oauth::probe(&http, &provider, kind).await;
        !matches!(
            told,
            Ok(Probed::UnknownId | Probed::WrongSecret | Probed::Wrong)
        )
    }

    /// A refused client that was registered took its grants along: only a new consent helps, which registers anew.
    pub(crate) fn of_registered(
        &self,
        fault: Fault,
        secrets: &Secrets,
        provider: &Provider,
    ) -> Fault {
        let registered = secrets.registered.as_ref();
        let is_ours = registered.is_some_and(|one| one.client.id == provider.client().id);
        match fault.code {
            Code::ClientRejected if is_ours => Fault::new(Code::GrantRejected)
                .with("reason", "the registration of this app ended there")
                .detail(fault.details),
            _ => fault,
        }
    }
}
