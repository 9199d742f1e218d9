//! `headwater connectors import FILE`.

use std::path::PathBuf;

use headwater_engine::{Fault, imported};

use crate::print;

#[derive(clap::Args)]
pub(crate) struct Words {
    /// A catalogue of providers (YAML), an OpenAPI document or a Postman collection.
    file: PathBuf,
    /// Take the place of imported connectors of the same names; otherwise they are left alone.
    #[arg(long)]
    replace: bool,
}

/// Reads a file of another program, keeps the connectors that come of it, and says line by line what did not translate.
pub(crate) fn run(words: &Words, as_json: bool) -> Result<(), Fault> {
    let report = imported::import_at_home(&words.file, words.replace)?;
    print::imported(&report, as_json);
    Ok(())
}
