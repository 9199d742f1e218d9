//! A sync of HubSpot-shaped records from a loopback server into the store, against a bare loop of the same work:
//! fetch a page, parse it straight into cells, insert them.
//!
//! `cargo bench -p headwater-benches --bench sync [-- --records 100000 --pairs 3 --large 1000000]`
//!
//! Every run is a process of its own, so that its CPU seconds and its peak memory are its own; server, bare loop and
//! ours run in turn, and the ratio is taken pair by pair. Wall times on a shared machine are noise: they are printed,
//! not compared.

mod bare;
mod ours;

use std::process::{Command, ExitCode, Stdio};

use headwater_benches::{Result, records, server, usage};
use serde::{Deserialize, Serialize};

/// What one run cost.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Cost {
    rows: u64,
    cpu_seconds: f64,
    wall_seconds: f64,
    peak_megabytes: f64,
}

impl Cost {
    fn print(&self, who: &str) {
        println!(
            "{who:<28} {:>9} rows  {:>6.2} CPU s  {:>6.2} wall s  {:>9.0} rows/CPU s  {:>5.0} MB peak",
            self.rows,
            self.cpu_seconds,
            self.wall_seconds,
            self.rows as f64 / self.cpu_seconds,
            self.peak_megabytes
        );
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let outcome = match words.first().map(String::as_str) {
        Some("serve") => server::serve(),
        Some("bare") => alone(&words, bare::run),
        Some("ours") => alone(&words, ours::run),
        Some("shaped") => alone(&words, ours::run_shaped),
        _ => compare(&words),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:?}");
            ExitCode::FAILURE
        }
    }
}

/// One run in this process: `WHO ADDRESS RECORDS`, printing its cost as JSON.
fn alone(words: &[String], run: fn(&str, u64) -> Result<u64>) -> Result<()> {
    let [_, address, records] = words else {
        return Err("usage: WHO ADDRESS RECORDS".into());
    };
    let began = std::time::Instant::now();
    let rows = run(address, records.parse()?)?;
    let cost = Cost {
        rows,
        wall_seconds: began.elapsed().as_secs_f64(),
        cpu_seconds: usage::cpu_seconds()?,
        peak_megabytes: usage::peak_megabytes()?,
    };
    println!("{}", serde_json::to_string(&cost)?);
    Ok(())
}

fn compare(words: &[String]) -> Result<()> {
    let number = |name: &str, otherwise: u64| -> u64 {
        let place = words.iter().position(|word| word == name);
        place
            .and_then(|place| words.get(place + 1)?.parse().ok())
            .unwrap_or(otherwise)
    };
    let (records, pairs, large) = (
        number("--records", 100_000),
        number("--pairs", 3),
        number("--large", 1_000_000),
    );
    let server = server::Server::start()?;
    println!(
        "sync of {records} HubSpot-shaped records (about {} bytes, pages of 100) from loopback into SQLite",
        records::typical_size()
    );

    let mut ratios = Vec::new();
    for _ in 0..pairs {
        let bare = child("bare", &server.address, records)?;
        let ours = child("ours", &server.address, records)?;
        bare.print("bare fetch + parse + insert");
        ours.print("Headwater");
        ratios.push(bare.cpu_seconds / ours.cpu_seconds);
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "share of the bare loop's speed, median of {pairs} pairs: {:.0} %",
        100.0 * ratios[ratios.len() / 2]
    );

    child("shaped", &server.address, records)?.print("Headwater, fields reshaped");

    let small = child("ours", &server.address, records / 10)?;
    small.print("Headwater, a tenth");
    if large > 0 {
        let big = child("ours", &server.address, large)?;
        big.print("Headwater, large");
        println!(
            "peak memory from {} to {large} records: {:.0} → {:.0} MB",
            records / 10,
            small.peak_megabytes,
            big.peak_megabytes
        );
    }
    Ok(())
}

fn child(who: &str, address: &str, records: u64) -> Result<Cost> {
    let output = Command::new(std::env::current_exe()?)
        .args([who, address, &records.to_string()])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("{who} failed").into());
    }
    let cost: Cost = serde_json::from_slice(&output.stdout)?;
    if cost.rows != records {
        return Err(format!("{who} stored {} rows of {records}", cost.rows).into());
    }
    Ok(cost)
}
