//! Packages: what an installation holds beside the window, the bundler over it, and the trial in a fresh root.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::chores::{PROGRAMS, PROGRAMS_OF_TESTS, build_ui, cargo, target, top};
use crate::install::{self, For};
use crate::step::{Done, Failed, last, loud, quiet};

/// The shells that get a completion script, and where each looks for it below `usr/share`.
const SHELLS: [(&str, &str); 3] = [
    ("bash", "bash-completion/completions/headwater"),
    ("zsh", "zsh/vendor-completions/_headwater"),
    ("fish", "fish/vendor_completions.d/headwater.fish"),
];

/// How a package is built.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Profile {
    /// Small and fast, minutes to build.
    Release,
    /// As tests run it.
    Debug,
}

impl Profile {
    fn folder(self) -> PathBuf {
        target().join(match self {
            Profile::Release => "release",
            Profile::Debug => "debug",
        })
    }

    /// The word that cargo and the bundler take, if any.
    fn word(self, word: &'static str) -> Option<&'static str> {
        let wanted = match word {
            "--debug" => Profile::Debug,
            _ => Profile::Release,
        };
        (self == wanted).then_some(word)
    }
}

/// Builds the packages of this system and says where they are. `--debug` takes the programs as tests run them; `--try`
/// does too, and installs the Debian package in a fresh root, does the main job from it and removes it.
pub fn package(words: &[&str]) -> Done {
    match words {
        [] => bundle(Profile::Release).map(drop),
        ["--debug"] => bundle(Profile::Debug).map(drop),
        ["--try"] | ["--debug", "--try"] => trial(&bundle(Profile::Debug)?),
        ["--try", package] => trial(&[PathBuf::from(package)]),
        _ => Err(Failed(
            "cargo xtask package [--debug | --try [PACKAGE.deb]]".to_owned(),
        )),
    }
}

/// Writes what goes into a package beside the window, to `target/package/usr`. The bundler calls this before it packs, so
/// that `cargo tauri build` makes the same packages; it tells the profile by `TAURI_ENV_DEBUG`. The command line is taken
/// as it was built, and built where it is not.
pub fn files() -> Done {
    let debug = std::env::var("TAURI_ENV_DEBUG").is_ok_and(|value| value == "true");
    let profile = if debug {
        Profile::Debug
    } else {
        Profile::Release
    };
    if !profile
        .folder()
        .join(format!("headwater{}", std::env::consts::EXE_SUFFIX))
        .is_file()
    {
        let mut build = cargo(["build", "--package=headwater-cli"]);
        quiet("command line", build.args(profile.word("--release")))?;
    }
    collect(profile)
}

fn bundle(profile: Profile) -> Result<Vec<PathBuf>, Failed> {
    install::missing(For::Window)?;
    build_ui()?;
    match profile {
        Profile::Debug => quiet("programs", &mut cargo(PROGRAMS))?,
        Profile::Release => {
            let words = [
                "build",
                "--release",
                "--package=headwater-app",
                "--package=headwater-cli",
            ];
            let mut build = cargo(words);
            quiet(
                "programs",
                build.arg("--features=headwater-app/custom-protocol"),
            )?;
        }
    }
    let kinds: &[&str] = match std::env::consts::OS {
        "macos" => &["dmg"],
        "windows" => &["msi"],
        _ => &["deb", "rpm", "appimage"],
    };
    fetch_bundler()?;
    let from = profile.folder().join("bundle");
    let mut made = Vec::new();
    for kind in kinds {
        // A package of an earlier version must not pass for this one.
        let _ = std::fs::remove_dir_all(from.join(kind));
        let mut bundler = Command::new("node");
        bundler
            .current_dir(top())
            .arg(bundler_folder().join("node_modules/@tauri-apps/cli/tauri.js"));
        bundler.args(["bundle", "--bundles", kind]);
        bundler.args(profile.word("--debug"));
        if cfg!(windows) {
            bundler.args(["--config", "packaging/windows.json"]);
        }
        match quiet(kind, &mut bundler) {
            Ok(()) => made.extend(packages(&from.join(kind), kind)),
            // Its tools are downloaded by the bundler; a machine that may not do so makes the others.
            Err(Failed(why)) if *kind == "appimage" => {
                let reason = why
                    .lines()
                    .rev()
                    .find(|line| line.to_lowercase().contains("error"));
                println!(
                    "  ! no AppImage: {}",
                    reason.unwrap_or("its tools cannot be had").trim()
                );
            }
            Err(failed) => return Err(failed),
        }
    }
    for package in &made {
        let bytes = package.metadata().map_or(0, |file| file.len());
        println!("  {:>6.1} MB  {}", bytes as f64 / 1e6, package.display());
    }
    Ok(made)
}

/// Files of a kind in the bundler's folder.
fn packages(folder: &Path, kind: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_one = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| ending.eq_ignore_ascii_case(kind))
    };
    entries.map(|entry| entry.path()).filter(is_one).collect()
}

fn collect(profile: Profile) -> Done {
    let usr = top().join("target/package/usr");
    let failed = |error: std::io::Error| Failed(format!("{}: {error}", usr.display()));
    if usr.exists() {
        std::fs::remove_dir_all(&usr).map_err(failed)?;
    }
    let program = profile
        .folder()
        .join(format!("headwater{}", std::env::consts::EXE_SUFFIX));
    let put = |path: &str, content: &[u8]| keep(&usr.join("share").join(path), content);
    let bin = usr
        .join("bin")
        .join(program.file_name().unwrap_or_default());
    std::fs::create_dir_all(usr.join("bin"))
        .and_then(|()| std::fs::copy(&program, &bin))
        .map_err(failed)?;
    for (shell, path) in SHELLS {
        put(path, &said(&program, &["completions", shell])?)?;
    }
    manual(&program, &usr.join("share/man/man1"))?;
    let read = |path: &str| std::fs::read(top().join(path)).map_err(failed);
    put(
        "mime/packages/headwater.xml",
        &read("packaging/headwater-mime.xml")?,
    )?;
    let rule = b"\n\n----------------------------------------\n\n".to_vec();
    let both = [read("LICENSE-MIT")?, rule, read("LICENSE-APACHE")?].concat();
    put("doc/headwater/copyright", &both)?;
    let bill = Profile::Debug.folder().join("bill");
    if !bill.is_file() {
        quiet("tests, programs", &mut cargo(PROGRAMS_OF_TESTS))?;
    }
    let doc = usr.join("share/doc/headwater");
    quiet("bill of materials", Command::new(bill).arg(doc))
}

/// The manual pages of the program and of each command that its own page names.
fn manual(program: &Path, folder: &Path) -> Done {
    let whole = said(program, &["man"])?;
    let text = String::from_utf8_lossy(&whole).replace('\\', "");
    let named = text.split("headwater-").skip(1);
    let commands: BTreeSet<&str> = named
        .filter_map(|rest| Some(rest.split_once("(1)")?.0))
        .collect();
    let mut pages = vec![("headwater.1".to_owned(), whole)];
    for command in commands {
        // `help` is clap's own and has no page.
        if let Ok(page) = said(program, &["man", command]) {
            pages.push((format!("headwater-{command}.1"), page));
        }
    }
    for (name, page) in &pages {
        keep(&folder.join(name), page)?;
    }
    // Without name and time, so that the same page gives the same bytes.
    let files = pages.iter().map(|(name, _)| folder.join(name));
    quiet("manual pages", Command::new("gzip").arg("-n9").args(files))
}

/// What a program prints.
fn said(program: &Path, words: &[&str]) -> Result<Vec<u8>, Failed> {
    let doing = || format!("{} {}", program.display(), words.join(" "));
    let answer = Command::new(program)
        .args(words)
        .output()
        .map_err(|error| Failed(format!("{}: {error}", doing())))?;
    match answer.status.success() {
        true => Ok(answer.stdout),
        false => Err(Failed(format!("{} failed ({})", doing(), answer.status))),
    }
}

fn keep(path: &Path, content: &[u8]) -> Done {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, content))
        .map_err(|error| Failed(format!("{}: {error}", path.display())))
}

fn trial(made: &[PathBuf]) -> Done {
    let is_debian = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "deb");
    let package = made.iter().find(is_debian);
    let package = package.ok_or_else(|| Failed("There is no Debian package to try.".to_owned()))?;
    install::missing(For::Trial)?;
    let folder = target().join("package");
    let mut script = Command::new(top().join("packaging/try"));
    script
        .arg(&folder)
        .arg(package)
        .arg(Profile::Debug.folder().join("headless"));
    loud("trial in a fresh root", &mut script)?;
    last(
        "package",
        Command::new("dpkg-deb").arg("--info").arg(package),
    )
}

/// The bundler of Tauri, and its version.
const BUNDLER: &str = "@tauri-apps/cli@2.12.5";

/// Where the bundler is kept. It is no dependency of the window: its lock would name a program for each system, and a
/// registry that carries only some of them would refuse them all.
fn bundler_folder() -> PathBuf {
    target().join("bundler")
}

fn fetch_bundler() -> Done {
    let folder = bundler_folder();
    std::fs::create_dir_all(&folder)
        .map_err(|error| Failed(format!("{}: {error}", folder.display())))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-save", "--no-package-lock", "--prefix"]);
    quiet("bundler", npm.arg(&folder).arg(BUNDLER))
}
