//! Windows over a tab of 1,000,000 rows and 30 columns: any page of any sort and filter, as the grid asks for it, against
//! bare reads of as many rows by their number in the same run.
//!
//! `cargo bench -p headwater-benches --bench windows [-- --rows 1000000 --pages 300]`
//!
//! The first window of an order takes the time of reading the tab once and is printed by itself; the pages after it lie
//! at random places. Wall times, on a file that the system has in memory where it can.

mod tab;

use std::process::ExitCode;
use std::time::Instant;

use headwater_benches::{Result, Words};
use headwater_store::{Filter, FilterOp, Query, Sort, Store};
use rusqlite::types::Value;

/// Rows of a page: as many as the grid asks for at once.
const PAGE: u32 = 200;

/// What a page may take, in milliseconds: a frame.
const AIM: f64 = 16.0;

fn main() -> ExitCode {
    let words = Words::of_process();
    match run(
        words.number("--rows", 1_000_000),
        words.number("--pages", 300),
    ) {
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
    let tab = tab::fill(&store, rows)?;
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
            let began = Instant::now();
            let page = store.window(tab, &query)?;
            times.push(began.elapsed().as_secs_f64() * 1e3);
            if page.rows.is_empty() {
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

/// Pages read by the rows' numbers and nothing else, in milliseconds each.
fn by_number(
    bare: &rusqlite::Connection,
    table: &str,
    rows: u64,
    pages: u64,
    dice: &mut Dice,
    together: bool,
) -> Result<Vec<f64>> {
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
        let began = Instant::now();
        let mut page: Vec<Vec<Value>> = Vec::new();
        for number in numbers {
            page.push(statement.query_row([number as i64], |row| {
                (0..tab::COLUMNS).map(|at| row.get(at + 4)).collect()
            })?);
        }
        times.push(began.elapsed().as_secs_f64() * 1e3);
        drop(page);
    }
    Ok(times)
}

fn print(name: &str, first: Option<f64>, times: &[f64], peer: Option<&[f64]>) {
    let (median, p99) = (quantile(times, 0.5), quantile(times, 0.99));
    let first = first.map_or(String::new(), |first| format!("first {first:>7.0} ms  "));
    let ratio = peer.map_or(String::new(), |peer| {
        let verdict = if p99 <= AIM { "within" } else { "over" };
        format!(
            "  {:>4.1} × bare  {verdict} {AIM} ms",
            median / quantile(peer, 0.5)
        )
    });
    println!("{name:<52} {first:>17}median {median:>6.2} ms  p99 {p99:>6.2} ms{ratio}");
}

fn quantile(times: &[f64], share: f64) -> f64 {
    let mut sorted = times.to_vec();
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
