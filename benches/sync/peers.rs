//! Other programs that bring the same records from the same server into DuckDB, each where its variable names it.

use std::path::Path;

use headwater_benches::measure::measure;
use headwater_benches::source::Source;
use headwater_benches::{Result, named};
use serde_json::json;

/// Measures the peers in turn; `ours` is what a sync of ours cost, in CPU seconds.
pub(crate) fn compare(address: &str, records: u64, ours: f64) -> Result<()> {
    let source = Source::whole(address, records)?;
    let peers = [
        (
            "dlt into DuckDB",
            "DLT",
            dlt as fn(&str, &Source) -> Result<Vec<String>>,
        ),
        ("PyAirbyte into DuckDB", "PYAIRBYTE", pyairbyte),
        ("Singer into DuckDB", "SINGER", singer),
    ];
    for (who, variable, words) in peers {
        let Some(python) = named(variable) else {
            println!("{who}: not compared ({variable} names none)");
            continue;
        };
        let cost = measure(&words(&python, &source)?)?;
        cost.print(who);
        if cost.records != records {
            println!("    stored {} rows of {records}", cost.records);
        }
        println!(
            "    CPU seconds for one of ours: {:.1}",
            cost.cpu_seconds / ours
        );
    }
    Ok(())
}

fn dlt(python: &str, source: &Source) -> Result<Vec<String>> {
    script(python, source, "dlt_run.py", include_str!("dlt_run.py"))
}

fn pyairbyte(python: &str, source: &Source) -> Result<Vec<String>> {
    source.pyairbyte(python, None)
}

/// The tap of the SDK, piped into the target that is installed beside it.
fn singer(python: &str, source: &Source) -> Result<Vec<String>> {
    let target = Path::new(python).with_file_name("target-duckdb");
    let file = source.file("singer.duckdb");
    let settings = source.file("target.json");
    std::fs::write(
        &settings,
        json!({"filepath": file, "default_target_schema": "main"}).to_string(),
    )?;
    let mut words = script(
        python,
        source,
        "singer_run.py",
        include_str!("singer_run.py"),
    )?;
    words.extend([target, settings, file].map(|path| path.display().to_string()));
    Ok(words)
}

fn script(python: &str, source: &Source, name: &str, text: &str) -> Result<Vec<String>> {
    let path = source.file(name);
    std::fs::write(&path, text)?;
    let folder = source.folder();
    Ok(vec![
        python.to_owned(),
        path.display().to_string(),
        folder.display().to_string(),
    ])
}
