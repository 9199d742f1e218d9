//! A delivery: table by table, from a snapshot of the store through a short channel to the target.

use std::collections::HashSet;
use std::sync::Arc;

use headwater_destinations::Table;
use headwater_store::{Destination, Tab};
use tokio::sync::mpsc;

use super::kept::Kept;
use super::rows::{self, Part};
use super::target::{Load, Target};
use crate::engine::{Engine, blocking, locked};
use crate::fault::{Code, Fault};
use crate::view::Topic;

/// Batches between the reader of the store and the writer of the target.
pub(super) const BETWEEN: usize = 2;

impl Engine {
    /// Begins to deliver an entity's workbook to all its destinations.
    pub(crate) fn deliver_later(&self, entity: i64) {
        let engine = self.clone();
        self.deliveries.tasks.spawn(async move {
            match engine.store(move |store| store.destinations(entity)).await {
                Ok(all) => all
                    .into_iter()
                    .for_each(|one| engine.deliver_one_later(one.id)),
                Err(fault) => tracing::warn!(entity, %fault, "destinations could not be read"),
            }
        });
    }

    /// Begins to deliver to one destination.
    pub(super) fn deliver_one_later(&self, id: i64) {
        let engine = self.clone();
        self.deliveries.tasks.spawn(async move {
            let delivered = engine
                .closing
                .run_until_cancelled(engine.deliver_in_turn(id))
                .await;
            if let Some(Err(fault)) = delivered {
                tracing::warn!(destination = id, %fault, "a delivery could not be begun");
            }
        });
    }

    /// Delivers to a destination once nobody else does, and keeps what became of it.
    ///
    /// # Errors
    /// Only that it could not be begun, or that its end could not be kept.
    pub(super) async fn deliver_in_turn(&self, id: i64) -> Result<(), Fault> {
        let turn = Arc::clone(locked(&self.deliveries.turns).entry(id).or_default());
        let held = turn.lock().await;
        self.events.changed(Topic::Workbooks);
        let _other_processes = self.locks.hold(&format!("destination-{id}")).await?;
        let destination = self.store(move |store| store.destination(id)).await?;
        let outcome = self.deliver_workbook(&destination).await;
        if let Err(fault) = &outcome {
            tracing::warn!(destination = id, %fault, "a delivery failed");
        }
        let settled = self.settle_delivery(&destination, outcome).await;
        let kept = settled
            .map(|()| self.now())
            .map_err(|fault| fault.to_json());
        self.store(move |store| store.end_delivery(id, kept.as_ref().copied()))
            .await?;
        drop(held);
        self.events.changed(Topic::Workbooks);
        Ok(())
    }

    /// Delivers the tabs of a workbook: what was delivered before a fault stays, and a tab that does not fit keeps no other
    /// from its delivery.
    async fn deliver_workbook(&self, destination: &Destination) -> Result<(), Fault> {
        let entity = destination.entity;
        let tabs = self.store(move |store| store.tabs(entity)).await?;
        let target = self.target(&Kept::of(destination)?, None).await?;
        let mut waiting: Vec<_> = names(&tabs).into_iter().zip(&tabs).collect();
        let mut first = None;
        while let Err((at, fault)) = self.deliver_tabs(&target, &waiting).await {
            if at == waiting.len() || !of_one_table(&fault) {
                return Err(fault);
            }
            waiting.remove(at);
            first.get_or_insert(fault);
        }
        first.map_or(Ok(()), Err)
    }

    /// Delivers tabs one after another, or says which of them failed.
    async fn deliver_tabs(
        &self,
        target: &Target,
        tabs: &[(Name, &Tab)],
    ) -> Result<(), (usize, Fault)> {
        let mut open = None;
        for (at, (name, tab)) in tabs.iter().enumerate() {
            let delivered = self.deliver_tab(target, open, tab, name.clone()).await;
            open = delivered.map_err(|fault| (at, fault))?;
        }
        match open {
            Some(load) => load.finish().await.map_err(|fault| (tabs.len(), fault)),
            None => Ok(()),
        }
    }

    /// Delivers what the target lacks of a tab, into the load that is open or a new one; gives it back where it stays open
    /// for further tables.
    async fn deliver_tab(
        &self,
        target: &Target,
        mut load: Option<Load>,
        tab: &Tab,
        name: Name,
    ) -> Result<Option<Load>, Fault> {
        let delivered = target.delivered(name.clone()).await?;
        let (store, tab, takes_changes) = (self.store.clone(), tab.id, target.takes_changes());
        let (send, mut receive) = mpsc::channel(BETWEEN);
        let reading = tokio::spawn(blocking(move || {
            rows::read(&store, tab, name, delivered, takes_changes, &send)
        }));
        let mut begun = false;
        while let Some(part) = receive.recv().await {
            load = match (part, load) {
                (Part::Begin(delivery), open) => {
                    begun = true;
                    Some(target.begin(open, delivery).await?)
                }
                (Part::Rows(batch), Some(load)) => Some(load.write(batch).await?),
                (Part::Rows(_), None) => None,
            };
        }
        // Only what was read to its end may be put at its place.
        reading.await.map_err(Fault::abnormal)??;
        match load {
            Some(load) if begun => load.end_table().await,
            load => Ok(load),
        }
    }
}

/// Whether a fault is of one table, so that others may do.
fn of_one_table(fault: &Fault) -> bool {
    matches!(fault.code, Code::DestinationUnfit | Code::DestinationTaken)
}

/// A table's name, and its origin: the connection and the stream.
pub(super) type Name = (String, Option<String>);

/// The tables' names: the tabs' titles. Of tabs of one title the oldest keeps it, later ones are told apart by their
/// connection, so that a name never changes when a tab is added.
pub(super) fn names(tabs: &[Tab]) -> Vec<Name> {
    let mut taken = HashSet::new();
    let mut free = |name: &str| taken.insert(Table::file_name(name).to_lowercase());
    tabs.iter()
        .map(|tab| {
            let full = format!("{} ({})", tab.title, tab.connection_name);
            let numbered = (2..).map(|number| format!("{full} {number}"));
            let name = [tab.title.clone(), full.clone()]
                .into_iter()
                .chain(numbered)
                .find(|name| free(name))
                .unwrap_or(full.clone());
            let connection = tab.connection.as_ref();
            let origin = connection.map(|connection| format!("{connection}/{}", tab.title));
            (name, origin)
        })
        .collect()
}
