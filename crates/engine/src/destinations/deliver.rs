//! A delivery: table by table, from a snapshot of the store through a short channel to the target.

use std::collections::HashSet;
use std::sync::Arc;

use headwater_destinations::Table;
use headwater_store::Tab;
use tokio::sync::mpsc;

use super::kept::Kept;
use super::rows::{self, Part};
use super::target::Target;
use crate::engine::{Engine, blocking, locked};
use crate::fault::Fault;
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
        let outcome = self.deliver_workbook(id).await;
        let now = self.now();
        let kept = outcome.as_ref().map(|()| now).map_err(Fault::to_json);
        if let Err(fault) = &outcome {
            tracing::warn!(destination = id, %fault, "a delivery failed");
        }
        self.store(move |store| store.end_delivery(id, kept.as_ref().copied()))
            .await?;
        drop(held);
        self.events.changed(Topic::Workbooks);
        Ok(())
    }

    /// Delivers the tabs of a workbook, each by itself: what was delivered before a fault stays.
    async fn deliver_workbook(&self, id: i64) -> Result<(), Fault> {
        let (destination, tabs) = self
            .store(move |store| {
                let destination = store.destination(id)?;
                let tabs = store.tabs(destination.entity)?;
                Ok((destination, tabs))
            })
            .await?;
        let target = self.target(&Kept::of(&destination)?, None).await?;
        let names = names(&tabs);
        for (tab, name) in tabs.iter().zip(names) {
            self.deliver_tab(&target, tab, name).await?;
        }
        Ok(())
    }

    async fn deliver_tab(&self, target: &Target, tab: &Tab, name: String) -> Result<(), Fault> {
        let delivered = target.delivered(name.clone()).await?;
        let (store, tab, takes_changes) = (self.store.clone(), tab.id, target.takes_changes());
        let (send, mut receive) = mpsc::channel(BETWEEN);
        let reading = tokio::spawn(blocking(move || {
            rows::read(&store, tab, name, delivered, takes_changes, &send)
        }));
        let mut load = None;
        while let Some(part) = receive.recv().await {
            load = match (part, load) {
                (Part::Begin(delivery), _) => Some(target.begin(delivery).await?),
                (Part::Rows(batch), Some(load)) => Some(load.write(batch).await?),
                (Part::Rows(_), None) => None,
            };
        }
        // Only what was read to its end may be put at its place.
        reading
            .await
            .map_err(|error| Fault::new(crate::fault::Code::StoreFailed).detail(error))??;
        match load {
            Some(load) => load.finish().await,
            None => Ok(()),
        }
    }
}

/// The tables' names: the tabs' titles. Of tabs of one title the oldest keeps it, later ones are told apart by their
/// connection, so that a name never changes when a tab is added.
pub(super) fn names(tabs: &[Tab]) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut free = |name: &str| taken.insert(Table::file_name(name).to_lowercase());
    tabs.iter()
        .map(|tab| {
            let full = format!("{} ({})", tab.title, tab.connection_name);
            let numbered = (2..).map(|number| format!("{full} {number}"));
            [tab.title.clone(), full.clone()]
                .into_iter()
                .chain(numbered)
                .find(|name| free(name))
                .unwrap_or(full.clone())
        })
        .collect()
}
