//! What the window sees of a connection.

use headwater_store::{
    Connection, ConnectionState as Stored, Mode as StoredMode, SchemaChange as StoredChange, Step,
};
use jiff::Timestamp;

use super::client::{Choice, seen_client};
use super::draft::is_empty_draft;
use super::inputs;
use crate::authorize::approval::approval;
use crate::authorize::identity;
use crate::engine::{Engine, locked};
use crate::fault::Fault;
use crate::granted::declined;
use crate::view::{
    AttemptView, ConnectionState, ConnectionView, EntityRef, FaultView, Mode, SchemaChange, Status,
    SyncView, SyncedStream, WizardStep,
};
use crate::workbooks::entity_of;

impl Engine {
    /// All connections, those that need attention first, then by name. Drafts that nothing was entered into are left
    /// out.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn connections(&self) -> Result<Vec<ConnectionView>, Fault> {
        // Attempts before the store: one that has ended changed the store first, so that a view with its end has its
        // effects too.
        let mut attempts = self.attempts.views();
        let stored = self.store(|store| store.connections()).await?;
        let mut views = Vec::new();
        for connection in stored {
            let attempt = attempts.remove(&connection.id);
            if !is_empty_draft(&connection) || attempt.is_some() {
                views.push(self.seen_connection(connection, attempt).await?);
            }
        }
        views.sort_by_cached_key(|view| (urgency(view.status), view.name.to_lowercase()));
        Ok(views)
    }

    /// One connection.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem).
    pub async fn connection(&self, id: String) -> Result<ConnectionView, Fault> {
        let attempt = self.attempts.view(&id);
        let connection = self.stored(&id).await?;
        self.seen_connection(connection, attempt).await
    }

    async fn seen_connection(
        &self,
        connection: Connection,
        attempt: Option<AttemptView>,
    ) -> Result<ConnectionView, Fault> {
        let id = connection.id.clone();
        let entity = connection.entity;
        let (streams, last_sync, entity, schedule) = self
            .store(move |store| {
                let name = entity.map(|entity| entity_of(store, entity)).transpose()?;
                // The sync before its rows: one that has ended wrote them first.
                let (last, streams) = (store.last_sync(&id)?, store.streams(&id)?);
                Ok((streams, last, name, store.schedule(&id)?))
            })
            .await?;
        let grant = self.seen_grant(&connection, &streams);
        let streams: Vec<_> = streams
            .into_iter()
            .filter(|stream| stream.selected)
            .map(|stream| self.synced(stream))
            .collect();
        let running = locked(&self.syncs)
            .get(&connection.id)
            .map(|sync| sync.view());
        let last_sync = running.or_else(|| last_sync.as_ref().map(ended));
        let unkept = locked(&self.unkept).get(&connection.id).cloned();
        let trouble = unkept
            .or_else(|| self.trouble_of(&connection))
            .map(|fault| self.seen(&fault));
        let failed = streams.iter().any(|stream| stream.fault.is_some());
        let status = status(&connection, last_sync.as_ref(), trouble.is_some() || failed);
        // A grant that ends soon is no trouble yet, but the connection needs its user.
        let trouble = trouble.or_else(|| self.ending(&connection).map(|fault| self.seen(&fault)));
        let connector = self.connectors.get(&connection.connector);
        let signs_with_key = connection.step != Step::Authorize
            && self.connectors.signs_with_key(&connection.connector);
        let scopes = connector
            .as_ref()
            .map(|connector| connector.scopes.as_slice());
        Ok(ConnectionView {
            connector_name: self.connectors.name_of(&connection.connector),
            icon: self.connectors.icon_of(&connection.connector),
            state: state(connection.state),
            status,
            account: identity(&connection).map(|identity| identity.label().to_owned()),
            client: seen_client(&connection),
            grant_kind: self.grant_kind(&connection),
            inputs: inputs(&connection),
            trouble,
            step: step(connection.step),
            last_sync,
            rows: streams.iter().map(|stream| stream.rows).sum(),
            streams,
            entity: entity.map(|entity| EntityRef {
                id: entity.id.to_string(),
                name: entity.name,
            }),
            token_expires_at: text(connection.token_expires_at),
            token_refreshed_at: text(connection.token_refreshed_at),
            created_at: connection.created_at.to_string(),
            grant,
            signs_with_key,
            approval: approval(&connection),
            declined: declined(&connection, scopes.unwrap_or_default()),
            client_kind: Choice::of(&connection).used,
            attempt,
            schedule: schedule.and_then(|kept| self.seen_schedule(&connection, &kept)),
            id: connection.id,
            name: connection.name,
            connector: connection.connector,
        })
    }

    fn synced(&self, stream: headwater_store::Stream) -> SyncedStream {
        SyncedStream {
            mode: mode(stream.mode),
            rows: stream.rows,
            synced_at: text(stream.synced_at),
            fault: stream
                .fault
                .as_ref()
                .and_then(|fault| self.kept_fault(fault)),
            tab: stream.tab.map(|tab| tab.to_string()),
            changes: stream.changes.into_iter().map(schema_change).collect(),
            name: stream.name,
        }
    }

    /// A fault that was kept as JSON, as people see it.
    pub(crate) fn kept_fault(&self, kept: &serde_json::Value) -> Option<FaultView> {
        Fault::from_json(kept).map(|fault| self.seen(&fault))
    }
}

fn urgency(status: Status) -> u8 {
    match status {
        Status::Reauthorize => 0,
        Status::Error => 1,
        Status::Draft => 2,
        Status::Syncing | Status::Active | Status::Paused => 3,
    }
}

fn status(connection: &Connection, sync: Option<&SyncView>, troubled: bool) -> Status {
    let syncing = sync.is_some_and(|sync| sync.ended_at.is_none());
    match connection.state {
        Stored::Draft => Status::Draft,
        Stored::Reauthorize => Status::Reauthorize,
        Stored::Paused => Status::Paused,
        Stored::Active if connection.step != Step::Done => Status::Draft,
        Stored::Active if syncing => Status::Syncing,
        Stored::Active if troubled => Status::Error,
        Stored::Active => Status::Active,
    }
}

fn state(state: Stored) -> ConnectionState {
    match state {
        Stored::Draft => ConnectionState::Draft,
        Stored::Active => ConnectionState::Active,
        Stored::Reauthorize => ConnectionState::Reauthorize,
        Stored::Paused => ConnectionState::Paused,
    }
}

fn step(step: Step) -> WizardStep {
    match step {
        Step::Authorize => WizardStep::Authorize,
        Step::Test => WizardStep::Test,
        Step::Streams => WizardStep::Streams,
        Step::Entity => WizardStep::Entity,
        Step::Done => WizardStep::Done,
    }
}

/// A stored mode as the window names it.
pub(crate) fn mode(mode: StoredMode) -> Mode {
    match mode {
        StoredMode::FullRefreshReplace => Mode::FullRefreshReplace,
        StoredMode::FullRefreshAppend => Mode::FullRefreshAppend,
        StoredMode::IncrementalAppend => Mode::IncrementalAppend,
        StoredMode::IncrementalAppendDedupe => Mode::IncrementalAppendDedupe,
    }
}

fn schema_change(change: StoredChange) -> SchemaChange {
    match change {
        StoredChange::FieldNew { field } => SchemaChange::FieldNew { field },
        StoredChange::FieldGone { field } => SchemaChange::FieldGone { field },
        StoredChange::FieldRetyped { field, from, to } => {
            SchemaChange::FieldRetyped { field, from, to }
        }
        StoredChange::KeyChanged { from, to } => SchemaChange::KeyChanged { from, to },
        StoredChange::StreamGone => SchemaChange::StreamGone,
    }
}

/// A time as text.
pub(crate) fn text(at: Option<Timestamp>) -> Option<String> {
    at.map(|at| at.to_string())
}

fn ended(sync: &headwater_store::Sync) -> SyncView {
    let count = |name: &str| {
        sync.outcome
            .as_ref()
            .and_then(|outcome| outcome[name].as_u64())
            .unwrap_or_default()
    };
    SyncView {
        started_at: sync.started_at.to_string(),
        // A sync without an end and without a running task was interrupted: it ended when its process did.
        ended_at: Some(text(sync.ended_at).unwrap_or_else(|| sync.started_at.to_string())),
        rows: sync.rows,
        failed: u32::try_from(count("failed")).unwrap_or(u32::MAX),
        streams: u32::try_from(count("streams")).unwrap_or(u32::MAX),
        paused: crate::sync::is_paused(sync),
    }
}
