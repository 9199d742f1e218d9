//! Benchmarks, at the length that their figures are quoted at.

use crate::chores::{cargo, prepare, run_headless, target};
use crate::step::{Done, last, loud, quiet};

/// Ours beside bare loops; then the main job, which ends with the window's first paint and memory.
pub fn bench() -> Done {
    loud("bench of a sync", bench_of("sync").arg("--"))?;
    loud("bench of tokens", bench_of("tokens").arg("--"))?;
    for name in ["windows", "history"] {
        let mut bench = cargo(["bench", "--package=headwater-store"]);
        loud(
            &format!("bench of {name}"),
            bench.arg(format!("--bench={name}")),
        )?;
    }
    run_headless()
}

/// The format's runtime alone. `REFERENCE` and `PYAIRBYTE` may name others, see `benches/runtime/main.rs`; the words are the
/// bench's own.
pub fn runtime(words: &[&str]) -> Done {
    command_line()?;
    last(
        "bench of the runtime",
        bench_of("runtime").arg("--").args(words),
    )
}

/// The format's runtime and a sync beside those of others, which are installed first.
pub fn peers(words: &[&str]) -> Done {
    let prepared = prepare("peers");
    command_line()?;
    prepared.join()?;
    let folder = target().join("stand-ins/peers");
    let named = [
        ("REFERENCE", "reference/bin/source-declarative-manifest"),
        ("PYAIRBYTE", "pyairbyte/bin/python"),
        ("DLT", "dlt/bin/python"),
        ("SINGER", "singer/bin/python"),
    ]
    .map(|(variable, program)| (variable, folder.join(program)));
    for name in ["runtime", "sync"] {
        loud(
            &format!("{name} beside peers"),
            bench_of(name).arg("--").args(words).envs(named.clone()),
        )?;
    }
    Ok(())
}

fn command_line() -> Done {
    quiet(
        "command line",
        &mut cargo(["build", "--release", "--package=headwater-cli"]),
    )
}

fn bench_of(name: &str) -> std::process::Command {
    let mut command = cargo(["bench", "--package=headwater-benches"]);
    command.arg(format!("--bench={name}"));
    command
}
