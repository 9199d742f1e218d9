//! What the window costs: the programs are built, measured in the real window, and their packages weighed.

use std::path::PathBuf;
use std::process::Command;

use crate::chores::{PROGRAMS, PROGRAMS_OF_TESTS, build_ui, cargo, target};
use crate::install::{self, For};
use crate::step::{Done, Failed, last, quiet};

/// Which programs are measured.
pub enum Measured {
    /// As tests run them.
    Debug,
    /// As they ship.
    Release,
    /// Those in a folder, ready-made: for example of another machine, or of the version before.
    In(PathBuf),
}

/// Prints the table. Packages are weighed where `cargo xtask package` made some beside the programs.
pub fn measure(which: &Measured) -> Done {
    install::missing(For::Bench)?;
    let folder = match which {
        Measured::Debug => target().join("debug"),
        Measured::Release => target().join("release"),
        Measured::In(folder) => std::path::absolute(folder)
            .map_err(|error| Failed(format!("{}: {error}", folder.display())))?,
    };
    if !matches!(which, Measured::In(_)) {
        build_ui()?;
    }
    if let Measured::Release = which {
        let words = [
            "build",
            "--release",
            "--package=headwater-app",
            "--package=headwater-cli",
            "--features=headwater-app/custom-protocol",
        ];
        quiet("programs", &mut cargo(words))?;
    }
    // The driver is a program of the tests, whatever it drives.
    match which {
        Measured::Debug => quiet("app and driver", &mut cargo(PROGRAMS))?,
        _ => quiet("driver", &mut cargo(PROGRAMS_OF_TESTS))?,
    }
    let mut driver = Command::new(target().join("debug/measure"));
    last("measure", driver.env("HEADWATER_PROGRAMS", &folder))?;
    for kind in ["deb", "rpm", "appimage"] {
        let made = std::fs::read_dir(folder.join("bundle").join(kind));
        for package in made.into_iter().flatten().flatten() {
            let path = package.path();
            let ending = path
                .extension()
                .unwrap_or_default()
                .to_string_lossy()
                .to_lowercase();
            let bytes = path.metadata().map_or(0, |file| file.len());
            if ending == kind {
                println!(
                    "  {:36}  {:.1} MB",
                    format!("package {kind}"),
                    bytes as f64 / 1e6
                );
            }
        }
    }
    Ok(())
}
