//! The wizard in the window, filled with own credentials, and the faults that it and the workbook show.

use serde_json::Value;

use crate::app::App;
use crate::browser::{Answer, Browser};
use crate::effort::Effort;
use crate::error::Result;
use crate::window::{Window, testid};

/// What step 1 asks for.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The connector's inputs.
    pub inputs: Vec<(String, String)>,
    /// The own client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
}

/// A fault as the window shows it.
#[derive(Clone, Debug)]
pub struct FaultSeen {
    /// What happened.
    pub title: String,
    /// Why.
    pub cause: String,
    /// What to do.
    pub fix: String,
    /// The label of its button.
    pub button: String,
}

/// Picks a connector in the catalogue and fills step 1, up to the button that opens the browser.
pub async fn fill(window: &Window, connector: &str, credentials: &Credentials) -> Result<()> {
    window.click(&testid("nav-catalogue")).await?;
    window.click(&testid(&format!("tile-{connector}"))).await?;
    for (name, value) in &credentials.inputs {
        window
            .fill(&testid(&format!("input-{name}")), value)
            .await?;
    }
    window
        .fill(&testid("client-id"), &credentials.client_id)
        .await?;
    window
        .fill(&testid("client-secret"), &credentials.client_secret)
        .await
}

/// Goes through test, streams and target as they are proposed, up to the rows of the first sync.
pub async fn accept(window: &Window) -> Result<()> {
    for button in ["continue-test", "continue-streams", "finish"] {
        window.click(&testid(button)).await?;
    }
    Ok(())
}

/// Waits until the window shows a fault of this code, with all that a fault must have: title, cause, fix, and a button
/// that can be pressed.
pub async fn fault(window: &Window, code: &str) -> Result<FaultSeen> {
    let panel = format!("{}[data-code=\"{code}\"]", testid("fault"));
    let part = |name: &str| format!("{panel} {}", testid(name));
    window.wait_for(&panel).await?;
    let said = |text: &str| !text.trim().is_empty();
    window.wait_enabled(&part("fault-action")).await?;
    Ok(FaultSeen {
        title: window.wait_text(&part("fault-title"), said).await?,
        cause: window.wait_text(&part("fault-cause"), said).await?,
        fix: window.wait_text(&part("fault-fix"), said).await?,
        button: window.wait_text(&part("fault-action"), said).await?,
    })
}

/// Presses the button of the fault.
pub async fn press(window: &Window, code: &str) -> Result<()> {
    let panel = format!("{}[data-code=\"{code}\"]", testid("fault"));
    let button = format!("{panel} {}", testid("fault-action"));
    window.click(&button).await
}

/// Goes to a screen of the window by its route, such as `/connect/ID/streams`.
pub async fn go(window: &Window, route: &str) -> Result<Value> {
    window.run(&format!("location.hash = '#{route}'")).await
}

/// A connector that is ready to use, the sandbox, from the list to its first rows, as it is proposed. Says what it cost.
pub async fn ready(app: &App<'_>, window: &Window, browser: &Browser) -> Result<Effort> {
    window.wait_for(&testid("nav-catalogue")).await?;
    window.begin_counting();
    window.click(&testid("nav-catalogue")).await?;
    window.click(&testid("tile-sandbox")).await?;
    window.click(&testid("continue-authorize")).await?;
    let url = app.opened().await?;
    window
        .aside(browser.consent_at_sandbox(&url, Answer::Allow))
        .await?;
    let answered = window.effort().took;
    window.wait_enabled(&testid("continue-test")).await?;
    let tested = window.effort().took;
    window.click(&testid("finish-recommended")).await?;
    window.wait_for(&testid("cell-0-0")).await?;
    let effort = window.effort();
    println!(
        "  ready connector: {effort}; tested {:.1} s after the consent, rows {:.1} s after the last press",
        (tested - answered).as_secs_f32(),
        (effort.took - tested).as_secs_f32()
    );
    Ok(effort)
}

/// The port that the answer to a consent at `url` is listened for on.
pub fn callback_port(url: &str) -> Option<u16> {
    let url = url::Url::parse(url).ok()?;
    let redirect = url.query_pairs().find(|(name, _)| name == "redirect_uri")?;
    url::Url::parse(&redirect.1).ok()?.port()
}

/// The ID of the first connection in the list or of the open tab.
pub async fn connection(window: &Window) -> Result<String> {
    let first = "[data-testid^=\"status-\"]";
    window.wait_for(first).await?;
    let script =
        format!("return document.querySelector('{first}').dataset.testid.slice('status-'.length)");
    let id = window.run(&script).await?;
    Ok(id.as_str().unwrap_or_default().to_owned())
}
