//! The main job in the real window: sample data, consent in the browser, rows in a tab. `cargo xtask run --headless` shows
//! it and the end-to-end tests assert it.

use std::time::Instant;

use crate::app::App;
use crate::browser::{Answer, Browser};
use crate::effort::Effort;
use crate::error::Result;
use crate::window::{Window, testid};

/// Says each step with its time, as it ends.
#[derive(Debug, Default)]
pub struct Steps {
    taken: usize,
}

impl Steps {
    /// Does one step.
    pub async fn step<T>(
        &mut self,
        name: &str,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let began = Instant::now();
        let done = work.await;
        self.taken += 1;
        let mark = if done.is_ok() { "✓" } else { "✗" };
        println!(
            "  {mark} {:>2}  {name}  {:.1} s",
            self.taken,
            began.elapsed().as_secs_f32()
        );
        done
    }
}

/// What a tab shows at the top of its grid.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The row count as the window says it.
    pub count: String,
    /// Names of the columns in sight.
    pub columns: Vec<String>,
    /// Cells in sight, row by row.
    pub rows: Vec<Vec<String>>,
}

/// What the main job ends with.
#[derive(Clone, Debug)]
pub struct Done {
    /// The first rows.
    pub seen: Seen,
    /// From the first press to the first rows.
    pub effort: Effort,
}

/// From the empty window to the rows of the sandbox, with pictures of every screen on the way.
pub async fn run(
    app: &App<'_>,
    window: &Window,
    browser: &Browser,
    steps: &mut Steps,
) -> Result<Done> {
    steps
        .step("Connections, empty", async {
            window.wait_for(&testid("try-sample")).await?;
            window.pictures("connections-empty").await
        })
        .await?;
    steps
        .step("Try with sample data: the app opens the browser", async {
            window.begin_counting();
            window.click(&testid("try-sample")).await?;
            window.wait_for(&testid("waiting")).await?;
            window.pictures("connect-waiting").await
        })
        .await?;
    steps
        .step("Consent in Chromium", async {
            let url = app.opened().await?;
            window
                .aside(browser.consent_at_sandbox(&url, Answer::Allow))
                .await
        })
        .await?;
    through_wizard(window, steps).await?;
    steps
        .step("Rows in the workbook", async {
            window.wait_for(&testid("cell-0-0")).await?;
            let effort = window.effort();
            println!("         from the first press to the first rows: {effort}");
            // There again when the sync has ended.
            window.wait_for(&testid("sync-now")).await?;
            window.pictures("workbook").await?;
            let seen = rows(window).await?;
            Ok(Done { seen, effort })
        })
        .await
}

/// Steps 2 to 4 of the wizard, each as it is proposed: test, streams, target entity.
pub async fn through_wizard(window: &Window, steps: &mut Steps) -> Result<()> {
    let proposed = [
        ("Test: every check passes", "continue-test", "connect-test"),
        (
            "Streams as recommended",
            "continue-streams",
            "connect-streams",
        ),
        ("Target entity as suggested", "finish", "connect-entity"),
    ];
    for (says, button, picture) in proposed {
        steps
            .step(says, async {
                window.wait_enabled(&testid(button)).await?;
                window.pictures(picture).await?;
                window.click(&testid(button)).await
            })
            .await?;
    }
    Ok(())
}

/// What the open tab shows.
pub async fn rows(window: &Window) -> Result<Seen> {
    let script = r#"
        const named = (start) => [...document.querySelectorAll(`[data-testid^="${start}"]`)]
        const rows = []
        for (const cell of named('cell-')) {
            const [, row, column] = cell.dataset.testid.split('-').map(Number)
            rows[row] = rows[row] ?? []
            rows[row][column] = cell.textContent
        }
        return {
            count: document.querySelector('[data-testid="row-count"]').textContent,
            columns: named('column-').map((column) => column.dataset.testid.slice('column-'.length)),
            rows: rows.map((row) => [...row].map((cell) => cell ?? '')),
        }"#;
    let seen = window.run(script).await?;
    let texts = |list: &serde_json::Value| -> Vec<String> {
        let list = list.as_array().into_iter().flatten();
        list.map(|text| text.as_str().unwrap_or_default().to_owned())
            .collect()
    };
    Ok(Seen {
        count: seen["count"].as_str().unwrap_or_default().to_owned(),
        columns: texts(&seen["columns"]),
        rows: seen["rows"]
            .as_array()
            .into_iter()
            .flatten()
            .map(texts)
            .collect(),
    })
}
