//! The window. It shows the bundled pages and can go nowhere else.

use tauri::plugin::TauriPlugin;
use tauri::{App, AppHandle, Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Wry};
use tauri_plugin_window_state::StateFlags;

use crate::tray;

/// Says that the program was started with the session, and nobody asked for a window.
pub(crate) const BACKGROUND: &str = "--background";

/// Opens the one window; unseen, where the session started the program and there is a tray to open it from.
pub(crate) fn open(app: &App) -> tauri::Result<()> {
    let unseen = std::env::args().any(|argument| argument == BACKGROUND) && tray::is_hosted();
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Headwater")
        .inner_size(1180.0, 780.0)
        .min_inner_size(760.0, 520.0)
        .visible(!unseen)
        .on_navigation(is_ours)
        .build()?;
    Ok(())
}

/// Makes all that the window shows `factor` times as large. The page knows the keys, and the factor of the last time.
///
/// # Errors
/// The web view is gone.
#[tauri::command]
pub(crate) fn zoom(window: WebviewWindow, factor: f64) -> tauri::Result<()> {
    window.set_zoom(factor)
}

/// Remembers where the window was and how large. Not whether it was seen: who starts the program wants to see it.
pub(crate) fn remembers() -> TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build()
}

/// Brings the window up, wherever it is.
pub(crate) fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window("main") else {
        return;
    };
    let shown = window
        .unminimize()
        .and_then(|()| window.show())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window did not come up");
    }
}

/// Takes the window from the screen; the program goes on.
pub(crate) fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main")
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the window did not go");
    }
}

/// Whether an address is a page of the bundle (or of the development server, in a development build).
fn is_ours(url: &tauri::Url) -> bool {
    let bundled = matches!(
        (url.scheme(), url.host_str()),
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost"))
    );
    let development = cfg!(not(feature = "custom-protocol"))
        && url.host_str() == Some("localhost")
        && url.port() == Some(5173);
    bundled || development
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::is_ours;

    /// A provider's page, a file or a script must never be shown in the webview, whatever link leads there.
    #[test]
    fn the_window_goes_nowhere_else() {
        for foreign in [
            "https://accounts.google.com/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "http://127.0.0.1:9000/",
            "data:text/html,x",
            "https://tauri.localhost.example/",
        ] {
            assert!(!is_ours(&foreign.parse().unwrap()), "{foreign}");
        }
        assert!(is_ours(
            &"tauri://localhost/index.html#/connections".parse().unwrap()
        ));
    }
}
