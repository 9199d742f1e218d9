//! Destinations: where a workbook's rows go besides, and their delivery after each sync.
//!
//! A destination that fails has a fault of its own; the sync stays good, and the next delivery brings what is lacking,
//! since how far a target is stands in the target. Where the cause may pass, the next one comes by itself.

mod again;
mod deliver;
mod export;
mod kept;
mod rows;
mod target;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use headwater_store as store;
use secrecy::SecretString;
use tokio_util::task::TaskTracker;

use crate::engine::{Engine, locked};
use crate::fault::Fault;
use crate::life::text;
use crate::view::{DestinationInput, DestinationTable, DestinationTest, DestinationView, Topic};
use crate::workbooks::number;
use again::Again;
use deliver::names;
use kept::Kept;

pub use headwater_destinations::Format as ExportFormat;

/// How the keychain shows a destination's password to people.
const LABEL: &str = "Headwater: a destination";

/// Deliveries of this process.
#[derive(Default)]
pub(crate) struct Deliveries {
    /// One delivery at a time per destination: by its ID, whoever waits or delivers holds a share.
    turns: Mutex<HashMap<i64, Arc<tokio::sync::Mutex<()>>>>,
    tasks: TaskTracker,
    again: Again,
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

    /// Tries whether a destination as entered can be written, and says where each tab's rows would go.
    ///
    /// # Errors
    /// Why not.
    pub async fn test_destination(
        &self,
        destination: DestinationInput,
    ) -> Result<DestinationTest, Fault> {
        let entity = number(&destination.entity, "entity")?;
        let Wanted { kept, secret, .. } = self.wanted(destination).await?;
        let target = self.target(&kept, secret).await?;
        let tabs = self.store(move |store| store.tabs(entity)).await?;
        let server = target.test().await?;
        let places = target.tables(&names(&tabs)).await?.into_iter();
        let tables = places.map(|place| DestinationTable {
            name: place.name,
            instead_of: place.instead_of,
        });
        Ok(DestinationTest {
            server,
            tables: tables.collect(),
        })
    }

    /// Keeps a destination and begins a delivery to it.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid); the keychain's faults where there is a password.
    pub async fn save_destination(
        &self,
        destination: DestinationInput,
    ) -> Result<DestinationView, Fault> {
        let name = destination.name.trim().to_owned();
        if name.is_empty() {
            return Err(Fault::input("The name", "It is empty"));
        }
        let entity = number(&destination.entity, "entity")?;
        let Wanted { id, kept, secret } = self.wanted(destination).await?;
        // What cannot be meant is refused before anything is kept.
        self.target(&kept, secret.clone()).await?;
        if let Some(secret) = secret {
            self.keychain.put(kept.item()?, LABEL, secret).await?;
        }
        let kept = serde_json::to_value(&kept)?;
        let id = self
            .store(move |store| match id {
                Some(id) => store.change_destination(id, &name, &kept).map(|()| id),
                None => store.add_destination(entity, &name, &kept),
            })
            .await?;
        self.deliver_one_later(id);
        self.events.changed(Topic::Workbooks);
        self.destination(id).await
    }

    /// What is to be kept of a destination as entered.
    async fn wanted(&self, destination: DestinationInput) -> Result<Wanted, Fault> {
        let id = destination.id.map(|id| number(&id, "destination"));
        let id = id.transpose()?;
        let before = match id {
            Some(id) => Some(self.store(move |store| store.destination(id)).await?),
            None => None,
        };
        let before = before.as_ref().map(Kept::of).transpose()?;
        let secret = destination.secret.map(|secret| secret.0);
        Ok(Wanted {
            id,
            kept: Kept::changed(before, destination.settings, secret.is_some())?,
            secret,
        })
    }

    /// Forgets a destination and its password; what was delivered stays.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem); the keychain's faults.
    pub async fn remove_destination(&self, id: String) -> Result<(), Fault> {
        let id = number(&id, "destination")?;
        let kept = self.store(move |store| store.destination(id)).await?;
        let kept = Kept::of(&kept)?;
        if kept.secret {
            self.keychain.delete(kept.item()?).await?;
        }
        self.store(move |store| store.remove_destination(id))
            .await?;
        self.forget_delivery(id);
        self.events.changed(Topic::Workbooks);
        Ok(())
    }

    /// Delivers now what a destination lacks, and waits for the end. A fault of the delivery is in the view.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem).
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
        let Kept {
            settings, secret, ..
        } = Kept::of(&kept)?;
        Ok(DestinationView {
            settings,
            secret_kept: secret,
            id: kept.id.to_string(),
            name: kept.name,
            running,
            delivered_at: text(kept.delivered_at),
            fault: fault.map(|fault| self.seen(&fault)),
        })
    }
}

/// A destination as it is to be kept.
struct Wanted {
    /// The one that is changed; none for a new one.
    id: Option<i64>,
    kept: Kept,
    /// The password, where one was entered.
    secret: Option<SecretString>,
}
