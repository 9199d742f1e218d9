//! Deliveries of a wide table into files, each against a bare loop that puts the same values into the same format with
//! the same packing: no checks, no escapes, no user's parts, no durable end.
//!
//! `cargo bench -p headwater-benches --bench destinations [-- --rows 1000000]`
//!
//! Every run is a process of its own, so that its CPU seconds and its peak memory are its own. Batches are made once and
//! delivered again and again: what is measured is the writing.

mod bare;
mod rows;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use headwater_benches::{Result, Words, usage};
use headwater_destinations::{Delivery, Rows, csv, parquet, xlsx};
use serde::{Deserialize, Serialize};

/// Kinds of files.
const KINDS: [&str; 3] = ["xlsx", "csv", "parquet"];

/// What one run cost.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Cost {
    cpu_seconds: f64,
    wall_seconds: f64,
    peak_megabytes: f64,
    megabytes: f64,
}

fn main() -> ExitCode {
    let words = Words::of_process();
    let outcome = match (words.first(), words.rest()) {
        (Some("alone"), [who, kind, rows]) => alone(who, kind, rows),
        _ => compare(words.number("--rows", 1_000_000)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:?}");
            ExitCode::FAILURE
        }
    }
}

/// One run in this process, printing its cost as JSON.
fn alone(who: &str, kind: &str, rows: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let rows: usize = rows.parse()?;
    let batches = rows::Batches::new(rows);
    let began = Instant::now();
    let before = usage::cpu_seconds()?;
    match who {
        "ours" => ours(kind, folder.path(), &batches)?,
        _ => bare::run(kind, folder.path(), &batches)?,
    }
    let cost = Cost {
        wall_seconds: began.elapsed().as_secs_f64(),
        cpu_seconds: usage::cpu_seconds()? - before,
        peak_megabytes: usage::peak_megabytes()?,
        megabytes: size(folder.path())? as f64 / 1e6,
    };
    println!("{}", serde_json::to_string(&cost)?);
    Ok(())
}

fn ours(kind: &str, folder: &Path, batches: &rows::Batches) -> Result<()> {
    let delivery = Delivery {
        table: batches.table(),
        rows: Rows::Whole,
        upto: 1,
    };
    let path = folder.to_path_buf();
    match kind {
        "xlsx" => {
            let path = path.join("book.xlsx");
            let mut load = xlsx::Workbook { path }.begin(&delivery)?;
            batches.each(|batch| Ok(load.write(batch)?))?;
            load.finish()?;
        }
        "csv" => {
            let folder = csv::Folder {
                path,
                mark: false,
                guard: false,
            };
            let mut load = folder.begin(&delivery)?;
            batches.each(|batch| Ok(load.write(batch)?))?;
            load.finish()?;
        }
        _ => {
            let folder = parquet::Folder {
                path,
                partitions: false,
            };
            let mut load = folder.begin(&delivery)?;
            batches.each(|batch| Ok(load.write(batch)?))?;
            load.finish()?;
        }
    }
    Ok(())
}

/// Bytes of all files in a folder.
fn size(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        sum += match entry.file_type()?.is_dir() {
            true => size(&entry.path())?,
            false => entry.metadata()?.len(),
        };
    }
    Ok(sum)
}

fn compare(rows: u64) -> Result<()> {
    println!("{rows} rows of {} columns", rows::COLUMNS);
    for kind in KINDS {
        let run = |who: &str| -> Result<Cost> {
            let this = std::env::current_exe()?;
            let output = Command::new(this)
                .args(["alone", who, kind, &rows.to_string()])
                .output()?;
            if !output.status.success() {
                return Err(String::from_utf8_lossy(&output.stderr).into());
            }
            let cost: Cost = serde_json::from_slice(&output.stdout)?;
            println!(
                "{kind:<8} {who:<5} {:>7.2} CPU s {:>7.2} wall s {:>9.0} rows/CPU s {:>5.0} MB peak {:>7.1} MB file",
                cost.cpu_seconds,
                cost.wall_seconds,
                rows as f64 / cost.cpu_seconds,
                cost.peak_megabytes,
                cost.megabytes,
            );
            Ok(cost)
        };
        let (bare, ours) = (run("bare")?, run("ours")?);
        let ratio = 100.0 * bare.cpu_seconds / ours.cpu_seconds;
        println!("{kind:<8} ours does {ratio:.0} % of the bare loop's rows per CPU second");
    }
    Ok(())
}
