//! Running another program and measuring it with all that it starts: CPU seconds as the kernel counted them when it ended,
//! peak memory as it was seen last.
//!
//! The measuring is done by a process of its own, for the kernel sums up the CPU of all children that have ended: a bench
//! that measures gives its first word `measure` to [`alone`].

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Result, usage};
use serde::{Deserialize, Serialize};

/// How often a running program's memory is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// What a program cost.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Cost {
    /// Lines of output that are records, or what the program said.
    pub records: u64,
    /// User and system, of all its processes.
    pub cpu_seconds: f64,
    /// From start to end.
    pub wall_seconds: f64,
    /// Resident memory of all its processes together, in megabytes.
    pub peak_megabytes: f64,
}

impl Cost {
    /// One line of the bench's report.
    pub fn print(&self, who: &str) {
        println!(
            "{who:<34} {:>9} records  {:>7.2} CPU s  {:>7.2} wall s  {:>9.0} records/CPU s  {:>6.0} MB peak",
            self.records,
            self.cpu_seconds,
            self.wall_seconds,
            self.records as f64 / self.cpu_seconds,
            self.peak_megabytes
        );
    }
}

/// Runs a command in a measuring process.
///
/// # Errors
/// Those of starting it; that it failed.
pub fn measure(words: &[String]) -> Result<Cost> {
    let output = Command::new(std::env::current_exe()?)
        .arg("measure")
        .args(words)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("{} failed", words.join(" ")).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The measuring process: runs the command, prints its cost as JSON.
///
/// # Errors
/// Those of starting it; that it failed.
pub fn alone(words: &[String]) -> Result<()> {
    let [program, arguments @ ..] = words else {
        return Err("measure PROGRAM …".into());
    };
    let began = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{program}: {error}"))?;
    let out = child.stdout.take().ok_or("the program has no output")?;
    let counting = std::thread::spawn(move || count(out));
    let mut peak_megabytes: f64 = 0.0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        // Gone between the two looks: what was seen before counts.
        let first = usage::peak_megabytes_of(child.id()).unwrap_or(0.0);
        let all = usage::resident_megabytes_of_all(child.id()).unwrap_or(0.0);
        peak_megabytes = peak_megabytes.max(first).max(all);
        std::thread::sleep(LOOK);
    };
    let wall_seconds = began.elapsed().as_secs_f64();
    let records = counting.join().map_err(|_| "counting failed")??;
    if !status.success() {
        return Err(format!("{program} ended with {status}").into());
    }
    let cost = Cost {
        records,
        cpu_seconds: usage::children_cpu_seconds()?,
        wall_seconds,
        peak_megabytes,
    };
    println!("{}", serde_json::to_string(&cost)?);
    Ok(())
}

/// Counts the records in the messages of the protocol; a program of another kind says `records N` itself.
fn count(out: impl Read) -> std::io::Result<u64> {
    let mut out = BufReader::with_capacity(1 << 20, out);
    let mut line = Vec::new();
    let mut records = 0;
    loop {
        line.clear();
        if out.read_until(b'\n', &mut line)? == 0 {
            return Ok(records);
        }
        if line.starts_with(b"{\"type\":\"RECORD\"") {
            records += 1;
        } else if let Some(number) = line.strip_prefix(b"records ") {
            let number = String::from_utf8_lossy(number);
            records = number.trim().parse().unwrap_or(0);
        }
    }
}
