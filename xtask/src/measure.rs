//! What the window costs: the programs are built, measured in the real window, and their packages weighed.

use std::process::Command;

use crate::chores::{PROGRAMS, build_ui, cargo, target};
use crate::install::{self, For};
use crate::step::{Done, last, quiet};

/// Prints the table. With `release` of the programs as they ship, and of the packages that `cargo xtask package` made.
pub fn measure(release: bool) -> Done {
    install::missing(For::Bench)?;
    build_ui()?;
    // The driver is a program of the tests, whatever it drives.
    quiet("app and driver", &mut cargo(PROGRAMS))?;
    let folder = target().join(if release { "release" } else { "debug" });
    if release {
        let words = [
            "build",
            "--release",
            "--package=headwater-app",
            "--package=headwater-cli",
            "--features=headwater-app/custom-protocol",
        ];
        quiet("programs", &mut cargo(words))?;
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
