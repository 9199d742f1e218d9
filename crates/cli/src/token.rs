//! `headwater token` and `headwater allow`: access tokens for other programs, after the owner has allowed each once.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use headwater_engine::fault::Code;
use headwater_engine::view::{CallerDecision, CallerView};
use headwater_engine::{Engine, Fault};
use secrecy::SecretString;
use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System, UpdateKind};

/// How often it is looked whether the owner has answered.
const LOOK: Duration = Duration::from_millis(300);

/// What a program is called that the system does not tell.
const UNKNOWN: &str = "unknown program";

#[derive(clap::Args)]
pub(crate) struct Words {
    /// ID of the connection.
    id: String,
    /// Allow the calling program from now on. Counts on a terminal only.
    #[arg(long)]
    allow: bool,
    /// Wait this many seconds for your answer, 120 where no number is given.
    #[arg(
        long,
        value_name = "SECONDS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "120"
    )]
    wait: Option<u64>,
}

#[derive(clap::Args)]
pub(crate) struct AllowWords {
    /// ID of the connection.
    id: String,
    /// The program: its path, or its name where the shell finds it by name.
    program: String,
    /// Refuse it instead.
    #[arg(long)]
    refuse: bool,
}

/// A fresh access token for the program that called this one.
pub(crate) async fn run(engine: &Engine, words: &Words) -> Result<SecretString, Fault> {
    let program = calling_program();
    if words.allow {
        if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
            return Err(Fault::new(Code::CallerNotAllowed)
                .with("program", program)
                .with("connection", &words.id)
                .with("reason", "`--allow` is for you at a terminal, not for a program that allows itself")
                .with("fix", "Run `headwater allow` with the connection and the program, or answer in Headwater's window."));
        }
        decide(engine, &words.id, &program, CallerDecision::Allow).await?;
    }
    let (began, wait) = (Instant::now(), Duration::from_secs(words.wait.unwrap_or(0)));
    while engine
        .ask_caller(&words.id, &program)
        .await?
        .allowed
        .is_none()
        && began.elapsed() < wait
    {
        tokio::time::sleep(LOOK).await;
    }
    engine.token_for(words.id.clone(), &program).await
}

/// Keeps the owner's answer to a program and gives it back.
pub(crate) async fn allow(engine: &Engine, words: &AllowWords) -> Result<CallerView, Fault> {
    let decision = match words.refuse {
        true => CallerDecision::Refuse,
        false => CallerDecision::Allow,
    };
    let program = file_of(&words.program).display().to_string();
    decide(engine, &words.id, &program, decision).await
}

async fn decide(
    engine: &Engine,
    id: &str,
    program: &str,
    decision: CallerDecision,
) -> Result<CallerView, Fault> {
    let caller = engine.ask_caller(id, program).await?;
    engine.decide_caller(caller.id, decision).await?;
    engine.ask_caller(id, program).await
}

/// The file of the program that started this one. For a script that is its interpreter, at a prompt the shell.
fn calling_program() -> String {
    let file = parent().and_then(|parent| {
        let mut system = System::new().ok()?;
        let kind = ProcessRefreshKind::nothing().with_exe(UpdateKind::Always);
        system.refresh_processes_specifics(ProcessesToUpdate::Some(&[parent]), false, kind);
        Some(system.process(parent)?.exe()?.display().to_string())
    });
    file.filter(|file| !file.is_empty())
        .unwrap_or_else(|| UNKNOWN.to_owned())
}

#[cfg(unix)]
fn parent() -> Option<Pid> {
    Some(Pid::from_u32(std::os::unix::process::parent_id()))
}

#[cfg(not(unix))]
fn parent() -> Option<Pid> {
    let own = Pid::from_u32(std::process::id());
    let mut system = System::new().ok()?;
    system.refresh_processes_specifics(
        ProcessesToUpdate::Some(&[own]),
        false,
        ProcessRefreshKind::nothing(),
    );
    system.process(own)?.parent()
}

/// The file that a program's name or path stands for, without symbolic links: so the system will name it later.
fn file_of(program: &str) -> PathBuf {
    let given = Path::new(program);
    let found = match given.components().count() {
        1 => std::env::var_os("PATH").and_then(|path| {
            std::env::split_paths(&path)
                .map(|folder| folder.join(given))
                .find(|file| file.is_file())
        }),
        _ => None,
    };
    let file = found.unwrap_or_else(|| given.to_owned());
    file.canonicalize().unwrap_or(file)
}
