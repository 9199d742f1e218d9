//! What a machine needs beyond cargo, Node and Python, and getting it.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::step::{Done, Failed, quiet};

/// A Debian package.
struct Package {
    name: &'static str,
    /// A command that succeeds where what it brings is there by other means.
    or: &'static [&'static str],
}

const fn package(name: &'static str) -> Package {
    Package { name, or: &[] }
}

/// The oldest Node that builds the UI.
const NODE: (u32, u32) = (20, 19);

/// What building and opening the window needs.
const WINDOW: &[Package] = &[
    package("libayatana-appindicator3-dev"),
    package("librsvg2-dev"),
    package("libwebkit2gtk-4.1-dev"),
    Package {
        name: "pkg-config",
        or: &["pkg-config", "--version"],
    },
    package("xdg-utils"),
];

/// What driving it without a display, and with a person's browser, needs besides.
const BENCH: &[Package] = &[
    package("at-spi2-core"),
    package("chromium"),
    package("chromium-driver"),
    package("dbus"),
    package("fonts-liberation"),
    package("gir1.2-atspi-2.0"),
    package("gnome-keyring"),
    Package {
        name: "libreoffice-calc-nogui",
        or: &["soffice", "--version"],
    },
    package("libsecret-tools"),
    package("openbox"),
    package("postgresql"),
    package("python3-gi"),
    Package {
        name: "python3-venv",
        or: &["python3", "-c", "import ensurepip"],
    },
    package("util-linux"),
    package("webkit2gtk-driver"),
    package("x11-utils"),
    package("xvfb"),
];

/// What the trial of a package needs besides.
const TRIAL: &[Package] = &[package("debootstrap")];

/// Which of them a chore needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// The window alone.
    Window,
    /// The window under the bench.
    Bench,
    /// A package in a fresh root, under the bench.
    Trial,
}

/// Installs what is missing. On a system without `dpkg` it says what is needed and goes on: it may well be there.
pub fn missing(purpose: For) -> Done {
    assumed()?;
    let (bench, trial): (&[Package], &[Package]) = match purpose {
        For::Window => (&[], &[]),
        For::Bench => (BENCH, &[]),
        For::Trial => (BENCH, TRIAL),
    };
    let wanted = || WINDOW.iter().chain(bench).chain(trial);
    if !answers(&["dpkg-query", "--version"]) {
        let names: Vec<&str> = wanted().map(|package| package.name).collect();
        println!(
            "Not a Debian system, so nothing is installed. Needed, by Debian's names:\n  {}",
            names.join(" ")
        );
        return Ok(());
    }
    let absent: Vec<&str> = wanted()
        .filter(|package| !package.present())
        .map(|package| package.name)
        .collect();
    if absent.is_empty() {
        return Ok(());
    }
    println!("Missing: {}", absent.join(" "));
    quiet("package lists", apt().arg("update"))?;
    let install = ["install", "--yes", "--no-install-recommends"];
    quiet("install", apt().args(install).args(&absent))
}

/// The command that fetches the UI's packages, where they are absent or older than their lock file.
pub fn ui(top: &Path) -> Option<Command> {
    let changed = |path: &str| {
        top.join("ui")
            .join(path)
            .metadata()
            .and_then(|file| file.modified())
            .ok()
    };
    // npm writes the second file at the end of an installation.
    let [locked, installed] = ["package-lock.json", "node_modules/.package-lock.json"].map(changed);
    (installed < locked).then(|| {
        let mut command = Command::new("npm");
        command
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(top.join("ui"));
        command
    })
}

/// Adds rustfmt and clippy to a minimal toolchain.
pub fn lints() -> Done {
    if ["fmt", "clippy"]
        .into_iter()
        .all(|tool| answers(&["cargo", tool, "--version"]))
    {
        return Ok(());
    }
    quiet(
        "rustfmt and clippy",
        Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]),
    )
}

/// Installs the fuzzer's driver.
pub fn fuzzer() -> Done {
    if answers(&["cargo", "fuzz", "--version"]) {
        return Ok(());
    }
    quiet(
        "cargo-fuzz",
        Command::new("cargo").args(["install", "--locked", "cargo-fuzz@0.13.1"]),
    )
}

impl Package {
    fn present(&self) -> bool {
        let mut query = Command::new("dpkg-query");
        query
            .args(["--show", "--showformat=${db:Status-Status}", self.name])
            .stderr(Stdio::null());
        let installed = query
            .output()
            .is_ok_and(|answer| answer.stdout == b"installed");
        installed || (!self.or.is_empty() && answers(self.or))
    }
}

/// The three that the README asks for.
fn assumed() -> Done {
    let wanted = [
        ("cargo", "https://rustup.rs"),
        ("npm", "https://nodejs.org"),
        ("python3", "https://python.org"),
    ];
    for (program, from) in wanted {
        if !answers(&[program, "--version"]) {
            return Err(Failed(format!("{program} is missing: {from}")));
        }
    }
    let version = Command::new("node")
        .arg("--version")
        .output()
        .map(|answer| answer.stdout)
        .unwrap_or_default();
    let version = String::from_utf8_lossy(&version).trim().to_owned();
    let mut numbers = version
        .trim_start_matches('v')
        .split('.')
        .map(|number| number.parse().unwrap_or(0));
    match (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= NODE {
        true => Ok(()),
        false => Err(Failed(format!(
            "Node {version} is too old: {}.{} or later, https://nodejs.org",
            NODE.0, NODE.1
        ))),
    }
}

fn answers(words: &[&str]) -> bool {
    let mut command = Command::new(words[0]);
    command
        .args(&words[1..])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// `apt-get` that asks nothing, as root.
fn apt() -> Command {
    let root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|answer| answer.stdout.trim_ascii() == b"0");
    let mut command = Command::new(if root { "env" } else { "sudo" });
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]);
    command
}
