//! Servers that are a script of ours around an engine out of PyPI.

use std::path::Path;

use crate::error::Result;
use crate::places;
use crate::process::{Process, leashed};

/// Starts the `server.py` of a stand-in, which keeps its data in `folder`; gives it with the address that it says. The
/// first time its packages are fetched.
/// Errors: the preparation failed (its output is in the error), or the server did not come up.
pub(super) async fn start(name: &str, what: &str, folder: &Path) -> Result<(Process, String)> {
    let prepared = places::stand_in(name)?;
    let mut command = leashed(prepared.join("venv/bin/python"));
    command
        .arg(places::stand_in_sources(name).join("server.py"))
        .arg(folder)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let mut server = Process::start(what, &mut command, folder.join("log"))?;
    let address = server
        .says(|line| {
            line.trim_end()
                .strip_prefix("listening on ")
                .map(str::to_owned)
        })
        .await?;
    Ok((server, address))
}
