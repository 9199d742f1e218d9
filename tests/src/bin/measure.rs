//! `cargo xtask measure`: what the window costs, as a table: first paint, first use, memory, frames, programs.

use std::process::ExitCode;
use std::time::Duration;

use headwater_tests::main_job::{self, Steps};
use headwater_tests::measures::Measures;
use headwater_tests::{
    App, Browser, Error, Frames, Keyring, Result, Session, Window, places, testid,
};
use rusqlite::Connection;

/// How often the window is started; the middle of the figures counts.
const STARTS: usize = 5;
/// Rows of the large tab.
const ROWS: u32 = 1_000_000;
/// A page with nothing in it, as tall, over the tab: what a frame costs here without us.
const BARE: &str = "const bare = document.body.appendChild(document.createElement('div'))
    bare.id = 'bare'
    Object.assign(bare.style, { position: 'fixed', inset: '0', overflow: 'auto', background: 'white', zIndex: 9999 })
    const inner = bare.appendChild(document.createElement('div'))
    Object.assign(inner.style, { height: '1000000px', background: 'linear-gradient(white, black)' })";
/// Frames that are looked at, and how far each scrolls: five rows and a half.
const FRAMES: (u32, u32) = (600, 180);

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
    let pictures = places::target()?.join("measure");
    let session = Session::start(Keyring::Unlocked).await?;
    let app = App::new(&session)?.with_short_log();
    let browser = Browser::start(&session).await?;
    let window = Window::start(&app, &pictures).await?;
    let done = main_job::run(&app, &window, &browser, &mut Steps::default()).await?;
    window.quit().await?;
    browser.quit().await?;
    println!();

    let starts = starts(&app, &pictures).await?;
    let middle = |of: fn(&Measures) -> Duration| {
        let mut all: Vec<Duration> = starts.iter().map(of).collect();
        all.sort_unstable();
        format!("{} ms", all[all.len() / 2].as_millis())
    };
    row(
        "window to first rows, sample data",
        &done.effort.to_string(),
    );
    let load = "cpu load of this machine meanwhile";
    row(
        load,
        std::fs::read_to_string("/proc/loadavg")
            .unwrap_or_default()
            .trim(),
    );
    row("page begins, program", &middle(|one| one.page));
    row("first paint, page", &middle(|one| one.paint - one.page));
    row("first paint, program", &middle(|one| one.paint));
    row("usable, program", &middle(|one| one.usable));
    if let Some(idle) = starts.last() {
        memory("memory, idle", idle);
    }
    tall(&app, &pictures).await?;
    for name in ["headwater-app", "headwater"] {
        let bytes = places::program(name)?
            .metadata()
            .map_or(0, |file| file.len());
        row(
            &format!("program {name}"),
            &format!("{:.1} MB", bytes as f64 / 1e6),
        );
    }
    Ok(())
}

/// Starts the window again and again, over a connection with rows, and takes what each start cost.
async fn starts(app: &App<'_>, pictures: &std::path::Path) -> Result<Vec<Measures>> {
    let mut all = Vec::new();
    for _ in 0..STARTS {
        let window = Window::start(app, pictures).await?;
        window.wait_for(&testid("connections")).await?;
        window.settle().await?;
        all.push(Measures::of(app, &window).await?);
        window.quit().await?;
    }
    Ok(all)
}

/// The tab of contacts with a million rows: memory, and frames while it scrolls.
async fn tall(app: &App<'_>, pictures: &std::path::Path) -> Result<()> {
    grow(&Connection::open(app.home().join("headwater.db"))?)?;
    let window = Window::start(app, pictures).await?;
    window.click("[data-testid^=\"open-\"]").await?;
    window.click(&testid("tab-contacts")).await?;
    window
        .wait_text(&testid("row-count"), |text| text == "1,000,000 rows")
        .await?;
    window.wait_for(&testid("cell-0-0")).await?;
    let (frames, pixels) = FRAMES;
    let gaps = Frames::of_scrolling(&window, &testid("grid"), frames, pixels).await?;
    window.run(BARE).await?;
    let bare = Frames::of_scrolling(&window, "#bare", frames, pixels).await?;
    memory(
        "memory, a tab of 1,000,000 rows",
        &Measures::of(app, &window).await?,
    );
    scrolled("frames while it scrolls", &gaps);
    scrolled("frames of an empty page", &bare);
    window.quit().await
}

/// Copies the rows of a tab until there are enough, each under a key of its own. The app is closed meanwhile.
fn grow(database: &Connection) -> Result<()> {
    let of_tab = "SELECT \"table\" FROM tabs WHERE title = 'contacts'";
    let table: String = database.query_one(of_tab, [], |row| row.get(0))?;
    let mut columns = database.prepare("SELECT name FROM pragma_table_info(?)")?;
    let columns: Vec<String> = columns
        .query_map([&table], |row| row.get(0))?
        .collect::<std::result::Result<_, _>>()?;
    let cells = columns.iter().map(|name| match name.as_str() {
        "_hw_key" => "_hw_key || '-' || copies.n".to_owned(),
        name => format!("\"{name}\""),
    });
    let cells = cells.collect::<Vec<_>>().join(", ");
    let there = database.query_one(&format!("SELECT count(*) FROM \"{table}\""), [], |row| {
        row.get::<_, u32>(0)
    })?;
    let sql = format!(
        "WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n <= {ROWS} / {there})
        INSERT INTO \"{table}\" SELECT {cells} FROM copies CROSS JOIN \"{table}\" LIMIT {}",
        ROWS - there
    );
    database.execute(&sql, []).map(drop).map_err(Error::from)
}

fn scrolled(what: &str, gaps: &Frames) {
    let (median, late) = (gaps.quantile(0.5), gaps.quantile(0.99));
    let (over, double) = (gaps.longer_than(16.7), gaps.longer_than(33.0));
    let count = gaps.count();
    row(
        what,
        &format!("median {median:.1} ms, 99 of 100 within {late:.1} ms"),
    );
    let long = format!("{over} of {count} above 16.7 ms, {double} above 33 ms");
    row("", &long);
}

fn memory(what: &str, measures: &Measures) {
    let mib = |bytes: u64| format!("{:.0} MiB", bytes as f64 / f64::from(1 << 20));
    let each = measures.memory.iter();
    let each = each.map(|(name, bytes)| format!("{name} {}", mib(*bytes)));
    let each = each.collect::<Vec<_>>().join(", ");
    row(what, &format!("{} ({each})", mib(measures.memory_of_all())));
}

fn row(what: &str, figure: &str) {
    println!("  {what:36}  {figure}");
}
