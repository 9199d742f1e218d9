//! How a sync begins: once for a connection, in this process and beside others.

use std::collections::hash_map::Entry;
use std::sync::atomic::Ordering;

use headwater_store::{Connection, ConnectionState, Step, Stream};
use serde_json::{Value, json};

use super::{RunningSync, pause};
use crate::engine::{Engine, locked};
use crate::fault::{Code, Fault};
use crate::lock::Held;

/// A sync that has begun.
pub(super) struct Begun {
    pub connection: Connection,
    pub number: i64,
    pub streams: Vec<Stream>,
    /// Against other processes.
    pub held: Held,
}

impl Engine {
    /// Starts a sync of the ticked streams, or gives the one that runs.
    ///
    /// # Errors
    /// As [`Engine::sync`].
    pub(crate) async fn start_sync(&self, id: &str) -> Result<RunningSync, Fault> {
        let running = match locked(&self.syncs).entry(id.to_owned()) {
            Entry::Occupied(running) => return Ok(running.get().clone()),
            // There before it has begun: whoever ends the connection meanwhile finds something to stop.
            Entry::Vacant(place) => {
                let running = RunningSync::starting(self.closing.child_token(), self.now());
                place.insert(running).clone()
            }
        };
        // A task of its own: whoever asked may go away.
        let (engine, id, task) = (self.clone(), id.to_owned(), running.clone());
        let begun = tokio::spawn(async move {
            match engine.begin_sync(&id, &task).await {
                Ok(begun) => {
                    engine.connections_changed();
                    tokio::spawn(engine.run_sync(begun, task));
                    Ok(())
                }
                Err(fault) => {
                    locked(&engine.syncs).remove(&id);
                    task.ended.cancel();
                    Err(fault)
                }
            }
        });
        let begun = begun.await;
        begun.unwrap_or_else(|lost| Err(Fault::abnormal(lost)))?;
        Ok(running)
    }

    /// Notes that a sync begins.
    async fn begin_sync(&self, id: &str, running: &RunningSync) -> Result<Begun, Fault> {
        let connection = self.stored(id).await?;
        refuse_unless_ready(&connection)?;
        let Some(held) = self.locks.try_hold(&format!("sync-{id}"))? else {
            return Err(Fault::not_now(
                "Another Headwater is syncing this connection",
                "Wait until it has finished.",
            ));
        };
        let (connection_id, now) = (id.to_owned(), running.started_at);
        let (number, streams) = self
            .store(move |store| {
                store.end_interrupted_syncs(
                    &connection_id,
                    now,
                    &json!({ "interrupted": true }),
                )?;
                let last = store.last_sync(&connection_id)?;
                let mut streams = store.streams(&connection_id)?;
                streams.retain(|stream| stream.selected);
                let through = pause::through(last.as_ref());
                if !streams.iter().all(|stream| through.contains(&stream.name)) {
                    streams.retain(|stream| !through.contains(&stream.name));
                }
                Ok((store.begin_sync(&connection_id, now)?, streams))
            })
            .await
            .inspect_err(|fault| self.note_unkept(id, fault))?;
        locked(&self.unkept).remove(id);
        let count = u32::try_from(streams.len()).unwrap_or(u32::MAX);
        running.streams.store(count, Ordering::Relaxed);
        Ok(Begun {
            connection,
            number,
            streams,
            held,
        })
    }
}

fn refuse_unless_ready(connection: &Connection) -> Result<(), Fault> {
    match connection.state {
        ConnectionState::Reauthorize => Err(Fault::from_json(
            connection.trouble.as_ref().unwrap_or(&Value::Null),
        )
        .unwrap_or_else(|| Fault::new(Code::GrantRejected))),
        ConnectionState::Paused => Err(Fault::not_now(
            "This connection is paused",
            "Resume it first.",
        )),
        ConnectionState::Draft => Err(Fault::not_now(
            "This connection is not set up yet",
            "Finish its setup first.",
        )),
        ConnectionState::Active if connection.step != Step::Done => Err(Fault::not_now(
            "This connection is not set up yet",
            "Finish its setup first.",
        )),
        ConnectionState::Active => Ok(()),
    }
}
