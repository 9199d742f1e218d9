//! Links of the form `headwater://…`, passed on to the engine, which knows what they may do.

use tauri::{App, AppHandle, Manager as _};
use tauri_plugin_deep_link::DeepLinkExt as _;

use crate::{rpc, window};

/// Listens for links, and takes the one that the program was started with.
pub(crate) fn listen(app: &App) {
    let handle = app.handle().clone();
    app.deep_link().on_open_url(move |event| {
        for link in event.urls() {
            open(&handle, link.to_string());
        }
    });
    for link in app
        .deep_link()
        .get_current()
        .ok()
        .flatten()
        .unwrap_or_default()
    {
        open(app.handle(), link.to_string());
    }
}

/// Shows what a link names.
pub(crate) fn open(app: &AppHandle, link: String) {
    window::show(app);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Ok(engine) = app.state::<rpc::EngineSlot>().engine().await {
            engine.open_link(&link);
        }
    });
}
