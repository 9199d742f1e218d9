//! What history costs a sync: a full refresh of 100,000 rows and 30 columns where nothing, a tenth and everything has
//! changed, with history and without, on two files in the same run. Milliseconds of the processor.
//!
//! `cargo bench -p headwater-store --bench history [-- --rows 100000]`

#[path = "../shared/mod.rs"]
mod shared;

use std::process::ExitCode;

use headwater_store::{HISTORY_DAYS, Store};
use shared::{Result, number, tab};

fn main() -> ExitCode {
    match run(number("--rows", 100_000)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:?}");
            ExitCode::FAILURE
        }
    }
}

fn run(rows: u64) -> Result<()> {
    println!("full refreshes of {rows} × {}", tab::COLUMNS);
    let (without, with) = (refreshes(rows, 0)?, refreshes(rows, HISTORY_DAYS)?);
    let names = ["first", "nothing changed", "a tenth changed", "all changed"];
    for ((name, without), with) in names.iter().zip(without).zip(with) {
        println!(
            "{name:<18} without history {without:>6.0} ms   with {with:>6.0} ms   {:>5.2} times",
            with / without
        );
    }
    Ok(())
}

/// What each refresh costs where history is kept for so many days.
fn refreshes(rows: u64, days: u32) -> Result<[f64; 4]> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path().join("headwater.db"))?;
    let (_, entity) = tab::make(&store)?;
    store.set_history_days(entity, days)?;
    Ok([
        tab::sync(&store, rows, |_| 0)?,
        tab::sync(&store, rows, |_| 0)?,
        tab::sync(&store, rows, |row| u64::from(row.is_multiple_of(10)))?,
        tab::sync(&store, rows, |_| 2)?,
    ])
}
