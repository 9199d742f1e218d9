//! `cargo xtask run --headless`: the main job on a machine without a display, step by step, ending with the first rows
//! and what the window costs.

use std::process::ExitCode;

use headwater_tests::main_job::{self, Seen, Steps};
use headwater_tests::measures::Measures;
use headwater_tests::{App, Browser, Keyring, Result, Session, Window, places};

/// Rows and columns printed at the end.
const PRINTED: (usize, usize) = (5, 4);
/// Width of a printed column.
const WIDTH: usize = 24;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let pictures = places::target()?.join("headless");
    // Of an earlier run; where there was none, there is nothing to remove.
    let _ = std::fs::remove_dir_all(&pictures);
    let mut steps = Steps::default();
    let session = steps
        .step(
            "Private session: display, bus, keychain",
            Session::start(Keyring::Unlocked),
        )
        .await?;
    let app = App::new(&session)?;
    let browser = steps.step("Chromium", Browser::start(&session)).await?;
    let window = steps
        .step("Headwater's window", Window::start(&app, &pictures))
        .await?;
    let done = main_job::run(&app, &window, &browser, &mut steps).await;
    if done.is_err() {
        // Seen on the way down, since the session goes with all in it.
        let _ = window.pictures("failed").await;
        let _ = std::fs::copy(app.log(), pictures.join("headwater.log"));
        eprintln!("Pictures and log: {}", pictures.display());
    }
    print_rows(&done?.seen);
    println!("\n{}", Measures::of(&app, &window).await?);
    println!(
        "\nPictures of every screen, light and dark: {}",
        pictures.display()
    );
    window.quit().await?;
    browser.quit().await
}

fn print_rows(seen: &Seen) {
    let (rows, columns) = PRINTED;
    let print = |cells: &[String]| {
        let cells = cells.iter().take(columns).map(|cell| {
            let text: String = cell.chars().take(WIDTH).collect();
            format!("{text:WIDTH$}")
        });
        println!("  {}", cells.collect::<Vec<_>>().join("  "));
    };
    println!("\n{}, the first of them:\n", seen.count);
    print(&seen.columns);
    seen.rows.iter().take(rows).for_each(|row| print(row));
}
