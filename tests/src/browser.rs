//! The user's browser: Chromium under chromedriver.

use std::ops::Deref;

use serde_json::json;

use crate::error::Result;
use crate::page::Page;
use crate::process::Process;
use crate::session::Session;

/// What the user answers at a consent page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Allow,
    /// No.
    Deny,
}

/// The browser. It keeps its cookies for as long as it lives, as a user's does: signed in once, it is at a second consent.
#[derive(Debug)]
pub struct Browser {
    page: Page,
    _driver: Process,
}

impl Browser {
    /// Starts Chromium in the session, without a window of its own.
    /// Errors: `chromium` or `chromium-driver` is not installed.
    pub async fn start(session: &Session) -> Result<Browser> {
        Browser::with(session, &["--headless"]).await
    }

    /// The same with a window on the session's display.
    pub async fn start_in_window(session: &Session) -> Result<Browser> {
        Browser::with(session, &[]).await
    }

    async fn with(session: &Session, further: &[&str]) -> Result<Browser> {
        let mut command = session.leashed("chromedriver");
        command.arg("--port=0");
        let mut driver = Process::start(
            "chromedriver",
            &mut command,
            session.log("chromedriver.log"),
        )?;
        let port = driver
            .says(|line| {
                line.split("successfully on port ")
                    .nth(1)?
                    .trim()
                    .trim_end_matches('.')
                    .parse()
                    .ok()
            })
            .await?;
        // No sandbox: it needs rights that containers and root do not give; the pages are our own stand-ins.
        let usual = [
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--window-size=1000,900",
        ];
        let args: Vec<&str> = usual.iter().chain(further).copied().collect();
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "args": args },
            // Steps wait for elements, never for whole pages: the page after a consent loads as long as the app takes.
            "pageLoadStrategy": "none",
        });
        Ok(Browser {
            page: Page::open(port, wanted).await?,
            _driver: driver,
        })
    }

    /// Answers the consent page of the sandbox, which it is shown at `url`.
    pub async fn consent_at_sandbox(&self, url: &str, answer: Answer) -> Result<()> {
        self.go(url).await?;
        self.click(answer.by_id()).await
    }

    /// Closes the browser.
    pub async fn quit(self) -> Result<()> {
        self.page.clone().quit().await
    }
}

impl Answer {
    /// The button of pages that call their buttons `allow` and `deny`.
    pub(crate) fn by_id(self) -> &'static str {
        match self {
            Answer::Allow => "#allow",
            Answer::Deny => "#deny",
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.page.let_go();
    }
}

impl Deref for Browser {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}
