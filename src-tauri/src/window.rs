//! The window. It shows the bundled pages and can go nowhere else.

use tauri::{App, WebviewUrl, WebviewWindowBuilder};

/// Opens the one window.
pub(crate) fn open(app: &App) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Headwater")
        .inner_size(1180.0, 780.0)
        .min_inner_size(760.0, 520.0)
        .on_navigation(is_ours)
        .build()?;
    Ok(())
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
