//! Loads every manifest below a folder (`FOLDER/NAME/manifest.yaml`) and says what of it runs here: a line for each, the
//! reasons under it, a sum at the end. Ends with 1 where one takes longer than it may, or cannot be read at all.
//!
//! ```text
//! cargo run --example corpus -- FOLDER
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use headwater_connectors::Manifest;

/// Longer than this nobody waits for a manifest, also in a debug build.
const LONGEST: Duration = Duration::from_secs(20);

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)?
        .map(|entry| Ok(entry?.path().join("manifest.yaml")))
        .collect::<Result<_, std::io::Error>>()?;
    paths.retain(|path| path.is_file());
    paths.sort();
    let (mut runs, mut refused, mut failed) = (0, 0, 0);
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for path in &paths {
        let name = path.parent().and_then(|folder| folder.file_name());
        let name = name.unwrap_or_default().to_string_lossy().into_owned();
        let began = Instant::now();
        let manifest = Manifest::open(path);
        let took = began.elapsed();
        if took > LONGEST {
            println!("{name}: took {took:.1?}");
            failed += 1;
        }
        match manifest {
            Ok(manifest) => {
                let (here, not) = (manifest.stream_names().len(), manifest.refused().len());
                println!("{name}: {here} streams run, {not} refused, {took:.0?}");
                (runs, refused) = (runs + here, refused + not);
                for refusal in manifest.refused() {
                    let first = &refusal.problems[0];
                    println!("    {}: {first}", refusal.stream);
                    *reasons
                        .entry(format!("{}: {}", first.component, first.reason))
                        .or_default() += 1;
                }
            }
            Err(problems) => {
                println!("{name}: nothing runs: {}", problems[0]);
                *reasons.entry(problems[0].reason.clone()).or_default() += 1;
                failed += 1;
            }
        }
    }
    println!(
        "\n{} manifests: {runs} streams run, {refused} refused",
        paths.len()
    );
    for (reason, count) in reasons {
        println!("  {count} × {reason}");
    }
    Ok(match failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}
