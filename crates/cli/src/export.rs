//! `headwater export`: one tab as one file.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use headwater_engine::{Engine, ExportFormat, Fault};
use serde_json::json;

use crate::print;

/// What standard output is called.
const STANDARD: &str = "-";

#[derive(Args)]
pub(crate) struct Words {
    /// The tab: its title, `WORKBOOK/TITLE`, or its number.
    tab: String,
    /// The file to write, whole or not at all; `-` for standard output.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// What it is written as. Default: by the file's ending; CSV on standard output.
    #[arg(long = "as", value_enum)]
    format: Option<Format>,
    /// Replace the file where it is there already.
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Parquet,
    Jsonl,
    Xlsx,
}

/// Writes the file and says how many rows there are.
pub(crate) async fn run(engine: &Engine, words: &Words, json: bool) -> Result<(), Fault> {
    let format = format(words)?;
    let tab = words.tab.clone();
    if words.to == Path::new(STANDARD) {
        // Beside the database: who may read the one may read the other.
        let folder = PathBuf::from(engine.app_info().await?.data_folder);
        let beside = folder.join(format!(".export-{}", std::process::id()));
        let exported = engine.export(tab, beside.clone(), format).await;
        let copied = exported.and_then(|_| Ok(copy(&beside)?));
        let _ = std::fs::remove_file(&beside);
        return copied;
    }
    let file = std::path::absolute(&words.to)?;
    if file.exists() && !words.force {
        let reason = "It is there already; say `--force` to replace it";
        return Err(Fault::input("The file", reason));
    }
    let rows = engine.export(tab, file.clone(), format).await?;
    match json {
        true => print::value(&json!({ "file": file.display().to_string(), "rows": rows })),
        false => println!("{}  {rows} rows", file.display()),
    }
    Ok(())
}

fn format(words: &Words) -> Result<ExportFormat, Fault> {
    let ending = words.to.extension().and_then(|ending| ending.to_str());
    let ending = ending.map(str::to_ascii_lowercase);
    let named = match (words.format, ending.as_deref()) {
        (Some(format), _) => Some(format),
        (None, Some("csv")) => Some(Format::Csv),
        (None, Some("parquet")) => Some(Format::Parquet),
        (None, Some("jsonl" | "ndjson")) => Some(Format::Jsonl),
        (None, Some("xlsx")) => Some(Format::Xlsx),
        (None, _) if words.to == Path::new(STANDARD) => Some(Format::Csv),
        (None, _) => None,
    };
    match named {
        Some(Format::Csv) => Ok(ExportFormat::Csv),
        Some(Format::Parquet) => Ok(ExportFormat::Parquet),
        Some(Format::Jsonl) => Ok(ExportFormat::Lines),
        Some(Format::Xlsx) => Ok(ExportFormat::Xlsx),
        None => Err(Fault::input(
            "The file",
            "It ends in .xlsx, .csv, .parquet or .jsonl, or say `--as`",
        )),
    }
}

/// Copies a file to standard output.
fn copy(file: &Path) -> std::io::Result<()> {
    let mut file = std::fs::File::open(file)?;
    let mut out = std::io::stdout().lock();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return out.flush(),
            read => out.write_all(&piece[..read])?,
        }
    }
}
