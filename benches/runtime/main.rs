//! The open format's runtime, `headwater read --manifest-path`, against others on the same server in the same run.
//!
//! `cargo bench -p headwater-benches --bench runtime [-- --records 100000 --pairs 3 --large 1000000 --parts 1500]`
//!
//! | variable | names | without it |
//! |---|---|---|
//! | `HEADWATER` | the program under test, if not `headwater` beside the bench's folder | |
//! | `REFERENCE` | `source-declarative-manifest` of the format's reference runtime | not compared |
//! | `PYAIRBYTE` | a `python` that has PyAirbyte | not compared |
//!
//! Every run is a process of its own; runs go in turn and CPU seconds are compared pair by pair. Wall times on a shared
//! machine are noise: they are printed, not compared.

use std::path::PathBuf;
use std::process::ExitCode;

use headwater_benches::measure::{self, Cost, measure};
use headwater_benches::server::{self, Busiest, Server};
use headwater_benches::source::{A_SECOND, PARTS, Source};
use headwater_benches::{Result, Words, median, named, records};

/// How late the answers of the partitioned read are, in milliseconds.
const LATE: u64 = 50;

fn main() -> ExitCode {
    let words = Words::of_process();
    let outcome = match words.first() {
        Some("serve") => server::serve(),
        Some("measure") => measure::alone(words.rest()),
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

/// The programs that are compared.
struct Programs {
    ours: String,
    reference: Option<String>,
    pyairbyte: Option<String>,
}

impl Programs {
    fn find() -> Result<Programs> {
        let ours = match named("HEADWATER") {
            Some(path) => PathBuf::from(path),
            None => {
                let own = std::env::current_exe()?;
                let folder = own.parent().and_then(|deps| deps.parent());
                let folder = folder.ok_or("the bench stands in no folder")?;
                folder.join(format!("headwater{}", std::env::consts::EXE_SUFFIX))
            }
        };
        if !ours.is_file() {
            let ours = ours.display();
            return Err(format!(
                "{ours} is not there: `cargo build --release -p headwater-cli`, or name it with HEADWATER"
            )
            .into());
        }
        Ok(Programs {
            ours: ours.display().to_string(),
            reference: named("REFERENCE"),
            pyairbyte: named("PYAIRBYTE"),
        })
    }
}

fn compare(words: &Words) -> Result<()> {
    let programs = Programs::find()?;
    let server = Server::start()?;
    println!(
        "read of HubSpot-shaped records (about {} bytes, pages of 100) from loopback, as messages of the protocol",
        records::typical_size()
    );
    start_up(&programs, &server.address)?;
    against(
        &programs,
        &server.address,
        words.number("--records", 100_000),
        words.number("--pairs", 3),
    )?;
    large(
        &programs,
        &server.address,
        words.number("--large", 1_000_000),
    )?;
    in_parts(&programs, &server.address, words.number("--parts", 1500))
}

/// What the least command costs.
fn start_up(programs: &Programs, address: &str) -> Result<()> {
    let source = Source::whole(address, 0)?;
    let spec = |program: &str, times: usize| -> Result<()> {
        let words = words(program, "spec", &source, &[]);
        let costs = (0..times)
            .map(|_| measure(&words))
            .collect::<Result<Vec<_>>>()?;
        let wall = median(costs.iter().map(|cost| cost.wall_seconds));
        let cpu = costs.iter().map(|cost| cost.cpu_seconds).sum::<f64>() / costs.len() as f64;
        println!(
            "{:<34} {:>7.1} ms wall (median of {times}), {:>7.1} ms CPU (mean)",
            "",
            wall * 1e3,
            cpu * 1e3
        );
        Ok(())
    };
    println!("start-up, `spec`: Headwater");
    spec(&programs.ours, 20)?;
    if let Some(reference) = &programs.reference {
        println!("start-up, `spec`: reference runtime");
        spec(reference, 3)?;
    }
    Ok(())
}

fn against(programs: &Programs, address: &str, records: u64, pairs: u64) -> Result<()> {
    let source = Source::whole(address, records)?;
    let mut ratios = Vec::new();
    for _ in 0..pairs {
        let ours = read(&programs.ours, &source, records)?;
        ours.print("Headwater");
        let Some(reference) = &programs.reference else {
            continue;
        };
        let theirs = read(reference, &source, records)?;
        theirs.print("reference runtime");
        ratios.push(theirs.cpu_seconds / ours.cpu_seconds);
    }
    match ratios.is_empty() {
        true => println!("reference runtime: not compared (REFERENCE names none)"),
        false => println!(
            "CPU seconds of the reference runtime for one of ours, median of {pairs} pairs: {:.0}",
            median(ratios.into_iter())
        ),
    }
    let Some(python) = &programs.pyairbyte else {
        println!("PyAirbyte: not compared (PYAIRBYTE names none)");
        return Ok(());
    };
    let theirs = measure(&source.pyairbyte(python, None)?)?;
    let with_ours = measure(&source.pyairbyte(python, Some(&programs.ours))?)?;
    with_ours.print("PyAirbyte into DuckDB, Headwater");
    theirs.print("PyAirbyte into DuckDB, its own");
    println!(
        "CPU seconds of PyAirbyte with its own runtime for one with Headwater: {:.1}",
        theirs.cpu_seconds / with_ours.cpu_seconds
    );
    Ok(())
}

/// Memory must not grow with the number of records.
fn large(programs: &Programs, address: &str, records: u64) -> Result<()> {
    if records == 0 {
        return Ok(());
    }
    let small = read(
        &programs.ours,
        &Source::whole(address, records / 100)?,
        records / 100,
    )?;
    let source = Source::whole(address, records)?;
    let large = read(&programs.ours, &source, records)?;
    large.print("Headwater, large");
    println!(
        "peak memory from {} to {records} records: {:.0} → {:.0} MB",
        records / 100,
        small.peak_megabytes,
        large.peak_megabytes
    );
    if let Some(reference) = &programs.reference {
        read(reference, &source, records)?.print("reference runtime, large");
    }
    Ok(())
}

/// Partitions of a slow server: how many requests are under way at once, and whether the limit of requests is kept.
fn in_parts(programs: &Programs, address: &str, records: u64) -> Result<()> {
    if records == 0 {
        return Ok(());
    }
    println!(
        "{PARTS} partitions of {records} records, answers {LATE} ms late, {A_SECOND} requests a second allowed"
    );
    let source = Source::in_parts(address, records, LATE)?;
    let all = PARTS * records;
    let named = [
        ("Headwater", Some(&programs.ours)),
        ("reference runtime", programs.reference.as_ref()),
    ];
    for (who, program) in named {
        let Some(program) = program else { continue };
        read(program, &source, all)?.print(who);
        let busiest: Busiest = ask(&format!("{address}/busiest"))?;
        println!(
            "{:<34} {} requests, {} at once, {} within a second",
            "", busiest.requests, busiest.at_once, busiest.a_second
        );
        println!(
            "{:<34} {:.1} times the limit of a second, which was {}",
            "",
            busiest.requests as f64 / A_SECOND as f64,
            match busiest.a_second as u64 <= A_SECOND as u64 {
                true => "kept",
                false => "broken",
            }
        );
    }
    Ok(())
}

fn ask(url: &str) -> Result<Busiest> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    Ok(runtime.block_on(async { reqwest::get(url).await?.json().await })?)
}

fn words(program: &str, command: &str, source: &Source, files: &[(&str, &str)]) -> Vec<String> {
    let mut words = vec![program.to_owned(), command.to_owned()];
    for (flag, name) in [&[("--manifest-path", "manifest.yaml")], files].concat() {
        words.push(flag.to_owned());
        words.push(source.file(name).display().to_string());
    }
    words
}

fn read(program: &str, source: &Source, records: u64) -> Result<Cost> {
    let files = [("--config", "config.json"), ("--catalog", "catalog.json")];
    let cost = measure(&words(program, "read", source, &files))?;
    if cost.records != records {
        return Err(format!("{program} gave {} records of {records}", cost.records).into());
    }
    Ok(cost)
}
