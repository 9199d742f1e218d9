//! Programs that the bench starts, and how it is sure that none outlives it.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use crate::error::{During, Error, Result};

/// Runs a program in a session of its own and ends with it, and then with all that it started and left behind: a driver's
/// browser, a server's workers. The program's end comes by itself or when the leash, a pipe from us, closes: by dropping
/// [`Process`], or by whatever else ends a test, Ctrl-C and SIGKILL included. The last line ends the shells of the leash.
const LEASH: &str = r#"exec 3<&0
setsid "$@" </dev/null 3<&- &
program=$!
(cat <&3 >/dev/null; kill -TERM -$program; sleep 2; kill -KILL -$program) 2>/dev/null &
wait $program
ended=$?
kill -TERM -$program 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 -$program 2>/dev/null || break
    sleep 0.1
done
kill -KILL -$program 2>/dev/null
echo "(ended with $ended)"
kill -KILL 0"#;

/// How often a wait looks again.
pub(crate) const LOOK: Duration = Duration::from_millis(50);

/// A command that [`Process::start`] will keep on a leash; arguments and environment are the caller's.
pub fn leashed(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", LEASH, "leash"])
        .arg(program.as_ref())
        .process_group(0);
    command
}

/// A running program of the bench. Ended when dropped, with all that it started.
#[derive(Debug)]
pub struct Process {
    what: String,
    child: Child,
    leash: Option<ChildStdin>,
    log: PathBuf,
}

impl Process {
    /// Starts a [`leashed`] command with its output in the file `log`. `what` is its name in errors.
    pub fn start(what: &str, command: &mut Command, log: PathBuf) -> Result<Process> {
        let doing = || format!("start {what}");
        let output = File::create(&log).during(doing())?;
        let errors = output.try_clone().during(doing())?;
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .during(doing())?;
        let leash = child.stdin.take();
        Ok(Process {
            what: what.to_owned(),
            child,
            leash,
            log,
        })
    }

    /// Its output so far.
    pub fn output(&self) -> String {
        std::fs::read(&self.log)
            .map(|text| String::from_utf8_lossy(&text).into_owned())
            .unwrap_or_default()
    }

    /// Waits until a whole line of its output has what `find` looks for, and gives that.
    /// Errors: it ended first, or did not say so within 60 s.
    pub async fn says<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> Result<T> {
        let within = Duration::from_secs(60);
        let began = Instant::now();
        loop {
            // Looked up before the output is read, so that the last words of a short life are not missed.
            let ended = self
                .child
                .try_wait()
                .during(format!("look after {}", self.what))?;
            let output = self.output();
            let found = output
                .split_inclusive('\n')
                .filter(|line| line.ends_with('\n'))
                .find_map(&find);
            match (found, ended) {
                (Some(found), _) => return Ok(found),
                (None, Some(_)) => return Err(self.ended()),
                (None, None) if began.elapsed() > within => {
                    return Err(Error::NotSeen {
                        what: format!("{} to be ready", self.what),
                        seconds: within.as_secs(),
                        instead: format!("its output:\n{}", tail(&output)),
                    });
                }
                (None, None) => tokio::time::sleep(LOOK).await,
            }
        }
    }

    fn ended(&self) -> Error {
        Error::Ended {
            what: self.what.clone(),
            why: "ended early".to_owned(),
            log: tail(&self.output()).to_owned(),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.leash.take());
        // The leash takes three seconds at most, by force at the end.
        let began = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) && began.elapsed() < Duration::from_secs(5)
        {
            std::thread::sleep(LOOK / 5);
        }
    }
}

/// Waits until `look` finds something. `what` names it in the error after `within`.
pub async fn until<T, F: Future<Output = Option<T>>>(
    what: &str,
    within: Duration,
    look: impl Fn() -> F,
) -> Result<T> {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return Ok(found);
        }
        if began.elapsed() > within {
            return Err(Error::NotSeen {
                what: what.to_owned(),
                seconds: within.as_secs(),
                instead: "it did not come".to_owned(),
            });
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// A port of 127.0.0.1 that nobody listened on a moment ago, for a program that cannot say which one it took.
pub fn free_port() -> Result<u16> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").during("find a free port")?;
    Ok(listener.local_addr().during("find a free port")?.port())
}

/// Copies a folder with all in it; symbolic links stay links.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    let doing = || format!("copy {} to {}", from.display(), to.display());
    let status = Command::new("cp")
        .arg("-R")
        .arg(from)
        .arg(to)
        .status()
        .during(doing())?;
    match status.success() {
        true => Ok(()),
        false => Err(Error::Ended {
            what: doing(),
            why: format!("failed ({status})"),
            log: String::new(),
        }),
    }
}

fn tail(text: &str) -> &str {
    match text.char_indices().rev().nth(4_000) {
        Some((at, _)) => &text[at..],
        None => text,
    }
}
