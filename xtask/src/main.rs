//! Headwater's chores. `cargo xtask` says which there are.
//!
//! Standard library only: this is what a fresh machine compiles first, before anything is installed that others need.

mod bench;
mod chores;
mod install;
mod measure;
mod package;
mod step;

use std::process::ExitCode;

use measure::Measured;

const HELP: &str = "\
cargo xtask run              install what is missing, build, open the window
cargo xtask run --headless   the main job without a display: sandbox, consent, rows; says where the pictures are
cargo xtask test             everything that has to hold, the real window included
cargo xtask measure          first paint, first use, memory, frames of a million rows, size of programs and packages
                             [--release: of the programs as they ship] [--programs FOLDER: of ready-made ones]
cargo xtask bench            what a sync and the owner of tokens cost against bare loops, and what the window costs
cargo xtask bench runtime    what a read of the open format costs, against the runtimes that REFERENCE and PYAIRBYTE name
                             [--records 100000] [--pairs 3] [--large 1000000] [--parts 1500]
cargo xtask bench peers    the same and a sync beside dlt, PyAirbyte, Singer and the reference runtime; installs them
                             first (about 1.5 GB) [--records 100000] [--pairs 3] [--large 1000000]
cargo xtask orchestrators    PyAirbyte and Meltano drive the command line; installs them first (about 1 GB)
cargo xtask corpus           fetch the public manifests of tests/stand-ins/corpus/list.txt and say what of them runs here
cargo xtask torture refresh  processes, kills, lost answers, 503s, clock jumps: no grant is given up that still lives
                             [--rotations 10000] [--processes 4] [--grants 8] [--seed 1] [--keyring]
cargo xtask torture sync     kills in the middle of syncs, a full disk, no right to write, damage: nothing lost, nothing doubled
                             [--kills 1000] [--postgres 0] [--seed 1]
cargo xtask fuzz             callbacks, token answers, profiles, templates by a fuzzer [--seconds 600 each]
cargo xtask package          packages of this system: window, command line, manual pages, licences, bill of materials
                             [--debug: as tests run it] [--try: in a fresh root, with the main job, and away again]
cargo xtask screens          pictures of every screen in every state, light and dark, to docs/screens
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["run"] => chores::run(),
        ["run", "--headless"] => chores::run_headless(),
        ["test"] => chores::test(),
        ["measure"] => measure::measure(&Measured::Debug),
        ["measure", "--release"] => measure::measure(&Measured::Release),
        ["measure", "--programs", folder] => measure::measure(&Measured::In(folder.into())),
        ["bench"] => bench::bench(),
        ["bench", "runtime", ref words @ ..] => bench::runtime(words),
        ["bench", "peers", ref words @ ..] => bench::peers(words),
        ["orchestrators"] => chores::orchestrators(),
        ["corpus"] => chores::corpus(),
        ["torture", ref words @ ..] => chores::torture(words),
        ["fuzz", ref words @ ..] => chores::fuzz(words),
        ["package", ref words @ ..] => package::package(words),
        // Called by the bundler, see tauri.conf.json.
        ["package-files"] => package::files(),
        ["screens"] => chores::screens(),
        [] | ["help" | "--help"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => Err(step::Failed(format!(
            "There is no chore `{}`.\n\n{HELP}",
            words.join(" ")
        ))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(step::Failed(why)) => {
            eprintln!("{why}");
            // Linkers and databases say so in words of their own, or with a signal.
            if let Some(left) = step::megabytes_left().filter(|left| *left < 1000) {
                eprintln!("The disk has {left} MB left: that may be why.");
            }
            ExitCode::FAILURE
        }
    }
}
