//! What this process has used so far, as the kernel counts it. Linux only: elsewhere the bench says that it cannot tell.

use crate::Result;

/// Clock ticks a second in `/proc`; 100 on every Linux that we meet, whatever the kernel's own rate.
const TICKS: f64 = 100.0;

/// User and system CPU seconds of all threads.
pub fn cpu_seconds() -> Result<f64> {
    ticks(11, 12)
}

/// Two fields of this process's `stat`, counted after its name, as seconds.
fn ticks(user: usize, system: usize) -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The second field is the name in brackets and may hold blanks.
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let (user, system): (f64, f64) = match (fields.get(user), fields.get(system)) {
        (Some(user), Some(system)) => (user.parse()?, system.parse()?),
        _ => return Err("/proc/self/stat has too few fields".into()),
    };
    Ok((user + system) / TICKS)
}

/// Peak resident memory in megabytes.
pub fn peak_megabytes() -> Result<f64> {
    megabytes("VmHWM:")
}

/// Resident memory now, in megabytes.
pub fn resident_megabytes() -> Result<f64> {
    megabytes("VmRSS:")
}

fn megabytes(field: &str) -> Result<f64> {
    field_of("/proc/self/status", field)
}

fn field_of(file: &str, field: &str) -> Result<f64> {
    let status = std::fs::read_to_string(file)?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(field))
        .ok_or_else(|| format!("no {field} in {file}"))?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1024.0)
}

/// Peak resident memory of another process that still runs, in megabytes.
pub fn peak_megabytes_of(process: u32) -> Result<f64> {
    field_of(&format!("/proc/{process}/status"), "VmHWM:")
}

/// User and system CPU seconds of all children that have ended, and of theirs.
pub fn children_cpu_seconds() -> Result<f64> {
    ticks(13, 14)
}

/// Resident memory of a process and all that it started, in megabytes.
pub fn resident_megabytes_of_all(process: u32) -> Result<f64> {
    let mut parents = Vec::new();
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let Some(number) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        else {
            continue;
        };
        // Gone meanwhile: it counts no more.
        if let Ok(parent) = parent(number) {
            parents.push((number, parent));
        }
    }
    let mut all = vec![process];
    let mut next = 0;
    while let Some(&one) = all.get(next) {
        all.extend(
            parents
                .iter()
                .filter(|(_, parent)| *parent == one)
                .map(|(child, _)| child),
        );
        next += 1;
    }
    let resident = |one: &u32| field_of(&format!("/proc/{one}/status"), "VmRSS:").unwrap_or(0.0);
    Ok(all.iter().map(resident).sum())
}

fn parent(process: u32) -> Result<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let fields = stat.rsplit(')').next().unwrap_or_default();
    Ok(fields
        .split_whitespace()
        .nth(1)
        .ok_or("no parent")?
        .parse()?)
}
