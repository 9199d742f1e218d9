//! What the window costs: the time to its first paint and to its first use, and memory. Printed, never asserted: machines differ.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::app::App;
use crate::error::{During, Result};
use crate::window::Window;

/// Clock ticks of `/proc/ID/stat` in a second, the same on every Linux (`USER_HZ`).
const TICKS: f64 = 100.0;

/// The figures of a running window.
#[derive(Clone, Debug)]
pub struct Measures {
    /// From the start of the program to the start of the page's load. Until then it is the system's web view that starts.
    pub page: Duration,
    /// From the start of the program to the first paint with content (W3C Paint Timing).
    pub paint: Duration,
    /// From the start of the program to the first screen with what the engine knows, ready to be clicked.
    pub usable: Duration,
    /// Proportional set size of each process in bytes, by the program's name.
    pub memory: Vec<(String, u64)>,
}

impl Measures {
    /// Memory of all processes together, in bytes.
    pub fn memory_of_all(&self) -> u64 {
        self.memory.iter().map(|(_, bytes)| bytes).sum()
    }

    /// Takes them now.
    /// Errors: the window is not there, or has not painted yet.
    pub async fn of(app: &App<'_>, window: &Window) -> Result<Measures> {
        let script = "const at = (name) => performance.getEntriesByName(name)[0].startTime
            const [paint, usable] = [at('first-contentful-paint'), at('usable')]
            return [0, paint, usable].map((at) => performance.timeOrigin + at)";
        let paints = window.run(script).await?;
        let milliseconds = |index: usize| paints[index].as_f64().unwrap_or_default() / 1_000.0;
        let mut memory = Vec::new();
        let mut began = None;
        for id in app.processes() {
            let name = std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
            match name.trim() {
                "headwater-app" => began = Some(started(id)?),
                name if name.starts_with("WebKit") && !name.starts_with("WebKitWebDrive") => {}
                _ => continue,
            }
            memory.push((name.trim().to_owned(), proportional_set(id)?));
        }
        let began = began.ok_or_else(|| crate::Error::Missing {
            what: "the app's window".to_owned(),
            fix: "start it before",
        })?;
        let since_start = |index: usize| {
            let then = UNIX_EPOCH + Duration::from_secs_f64(milliseconds(index));
            then.duration_since(began).unwrap_or_default()
        };
        Ok(Measures {
            page: since_start(0),
            paint: since_start(1),
            // Its mark may come before what it marks is painted.
            usable: since_start(2).max(since_start(1)),
            memory,
        })
    }
}

impl std::fmt::Display for Measures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        writeln!(
            f,
            "first paint {:.0} ms after the page began to load, {:.0} ms after the program's start; usable after {:.0} ms",
            self.paint.saturating_sub(self.page).as_secs_f64() * 1_000.0,
            self.paint.as_secs_f64() * 1_000.0,
            self.usable.as_secs_f64() * 1_000.0
        )?;
        write!(f, "memory {:.0} MiB", mib(self.memory_of_all()))?;
        for (name, bytes) in &self.memory {
            write!(f, ", {name} {:.0} MiB", mib(*bytes))?;
        }
        Ok(())
    }
}

/// When a process began.
fn started(id: u32) -> Result<SystemTime> {
    let read = |path: String| std::fs::read_to_string(&path).during(format!("age of process {id}"));
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<f64>().ok());
    let stat = read(format!("/proc/{id}/stat"))?;
    // The 22nd field, counted past the name in brackets, which may hold blanks.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = number(fields.split_whitespace().nth(19)).unwrap_or_default();
    let uptime = read("/proc/uptime".to_owned())?;
    let uptime = number(uptime.split_whitespace().next()).unwrap_or_default();
    let age = Duration::from_secs_f64((uptime - ticks / TICKS).max(0.0));
    Ok(SystemTime::now() - age)
}

/// Memory of a process in bytes, what it shares counted in parts.
fn proportional_set(id: u32) -> Result<u64> {
    let text = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup"))
        .during(format!("memory of process {id}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kib = line
        .and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok())
        .unwrap_or_default();
    Ok(kib * 1_024)
}
