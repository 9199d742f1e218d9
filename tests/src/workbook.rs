//! What an analyst does with a workbook that two sources fill: a stream of Review Board's beside those of the sandbox.

use std::time::Duration;

use headwater_sandbox::{Change, Collection, Fault, Rule, Sandbox, Switches};

use crate::app::App;
use crate::browser::{Answer, Browser};
use crate::data::Data;
use crate::error::{Error, Result};
use crate::page::{END, ESCAPE};
use crate::process::until;
use crate::window::{Window, testid};

/// What is written beside a row.
const NOTE: &str = "call before June";

/// Adds the sandbox to the entity that is there, its streams read whole each time, and waits for its rows.
pub async fn add_sandbox(app: &App<'_>, window: &Window, browser: &Browser) -> Result<()> {
    window.click(&testid("nav-catalogue")).await?;
    window.click(&testid("tile-sandbox")).await?;
    window.click(&testid("continue-authorize")).await?;
    let url = app.opened().await?;
    browser.consent_at_sandbox(&url, Answer::Allow).await?;
    for button in [
        "continue-test",
        "mode-all-full",
        "continue-streams",
        "entity-kind-existing",
        "finish",
    ] {
        window.click(&testid(button)).await?;
    }
    window.click(&testid("tab-contacts")).await?;
    count(window, "2,400 rows").await?;
    window.wait_for(&testid("sync-now")).await?;
    // The tabs of both sources stand in the one workbook.
    window.click(&testid("tab-review_requests")).await?;
    count(window, "137 rows").await?;
    window.click(&testid("tab-contacts")).await
}

/// A note stays with its row over a resort, and after the row is gone at the source; what has changed is said.
pub async fn note_outlives_its_row(
    app: &App<'_>,
    sandbox: &Sandbox,
    window: &Window,
) -> Result<()> {
    window.click(&testid("add-column")).await?;
    window.fill(&testid("column-name"), "Remark").await?;
    window.click(&testid("column-save")).await?;
    window.wait_gone(&testid("column-dialog")).await?;

    let change = Change {
        collection: Collection::Contacts,
        add: 2,
        touch: 3,
        delete: 1,
    };
    let changed = sandbox.switch(Switches {
        data: vec![change],
        ..Switches::default()
    })?;
    let gone = changed.iter().find_map(|one| one.deleted.first());
    let gone = gone.ok_or(Error::Missing {
        what: "a deleted contact".into(),
        fix: "let the change delete one",
    })?;

    only(window, gone).await?;
    window.press(&testid("grid"), END).await?;
    window.enter(&testid("grid")).await?;
    window.fill(&testid("cell-editor"), NOTE).await?;
    window.enter(&testid("cell-editor")).await?;
    note_is_seen(window).await?;
    window.fill(&testid("row-search"), "").await?;
    window.click(&testid("column-email")).await?;
    window
        .wait_text(&testid("sorted"), |says| {
            says.starts_with("Sorted by email")
        })
        .await?;
    only(window, gone).await?;
    note_is_seen(window).await?;

    sync(app, window).await?;
    only(window, gone).await?;
    note_is_seen(window).await?;
    window
        .wait_text(&testid("deleted-rows"), |says| says.starts_with("1 row "))
        .await?;
    window.fill(&testid("row-search"), "").await?;

    window.click(&testid("changes-open")).await?;
    for (group, says) in [
        ("added", "2 added"),
        ("changed", "3 changed"),
        ("removed", "1 removed"),
    ] {
        window
            .wait_text(&testid(&format!("changes-{group}")), |said| said == says)
            .await?;
    }
    window.pictures("workbook-changes").await?;
    window.press(&testid("changes"), ESCAPE).await?;
    window.wait_gone(&testid("changes")).await
}

/// A stream that cannot be read says so in its tab; the others of the same sync get their rows.
pub async fn stream_fails_alone(app: &App<'_>, sandbox: &Sandbox, window: &Window) -> Result<()> {
    let change = Change {
        collection: Collection::Contacts,
        add: 1,
        touch: 0,
        delete: 0,
    };
    let faults = vec![Rule::new("/api/companies", Fault::Html)];
    sandbox.switch(Switches {
        data: vec![change],
        faults,
        ..Switches::default()
    })?;
    sync(app, window).await?;
    count(window, "2,403 rows").await?;
    window.click(&testid("tab-companies")).await?;
    window.wait_for(&testid("fault-title")).await?;
    count(window, "480 rows").await?;
    window.pictures("workbook-stream-failed").await?;
    sandbox.switch(Switches::default())?;
    window.click(&testid("tab-contacts")).await
}

async fn count(window: &Window, says: &str) -> Result<()> {
    window
        .wait_text(&testid("row-count"), |text| text == says)
        .await
        .map(drop)
}

/// Shows the one row that holds a text.
async fn only(window: &Window, text: &str) -> Result<()> {
    window.fill(&testid("row-search"), text).await?;
    window
        .wait_text(&testid("row-count"), |says| says.starts_with("1 of "))
        .await
        .map(drop)
}

/// The note stands in the last column of the first row.
async fn note_is_seen(window: &Window) -> Result<()> {
    window.press(&testid("grid"), END).await?;
    let last = "const cells = [...document.querySelectorAll('[data-testid^=\"cell-0-\"]')]; \
                return cells.map((cell) => cell.textContent)";
    let seen = async || {
        let cells = window.run(last).await.ok()?;
        (cells.as_array()?.last()? == NOTE).then_some(())
    };
    until("the note in the last column", Duration::from_secs(30), seen).await
}

/// Syncs the open tab's connection, to the end.
async fn sync(app: &App<'_>, window: &Window) -> Result<()> {
    let before = Data::of(app)?.syncs()?;
    window.click(&testid("sync-now")).await?;
    let ended = async || {
        let data = Data::of(app).ok()?;
        (data.syncs().ok()? > before && !data.sync_is_open().ok()?).then_some(())
    };
    until("the sync to end", Duration::from_secs(60), ended).await?;
    window.wait_for(&testid("sync-now")).await.map(drop)
}
