//! The one command of the engine and its two events.

use std::sync::Arc;

use headwater_engine::clock::SystemClock;
use headwater_engine::view::{FaultView, Topic};
use headwater_engine::{Engine, Event, Fault, OpenOptions};
use serde_json::Value;
use serde_json::value::RawValue;
use tauri::{AppHandle, Emitter as _, Manager as _, State};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use crate::browser::ShellBrowser;
use crate::{outside, window};

/// The engine once it is open, or why it is not.
type Opened = Option<Result<Engine, Fault>>;

/// Where commands wait for the engine.
pub(crate) struct EngineSlot(watch::Sender<Opened>);

impl Default for EngineSlot {
    fn default() -> Self {
        Self(watch::channel(None).0)
    }
}

impl EngineSlot {
    /// The engine, as soon as it is open.
    ///
    /// # Errors
    /// Why it could not be opened.
    pub(crate) async fn engine(&self) -> Result<Engine, Fault> {
        let mut opened = self.0.subscribe();
        let slot = opened.wait_for(Option::is_some).await;
        match slot.as_deref() {
            Ok(Some(result)) => result.clone(),
            _ => Err(Fault::not_now("Headwater is closing", "Start it again.")),
        }
    }
}

/// The engine where it is open by now.
pub(crate) fn open_now(app: &AppHandle) -> Option<Engine> {
    app.state::<EngineSlot>()
        .0
        .borrow()
        .as_ref()?
        .as_ref()
        .ok()
        .cloned()
}

/// Runs a command of the engine's table.
#[tauri::command]
pub(crate) async fn rpc(
    slot: State<'_, EngineSlot>,
    name: String,
    args: Option<Value>,
) -> Result<Box<RawValue>, FaultView> {
    let outcome = match slot.engine().await {
        Ok(engine) => {
            headwater_engine::commands::call(&engine, &name, args.unwrap_or(Value::Null)).await
        }
        Err(fault) => Err(fault),
    };
    outcome.map_err(|fault| fault.seen_now())
}

/// Ends the engine: the window is gone by now, and a renewal that is on its way is waited for, since its answer holds the
/// next refresh token.
pub(crate) fn close_engine(app: &AppHandle) {
    let Some(engine) = open_now(app) else {
        return;
    };
    engine.close();
    tauri::async_runtime::block_on(engine.settled());
}

/// Opens the engine and passes its events on for as long as the app runs.
pub(crate) async fn open_engine(app: AppHandle) {
    let opened = match OpenOptions::from_environment(
        Arc::new(ShellBrowser(app.clone())),
        Arc::new(SystemClock),
    ) {
        Ok(options) => Engine::open(options).await,
        Err(fault) => Err(fault),
    };
    if let Err(fault) = &opened {
        tracing::error!(%fault, "the engine could not be opened");
    }
    let listener = opened.as_ref().ok().map(Engine::listen);
    app.state::<EngineSlot>().0.send_replace(Some(opened));
    let Some(mut events) = listener else { return };
    tauri::async_runtime::spawn(outside::follow(app.clone()));
    loop {
        let sent = match events.recv().await {
            Ok(Event::Changed(topic)) => app.emit("changed", topic),
            Ok(Event::Progress(progress)) => app.emit("progress", progress),
            Ok(Event::Answered) => {
                window::show(&app);
                Ok(())
            }
            // Too slow for a burst: what was missed may be anything.
            Err(RecvError::Lagged(_)) => app.emit("changed", Topic::Everything),
            Err(RecvError::Closed) => return,
        };
        if let Err(error) = sent {
            tracing::warn!(%error, "an event did not reach the window");
        }
    }
}
