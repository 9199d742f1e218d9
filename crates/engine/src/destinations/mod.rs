//! Destinations: where a workbook's rows go besides, and their delivery after each sync.
//!
//! A destination that fails has a fault of its own; the sync stays good, and the next delivery brings what is lacking,
//! since how far a target is stands in the target.

mod deliver;
mod export;
mod rows;
mod target;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use headwater_store as store;
use headwater_vault::ItemName;
use secrecy::SecretString;
use tokio_util::task::TaskTracker;

use crate::engine::{Engine, locked};
use crate::fault::{Code, Fault};
use crate::life::text;
use crate::view::{DestinationInput, DestinationSettings, DestinationView, Topic};
use target::Target;

pub use headwater_destinations::Format as ExportFormat;

/// Deliveries of this process.
#[derive(Default)]
pub(crate) struct Deliveries {
    /// One delivery at a time per destination: by its ID, whoever waits or delivers holds a share.
    turns: Mutex<HashMap<i64, Arc<tokio::sync::Mutex<()>>>>,
    tasks: TaskTracker,
}

impl Deliveries {
    /// Waits until none is on its way.
    pub(crate) async fn settled(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Engine {
    /// The destinations of an entity's workbook, oldest first.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn destinations(&self, entity: String) -> Result<Vec<DestinationView>, Fault> {
        let entity = number(&entity, "entity")?;
        let kept = self.store(move |store| store.destinations(entity)).await?;
        kept.into_iter()
            .map(|one| self.seen_destination(one))
            .collect()
    }

    /// Tries whether a destination as entered can be written.
    ///
    /// # Errors
    /// Why not.
    pub async fn test_destination(&self, destination: DestinationInput) -> Result<(), Fault> {
        let secret = match (&destination.secret, &destination.id) {
            (Some(secret), _) => Some(secret.0.clone()),
            (None, Some(id)) => self.keychain.get(item(number(id, "destination")?)?).await?,
            (None, None) => None,
        };
        Target::of(&destination.settings, secret)?.test().await
    }

    /// Keeps a destination and begins a delivery to it.
    ///
    /// # Errors
    /// [`Code::InputInvalid`]; the keychain's faults where there is a password.
    pub async fn save_destination(
        &self,
        destination: DestinationInput,
    ) -> Result<DestinationView, Fault> {
        let DestinationInput {
            id,
            entity,
            name,
            settings,
            secret,
        } = destination;
        let name = name.trim().to_owned();
        if name.is_empty() {
            return Err(Fault::input("The name", "It is empty"));
        }
        Target::of(&settings, None)?;
        let entity = number(&entity, "entity")?;
        let known = id.map(|id| number(&id, "destination")).transpose()?;
        let kept = serde_json::to_value(&settings)
            .map_err(|error| Fault::new(Code::StoreFailed).detail(error))?;
        let id = self
            .store(move |store| match known {
                Some(id) => store.change_destination(id, &name, &kept).map(|()| id),
                None => store.add_destination(entity, &name, &kept),
            })
            .await?;
        if let Some(secret) = secret {
            self.keychain
                .put(item(id)?, "Headwater: a destination", secret.0)
                .await?;
        }
        self.deliver_one_later(id);
        self.events.changed(Topic::Workbooks);
        self.destination(id).await
    }

    /// Forgets a destination and its password; what was delivered stays.
    ///
    /// # Errors
    /// [`Code::UnknownItem`]; the keychain's faults.
    pub async fn remove_destination(&self, id: String) -> Result<(), Fault> {
        let id = number(&id, "destination")?;
        let kept = self.store(move |store| store.destination(id)).await?;
        if settings(&kept)?.has_secret() {
            self.keychain.delete(item(id)?).await?;
        }
        self.store(move |store| store.remove_destination(id))
            .await?;
        self.events.changed(Topic::Workbooks);
        Ok(())
    }

    /// Delivers now what a destination lacks, and waits for the end. A fault of the delivery is in the view.
    ///
    /// # Errors
    /// [`Code::UnknownItem`].
    pub async fn deliver(&self, id: String) -> Result<DestinationView, Fault> {
        let id = number(&id, "destination")?;
        self.deliver_in_turn(id).await?;
        self.destination(id).await
    }

    async fn destination(&self, id: i64) -> Result<DestinationView, Fault> {
        let kept = self.store(move |store| store.destination(id)).await?;
        self.seen_destination(kept)
    }

    fn seen_destination(&self, kept: store::Destination) -> Result<DestinationView, Fault> {
        let running = locked(&self.deliveries.turns)
            .get(&kept.id)
            .is_some_and(|turn| turn.try_lock().is_err());
        let fault = kept.fault.as_ref().and_then(Fault::from_json);
        Ok(DestinationView {
            settings: settings(&kept)?,
            id: kept.id.to_string(),
            name: kept.name,
            running,
            delivered_at: text(kept.delivered_at),
            fault: fault.map(|fault| self.seen(&fault)),
        })
    }

    /// The password of a destination, where its kind has one.
    async fn destination_secret(
        &self,
        id: i64,
        settings: &DestinationSettings,
    ) -> Result<Option<SecretString>, Fault> {
        match settings.has_secret() {
            true => self.keychain.get(item(id)?).await,
            false => Ok(None),
        }
    }
}

fn settings(kept: &store::Destination) -> Result<DestinationSettings, Fault> {
    serde_json::from_value(kept.settings.clone())
        .map_err(|error| Fault::new(Code::StoreNewer).detail(error))
}

fn number(id: &str, what: &str) -> Result<i64, Fault> {
    id.parse().map_err(|_| Fault::unknown(what, id))
}

fn item(id: i64) -> Result<ItemName, Fault> {
    ItemName::new(format!("destination/{id}")).map_err(Fault::from)
}
