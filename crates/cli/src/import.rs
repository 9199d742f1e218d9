//! `headwater connectors import FILE`.

use std::path::Path;

use headwater_engine::Fault;

/// Reads a file of another program and writes the connectors that come of it.
pub(crate) fn run(file: &Path, _as_json: bool) -> Result<(), Fault> {
    Err(Fault::not_now(
        &format!("Importing {} is not possible yet", file.display()),
        "Write the connector by hand; docs/connectors.md says how.",
    ))
}
