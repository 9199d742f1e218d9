//! A damaged database: found out where SQLite meets it and by a look at each start, recovered by the store when the folder
//! is next opened, and told here until somebody has read it.

use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::view::{RecoveredTab, RecoveryView};

/// Files up to this size are read through at each start and beside each sync of a command, which takes a second at most.
const LOOKED_THROUGH: u64 = 64 * 1024 * 1024;

impl Engine {
    /// What became of the damaged database that this one was made from, until somebody has read it.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn recovery(&self) -> Result<Option<RecoveryView>, Fault> {
        let told = self.store(|store| store.recovery()).await?;
        Ok(told.map(|told| RecoveryView {
            at: told.at.to_string(),
            copy: told.copy.display().to_string(),
            connections: told.connections,
            tabs: told.tabs.into_iter().map(tab).collect(),
            incomplete: told.incomplete,
        }))
    }

    /// Somebody has read what became of the damaged database.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn recovery_seen(&self) -> Result<(), Fault> {
        self.store(|store| store.recovery_seen()).await
    }

    /// Whether it was this process that recovered the database.
    pub fn has_recovered(&self) -> bool {
        self.store.was_recovered()
    }

    /// Reads a database of a moderate size through, beside everything else. Damage is logged, noted for each connection
    /// and recovered by whoever opens the folder next.
    pub fn look_for_damage(&self) {
        self.in_background(|engine| async move {
            let file = engine.folder.join("headwater.db");
            let length = std::fs::metadata(file).map_or(0, |about| about.len());
            if length > LOOKED_THROUGH {
                return;
            }
            let Err(fault) = engine.store(|store| store.check()).await else {
                return;
            };
            tracing::error!(%fault, "the database was looked through");
            let connections = engine.store(|store| store.connections()).await;
            if fault.code == Code::StoreCorrupt {
                for connection in connections.unwrap_or_default() {
                    engine.note_unkept(&connection.id, &fault);
                }
            }
        });
    }
}

fn tab(tab: headwater_store::RecoveredTab) -> RecoveredTab {
    RecoveredTab {
        title: tab.title,
        kept: tab.kept,
        lost: tab.lost,
    }
}
