//! What a glance from outside the window tells: whether all is well, and which connections need their person.

use headwater_store::ConnectionState;

use crate::engine::{Engine, locked};
use crate::fault::Fault;

/// A glance at all connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attention {
    /// How it stands in all.
    pub light: Light,
    /// Connections that need *Reconnect*, ID and name, by name.
    pub reconnect: Vec<(String, String)>,
    /// Whether schedules are paused.
    pub schedules_paused: bool,
}

/// How it stands in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// Nothing to do.
    Well,
    /// A sync runs.
    Syncing,
    /// A connection needs its person; this counts more than a sync that runs.
    NeedsYou,
}

impl Engine {
    /// How it stands now.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn attention(&self) -> Result<Attention, Fault> {
        let mut reconnect: Vec<_> = self
            .store(|store| store.connections())
            .await?
            .into_iter()
            .filter(|connection| connection.state == ConnectionState::Reauthorize)
            .map(|connection| (connection.id, connection.name))
            .collect();
        reconnect.sort_by_cached_key(|(_, name)| name.to_lowercase());
        let light = match (reconnect.is_empty(), locked(&self.syncs).is_empty()) {
            (false, _) => Light::NeedsYou,
            (true, false) => Light::Syncing,
            (true, true) => Light::Well,
        };
        Ok(Attention {
            light,
            reconnect,
            schedules_paused: self.general.settings().schedules_paused,
        })
    }

    /// Pauses all schedules, or lets them go on; syncs that run go on.
    ///
    /// # Errors
    /// As [`Engine::save_general`].
    pub async fn pause_schedules(&self, paused: bool) -> Result<(), Fault> {
        let mut settings = self.general.settings();
        settings.schedules_paused = paused;
        self.save_general(settings).await.map(|_| ())
    }
}
