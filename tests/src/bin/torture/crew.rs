//! The processes: started, killed in the middle of what they do, started again.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedSender;

use crate::Result;
use crate::vault::micros;

/// What each process is started with.
pub(crate) struct Recipe {
    pub folder: PathBuf,
    pub keychain: &'static str,
    pub connections: Vec<String>,
    pub seed: u64,
}

/// What the processes said.
#[derive(Default)]
pub(crate) struct Said {
    pub jumps: u64,
    /// Failures that pass, by code.
    pub later: BTreeMap<String, u64>,
}

/// A killed process.
pub(crate) struct Killed {
    /// When, in microseconds since 1970.
    pub at: u64,
    /// By connection, when it read a grant that it had not written again.
    pub held: HashMap<String, u64>,
}

/// All processes.
pub(crate) struct Crew {
    recipe: Recipe,
    members: Vec<Member>,
    started: u64,
    ended: UnboundedSender<String>,
    said: Arc<Mutex<Said>>,
    pub killed: Vec<Killed>,
}

struct Member {
    child: Child,
    leash: Option<ChildStdin>,
    held: Arc<Mutex<HashMap<String, u64>>>,
    reader: JoinHandle<()>,
}

impl Crew {
    /// Starts `processes`. Connections whose grant ended are told to `ended`.
    pub(crate) fn start(
        recipe: Recipe,
        processes: usize,
        ended: UnboundedSender<String>,
    ) -> Result<Self> {
        let mut crew = Self {
            recipe,
            members: Vec::new(),
            started: 0,
            ended,
            said: Arc::default(),
            killed: Vec::new(),
        };
        for number in 0..processes {
            let member = crew.member(number)?;
            crew.members.push(member);
        }
        Ok(crew)
    }

    /// What the processes said so far.
    pub(crate) fn said(&self) -> MutexGuard<'_, Said> {
        locked(&self.said)
    }

    /// Kills one process as it stands, and starts another in its place.
    pub(crate) fn kill(&mut self, number: usize) -> Result<()> {
        let number = number % self.members.len();
        let fresh = self.member(number)?;
        let mut member = std::mem::replace(&mut self.members[number], fresh);
        member.child.kill()?;
        member.child.wait()?;
        let at = micros();
        // Its pipe ends with it; what it said last is still in there.
        member
            .reader
            .join()
            .map_err(|_| "a reader of a process panicked")?;
        let held = std::mem::take(&mut *locked(&member.held));
        self.killed.push(Killed { at, held });
        Ok(())
    }

    /// Fails where a process ended by itself.
    pub(crate) fn look_after(&mut self) -> Result<()> {
        for member in &mut self.members {
            if let Some(status) = member.child.try_wait()? {
                return Err(format!("a process ended by itself ({status})").into());
            }
        }
        Ok(())
    }

    /// Lets all processes end what they do.
    pub(crate) fn stop(&mut self) -> Result<()> {
        for member in &mut self.members {
            drop(member.leash.take());
        }
        let began = Instant::now();
        for member in &mut self.members {
            while member.child.try_wait()?.is_none() {
                if began.elapsed() > Duration::from_secs(60) {
                    return Err("a process did not end within a minute".into());
                }
                std::thread::sleep(Duration::from_millis(10));
            }
        }
        Ok(())
    }

    fn member(&mut self, number: usize) -> Result<Member> {
        self.started += 1;
        let seed = self.recipe.seed.wrapping_mul(1_000_003) + self.started;
        let mut child = Command::new(std::env::current_exe()?)
            .arg("worker")
            .arg(&self.recipe.folder)
            .arg(seed.to_string())
            .arg(if number == 0 { "window" } else { "command" })
            .arg(self.recipe.keychain)
            .args(&self.recipe.connections)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().ok_or("a process has no output")?;
        let held = Arc::default();
        let (notes, said, ended) = (Arc::clone(&held), self.said.clone(), self.ended.clone());
        Ok(Member {
            leash: child.stdin.take(),
            child,
            held,
            reader: std::thread::spawn(move || read(out, &notes, &said, &ended)),
        })
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        for member in &mut self.members {
            // Where it has ended, there is nothing left to end.
            let _ = member.child.kill();
            let _ = member.child.wait();
        }
    }
}

fn read(
    out: ChildStdout,
    held: &Mutex<HashMap<String, u64>>,
    said: &Mutex<Said>,
    ended: &UnboundedSender<String>,
) {
    for line in BufReader::new(out).lines().map_while(std::io::Result::ok) {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["read", id, at] => {
                locked(held).insert(id.to_owned(), at.parse().unwrap_or(0));
            }
            ["wrote", id, _] => {
                locked(held).remove(id);
            }
            // The run is over where nobody listens.
            ["ended", id, _] => drop(ended.send(id.to_owned())),
            ["later", _, code] => {
                *locked(said).later.entry(code.to_owned()).or_default() += 1;
            }
            ["jumped"] => locked(said).jumps += 1,
            _ => {}
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
