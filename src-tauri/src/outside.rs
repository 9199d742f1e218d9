//! What is seen of Headwater outside its window: the tray, notifications, and the start with the session. The engine
//! decides all of it; here it is carried out whenever something has changed.

use std::time::Duration;

use headwater_engine::{Engine, Event, view::Topic};
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager as _, Wry};
use tauri_plugin_autostart::ManagerExt as _;
use tokio::sync::broadcast::error::RecvError;

use crate::words::{Spoken, Words};
use crate::{rpc, tray, window};

/// Changes come in bursts; one look a moment later sees them all.
const MOMENT: Duration = Duration::from_millis(500);

/// The start with the session, as the platform does it.
pub(crate) fn autostart() -> TauriPlugin<Wry> {
    tauri_plugin_autostart::Builder::new()
        .arg(window::BACKGROUND)
        .build()
}

/// Carries out what the engine says, until it ends; from the moment on that the page has told in which words.
pub(crate) async fn follow(app: AppHandle) {
    let Some(engine) = rpc::open_now(&app) else {
        return;
    };
    let mut events = engine.listen();
    let mut spoken = app.state::<Spoken>().follow();
    carry_out_choices(&app, &engine).await;
    loop {
        let known = spoken.wait_for(Option::is_some).await;
        let Ok(Some(words)) = known.map(|words| *words) else {
            return;
        };
        carry_out(&app, &engine, words).await;
        loop {
            let event = tokio::select! {
                event = events.recv() => event,
                _ = spoken.changed() => break,
            };
            match event {
                Ok(Event::Changed(Topic::General)) => {
                    carry_out_choices(&app, &engine).await;
                    break;
                }
                Ok(Event::Changed(Topic::Connections)) => break,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => break,
                Err(RecvError::Closed) => return,
            }
        }
        // The rest of the burst, of which only a choice asks for more than the one look.
        tokio::time::sleep(MOMENT).await;
        while let Ok(event) = events.try_recv() {
            if event == Event::Changed(Topic::General) {
                carry_out_choices(&app, &engine).await;
            }
        }
    }
}

async fn carry_out(app: &AppHandle, engine: &Engine, words: &'static Words) {
    match engine.attention().await {
        Ok(attention) => tray::show(app, attention, words),
        Err(fault) => tracing::warn!(%fault, "the tray does not know how it stands"),
    }
    match engine.take_notices().await {
        Ok(notices) => notices
            .iter()
            .for_each(|notice| notify(words.notice(notice))),
        Err(fault) => tracing::warn!(%fault, "there are no notices to be had"),
    }
}

async fn carry_out_choices(app: &AppHandle, engine: &Engine) {
    if let Ok(settings) = engine.general().await
        && let Err(error) = start_with_session(app, settings.autostart)
    {
        tracing::warn!(%error, "the start with the session could not be set");
    }
}

/// Shows a notification. A desktop that shows none is no trouble: the window says the same.
fn notify([title, text]: [String; 2]) {
    tauri::async_runtime::spawn_blocking(move || {
        let shown = notify_rust::Notification::new()
            .appname("Headwater")
            .summary(&title)
            .body(&text)
            .show();
        if let Err(error) = shown {
            tracing::info!(%error, "a notification was not shown");
        }
    });
}

fn start_with_session(app: &AppHandle, wanted: bool) -> Result<(), tauri_plugin_autostart::Error> {
    let autostart = app.autolaunch();
    match (autostart.is_enabled()?, wanted) {
        (false, true) => autostart.enable(),
        (true, false) => autostart.disable(),
        _ => Ok(()),
    }
}
