//! The app's real window under WebKitWebDriver, which starts the app's program itself.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use crate::app::App;
use crate::error::{During, Result};
use crate::page::Page;
use crate::places;
use crate::process::{Process, free_port, until};

/// How long a closed window may take to end: a renewal that is on its way is waited for.
const ENDING: Duration = Duration::from_secs(60);

/// How the window looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The window. Elements are found by their `data-testid`, listed in `ui/README.md`; see [`testid`].
#[derive(Debug)]
pub struct Window {
    page: Page,
    _driver: Process,
    pictures: PathBuf,
}

/// The CSS selector of a `data-testid`.
pub fn testid(name: &str) -> String {
    format!("[data-testid=\"{name}\"]")
}

impl Window {
    /// Starts the app with its window. Pictures go to the folder `pictures`.
    /// Errors: the app is not built, or `webkit2gtk-driver` is not installed.
    pub async fn start(app: &App<'_>, pictures: &Path) -> Result<Window> {
        Window::of_program(app, &places::program("headwater-app")?, &[], pictures).await
    }

    /// Starts any program that shows a WebKitGTK view under automation, with arguments.
    pub async fn of_program(
        app: &App<'_>,
        program: &Path,
        args: &[&str],
        pictures: &Path,
    ) -> Result<Window> {
        std::fs::create_dir_all(pictures).during("folder of the pictures")?;
        // A window that is closed has not ended yet, and would take this start for a second one.
        let ended = async || app.signal_window("0").is_err().then_some(());
        until("the window from before to end", ENDING, ended).await?;
        let port = free_port()?;
        let mut command = app.session().leashed("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .envs(app.environment())
            .env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = Process::start(
            "WebKitWebDriver",
            &mut command,
            app.session().log("window.log"),
        )?;
        until("WebKitWebDriver", Duration::from_secs(20), async || {
            tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .ok()
        })
        .await?;
        let wanted = json!({ "webkitgtk:browserOptions": { "binary": program, "args": args } });
        Ok(Window {
            page: Page::open(port, wanted).await?,
            _driver: driver,
            pictures: pictures.to_owned(),
        })
    }

    /// Sets the theme as the window's own switch does, and waits until it is painted.
    pub async fn theme(&self, theme: Theme) -> Result<()> {
        self.run(&format!(
            "document.documentElement.dataset.theme = '{}'",
            theme.name()
        ))
        .await?;
        self.settle().await
    }

    /// Pictures of the screen as it is, `NAME-light.png` and `NAME-dark.png`. The window ends light.
    pub async fn pictures(&self, name: &str) -> Result<()> {
        self.aside(async {
            self.point_away().await?;
            for theme in [Theme::Dark, Theme::Light] {
                self.theme(theme).await?;
                let file = format!("{name}-{}.png", theme.name());
                self.picture(&self.pictures.join(file)).await?;
            }
            Ok(())
        })
        .await
    }

    /// Closes the window, and with it the app.
    pub async fn quit(self) -> Result<()> {
        self.page.clone().quit().await
    }
}

impl Theme {
    fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.page.let_go();
    }
}

impl Deref for Window {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}
