//! `bill FOLDER`: writes the bill of materials of a package, `sbom.cdx.json`, and the licence texts of what it holds,
//! `THIRD-PARTY.txt`. `cargo xtask package` puts both into the package.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use headwater_tests::Result;
use headwater_tests::bill;
use headwater_tests::places;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("bill FOLDER");
        return ExitCode::FAILURE;
    };
    match write(&folder) {
        Ok(count) => {
            println!("{count} works of others, listed in {}", folder.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> Result<usize> {
    let components = bill::components(places::top())?;
    let bill = bill::cyclone_dx(&components, env!("CARGO_PKG_VERSION"));
    let keep = |name: &str, text: &str| places::keep(&folder.join(name), text);
    keep("sbom.cdx.json", &format!("{bill:#}\n"))?;
    keep("THIRD-PARTY.txt", &bill::texts(&components)?)?;
    Ok(components.len())
}
