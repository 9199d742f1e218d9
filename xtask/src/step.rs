//! Running one program after the other so that a person sees what happens, how long it takes, and why it failed.

use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Why a chore ended: a text for people, whole.
#[derive(Debug)]
pub struct Failed(pub String);

/// A result of a chore.
pub type Done = Result<(), Failed>;

/// How much of a log a failure shows.
const SHOWN_LINES: usize = 200;

/// Runs a step with its output in a log under `target/xtask/`, which is shown when it fails. On a terminal time and last
/// line of the output run along; elsewhere a line each minute says so.
pub fn quiet(name: &str, command: &mut Command) -> Done {
    let began = Instant::now();
    let terminal = std::io::stdout().is_terminal();
    if !terminal {
        println!("  … {name}");
    }
    let (log, mut child) = start(name, command)?;
    let mut said = Instant::now();
    let status = loop {
        if let Some(status) = child
            .try_wait()
            .map_err(|error| Failed(format!("{name}: {error}")))?
        {
            break status;
        }
        let now = || format!("  … {name}  {}  {}", time(began.elapsed()), last_line(&log));
        if terminal {
            print!("\r\x1b[K{}", now());
            let _ = std::io::stdout().flush();
        } else if said.elapsed() > Duration::from_secs(60) {
            println!("{}", now());
            said = Instant::now();
        }
        std::thread::sleep(Duration::from_millis(200));
    };
    if terminal {
        print!("\r\x1b[K");
    }
    verdict(name, began, status, &log)
}

/// Runs a step whose own output is what the reader wants: it goes straight through.
pub fn loud(name: &str, command: &mut Command) -> Done {
    println!("  … {name}");
    let began = Instant::now();
    let status = command
        .status()
        .map_err(|error| cannot_start(name, command, &error))?;
    ended(name, began, status.success());
    match status.success() {
        true => Ok(()),
        false => Err(Failed(format!(
            "{name} failed ({status}).\n    {}",
            shown(command)
        ))),
    }
}

/// Runs tests; the runner's own words are the last. Where some fail, once more: what passes only then is unsteady, a fault
/// of ours to be found, said so that it is seen, and no reason to throw away the work of a whole run on a busy machine.
pub fn tests(name: &str, command: &mut Command) -> Done {
    let Err(first) = last(name, command) else {
        return Ok(());
    };
    println!("  ! {name}: once more, to tell what is broken from what is unsteady");
    let again = last(&format!("{name}, second try"), command);
    again
        .map(|()| println!("  ! {name}: UNSTEADY, passed at the second try only"))
        .map_err(|_| first)
}

/// Runs the last step: its output is the chore's last word, nothing follows.
pub fn last(name: &str, command: &mut Command) -> Done {
    println!("  … {name}");
    let status = command
        .status()
        .map_err(|error| cannot_start(name, command, &error))?;
    match status.success() {
        true => Ok(()),
        false => Err(Failed(format!("{name} failed ({status})."))),
    }
}

/// A step that runs beside the others until [`Background::join`].
pub struct Background {
    name: String,
    thread: JoinHandle<Result<(PathBuf, ExitStatus, Duration), Failed>>,
}

/// Starts a step in the background, output as in [`quiet`].
pub fn background(name: &str, mut command: Command) -> Background {
    let named = name.to_owned();
    let thread = std::thread::spawn(move || {
        let began = Instant::now();
        let (log, mut child) = start(&named, &mut command)?;
        let status = child
            .wait()
            .map_err(|error| Failed(format!("{named}: {error}")))?;
        Ok((log, status, began.elapsed()))
    });
    Background {
        name: name.to_owned(),
        thread,
    }
}

impl Background {
    /// Waits for its end and says how it ended.
    pub fn join(self) -> Done {
        let ended = self
            .thread
            .join()
            .map_err(|_| Failed(format!("{} panicked", self.name)))?;
        let (log, status, took) = ended?;
        let began = Instant::now()
            .checked_sub(took)
            .unwrap_or_else(Instant::now);
        verdict(&self.name, began, status, &log)
    }
}

/// What is left on the disk that holds the target folder, where the system says.
pub fn megabytes_left() -> Option<u64> {
    let mut asked = Command::new("df");
    let told = asked
        .arg("-Pk")
        .arg(crate::chores::target())
        .output()
        .ok()?;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let kilobytes: u64 = told
        .lines()
        .nth(1)?
        .split_whitespace()
        .nth(3)?
        .parse()
        .ok()?;
    Some(kilobytes / 1024)
}

fn start(name: &str, command: &mut Command) -> Result<(PathBuf, std::process::Child), Failed> {
    let folder = crate::chores::target().join("xtask");
    let file = name.replace(|sign: char| !sign.is_ascii_alphanumeric(), "-");
    let log = folder.join(format!("{file}.log"));
    let opened = std::fs::create_dir_all(&folder)
        .and_then(|()| File::create(&log))
        .and_then(|output| {
            let errors = output.try_clone()?;
            Ok((output, errors))
        });
    let (output, errors) = opened.map_err(|error| Failed(format!("{}: {error}", log.display())))?;
    let child = command
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors)
        .spawn();
    let child = child.map_err(|error| cannot_start(name, command, &error))?;
    Ok((log, child))
}

fn verdict(name: &str, began: Instant, status: ExitStatus, log: &Path) -> Done {
    ended(name, began, status.success());
    if status.success() {
        return Ok(());
    }
    let text = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    let end = lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n");
    Err(Failed(format!(
        "{end}\n\n{name} failed ({status}). All of its output: {}",
        log.display()
    )))
}

/// The last line of a log, cut to what fits beside a step's name.
fn last_line(log: &Path) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.lines()
        .last()
        .unwrap_or_default()
        .trim()
        .chars()
        .take(48)
        .collect()
}

fn ended(name: &str, began: Instant, well: bool) {
    println!(
        "  {} {name}  {}",
        if well { "✓" } else { "✗" },
        time(began.elapsed())
    );
}

fn cannot_start(name: &str, command: &Command, error: &std::io::Error) -> Failed {
    Failed(format!(
        "{name}: cannot run {}: {error}",
        command.get_program().display()
    ))
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

fn time(elapsed: Duration) -> String {
    match elapsed.as_secs() {
        0..10 => format!("{:.1} s", elapsed.as_secs_f32()),
        seconds @ 10..60 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}
