//! Windows over a tab of 1,000,000 rows and 30 columns: any page of any sort and filter, as the grid asks for it, against
//! bare reads of as many rows by their number in the same run.
//!
//! `cargo bench -p headwater-store --bench windows [-- --rows 1000000 --pages 300]`
//!
//! The first window of an order takes the time of reading the tab once and is printed by itself; the pages after it lie
//! at random places. A window is the JSON text that the webview gets. Times by the wall, on a file that the system has in
//! memory where it can, and of the processor, which others on the machine do not change.

#[path = "../shared/mod.rs"]
mod shared;

use std::process::ExitCode;
use std::time::Instant;

use headwater_store::{Filter, FilterOp, Query, Sort, Store};
use rusqlite::types::Value;
use shared::{Result, number, processor, tab};

/// Rows of a page: as many as the grid asks for at once.
const PAGE: u32 = 200;

/// What a page may take, in milliseconds: a frame.
const AIM: f64 = 16.0;

fn main() -> ExitCode {
    match run(number("--rows", 1_000_000), number("--pages", 300)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:?}");
            ExitCode::FAILURE
        }
    }
}

fn run(rows: u64, pages: u64) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("headwater.db");
    let store = Store::open(&path)?;
    let began = Instant::now();
    let (tab, _) = tab::make(&store)?;
    tab::sync(&store, rows, |_| 0)?;
    println!(
        "windows of {PAGE} rows over {rows} × {} ({:.0} MB, written in {:.0} s)",
        tab::COLUMNS,
        std::fs::metadata(&path)?.len() as f64 / 1e6,
        began.elapsed().as_secs_f64()
    );
    let table = store.tab(tab)?.table;
    let bare = rusqlite::Connection::open(&path)?;
    let mut dice = Dice(7);
    let near = by_number(&bare, &table, rows, pages, &mut dice, true)?;
    let far = by_number(&bare, &table, rows, pages, &mut dice, false)?;
    print("bare, rows that lie together", None, &near, None);
    print("bare, rows anywhere", None, &far, None);
    for (name, query) in questions() {
        let began = Instant::now();
        let window = store.window(
            tab,
            &Query {
                limit: PAGE,
                ..query.clone()
            },
        )?;
        let first = began.elapsed().as_secs_f64() * 1e3;
        let mut times = Vec::new();
        for _ in 0..pages {
            let offset = dice.roll(window.total.saturating_sub(u64::from(PAGE)).max(1));
            let query = Query {
                offset,
                limit: PAGE,
                ..query.clone()
            };
            let (page, took) = timed(|| Ok(store.window(tab, &query)?))?;
            times.push(took);
            if page.keys.is_empty() {
                return Err(format!("{name}: no rows at {offset} of {}", page.total).into());
            }
        }
        let peer = if query.sort.is_none() && query.filters.is_empty() {
            &near
        } else {
            &far
        };
        print(
            &format!("{name} ({} rows)", window.total),
            Some(first),
            &times,
            Some(peer),
        );
    }
    Ok(())
}

/// What is asked, by name.
fn questions() -> Vec<(&'static str, Query)> {
    let sorted = |column: &str, descending| Query {
        sort: Some(Sort {
            column: column.into(),
            descending,
        }),
        ..Query::default()
    };
    let won = |column: Option<&str>, op, value: &str| Filter {
        column: column.map(str::to_owned),
        op,
        value: value.into(),
    };
    let filtered = Query {
        filters: vec![won(Some("text0"), FilterOp::Contains, "north")],
        ..Query::default()
    };
    let both = Query {
        sort: sorted("number0", true).sort,
        ..filtered.clone()
    };
    vec![
        ("in the order of arrival", Query::default()),
        ("sorted by text", sorted("text0", false)),
        ("sorted by number", sorted("number0", true)),
        ("sorted by time", sorted("time0", false)),
        ("filtered by text", filtered),
        ("filtered by text, sorted by number", both),
    ]
}

/// What something took, in milliseconds.
#[derive(Clone, Copy)]
struct Took {
    wall: f64,
    processor: f64,
}

/// Does something and says what it took.
fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Took)> {
    let used = processor()?;
    let began = Instant::now();
    let done = work()?;
    let wall = began.elapsed().as_secs_f64() * 1e3;
    let processor = processor()? - used;
    Ok((done, Took { wall, processor }))
}

/// Pages read by the rows' numbers and nothing else, in milliseconds each.
fn by_number(
    bare: &rusqlite::Connection,
    table: &str,
    rows: u64,
    pages: u64,
    dice: &mut Dice,
    together: bool,
) -> Result<Vec<Took>> {
    let mut statement = bare.prepare(&format!("SELECT * FROM \"{table}\" WHERE rowid = ?1"))?;
    let mut times = Vec::new();
    for _ in 0..pages {
        let first = dice.roll(rows.saturating_sub(u64::from(PAGE)).max(1)) + 1;
        let numbers: Vec<u64> = (0..u64::from(PAGE))
            .map(|at| {
                if together {
                    first + at
                } else {
                    dice.roll(rows) + 1
                }
            })
            .collect();
        let (_page, took) = timed(|| {
            let mut page: Vec<Vec<Value>> = Vec::new();
            for number in numbers {
                page.push(statement.query_row([number as i64], |row| {
                    (0..tab::COLUMNS).map(|at| row.get(at + 4)).collect()
                })?);
            }
            Ok(page)
        })?;
        times.push(took);
    }
    Ok(times)
}

fn print(name: &str, first: Option<f64>, times: &[Took], peer: Option<&[Took]>) {
    let wall = |share| quantile(times, share, |took| took.wall);
    let used = |share| quantile(times, share, |took| took.processor);
    let first = first.map_or(String::new(), |first| format!("first {first:>5.0} ms  "));
    let ratio = peer.map_or(String::new(), |peer| {
        let verdict = if wall(0.99) <= AIM { "met" } else { "missed" };
        let bare = quantile(peer, 0.5, |took| took.processor);
        let ratio = used(0.5) / bare;
        format!("  {ratio:>4.1} × bare  {AIM} ms {verdict}")
    });
    println!(
        "{name:<51} {first:>15}median {:>6.2} ms  p99 {:>6.2} ms  processor {:>6.2} and {:>6.2} ms{ratio}",
        wall(0.5),
        wall(0.99),
        used(0.5),
        used(0.99)
    );
}

fn quantile(times: &[Took], share: f64, of: impl Fn(&Took) -> f64) -> f64 {
    let mut sorted: Vec<f64> = times.iter().map(of).collect();
    sorted.sort_by(f64::total_cmp);
    let at = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1));
    sorted.get(at - 1).copied().unwrap_or_default()
}

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    /// A number below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}
