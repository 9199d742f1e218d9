//! A sync of HubSpot-shaped records from a loopback server into the store, against a bare loop of the same work:
//! fetch a page, parse it straight into cells, insert them.
//!
//! `cargo bench -p headwater-benches --bench sync [-- --records 100000 --pairs 3 --large 1000000]`
//!
//! | variable | names a `python` that has | without it |
//! |---|---|---|
//! | `DLT` | `dlt[duckdb,parquet]` | not compared |
//! | `PYAIRBYTE` | `airbyte` | not compared |
//! | `SINGER` | `singer-sdk`, and beside it `target-duckdb` | not compared |
//!
//! Every run is a process of its own, so that its CPU seconds and its peak memory are its own; server, bare loop and
//! ours run in turn, and the ratio is taken pair by pair. Wall times on a shared machine are noise: they are printed,
//! not compared.

mod bare;
mod ours;
mod peers;

use std::process::ExitCode;

use headwater_benches::measure::{self, Cost, measure};
use headwater_benches::{Result, Words, median, records, server};

fn main() -> ExitCode {
    let words = Words::of_process();
    let outcome = match words.first() {
        Some("serve") => server::serve(),
        Some("measure") => measure::alone(words.rest()),
        Some("bare") => alone(&words, bare::run),
        Some("ours") => alone(&words, ours::run),
        Some("shaped") => alone(&words, ours::run_shaped),
        _ => compare(&words),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One run in this process: `WHO ADDRESS RECORDS`.
fn alone(words: &Words, run: fn(&str, u64) -> Result<u64>) -> Result<()> {
    let [address, records] = words.rest() else {
        return Err("usage: WHO ADDRESS RECORDS".into());
    };
    println!("records {}", run(address, records.parse()?)?);
    Ok(())
}

fn compare(words: &Words) -> Result<()> {
    let records = words.number("--records", 100_000);
    let pairs = words.number("--pairs", 3);
    let server = server::Server::start()?;
    println!(
        "sync of {records} HubSpot-shaped records (about {} bytes, pages of 100) from loopback into SQLite",
        records::typical_size()
    );
    let mut ratios = Vec::new();
    let mut ours = Vec::new();
    for _ in 0..pairs {
        let bare = child("bare", &server.address, records)?;
        let run = child("ours", &server.address, records)?;
        bare.print("bare fetch + parse + insert");
        run.print("Headwater");
        ratios.push(bare.cpu_seconds / run.cpu_seconds);
        ours.push(run.cpu_seconds);
    }
    println!(
        "share of the bare loop's speed, median of {pairs} pairs: {:.0} %",
        100.0 * median(ratios.into_iter())
    );
    child("shaped", &server.address, records)?.print("Headwater, fields reshaped");
    peers::compare(&server.address, records, median(ours.into_iter()))?;
    large(
        &server.address,
        records / 10,
        words.number("--large", 1_000_000),
    )
}

/// Memory must not grow with the number of records.
fn large(address: &str, records: u64, large: u64) -> Result<()> {
    let small = child("ours", address, records)?;
    small.print("Headwater, a tenth");
    if large > 0 {
        let big = child("ours", address, large)?;
        big.print("Headwater, large");
        println!(
            "peak memory from {records} to {large} records: {:.0} → {:.0} MB",
            small.peak_megabytes, big.peak_megabytes
        );
    }
    Ok(())
}

fn child(who: &str, address: &str, records: u64) -> Result<Cost> {
    let own = std::env::current_exe()?.display().to_string();
    let cost = measure(&[own, who.to_owned(), address.to_owned(), records.to_string()])?;
    if cost.records != records {
        return Err(format!("{who} stored {} rows of {records}", cost.records).into());
    }
    Ok(cost)
}
