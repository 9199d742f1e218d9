//! The chores, each a list of steps.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::install::{self, For};
use crate::step::{Background, Done, Failed, background, last, loud, quiet, tests};

/// What the bench starts: the window, the command line, and the driver of `run --headless`. Built by one command, so that
/// cargo settles on one set of features and compiles each dependency once.
pub const PROGRAMS: &[&str] = &[
    "build",
    "--package=headwater-app",
    "--package=headwater-cli",
    "--package=headwater-tests",
    "--bins",
    "--features=headwater-app/custom-protocol",
];

/// The tests within the shell, with the features of the program: only the shell is compiled again.
const TESTS_OF_SHELL: &[&str] = &[
    "test",
    "--package=headwater-app",
    "--lib",
    "--features=headwater-app/custom-protocol",
];

/// The bench's own programs, for chores that need no window.
pub const PROGRAMS_OF_TESTS: &[&str] = &["build", "--package=headwater-tests", "--bins"];

/// What `torture sync` starts.
const PROGRAMS_OF_SYNCS: &[&str] = &[
    "build",
    "--package=headwater-cli",
    "--package=headwater-sandbox",
    "--package=headwater-tests",
    "--bins",
];

/// The fuzz targets, in `fuzz/fuzz_targets`.
const FUZZED: [&str; 4] = ["callback", "answer", "profile", "template"];

/// How long the tortures are within `cargo xtask test`: about a minute each.
const TORTURES: [&[&str]; 2] = [
    &["refresh", "--rotations", "150", "--processes", "3"],
    &["sync", "--kills", "12", "--postgres", "6"],
];

/// All packages that need no WebKit, with the features of the longest run: the same choice for each test command, so that
/// none of them compiles anything again.
const TESTED: &[&str] = &[
    "--workspace",
    "--exclude=headwater-app",
    "--features=headwater-tests/real",
];

/// The tests that start real servers, browsers and windows.
const REAL: &[&str] = &[
    "--test=bench",
    "--test=e2e_cli",
    "--test=e2e_sandbox",
    "--test=e2e_review_board",
    "--test=e2e_oidc",
    "--test=e2e_grants",
    "--test=e2e_mock",
    "--test=e2e_kill",
    "--test=e2e_faults",
    "--test=destinations",
];

/// The project's top folder.
pub fn top() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// Cargo's target folder: the one that this program was built in.
pub fn target() -> PathBuf {
    let own = std::env::current_exe().ok();
    let target = own
        .as_deref()
        .and_then(|program| program.parent()?.parent());
    target.map_or_else(|| top().join("target"), Path::to_path_buf)
}

/// A program that cargo has built.
fn built(program: &str) -> PathBuf {
    target().join("debug").join(program)
}

/// Installs what is missing, builds, opens the window and stays until it is closed.
pub fn run() -> Done {
    install::missing(For::Window)?;
    build_ui()?;
    quiet(
        "app",
        &mut cargo([
            "build",
            "--package=headwater-app",
            "--features=custom-protocol",
        ]),
    )?;
    last("window", &mut Command::new(built("headwater-app")))
}

/// Does the main job in the real window on a machine without a display.
pub fn run_headless() -> Done {
    install::missing(For::Bench)?;
    build_ui()?;
    quiet("app and driver", &mut cargo(PROGRAMS))?;
    last("main job", &mut Command::new(built("headless")))
}

/// Everything that has to hold. What downloads runs beside what compiles.
pub fn test() -> Done {
    install::missing(For::Bench)?;
    install::lints()?;
    let packages = install::ui(top()).map(|command| background("ui packages", command));
    let stand_ins = [
        "review-board",
        "oidc",
        "mock",
        "clickhouse",
        "bucket",
        "readers",
    ]
    .map(prepare);
    quiet("format", &mut cargo(["fmt", "--all", "--check"]))?;
    packages.map_or(Ok(()), Background::join)?;
    quiet("ui lint", &mut npm(["run", "lint"]))?;
    tests("ui tests", &mut npm(["test"]))?;
    tests(
        "ui texts, in Chromium",
        &mut npm(["run", "visual", "--", "--short"]),
    )?;
    // Before anything of Rust: the shell takes the built UI in when it is compiled.
    quiet("ui build", &mut npm(["run", "build"]))?;

    quiet(
        "lint",
        cargo([
            "clippy",
            "--workspace",
            "--all-targets",
            "--features=headwater-tests/real",
        ])
        .args(["--", "--deny=warnings"]),
    )?;
    quiet("tests, build", cargo(["test", "--no-run"]).args(TESTED))?;
    tests(
        "tests",
        &mut cargo(["test", "--workspace", "--exclude=headwater-app"]),
    )?;
    quiet("fuzz, short", &mut fuzz_short())?;
    // Short and without optimizing: it shows that the bench runs, from what is compiled already. `cargo xtask bench` measures.
    loud(
        "bench, short",
        cargo(["bench", "--profile=dev"]).args(TESTED).args([
            "--bench=sync",
            "--",
            "--records",
            "20000",
            "--pairs",
            "1",
            "--large",
            "0",
        ]),
    )?;
    quiet("app", &mut cargo(PROGRAMS))?;
    tests("app, its own tests", &mut cargo(TESTS_OF_SHELL))?;
    stand_ins.into_iter().try_for_each(Background::join)?;
    for words in TORTURES {
        loud(
            &format!("torture of {}, short", words[0]),
            Command::new(built("torture")).args(words),
        )?;
    }
    // One at a time: each starts a display, a browser and a server, and waits for them with a clock.
    REAL.iter().try_for_each(|test| {
        let words = [&["test"], TESTED, &[test], &["--", "--test-threads=1"]].concat();
        let name = test.trim_start_matches("--test=");
        tests(&format!("{name}, real"), &mut cargo(words))
    })
}

/// PyAirbyte and Meltano drive the command line, as `docs/orchestrators.md` says. Not part of `cargo xtask test`: what it
/// installs is about 1 GB.
pub fn orchestrators() -> Done {
    let folder = target().join("stand-ins/orchestrators");
    let prepared = prepare("orchestrators");
    quiet(
        "command line",
        &mut cargo(["build", "--package=headwater-cli"]),
    )?;
    prepared.join()?;
    let drive = |name: &str, target: Option<PathBuf>| {
        let script = top().join(format!("tests/stand-ins/orchestrators/drive_{name}.py"));
        let mut command = Command::new(folder.join(name).join("bin/python"));
        command.arg(script).arg(built("headwater"));
        command.arg(folder.join("runs").join(name)).args(target);
        last(name, &mut command)
    };
    let runs = folder.join("runs");
    if runs.exists() {
        std::fs::remove_dir_all(&runs)
            .map_err(|error| Failed(format!("{}: {error}", runs.display())))?;
    }
    drive("pyairbyte", None)?;
    drive(
        "meltano",
        Some(folder.join("target-jsonl/bin/target-jsonl")),
    )
}

/// Loads every public manifest of a list and prints what of it runs here, and why the rest does not. The manifests stay in
/// the target folder: they are other people's work.
pub fn corpus() -> Done {
    let (here, folder) = (
        top().join("tests/stand-ins/corpus"),
        target().join("stand-ins/corpus"),
    );
    let mut fetch = Command::new("python3");
    fetch
        .arg(here.join("fetch.py"))
        .arg(&folder)
        .arg(here.join("list.txt"));
    quiet("manifests", &mut fetch)?;
    last(
        "corpus",
        cargo([
            "run",
            "--quiet",
            "--package=headwater-connectors",
            "--example=corpus",
            "--",
        ])
        .arg(&folder),
    )
}

/// The owner of tokens under everything at once, or a workbook: `tests/src/bin/torture`. The words after `refresh` and
/// `sync` are the program's own.
pub fn torture(words: &[&str]) -> Done {
    if words.first() == Some(&"sync") {
        install::missing(For::Bench)?;
        quiet("torture, build", &mut cargo(PROGRAMS_OF_SYNCS))?;
    } else {
        let prepared = prepare("oidc");
        quiet("torture, build", &mut cargo(PROGRAMS_OF_TESTS))?;
        prepared.join()?;
    }
    last("torture", Command::new(built("torture")).args(words))
}

/// Feeds what comes from outside by a fuzzer, with sanitizers: each target for `--seconds`, ten minutes unless told. New
/// inputs are kept under the target folder, what fails under `fuzz/artifacts`.
pub fn fuzz(words: &[&str]) -> Done {
    let seconds = match *words {
        [] => "600",
        ["--seconds", seconds] => seconds,
        _ => return Err(Failed("cargo xtask fuzz [--seconds 600]".to_owned())),
    };
    if let Err(Failed(why)) = install::fuzzer() {
        println!("{why}\nWithout a fuzzer: the same targets from a plain loop.");
        return loud("fuzz, plain", fuzz_short().env("FUZZ_SECONDS", seconds));
    }
    let built = target().join("fuzz");
    for name in FUZZED {
        let corpus = built.join("corpus").join(name);
        std::fs::create_dir_all(&corpus)
            .map_err(|error| Failed(format!("{}: {error}", corpus.display())))?;
        let mut command = cargo(["fuzz", "run", "--fuzz-dir", "fuzz", "--target-dir"]);
        command.arg(&built).arg(name).arg(&corpus);
        command.arg(top().join("fuzz/seeds").join(name));
        command.args(["--", "-timeout=20", "-max_len=8192", "-print_final_stats=1"]);
        command.arg(format!("-max_total_time={seconds}"));
        // The sanitizers' flags are for nightly compilers; this lets the stable one take them.
        loud(&format!("fuzz {name}"), command.env("RUSTC_BOOTSTRAP", "1"))?;
    }
    Ok(())
}

/// The same targets from a plain loop: no sanitizer and no coverage, but it builds in the time that a test may take.
fn fuzz_short() -> Command {
    let mut command = cargo([
        "test",
        "--manifest-path=fuzz/Cargo.toml",
        "--no-default-features",
    ]);
    command
        .args(["--test=plain", "--", "--nocapture"])
        .env("CARGO_TARGET_DIR", target());
    command
}

/// Pictures of every screen in every state, light and dark, to `docs/screens`, to be committed: each scene of the window's
/// tests in Chromium, and beside them those that the last test run made in the real window.
pub fn screens() -> Done {
    let to = top().join("docs/screens");
    let failed = |error: std::io::Error| Failed(format!("{}: {error}", to.display()));
    let scenes = to.join("scenes");
    if scenes.exists() {
        std::fs::remove_dir_all(&scenes).map_err(failed)?;
    }
    loud(
        "every scene",
        npm(["run", "visual", "--", "--pictures"]).arg(&scenes),
    )?;
    let made = std::fs::read_dir(target().join("screens"));
    let mut copied = 0;
    for path in made
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
    {
        if let (Some("png"), Some(name)) =
            (path.extension().and_then(OsStr::to_str), path.file_name())
        {
            std::fs::copy(&path, to.join(name)).map_err(failed)?;
            copied += 1;
        }
    }
    println!("{copied} pictures of the real window, from the last `cargo xtask test`");
    Ok(())
}

/// Builds the window's pages.
pub fn build_ui() -> Done {
    if let Some(mut packages) = install::ui(top()) {
        quiet("ui packages", &mut packages)?;
    }
    quiet("ui build", &mut npm(["run", "build"]))
}

/// A stand-in's own script knows how; it does nothing where all is there.
pub fn prepare(stand_in: &str) -> Background {
    let mut command = Command::new(top().join("tests/stand-ins").join(stand_in).join("prepare"));
    command.arg(target().join("stand-ins").join(stand_in));
    background(&format!("stand-in {stand_in}"), command)
}

/// Cargo, at the top of the workspace.
pub fn cargo<'word>(words: impl AsRef<[&'word str]>) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(words.as_ref()).current_dir(top());
    command
}

fn npm<const N: usize>(words: [&str; N]) -> Command {
    let mut command = Command::new("npm");
    command.args(words).current_dir(top().join("ui"));
    command
}
